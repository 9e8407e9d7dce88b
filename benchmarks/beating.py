"""Macle, full screen, with a heart: someone signs in again and again while it beats every millisecond."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.household import TERMINAL
from i18n import ENGLISH, _
from store import Settings
from store.accounts.store import Store
from tui.hosts import terminal
from tui.journeys.signing_in.sign_in import sign_in_page
from tui.pages import Answers, Page, submit
from tui.screens.app import MacleApp
from tui.store_door import StoreDoor
from tui.visit import Visit

_BEAT = 0.001


class Heart:
    """Beats on the event loop, and knows how long it stood still."""

    def __init__(self) -> None:
        self._beats: list[float] = []

    async def beat(self) -> None:
        while True:
            self._beats.append(time.perf_counter())
            await asyncio.sleep(_BEAT)

    def longest_stall(self, start: float, end: float) -> float:
        """Return the longest time without a beat, in seconds, that began between two moments."""
        return max(later - beat for beat, later in pairwise(self._beats) if start <= beat <= end) - _BEAT


@dataclass
class Often:
    """The journey: someone signs in again and again. Times are in seconds."""

    turns: int
    heart: Heart = field(default_factory=Heart)
    windows: list[tuple[float, float]] = field(default_factory=list)
    """From when to when the store was busy with each sign-in."""

    async def __call__(self, visit: Visit) -> None:
        beating = asyncio.create_task(self.heart.beat())
        for _turn in range(self.turns):
            await visit.perform_or_choose(sign_in_page(), self._attempt)
            await visit.ask(Page("again", _("One more time"), actions=(submit(_("Continue")),)))
        beating.cancel()

    def _attempt(self, store: Store, answers: Answers) -> None:
        start = time.perf_counter()
        store.sign_in.with_password(answers["identifier"], answers.secret("password"), TERMINAL)
        self.windows.append((start, time.perf_counter()))


def main(home: str, log: str, turns: str) -> None:
    """Write to `log` the longest stall during each sign-in and how long it took, in milliseconds."""
    door, often = StoreDoor(Settings(Path(home))), Often(int(turns))
    terminal.run(MacleApp(door=door, journey=often, language=ENGLISH, language_fixed=True))
    door.close()
    stalls = [often.heart.longest_stall(*window) * 1_000 for window in often.windows]
    spans = [(end - start) * 1_000 for start, end in often.windows]
    Path(log).write_text(json.dumps([stalls, spans]))


if __name__ == "__main__":
    main(*sys.argv[1:])
