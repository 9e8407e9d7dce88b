"""What every use case works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.database.engine import Database
from store.messages.outbox import Outbox
from store.rules.passwords import POLICIES, Policy
from store.settings import Settings
from store.vault.hashing import Hasher
from store.vault.keyring import KeyRing


@dataclass(frozen=True)
class Context:
    """The parts of one open store; nothing here belongs to any one person."""

    settings: Settings
    database: Database
    keys: KeyRing
    hasher: Hasher
    outbox: Outbox

    def now(self) -> datetime:
        return self.settings.clock()

    @property
    def policy(self) -> Policy:
        return POLICIES[self.settings.password_policy]
