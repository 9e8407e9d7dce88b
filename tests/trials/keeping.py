"""What the processes do that the trials of backups, restores and rotations run, and kill."""

from __future__ import annotations

from contextlib import closing
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from store import Secret, Settings
from store.database.sqlite_driver import sqlite3
from store.restoring import restore
from tests.rotation import rotate
from tests.town import IDENTITY, NEW_PASSWORD, PASSWORD, KeyHolder, Town
from tests.trials.outcomes import DONE, outcome

READY, ENDED = "ready", "ended"
PASSWORDS = (PASSWORD, NEW_PASSWORD)


def untold(_done: int, _of_all: int) -> None:
    """Tell nobody how far it is."""


def change_for_ever(home: Path, username: str, tell: Connection) -> None:
    """Let someone with a profile have one password, then the other, each time wrapped anew under it."""
    town = Town(home)
    tell.send(READY)
    for number in count():
        old, new = PASSWORDS[number % 2], PASSWORDS[1 - number % 2]
        session = town.store.sign_in.with_password(username, old, "pts/7")
        town.store.password.change(session, old, new, new)


def rotate_for_ever(home: Path, tell: Connection) -> None:
    town = Town(home)
    tell.send(READY)
    while True:
        rotate(town)
        tell.send(ENDED)


def restore_once(settings_home: Path, backup: Path, tell: Connection) -> None:
    settings = Settings(settings_home, state=settings_home.with_name(f"{settings_home.name}-state"))
    tell.send(READY)
    restore(settings, backup, "A trial.", untold, replace=True)
    tell.send(ENDED)


def is_sound(town: Town) -> bool:
    with closing(sqlite3.connect(town.database_file)) as file:
        return (
            file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and file.execute("PRAGMA foreign_key_check").fetchall() == []
        )


def password_of(town: Town, someone: KeyHolder) -> Secret:
    """Return the one password that opens the account."""
    sign_in = town.store.sign_in.with_password
    [password] = [one for one in PASSWORDS if outcome(sign_in, someone.username, one, "pts/7") == DONE]
    return password


def profile_opens(town: Town, someone: KeyHolder) -> None:
    """Fail where the profile does not open as its owner knows it."""
    password = password_of(town, someone)
    opened = town.store.profile.open(town.sign_in(someone, password), password)
    assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, someone.key.reveal())
