"""Profiles, personal keys and identity documents in words."""

from __future__ import annotations

from collections.abc import Mapping

from i18n import Message, _, plural
from store import Problem, ProfileState, ProfileStatus, Refusal
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


SENTENCES: Sentences = {
    Refusal.DOCUMENT_NUMBER: _("No document of this kind has this number. Check each character."),
    Refusal.DATE_FORM: _("This is not a date of birth. Enter day, month and year: 31/05/1990."),
    Refusal.KEY_CHARACTER: lambda problem: _(
        "No personal key holds “{character}”. Check that character.", character=problem.facts["character"]
    ),
    Refusal.KEY_LENGTH: lambda problem: plural(
        "A personal key has 16 characters; here is {count}.",
        "A personal key has 16 characters; here are {count}.",
        problem.facts["found"],
    ),
    Refusal.WRONG_KEY: _wrong_key,
    Refusal.KEY_LOCKED: lambda problem: _(
        "Too many wrong keys. The next can be tried from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.NOT_RETYPED: _("These are not the characters of that group. Look at what you saved."),
    Refusal.PROFILE_CHANGED: _(
        "This was done already, or is no longer possible. Go back to see where it stands."
    ),
}

_NONE = _("none yet")
_STATES: Mapping[ProfileState | None, Message] = {
    ProfileState.PENDING: _("requested; an operator is to decide"),
    ProfileState.ACCEPTED: _("verified; its personal key is yet to be made"),
    ProfileState.ACTIVE: _("active"),
    ProfileState.DEACTIVATED: _("deactivated"),
}
