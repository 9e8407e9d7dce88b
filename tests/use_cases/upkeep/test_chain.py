"""The events of all accounts are one chain: an altered, removed or reordered one is found."""

from __future__ import annotations

import dataclasses
import random
import threading
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from store import ChainFault, ChainState, FaultKind
from store.accounts.signing_in.sign_in import SignIn
from store.accounts.upkeep import chaining
from store.database.afterwards import Afterwards
from store.database.sqlite_driver import sqlite3
from tests.rotation import rotate, use_another_key
from tests.tables import declared
from tests.town import PASSWORD, TERMINAL, Person, Town
from tests.trials.processes import Victim, race

EVENTS = 12
PEOPLE, TURNS = ("alexandre", "dominique", "camille-b"), 30


@pytest.fixture
def linked(town: Town) -> Town:
    """A town with some events of two people in turns, all linked."""
    for username in PEOPLE[:2]:
        town.person(username)
    add_events(town, EVENTS - 2)
    town.store.audit.link()
    return town


def add_events(town: Town, number: int) -> None:
    """Write so many events past the store."""
    events = [(1 + one % 2, 1_773_480_413_000_000 + one) for one in range(number)]
    with closing(sqlite3.connect(town.database_file)) as file, file:
        file.executemany(
            "INSERT INTO event (account_id, kind, happened_at, terminal, reason)"
            f" VALUES (?, 'signed-in', ?, '{TERMINAL}', '')",
            events,
        )


def tampered(town: Town, *statements: str) -> ChainState:
    """Return what is found after somebody changed the database file."""
    with closing(sqlite3.connect(town.database_file)) as file, file:
        for statement in statements:
            file.execute(statement)
    return town.store.audit.verify()


def altered(*events: int) -> tuple[ChainFault, ...]:
    """Return what is found where these events were altered; in the town above, position and id are one."""
    return tuple(ChainFault(FaultKind.ALTERED, event, event) for event in events)


def test_a_chain_that_nobody_touched_has_no_fault(linked: Town) -> None:
    assert linked.store.audit.verify() == ChainState(EVENTS, 0, (), 0)


def test_what_is_not_linked_yet_is_told(linked: Town) -> None:
    add_events(linked, 3)
    assert linked.store.audit.verify() == ChainState(EVENTS, 3, (), 0)
    linked.store.audit.link()
    assert linked.store.audit.verify() == ChainState(EVENTS + 3, 0, (), 0)


def test_a_store_without_events_has_no_fault(town: Town) -> None:
    town.store.audit.link()
    assert town.store.audit.verify() == ChainState(0, 0, (), 0)


ALTERATIONS = {
    "account_id": "account_id = 3 - account_id",
    "kind": "kind = 'signed-out'",
    "happened_at": "happened_at = happened_at + 1",
    "terminal": "terminal = 'pts/8'",
    "actor_id": "actor_id = 2",
    "reason": "reason = 'none'",
    "about": "about = 'app'",
    "request": "request = '6d1f0a3e'",
}


@pytest.mark.parametrize("column", ALTERATIONS)
@pytest.mark.parametrize("event", [1, 5, EVENTS])
def test_an_altered_event_is_found(linked: Town, column: str, event: int) -> None:
    found = tampered(linked, f"UPDATE event SET {ALTERATIONS[column]} WHERE id = {event}")
    assert found == ChainState(EVENTS, 0, altered(event), 1)


def test_every_column_of_an_event_is_in_its_link() -> None:
    columns = {column.name for column in declared().tables["event"].columns}
    assert {column.name for column in chaining.EVENT.c} == columns == {"id", *ALTERATIONS}


@pytest.mark.parametrize("change", ["terminal = x'7074732f37'", "happened_at = 'then'", "actor_id = 1.5"])
def test_a_value_of_another_type_is_found(linked: Town, change: str) -> None:
    """The first has the very bytes of the text that was there."""
    assert tampered(linked, f"UPDATE event SET {change} WHERE id = 5").faults == altered(5)


def test_a_removed_event_is_found(linked: Town) -> None:
    gone = ChainFault(FaultKind.EVENT_GONE, 5, 5)
    found = tampered(linked, "DELETE FROM event WHERE id = 5")
    assert found == ChainState(EVENTS, 0, (gone,), 1)


def test_an_event_that_was_removed_with_its_link_is_found(linked: Town) -> None:
    gone = ChainFault(FaultKind.LINKS_GONE, 5, None)
    remove = ("DELETE FROM event WHERE id = 5", "DELETE FROM event_link WHERE position = 5")
    assert tampered(linked, *remove) == ChainState(EVENTS - 1, 0, (gone,), 1)


@pytest.mark.parametrize("first", [1, 5])
def test_a_gap_that_was_closed_is_found(linked: Town, first: int) -> None:
    """Where the first link of those left was tied to what is gone."""
    found = tampered(
        linked,
        f"DELETE FROM event WHERE id = {first}",
        f"DELETE FROM event_link WHERE position = {first}",
        f"UPDATE event_link SET position = -position WHERE position > {first}",
        "UPDATE event_link SET position = -position - 1 WHERE position < 0",
    )
    assert found.faults == (
        ChainFault(FaultKind.ALTERED, first, first + 1),
        ChainFault(FaultKind.CUT_OFF, EVENTS, None),
    )


def test_the_first_links_cannot_go_unseen(linked: Town) -> None:
    found = tampered(linked, "DELETE FROM event WHERE id < 4", "DELETE FROM event_link WHERE position < 4")
    assert found.faults == (ChainFault(FaultKind.LINKS_GONE, 1, None),)


def test_links_without_their_events_are_all_told(linked: Town) -> None:
    found = tampered(
        linked, "DELETE FROM event_link WHERE position = 5", "DELETE FROM event WHERE id IN (5, 6)"
    )
    assert {fault.kind for fault in found.faults} == {FaultKind.LINKS_GONE, FaultKind.EVENT_GONE}


def test_events_in_another_order_are_found(linked: Town) -> None:
    """Two neighbours, each with the link of the other."""
    columns = "account_id, kind, happened_at, terminal, actor_id, reason"
    swap = [
        f"UPDATE event SET ({columns}) = (SELECT {columns} FROM kept WHERE kept.id = {other})"
        f" WHERE id = {own}"
        for own, other in ((5, 6), (6, 5))
    ]
    found = tampered(linked, "CREATE TEMP TABLE kept AS SELECT * FROM event", *swap)
    assert found.faults == altered(5, 6)


@pytest.mark.parametrize("columns", ["event_id", "event_id, mac"])
def test_links_in_another_order_are_found(linked: Town, columns: str) -> None:
    swap = [
        f"UPDATE event_link SET ({columns}) = (SELECT {columns} FROM kept WHERE kept.position = {other})"
        f" WHERE position = {own}"
        for own, other in ((5, 6), (6, 5))
    ]
    away = "UPDATE event_link SET event_id = -event_id WHERE position IN (5, 6)"
    found = tampered(linked, "CREATE TEMP TABLE kept AS SELECT * FROM event_link", away, *swap)
    assert [fault.position for fault in found.faults][:2] == [5, 6]
    assert {fault.kind for fault in found.faults} == {FaultKind.ALTERED}


@pytest.mark.parametrize(
    "change", ["mac = replace(mac, substr(mac, 1, 1), 'g')", "key_version = 2", "mac = x''"]
)
@pytest.mark.parametrize("position", [5, EVENTS])
def test_an_altered_link_is_found(linked: Town, change: str, position: int) -> None:
    found = tampered(linked, f"UPDATE event_link SET {change} WHERE position = {position}")
    assert found.faults[0] == ChainFault(FaultKind.ALTERED, position, position)


def test_an_event_that_was_put_before_others_is_found(linked: Town) -> None:
    """They make place for it, and take their links along."""
    found = tampered(
        linked,
        "UPDATE event SET id = -id WHERE id >= 5",
        "UPDATE event SET id = 1 - id WHERE id < 0",
        "UPDATE event_link SET event_id = -event_id WHERE event_id >= 5",
        "UPDATE event_link SET event_id = 1 - event_id WHERE event_id < 0",
        "INSERT INTO event SELECT 5, account_id, kind, happened_at, terminal, actor_id, reason, about, ''"
        " FROM event WHERE id = 4",
    )
    assert {fault.kind for fault in found.faults} == {FaultKind.ALTERED}


@pytest.mark.parametrize("event", [0, -7])
def test_an_event_from_before_the_first_is_found_and_never_linked(linked: Town, event: int) -> None:
    columns = f"{event}, 1, kind, happened_at, terminal, NULL, '', '', ''"
    insert = f"INSERT INTO event SELECT {columns} FROM event LIMIT 1"
    put_there = ChainFault(FaultKind.NEVER_LINKED, None, event)
    assert tampered(linked, insert) == ChainState(EVENTS, 0, (put_there,), 1)
    linked.store.audit.link()
    assert linked.store.audit.verify() == ChainState(EVENTS, 0, (put_there,), 1)


def test_an_event_far_behind_the_newest_is_found_where_it_lost_its_link(linked: Town) -> None:
    add_events(linked, 2_000)
    linked.store.audit.link()
    found = tampered(linked, "DELETE FROM event_link WHERE position = 5")
    assert found.faults == (
        ChainFault(FaultKind.LINKS_GONE, 5, None),
        ChainFault(FaultKind.NEVER_LINKED, None, 5),
    )


def test_a_link_of_ones_own_hides_no_event(linked: Town) -> None:
    found = tampered(
        linked,
        "INSERT INTO event SELECT 0, 1, kind, happened_at, terminal, NULL, '', '', '' FROM event LIMIT 1",
        "INSERT INTO event_link SELECT -3, 0, 1, mac FROM event_link WHERE position = 1",
    )
    assert found.faults[0] == ChainFault(FaultKind.ALTERED, -3, 0)


def test_of_many_faults_the_first_are_told_and_all_are_counted(linked: Town) -> None:
    add_events(linked, 3_000)
    linked.store.audit.link()
    found = tampered(linked, "UPDATE event SET reason = 'x' WHERE id > 500")
    assert found.faults == altered(*range(501, 601))
    assert (found.linked, found.faults_in_all) == (EVENTS + 3_000, EVENTS + 2_500)


def test_what_an_earlier_commit_left_behind_is_linked_when_it_comes_late(town: Town) -> None:
    """As on a database that gives out ids in another order than it commits in."""
    town.person()
    town.sign_in(town.person("dominique"))
    tampered(town, "CREATE TABLE late AS SELECT * FROM event WHERE id = 2", "DELETE FROM event WHERE id = 2")
    town.store.audit.link()
    tampered(town, "INSERT INTO event SELECT * FROM late")
    town.store.audit.link()
    assert town.store.audit.verify() == ChainState(3, 0, (), 0)
    assert town.rows("SELECT event_id FROM event_link ORDER BY position") == [(1,), (3,), (2,)]


def test_links_by_an_earlier_key_after_those_of_a_later_one_are_found(linked: Town) -> None:
    """As whoever knows a key that was retired could make them."""
    use_another_key(linked)
    add_events(linked, 2)
    linked.store.audit.link()
    add_events(linked, 2)
    [(last_mac,)] = linked.rows("SELECT mac FROM event_link ORDER BY position DESC LIMIT 1")
    for event in linked.rows(f"SELECT * FROM event WHERE id > {EVENTS + 2} ORDER BY id"):
        last_mac = chaining.mac(linked.store.context.mark_keys, 1, last_mac, event)
        tampered(linked, f"INSERT INTO event_link VALUES ({event[0]}, {event[0]}, 1, '{last_mac}')")
    assert linked.store.audit.verify().faults == altered(EVENTS + 3, EVENTS + 4)


def test_a_link_that_claims_a_later_key_is_the_only_one_that_is_told(linked: Town) -> None:
    use_another_key(linked)
    found = tampered(linked, "UPDATE event_link SET key_version = 2 WHERE position = 5")
    assert found.faults == altered(5)


@pytest.mark.parametrize("position", [-(2**63), -7, 0])
def test_a_link_before_the_first_is_found(linked: Town, position: int) -> None:
    state = tampered(
        linked,
        "INSERT INTO event SELECT -3, account_id, kind, happened_at, '', NULL, '', '', '' FROM event LIMIT 1",
        f"INSERT INTO event_link VALUES ({position}, -3, 1, 'mac')",
    )
    assert state.faults == (ChainFault(FaultKind.ALTERED, position, -3),)


def test_an_event_with_the_lowest_id_there_is_is_found(linked: Town) -> None:
    state = tampered(linked, f"UPDATE event SET id = {-(2**63)} WHERE id = 5")
    assert ChainFault(FaultKind.NEVER_LINKED, None, -(2**63)) in state.faults


def test_a_link_is_made_with_a_key_of_marks(linked: Town, tmp_path: Path) -> None:
    stranger = Town(tmp_path / "stranger")
    [event] = linked.rows("SELECT * FROM event WHERE id = 1")
    own, forged = (
        chaining.mac(town.store.context.mark_keys, 1, chaining.NO_END.mac, event)
        for town in (linked, stranger)
    )
    assert linked.rows("SELECT mac FROM event_link WHERE position = 1") == [(own,)]
    assert own != forged
    stranger.store.close()


def test_links_by_an_earlier_key_are_known_after_a_rotation_and_the_new_ones_are_by_the_new_key(
    linked: Town,
) -> None:
    rotate(linked)
    add_events(linked, 2)
    linked.store.audit.link()
    assert linked.store.audit.verify() == ChainState(EVENTS + 2, 0, (), 0)
    assert linked.rows("SELECT DISTINCT key_version FROM event_link") == [(1,), (2,)]


def test_a_link_by_a_key_that_there_is_not_is_found(linked: Town) -> None:
    state = tampered(linked, "UPDATE event_link SET key_version = 7 WHERE position = 3")
    assert state.faults == (ChainFault(FaultKind.ALTERED, 3, 3),)


def test_what_is_noted_is_linked_once_it_is_committed(town: Town) -> None:
    """No use case has to remember it."""
    someone = town.person()
    asked = threading.Event()
    linking = Afterwards(lambda: asked.set() or False, "linking", 0)  # type: ignore[func-returns-value]
    context = dataclasses.replace(town.store.context, linking=linking)
    linking.start()
    assert asked.wait(20)
    asked.clear()
    SignIn(context).with_password(someone.username, PASSWORD, TERMINAL)
    assert asked.wait(20)
    linking.close()


def test_what_was_committed_is_linked_when_the_store_closes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.database.afterwards._PATIENCE_S", 50)
    someone = town.person()
    town.reopen(works_in_background=True)
    town.sign_in(someone)
    town.store.close()
    assert town.rows("SELECT event_id FROM event_link ORDER BY position") == [(1,), (2,)]


def link_some(town: Town) -> None:
    context = town.store.context
    chaining.link_some(context.database, context.mark_keys, context.chain_note)


def sign_in_and_link(town: Town, number: int) -> None:
    """Do things, and link them and what the others do meanwhile."""
    someone = Person(PEOPLE[number], f"{PEOPLE[number]}@example.org")
    for _ in range(TURNS):
        town.sign_in(someone)
        link_some(town)


def link_for_ever(home: Path, tell: Connection) -> None:
    town = Town(home)
    while True:
        link_some(town)
        tell.send("linked some")


def test_those_who_link_at_once_make_one_chain(town: Town) -> None:
    for username in PEOPLE:
        town.person(username)
    race(town.home, len(PEOPLE), sign_in_and_link)
    assert town.store.audit.verify() == ChainState(len(PEOPLE) * (TURNS + 1), 0, (), 0)


def test_who_is_killed_while_linking_leaves_a_chain_that_the_next_goes_on_with(town: Town) -> None:
    town.person()
    chance = random.Random()
    for already in range(3):
        add_events(town, 3_000)
        victim = Victim(link_for_ever, town.home)
        victim.next_word()
        victim.kill(chance.uniform(0, 0.05))
        between = town.store.audit.verify()
        assert (between.linked + between.unlinked, between.faults) == (3_000 * (already + 1) + 1, ())
    town.store.audit.link()
    assert town.store.audit.verify() == ChainState(9_001, 0, (), 0)
