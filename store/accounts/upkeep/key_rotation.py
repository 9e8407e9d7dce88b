"""Replacing the key of the ring that is in use, in steps that can be interrupted anywhere.

First `add`, wherever the store has a key file; then `use`, once; and `retire`, wherever there is a key file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from store.accounts.context import Context
from store.accounts.identity import naming
from store.database import keys_in_use
from store.database.alone import EVERYTHING
from store.database.sealed_columns import SEALED_COLUMNS, SealedColumn
from store.database.sealing_anew import seal_anew
from store.database.tables.identity import Identifier
from store.problems import Problem, Refusal

_AT_ONCE = 500
"""So many rows in one transaction, so that nobody waits long for it."""


@dataclass(frozen=True)
class SealedAnew:
    """How many values of a column were sealed anew so far, and how many are damaged and stay as they are."""

    column: SealedColumn
    sealed: int
    damaged: int


@dataclass(frozen=True)
class KeyState:
    """The key file, and the versions of its keys: the one `in_use`, the `newest` and the `oldest`."""

    path: Path
    in_use: int
    newest: int
    oldest: int


@dataclass(frozen=True)
class KeyRotation:
    """For whoever has the machine: nothing here asks who is calling."""

    context: Context

    def state(self) -> KeyState:
        """Return which keys the key file has, and which of them is in use."""
        keys = self.context.keys
        with self.context.database.read():  # and so see which key is in use
            newest = keys.newest()
        return KeyState(keys.path, keys.in_use, newest, min(keys.versions))

    def add(self) -> int:
        """Write another key to the key file, which seals nothing yet, and return its version.

        One that is there already and was never in use is that key. Raises `Problem` where the file cannot be
        read or written.
        """
        with self.context.database.read():  # and so see which key is in use
            return self.context.keys.add()

    def use(self) -> Iterator[SealedAnew]:
        """Seal under the newest key of the file from now on, and anew what is sealed under another.

        Tells after each portion how far it has come; people go on working meanwhile. Whoever stops, or is
        stopped, can go on another time. A new key makes marks too, and those of document numbers anew.
        """
        context = self.context
        with context.database.write(alone_with=EVERYTHING) as db:
            newest = context.keys.newest()
            if newest != context.keys.in_use:
                keys_in_use.use(db, context.keys, newest)
        self._mark_anew()
        yield from self._seal_all_anew()

    def retire(self) -> None:
        """Drop the keys from the key file that are older than the one in use, under which all is by then.

        Values that are damaged stay so: no key opens them.
        """
        while not self._retired():
            # Another key has come in use meanwhile.
            pass

    def _retired(self) -> bool:
        keys, database = self.context.keys, self.context.database
        for _column in self._seal_all_anew():
            pass
        with database.write(alone_with=EVERYTHING, destroys=True) as db:
            swept = keys.in_use
            # What a transaction that began earlier may have sealed meanwhile.
            for column in SEALED_COLUMNS:
                seal_anew(db, keys, column)
        # In a transaction of its own, now that what was sealed anew can be lost no more.
        with database.write(alone_with=EVERYTHING):
            is_still_in_use = keys.in_use == swept
            if is_still_in_use:
                keys.retire()
        return is_still_in_use

    def _seal_all_anew(self) -> Iterator[SealedAnew]:
        for column in SEALED_COLUMNS:
            yield from self._seal_anew(column)

    def _seal_anew(self, column: SealedColumn) -> Iterator[SealedAnew]:
        sealed = damaged = 0
        after: Mapping[str, object] | None = None
        while True:
            with self.context.database.write(alone_with=EVERYTHING) as db:
                portion = seal_anew(db, self.context.keys, column, after, _AT_ONCE)
            sealed, damaged, after = sealed + portion.sealed, damaged + portion.damaged, portion.last
            yield SealedAnew(column, sealed, damaged)
            if after is None:
                return

    def _mark_anew(self) -> None:
        """Let the newest key make the marks of document numbers: an earlier one may be known to others."""
        last = ""
        while True:
            with self.context.database.write(alone_with=EVERYTHING) as db:
                numbers = select(Identifier).where(
                    col(Identifier.kind) == naming.DOCUMENT_NUMBER.name,
                    col(Identifier.sealed).is_not(None),
                    col(Identifier.lookup) > last,
                )
                rows = db.exec(numbers.order_by(col(Identifier.lookup)).limit(_AT_ONCE)).all()
                if not rows:
                    return
                last = rows[-1].lookup
                for row in rows:
                    if self._is_marked_anew(row):
                        db.add(row)

    def _is_marked_anew(self, row: Identifier) -> bool:
        try:
            return naming.mark_anew(self.context, row)
        except Problem as problem:
            if problem.refusal is not Refusal.CORRUPT:
                raise
            # A number that is damaged keeps its earlier mark, and is found by it.
            return False
