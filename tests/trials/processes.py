"""Real processes for the trials, forked from one that has imported everything and opened nothing."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, TypeVar

from store import Problem, Refusal
from tests.town import Town

T = TypeVar("T")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "alembic.command",
        "email_validator",
        "pyotp",
        "tests.trials.keeping",
        "tests.trials.lives",
        "tests.trials.profile_lives",
        "zxcvbn",
    ]
)


class Victim:
    """A process that tells what it does, until it is killed."""

    def __init__(self, deed: Callable[..., None], *arguments: object) -> None:
        """Start `deed(*arguments, tell)`, where `tell` is the `Connection` to speak to."""
        self._ear, tell = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=deed, args=(*arguments, tell))
        self._process.start()
        tell.close()

    def next_word(self) -> Any:
        return self._ear.recv()

    def end(self) -> list[Any]:
        """Wait for it to come to its own end, and return what it told."""
        return self._last_words()

    def kill(self, after: float) -> list[Any]:
        """Kill it with SIGKILL once it has lived for so many seconds more, and return what it told."""
        self._process.join(after)
        self._process.kill()
        return self._last_words()

    def _last_words(self) -> list[Any]:
        words = []
        try:
            while True:
                words.append(self._ear.recv())
        except EOFError:
            self._process.join()
        self._process.close()
        self._ear.close()
        return words


def race(home: Path, racers: int, deed: Callable[..., T], *arguments: object) -> list[T]:
    """Run `deed(town, number, *arguments)` in so many processes at once; return what each returned."""
    start = _FORKS.Barrier(racers)
    ears, processes = [], []
    for number in range(racers):
        ear, tell = _FORKS.Pipe(duplex=False)
        process = _FORKS.Process(target=_run_race, args=(home, start, tell, deed, number, *arguments))
        process.start()
        tell.close()
        ears.append(ear)
        processes.append(process)
    results: list[T] = [ear.recv() for ear in ears]
    for ear, process in zip(ears, processes, strict=True):
        process.join()
        process.close()
        ear.close()
    return results


def _run_race(
    home: Path, start: Barrier, tell: Connection, deed: Callable[..., object], *arguments: object
) -> None:
    try:
        town = _opened(home)
    except BaseException:
        start.abort()  # else the others would wait for this one for ever
        raise
    start.wait()
    tell.send(deed(town, *arguments))
    town.store.close()


def _opened(home: Path) -> Town:
    """Open the store in turn with the other racers; who waited too long for theirs comes again."""
    while True:
        try:
            return Town(home)
        except Problem as problem:
            if problem.refusal is not Refusal.BUSY:
                raise
