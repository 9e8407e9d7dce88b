"""What a command is, and what it knows of the run it was asked for in."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from i18n import Language, Message
from store.locations import Locations
from tui.commands.usage import Parser


@dataclass(frozen=True)
class Call:
    """One run of `macle`: what was asked for, and by whom.

    `on_screen`: pages can be drawn; else they are line prompts. `declared` returns the parser with all that
    can be asked.
    """

    options: argparse.Namespace
    on_screen: bool
    language: Language
    language_fixed: bool
    locations: Locations
    state: Path
    terminal: str
    place: str
    declared: Callable[[], Parser]


def no_arguments(_parser: Parser, _language: Language) -> None:
    """Take nothing but what every command takes."""


@dataclass(frozen=True)
class Command:
    """What can be asked of `macle`: its name, what it is for, what it takes and what it runs.

    `run` returns the exit status. `commands` are those that can follow its name; like its arguments, they are
    looked at only where this one is asked for. A `usage` replaces the one that argparse makes. An `example`
    is what one types, a line each. `statuses` are those of its exit statuses that few others have.
    """

    name: str
    purpose: Message
    run: Callable[[Call], int]
    add_arguments: Callable[[Parser, Language], None] = no_arguments
    commands: Callable[[], Sequence[Command]] = tuple
    usage: str | None = None
    example: Sequence[str] = ()
    statuses: Sequence[int] = ()
