"""The open store: its use cases, and how it is opened."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import delete, or_
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.accounts.authenticator import Authenticator
from store.accounts.context import Context
from store.accounts.default_method import Methods
from store.accounts.email_address import EmailAddress
from store.accounts.forgotten_username import ForgottenUsername
from store.accounts.history import History
from store.accounts.notices import Notices
from store.accounts.notices import forget_expired as forget_expired_notices
from store.accounts.operators import Operators
from store.accounts.password import Password
from store.accounts.phones import Phones
from store.accounts.profile import Profile
from store.accounts.reactivation import Reactivation
from store.accounts.recovery_codes import RecoveryCodes
from store.accounts.recovery_questions import RecoveryQuestions
from store.accounts.reset import Reset
from store.accounts.second_step import SecondStep
from store.accounts.sessions import Sessions
from store.accounts.sign_in import SignIn
from store.accounts.sign_up import SignUp, forget_expired
from store.accounts.verification import Verification, Verifications
from store.database.engine import BUSY_TIMEOUT_MS, Database, refusals
from store.database.tables import (
    Counter,
    Fact,
    KeyCandidate,
    NoticeRow,
    Request,
    ResetTokenRow,
    SentCode,
    SessionRow,
)
from store.database.upgrade import revision, upgrade
from store.locations import Locations
from store.messages.delivery import FileDelivery
from store.messages.outbox import Outbox
from store.problems import Problem, Refusal
from store.rules.limits import ENDED_KEPT, FAILURES_THAT_BLOCK, SESSION_IDLE, SESSION_TOTAL
from store.settings import Settings
from store.vault.hashing import Hasher
from store.vault.keyring import KeyRing

_FINGERPRINT = "key-fingerprint"
_LOCK_LOOK_EVERY = 0.02
"""Seconds between two looks at whether the store's own lock is free."""


@dataclass(frozen=True)
class Store:
    """Everything one may ask of the store, grouped by journey. Thread-safe."""

    sign_up: SignUp
    sign_in: SignIn
    second_step: SecondStep
    recovery_codes: RecoveryCodes
    sessions: Sessions
    password: Password
    authenticator: Authenticator
    phones: Phones
    methods: Methods
    reset: Reset
    recovery_questions: RecoveryQuestions
    history: History
    notices: Notices
    email_address: EmailAddress
    forgotten_username: ForgottenUsername
    verification: Verification
    verifications: Verifications
    profile: Profile
    reactivation: Reactivation
    operators: Operators
    outbox: Outbox
    database: Database

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open, making or upgrading what is needed under a lock. Raises `Problem`; see `open_store`."""
        locations = Locations(settings.home)
        database = Database(locations.database)
        try:
            with refusals():
                _make_folders(locations)
                with _locked(locations):
                    keys = _open_keys(locations, database, settings.clock())
                hasher = Hasher(settings.hashing, locations.locks)
        except Problem:
            database.close()
            raise
        outbox = Outbox(database, keys, FileDelivery(locations.mail, locations.sms), settings)
        context = Context(settings, database, keys, hasher, outbox)
        return cls(
            SignUp(context),
            SignIn(context),
            SecondStep(context),
            RecoveryCodes(context),
            Sessions(context),
            Password(context),
            Authenticator(context),
            Phones(context),
            Methods(context),
            Reset(context),
            RecoveryQuestions(context),
            History(context),
            Notices(context),
            EmailAddress(context),
            ForgottenUsername(context),
            Verification(context),
            Verifications(context),
            Profile(context),
            Reactivation(context),
            Operators(context),
            outbox,
            database,
        )

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
        _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def _take(lock: int) -> None:
    # flock(2) itself knows no limit, and so could not be told of.
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= deadline:
                raise Problem(Refusal.BUSY) from None
            sleep(_LOCK_LOOK_EVERY)
        else:
            return


def _open_keys(locations: Locations, database: Database, now: datetime) -> KeyRing:
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
    # Also what another process had destroyed when it was killed before it emptied the log.
    with database.write(destroys=True) as db:
        _remember(db, keys)
        _tidy(db, now)
    return keys


def _refuse_foreign(db: Transaction, keys: KeyRing) -> None:
    known = db.get(Fact, _FINGERPRINT)
    if known is not None and known.value != keys.fingerprint:
        raise Problem(Refusal.KEY_FOREIGN)


def _remember(db: Transaction, keys: KeyRing) -> None:
    if db.get(Fact, _FINGERPRINT) is None:
        db.add(Fact(name=_FINGERPRINT, value=keys.fingerprint))


def _tidy(db: Transaction, now: datetime) -> None:
    """Delete what has ended and whose telling («this token was used») nobody needs any more."""
    long_ago = now - ENDED_KEPT
    forget_expired(db, now)
    db.exec(delete(ResetTokenRow).where(col(ResetTokenRow.expires_at) < long_ago))
    db.exec(delete(KeyCandidate).where(col(KeyCandidate.made_at) < now - SESSION_TOTAL))
    db.exec(delete(SentCode).where(col(SentCode.expires_at) < long_ago))
    db.exec(delete(NoticeRow).where(col(NoticeRow.expires_at) < long_ago))
    forget_expired_notices(db, now)
    db.exec(delete(Request).where(col(Request.made_at) < long_ago))
    # Of accounts and of nobody alike, so that nothing tells the two apart; a block is not forgotten.
    db.exec(
        delete(Counter).where(col(Counter.counted_at) < long_ago, col(Counter.failures) < FAILURES_THAT_BLOCK)
    )
    db.exec(
        delete(SessionRow).where(
            or_(
                col(SessionRow.seen_at) < now - SESSION_IDLE, col(SessionRow.started_at) < now - SESSION_TOTAL
            )
        )
    )
