"""What the store knows of its keys: which one of the ring seals, and the keys of marks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import inspect
from sqlmodel import Session, select

from store.database.port import WatchedFact
from store.database.sealed_columns import MARK_KEY
from store.database.tables.upkeep import Fact, MarkKey
from store.problems import Problem, Refusal
from store.vault.keyring import KeyRing
from store.vault.marking import MarkKeys
from store.vault.sealing import new_key

IN_USE = "key-in-use"
"""The name of the fact."""
_FINGERPRINT = "key-fingerprint"
"""What stores up to schema 0008 knew their keys by."""


def refuse_foreign(db: Session, keys: KeyRing) -> None:
    """Raise `Problem` KEY_FOREIGN where the ring is not the one of this store, of whatever schema it is."""
    of_before = db.get(Fact, _FINGERPRINT)
    if of_before is None:
        if inspect(db.connection()).has_table(MARK_KEY.table):
            _opened(db, keys)
    elif of_before.value != MarkKeys({1: keys.mark_key_of_before()}).mark("fingerprint"):
        raise Problem(Refusal.KEY_FOREIGN, path=str(keys.path))


def mark_keys_of(db: Session, keys: KeyRing) -> MarkKeys:
    """Return the keys of marks, and let the key seal that is in use.

    Raises `Problem` KEY_FOREIGN where the ring is not the one of this store, CORRUPT where nothing says which
    key is in use.
    """
    found = db.get(Fact, IN_USE)
    _use_noted(keys, None if found is None else found.value)
    return MarkKeys(_opened(db, keys))


def use(db: Session, keys: KeyRing, mark_keys: MarkKeys, version: int) -> None:
    """Let this key of the ring seal from now on, and a new key make marks, within `db`.

    Processes that are running learn of it at their next transaction.
    """
    keys.use(version)
    row = MarkKey(version=mark_keys.newest + 1, sealed=b"")
    MARK_KEY.put(keys, row, new_key())
    db.add(row)
    db.merge(Fact(name=IN_USE, value=str(version)))
    db.flush()
    mark_keys.hold(_opened(db, keys))


@dataclass(frozen=True)
class KeyWatch(WatchedFact):
    """Sees at the beginning of each transaction whether another key is in use by now, and brings it in."""

    keys: KeyRing
    mark_keys: MarkKeys

    name = IN_USE

    def begin(self, db: Session, found: str | None, *, writes: bool) -> None:
        if found != str(self.keys.in_use):
            _use_noted(self.keys, found)
            self.mark_keys.hold(_opened(db, self.keys))


def _use_noted(keys: KeyRing, found: str | None) -> None:
    if found is None or not found.isdecimal():
        raise Problem(Refusal.CORRUPT)
    keys.use(int(found))


def _opened(db: Session, keys: KeyRing) -> dict[int, bytes]:
    try:
        opened = {row.version: MARK_KEY.open(keys, row) for row in db.exec(select(MarkKey))}
    except Problem as problem:
        if problem.refusal is not Refusal.CORRUPT:
            raise
        raise Problem(Refusal.KEY_FOREIGN, path=str(keys.path)) from None
    if not opened:
        raise Problem(Refusal.CORRUPT)
    return opened
