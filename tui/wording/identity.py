"""Usernames, email addresses and sign-up in words."""

from __future__ import annotations

from i18n import Country, Message, _
from store import Problem, Refusal
from store.rules.identifiers import USERNAME_LONGEST, USERNAME_MOST_DIGITS, USERNAME_SHORTEST
from tui.wording.form import Sentences, opening


def _number_form(problem: Problem) -> Message:
    if problem.facts["country"]:
        return _(
            "This is not a phone number of this country: {country}. Check it, or begin with + and the code of"
            " its own country.",
            country=Country(problem.facts["country"]),
        )
    return _(
        "This is not a phone number in any country or territory we looked in. Check it, or begin with + and"
        " the country’s code."
    )


_CONTRAST = {
    "permanent": _("A permanent DNI has no expiry date. Enter its issue date instead."),
    "expired": _(
        "This DNI has expired: nobody is registered with it. Of a permanent one, enter 01/01/9999, then its"
        " issue date."
    ),
    "ahead": _("An issue date must be in the past. Check the year."),
    "support": _("The support number of a NIE is the letter E or C and eight digits, such as E01234567."),
}

SENTENCES: Sentences = {
    Refusal.CONTRAST_FORM: lambda problem: _CONTRAST[problem.facts["fault"]],
    Refusal.USERNAME_FORM: _(
        "A username has {shortest} to {longest} characters: letters without accents, digits, dots, dashes"
        " or underscores; {most_digits} digits at most.",
        shortest=USERNAME_SHORTEST,
        longest=USERNAME_LONGEST,
        most_digits=USERNAME_MOST_DIGITS,
    ),
    Refusal.USERNAME_NUMBER: _("This reads like the number of a document. Choose a name instead."),
    Refusal.USERNAME_TAKEN: _("This username is taken. Choose another."),
    Refusal.EMAIL_FORM: _("This is not an email address. It looks like name@example.com."),
    Refusal.EMAIL_TAKEN: _("An account has this email address already. Enter another."),
    Refusal.EMAIL_SAME: _("This is the address you have now. Enter another."),
    Refusal.COUNTRY_UNKNOWN: _(
        "No country or territory has this name. Write its name in English or French, or its code of two"
        " letters, such as FR."
    ),
    Refusal.NUMBER_FORM: _number_form,
    Refusal.NUMBER_AFTER_PLUS: _(
        "This is not a whole phone number of the country whose code follows the +. Check its digits."
    ),
    Refusal.DETAILS_CHANGED: _(
        "These details were changed elsewhere meanwhile. Look at what was saved there, then save yours again."
    ),
    Refusal.DETAILS_TOO_OFTEN: lambda problem: _(
        "These details were changed too often. Try again from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.SIGN_UP_OVER: _("An account was opened with these details in the meantime. Sign in."),
}
