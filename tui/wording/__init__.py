"""Each refusal in words: what happened, and what to do. Each module holds the sentences of its subject."""

from __future__ import annotations

from importlib import import_module

from i18n import Message
from store import Problem
from tui.wording.form import Sentences, opening

__all__ = ["opening", "sentence"]

_MODULES = (
    "fields",
    "signing_in",
    "password",
    "codes",
    "methods",
    "identity",
    "profile",
    "notices",
    "desk",
    "paper",
    "upkeep",
)
"""What is met most often comes first; each is loaded when its words are looked for."""


def sentence(problem: Problem) -> Message:
    """Return what to tell the person who met `problem`."""
    for module in _MODULES:
        sentences: Sentences = import_module(f"tui.wording.{module}").SENTENCES
        if problem.refusal in sentences:
            words = sentences[problem.refusal]
            return words if isinstance(words, Message) else words(problem)
    raise KeyError(problem.refusal)
