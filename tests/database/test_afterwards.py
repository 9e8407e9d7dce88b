"""What follows commits is done in a thread of its own, once for many, and a last time at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from store.database.afterwards import Afterwards

FOR_EVER_S, AT_ONCE_S = 1_000.0, 0.0
PATIENCE_S = 20


class Work:
    """Counts how often it was done, and waits for that."""

    def __init__(self, pieces: int = 1) -> None:
        self.done = 0
        self._pieces, self._next = pieces, threading.Semaphore(0)

    def __call__(self) -> bool:
        self.done += 1
        self._next.release()
        return self.done < self._pieces

    def wait(self, times: int = 1) -> bool:
        return all(self._next.acquire(timeout=PATIENCE_S) for _ in range(times))


Follow = Callable[[Callable[[], bool], float], Afterwards]


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Start some work, which ends with the test."""
    started = []

    def start(work: Callable[[], bool], pause_s: float) -> Afterwards:
        afterwards = Afterwards(work, "work", pause_s)
        afterwards.start()
        started.append(afterwards)
        return afterwards

    yield start
    for afterwards in started:
        afterwards.close()


def test_work_is_done_at_the_start_and_whenever_it_is_asked_for(follow: Follow) -> None:
    work = Work()
    afterwards = follow(work, AT_ONCE_S)
    assert work.wait()
    afterwards.ask()
    assert work.wait()


def test_work_is_done_again_and_again_where_that_is_wanted() -> None:
    work = Work()
    afterwards = Afterwards(work, "work", every_s=AT_ONCE_S)
    afterwards.start()
    assert work.wait(times=3)
    afterwards.close()


def test_more_work_follows_unasked(follow: Follow) -> None:
    work = Work(pieces=3)
    follow(work, AT_ONCE_S)
    assert work.wait(3)


def test_what_many_ask_for_is_done_once_and_at_the_latest_at_the_close(follow: Follow) -> None:
    work = Work()
    afterwards = follow(work, FOR_EVER_S)
    for _ in range(100):
        afterwards.ask()
    assert work.done == 0
    afterwards.close()
    assert work.done == 1


def test_a_close_leaves_more_work_for_the_next_time(follow: Follow) -> None:
    work = Work(pieces=10**9)
    follow(work, FOR_EVER_S).close()
    assert work.done == 1


def test_a_failure_does_not_end_the_work(follow: Follow) -> None:
    done = Work()

    def fails_first() -> bool:
        done()
        if done.done == 1:
            raise ZeroDivisionError
        return False

    afterwards = follow(fails_first, AT_ONCE_S)
    assert done.wait()
    afterwards.ask()
    assert done.wait()


def test_nothing_is_done_that_was_not_started() -> None:
    work = Work()
    afterwards = Afterwards(work, "work", AT_ONCE_S)
    afterwards.ask()
    afterwards.close()
    assert work.done == 0
