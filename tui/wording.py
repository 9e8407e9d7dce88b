"""Each refusal as a sentence that says what to do."""

from __future__ import annotations

from i18n import Message, _
from store import Problem, Refusal


def sentence(problem: Problem) -> Message:
    """Return what to tell the person who met `problem`."""
    return _SENTENCES[problem.refusal]


_SENTENCES = {Refusal.MISSING: _("Fill in this field.")}
