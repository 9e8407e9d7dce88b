"""What the store knows of its keys: which one of the ring seals, and the keys of marks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import inspect
from sqlmodel import Session, select

from store.database.port import WatchedFact
from store.database.sealed_columns import MARK_KEY
from store.database.tables.identity import Account
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
            mark_keys_of(db, keys)
        elif db.exec(select(Account.id).limit(1)).first() is not None:
            # Whoever has an account has it since the store knew its keys by something.
            raise Problem(Refusal.KEY_FOREIGN, path=str(keys.path))
    elif of_before.value != MarkKeys({1: keys.mark_key_of_before()}).mark("fingerprint"):
        raise Problem(Refusal.KEY_FOREIGN, path=str(keys.path))


def mark_keys_of(db: Session, keys: KeyRing) -> MarkKeys:
    """Return the keys of marks, and let the key seal that is in use.

    Raises `Problem` KEY_FOREIGN where the ring is not the one of this store, CORRUPT where nothing says which
    key is in use.
    """
    found, opened = db.get(Fact, IN_USE), _opened(db, keys)
    keys.use(_version(None if found is None else found.value))
    return MarkKeys(opened)


def use(db: Session, keys: KeyRing, version: int) -> None:
    """Let this key of the ring seal, and a new key make marks, once the writing `db` is committed.

    Whoever is at work, this process among them, learns of it at the next transaction.
    """
    row = MarkKey(version=max(_opened(db, keys)) + 1, sealed=b"")
    MARK_KEY.put(keys, row, new_key())
    db.add(row)
    db.merge(Fact(name=IN_USE, value=str(version)))


@dataclass(frozen=True)
class KeyWatch(WatchedFact):
    """Looks at the beginning of each transaction whether another key is in use by now; then it seals."""

    keys: KeyRing
    mark_keys: MarkKeys

    name = IN_USE

    def begin(self, db: Session, found: str | None, *, writes: bool) -> None:
        version = _version(found)
        # Never back: a thread that read the fact and was held up would seal under a key that is dropped.
        if version > self.keys.in_use:
            opened = _opened(db, self.keys)
            self.keys.use(version)
            self.mark_keys.hold(opened)


def _version(found: object) -> int:
    if not isinstance(found, str) or not found.isdecimal():
        raise Problem(Refusal.CORRUPT)
    return int(found)


def _opened(db: Session, keys: KeyRing) -> dict[int, bytes]:
    """Return the keys of marks. Raises `Problem` KEY_FOREIGN where the ring opens none, CORRUPT for some."""
    rows, opened = db.exec(select(MarkKey)).all(), dict[int, bytes]()
    for row in rows:
        try:
            opened[row.version] = MARK_KEY.open(keys, row)
        except Problem as problem:
            if problem.refusal is not Refusal.CORRUPT:
                raise
    if rows and not opened:
        raise Problem(Refusal.KEY_FOREIGN, path=str(keys.path))
    if not rows or len(opened) < len(rows):
        raise Problem(Refusal.CORRUPT)
    return opened
