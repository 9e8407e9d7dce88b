"""Stores of each earlier revision of the schema, as the program of that day left them, and their secrets.

Each `store-….sql` holds the rows alone: the tables are made by the migrations of now, up to that revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

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
    slips: Mapping[str, tuple[str, Secret]] = field(default_factory=dict)
    """Of those who were registered in person: the email, the document number and the code on the slip."""

    @property
    def name(self) -> str:
        return self.revision + self.dump

    def make(self, folder: Path) -> Path:
        """Make the store in `folder`, as `data`, and return where it is."""
        locations = Locations(folder / "data")
        for inner in (locations.database_folder, locations.server_key.parent):
            inner.mkdir(mode=0o700, parents=True)
        locations.server_key.write_text(SERVER_KEY)
        file_in(locations.database_folder).write_bytes(_database_of(self.revision, self.name))
        return locations.home

    def open(self, home: Path) -> Town:
        """Open the store at the moment at which it was left."""
        clock = Clock()
        clock.now = self.left_at
        town = Town(home, clock=clock, uptime=clock.uptime)
        town.clock = clock
        return town


@cache
def _database_of(revision: str, name: str) -> bytes:
    """Make the tables of a revision, and return the file in which they hold the rows of a dump."""
    with TemporaryDirectory() as folder:
        file, key = file_in(Path(folder)), Path(folder) / "server.key"
        key.write_text(SERVER_KEY)
        config = Config()
        config.set_main_option("script_location", str(Path(store.database.__path__[0]) / "migrations"))
        config.attributes["keys"] = KeyRing.load(key)

        def fill(database: Database) -> None:
            with database.connection() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, revision)

        SqliteDatabase(file).create(fill)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(Path(__file__).with_name(f"store-{name}.sql").read_text())
        return file.read_bytes()


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


def _settled(
    revision: str,
    *,
    sessions: tuple[str, str, str],
    token: str,
    sign_up: str,
    active: str,
    deactivated: str,
    second_step: tuple[str, str],
    waiting: tuple[str, str, str, str],
    desk: tuple[str, str] | None = None,
    place: str = "",
    document: tuple[str, Person] | None = None,
) -> EarlierStore:
    """Tell of a store in which the same people have come to the same point, with other secrets."""
    alexandre, maxime, dominique = sessions
    app, recovery_code = second_step
    phone, lou, phone_of_lou, notice = waiting
    profiles = Profiles(_holder("dominique", active), _deactivated(deactivated), _NOEL, _SACHA)
    if desk is not None:
        profiles = replace(profiles, app=desk[0], at_the_desk=_session(desk[1], "odile-desk", "en"))
    return EarlierStore(
        revision,
        _MINUTES_LATER,
        people=_PEOPLE,
        signed_in=(
            _session(alexandre, "alexandre"),
            _session(maxime, "maxime-app"),
            _session(dominique, "dominique", "en"),
        ),
        counted=_COUNTED,
        token=(Secret(token), _person("jules-token")),
        sign_up=(ticket_of(Secret(sign_up)), _person("zoe-waits")),
        profiles=profiles,
        second_step=SecondStep(app, Secret(recovery_code), _ANSWERS),
        waiting=Waiting(
            ticket_of(Secret(phone)), _session(lou, "lou-phone", "en"), phone_of_lou, Secret(notice)
        ),
        place=place,
        document=document,
    )


_OF_0003 = _settled(
    "0003",
    sessions=(
        "0M0xE5CD9ttdQkgCcKoNmdsYKGbSPOee2zVVN6Q3543",
        "pt8i9j7gDj8aYo5tecitn7RNLPyzOOVZw3C2kuOSG2j",
        "e8ZSPuclhei6LQJwfkwr6iijaRn2QfwcdARYwDenBEi",
    ),
    token="NQUAaAFLJS0sfbOPugylFRe9Z6Za5GryZWHPjvAlMAU",
    sign_up="XE37StTuy1xVU457MML7uibsvl3tRZF8fRCWLCspHMH",
    active="G2SRT99J6F6KRQV2",
    deactivated="HFBHYQ89MSYE8XFZ",
    second_step=("4V5QTYYBM3H537UVFDD6JAFFMPLB276J", "6Q3P6-TAE06"),
    waiting=(
        "naecbinnghOA9NzIJgczGMDgDbNhsw5vCMgi3FWAWwO",
        "Lp9ZweQ6XGVjpMEYSXveSTIA80lvr159jF3xz5ugyxO",
        "49277f020dd8e06d8b2d2cd9a862ad5f",
        "0B8YW-20PJ7-DTWRE-553TK",
    ),
)
_OF_0007 = _settled(
    "0007",
    sessions=(
        "h0sJbihlz6eJCEIF6rv2cGjIUcr0qVv1Pcro9TYS1S4",
        "y4KUgBJjX4W9n1fIWQILt3LHwoPfLggcp9iLaDpKn5C",
        "5uj6PUx8FR93ImGaHylBaqia7VZKGQMSCvgDqp6iVWC",
    ),
    token="dGAmXNIey5WSWmEffSIm0G07SD3i5rR1kQ2qNjf7oAY",
    sign_up="iGfPq05AMZc1Iw31nbRoWZJzzlcxme8WVdjEsdPxneu",
    active="B0D61BHKTH1WDP1N",
    deactivated="QXEDMXXZB847GV88",
    second_step=("67VGSZEMOP7RJ4UCFEIS6Y53TFNLQ3F7", "9VBS5-Z0QWQ"),
    waiting=(
        "pxfsdoe6Ez4QoQFLFHOD1snAY0xjuZ3JL5kszUuf16S",
        "TXhSZaBxB9OkVNjlv3XtwbzwXYkrgw76yiUVcEhMT4J",
        "9be75ed4cc97b081f95c53673601a72b",
        "RENA6-RCPTP-ARB8G-PBR45",
    ),
    desk=("DAFDMPQ6YCV5IIJLPENH6I2YQ3WU3VKJ", "Wp1KOoUZGL7ZcqydF8MZeWtdPF7al6YSEQ2L7yRPrIL"),
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
    _settled(
        "0005",
        sessions=(
            "4yAov5fMyzElkagrSAKv0h3a5fLCVHJyF0P27lcfGKV",
            "gVnbJcIPmFNRpnZbhwFo1hPtKm15m4F77JOSHYolNqv",
            "NP8rZt1bQiVwn7SfOoKWxJYBjVLxyXglVrUuEnNkvLi",
        ),
        token="N26bEXWt9Sw5iBYJx35CEHjZI8QS5yfSIlB4QHm6cyB",
        sign_up="nnf2OkWOieiF7EvZRnFTvCwQDAcfUdyxoKSLKisGiId",
        active="1XRD764QDRGG95M6",
        deactivated="841KV850H6SW99RK",
        second_step=("ULX2PWRO5TFI7SAODTWLOKFGY3NIC3YT", "09M7B-5D2MR"),
        waiting=(
            "H7IP4ZjwjX4dx9SKW8ZYI4e2t7XrkaYaHYqCnHz8ifb",
            "JkgiZwevtiUIrWFU6JUJvp0b5utFwXI8Y9ncDZi4Sxr",
            "5161eb3a41c14e4dd120327aa7c1f907",
            "PGJRQ-C03GN-9JQ1K-VRGK2",
        ),
        desk=("B5POUYB3LQPU5EWNUU7JSZKGBJM6I4PV", "h7CAdJVPdhpKTcbXgRSMoSaBJAhlsMRHBdQesplh5gg"),
        place="user 1000 from 198.51.100.7",
    ),
    _OF_0007,
    replace(_OF_0007, revision="0010"),
    replace(_OF_0007, revision="0011"),
    replace(_OF_0007, revision="0012"),
    replace(
        _OF_0007,
        revision="0013",
        slips={
            "ines@example.org": ("12345678Z", Secret("2700WQTSF7R5")),
            "nadia@example.org": ("X2482300W", Secret("9BFR22V40TSG")),
        },
    ),
)
EARLIER = {each.name: each for each in _STORES}
"""By their names. One store of 0004 is that of 0003, brought up and used by the program of that day; in the
other is one person, who was robbed of their account. Those of 0010 to 0013 are that of 0007, brought up and
linked."""
