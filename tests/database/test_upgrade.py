"""A store of an earlier schema is brought up to date with all that it holds, whatever happens meanwhile."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config

import store.database
from i18n import ENGLISH
from store import Happening, Problem, ProfileState, Refusal, Secret, Session, Step
from store.accounts.upkeep.older_copy import STORE_ID
from store.database.driver import sqlite3
from store.database.engine import COMMITS, Database
from store.database.upgrade import HEAD
from store.database.watching import CLOCK
from store.locations import Locations
from tests.clock import Clock
from tests.town import (
    IDENTITY,
    NEW_PASSWORD,
    PASSWORD,
    PHONE,
    TERMINAL,
    KeyHolder,
    Person,
    Town,
    refused,
    ticket_of,
)

if TYPE_CHECKING:
    from tests.database.conftest import Run

SERVER_KEY = "1 ajW1ofPrkGKtyDGSlAGpEKmB8QvOankitE13WSzLty0=\n"
ALEXANDRE = Person("alexandre", "alexandre@example.org")
DOMINIQUE = Person("dominique", "dominique@example.org")
SESSION = Session(Secret("hqmIr7606whHQttrdBrNGgwrKqQV0Jl9ZW92QgcjOFr"), "alexandre", "fr")
TOKEN = Secret("9Ok6v7dOZRo16WkS7rc5OhvMCQazQ2Ha293USdqT2El")
SESSION_OF_A_PROFILE = Session(Secret("9IoS3dM24Z8AWZvxwksLB0gnjVUCFSTLpCCyyzJhfNA"), "dominique", "fr")
KEY, KEY_OF_CAMILLE = Secret("Z8YEG5D364F5FR01"), Secret("7E2HH03SWMPFH2CR")
ODILE = Person("odile-desk", "odile-desk@example.org")
TICKET = ticket_of(Secret("2435lww5HXDivma8gXZLD9UwGWVpaNkDgOMFGgVjhO0"))
_FIRST = {
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
COLUMNS = {"0001": _FIRST, "0002": {**_FIRST, "account": 9, "event": 6, "profile": 15, "key_candidate": 6}}
"""The tables of each revision, and how many columns each had; later ones come after them."""
ADDED = {"profile": "0002", "key_candidate": "0002", "method": "0003", "notice": "0003", "quota": "0005"}
"""In which revision some of the tables came."""
DROPPED = {"request": "0005"}
"""In which revision some of the tables went, with what they held."""
OWNERS_CODE = Secret("DW75M-86W3B-0PYZE-VYYA2")
"""Of the notice that a thief had put their address there."""
LATER_CODES = (Secret("061F2-PPXX6-H45SQ-BM480"), Secret("CFCM4-1861V-BB7EN-R9MT8"))
"""Of the notices that the owner had put their own back, which went to the thief too, and of an app added."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store of revision 0001: two people, one of them signed in, a sign-up, tokens, messages that wait."""
    return earlier_store(tmp_path, "0001")


@pytest.fixture
def home_of_profiles(tmp_path: Path) -> Path:
    """A store of revision 0002: an operator, and people with profiles in each state, one signed in."""
    return earlier_store(tmp_path, "0002")


@pytest.fixture(params=COLUMNS)
def found(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each of the earlier revisions; the store of it is in `data`."""
    earlier_store(tmp_path, request.param)
    return str(request.param)


def earlier_store(folder: Path, number: str) -> Path:
    """Make a store of an earlier revision in `data`, and return its folder."""
    locations = Locations(folder / "data")
    for folder in (locations.database.parent, locations.server_key.parent):
        folder.mkdir(mode=0o700, parents=True)
    locations.server_key.write_text(SERVER_KEY)
    config = Config()
    config.set_main_option("script_location", str(Path(store.database.__path__[0]) / "migrations"))

    def fill(database: Database) -> None:
        with database.connection() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, number)

    Database(locations.database).create(fill)
    with closing(sqlite3.connect(locations.database)) as file:
        file.executescript(Path(__file__).with_name(f"store-{number}.sql").read_text())
    return locations.home


def held(home: Path, number: str) -> dict[str, list[tuple[object, ...]]]:
    """Return what the tables of an earlier revision hold, in the columns and with the facts they had then."""
    with closing(sqlite3.connect(Locations(home).database)) as connection:
        return {
            table: [
                row[:columns]
                for row in connection.execute(f"SELECT * FROM {table}")
                if row[0] not in {STORE_ID, COMMITS, CLOCK}
            ]
            for table, columns in COLUMNS[number].items()
            if table not in DROPPED
        }


def revision(home: Path) -> str:
    """Return the revision of a store, each of which is whole."""
    with closing(sqlite3.connect(Locations(home).database)) as file:
        [(number,)] = file.execute("SELECT version_num FROM alembic_version")
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_schema")}
    assert all((table in tables) == (number >= since) for table, since in ADDED.items())
    assert all((table in tables) == (number < since) for table, since in DROPPED.items())
    return str(number)


def test_nothing_that_was_held_is_lost(found: str, tmp_path: Path) -> None:
    before = held(tmp_path / "data", found)
    town = Town(tmp_path / "data")
    assert town.rows("SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert held(town.home, found) == before
    assert all(before.values())
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    assert town.rows("PRAGMA foreign_key_check") == []
    town.store.close()


def test_the_upgraded_schema_is_that_of_a_new_store(found: str, tmp_path: Path) -> None:
    upgraded, town = Town(tmp_path / "data"), Town(tmp_path / "new")
    columns = (
        'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema m, pragma_table_info(m.name) c'
    )
    indexes = "SELECT type, name, tbl_name FROM sqlite_schema"
    for statement in (columns, indexes):
        assert sorted(upgraded.rows(statement)) == sorted(town.rows(statement))
    upgraded.store.close()
    town.store.close()


def test_people_sign_in_as_before(home: Path) -> None:
    town = Town(home)
    for someone in (ALEXANDRE, DOMINIQUE):
        overview = town.store.account.overview(town.sign_in(someone))
        assert overview.email == someone.email
        assert overview.profile.profile is None
    town.store.close()


def test_who_was_signed_in_still_is(home: Path) -> None:
    town = Town(home)
    assert town.store.account.overview(SESSION).username == "alexandre"
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
    problem: Problem = refused(town.store.decisions.pending, town.sign_in(ALEXANDRE))
    assert problem.refusal is Refusal.NOT_ALLOWED
    town.store.close()


def test_who_was_signed_in_is_asked_for_the_password_before_a_sensitive_change(
    home_of_profiles: Path,
) -> None:
    town = Town(home_of_profiles)
    refusal = refused(town.store.phones.begin, SESSION_OF_A_PROFILE, PHONE, ENGLISH).refusal
    assert refusal is Refusal.PASSWORD_NEEDED
    town.store.password.prove(SESSION_OF_A_PROFILE, PASSWORD)
    phone = town.add_phone(SESSION_OF_A_PROFILE)
    half = town.sign_in(DOMINIQUE)
    assert town.due(half) is Step.SECOND_STEP
    town.store.second_step.send(half, phone)
    town.store.second_step.enter(half, phone, town.sms_code())
    town.store.close()


def test_every_profile_opens_as_before(home_of_profiles: Path) -> None:
    town = Town(home_of_profiles)
    opened = town.store.profile.open(town.sign_in(DOMINIQUE), PASSWORD)
    assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, KEY.reveal())
    camille = KeyHolder("camille-b", "camille-b@example.org", NEW_PASSWORD, key=KEY_OF_CAMILLE)
    reactivated = town.reactivate(camille)
    opened = town.store.profile.open(town.sign_in(camille), NEW_PASSWORD)
    assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, reactivated.key.reveal())
    town.store.close()


def test_requests_for_a_profile_go_on(home_of_profiles: Path) -> None:
    town = Town(home_of_profiles)
    accepted = Person("noel-attend", "noel-attend@example.org")
    town.store.profile.activate(town.sign_in(accepted))
    pending = Person("sacha-roy", "sacha-roy@example.org")
    app = town.add_app(town.sign_in(ODILE))
    operator = town.pass_by_app(town.sign_in(ODILE), app)
    [waiting] = town.store.decisions.pending(operator)
    assert (waiting.username, waiting.identity) == (pending.username, IDENTITY)
    town.store.decisions.accept(operator, waiting.id)
    session = town.sign_in(pending)
    town.store.profile.activate(session)
    assert town.store.profile.status(session).profile is ProfileState.ACTIVE
    town.store.close()


def test_an_upgrade_killed_at_any_statement_is_done_by_the_next(found: str, tmp_path: Path, run: Run) -> None:
    script = (
        f"number_found = {found!r}"
        + """
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

before, revisions = held(home, number_found), set()
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
    assert held(cut, number_found) == before
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    town.sign_in(ALEXANDRE)
    town.store.close()
    shutil.rmtree(cut)
    if not status:
        break
print(number > 20, *sorted(revisions))
"""
    )
    assert run(script, home=tmp_path / "data") == [f"True {found} {HEAD}"]


@pytest.fixture
def robbed(tmp_path: Path) -> Path:
    """A store of revision 0004: a thief had changed the email, and the owner has changed it back."""
    return earlier_store(tmp_path, "0004")


def as_of_then(home: Path) -> Town:
    """Open the store at the moment that it was left."""
    clock = Clock()
    clock.now = datetime(2026, 4, 13, 9, 31, 58, tzinfo=UTC)
    return Town(home, clock=clock, uptime=clock.uptime)


def test_codes_that_went_to_an_address_of_a_thief_are_void_and_the_owners_still_works(robbed: Path) -> None:
    town = as_of_then(robbed)
    for code in LATER_CODES:
        assert refused(town.store.notices.disown, code, TERMINAL).refusal is Refusal.NOTICE_USED
    undone = town.store.notices.disown(OWNERS_CODE, TERMINAL)
    assert [change.happening for change in undone.changes] == [Happening.EMAIL_CHANGED]
    assert town.rows("SELECT email FROM account") == [("alexandre@example.org",)]
    assert [kind for (kind,) in town.rows("SELECT kind FROM method")] == ["phone"]
    town.store.close()


def test_what_a_live_notice_told_of_is_not_standing_after_the_upgrade_and_all_else_is(robbed: Path) -> None:
    town = as_of_then(robbed)
    changed_at, made_at, long_ago = 1776072716000000, 1776072414000000, 1773480413000000
    assert town.rows("SELECT added_at FROM identifier WHERE kind = 'email'") == [(changed_at,)]
    assert town.rows("SELECT DISTINCT made_at FROM recovery_code") == [(made_at,)]
    assert town.rows("SELECT DISTINCT set_at FROM recovery_answer") == [(long_ago,)]
    town.store.close()


def test_a_notice_from_before_its_kind_was_noted_can_still_be_answered(robbed: Path) -> None:
    with closing(sqlite3.connect(Locations(robbed).database)) as file, file:
        file.execute("ALTER TABLE notice DROP COLUMN about")
        file.execute("UPDATE alembic_version SET version_num = '0003'")
    town = as_of_then(robbed)
    change = town.store.notices.look(OWNERS_CODE)[-1]
    assert (change.happening, change.kind) == (Happening.EMAIL_CHANGED, None)
    town.store.close()
