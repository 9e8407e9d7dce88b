"""The store's own lock, which whoever opens the store holds for a moment."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from store import Refusal, open_store
from tests.town import Town, refused


@contextmanager
def held(town: Town) -> Iterator[None]:
    """Hold the lock as another process would."""
    lock = os.open(town.locations.locks / "store.lock", os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def test_a_store_that_another_program_never_lets_go_of_is_busy(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.locks.BUSY_AFTER", timedelta(milliseconds=50))
    with held(town):
        assert refused(open_store, town.settings).refusal is Refusal.BUSY
    open_store(town.settings).close()


def test_whoever_opens_it_waits_for_its_turn(town: Town) -> None:
    begun = threading.Event()

    def opens() -> None:
        begun.set()
        open_store(town.settings).close()

    with ThreadPoolExecutor() as pool:
        with held(town):
            opening = pool.submit(opens)
            begun.wait()
            assert not opening.done()
        opening.result()
