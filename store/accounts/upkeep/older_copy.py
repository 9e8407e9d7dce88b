"""Recognising a database that is an older copy, and ending in it what must not live on."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts.notices.before import Before
from store.database.port import COMMITS
from store.database.sealed_columns import NOTICE_AFTER, NOTICE_BEFORE
from store.database.statements import run
from store.database.tables.methods import RecoveryCode
from store.database.tables.notices import NoticeRow
from store.database.tables.upkeep import Fact
from store.problems import Problem, Refusal
from store.rules import totp
from store.vault.keyring import KeyRing

STORE_ID = "store-id"
_ACCEPTED = "older-copy-accepted"
_VOIDING = (
    "DELETE FROM session",
    # By no date: a clock that is put right later would bring them back.
    "UPDATE reset_token SET ended = 'replaced' WHERE ended = ''",
    "DELETE FROM sent_code",
    # It may have been used since, or another one made.
    "DELETE FROM activation_code",
    "DELETE FROM one_time_pin",
    # Its owner may have removed it since, as somebody else's.
    "DELETE FROM pin_app",
    # It may have been cancelled or withdrawn since.
    "UPDATE removal SET ended = 'needless', ended_at = :now, due_at = NULL, sealed = NULL WHERE ended = ''",
    # What such a message carries is void as well.
    "DELETE FROM outbox WHERE expires_at IS NOT NULL",
    # It is not known which of them were used since.
    "UPDATE recovery_code SET used_at = :now WHERE used_at IS NULL",
    "UPDATE method SET last_step = :step WHERE last_step < :step",
    # Nor who was dismissed since.
    "UPDATE account SET role_suspended = TRUE WHERE role <> 'person'",
)


def identify(db: Transaction) -> None:
    """Give a store that has none its id, and the count of its commits."""
    for name, value in ((STORE_ID, token_hex(8)), (COMMITS, "0")):
        if db.get(Fact, name) is None:
            db.add(Fact(name=name, value=value))


def id_of(db: Transaction) -> str | None:
    """Return the id of a store; None for one of an earlier Macle."""
    known = db.get(Fact, STORE_ID)
    return None if known is None else known.value


def commits_of(db: Transaction) -> int:
    """Return how many commits a store counts. Raises `Problem` CORRUPT where that is no number."""
    known = db.get(Fact, COMMITS)
    value = "0" if known is None else known.value
    if not (value.isascii() and value.isdecimal()):
        raise Problem(Refusal.CORRUPT)
    return int(value)


def accept(db: Transaction, keys: KeyRing, reason: str, commits: int, now: datetime) -> None:
    """Go on from an older copy, past the `commits` of the newest; its codes, tokens and sessions are void.

    Roles are suspended until they are given back, one by one.
    """
    run(db, _VOIDING, {"now": now, "step": totp.latest_step(now)})
    _use_up_codes_of_notices(db, keys, now)
    counted = db.get_one(Fact, COMMITS)
    counted.value = str(commits)
    db.add(counted)
    db.add(Fact(name=f"{_ACCEPTED}-{commits}", value=f"{now.isoformat(timespec='seconds')} {reason}"))


def _use_up_codes_of_notices(db: Transaction, keys: KeyRing, now: datetime) -> None:
    """Note as used the recovery codes that notices could put back: some may have been since."""
    for notice in db.exec(select(NoticeRow.id).where(col(NoticeRow.before).is_not(None))).all():
        row, made_at = db.get_one(NoticeRow, notice), dict[str, datetime]()
        for column in NOTICE_BEFORE, NOTICE_AFTER:
            # What cannot be opened puts nothing back.
            with suppress(Problem):
                codes = Before.read(column.open(keys, row), row.told_at).codes
                made_at |= {code.mark: code.made_at for code in codes}
        known = db.exec(select(RecoveryCode.mark).where(col(RecoveryCode.account_id) == row.account_id))
        db.add_all(
            RecoveryCode(mark=mark, account_id=row.account_id, made_at=made_at[mark], used_at=now)
            for mark in made_at.keys() - set(known)
        )
