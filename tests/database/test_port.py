"""What a database promises (`store.database.port`): each one that Macle runs on joins the fixture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from store import Problem, Refusal, Settings
from store.database import alone
from store.database.alone import CHAIN, EVERYTHING, NOTHING, Names
from store.database.choice import database_of
from store.database.port import Database, WatchedFact, after_commit, let_references_wait
from store.database.tables.identity import Account, Identifier
from store.database.upgrade import upgrade
from store.locations import Locations
from store.vault.keyring import KeyRing

THEN = datetime(2026, 3, 14, tzinfo=UTC)
KEYS = KeyRing(Path("/no/such/file"), {1: bytes(32)})


def with_tables(new: Database) -> None:
    """Make the tables there are today."""
    upgrade(new, KEYS)


SOMEONE = 17
BY_A_ROW = alone.account_by_row(Identifier.lookup, "someone")
THREADS, TURNS = 4, 8


@pytest.fixture(params=["sqlite"])
def unmade(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that is not there yet."""
    settings = Settings(tmp_path)
    for folder in Locations(tmp_path).folders:
        folder.mkdir()
    database = database_of(settings)
    yield database
    database.close()


@pytest.fixture
def database(unmade: Database, tmp_path: Path) -> Database:
    """One that was made and opened, with one account in it."""
    unmade.create(with_tables)
    unmade.settle(Locations(tmp_path).locks)
    with unmade.write(alone_with=EVERYTHING) as db:
        db.add(
            Account(id=SOMEONE, number="000000000017", language="en", password_set_at=THEN, created_at=THEN)
        )
        db.flush()
        db.add(identifier_of(SOMEONE, "someone"))
        write_down(db, 0)
    return unmade


def write_down(db: Session, value: int) -> None:
    """Keep a number in the one place of which nobody has to name anything."""
    kept = text(
        "INSERT INTO fact (name, value) VALUES ('tally', :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    db.connection().execute(kept, {"value": str(value)})


def tally(db: Session) -> int:
    return int(db.connection().execute(text("SELECT value FROM fact WHERE name = 'tally'")).scalar_one())


def kept_in(database: Database) -> int:
    with database.read() as db:
        return tally(db)


def identifier_of(account_id: int, lookup: str = "dominique") -> Identifier:
    return Identifier(lookup=lookup, account_id=account_id, kind="username", added_at=THEN)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param((EVERYTHING, EVERYTHING), id="everything"),
        pytest.param((CHAIN, CHAIN), id="the chain"),
        pytest.param((CHAIN, EVERYTHING), id="the chain, of everything"),
        pytest.param((alone.identifier("dominique"), EVERYTHING), id="one of everything"),
        pytest.param((alone.identifier("a", "b"), alone.identifier("b", "c")), id="one of two"),
        pytest.param((alone.quota("address"), alone.quota("address")), id="quotas"),
        pytest.param((alone.account(SOMEONE), alone.account(SOMEONE)), id="accounts"),
        pytest.param((alone.account(SOMEONE), BY_A_ROW), id="an account by a row of it"),
    ],
)
def test_of_those_that_name_the_same_each_sees_what_the_one_before_has_written(
    database: Database, names: tuple[Names, Names]
) -> None:
    start = threading.Barrier(THREADS)

    def take_turns(number: int) -> None:
        start.wait()
        for _ in range(TURNS):
            with database.write(alone_with=names[number % 2]) as db:
                write_down(db, tally(db) + 1)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(take_turns, range(THREADS)))
    assert kept_in(database) == THREADS * TURNS


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (alone.account(SOMEONE), alone.account(SOMEONE)),
        (EVERYTHING, NOTHING),
        (NOTHING, EVERYTHING),
        (EVERYTHING, CHAIN),
        (alone.quota("address"), EVERYTHING),
    ],
    ids=str,
)
def test_one_that_names_the_same_does_not_begin_before_the_other_has_ended(
    database: Database, first: Names, then: Names
) -> None:
    order: list[str] = []

    def come_second() -> None:
        with database.write(alone_with=then):
            order.append("second")

    with ThreadPoolExecutor() as pool:
        with database.write(alone_with=first):
            second = pool.submit(come_second)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.2)
            order.append("first")
        second.result()
    assert order == ["first", "second"]


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.read() as reader:
        before = tally(reader)
        with database.write(alone_with=NOTHING) as db:
            write_down(db, before + 1)
        assert tally(reader) == before
    assert kept_in(database) == before + 1


def test_what_fails_is_taken_back_whole(database: Database) -> None:
    def fail() -> None:
        with database.write(alone_with=alone.account(SOMEONE) + alone.identifier("dominique")) as db:
            db.add(identifier_of(SOMEONE))
            db.flush()
            write_down(db, 1)
            raise Problem(Refusal.WRONG_CODE)

    with pytest.raises(Problem):
        fail()
    with database.read() as db:
        assert (tally(db), db.get(Identifier, "dominique")) == (0, None)


def test_what_is_called_after_a_commit_finds_it_done(database: Database) -> None:
    found: list[int] = []
    with database.write(alone_with=NOTHING) as db:
        after_commit(db, lambda: found.append(kept_in(database)))
        write_down(db, 1)
        assert not found
    assert found == [1]


def test_nothing_is_called_after_what_was_taken_back(database: Database) -> None:
    called: list[str] = []

    def fail() -> None:
        with database.write(alone_with=NOTHING) as db:
            after_commit(db, lambda: called.append("called"))
            raise Problem(Refusal.WRONG_CODE)

    with pytest.raises(Problem):
        fail()
    with database.write(alone_with=NOTHING):
        pass
    assert not called


def test_references_that_wait_may_refer_to_nothing_until_the_commit(database: Database) -> None:
    with database.write(alone_with=alone.identifier("dominique")) as db:
        let_references_wait(db)
        row = identifier_of(SOMEONE + 1)
        db.add(row)
        db.flush()
        row.account_id = SOMEONE
        db.add(row)
    with database.read() as db:
        assert db.get_one(Identifier, "dominique").account_id == SOMEONE


@pytest.mark.parametrize("waits", [True, False])
def test_what_refers_to_nothing_is_not_committed(database: Database, waits: bool) -> None:
    def fail() -> None:
        with database.write(alone_with=alone.identifier("dominique")) as db:
            if waits:
                let_references_wait(db)
            write_down(db, 1)
            db.add(identifier_of(SOMEONE + 1))

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        fail()
    with database.read() as db:
        assert (tally(db), db.get(Identifier, "dominique")) == (0, None)


def test_references_do_not_go_on_waiting_in_the_next_transaction(database: Database) -> None:
    with database.write(alone_with=NOTHING) as db:
        let_references_wait(db)
    with database.write(alone_with=alone.identifier("dominique")) as db:
        db.add(identifier_of(SOMEONE + 1))
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            db.flush()
        db.rollback()


def test_an_unforeseen_error_tells_no_values(database: Database) -> None:
    told = text("INSERT INTO fact (name, value) VALUES (:name, :value)")
    with pytest.raises(Exception, match=r"(?i)unique") as caught, database.write(alone_with=NOTHING) as db:
        db.connection().execute(told, {"name": "tally", "value": "Lanterne-2026!"})
    assert "Lanterne" not in f"{caught.value} {caught.value!r}"


def test_what_the_file_system_cannot_do_is_a_problem(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught, database.refusals():
        (tmp_path / "nowhere" / "file").write_text("")
    assert caught.value.refusal is Refusal.FOLDER_UNUSABLE


def test_what_it_takes_here_is_told_where_there_is_one(unmade: Database) -> None:
    assert (unmade.size(), unmade.newest_write()) == (None, None)
    unmade.create(with_tables)
    assert unmade.size()
    assert unmade.newest_write()


def test_an_error_within_is_not_told_as_a_database_that_somebody_has_open(
    unmade: Database, tmp_path: Path
) -> None:
    with pytest.raises(BlockingIOError), unmade.unused(Locations(tmp_path).locks):
        raise BlockingIOError


@pytest.mark.parametrize("statement", ["CREATE TABLE account (id INTEGER)", "ALTER TABLE nothing ADD x TEXT"])
def test_a_migration_that_does_not_fit_finds_the_database_damaged_and_changes_nothing(
    database: Database, statement: str
) -> None:
    def migrate() -> None:
        with database.connection() as connection:
            connection.execute(text("CREATE TABLE before_it (id INTEGER)"))
            connection.execute(text(statement))

    with pytest.raises(Problem) as caught:
        migrate()
    assert caught.value.refusal is Refusal.CORRUPT
    with database.connection() as connection:
        connection.execute(text("CREATE TABLE before_it (id INTEGER)"))


def test_one_that_was_not_made_to_its_end_does_not_exist_and_can_be_made_again(unmade: Database) -> None:
    def give_up(partial: Database) -> None:
        with_tables(partial)
        raise Problem(Refusal.KEY_MISSING)

    assert not unmade.exists()
    assert not unmade.was_being_made()
    with pytest.raises(Problem):
        unmade.create(give_up)
    assert (unmade.exists(), unmade.was_being_made()) == (False, True)
    unmade.create(with_tables)
    assert (unmade.exists(), unmade.was_being_made(), unmade.is_empty()) == (True, False, False)
    assert not [*unmade.traces()]


class Watched(WatchedFact):
    """The tally as a fact that is watched: below zero it is wrong."""

    name = "tally"

    def __init__(self) -> None:
        self.found: list[tuple[str | None, bool]] = []

    def is_wrong(self, found: str | None, *, writes: bool) -> bool:
        return found is not None and int(found) < 0

    def put_right(self, db: Session, found: str | None) -> None:
        write_down(db, 100)

    def begin(self, db: Session, found: str | None, *, writes: bool) -> None:
        self.found.append((found, writes))

    def end(self, db: Session) -> None:
        write_down(db, tally(db) + 1)


def test_a_watched_fact_is_known_to_each_transaction_and_written_by_those_that_write(
    database: Database,
) -> None:
    watched = Watched()
    database.watch(watched)
    with database.read():
        pass
    with database.write(alone_with=NOTHING):
        pass
    with database.read():
        pass
    assert watched.found == [("0", False), ("0", True), ("1", False)]


@pytest.mark.parametrize("writes", [True, False])
def test_a_fact_that_is_wrong_is_put_right_before_a_transaction_begins(
    database: Database, writes: bool
) -> None:
    watched = Watched()
    with database.write(alone_with=NOTHING) as db:
        write_down(db, -1)
    database.watch(watched)
    with database.write(alone_with=NOTHING) if writes else database.read() as db:
        assert tally(db) == 100
    assert watched.found == [("100", writes)]
