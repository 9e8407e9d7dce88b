"""The sentence for each refusal: what happened, and what to do. Each module has those of one subject."""

from __future__ import annotations

from contextlib import suppress

from i18n import Message, _
from store import Problem, Refusal
from tui.wording import (
    codes,
    delivery,
    desk,
    fields,
    identity,
    methods,
    notices,
    paper,
    password,
    profile,
    signing_in,
    upkeep,
)
from tui.wording.form import Sentences, opening

__all__ = ["opening", "sentence", "undelivered"]

_SENTENCES: Sentences = {
    **codes.SENTENCES,
    **delivery.SENTENCES,
    **desk.SENTENCES,
    **fields.SENTENCES,
    **identity.SENTENCES,
    **methods.SENTENCES,
    **notices.SENTENCES,
    **paper.SENTENCES,
    **password.SENTENCES,
    **profile.SENTENCES,
    **signing_in.SENTENCES,
    **upkeep.SENTENCES,
}


def sentence(problem: Problem) -> Message:
    """Return what to tell the person who met `problem`."""
    words = _SENTENCES[problem.refusal]
    return words if isinstance(words, Message) else words(problem)


def undelivered(last_error: str) -> Message:
    """Return why a message has not left, from what the outbox kept of it."""
    code, _colon, detail = last_error.partition(": ")
    # What was not foreseen has no words of its own.
    with suppress(ValueError, KeyError):
        return sentence(Problem(Refusal(code), detail=detail, path=detail))
    return _("A message could not be sent: {error}.", error=last_error)
