"""How a store is opened: its folders, its lock, its keys, its upgrade."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path

from store.accounts.context import Context
from store.accounts.methods.kinds import KINDS
from store.accounts.store import Store
from store.accounts.upkeep import chaining, older_copy
from store.database.afterwards import Afterwards
from store.database.alone import EVERYTHING
from store.database.chain_note import ChainNote
from store.database.choice import database_of
from store.database.keys_in_use import KeyWatch, mark_keys_of, refuse_foreign
from store.database.port import Database
from store.database.record import Record, can_be_kept, most_noted, records_of
from store.database.tidying import tidy
from store.database.upgrade import refuse_altered, revision, upgrade
from store.database.watching import ClockWatch, right_dates, trusted
from store.files import lead_to, make_folder, open_file
from store.locations import Locations
from store.locks import take_one
from store.messages.outbox import Outbox
from store.messages.routes import declared_routes
from store.problems import Problem, Refusal
from store.rules.plain_text import plain_text
from store.settings import Settings
from store.vault.hashing import Hasher
from store.vault.keyring import KeyRing


def open_store(settings: Settings) -> Store:
    """Open the store, making or upgrading what is needed under a lock. Raises `Problem`."""
    store, _was_older = _opened(settings)
    return store


def accept_older(settings: Settings, reason: str) -> bool:
    """Let the store go on from an older copy of its database; return whether that is one.

    Sessions, tokens and codes end, as after a restore. Raises `Problem` MISSING, TOO_LONG and
    TEXT_CHARACTERS of `reason`, and what `open_store` raises.
    """
    store, was_older = _opened(settings, plain_text(reason, "reason"))
    store.close()
    return was_older


def _opened(settings: Settings, reason: str | None = None) -> tuple[Store, bool]:
    """Open; return also whether an older copy was accepted, as it is for a `reason` alone."""
    locations = Locations(settings.home)
    database = database_of(settings)
    with ExitStack() as unless_opened:
        unless_opened.callback(database.close)
        with database.refusals():
            if not settings.makes_store:
                _refuse_none(locations, database, settings.state)
            make_folders(locations)
            with in_turn(locations):
                keys, was_older = _open_keys(locations, database, settings, reason)
            with database.read() as db:
                mark_keys, store_id = mark_keys_of(db, keys), older_copy.id_of(db)
            database.watch(KeyWatch(keys, mark_keys))
            hasher = Hasher(settings.hashing, locations.locks)
        unless_opened.callback(hasher.close)
        outbox = Outbox(database, keys, declared_routes(settings), settings)
        unless_opened.callback(outbox.close)
        note = chain_note_of(settings, store_id)
        link_some = partial(chaining.link_some, database, mark_keys, note)
        linking = Afterwards(link_some, "chainer", chaining.PAUSE_S)
        # Whoever runs a script could time it: whether there was an event to link would tell of an account.
        if settings.works_in_background and not settings.request_id:
            linking.start()
        context = Context(settings, database, keys, mark_keys, hasher, outbox, linking, KINDS, note)
        store = Store(context)
        unless_opened.callback(linking.close)
        if settings.works_in_background and not settings.request_id:
            store.removing.start()
        unless_opened.pop_all()
    return store, was_older


def chain_note_of(settings: Settings, store_id: str | None) -> ChainNote | None:
    """Return what the host notes of the chain of a store; None where it notes nothing."""
    if settings.state is None or store_id is None:
        return None
    return ChainNote(settings.state, settings.home, store_id)


def noting_accepted(
    settings: Settings, store_id: str | None, end: chaining.End, reason: str
) -> AbstractContextManager[None]:
    """Let the host note that the chain of a store goes on from the end that an older copy has.

    That is put in place within; where it fails, the host has noted nothing.
    """
    note = chain_note_of(settings, store_id)
    if note is not None and settings.state is not None and can_be_kept(settings.state):
        return note.accepting(end.noted, settings.clock(), reason)
    return nullcontext()


def make_folders(locations: Locations) -> None:
    lead_to(locations.home)
    locations.home.mkdir(mode=0o700, exist_ok=True)
    # A folder that is someone's home, or /tmp, is not Macle's to close: only what is below it.
    make_folder(locations.home, close={entry.name for entry in locations.home.iterdir()} <= locations.names)
    for folder in locations.folders:
        make_folder(folder)


@contextmanager
def in_turn(locations: Locations) -> Iterator[None]:
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
    if not database.exists():
        refuse_gone(locations, database, settings.state)
        database.create(partial(_fill, locations))
    keys = KeyRing.load(locations.server_key)
    if database.is_empty() or revision(database) is None:
        raise Problem(Refusal.CORRUPT)
    # Before anything is changed in it.
    with database.read() as db:
        refuse_foreign(db, keys)
        store_id = older_copy.id_of(db)
    ahead = _commits_ahead(database, settings, store_id)
    if ahead and reason is None:
        raise Problem(Refusal.OLDER_COPY, path=database.place)
    database.settle(locations.locks)
    upgrade(database, keys)
    if ahead:
        refuse_altered(database, keys)
    database.watch(ClockWatch(settings.clock, settings.uptime))
    # Also traces of what another process had deleted before it was killed.
    with ExitStack() as unless_committed, database.write(alone_with=EVERYTHING, destroys=True) as db:
        older_copy.identify(db)
        if ahead and reason is not None:
            older_copy.accept(db, keys, reason, ahead, settings.clock())
            store_id, end = older_copy.id_of(db), chaining.end_of_chain(db)
            unless_committed.enter_context(noting_accepted(settings, store_id, end, reason))
        tidy(db, trusted(db))
        right_dates(db)
    _keep_record(database, settings)
    return keys, bool(ahead)


def _commits_ahead(database: Database, settings: Settings, store_id: str | None) -> int:
    """Return how far the store has come by this host's record, where the database is behind it; else 0."""
    if settings.state is None:
        return 0
    if store_id is None:  # as in a copy from before there were records
        return most_noted(settings.state, settings.home)
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
    record = None if store_id is None else Record.open(settings.state, settings.home, store_id)
    if record is not None:
        database.keep_record(record, commits)


def refuse_gone(locations: Locations, database: Database, state: Path | None) -> None:
    """Refuse to make a new store where one was: it would hide the loss, or destroy what is left.

    Raises `Problem` DATABASE_MISSING.
    """
    # A store that was being made has its key before its database exists.
    key = () if database.was_being_made() else (locations.server_key,)
    records = [] if state is None else records_of(state, locations.home)
    for trace in (*database.traces(), *key, *records):
        if trace.exists():
            raise Problem(Refusal.DATABASE_MISSING, path=database.place, trace=str(trace))


def _refuse_none(locations: Locations, database: Database, state: Path | None) -> None:
    """Raise `Problem` NO_STORE where there is no store, or DATABASE_MISSING where one was."""
    if not database.exists():
        refuse_gone(locations, database, state)
        raise Problem(Refusal.NO_STORE, path=str(locations.home))


def _fill(locations: Locations, new: Database) -> None:
    key = locations.server_key
    upgrade(new, KeyRing.load(key) if key.exists() else KeyRing.create(key))
