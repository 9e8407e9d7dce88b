"""Marks: the same things have the same mark, and a later key does not make the earlier marks strange."""

from __future__ import annotations

from store.vault.marking import MarkKeys

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def test_a_mark_belongs_to_its_purpose_its_parts_and_its_key() -> None:
    keys = MarkKeys({1: OLD})
    marks = {
        keys.mark("reset", "token"),
        keys.mark("session", "token"),
        keys.mark("reset", "token", ""),
        keys.mark("reset", "to", "ken"),
        MarkKeys({1: NEW}).mark("reset", "token"),
    }
    assert len(marks) == 5
    assert keys.mark("reset", "\ud800") != keys.mark("reset", "?")


def test_the_newest_key_makes_marks_and_the_earlier_ones_are_known_again() -> None:
    before, after = MarkKeys({1: OLD}), MarkKeys({1: OLD, 2: NEW})
    assert after.marks("reset", "token") == (after.mark("reset", "token"), before.mark("reset", "token"))
    assert after.mark("reset", "token") != before.mark("reset", "token")
    assert (after.newest, before.newest) == (2, 1)
