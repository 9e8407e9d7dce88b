"""How far something is that takes long, and what stops it."""

from __future__ import annotations

from store import Refusal
from tests.town import refused
from tui.progress import Progress


def test_one_that_was_left_and_ends_later_takes_nothing_from_the_next() -> None:
    progress = Progress()
    left = progress.under_way()
    left_tells = left.__enter__()
    left_tells(9, 10)
    progress.stop()
    with progress.under_way() as next_tells:
        next_tells(1, 10)
        left.__exit__(None, None, None)
        assert (progress.percent, progress.stop()) == (10, True)
        assert refused(next_tells, 2, 10).refusal is Refusal.STOPPED
