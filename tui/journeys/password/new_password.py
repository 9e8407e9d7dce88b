"""The two fields of a new password, with their rules judged while the person types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from i18n import Message, _
from store import Problem
from store.rules import passwords
from store.rules.password_rules import Owner
from store.rules.passwords import Policy, Verdict
from tui.live_checks import Check, Judgement, LiveChecks
from tui.pages import Field
from tui.wording import password as words

NEW_PASSWORD = (
    Field("new", _("New password"), secret=True),
    Field("confirmation", _("Confirm the password"), secret=True, repeats="new"),
)
CHOOSE_WELL = _("Choose something long that you use nowhere else. A password manager can keep it for you.")
_MATCH = _("the same in both fields")


def password_checks(policy: Policy, owner: Owner) -> LiveChecks:
    """Return the checklist for the fields `NEW_PASSWORD`."""

    def judge(values: Mapping[str, str]) -> Judgement:
        new, confirmation = values["new"], values["confirmation"]
        verdicts, strength = _judged(policy, new, owner)
        # Nothing is met by a field that is empty, also what only forbids.
        checks = [Check(words.rule(verdict.rule), bool(new) and verdict.met) for verdict in verdicts]
        checks.append(Check(_MATCH, bool(new) and new == confirmation))
        return Judgement(tuple(checks), strength)

    return LiveChecks(judge, about="new")


def _judged(policy: Policy, typed: str, owner: Owner) -> tuple[Sequence[Verdict], Message | None]:
    """Return what to show of `typed`; with nobody to judge it, no rule is met, and no word is said of it."""
    try:
        strength = words.strength(passwords.strength(typed)) if typed else None
        return passwords.judge(policy, typed, owner), strength
    except Problem:
        return [Verdict(rule, met=False) for rule in policy.rules], None
