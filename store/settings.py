"""What an administrator may set, each with its unit in its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class HashingCost:
    """Argon2id parameters (RFC 9106 §4, second recommended choice, by default)."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Settings:
    """Where the store lives and how it behaves; everything it needs from outside is here.

    `password_life_days` 0 means for ever. `deliver_at_once` sends each message as soon as its transaction
    is over, from a thread of its own; without it they wait for `Store.outbox.deliver`.
    """

    home: Path
    password_policy: str = "sales-connect"
    password_life_days: int = 365
    hashing: HashingCost = HashingCost()
    clock: Callable[[], datetime] = utc_now
    deliver_at_once: bool = True
