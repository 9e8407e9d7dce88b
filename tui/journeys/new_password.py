"""The two fields of a new password, with their rules judged while the person types."""

from __future__ import annotations

from collections.abc import Mapping

from i18n import _
from store.rules import passwords
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from tui import wording
from tui.pages import Check, Field, Judgement, LiveChecks

NEW_PASSWORD = (
    Field("new", _("New password"), secret=True),
    Field("confirmation", _("Confirm the password"), secret=True),
)
CHOOSE_WELL = _("Choose something long that you use nowhere else. A password manager can keep it for you.")
_MATCH = _("the same in both fields")


def password_checks(policy: Policy, owner: Owner) -> LiveChecks:
    """Return the checklist for the fields `NEW_PASSWORD`."""

    def judge(values: Mapping[str, str]) -> Judgement:
        new, confirmation = values["new"], values["confirmation"]
        checks = [
            Check(wording.rule(verdict.rule), verdict.met) for verdict in passwords.judge(policy, new, owner)
        ]
        checks.append(Check(_MATCH, bool(new) and new == confirmation))
        return Judgement(tuple(checks), wording.strength(passwords.strength(new)) if new else None)

    return LiveChecks(judge)
