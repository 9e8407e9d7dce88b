"""The open store: its use cases, and how it is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlmodel import Session as Transaction

from store.accounts.context import Context
from store.database.engine import Database, refusals
from store.database.tables import Fact
from store.database.tidying import tidy
from store.database.upgrade import revision, upgrade
from store.database.watching import ClockWatch, right_dates, trusted
from store.locations import Locations
from store.locks import take_one
from store.messages.delivery import FileDelivery
from store.messages.outbox import Outbox
from store.problems import Problem, Refusal
from store.settings import Settings
from store.vault.hashing import Hasher
from store.vault.keyring import KeyRing

if TYPE_CHECKING:
    from store.accounts.authenticator import Authenticator
    from store.accounts.confirming import Confirming
    from store.accounts.default_method import Methods
    from store.accounts.email_address import EmailAddress
    from store.accounts.forgotten_username import ForgottenUsername
    from store.accounts.history import History
    from store.accounts.notices import Notices
    from store.accounts.operators import Operators
    from store.accounts.password import Password
    from store.accounts.phones import Phones
    from store.accounts.profile import Profile
    from store.accounts.reactivation import Reactivation
    from store.accounts.recovery_codes import RecoveryCodes
    from store.accounts.recovery_questions import RecoveryQuestions
    from store.accounts.reset import Reset
    from store.accounts.reset_by_method import ResetByMethod
    from store.accounts.second_step import SecondStep
    from store.accounts.sessions import Sessions
    from store.accounts.sign_in import SignIn
    from store.accounts.sign_up import SignUp
    from store.accounts.supervisors import Supervisors
    from store.accounts.verification import Verification, Verifications

U = TypeVar("U")

_FINGERPRINT = "key-fingerprint"


class _Later(Generic[U]):
    """A use case, imported the first time someone asks for it: a session carries only what it came to."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __set_name__(self, owner: type[Store], attribute: str) -> None:
        self._attribute = attribute

    def __get__(self, store: Store, owner: type[Store]) -> U:
        use_case: U = getattr(import_module(f"store.accounts.{self._module}"), self._name)(store.context)
        store.__dict__[self._attribute] = use_case  # found before this descriptor from now on
        return use_case


class Store:
    """Everything one may ask of the store, grouped by journey. Thread-safe."""

    sign_up: _Later[SignUp] = _Later("sign_up", "SignUp")
    sign_in: _Later[SignIn] = _Later("sign_in", "SignIn")
    second_step: _Later[SecondStep] = _Later("second_step", "SecondStep")
    recovery_codes: _Later[RecoveryCodes] = _Later("recovery_codes", "RecoveryCodes")
    sessions: _Later[Sessions] = _Later("sessions", "Sessions")
    password: _Later[Password] = _Later("password", "Password")
    authenticator: _Later[Authenticator] = _Later("authenticator", "Authenticator")
    phones: _Later[Phones] = _Later("phones", "Phones")
    methods: _Later[Methods] = _Later("default_method", "Methods")
    reset: _Later[Reset] = _Later("reset", "Reset")
    reset_by_method: _Later[ResetByMethod] = _Later("reset_by_method", "ResetByMethod")
    confirming: _Later[Confirming] = _Later("confirming", "Confirming")
    recovery_questions: _Later[RecoveryQuestions] = _Later("recovery_questions", "RecoveryQuestions")
    history: _Later[History] = _Later("history", "History")
    notices: _Later[Notices] = _Later("notices", "Notices")
    email_address: _Later[EmailAddress] = _Later("email_address", "EmailAddress")
    forgotten_username: _Later[ForgottenUsername] = _Later("forgotten_username", "ForgottenUsername")
    verification: _Later[Verification] = _Later("verification", "Verification")
    verifications: _Later[Verifications] = _Later("verification", "Verifications")
    profile: _Later[Profile] = _Later("profile", "Profile")
    reactivation: _Later[Reactivation] = _Later("reactivation", "Reactivation")
    operators: _Later[Operators] = _Later("operators", "Operators")
    supervisors: _Later[Supervisors] = _Later("supervisors", "Supervisors")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.outbox = context.outbox
        self.database = context.database

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open, making or upgrading what is needed under a lock. Raises `Problem`; see `open_store`."""
        locations = Locations(settings.home)
        database = Database(locations.database)
        try:
            with refusals():
                _make_folders(locations)
                with _locked(locations):
                    keys = _open_keys(locations, database, settings)
                hasher = Hasher(settings.hashing, locations.locks)
        except Problem:
            database.close()
            raise
        outbox = Outbox(database, keys, FileDelivery(locations.mail, locations.sms), settings)
        return cls(Context(settings, database, keys, hasher, outbox))

    def close(self) -> None:
        """Deliver what is due, then let go of the database."""
        self.outbox.close()
        self.database.close()


def _make_folders(locations: Locations) -> None:
    for folder in (locations.home, *locations.folders):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in locations.folders:
        _close_to_others(folder)
    # A folder that is someone's home, or /tmp, is not Macle's to close: only what is below it.
    if {entry.name for entry in locations.home.iterdir()} <= locations.names:
        _close_to_others(locations.home)


def _close_to_others(folder: Path) -> None:
    found = folder.stat()
    if found.st_mode & 0o077 and found.st_uid == os.geteuid():
        folder.chmod(found.st_mode & 0o700)


@contextmanager
def _locked(locations: Locations) -> Iterator[None]:
    """Hold the store's own lock: one process at a time makes or upgrades it. Raises `Problem` BUSY."""
    descriptor = os.open(locations.locks / "store.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        take_one([descriptor])
        yield
    finally:
        os.close(descriptor)


def _open_keys(locations: Locations, database: Database, settings: Settings) -> KeyRing:
    """Return the keys, with a database that is up to date and belongs to them."""
    new = not locations.database.exists()
    if new and locations.write_ahead_log.exists():
        # Accounts were here: an empty store in their place would destroy what the log still holds of them.
        raise Problem(Refusal.CORRUPT)
    if new and not locations.server_key.exists():
        KeyRing.create(locations.server_key)
    keys = KeyRing.load(locations.server_key)
    if new:
        database.create()
    elif not locations.database.stat().st_size:
        # SQLite would take it for a new one, and delete what a write-ahead log beside it still holds.
        raise Problem(Refusal.CORRUPT)
    if revision(database) is not None:
        # Before anything is changed in it.
        with database.read() as db:
            _refuse_foreign(db, keys)
    upgrade(database)
    database.watch_clock(ClockWatch(settings.clock, settings.uptime))
    # Also what another process had destroyed when it was killed before it emptied the log.
    with database.write(destroys=True) as db:
        _remember(db, keys)
        tidy(db, trusted(db))
        right_dates(db)
    return keys


def _refuse_foreign(db: Transaction, keys: KeyRing) -> None:
    known = db.get(Fact, _FINGERPRINT)
    if known is not None and known.value != keys.fingerprint:
        raise Problem(Refusal.KEY_FOREIGN)


def _remember(db: Transaction, keys: KeyRing) -> None:
    if db.get(Fact, _FINGERPRINT) is None:
        db.add(Fact(name=_FINGERPRINT, value=keys.fingerprint))
