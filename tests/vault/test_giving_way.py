"""Hashing gives way to what people see, and to nobody else's cost."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from store import Refusal
from store.vault.giving_way import ThreadGivingWay
from tests.town import refused


@pytest.fixture
def thread() -> Iterator[ThreadGivingWay]:
    thread = ThreadGivingWay()
    yield thread
    thread.end()


def _niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def _niceness_of_a_thread_of_its_own() -> int:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(_niceness()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_work_and_the_threads_it_starts_have_a_lower_priority_than_whoever_asked(
    thread: ThreadGivingWay,
) -> None:
    before = _niceness()
    assert thread.run(_niceness) > before
    assert thread.run(_niceness_of_a_thread_of_its_own) > before
    assert _niceness() == before


def test_what_goes_wrong_in_such_work_is_told_to_whoever_asked(thread: ThreadGivingWay) -> None:
    with pytest.raises(ZeroDivisionError):
        thread.run(lambda: 1 // 0)
    assert thread.run(lambda: 1) == 1


def test_one_thread_does_one_work_after_another_until_it_is_let_go(thread: ThreadGivingWay) -> None:
    kept = thread.run(threading.current_thread)
    assert thread.run(threading.current_thread) is kept
    thread.end()
    assert not kept.is_alive()
    assert thread.run(threading.current_thread) is not kept


def test_whoever_is_interrupted_goes_on_only_once_the_work_is_over(thread: ThreadGivingWay) -> None:
    """The host's place for it is given up by then, which must not be free while someone computes."""
    interrupted, over = threading.Event(), threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def interrupt(*_args: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    def work() -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        interrupted.wait()
        hashlib.pbkdf2_hmac("sha256", b"long", b"work", 200_000)
        over.set()

    signal.signal(signal.SIGINT, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            thread.run(work)
    finally:
        signal.signal(signal.SIGINT, before)
    assert over.is_set()


def test_work_that_found_no_thread_is_not_done_later(
    thread: ThreadGivingWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    done: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", full)
        assert refused(thread.run, lambda: done.append("too late")).refusal is Refusal.BUSY
    thread.run(lambda: done.append("in time"))
    assert done == ["in time"]
