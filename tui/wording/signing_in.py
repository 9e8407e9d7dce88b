"""Sign-in and sessions in words."""

from __future__ import annotations

from i18n import Message, _, plural
from store import Missing, Problem, Refusal
from store.rules.limits import PROOF_LIFE
from store.rules.pins import PIN_CHARACTERS
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


def _wrong_document(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _("These details do not match. Try again from {clock} on.", clock=opening(problem.until))
    return plural(
        "These details do not match. Check both on your document: {count} try is left.",
        "These details do not match. Check both on your document: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _pin_length(problem: Problem) -> Message:
    return plural(
        "A PIN has {expected} characters; here is {count}. The code beside it is not typed.",
        "A PIN has {expected} characters; here are {count}. The code beside it is not typed.",
        problem.facts["found"],
        expected=PIN_CHARACTERS,
    )


def _wrong_pin(problem: Problem) -> Message:
    return plural(
        "This PIN is not right. Read the one beside the code of this page: {count} try is left.",
        "This PIN is not right. Read the one beside the code of this page: {count} tries are left.",
        problem.facts["tries_left"],
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
    Refusal.WRONG_DOCUMENT: _wrong_document,
    Refusal.DOCUMENT_LOCKED: lambda problem: _(
        "Too many tries. Try again from {clock} on, or sign in with your password. If you have none yet,"
        " choose “Activate my password”.",
        clock=opening(problem.until),
    ),
    Refusal.PIN_CHARACTER: lambda problem: _(
        "No PIN has the character “{character}”: it has letters without accents, and digits from 2 to 7.",
        character=problem.facts["character"],
    ),
    Refusal.PIN_LENGTH: _pin_length,
    Refusal.WRONG_PIN: _wrong_pin,
    Refusal.PIN_EXPIRED: _("This PIN no longer works. Get another one."),
    Refusal.PIN_TRIES_SPENT: _("Too many wrong tries with this PIN. Get another one."),
    Refusal.PIN_TOO_SOON: lambda problem: _(
        "The PIN can be sent by SMS from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.PIN_PHONE_ALONE: _(
        "The phone that PINs come by is the only way to do your second step, and after a PIN it does none."
        " Sign in with your password; an authenticator app or recovery codes would let you use a PIN."
    ),
    Refusal.PINS_TOO_MANY: lambda problem: _(
        "Too many PINs were asked for. Get the next one from {clock} on, or sign in with your password. If"
        " you have none yet, choose “Activate my password”.",
        clock=opening(problem.until),
    ),
    Refusal.PIN_APP_SHARED: _(
        "Several people share this terminal, or its system user as the setting “shared_users” says, so it"
        " shows nobody’s PINs. Use one of your own, or have each PIN sent by SMS."
    ),
    Refusal.PIN_APP_TAKEN: _(
        "This terminal shows the PINs of another account. Type “macle pin --forget” first, or use a system"
        " user of your own."
    ),
    Refusal.PIN_APP_GONE: _("This terminal does not show your PINs. To register it, type “macle pin”."),
    Refusal.WRONG_SIGN_IN: _wrong_sign_in,
    Refusal.LOCKED: _locked,
    Refusal.SESSION_ENDED: _("Your session has ended. Sign in again."),
    Refusal.SECOND_STEP_DUE: _("Enter your security code first."),
    Refusal.PASSWORD_CHANGE_DUE: _("Set a new password first."),
    Refusal.PASSWORD_NEEDED: _("Enter your password again to go on."),
    Refusal.PIN_SIGN_IN_NEEDED: _(
        "Your PIN was entered more than {time} ago: sign out, then sign in with a new one.", time=PROOF_LIFE
    ),
    Refusal.PIN_DUE: _("Enter the PIN first."),
    Refusal.PASSWORD_SIGN_IN_NEEDED: _(
        "This needs your password. Sign out, then sign in with your document number and your password. If you"
        " have none yet, choose “Activate my password”."
    ),
    Refusal.NOTHING_DUE: _("This has been done already. Go on."),
    Refusal.SERVICES_UNREADABLE: _(
        "The list of services has a fault. Tell the administrator: “macle admin services” shows it."
    ),
    Refusal.SERVICE_GONE: _("This service is no longer listed. Choose another one."),
    Refusal.SERVICE_NEEDS: _service_needs,
}
