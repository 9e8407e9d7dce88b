"""Hashing gives way to what people see, and to nobody else's cost."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from store.vault.giving_way import giving_way


def _niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def _niceness_of_a_thread_of_its_own() -> int:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(_niceness()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_work_and_the_threads_it_starts_have_a_lower_priority_than_whoever_asked() -> None:
    before = _niceness()
    assert giving_way(_niceness) > before
    assert giving_way(_niceness_of_a_thread_of_its_own) > before
    assert _niceness() == before


def test_what_goes_wrong_in_such_work_is_told_to_whoever_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        giving_way(lambda: 1 // 0)
