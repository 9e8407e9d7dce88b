"""Comparing the password policies: one candidate against all of them (PRODUCT §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from i18n import Message, _
from store import Problem
from store.rules import passwords
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES, Policy
from tui.demo.people import PEOPLE
from tui.live_checks import Check, Judgement, LiveChecks
from tui.pages import BACK, Answers, Field, Page, Paragraph, Table, Text, submit
from tui.visit import Visit
from tui.wording import password as words

if TYPE_CHECKING:
    from store.accounts.store import Store

_OWNER = Owner(PEOPLE[0].username, PEOPLE[0].email)
_MET, _NOT_MET, _NOTHING = _("met"), _("not met"), _("nothing")


async def compare_policies(visit: Visit) -> None:
    """Judge what is typed by every policy, until the person goes back; nothing is kept of it."""

    def compare(_store: Store, answers: Answers) -> Page:
        return compared_page(answers["candidate"])

    while True:
        await visit.tell(await visit.perform(candidate_page(), compare))


def candidate_page() -> Page:
    return Page(
        "compare-policies",
        _("Compare password rules"),
        (
            Paragraph(
                _(
                    "Type something that could be a password of {username}: each set of rules judges it"
                    " at once. Use none of your own: it is shown.",
                    username=_OWNER.username,
                )
            ),
            LiveChecks(_judge),
        ),
        (Field("candidate", _("A password to try")),),
        (submit(_("See what it needs")), BACK),
        help=tuple(
            Message(
                "{policy}: {rules}.", {"policy": policy.name, "rules": tuple(map(words.rule, policy.rules))}
            )
            for policy in POLICIES.values()
        ),
    )


def compared_page(candidate: str) -> Page:
    return Page(
        "compared-policies",
        _("Compare password rules"),
        (
            Table(
                (_("Rules"), _("Verdict"), _("What it needs")),
                tuple(_compared(policy, candidate) for policy in POLICIES.values()),
                _NOTHING,
            ),
            Paragraph(_("Strength: {word}.", word=_strength(candidate))),
        ),
        actions=(BACK,),
    )


def _judge(values: Mapping[str, str]) -> Judgement:
    candidate = values["candidate"]
    try:
        met = {policy for policy in POLICIES if candidate and not _lacking(POLICIES[policy], candidate)}
        strength = _strength(candidate) if candidate else None
    except Problem:
        # With nobody to judge it, no rules are met, and no word is said of it.
        met, strength = set(), None
    checks = tuple(
        Check(Message("{policy}", {"policy": policy.name}), name in met) for name, policy in POLICIES.items()
    )
    return Judgement(checks, strength)


def _compared(policy: Policy, candidate: str) -> tuple[Text, ...]:
    lacking = _lacking(policy, candidate)
    if not lacking:
        return policy.name, _MET, _NOTHING
    return policy.name, _NOT_MET, Message("{rules}", {"rules": lacking})


def _lacking(policy: Policy, candidate: str) -> tuple[Message, ...]:
    verdicts = passwords.judge(policy, candidate, _OWNER)
    return tuple(words.rule(verdict.rule) for verdict in verdicts if not verdict.met)


def _strength(candidate: str) -> Message:
    return words.strength(passwords.strength(candidate))
