"""How a store is opened: its folders, its lock, its keys, its upgrade."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlmodel import Session as Transaction

from store.accounts.context import Context
from store.accounts.store import Store
from store.accounts.upkeep import chaining, older_copy
from store.database.afterwards import Afterwards
from store.database.driver import JOURNAL, ROLLBACK
from store.database.engine import Database, refusals
from store.database.record import Record, records_of
from store.database.tables.upkeep import Fact
from store.database.tidying import tidy
from store.database.upgrade import revision, upgrade
from store.database.watching import ClockWatch, right_dates, trusted
from store.files import lead_to, make_folder, open_file, partial_of
from store.locations import Locations
from store.locks import take_one
from store.messages.delivery import FileDelivery
from store.messages.outbox import Outbox
from store.problems import Problem, Refusal
from store.rules.plain_text import plain_text
from store.settings import Settings
from store.vault.hashing import Hasher
from store.vault.keyring import KeyRing

_FINGERPRINT = "key-fingerprint"


def open_store(settings: Settings) -> Store:
    """Open the store, making or upgrading what is needed under a lock. Raises `Problem`."""
    store, _was_older = _opened(settings)
    return store


def accept_older(settings: Settings, reason: str) -> bool:
    """Let the store go on from an older copy of its database; return whether that is one.

    What a restore must end ends: sessions, tokens, codes. Raises `Problem` MISSING, TOO_LONG and
    TEXT_CHARACTERS of `reason`, and what `open_store` raises.
    """
    store, was_older = _opened(settings, plain_text(reason, "reason"))
    store.close()
    return was_older


def _opened(settings: Settings, reason: str | None = None) -> tuple[Store, bool]:
    """Open; return also whether an older copy was accepted, as it is for a `reason` alone."""
    locations = Locations(settings.home)
    database = Database(locations.database, ROLLBACK if settings.rollback_journal else JOURNAL)
    try:
        with refusals():
            _make_folders(locations)
            with _locked(locations):
                keys, was_older = _open_keys(locations, database, settings, reason)
            hasher = Hasher(settings.hashing, locations.locks)
    except Problem:
        database.close()
        raise
    outbox = Outbox(database, keys, FileDelivery(locations.mail, locations.sms), settings)
    linking = Afterwards(partial(chaining.link_some, database, keys), "chainer", chaining.PAUSE_S)
    if settings.deliver_at_once:
        linking.start()
    return Store(Context(settings, database, keys, hasher, outbox, linking)), was_older


def _make_folders(locations: Locations) -> None:
    lead_to(locations.home)
    locations.home.mkdir(mode=0o700, exist_ok=True)
    # A folder that is someone's home, or /tmp, is not Macle's to close: only what is below it.
    make_folder(locations.home, close={entry.name for entry in locations.home.iterdir()} <= locations.names)
    for folder in locations.folders:
        make_folder(folder)


@contextmanager
def _locked(locations: Locations) -> Iterator[None]:
    """Hold the store's own lock: one process at a time makes or upgrades it. Raises `Problem` BUSY."""
    descriptor = open_file(locations.locks / "store.lock", os.O_CREAT | os.O_RDWR)
    try:
        take_one([descriptor])
        yield
    finally:
        os.close(descriptor)


def _open_keys(
    locations: Locations, database: Database, settings: Settings, reason: str | None
) -> tuple[KeyRing, bool]:
    """Return the keys, with a database that is up to date and belongs to them, and whether it was older.

    An older copy is accepted for a `reason`, and refused without.
    """
    database.close_to_others()
    if not locations.database.exists():
        _refuse_gone(locations, database, settings.state)
        database.create(partial(_fill, locations))
    keys = KeyRing.load(locations.server_key)
    # SQLite would take an empty file for a new one, and delete what a write-ahead log beside it still holds.
    if not locations.database.stat().st_size or revision(database) is None:
        raise Problem(Refusal.CORRUPT)
    # Before anything is changed in it.
    with database.read() as db:
        _refuse_foreign(db, keys)
        store_id = older_copy.id_of(db)
    ahead = _commits_ahead(database, settings, store_id)
    if ahead and reason is None:
        raise Problem(Refusal.OLDER_COPY, path=str(locations.database))
    database.settle(open_file(locations.locks / "journal.lock", os.O_CREAT | os.O_RDWR))
    upgrade(database)
    database.watch_clock(ClockWatch(settings.clock, settings.uptime))
    # Also what another process had destroyed when it was killed before it emptied the log.
    with database.write(destroys=True) as db:
        _remember(db, keys)
        older_copy.identify(db)
        if ahead and reason is not None:
            older_copy.accept(db, reason, ahead, settings.clock())
        tidy(db, trusted(db))
        right_dates(db)
    _keep_record(database, settings)
    return keys, bool(ahead)


def _commits_ahead(database: Database, settings: Settings, store_id: str | None) -> int:
    """Return how far the store has come by this host's record, where the database is behind it; else 0."""
    if settings.state is None:
        return 0
    if store_id is None:  # as in a copy from before there were records
        return max((file.stat().st_size for file in records_of(settings.state, settings.home)), default=0)
    record = Record.open(settings.state, settings.home, store_id)
    if record is None:
        return 0
    # First the record: what is committed meanwhile must not make the database look old.
    seen = record.commits
    record.close()
    with database.read() as db:
        return seen if seen > older_copy.commits_of(db) else 0


def _keep_record(database: Database, settings: Settings) -> None:
    """Note from now on, in the record of this host, how far the store has come."""
    if settings.state is None:
        return
    with database.read() as db:
        store_id, commits = older_copy.id_of(db), older_copy.commits_of(db)
    if store_id is not None:
        database.record = Record.open(settings.state, settings.home, store_id)
    if database.record is not None:
        database.record.raise_to(commits)


def _refuse_gone(locations: Locations, database: Database, state: Path | None) -> None:
    """Refuse to begin anew where accounts were: it would hide that they are gone, or destroy the rest."""
    beside = database.files[1:]
    # A store that was being made has its key before its database has its name.
    key = () if partial_of(locations.database).exists() else (locations.server_key,)
    records = [] if state is None else records_of(state, locations.home)
    for trace in (*beside, *key, *records):
        if trace.exists():
            raise Problem(Refusal.DATABASE_MISSING, path=str(locations.database), trace=str(trace))


def _fill(locations: Locations, new: Database) -> None:
    if not locations.server_key.exists():
        KeyRing.create(locations.server_key)
    upgrade(new)


def _refuse_foreign(db: Transaction, keys: KeyRing) -> None:
    known = db.get(Fact, _FINGERPRINT)
    if known is not None and known.value != keys.fingerprint:
        raise Problem(Refusal.KEY_FOREIGN)


def _remember(db: Transaction, keys: KeyRing) -> None:
    if db.get(Fact, _FINGERPRINT) is None:
        db.add(Fact(name=_FINGERPRINT, value=keys.fingerprint))
