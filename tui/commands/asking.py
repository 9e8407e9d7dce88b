"""Asking for secrets at the command line: without echo at a terminal, else from standard input."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from i18n import Language, Message, _, plural
from store import Problem, Refusal, Secret
from tui.commands.usage import WrongUsage, complain
from tui.hosts.signals import end_process_soon, end_signals, stops
from tui.lines import Lines, Unfit
from tui.reading import spoken
from tui.unwinding import VisitOver
from tui.wording import sentence

T = TypeVar("T")

_STANDARD_INPUT = 0


class Untaken(WrongUsage):
    """An answer that cannot be taken; whoever typed it may type another."""


def standard_input() -> Lines:
    """Return where secrets are read, line by line; prompts go to standard error."""
    return Lines.of_standard_input(sys.stderr)


def asked(lines: Lines, language: Language, prompt: Message, usual: str = "") -> str:
    """Return an answer that is no secret, and what is `usual` where none was typed.

    Raises `Untaken`, and `WrongUsage` where none came.
    """
    label = _("{label} [{usual}]", label=prompt, usual=usual) if usual else prompt
    (answer,) = _answers(lines, language, (prompt,), (label,), secret=False)
    return answer.strip() or usual


def typed(lines: Lines, language: Language, *prompts: Message) -> list[Secret]:
    """Return the answers: typed without echo at a terminal, else a line each of standard input.

    Raises `WrongUsage` where one is missing.
    """
    return [Secret(answer) for answer in _answers(lines, language, prompts, prompts, secret=True)]


def until_right(lines: Lines, language: Language, ask: Callable[[], T]) -> T:
    """Return what `ask` does: at a terminal it asks again where an answer is refused, of a pipe once."""
    while True:
        try:
            return ask()
        except Untaken as untaken:
            if not lines.terminal:
                raise
            complain(language, untaken.sentence)
        except Problem as problem:
            if not lines.terminal or not all(map(_can_be_put_right, problem.all)):
                raise
            for one in problem.all:
                complain(language, sentence(one))


def _can_be_put_right(problem: Problem) -> bool:
    """Tell whether another answer can be right: none is after a session has ended, or while one waits."""
    is_over = problem.refusal in {Refusal.CODE_TRIES_SPENT, Refusal.CODE_EXPIRED}
    return problem.field is not None and problem.facts.get("until") is None and not is_over


def _answers(
    lines: Lines,
    language: Language,
    prompts: Sequence[Message],
    labels: Sequence[Message],
    *,
    secret: bool,
) -> list[str]:
    said = [spoken(language.say(_("{label}:", label=label)), language) for label in labels]
    try:
        with hidden(lines):
            return asyncio.run(_read(lines, said, secret=secret))
    except Unfit as unfit:
        raise Untaken(unfit.sentence) from None
    except (EOFError, VisitOver):
        raise WrongUsage(
            _("Nothing was typed.") if lines.terminal else _missing(lines.source, prompts)
        ) from None


def _missing(source: int, prompts: Sequence[Message]) -> Message:
    if source != _STANDARD_INPUT:
        return plural(
            "The file descriptor {number} must have one more line: {labels}.",
            "The file descriptor {number} must have {count} lines, in this order: {labels}.",
            len(prompts),
            number=str(source),
            labels=tuple(prompts),
        )
    return plural(
        "Standard input must have one more line: {labels}.",
        "Standard input must have {count} lines, in this order: {labels}.",
        len(prompts),
        labels=tuple(prompts),
    )


async def _read(lines: Lines, prompts: Sequence[str], *, secret: bool) -> list[str]:
    asked = [f"{prompt} " if lines.terminal else "" for prompt in prompts]
    last = len(asked) - 1
    return [
        await lines.read(prompt, secret=secret, then_secret=secret and number < last)
        for number, prompt in enumerate(asked)
    ]


@contextlib.contextmanager
def hidden(lines: Lines) -> Iterator[None]:
    """Show nothing of what is typed, at whatever moment, and bring the echo back also where a signal comes.

    The signal ends what was begun.
    """

    def end(number: int) -> None:
        lines.let_go()
        end_process_soon()
        with contextlib.suppress(VisitOver):  # nobody reads it
            lines.end_line()
        raise SystemExit(128 + number)

    with end_signals(end), stops(lines.let_go, lines.take_again), lines.in_hand():
        yield
