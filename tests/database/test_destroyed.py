"""What was destroyed is in no file any more: not with a reader in the way, nor after a kill."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from store import HashingCost
from store.database.sqlite_driver import sqlite3
from tests.town import NEW_PASSWORD, PASSWORD, Town

if TYPE_CHECKING:
    from tests.database.conftest import Run


def under_the_old_password(town: Town) -> list[bytes]:
    """Return what an old password opens, and what tells that it is right."""
    [(wrap, verifier)] = town.rows(
        "SELECT password_wrap, verifier FROM profile JOIN account ON account.id = account_id"
    )
    return [wrap, verifier]


@pytest.mark.parametrize("way", ["changed", "changed when due", "hashed anew"])
def test_what_an_old_password_opened_is_in_no_file(town: Town, way: str) -> None:
    holder = town.verified_person()
    old = under_the_old_password(town)
    assert all(value in town.stored() for value in old)
    match way:
        case "changed":
            town.store.password.change(town.sign_in(holder), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
        case "changed when due":
            town.clock.advance(days=366)
            town.store.password.change_expired(town.sign_in(holder), NEW_PASSWORD, NEW_PASSWORD)
        case _:
            town.reopen(hashing=HashingCost(16, 1, 1))
            town.sign_in(holder)
    assert not any(value in town.stored() for value in old)


def test_what_was_destroyed_while_somebody_read_is_gone_with_the_next_write(town: Town) -> None:
    someone = town.person()
    session = town.asks(someone)
    [(copy,)] = town.rows("SELECT for_operator FROM profile")
    operator, request = town.operator(), town.request_of(someone)
    with closing(sqlite3.connect(town.database_file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM profile").fetchall()
        town.store.decisions.accept(operator, request, "Seen.")
        assert copy in town.stored()
        reader.execute("COMMIT")
        town.store.sessions.touch(session)
        assert copy not in town.stored()


def test_what_was_destroyed_by_a_process_killed_just_then_is_gone_with_the_next_start(
    town: Town, run: Run
) -> None:
    someone = town.person()
    town.asks(someone)
    [(copy, identity)] = town.rows("SELECT for_operator, identity FROM profile")
    request, app = town.request_of(someone), town.app_of("odile-desk")
    town.store.close()
    script = f"""
import os, signal
from store.database.sqlite import SqliteDatabase

town = Town(home)
operator = town.pass_by_app(town.sign_in(Person("odile-desk", "")), {app!r})
SqliteDatabase._empty_log = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
town.store.decisions.refuse(operator, {request!r}, "Not so.")
"""
    run(script, home=town.home, status=-9)
    assert copy in town.stored()
    town.reopen()
    assert town.rows("SELECT state FROM profile") == [("refused",)]
    assert not any(value in town.stored() for value in (copy, identity))
