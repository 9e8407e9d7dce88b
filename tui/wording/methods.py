"""Authenticator apps, phones and recovery codes in words."""

from __future__ import annotations

from i18n import Message, _, plural
from store import Problem, Refusal
from store.rules.limits import MOST_APPS, MOST_PHONES
from tui.wording.form import Sentences, opening


def _code_used(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _("This code was used already. Try another from {clock} on.", clock=opening(problem.until))
    return _("This code was used already. Take the next one.")


def _wrong_recovery_code(problem: Problem) -> Message:
    if problem.facts.get("until") is not None:
        return _("This code is not right. Try again from {clock} on.", clock=opening(problem.until))
    return plural(
        "This is not one of your recovery codes. Older sheets no longer count: {count} try is left.",
        "This is not one of your recovery codes. Older sheets no longer count: {count} tries are left.",
        problem.facts["tries_left"],
    )


SENTENCES: Sentences = {
    Refusal.METHOD_NEEDED: _("Add an authenticator app or a phone first."),
    Refusal.METHOD_GONE: _("This method was deleted meanwhile. Choose another."),
    Refusal.ONLY_METHOD: _("You cannot remove your only authentication method."),
    Refusal.APP_NAME_MIXED: _(
        "A word of this name mixes letters of several alphabets. Use one for each word."
    ),
    Refusal.APP_NAME_TAKEN: _("You have an app with this name, or one that looks like it. Choose another."),
    Refusal.APPS_FULL: _("You have {count} apps, which is the most. Delete one first.", count=MOST_APPS),
    Refusal.PHONE_FORM: _(
        "This is not a mobile number in any country or territory we looked in. Check it, or begin with + and"
        " the country’s code."
    ),
    Refusal.PHONE_AFTER_PLUS: _(
        "This is not a whole mobile number of the country whose code follows the +. Check its digits."
    ),
    Refusal.PHONE_COUNTRY: _(
        "Such a number may be in another country or territory. Write it with + and the country’s code."
    ),
    Refusal.PHONE_TAKEN: _("You have this phone already. Enter another number."),
    Refusal.PHONE_OTHER: _("This is not the number of this phone. Type all of it."),
    Refusal.PHONES_FULL: _(
        "You have {count} phones, which is the most. Delete one first.", count=MOST_PHONES
    ),
    Refusal.CODE_USED: _code_used,
    Refusal.RECOVERY_CODE_CHARACTER: lambda problem: _(
        "No recovery code holds “{character}”. Check that character.", character=problem.facts["character"]
    ),
    Refusal.RECOVERY_CODE_LENGTH: lambda problem: plural(
        "A recovery code has {expected} characters; here is {count}.",
        "A recovery code has {expected} characters; here are {count}.",
        problem.facts["found"],
        expected=problem.facts["expected"],
    ),
    Refusal.WRONG_RECOVERY_CODE: _wrong_recovery_code,
}
