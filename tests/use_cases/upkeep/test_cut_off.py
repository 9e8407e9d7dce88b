"""The host notes where the chain of events ends, so that an end that was cut off with its links is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import ChainFault, ChainState, FaultKind
from store.accounts.upkeep import chaining
from store.database.chain_note import ChainNote
from tests.town import TERMINAL, Person, Town
from tests.trials.processes import race

EVENTS = 6


@pytest.fixture
def someone(town: Town) -> Person:
    """Someone with six events, all linked."""
    someone = town.person()
    signs_in(town, someone, EVENTS - 1)
    return someone


def signs_in(town: Town, someone: Person, times: int = 1) -> None:
    for _ in range(times):
        town.sign_in(someone)
    town.store.audit.link()


def cut_off(town: Town, last: int) -> None:
    """Leave the events up to this one, as if no more had come."""
    town.rows("DELETE FROM event WHERE id > ?", last)
    town.rows("DELETE FROM event_link WHERE event_id > ?", last)


def note_of(town: Town) -> ChainNote:
    note = town.store.context.chain_note
    assert note is not None
    return note


def file_of(town: Town) -> Path:
    assert town.settings.state is not None
    [file] = town.settings.state.glob("*.chain")
    return file


@pytest.mark.parametrize("left", [0, 1, EVENTS - 1])
def test_an_end_that_was_cut_off_is_found(town: Town, someone: Person, left: int) -> None:
    cut_off(town, left)
    assert town.store.audit.verify().faults == (ChainFault(FaultKind.CUT_OFF, EVENTS, None),)


def test_an_end_that_was_cut_off_is_found_after_a_restart_and_however_much_comes_after_it(
    town: Town, someone: Person
) -> None:
    cut_off(town, EVENTS - 2)
    town.reopen()
    for _ in range(3):
        town.clock.advance(seconds=1)
        signs_in(town, someone, 2)
        assert town.store.audit.verify().faults == (ChainFault(FaultKind.CUT_OFF, EVENTS, None),)


def test_a_note_that_lags_behind_is_no_fault_and_is_brought_up(town: Town, someone: Person) -> None:
    """As after a kill between the commit and the note."""
    before = file_of(town).read_bytes()
    signs_in(town, someone)
    file_of(town).write_bytes(before)
    assert town.store.audit.verify() == ChainState(EVENTS + 1, 0, (), 0)
    signs_in(town, someone)
    [last] = note_of(town).links()
    assert last.position == EVENTS + 2


def test_a_host_that_has_noted_nothing_finds_no_fault(town: Town, someone: Person) -> None:
    file_of(town).unlink()
    cut_off(town, EVENTS - 2)
    assert town.store.audit.verify() == ChainState(EVENTS - 2, 0, (), 0)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff" * 86, b"0" * 86 + b"{}\n[]\n\xff"])
def test_a_note_that_is_damaged_is_none(town: Town, someone: Person, content: bytes) -> None:
    file_of(town).write_bytes(content)
    assert town.store.audit.verify() == ChainState(EVENTS, 0, (), 0)
    signs_in(town, someone)
    [last] = note_of(town).links()
    assert last.position == EVENTS + 1


def test_an_older_copy_that_is_accepted_goes_on_from_its_own_end(town: Town, someone: Person) -> None:
    copy = town.copy()
    signs_in(town, someone, 3)
    town.restore(copy)
    assert town.store.audit.verify() == ChainState(EVENTS, 0, (), 0)
    accepted = town.store.audit.acceptances()
    assert accepted is not None
    assert [(one.reason, one.link.position) for one in accepted] == [("Restored.", EVENTS)]
    signs_in(town, someone)
    assert town.store.audit.verify() == ChainState(EVENTS + 1, 0, (), 0)
    cut_off(town, EVENTS)
    assert town.store.audit.verify().faults == (ChainFault(FaultKind.CUT_OFF, EVENTS + 1, None),)


def test_an_older_copy_without_events_can_be_accepted(town: Town) -> None:
    copy = town.copy()
    signs_in(town, town.person())
    town.restore(copy)
    assert town.store.audit.verify() == ChainState(0, 0, (), 0)


def signs_in_and_links(town: Town, _number: int) -> None:
    for _ in range(15):
        town.store.sign_in.with_password("alexandre", Person("", "").password, TERMINAL)
        chaining.link_some(town.store.context.database, town.store.context.mark_keys, note_of(town))


@pytest.mark.more
def test_of_those_who_link_at_once_none_takes_the_note_back(town: Town, someone: Person) -> None:
    race(town.home, 3, signs_in_and_links)
    town.store.audit.link()
    state = town.store.audit.verify()
    assert (state.linked, state.faults) == (EVENTS + 45, ())
    [last] = note_of(town).links()
    [(position,)] = town.rows("SELECT max(position) FROM event_link")
    assert last.position == position


def test_where_nothing_can_be_noted_all_goes_on(town: Town, someone: Person, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    town.reopen(state=tmp_path / "file" / "state")
    signs_in(town, someone)
    assert town.store.audit.verify() == ChainState(EVENTS + 1, 0, (), 0)
    town.reopen(state=None)
    assert town.store.audit.acceptances() is None
