"""Recovery questions, known by their numbers, and how their answers are compared (PRODUCT §7)."""

from __future__ import annotations

import unicodedata

from store.problems import Problem, Refusal
from store.rules.secret import Secret

QUESTIONS = range(16)
SHORTEST = 3  # letters or digits, of an answer
CHOSEN = 3
"""So many of them a person answers."""

_LONGEST = 100  # characters, as they were typed
_UNSHOWN = {"Cc", "Cs"}
_SPELLED = str.maketrans({"œ": "oe", "æ": "ae"})  # which not every keyboard has


def read_answer(typed: Secret, field: str = "answer") -> Secret:
    """Return an answer in the form that is hashed: letters and digits, without case and accents.

    Raises `Problem` TOO_LONG over 100 characters, before anything else is done with them; TEXT_CHARACTERS for
    control characters and half surrogate pairs; ANSWER_SHORT under 3 letters or digits.
    """
    text = typed.reveal()
    if len(text) > _LONGEST:
        raise Problem(Refusal.TOO_LONG, field, limit=_LONGEST)
    if any(unicodedata.category(character) in _UNSHOWN for character in text):
        raise Problem(Refusal.TEXT_CHARACTERS, field)
    # Folded once more afterwards: what is taken apart can hold a capital.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_SPELLED)
    answer = "".join(character for character in plain if _counts(character))
    if len(answer) < SHORTEST:
        raise Problem(Refusal.ANSWER_SHORT, field)
    return Secret(answer)


def _counts(character: str) -> bool:
    """Tell whether a character of an answer is compared: a letter, a digit, or a sign that is no accent."""
    return unicodedata.category(character)[0] in "LNM" and not unicodedata.combining(character)
