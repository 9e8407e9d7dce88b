"""Rules for what is typed on a page, judged while the person types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from i18n import Message, _


@dataclass(frozen=True)
class Check:
    """One rule, and whether what is typed meets it."""

    rule: Message
    met: bool


STRENGTHS = (_("Very weak"), _("Weak"), _("Average"), _("Good"), _("Great"))
"""How strong a password is, weakest first."""


@dataclass(frozen=True)
class Judgement:
    """What the page says of the fields while the person types; `strength` is one of `STRENGTHS`."""

    checks: tuple[Check, ...]
    strength: Message | None = None


@dataclass(frozen=True)
class LiveChecks:
    """Rules judged at every keystroke, off the event loop: `judge` is pure but may take milliseconds.

    They are rules for the field `about`; what is typed there has to meet them before the page is sent. Where
    there is no such field, they only tell.
    """

    judge: Callable[[Mapping[str, str]], Judgement]
    about: str = ""
