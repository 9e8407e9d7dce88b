"""Asking for secrets at the command line: without echo at a terminal, else from standard input."""

from __future__ import annotations

import asyncio
import contextlib
import locale
import sys
from collections.abc import Iterator, Sequence

from i18n import Language, Message, _, plural
from store import Secret
from tui.commands.usage import WrongUsage
from tui.hosts.signals import end_process_soon, end_signals
from tui.lines import Lines, Unfit
from tui.visit import VisitOver


def standard_input() -> Lines:
    """Return where secrets are read, line by line; prompts go to standard error."""
    return Lines(sys.stdin.fileno(), sys.stderr, locale.getencoding())


def typed(lines: Lines, language: Language, *prompts: Message) -> list[Secret]:
    """Return the answers: typed without echo at a terminal, else a line each of standard input.

    Raises `WrongUsage` where one is missing.
    """
    said = [language.say(_("{label}:", label=label)) for label in prompts]
    try:
        with _terminal_left_as_found(lines):
            return asyncio.run(_read(lines, said))
    except Unfit as unfit:
        raise WrongUsage(unfit.sentence) from None
    except (EOFError, VisitOver):
        raise WrongUsage(_("Nothing was typed.") if lines.terminal else _missing(prompts)) from None


def _missing(prompts: Sequence[Message]) -> Message:
    return plural(
        "Standard input must have one more line: {labels}.",
        "Standard input must have {count} lines, in this order: {labels}.",
        len(prompts),
        labels=tuple(prompts),
    )


async def _read(lines: Lines, prompts: Sequence[str]) -> list[Secret]:
    answers = []
    for prompt in prompts:
        if not lines.terminal:
            answers.append(Secret(await lines.read(secret=True)))
            continue
        lines.write(f"{prompt} ")
        try:
            answers.append(Secret(await lines.read(secret=True)))
        finally:
            lines.write("\n")
    return answers


@contextlib.contextmanager
def _terminal_left_as_found(lines: Lines) -> Iterator[None]:
    """Bring the echo back also where a signal comes while a password is typed, and end what was begun."""

    def end(number: int) -> None:
        lines.restore()
        end_process_soon()
        raise SystemExit(128 + number)

    with end_signals(end):
        yield
