"""The parts of an open store, which every use case works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from store.database.afterwards import Afterwards
from store.database.chain_note import ChainNote
from store.database.port import Database
from store.messages.outbox import Outbox
from store.rules.passwords import POLICIES, Policy
from store.settings import Settings
from store.vault.hashing import Hasher
from store.vault.keyring import KeyRing
from store.vault.marking import MarkKeys
from store.vault.opened_passwords import OpenedPasswords

if TYPE_CHECKING:  # the methods of a kind take the context
    from store.accounts.methods.kind import Kind


@dataclass(frozen=True)
class Context:
    """The parts of one open store. What belongs to one person is kept under the mark of their session.

    `kinds` are those of the methods of the second step, by their names in the database.
    """

    settings: Settings
    database: Database
    keys: KeyRing
    mark_keys: MarkKeys
    hasher: Hasher
    outbox: Outbox
    linking: Afterwards
    kinds: Mapping[str, Kind]
    chain_note: ChainNote | None
    opened_passwords: OpenedPasswords = field(default_factory=OpenedPasswords)

    def now(self) -> datetime:
        return self.settings.clock()

    @property
    def policy(self) -> Policy:
        return POLICIES[self.settings.password_policy]
