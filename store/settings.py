"""What an administrator may set, each with its unit in its name."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from store.files import open_file
from store.locations import Locations
from store.problems import Problem, Refusal


@dataclass(frozen=True)
class HashingCost:
    """Argon2id parameters (RFC 9106 §4, second recommended choice, by default)."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True)
class Routes:
    """By which route each kind of message leaves; one of its `ROUTE_NAMES`."""

    email: str = "files"
    sms: str = "files"


ROUTE_NAMES = {"email": ("files",), "sms": ("files",)}
"""By kind of message the routes that it can take; `store.messages.routes` has them."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Uptime:
    """For how long the host has been up since that `boot`, asleep or not, however its clock is set."""

    boot: str
    span: timedelta


_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux has the first; where there is none, the other goes on in a sleep as well."""


def host_uptime() -> Uptime:
    """Return the uptime of this machine. Where no boot has a name, one is told from another by its uptime."""
    try:
        boot = _BOOT.read_text().strip()
    except OSError:
        boot = ""
    return Uptime(boot, timedelta(seconds=time.clock_gettime(_SINCE_BOOT)))


@dataclass(frozen=True)
class Settings:
    """Where the store lives and how it behaves; everything it needs from outside is here.

    `password_life_days` 0 means for ever. `deliver_at_once` sends each message and links each event as soon
    as its transaction is over, from threads of their own; without it they wait for `Store.outbox.deliver` and
    `Store.audit.link`.
    In the folder `state` the host notes how far the store has come, to know an older copy; None: nowhere.
    With `rollback_journal` the database keeps no write-ahead log, as where its engine could lose one.
    """

    home: Path
    password_policy: str = "sales-connect"
    password_life_days: int = 365
    hashing: HashingCost = HashingCost()
    routes: Routes = Routes()
    clock: Callable[[], datetime] = utc_now
    uptime: Callable[[], Uptime] = host_uptime
    deliver_at_once: bool = True
    state: Path | None = None
    rollback_journal: bool = False


LEAST_COST = HashingCost(memory_kib=19_456, passes=2, lanes=1)
"""What hashing must cost in a store of people (OWASP)."""

_LIFE_DAYS = range(36_501)


def read_settings(home: Path) -> Settings:
    """Return the settings of the store in `home`, read from its `settings.toml` where there is one.

        password_policy = "nist"      # a name of `store.rules.passwords.POLICIES`
        password_life_days = 365      # 0 means for ever

        [hashing]                     # Argon2id; not below 19456 / 2 / 1 …
        memory_kib = 65536
        passes = 3
        lanes = 4
        for_trials = false            # … unless this is true: a store of trials, never one of people

        [routes]                      # how messages leave
        email = "files"               # "files": as files in the data folder
        sms = "files"

    Raises `Problem` SETTINGS_FORM with the facts `file`, `fault` ("unreadable", "not-toml", "unknown-key",
    "wrong-value"), `key` and `allowed` (what the key may be; both empty where they do not apply), and `line`
    (counted from 1, of what is not TOML; else 0). Raises FILE_FOREIGN and FILE_LINK where the file is neither
    ours nor the administrator's.
    """
    file = Locations(home).settings_file
    table = _Table(file, _parsed(file))
    settings = Settings(
        home,
        password_policy=table.policy("password_policy", Settings.password_policy),
        password_life_days=table.number("password_life_days", Settings.password_life_days, _LIFE_DAYS),
        hashing=_hashing(table.table("hashing")),
        routes=_routes(table.table("routes")),
    )
    table.end()
    return settings


def _hashing(table: _Table) -> HashingCost:
    floor = HashingCost(8, 1, 1) if table.switch("for_trials") else LEAST_COST
    usual = HashingCost()
    lanes = table.number("lanes", usual.lanes, range(floor.lanes, 256))
    # Argon2 needs 8 KiB for each lane (RFC 9106 §3.1).
    least_memory = max(floor.memory_kib, 8 * lanes)
    cost = HashingCost(
        memory_kib=table.number("memory_kib", usual.memory_kib, range(least_memory, 4_194_305)),
        passes=table.number("passes", usual.passes, range(floor.passes, 1_001)),
        lanes=lanes,
    )
    table.end()
    return cost


def _routes(table: _Table) -> Routes:
    usual = Routes()
    routes = Routes(
        email=table.choice("email", usual.email, ROUTE_NAMES["email"]),
        sms=table.choice("sms", usual.sms, ROUTE_NAMES["sms"]),
    )
    table.end()
    return routes


def _parsed(file: Path) -> dict[str, Any]:
    try:
        with os.fdopen(open_file(file, os.O_RDONLY, 0o644, of_root=True), "rb") as opened:
            text = opened.read()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError:
        raise _fault(file, "unreadable") from None
    import tomllib

    try:
        return tomllib.loads(text.decode())
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
    except tomllib.TOMLDecodeError as error:
        # Python says it in words alone: "at line 3, column 7", or "at end of document".
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told is not None else len(text.splitlines())
    raise _fault(file, "not-toml", line=line)


def _fault(file: Path, fault: str, key: str = "", allowed: str = "", line: int = 0) -> Problem:
    return Problem(Refusal.SETTINGS_FORM, file=str(file), fault=fault, key=key, allowed=allowed, line=line)


class _Table:
    """One table of the file; what is not taken out of it by the `end` is not known."""

    def __init__(self, file: Path, values: dict[str, Any], prefix: str = "") -> None:
        self._file, self._values, self._prefix = file, values, prefix

    def table(self, key: str) -> _Table:
        value = self._values.pop(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, f"[{key}]")
        return _Table(self._file, value, f"{key}.")

    def number(self, key: str, default: int, allowed: range) -> int:
        value = self._values.pop(key, default)
        if type(value) is not int or value not in allowed:
            raise self._wrong(key, f"{allowed.start}…{allowed.stop - 1}")
        return value

    def switch(self, key: str) -> bool:
        value = self._values.pop(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true, false")
        return value

    def policy(self, key: str, default: str) -> str:
        if key not in self._values:
            return default
        from store.rules.passwords import POLICIES

        return self.choice(key, default, POLICIES)

    def choice(self, key: str, default: str, allowed: Collection[str]) -> str:
        value = self._values.pop(key, default)
        if not isinstance(value, str) or value not in allowed:
            raise self._wrong(key, ", ".join(allowed))
        return value

    def end(self) -> None:
        for key in self._values:
            raise _fault(self._file, "unknown-key", self._prefix + key)

    def _wrong(self, key: str, allowed: str) -> Problem:
        return _fault(self._file, "wrong-value", self._prefix + key, allowed)
