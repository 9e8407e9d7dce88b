"""Wrong secrets are counted before they are compared, so that no race buys an extra guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, update

from i18n import language_of
from store.accounts import counters, events
from store.accounts.alike import kept
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.identity.naming import shown_name
from store.accounts.signing_in import sessions
from store.database import alone
from store.database.alone import Names
from store.database.tables.identity import Account
from store.database.tables.signing_in import SessionRow
from store.events import Happening
from store.messages.letters.signing_in import blocked, wrong_tries
from store.problems import Problem, Refusal
from store.rules import throttle
from store.rules.limits import (
    FAILURES_BEFORE_A_WAIT,
    FAILURES_THAT_BLOCK,
    FAILURES_UNTIL_THE_LONGEST_WAIT,
    PINS_TRIED_ONCE_UNBLOCKED,
    WARNED_EVERY,
)
from store.rules.throttle import Counter, Schedule

_NOBODY = "nobody@example.org"
"""The address of a letter that will be taken back, where the account has none."""


@dataclass(frozen=True)
class Kind:
    """A kind of secret, with a counter of its own: how its waits grow, and how a wait is refused.

    `failed` is the event of a wrong one, in the history and in the letter to the owner. A block ends the
    account's sessions: of what can be tried `by_document` alone, those that a one-time PIN opened, so that
    whoever found a document cannot throw its owner out.
    """

    name: str
    schedule: Schedule
    locked: Refusal
    failed: Happening | None
    by_document: bool = False


PASSWORD = Kind("password", throttle.SIGN_IN, Refusal.LOCKED, Happening.SIGN_IN_FAILED)
"""At a sign-in, where anyone can try."""
PROOF = Kind("proof", throttle.SECRET, Refusal.LOCKED, Happening.PROOF_FAILED)
"""The password again, in a session: the tries of strangers do not make its holder wait."""
GIVEN_BACK = Kind("given-back", throttle.GIVEN_BACK, Refusal.LOCKED, Happening.PROOF_FAILED)
"""The same where an operator gets back a screen that somebody else has, whose tries only make it wait."""
NEW_PASSWORD = Kind("new-password", throttle.SECRET, Refusal.LOCKED, None)
"""Comparing a new password with the current one; a difference is no failure."""
PERSONAL_KEY = Kind("personal-key", throttle.PERSONAL_KEY, Refusal.KEY_LOCKED, Happening.KEY_FAILED)
SECOND_STEP = Kind("second-step", throttle.SECRET, Refusal.CODE_LOCKED, Happening.CODE_FAILED)
CONFIRMATION = Kind("confirmation", throttle.SECRET, Refusal.CODE_LOCKED, Happening.CONFIRMATION_FAILED)
ANSWER = Kind("answer", throttle.SECRET, Refusal.ANSWER_LOCKED, Happening.ANSWER_FAILED)
RESET_CODE = Kind("reset-code", throttle.SECRET, Refusal.CODE_LOCKED, Happening.RESET_CODE_FAILED)
"""A code instead of the answer in a reset: tries by those who know the password do not block it."""
CONTRAST = Kind(
    "contrast", throttle.SIGN_IN, Refusal.DOCUMENT_LOCKED, Happening.CONTRAST_FAILED, by_document=True
)
"""The contrast datum of a document, where anyone can try."""
PIN = Kind("pin", throttle.PIN, Refusal.DOCUMENT_LOCKED, Happening.PIN_FAILED, by_document=True)
"""A one-time PIN: each takes three tries, and how many there are in an hour is limited, so none waits."""
ACTIVATION = Kind("activation", throttle.ACTIVATION, Refusal.ACTIVATION_BLOCKED, Happening.ACTIVATION_FAILED)
"""An activation code, with the email address: what it blocks is the code alone."""
REGISTERED_PHONE = Kind(
    "registered-phone", throttle.SECRET, Refusal.CODE_LOCKED, Happening.REGISTERED_PHONE_FAILED
)
"""A code that was sent to the phone of the registration for an activation code, over all that are sent."""
PIN_APP = Kind("pin-app", throttle.SECRET, Refusal.CODE_LOCKED, Happening.PIN_APP_FAILED, by_document=True)
"""One that was sent there for a document and its contrast datum, which shuts nobody out of the other."""
BY_DOCUMENT = (CONTRAST, PIN, PIN_APP)
ENDED_BY_RESET = (
    PASSWORD,
    PROOF,
    GIVEN_BACK,
    NEW_PASSWORD,
    CONFIRMATION,
    RESET_CODE,
    REGISTERED_PHONE,
    *BY_DOCUMENT,
)
"""The counters that a new password clears. Of the second step, it only lifts a block."""


@dataclass(frozen=True)
class Claim:
    """A try that counts as failed: its counter `before` and `after`, and what was `stored` of it.

    Who comes back to the counter is to be `alone_with` what it belongs to.
    """

    key: counters.Key
    kind: Kind
    alone_with: Names
    before: Counter
    after: Counter
    stored: counters.Stored | None

    @property
    def was_blocked(self) -> bool:
        """Whether no secret was right any more."""
        return throttle.is_blocked(self.before, self.kind.schedule)

    @property
    def blocks(self) -> bool:
        """Whether no secret is right any more from this try on, if it fails."""
        return throttle.is_blocked(self.after, self.kind.schedule) and not self.was_blocked


def claim_of_nobody(db: Transaction, context: Context, lookup: str, kind: Kind, alone_with: Names) -> Claim:
    """Claim a try at an identifier that nobody has, within a writing transaction; see `claim_of_account`."""
    # Another key of marks may have come since: the counter goes on under its earlier name.
    subjects = [f"nobody:{mark}" for mark in context.mark_keys.marks("identifier", lookup)]
    return _claim(db, context, subjects, kind, alone_with)


def claim_of_account(
    db: Transaction, context: Context, account_id: int, kind: Kind, place: str = ""
) -> Claim:
    """Count one try at one of an account's secrets, from a known place or from anywhere else, as failed.

    It is, until `succeed` or `take_back` says otherwise. Raises `Problem` `kind.locked` (until) while a wait
    runs. `db` must be a writing transaction.
    """
    return _claim(db, context, [of_account(account_id, place)], kind, alone.account(account_id))


def _claim(
    db: Transaction, context: Context, subjects: Sequence[str], kind: Kind, alone_with: Names
) -> Claim:
    now = context.now()
    stored = counters.find(db, kind.name, *subjects)
    before = throttle.remembered(stored.counter, stored.at, now, kind.schedule) if stored else Counter()
    if not throttle.is_open(before, now):
        raise Problem(kind.locked, until=before.open_at)
    after = throttle.after_failure(before, now, kind.schedule)
    key = stored.key if stored else counters.Key(subjects[0], kind.name)
    count = counters.change if stored else counters.add
    count(db, counters.Stored(key, after, now))
    return Claim(key, kind, alone_with, before, after, stored)


def fail(
    db: Transaction,
    context: Context,
    account: Account,
    claimed: Claim,
    terminal: str,
    *,
    but: SessionRow | None = None,
) -> None:
    """Note that a try was wrong, as its kind says, and warn the owner of many.

    The try that blocks ends the account's sessions as its kind says, all or all `but` one.
    """
    assert account.id is not None
    assert claimed.kind.failed is not None
    now, failed = context.now(), claimed.kind.failed
    events.record(db, context, account.id, failed, happened_at=now, terminal=terminal)
    if claimed.blocks:
        if claimed.kind.by_document:
            sessions.end_by_pin(db, account.id)
        else:
            sessions.end_all(db, context, account.id, but=but)
        events.record(db, context, account.id, Happening.BLOCKED, happened_at=now, terminal=terminal)
    if claimed.after.failures >= FAILURES_BEFORE_A_WAIT:
        _warn(db, context, account, claimed, failed, now)


def _warn(
    db: Transaction, context: Context, account: Account, claimed: Claim, failed: Happening, now: datetime
) -> None:
    """Write to the owner of a block, and once a day of other tries.

    A letter that is not due, or has nowhere to go, is written as well, and taken back: an account is not told
    by the time it takes.
    """
    assert account.id is not None
    warned_at = account.warned_at
    due = claimed.blocks or warned_at is None or not warned_at <= now < warned_at + WARNED_EVERY
    tell = blocked if claimed.blocks else wrong_tries
    in_person = registered.find(db, account.id) is not None
    letter = tell(failed, shown_name(account), now, in_person=in_person)
    address = account.email or _NOBODY
    with kept(db, due and account.email is not None):
        db.exec(update(Account).where(col(Account.id) == account.id).values(warned_at=now))
        context.outbox.queue(db, letter, address, language_of(account.language), account.id)


def succeed(db: Transaction, account_id: int, kind: Kind, place: str = "") -> None:
    """Forget the failures with this kind of secret, from there, and with them a wait or a block."""
    counters.delete_one(db, counters.Key(of_account(account_id, place), kind.name))


def take_back(db: Transaction, claimed: Claim) -> None:
    """Let a try that was right, or not judged, be none; those of others stay counted."""
    if counters.put_back(db, claimed.key, claimed.after, claimed.stored):
        return
    others = counters.find(db, claimed.kind.name, claimed.key.subject)
    if others is not None:
        failures, open_at = others.counter.failures, others.counter.open_at
        open_at = claimed.before.open_at if open_at == claimed.after.open_at else open_at
        counters.change(db, replace(others, counter=Counter(max(failures - 1, 0), open_at)))


@contextmanager
def judging(context: Context, claimed: Claim) -> Iterator[None]:
    """Take the try back if a `Problem` prevents the comparison: it was not judged."""
    try:
        yield
    except Problem:
        with context.database.write(alone_with=claimed.alone_with) as db:
            take_back(db, claimed)
        raise


def stays(db: Transaction, context: Context, claimed: Claim) -> None:
    """Date a wrong try by when it was judged, so that something is written also for nobody's identifier."""
    counters.date(db, claimed.key, context.now())


def forget(db: Transaction, account_id: int, *kinds: Kind) -> None:
    """Forget the failures with these kinds of secret, from wherever, and with them waits and blocks."""
    counters.delete_all(db, of_account(account_id), [kind.name for kind in kinds])


def unblock(db: Transaction, account_id: int, kind: Kind) -> None:
    """Lift blocks; so many failures stay counted that each further one waits the longest."""
    subject, lowered = of_account(account_id), FAILURES_UNTIL_THE_LONGEST_WAIT
    counters.lower(db, subject, kind.name, from_=FAILURES_THAT_BLOCK, to=lowered)


def ease(db: Transaction, account_id: int, kind: Kind) -> None:
    """End a wait or a block; so many failures stay counted that a further one waits the longest, or that,
    where none waits, few more block.
    """
    spent = FAILURES_UNTIL_THE_LONGEST_WAIT
    if kind.schedule.first_wait == throttle.NO_WAIT:
        spent = FAILURES_THAT_BLOCK - PINS_TRIED_ONCE_UNBLOCKED
    subject = of_account(account_id)
    counters.lower(db, subject, kind.name, from_=spent, to=spent)
    counters.open_all(db, subject, kind.name)


def of_account(account_id: int, place: str = "") -> str:
    """Return the subject of an account's counters: those of a known place, by its mark, or of all others."""
    return f"account:{account_id}:{place}" if place else f"account:{account_id}"


def waits_until(
    db: Transaction, context: Context, account_id: int, kind: Kind, place: str = ""
) -> datetime | None:
    """Return when the wait that now runs ends; None where none runs."""
    stored = counters.find(db, kind.name, of_account(account_id, place))
    if stored is None or throttle.is_open(stored.counter, context.now()):
        return None
    return stored.counter.open_at


def refuse_while_waiting(
    db: Transaction, context: Context, account_id: int, kind: Kind, field: str, place: str = ""
) -> None:
    """Raise `Problem` `kind.locked` (until) of `field` while a wait runs."""
    until = waits_until(db, context, account_id, kind, place)
    if until is not None:
        raise Problem(kind.locked, field, until=until)


def wrong(refusal: Refusal, field: str, claimed: Claim) -> Problem:
    """The refusal of a wrong secret, with the tries that are left and when the next wait ends."""
    tries_left = throttle.tries_left(claimed.after, claimed.kind.schedule)
    return Problem(refusal, field, tries_left=tries_left, until=claimed.after.open_at)
