"""Stores of each earlier revision of the schema, as the program of that day left them, and their secrets.

Each `store-….sql` holds the rows alone: the tables are made by the migrations of now, up to that revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config

import store.database
from store import CodeTicket, Secret, Session
from store.accounts.upkeep.older_copy import STORE_ID
from store.database.keys_in_use import IN_USE
from store.database.port import COMMITS, Database
from store.database.sqlite import SqliteDatabase
from store.database.sqlite_driver import file_in, sqlite3
from store.database.watching import CLOCK
from store.locations import Locations
from store.vault.keyring import KeyRing
from tests.clock import Clock
from tests.town import NEW_PASSWORD, KeyHolder, Person, Town, ticket_of

SERVER_KEY = "1 ajW1ofPrkGKtyDGSlAGpEKmB8QvOankitE13WSzLty0=\n"
OF_NOW = {STORE_ID, COMMITS, CLOCK, "key-fingerprint", IN_USE}
"""Facts that each opening writes anew."""
CHANGED = {
    # Revision 0005: codes that had gone to a thief are void.
    "notice": {"before", "ended"},
    # Revision 0009: sealed.
    "account": {"verifier"},
    "sign_up": {"verifier"},
    "recovery_answer": {"verifier"},
    "profile": {"password_wrap", "key_verifier", "key_wrap"},
    "key_candidate": {"key_verifier", "key_wrap"},
}
"""What a revision changed in rows that were there."""


@dataclass(frozen=True)
class Waiting:
    """What was under way in a store, and had not come to its end when it was left."""

    phone: CodeTicket
    """Alexandre's, of a phone; the code is in a text that waits."""
    second_step: Session
    """Lou's; the code is in a text that waits."""
    phone_of_lou: str
    notice: Secret
    """The code of the notice that a thief had put their address in place of Léa's."""


@dataclass(frozen=True)
class SecondStep:
    """What Maxime does the second step with, and answers in a reset."""

    app: str
    recovery_code: Secret
    answers: Mapping[int, Secret]


@dataclass(frozen=True)
class Profiles:
    """People who have a profile, in each state, and the operator's app and session, where one was needed."""

    active: KeyHolder
    deactivated: KeyHolder
    accepted: Person
    pending: Person
    app: str = ""
    at_the_desk: Session | None = None


@dataclass(frozen=True)
class EarlierStore:
    """What is known of a store: who is in it, and the secrets that they hold."""

    revision: str
    left_at: datetime
    dump: str = ""
    """What the name of the dump has besides the revision."""
    people: tuple[Person, ...] = ()
    """Those who have no profile and no second step."""
    signed_in: tuple[Session, ...] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    """How many tries each name has left after one more wrong password."""
    token: tuple[Secret, Person] | None = None
    """A reset token that lives, and whose it is."""
    sign_up: tuple[CodeTicket, Person] | None = None
    """One that waits for the code, in an email that waits."""
    wrong_codes: int = 0
    """So many were typed for the sign-up."""
    profiles: Profiles | None = None
    second_step: SecondStep | None = None
    waiting: Waiting | None = None
    place: str = ""
    """From where Alexandre was signed in."""
    document: tuple[str, Person] | None = None
    """A document number that signs in, and whom."""

    @property
    def name(self) -> str:
        return self.revision + self.dump

    def make(self, folder: Path) -> Path:
        """Make the store in `folder`, as `data`, and return where it is."""
        locations = Locations(folder / "data")
        for inner in (locations.database_folder, locations.server_key.parent):
            inner.mkdir(mode=0o700, parents=True)
        locations.server_key.write_text(SERVER_KEY)
        config = Config()
        config.set_main_option("script_location", str(Path(store.database.__path__[0]) / "migrations"))

        def fill(database: Database) -> None:
            with database.connection() as connection:
                config.attributes["connection"] = connection
                config.attributes["keys"] = KeyRing.load(locations.server_key)
                command.upgrade(config, self.revision)

        database = file_in(locations.database_folder)
        SqliteDatabase(database).create(fill)
        with closing(sqlite3.connect(database)) as file:
            file.executescript(Path(__file__).with_name(f"store-{self.name}.sql").read_text())
        return locations.home

    def open(self, home: Path) -> Town:
        """Open the store at the moment at which it was left."""
        clock = Clock()
        clock.now = self.left_at
        town = Town(home, clock=clock, uptime=clock.uptime)
        town.clock = clock
        return town


Columns = Mapping[str, tuple[str, ...]]
"""By table."""


def columns_of(home: Path) -> Columns:
    """Return which columns the tables of a store have."""
    statement = (
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
        " AND t.name <> 'alembic_version' AND t.name NOT LIKE 'sqlite_%'"
    )
    found: dict[str, tuple[str, ...]] = {}
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file:
        for table, column in file.execute(statement):
            found[table] = (*found.get(table, ()), column)
    return found


def kept(earlier: Columns, later: Columns) -> Columns:
    """Return the columns that a later schema still has."""
    return {
        table: tuple(
            column for column in columns if column in later[table] and column not in CHANGED.get(table, set())
        )
        for table, columns in earlier.items()
        if table in later
    }


def held(home: Path, columns: Columns) -> Counter[tuple[object, ...]]:
    """Return the rows of a store by table, in some of its columns, its facts of now apart.

    A later schema may keep more rows in a table: what was held before is part of what is held after.
    """
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file:
        return Counter(
            (table, *row)
            for table, names in columns.items()
            for row in file.execute(f"SELECT {', '.join(names)} FROM {table}")
            if row[0] not in OF_NOW
        )


def revision_of(home: Path) -> str:
    """Return the revision that a store says it has."""
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file:
        [(number,)] = file.execute("SELECT version_num FROM alembic_version")
    return str(number)


def _person(username: str) -> Person:
    return Person(username, f"{username}@example.org")


def _session(token: str, username: str, language: str = "fr") -> Session:
    return Session(Secret(token), username, language)


def _holder(username: str, key: str) -> KeyHolder:
    return KeyHolder(username, f"{username}@example.org", key=Secret(key))


def _deactivated(key: str) -> KeyHolder:
    return KeyHolder("camille-b", "camille-b@example.org", NEW_PASSWORD, key=Secret(key))


_AT_FIRST = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
_MINUTES_LATER = datetime(2026, 3, 14, 9, 38, 3, tzinfo=UTC)
_ALEXANDRE, _NOEL, _SACHA = _person("alexandre"), _person("noel-attend"), _person("sacha-roy")
_PEOPLE = (_ALEXANDRE, _person("remi-tries"), _person("jules-token"))
_COUNTED = {"remi-tries": 2, "nobody-here": 3}
_ANSWERS = {1: Secret("Rimouski"), 4: Secret("Fernande"), 7: Secret("Toupie")}
_OF_0003 = EarlierStore(
    "0003",
    _MINUTES_LATER,
    people=_PEOPLE,
    signed_in=(
        _session("0M0xE5CD9ttdQkgCcKoNmdsYKGbSPOee2zVVN6Q3543", "alexandre"),
        _session("pt8i9j7gDj8aYo5tecitn7RNLPyzOOVZw3C2kuOSG2j", "maxime-app"),
        _session("e8ZSPuclhei6LQJwfkwr6iijaRn2QfwcdARYwDenBEi", "dominique", "en"),
    ),
    counted=_COUNTED,
    token=(Secret("NQUAaAFLJS0sfbOPugylFRe9Z6Za5GryZWHPjvAlMAU"), _person("jules-token")),
    sign_up=(
        ticket_of(Secret("XE37StTuy1xVU457MML7uibsvl3tRZF8fRCWLCspHMH")),
        _person("zoe-waits"),
    ),
    profiles=Profiles(
        _holder("dominique", "G2SRT99J6F6KRQV2"), _deactivated("HFBHYQ89MSYE8XFZ"), _NOEL, _SACHA
    ),
    second_step=SecondStep("4V5QTYYBM3H537UVFDD6JAFFMPLB276J", Secret("6Q3P6-TAE06"), _ANSWERS),
    waiting=Waiting(
        ticket_of(Secret("naecbinnghOA9NzIJgczGMDgDbNhsw5vCMgi3FWAWwO")),
        _session("Lp9ZweQ6XGVjpMEYSXveSTIA80lvr159jF3xz5ugyxO", "lou-phone", "en"),
        "49277f020dd8e06d8b2d2cd9a862ad5f",
        Secret("0B8YW-20PJ7-DTWRE-553TK"),
    ),
)
_OF_0007 = EarlierStore(
    "0007",
    _MINUTES_LATER,
    people=_PEOPLE,
    signed_in=(
        _session("h0sJbihlz6eJCEIF6rv2cGjIUcr0qVv1Pcro9TYS1S4", "alexandre"),
        _session("y4KUgBJjX4W9n1fIWQILt3LHwoPfLggcp9iLaDpKn5C", "maxime-app"),
        _session("5uj6PUx8FR93ImGaHylBaqia7VZKGQMSCvgDqp6iVWC", "dominique", "en"),
    ),
    counted=_COUNTED,
    token=(Secret("dGAmXNIey5WSWmEffSIm0G07SD3i5rR1kQ2qNjf7oAY"), _person("jules-token")),
    sign_up=(
        ticket_of(Secret("iGfPq05AMZc1Iw31nbRoWZJzzlcxme8WVdjEsdPxneu")),
        _person("zoe-waits"),
    ),
    profiles=Profiles(
        _holder("dominique", "B0D61BHKTH1WDP1N"),
        _deactivated("QXEDMXXZB847GV88"),
        _NOEL,
        _SACHA,
        "DAFDMPQ6YCV5IIJLPENH6I2YQ3WU3VKJ",
        _session("Wp1KOoUZGL7ZcqydF8MZeWtdPF7al6YSEQ2L7yRPrIL", "odile-desk", "en"),
    ),
    second_step=SecondStep("67VGSZEMOP7RJ4UCFEIS6Y53TFNLQ3F7", Secret("9VBS5-Z0QWQ"), _ANSWERS),
    waiting=Waiting(
        ticket_of(Secret("pxfsdoe6Ez4QoQFLFHOD1snAY0xjuZ3JL5kszUuf16S")),
        _session("TXhSZaBxB9OkVNjlv3XtwbzwXYkrgw76yiUVcEhMT4J", "lou-phone", "en"),
        "9be75ed4cc97b081f95c53673601a72b",
        Secret("RENA6-RCPTP-ARB8G-PBR45"),
    ),
    place="user 1000 from 198.51.100.7",
    document=("87654321X", _ALEXANDRE),
)
_STORES = (
    EarlierStore(
        "0001",
        _AT_FIRST,
        people=(_ALEXANDRE, _person("dominique")),
        signed_in=(_session("hqmIr7606whHQttrdBrNGgwrKqQV0Jl9ZW92QgcjOFr", "alexandre"),),
        counted={"dominique": 2, "nobody-here": 3},
        token=(Secret("9Ok6v7dOZRo16WkS7rc5OhvMCQazQ2Ha293USdqT2El"), _person("dominique")),
        sign_up=(
            ticket_of(Secret("2435lww5HXDivma8gXZLD9UwGWVpaNkDgOMFGgVjhO0")),
            Person("sacha-roy", "sacha@example.org"),
        ),
    ),
    EarlierStore(
        "0002",
        _AT_FIRST,
        people=(_ALEXANDRE,),
        signed_in=(_session("9IoS3dM24Z8AWZvxwksLB0gnjVUCFSTLpCCyyzJhfNA", "dominique"),),
        profiles=Profiles(
            _holder("dominique", "Z8YEG5D364F5FR01"), _deactivated("7E2HH03SWMPFH2CR"), _NOEL, _SACHA
        ),
    ),
    _OF_0003,
    replace(_OF_0003, revision="0004", dump="-town", wrong_codes=2),
    EarlierStore("0004", datetime(2026, 4, 13, 9, 31, 58, tzinfo=UTC), dump="-robbed"),
    EarlierStore(
        "0005",
        _MINUTES_LATER,
        people=_PEOPLE,
        signed_in=(
            _session("4yAov5fMyzElkagrSAKv0h3a5fLCVHJyF0P27lcfGKV", "alexandre"),
            _session("gVnbJcIPmFNRpnZbhwFo1hPtKm15m4F77JOSHYolNqv", "maxime-app"),
            _session("NP8rZt1bQiVwn7SfOoKWxJYBjVLxyXglVrUuEnNkvLi", "dominique", "en"),
        ),
        counted=_COUNTED,
        token=(Secret("N26bEXWt9Sw5iBYJx35CEHjZI8QS5yfSIlB4QHm6cyB"), _person("jules-token")),
        sign_up=(
            ticket_of(Secret("nnf2OkWOieiF7EvZRnFTvCwQDAcfUdyxoKSLKisGiId")),
            _person("zoe-waits"),
        ),
        profiles=Profiles(
            _holder("dominique", "1XRD764QDRGG95M6"),
            _deactivated("841KV850H6SW99RK"),
            _NOEL,
            _SACHA,
            "B5POUYB3LQPU5EWNUU7JSZKGBJM6I4PV",
            _session("h7CAdJVPdhpKTcbXgRSMoSaBJAhlsMRHBdQesplh5gg", "odile-desk", "en"),
        ),
        second_step=SecondStep("ULX2PWRO5TFI7SAODTWLOKFGY3NIC3YT", Secret("09M7B-5D2MR"), _ANSWERS),
        waiting=Waiting(
            ticket_of(Secret("H7IP4ZjwjX4dx9SKW8ZYI4e2t7XrkaYaHYqCnHz8ifb")),
            _session("JkgiZwevtiUIrWFU6JUJvp0b5utFwXI8Y9ncDZi4Sxr", "lou-phone", "en"),
            "5161eb3a41c14e4dd120327aa7c1f907",
            Secret("PGJRQ-C03GN-9JQ1K-VRGK2"),
        ),
        place="user 1000 from 198.51.100.7",
    ),
    _OF_0007,
    replace(_OF_0007, revision="0010"),
)
EARLIER = {each.name: each for each in _STORES}
"""By their names. One store of 0004 is that of 0003, brought up and used by the program of that day; in the
other is one person, who was robbed of their account. That of 0010 is that of 0007, brought up and linked."""
