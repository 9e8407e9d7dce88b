"""The sentence for each refusal: what happened, and what to do. Each module has those of one subject."""

from __future__ import annotations

from i18n import Message
from store import Problem
from tui.wording import (
    codes,
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

__all__ = ["opening", "sentence"]

_SENTENCES: Sentences = {
    **codes.SENTENCES,
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
