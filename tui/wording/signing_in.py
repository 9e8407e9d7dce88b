"""Sign-in and sessions in words."""

from __future__ import annotations

from i18n import Message, _, plural
from store import Missing, Problem, Refusal
from tui.wording.form import Sentences, opening


def _wrong_sign_in(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _(
            "These details do not match. Try again from {clock} on, or reset the password meanwhile.",
            clock=opening(problem.until),
        )
    return plural(
        "These details do not match. Check them and try again: {count} try is left.",
        "These details do not match. Check them and try again: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _locked(problem: Problem) -> Message:
    return _(
        "Too many tries. Try again from {clock} on, or reset the password meanwhile.",
        clock=opening(problem.until),
    )


def _service_needs(problem: Problem) -> Message:
    match problem.facts["missing"]:
        case Missing.SECOND_STEP:
            return _("This service needs a security code first.")
        case Missing.METHOD:
            return _("This service needs a second step, and your account has none yet.")
        case Missing.PASSWORD:
            return _(
                "This service needs a second step, and your account has none yet. To add one, sign in with"
                " your password."
            )
        case _:
            return _(
                "This service is for people registered at the advanced level. That is done in person, before"
                " an operator who sees your document."
            )


SENTENCES: Sentences = {
    Refusal.WRONG_SIGN_IN: _wrong_sign_in,
    Refusal.LOCKED: _locked,
    Refusal.SESSION_ENDED: _("Your session has ended. Sign in again."),
    Refusal.SECOND_STEP_DUE: _("Enter your security code first."),
    Refusal.PASSWORD_CHANGE_DUE: _("Set a new password first."),
    Refusal.PASSWORD_NEEDED: _("Enter your password again to go on."),
    Refusal.PIN_DUE: _("Enter the PIN first."),
    Refusal.PASSWORD_SIGN_IN_NEEDED: _(
        "This needs your password. Sign out, then sign in with your document number and your password."
    ),
    Refusal.NOTHING_DUE: _("This has been done already. Go on."),
    Refusal.SERVICES_UNREADABLE: _(
        "The list of services has a fault. Tell the administrator: “macle admin services” shows it."
    ),
    Refusal.SERVICE_GONE: _("This service is no longer listed. Choose another one."),
    Refusal.SERVICE_NEEDS: _service_needs,
}
