"""Codes in words, whichever subject asks for one: those that are sent, and those that an app shows."""

from __future__ import annotations

from i18n import Message, _, plural
from store import Problem, Refusal
from store.rules.codes import CODE_DIGITS
from tui.wording.form import Sentences, opening


def _code_form(problem: Problem) -> Message:
    if "found" not in problem.facts:
        return _("A code has digits alone, {count} of them.", count=CODE_DIGITS)
    return plural(
        "A code has {expected} digits; here is {count}.",
        "A code has {expected} digits; here are {count}.",
        problem.facts["found"],
        expected=CODE_DIGITS,
    )


def _wrong_code(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _("This code is not right. Try again from {clock} on.", clock=opening(problem.until))
    if "tries_left" not in problem.facts:
        return _("This is not the code that the app shows. Check the clock of its device; try the next code.")
    return plural(
        "This code is not right. Check that it is the newest: {count} try is left.",
        "This code is not right. Check that it is the newest: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _code_tries_spent(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _(
            "Too many wrong codes. From {clock} on, sign in again or choose another method.",
            clock=opening(problem.until),
        )
    return _("Too many wrong codes. Go back and start again to get a new one.")


def _code_locked(problem: Problem) -> Message:
    return _("Too many wrong codes. Try again from {clock} on.", clock=opening(problem.until))


_TOO_MANY = {
    "one-phone": _("Too many codes were sent to this phone. Try again in a few minutes."),
    "new-phones": _("Your account has asked for too many codes to add phones. Try again in a few minutes."),
}
"""By what the codes were `asked_for`."""

SENTENCES: Sentences = {
    Refusal.CODE_FORM: _code_form,
    Refusal.WRONG_CODE: _wrong_code,
    Refusal.CODE_EXPIRED: _("This code has expired. Choose “Resend code”, or go back and start again."),
    Refusal.CODE_TRIES_SPENT: _code_tries_spent,
    Refusal.CODE_LOCKED: _code_locked,
    Refusal.CODE_TOO_SOON: lambda problem: _(
        "Another code can be sent at {clock}.", clock=opening(problem.until)
    ),
    Refusal.CODES_TOO_MANY: lambda problem: _TOO_MANY[problem.facts["asked_for"]],
}
