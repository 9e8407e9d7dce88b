"""Profiles, personal keys and identity documents in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from i18n import Message, _, plural
from store import Problem, ProfileState, ProfileStatus, Refusal
from store.rules.limits import LARGEST_SIGNED
from tui.wording.form import Sentences, opening

DOCUMENTS = (
    ("dni", _("Spanish DNI")),
    ("nie", _("Spanish NIE")),
    ("nir", _("French social security number (NIR)")),
    ("sin", _("Canadian social insurance number (SIN)")),
    ("passport", _("Passport")),
)
"""The kinds of identity document, in the order in which they are offered."""


def document(kind: str) -> Message:
    """Return the name of a kind of identity document."""
    return dict(DOCUMENTS)[kind]


def number_form(kind: str) -> Message:
    """Return what the number of a kind of document looks like, with an example that is nobody’s."""
    return _FORMS[kind]


_FORMS = {
    "dni": _("8 digits and a letter, such as 00000000T."),
    "nie": _("X, Y or Z, 7 digits and a letter, such as X0000000T."),
    "nir": _("13 characters and a key of 2 digits, such as 1 00 01 99 999 999 80."),
    "sin": _("9 digits, such as 046 454 286."),
    "passport": _("6 to 12 letters and digits, such as AB1234567."),
}


def state(of: ProfileStatus) -> Message:
    """Return how a profile stands, or else the request for one."""
    return _STATES.get(of.profile or of.request, _NONE)


def _wrong_key(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _(
            "Incorrect personal key. The next can be tried from {clock} on.", clock=opening(problem.until)
        )
    return plural(
        "Incorrect personal key. Check it: {count} try is left.",
        "Incorrect personal key. Check it: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _document_number(problem: Problem) -> Message:
    kind, fault = problem.facts["kind"], problem.facts["fault"]
    if fault == "length":
        return _LENGTHS[kind](problem.facts["found"])
    return {"characters": _CHARACTERS, "check": _CHECKS}.get(fault, {}).get(kind, _NO_SUCH_NUMBER)


_NO_SUCH_NUMBER = _("No document of this kind has this number. Check each character.")
_LENGTHS: Mapping[str, Callable[[int], Message]] = {
    "dni": lambda found: plural(
        "A DNI has 8 digits and a letter; here is {count} character.",
        "A DNI has 8 digits and a letter; here are {count} characters.",
        found,
    ),
    "nie": lambda found: plural(
        "A NIE has X, Y or Z, 7 digits and a letter; here is {count} character.",
        "A NIE has X, Y or Z, 7 digits and a letter; here are {count} characters.",
        found,
    ),
    "nir": lambda found: plural(
        "This number has 15 characters, its key included; here is {count}.",
        "This number has 15 characters, its key included; here are {count}.",
        found,
    ),
    "sin": lambda found: plural(
        "A SIN has 9 digits; here is {count}.", "A SIN has 9 digits; here are {count}.", found
    ),
    "passport": lambda found: plural(
        "A passport number has 6 to 12 letters and digits; here is {count}.",
        "A passport number has 6 to 12 letters and digits; here are {count}.",
        found,
    ),
}
_CHARACTERS = {
    "dni": _("In a DNI, 8 digits come first, then a letter. Look for a letter in place of a digit."),
    "nie": _("A NIE begins with X, Y or Z, then come 7 digits and a letter. Check each character."),
    "nir": _("This number has digits only, but for 2A and 2B of Corsica. Check each character."),
    "sin": _("A SIN has digits only, and begins with neither 0 nor 8. Check each character."),
    "passport": _("A passport number has only digits and letters without accents. Check each character."),
}
_CHECKS = {
    "dni": _(
        "This is not a DNI: its letter does not fit its digits. A DNI has 8 digits and a letter, such as"
        " 12345678Z."
    ),
    "nie": _(
        "This is not a NIE: its letter does not fit its digits. A NIE has X, Y or Z, 7 digits and a letter,"
        " such as X1234567L."
    ),
    "nir": _("The key, the last 2 digits, does not fit the others. Check each digit."),
    "sin": _("The last digit does not fit the others. Check each digit."),
}
_DATES = {
    "form": _("This is not a date. Enter day, month and year: 31/05/1990 or 31 May 1990."),
    "year": _("Write the year with four digits: 31/05/1990."),
    "day": _("There is no such day. Check the day and the month, as in 31/05/1990."),
    "ahead": _("A date of birth must be in the past. Check the year."),
    "long-ago": _("Nobody alive was born that long ago. Check the year."),
}


def _name_form(problem: Problem) -> Message:
    if problem.field == "legal_name":
        return _("This is not a name. A name has letters, and no digits. Write it as on the document.")
    return _("This is not a name. A name has letters, and no digits.")


_FILE_FAULTS: Mapping[str, Message] = {
    "folder": _("This is a folder. Name a file in it."),
    "special": _("This is a device or a pipe, and not a file. Name another."),
    "unreadable": _("You may not read this file, or it is damaged. Name another."),
    "large": _(
        "This file is too large: at most {count} MB can be signed.", count=LARGEST_SIGNED // 1_000_000
    ),
    "changed": _("The file has changed meanwhile. Wait until nothing writes to it, then choose it again."),
}
"""What is amiss with a file that is to be signed."""


def _file_to_sign(problem: Problem) -> Message:
    if problem.facts["fault"] == "missing":
        path = problem.facts["path"]
        return _("There is no file “{path}”. Check its name, and its folder.", path=path)
    return _FILE_FAULTS[problem.facts["fault"]]


SENTENCES: Sentences = {
    Refusal.DOCUMENT_NUMBER: _document_number,
    Refusal.DATE_FORM: lambda problem: _DATES[problem.facts["fault"]],
    Refusal.NAME_FORM: _name_form,
    Refusal.KEY_CHARACTER: lambda problem: _(
        "No personal key holds “{character}”. Check that character.", character=problem.facts["character"]
    ),
    Refusal.KEY_LENGTH: lambda problem: plural(
        "A personal key has {expected} characters; here is {count}.",
        "A personal key has {expected} characters; here are {count}.",
        problem.facts["found"],
        expected=problem.facts["expected"],
    ),
    Refusal.WRONG_KEY: _wrong_key,
    Refusal.KEY_LOCKED: lambda problem: _(
        "Too many wrong keys. The next can be tried from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.NOT_RETYPED: _("These are not the characters of that group. Look at what you saved."),
    Refusal.FILE_TO_SIGN: _file_to_sign,
    Refusal.OTHER_DOCUMENT: _(
        "You were registered in person with another document. Choose that DNI or NIE, and enter its number."
    ),
    Refusal.SIGNATURE_NO_ROOM: _(
        "There is no room beside the file for its signature. Make room on that disk, then sign it again."
    ),
    Refusal.SIGNATURE_UNWRITABLE: _(
        "The signature cannot be written beside the file. Copy the file to a folder of yours, and sign that."
    ),
    Refusal.ADVANCED_LEVEL_NEEDED: _(
        "To sign files, you must be registered at the advanced level: in person, with your document."
    ),
    Refusal.ACTIVE_PROFILE_NEEDED: lambda problem: _TO_ACTIVE[problem.facts["state"]],
    Refusal.METHOD_TO_SIGN_NEEDED: _(
        "To sign files, you need a second step. Choose “Sign-in settings”, and add an authenticator app or a"
        " phone."
    ),
    Refusal.PROFILE_CHANGED: _(
        "This was done already, or is no longer possible. Go back to see where it stands."
    ),
}

_VERIFY_FIRST = _("To sign files, you need an active profile. Choose “Verify your identity” first.")
_TO_ACTIVE: Mapping[str, Message] = {
    "": _VERIFY_FIRST,
    "refused": _VERIFY_FIRST,
    "cancelled": _VERIFY_FIRST,
    "pending": _("To sign files, you need an active profile. An operator must first accept your request."),
    "accepted": _("To sign files, you need an active profile. Choose “Get your personal key” first."),
    "deactivated": _(
        "To sign files, you need an active profile. Choose “Reactivate your profile now” first."
    ),
}
_NONE = _("none yet")
_STATES: Mapping[ProfileState | None, Message] = {
    ProfileState.PENDING: _("requested; an operator is to decide"),
    ProfileState.ACCEPTED: _("verified; its personal key is yet to be made"),
    ProfileState.ACTIVE: _("active"),
    ProfileState.DEACTIVATED: _("deactivated"),
}
