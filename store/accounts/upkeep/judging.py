"""What judges a chain of events, whether it is in the accounts or in an export of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

from store.accounts.upkeep.chaining import mac
from store.database.port import Database
from store.vault.marking import MarkKeys

AT_ONCE = 1_000
"""So many links are read in one transaction."""
_TOLD = 100
Fault = TypeVar("Fault")


@dataclass
class LinkJudge:
    """Whether links fit, one after another from the first of a chain to its last.

    None was made by an earlier key than one before it that fits: whoever knows a key that was replaced could
    otherwise go on with it.
    """

    mark_keys: MarkKeys
    _newest: int = 0

    def fits(self, found: object, key_version: object, last_mac: Any, event: Sequence[Any] | None) -> bool:
        """Return whether the next link has the HMAC of its event, by a key that may have made it.

        `event` is None where it is gone, or cannot be one: no link fits that.
        """
        if event is None or not isinstance(key_version, int) or key_version not in self.mark_keys.versions:
            return False
        if key_version < self._newest or found != mac(self.mark_keys, key_version, last_mac, event):
            return False
        self._newest = key_version
        return True


@dataclass
class Faults(Generic[Fault]):
    """All faults are counted; the first hundred are told one by one."""

    told: list[Fault] = field(default_factory=list)
    number: int = 0

    def add(self, fault: Fault) -> None:
        self.number += 1
        if len(self.told) < _TOLD:
            self.told.append(fault)


def all_rows(database: Database, found: Select[Any], key: Any) -> Iterator[Sequence[Any]]:
    """Yield all rows by their first column, the `key`, in transactions that are short."""
    first = found.order_by(key).limit(AT_ONCE)
    portion: Select[Any] | None = first
    while portion is not None:
        with database.read() as db:
            rows = db.connection().execute(portion).all()
        yield from rows
        portion = first.where(key > rows[-1][0]) if len(rows) == AT_ONCE else None
