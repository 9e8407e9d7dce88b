"""A store of an earlier schema is brought up to date with all that it holds, whatever happens meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config

import store.database
from store import Problem, ProfileState, Refusal, Secret, Session, Stage
from store.database.engine import Database
from store.database.upgrade import HEAD
from store.locations import Locations
from store.values import Ticket
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town, refused

if TYPE_CHECKING:
    from tests.database.conftest import Run

ROWS = Path(__file__).with_name("store-0001.sql")
SERVER_KEY = "1 ajW1ofPrkGKtyDGSlAGpEKmB8QvOankitE13WSzLty0=\n"
ALEXANDRE = Person("alexandre", "alexandre@example.org")
DOMINIQUE = Person("dominique", "dominique@example.org")
SESSION = Session(Secret("hqmIr7606whHQttrdBrNGgwrKqQV0Jl9ZW92QgcjOFr"), "alexandre", "fr", Stage.FULL)
TOKEN = Secret("9Ok6v7dOZRo16WkS7rc5OhvMCQazQ2Ha293USdqT2El")
TICKET = Ticket(Secret("2435lww5HXDivma8gXZLD9UwGWVpaNkDgOMFGgVjhO0"), "sacha@example.org")
COLUMNS = {
    "account": 8,
    "counter": 5,
    "event": 5,
    "fact": 2,
    "identifier": 3,
    "outbox": 6,
    "request": 4,
    "reset_token": 5,
    "session": 6,
    "sign_up": 10,
}
"""The tables of revision 0001, and how many columns each had; later ones come after them."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store of revision 0001: two people, one of them signed in, a sign-up, tokens, messages that wait."""
    locations = Locations(tmp_path / "data")
    for folder in (locations.database.parent, locations.server_key.parent):
        folder.mkdir(mode=0o700, parents=True)
    locations.server_key.write_text(SERVER_KEY)
    database = Database(locations.database)
    database.create()
    config = Config()
    config.set_main_option("script_location", str(Path(store.database.__path__[0]) / "migrations"))
    with database.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    database.close()
    with closing(sqlite3.connect(locations.database)) as file:
        file.executescript(ROWS.read_text())
    return locations.home


def held(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what the tables of revision 0001 hold, in the columns they had then."""
    with closing(sqlite3.connect(Locations(home).database)) as connection:
        return {
            table: [row[:columns] for row in connection.execute(f"SELECT * FROM {table}")]
            for table, columns in COLUMNS.items()
        }


def revision(home: Path) -> str:
    """Return the revision of a store, each of which is whole."""
    with closing(sqlite3.connect(Locations(home).database)) as file:
        [(number,)] = file.execute("SELECT version_num FROM alembic_version")
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_schema")}
    assert ("profile" in tables) == ("key_candidate" in tables) == (number != "0001")
    return str(number)


def test_nothing_that_was_held_is_lost(home: Path) -> None:
    before = held(home)
    town = Town(home)
    assert town.rows("SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert held(home) == before
    assert all(before.values())
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    assert town.rows("PRAGMA foreign_key_check") == []
    town.store.close()


def test_the_upgraded_schema_is_that_of_a_new_store(home: Path, town: Town) -> None:
    upgraded = Town(home)
    columns = (
        'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema m, pragma_table_info(m.name) c'
    )
    indexes = "SELECT type, name, tbl_name FROM sqlite_schema"
    for statement in (columns, indexes):
        assert sorted(upgraded.rows(statement)) == sorted(town.rows(statement))
    upgraded.store.close()


def test_people_sign_in_as_before(home: Path) -> None:
    town = Town(home)
    for someone in (ALEXANDRE, DOMINIQUE):
        overview = town.store.sessions.overview(town.sign_in(someone))
        assert overview.email == someone.email
        assert overview.profile.profile is None
    town.store.close()


def test_who_was_signed_in_still_is(home: Path) -> None:
    town = Town(home)
    assert town.store.sessions.overview(SESSION).username == "alexandre"
    town.store.close()


def test_a_token_that_was_sent_still_works(home: Path) -> None:
    town = Town(home)
    town.store.reset.set_password(TOKEN, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    town.sign_in(DOMINIQUE, NEW_PASSWORD)
    town.store.close()


def test_failures_stay_counted(home: Path) -> None:
    town = Town(home)
    assert town.fails_to_sign_in("dominique").facts["tries_left"] == 2
    assert town.fails_to_sign_in("nobody-here").facts["tries_left"] == 3
    town.store.close()


def test_waiting_messages_arrive_and_the_sign_up_goes_on(home: Path) -> None:
    town = Town(home)
    letters = {str(letter["To"]): letter.get_content() for letter in town.new_mail()}
    assert sorted(letters) == ["alexandre@example.org", "sacha@example.org", "stranger@example.org"]
    (code,) = [line for line in letters["sacha@example.org"].splitlines() if line.isdecimal()]
    town.store.sign_up.confirm(TICKET, Secret(code), TERMINAL)
    town.sign_in(Person("sacha-roy", "sacha@example.org"))
    town.store.close()


def test_who_had_an_account_may_have_a_profile_now(home: Path) -> None:
    town = Town(home)
    check = town.store.verification.check
    identity = check("Alexandre Dupont", "31/05/1990", "dni", "12345678Z", "1 rue Haute, Lyon")
    session = town.sign_in(ALEXANDRE)
    town.store.verification.request(session, identity, PASSWORD)
    assert town.store.profile.status(session).request is ProfileState.PENDING
    town.store.close()


def test_a_person_of_before_is_no_operator(home: Path) -> None:
    town = Town(home)
    problem: Problem = refused(town.store.verifications.pending, town.sign_in(ALEXANDRE))
    assert problem.refusal is Refusal.NOT_ALLOWED
    town.store.close()


def test_an_upgrade_killed_at_any_statement_is_done_by_the_next(home: Path, run: Run) -> None:
    script = """
import itertools, os, shutil, signal
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.database.test_upgrade import ALEXANDRE, HEAD, held, revision

def die_at(number, home):
    left = itertools.count(number, -1)

    def count(*_arguments):
        if not next(left):
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, count)
    Town(home)
    os._exit(0)

before, revisions = held(home), set()
for number in itertools.count():
    cut = home.with_name(f"cut-{number}")
    shutil.copytree(home, cut)
    child = os.fork()
    if not child:
        die_at(number, cut)
    _, status = os.waitpid(child, 0)
    revisions.add(revision(cut))
    town = Town(cut)
    assert revision(cut) == HEAD
    assert held(cut) == before
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    town.sign_in(ALEXANDRE)
    town.store.close()
    shutil.rmtree(cut)
    if not status:
        break
print(number > 20, *sorted(revisions))
"""
    assert run(script, home=home) == [f"True 0001 {HEAD}"]
