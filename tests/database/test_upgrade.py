"""A store of an earlier schema is brought up to date with all that it holds, whatever happens meanwhile."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store import Happening, Refusal, Secret
from store.database.sealed_columns import (
    ANSWER_VERIFIER,
    CANDIDATE_VERIFIER,
    CANDIDATE_WRAP,
    KEY_VERIFIER,
    KEY_WRAP,
    PASSWORD_WRAP,
    SIGN_UP_VERIFIER,
    VERIFIER,
)
from store.database.sqlite_driver import file_in, sqlite3
from store.database.upgrade import HEAD
from store.locations import Locations
from tests.database.earlier_stores import EARLIER, columns_of, held, kept, revision_of
from tests.sealed import unsealed
from tests.town import TERMINAL, Town, refused

if TYPE_CHECKING:
    from tests.database.conftest import Run

ROBBED = EARLIER["0004-robbed"]
MOVED = {
    "SELECT mark, code_mark, tries, sent_at, expires_at FROM sign_up": (
        "SELECT mark, code_mark, tries, sent_at, expires_at FROM sent_code"
    ),
    "SELECT mark, proved_at FROM session WHERE stage <> 'password-due'": (
        "SELECT session, made_at FROM session_proof WHERE factor = 'password'"
    ),
    "SELECT mark, second_step, started_at FROM session WHERE second_step <> ''": (
        "SELECT session, means, made_at FROM session_proof WHERE factor = 'second-step'"
    ),
    "SELECT mark FROM session WHERE stage = 'second-step'": (
        "SELECT mark FROM session WHERE asks_second_step"
        " AND mark NOT IN (SELECT session FROM session_proof WHERE factor = 'second-step')"
    ),
}
"""Where a later schema keeps what an earlier one kept elsewhere."""
OWNERS_CODE = Secret("DW75M-86W3B-0PYZE-VYYA2")
"""Of the notice that a thief had put their address there."""
LATER_CODES = (Secret("061F2-PPXX6-H45SQ-BM480"), Secret("CFCM4-1861V-BB7EN-R9MT8"))
"""Of the notices that the owner had put their own back, which went to the thief too, and of an app added."""


@pytest.mark.parametrize("found", EARLIER)
def test_nothing_that_was_held_is_lost(found: str, tmp_path: Path) -> None:
    home = EARLIER[found].make(tmp_path)
    earlier = columns_of(home)
    new = Town(tmp_path / "new")
    columns = kept(earlier, columns_of(new.home))
    new.store.close()
    before = held(home, columns)
    assert {table for table, *_row in before} >= {"account", "event", "identifier"}
    town = EARLIER[found].open(home)
    assert revision_of(home) == HEAD
    assert before <= held(home, columns)
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    assert town.rows("PRAGMA foreign_key_check") == []
    town.store.close()


@pytest.mark.parametrize("found", [name for name in EARLIER if name < "0009"])
def test_what_lay_open_is_sealed_and_says_the_same(found: str, tmp_path: Path) -> None:
    home = EARLIER[found].make(tmp_path)
    lay_open = (VERIFIER, SIGN_UP_VERIFIER, ANSWER_VERIFIER, KEY_VERIFIER, CANDIDATE_VERIFIER)
    before = {
        column: {octets(value) for (value,) in rows if value is not None}
        for column in (*lay_open, PASSWORD_WRAP, KEY_WRAP, CANDIDATE_WRAP)
        if (rows := rows_of(home, f"SELECT {column.column} FROM {column.table}"))
    }
    assert before[VERIFIER]
    town = EARLIER[found].open(home)
    for column, values in before.items():
        assert values == set(unsealed(town, column))
    stored = town.stored()
    assert b"$argon2id$" not in stored
    assert not any(value in stored for values in before.values() for value in values)
    town.store.close()


def octets(value: object) -> bytes:
    assert isinstance(value, str | bytes)
    return value.encode() if isinstance(value, str) else value


@pytest.mark.parametrize("found", EARLIER)
def test_what_a_later_schema_keeps_elsewhere_is_there(found: str, tmp_path: Path) -> None:
    home = EARLIER[found].make(tmp_path)
    before = {after: rows for earlier, after in MOVED.items() if (rows := rows_of(home, earlier)) is not None}
    EARLIER[found].open(home).store.close()
    for after, rows in before.items():
        assert rows <= (rows_of(home, after) or set()), after


def rows_of(home: Path, statement: str) -> set[tuple[object, ...]] | None:
    """Return the rows that a statement finds; None where the schema has no such columns."""
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file:
        try:
            return set(file.execute(statement))
        except sqlite3.OperationalError:
            return None


def test_of_what_moved_there_was_some() -> None:
    """Or the test above would say nothing."""
    dumps = "".join(file.read_text() for file in Path(__file__).parent.glob("store-*.sql"))
    for moved in ('INTO "sign_up"', "'second-step'", "'recovery-code'", "'full'"):
        assert moved in dumps


@pytest.mark.parametrize("found", EARLIER)
def test_messages_that_waited_leave_by_the_route_of_their_kind(found: str, tmp_path: Path) -> None:
    town = EARLIER[found].open(EARLIER[found].make(tmp_path))
    waited = Counter(kind for (kind,) in town.rows("SELECT kind FROM outbox WHERE expires_at IS NULL"))
    assert town.store.outbox.deliver() == waited.total()
    assert (len(town.new_mail()), len(town.new_texts())) == (waited["email"], waited["sms"])
    town.store.close()


def test_of_each_kind_some_waited(tmp_path: Path) -> None:
    """Or the test above would say nothing."""
    kinds: set[str] = set()
    for earlier in EARLIER.values():
        town = earlier.open(earlier.make(tmp_path / earlier.name))
        kinds |= {message.kind for message in town.store.waiting.messages()}
        town.store.close()
    assert kinds == {"email", "sms"}


def test_a_message_that_no_longer_opened_is_taken_for_an_email(tmp_path: Path) -> None:
    home = EARLIER["0005"].make(tmp_path)
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file, file:
        file.execute("UPDATE outbox SET sealed = x'00'")
    town = EARLIER["0005"].open(home)
    assert {message.kind for message in town.store.waiting.messages()} == {"email"}
    town.store.close()


def test_who_has_a_username_that_reads_like_a_number_signs_in_with_it_still(tmp_path: Path) -> None:
    earlier = EARLIER["0012"]
    home, someone = earlier.make(tmp_path), earlier.people[0]
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file, file:
        for table, column in (("account", "username"), ("identifier", "lookup")):
            renamed = f"UPDATE {table} SET {column} = 'x2482300w' WHERE {column} = ?"
            file.execute(renamed, [someone.username])
    town = earlier.open(home)
    for typed in ("x2482300w", "X-2482300-W"):
        session = town.store.sign_in.with_password(typed, someone.password, TERMINAL)
        assert session.username == "x2482300w"
    town.store.close()


def test_of_two_usernames_that_read_like_one_number_neither_is_found_by_it(tmp_path: Path) -> None:
    earlier = EARLIER["0012"]
    home, two = earlier.make(tmp_path), earlier.people[:2]
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file, file:
        for someone, renamed in zip(two, ("x2482300w", "x-2482300-w"), strict=True):
            for table, column in (("account", "username"), ("identifier", "lookup")):
                update = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
                file.execute(update, [renamed, someone.username])
    town = earlier.open(home)
    for someone in two:
        for typed in ("x2482300w", "X-2482300-W"):
            problem = refused(town.store.sign_in.with_password, typed, someone.password, TERMINAL)
            assert problem.refusal is Refusal.WRONG_SIGN_IN
        assert town.store.sign_in.with_password(someone.email, someone.password, TERMINAL)
    town.store.close()


@pytest.mark.parametrize("found", EARLIER)
def test_the_upgraded_schema_is_that_of_a_new_store(found: str, tmp_path: Path) -> None:
    upgraded, town = EARLIER[found].open(EARLIER[found].make(tmp_path)), Town(tmp_path / "new")
    columns = (
        'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema m, pragma_table_info(m.name) c'
    )
    indexes = "SELECT type, name, tbl_name FROM sqlite_schema"
    for statement in (columns, indexes):
        assert sorted(upgraded.rows(statement)) == sorted(town.rows(statement))
    upgraded.store.close()
    town.store.close()


@pytest.mark.parametrize(
    ("found", "first", "step"),
    [
        pytest.param("0002", 3, 12, marks=pytest.mark.more),
        *(
            pytest.param(found, first, 8, marks=pytest.mark.more)
            for found in ("0001", "0002")
            for first in range(8)
        ),
    ],
)
def test_an_upgrade_killed_at_any_statement_is_done_by_the_next(
    found: str, first: int, step: int, tmp_path: Path, run: Run
) -> None:
    # The later ones go through the same statements.
    script = (
        "from tests.database.earlier_stores import *\n"
        f"earlier, first, step = EARLIER[{found!r}], {first}, {step}"
        + """
import itertools, os, shutil, signal
from sqlalchemy import event
from sqlalchemy.engine import Engine
from store.database.upgrade import HEAD

def die_at(number, home):
    left = itertools.count(number, -1)

    def count(*_arguments):
        if not next(left):
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, count)
    earlier.open(home)
    os._exit(0)

new = Town(home.with_name("new"))
schemas = {earlier.revision: columns_of(home), HEAD: columns_of(new.home)}
new.store.close()
columns, revisions = kept(schemas[earlier.revision], schemas[HEAD]), set()
before = held(home, columns)
for number in itertools.count(first, step):
    cut = home.with_name(f"cut-{number}")
    shutil.copytree(home, cut)
    child = os.fork()
    if not child:
        die_at(number, cut)
    _, status = os.waitpid(child, 0)
    revisions.add(revision_of(cut))
    assert columns_of(cut) == schemas[revision_of(cut)]
    town = earlier.open(cut)
    assert revision_of(cut) == HEAD
    assert before <= held(cut, columns)
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    town.sign_in(Person("alexandre", "alexandre@example.org"))
    town.store.close()
    shutil.rmtree(cut)
    if not status:
        break
print(number > 20, *sorted(revisions))
"""
    )
    assert run(script, home=EARLIER[found].make(tmp_path)) == [f"True {found} {HEAD}"]


@pytest.mark.parametrize("found", ["0010", "0011"])
def test_events_that_were_linked_before_still_fit_their_links_and_others_follow(
    found: str, tmp_path: Path
) -> None:
    town = EARLIER[found].open(EARLIER[found].make(tmp_path))
    before = town.store.audit.verify()
    assert (before.linked > 50, before.faults) == (True, ())
    town.add_app(town.sign_in(town.person("newcomer")))
    town.store.audit.link()
    after = town.store.audit.verify()
    assert (after.linked > before.linked, after.faults) == (True, ())
    town.store.close()


def test_codes_that_went_to_an_address_of_a_thief_are_void_and_the_owners_still_works(tmp_path: Path) -> None:
    town = ROBBED.open(ROBBED.make(tmp_path))
    for code in LATER_CODES:
        assert refused(town.store.disowning.disown, code, TERMINAL).refusal is Refusal.NOTICE_USED
    undone = town.store.disowning.disown(OWNERS_CODE, TERMINAL)
    assert [change.happening for change in undone.changes] == [Happening.EMAIL_CHANGED]
    assert town.rows("SELECT email FROM account") == [("alexandre@example.org",)]
    assert [kind for (kind,) in town.rows("SELECT kind FROM method")] == ["phone"]
    town.store.close()


def test_what_a_live_notice_told_of_is_not_standing_after_the_upgrade_and_all_else_is(tmp_path: Path) -> None:
    town = ROBBED.open(ROBBED.make(tmp_path))
    changed_at, made_at, long_ago = 1776072716000000, 1776072414000000, 1773480413000000
    assert town.rows("SELECT added_at FROM identifier WHERE kind = 'email'") == [(changed_at,)]
    assert town.rows("SELECT DISTINCT made_at FROM recovery_code") == [(made_at,)]
    assert town.rows("SELECT DISTINCT set_at FROM recovery_answer") == [(long_ago,)]
    town.store.close()


def test_the_code_of_a_notice_from_before_is_that_of_its_emails_and_its_texts(tmp_path: Path) -> None:
    town = ROBBED.open(ROBBED.make(tmp_path))
    assert town.rows("SELECT DISTINCT mark_by_sms = mark FROM notice") == [(1,)]
    town.store.close()


def test_a_notice_from_before_its_kind_was_noted_can_still_be_answered(tmp_path: Path) -> None:
    robbed = ROBBED.make(tmp_path)
    with closing(sqlite3.connect(file_in(Locations(robbed).database_folder))) as file, file:
        file.execute("ALTER TABLE notice DROP COLUMN about")
        file.execute("UPDATE alembic_version SET version_num = '0003'")
    town = ROBBED.open(robbed)
    change = town.store.disowning.changes(OWNERS_CODE)[-1]
    assert (change.happening, change.kind) == (Happening.EMAIL_CHANGED, None)
    town.store.close()
