"""Operators, supervisors and their requests in words."""

from __future__ import annotations

from i18n import _
from store import Refusal
from tui.wording.form import Sentences

SENTENCES: Sentences = {
    Refusal.NOT_ALLOWED: _("Your account is not allowed to do this."),
    Refusal.SECOND_STEP_NEEDED: _(
        "An operator needs a second step: set one up in the sign-in settings, then sign in again."
    ),
    Refusal.ROLE_SUSPENDED: _(
        "Your rights are suspended since your password was reset. Ask the administrator to give them back."
    ),
    Refusal.ROLE_NOT_SUSPENDED: _("This operator has their rights: there is nothing to give back."),
    Refusal.ACCOUNT_UNKNOWN: _("No account has this name. Check how it is written."),
    Refusal.ROLE_SAME: _("This account has that role already. Nothing was changed."),
    Refusal.ACCOUNTS_EXIST: _(
        "There are accounts here already, and nothing was changed. “macle admin add-operator” opens one for"
        " another operator."
    ),
    Refusal.OPERATOR_UNKNOWN: _("No operator has this name. “macle admin operators” lists them all."),
    Refusal.SUPERVISOR_NEEDED: _("Nobody unblocks their own account. Ask another supervisor."),
    Refusal.REQUEST_UNKNOWN: lambda problem: _(
        "No request that waits has the number {id}. Look at the list.", id=problem.facts["id"]
    ),
    Refusal.REQUEST_AMBIGUOUS: lambda problem: _(
        "Several requests begin with {id}. Type more of the number.", id=problem.facts["id"]
    ),
}
