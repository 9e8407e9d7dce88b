"""What an administrator may set, each with its unit in its name, and what else a store needs from outside."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from store.settings.setting import Setting

# Annotations stay text until a file is read: so they cost nothing before the first picture, and may name what
# stands further down.


@dataclass(frozen=True)
class HashingCost:
    """Argon2id parameters (RFC 9106 §4, second recommended choice, by default)."""

    memory_kib: Annotated[
        int,
        Setting(
            "The memory that one hash takes; 8 KiB for each lane at least.",
            unit="KiB",
            least=LEAST_COST.memory_kib,
            most=4_194_304,
            least_in_trials=LEAST_IN_TRIALS.memory_kib,
        ),
    ] = 65_536
    passes: Annotated[
        int,
        Setting(
            "How many times a hash goes over its memory.",
            least=LEAST_COST.passes,
            most=1_000,
            least_in_trials=LEAST_IN_TRIALS.passes,
        ),
    ] = 3
    lanes: Annotated[int, Setting("How many cores one hash can use.", least=LEAST_COST.lanes, most=255)] = 4
    # Not compared: hashing costs the same, whoever it is for.
    for_trials: Annotated[
        bool, Setting("Allows light hashing, in a store of trials; never set it in one of people.")
    ] = field(default=False, compare=False, kw_only=True)

    @property
    def floor(self) -> HashingCost:
        """The least that it may be: for people what OWASP asks for, and always what its lanes need."""
        least = LEAST_IN_TRIALS if self.for_trials else LEAST_COST
        # Argon2 needs 8 KiB for each lane (RFC 9106 §3.1).
        return replace(least, memory_kib=max(least.memory_kib, 8 * self.lanes))


LEAST_COST = HashingCost(memory_kib=19_456, passes=2, lanes=1)
"""What hashing must cost in a store of people (OWASP)."""

LEAST_IN_TRIALS = HashingCost(memory_kib=8, passes=1, lanes=1)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The mail server that takes emails; without a `server`, each is a file."""

    server: Annotated[
        str,
        Setting(
            "The mail server that takes the emails; without one, each is a file in the folder “mail”.",
            example="mail.example.org",
        ),
    ] = ""
    port: Annotated[int, Setting("Its port.", least=1, most=65_535)] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Setting("How the way there is encrypted; none: not at all, to a server on this machine alone."),
    ] = "starttls"
    sender: Annotated[
        str, Setting("Who the emails are from, and gets the answers.", example="Macle <macle@example.org>")
    ] = ""
    username: Annotated[
        str,
        Setting(
            "The name to sign in to the mail server with; without one, nobody signs in.", example="macle"
        ),
    ] = ""
    password_file: Annotated[
        str,
        Setting("The file whose one line is the password of that name.", example="/etc/macle/mail-password"),
    ] = ""
    ca_file: Annotated[
        str,
        Setting(
            "The certificates that vouch for the mail server, in the place of the system’s own.",
            example="/etc/macle/ca.pem",
        ),
    ] = ""


@dataclass(frozen=True, repr=False)
class SmsGateway:
    """The gateway that takes texts; without a `url`, each is a file."""

    url: Annotated[
        str,
        Setting(
            "The gateway for SMS as Apprise names it, with {to} for the number; without one, each SMS is a"
            " file in the folder “sms”.",
            example="smseagles://TOKEN@sms.example.org/{to}",
            secret=True,
        ),
    ] = ""


@dataclass(frozen=True)
class Printer:
    """The printer of slips with activation codes; without a `name`, the usual one of the system."""

    name: Annotated[
        str,
        Setting(
            "The printer that slips with activation codes come from, as the system names it; without one,"
            " the usual one.",
            example="desk",
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Where:
    """What people are told of the help desk, in one language."""

    place: Annotated[
        str,
        Setting(
            "Where the help desk is, in the language of this table.",
            example="275 Notre-Dame Est, A2.11",
        ),
    ] = ""
    hours: Annotated[str, Setting("When it is open, in that language.", example="9:00–17:00")] = ""
    contact: Annotated[
        str,
        Setting(
            "How it is reached, in that language: a telephone number, an email address or both.",
            example="+1 514 555-0134",
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class HelpDesk:
    """Where people who cannot go on alone find help, in each language; nothing set: nobody is sent there."""

    en: Where = Where()
    fr: Where = Where()

    @property
    def is_known(self) -> bool:
        return self != HelpDesk()


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the file of settings can say; a dataclass is a table of it, `[hashing]`."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    password_policy: Annotated[
        Literal["sales-connect", "login.gov", "gckey", "clave", "outscale", "nist"],
        Setting("By which rules a new password is accepted."),
    ] = "sales-connect"
    password_life_days: Annotated[
        int,
        Setting("After how long a password must be replaced; 0: never.", unit="days", least=0, most=36_500),
    ] = 365
    opened_by: Annotated[
        str,
        Setting(
            "What people type to open Macle; an invitation tells it.",
            example="ssh macle@accounts.example.org",
        ),
    ] = ""
    shared_users: Annotated[
        tuple[str, ...],
        Setting(
            "System users that several people share: what they run shows nobody’s PINs (macle pin).",
            example=("root", "kiosk"),
        ),
    ] = ("root",)
    issuer: Annotated[
        str,
        Setting(
            "Who makes the statements for services, as these name it (iss).",
            example="https://accounts.example.org",
        ),
    ] = "macle"
    hashing: HashingCost = HashingCost()
    mail: Mail = Mail()
    sms: SmsGateway = SmsGateway()
    printer: Printer = Printer()
    help_desk: HelpDesk = HelpDesk()


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
        boot = _boot()
    except OSError:
        boot = ""
    return Uptime(boot, timedelta(seconds=seconds_up()))


@cache
def _boot() -> str:
    """Return the name of this boot, which no process outlives."""
    return _BOOT.read_text().strip()


def seconds_up() -> float:
    """Return for how long this machine has been up, asleep or not."""
    return time.clock_gettime(_SINCE_BOOT)


@dataclass(frozen=True)
class Settings(Choices):
    """Where the store lives, what its administrator chose, and what no file can set.

    A store that `works_in_background` sends each message and links each event as soon as its transaction is
    over, from threads of their own; else they wait for `Store.outbox.deliver` and `Store.audit.link`.
    In the folder `state` the host notes how far the store has come, to know an older copy; None: nowhere.
    Where there is no store, one is made, unless `makes_store` is off: then it is refused.
    Where it is opened for one request of a script, `request_id` is its id, which each event then has; whoever
    opens the store next without one links them.
    What `prints_slips`, each by its title and text, takes the place of the printer.
    With `rollback_journal` the database keeps no write-ahead log, as where its engine could lose one.
    """

    home: Path
    clock: Callable[[], datetime] = utc_now
    uptime: Callable[[], Uptime] = host_uptime
    works_in_background: bool = True
    state: Path | None = None
    makes_store: bool = True
    request_id: str = ""
    rollback_journal: bool = False
    prints_slips: Callable[[str, str], None] | None = None
