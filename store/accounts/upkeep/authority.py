"""The keys of the store's own authority, each made when it is first needed (PRODUCT §8).

They are sealed under the ring and outlive its keys: certificates and statements that are out stay good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts.context import Context
from store.database.alone import EVERYTHING
from store.database.sealed_columns import AUTHORITY_KEY
from store.database.tables.upkeep import AuthorityKey


@dataclass(frozen=True, repr=False)
class NamedKey:
    """A private key or another secret in bytes, and the `public` text that goes with it, if there is one."""

    content: bytes
    public: str = ""


def key(context: Context, name: str, make: Callable[[], NamedKey]) -> NamedKey:
    """Return the key of this name, which is made by `make` where there is none yet.

    Raises `Problem` CORRUPT where it is damaged: another must not take its place in silence.
    """
    with context.database.read() as db:
        found = find(db, context, name)
    if found is not None:
        return found
    made = make()
    with context.database.write(alone_with=EVERYTHING) as db:
        found = find(db, context, name)
        if found is not None:
            return found
        row = AuthorityKey(name=name, sealed=b"", public=made.public, made_at=context.now())
        AUTHORITY_KEY.put(context.keys, row, made.content)
        db.add(row)
    return made


def find(db: Transaction, context: Context, name: str) -> NamedKey | None:
    """Return the key of this name; None where it was not made yet. Raises `Problem` CORRUPT."""
    row = db.get(AuthorityKey, name)
    return None if row is None else NamedKey(AUTHORITY_KEY.open(context.keys, row), row.public)
