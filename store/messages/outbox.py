"""Messages waiting to be delivered: written in the transaction they tell of, sent after it."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import BigInteger, ColumnElement, and_, delete, func, not_, or_, type_coerce, update
from sqlmodel import Session, col, select

from i18n import Language, harmless
from store.database import tidying
from store.database.alone import NOTHING
from store.database.port import Database, after_commit
from store.database.sealed_columns import LAST_ERROR, MESSAGE
from store.database.tables.outbox import OutboxMessage
from store.database.watching import settled, trusted
from store.messages.letters.letter import Letter, Text
from store.messages.message import Email, MessageKind, Sms
from store.messages.routes.route import Route
from store.problems import Problem
from store.rules.limits import GIVEN_UP_AFTER, LONGEST_RETRY, MESSAGE_LEASE, TRIES_BEFORE_GIVING_UP
from store.settings import Settings
from store.threads import start
from store.values import OutboxState
from store.vault.keyring import KeyRing

_NOBODY = ""
_FIRST_RETRY = timedelta(seconds=30)
_PATIENCE_S = 1.0
"""How long a close waits for the last round."""
_LONGEST_ERROR = 500
"""Characters that are kept of an error: a mail server may answer anything."""


@dataclass(frozen=True)
class WaitingMessage:
    """What may be shown of a message that waits: nothing of what it says, nor whom to.

    The last error, of a try that failed, is one line of plain text, which may quote an address.
    """

    id: str
    kind: str
    written_at: datetime
    of_use_until: datetime | None
    tries: int
    next_try_at: datetime
    last_error: str | None


class Outbox:
    """Queues letters and delivers them, each at least once; a message is deleted when it is delivered.

    By its kind it takes one of the `routes`. What has expired is not sent, and deleted once the clock can be
    trusted. Where the store delivers at once, what was queued leaves soon after its transaction is committed.
    """

    def __init__(
        self, database: Database, keys: KeyRing, routes: Mapping[str, Route], settings: Settings
    ) -> None:
        self._database, self._keys, self._routes = database, keys, routes
        self._clock = settings.clock
        self._wakened = threading.Event()
        self._closing = False
        self._postman: threading.Thread | None = None
        if settings.works_in_background:
            self._postman = threading.Thread(target=self._deliver_as_they_come, name="postman", daemon=True)
            start(self._postman)

    def queue(
        self,
        db: Session,
        letter: Letter | Text,
        address: str | None,
        language: Language,
        account_id: int | None,
    ) -> None:
        """Write `letter` to `address` within the transaction `db`; `account_id` None for a stranger.

        The address of a `Text` is the number of a phone. Nothing is written to an account that has no
        address (None).
        """
        if address is None:
            return
        now, message_id = self._clock(), token_hex(16)
        account = _NOBODY if account_id is None else str(account_id)
        kind, content = _said(letter, language)
        written = json.dumps({"to": address, **content})
        sealed = MESSAGE.seal(self._keys, written, message_id, account)
        db.add(
            OutboxMessage(
                id=message_id,
                account=account,
                kind=kind,
                sealed=sealed,
                written_at=now,
                next_try_at=now,
                expires_at=letter.of_use_until,
            )
        )
        after_commit(db, self._wakened.set)

    def deliver(self) -> int:
        """Try every message that is due; return how many were delivered. Failures wait longer each time."""
        self._delete_expired()
        return sum(self._deliver_one(message_id, tries) for message_id, tries in self._due())

    def waiting(self) -> tuple[WaitingMessage, ...]:
        """Return what waits, the oldest first."""
        with self._database.read() as db:
            rows = db.exec(select(OutboxMessage).order_by(col(OutboxMessage.written_at))).all()
        return tuple(
            WaitingMessage(
                row.id,
                row.kind,
                row.written_at,
                row.expires_at,
                row.tries,
                row.next_try_at,
                self._last_error(row),
            )
            for row in rows
        )

    def state(self) -> OutboxState:
        """Return how much has not left yet, and why."""
        of_use, given_up = _is_of_use(self._clock()), _is_given_up()
        with self._database.read() as db:
            count, oldest = db.exec(
                select(func.count(), func.min(col(OutboxMessage.written_at))).where(of_use)
            ).one()
            over = db.exec(select(func.count()).select_from(OutboxMessage).where(of_use, given_up)).one()
            failed = select(OutboxMessage).where(of_use, col(OutboxMessage.last_error).is_not(None))
            newest = db.exec(failed.order_by(col(OutboxMessage.written_at).desc()).limit(1)).first()
        return OutboxState(count - over, over, oldest, None if newest is None else self._last_error(newest))

    def close(self) -> None:
        """Deliver what is due and stop. What cannot be delivered now stays for the next time."""
        self._closing = True
        self._wakened.set()
        if self._postman is not None:
            self._postman.join(_PATIENCE_S)

    def _delete_expired(self) -> None:
        """Delete what was of use until a moment that has surely gone by."""
        expires_at = col(OutboxMessage.expires_at)
        with self._database.read() as db:
            ended = select(OutboxMessage.id).where(expires_at <= settled(db, self._clock()))
            if db.exec(ended.limit(1)).first() is None:
                return
        with self._database.write(alone_with=NOTHING) as db:
            tidying.delete_expired_messages(db, trusted(db))

    def _due(self) -> list[tuple[str, int]]:
        """Return the messages that are due, and how often each was tried."""
        with self._database.read() as db:
            due = select(OutboxMessage.id, OutboxMessage.tries).where(*_is_due(self._clock()))
            return list(db.exec(due.order_by(col(OutboxMessage.written_at))))

    def _deliver_one(self, message_id: str, tries: int) -> bool:
        try:
            message = self._lease(message_id, tries)
        except (ValueError, OverflowError):
            # A damaged row, whose dates cannot be read, must not hold up the others.
            return False
        if message is None:
            return False
        try:
            self._send(message)
        except Exception as error:
            # A message that cannot be opened, written or sent must not hold up the others.
            self._keep_error(message, error)
            return False
        with self._database.write(alone_with=NOTHING) as db:
            db.exec(delete(OutboxMessage).where(col(OutboxMessage.id) == message_id))
        return True

    def _lease(self, message_id: str, tries: int) -> OutboxMessage | None:
        """Take a due message for a minute, so that nobody else sends it; for longer after each failure.

        None where another process took it first. The error of the try before is cleared.
        """
        now = self._clock()
        pause = max(MESSAGE_LEASE, _retry_after(tries))
        free = (col(OutboxMessage.id) == message_id, col(OutboxMessage.tries) == tries, *_is_due(now))
        taken = update(OutboxMessage).where(*free)
        with self._database.write(alone_with=NOTHING) as db:
            leased = db.exec(taken.values(tries=tries + 1, next_try_at=now + pause, last_error=None))
            return db.get(OutboxMessage, message_id) if leased.rowcount else None

    def _send(self, message: OutboxMessage) -> None:
        route = self._routes.get(message.kind)
        if route is None:
            raise LookupError(f"no route is declared for messages of the kind {message.kind!r}")
        content = json.loads(MESSAGE.open(self._keys, message))
        route.send(_FORMS[message.kind](message.id, message.written_at, **content))

    def _keep_error(self, message: OutboxMessage, error: Exception) -> None:
        """Keep why a try failed, unless another one was begun meanwhile."""
        of_this_try = (col(OutboxMessage.id) == message.id, col(OutboxMessage.tries) == message.tries)
        with self._database.write(alone_with=NOTHING) as db:
            sealed = LAST_ERROR.seal(self._keys, _told(error), message.id, message.account)
            db.exec(update(OutboxMessage).where(*of_this_try).values(last_error=sealed))

    def _last_error(self, row: OutboxMessage) -> str | None:
        try:
            told = LAST_ERROR.find_text(self._keys, row)
        except Problem as damaged:
            told = _told(damaged)
        return None if told is None else harmless(told)

    def _deliver_as_they_come(self) -> None:
        closing = False
        while not closing:
            self._wakened.wait(timeout=_FIRST_RETRY.total_seconds())
            self._wakened.clear()
            # Looked at before the round, so that what was queued before the closing is in it.
            closing = self._closing
            # An error, as of a store that is full or busy now, ends this round only.
            with suppress(Exception):
                self.deliver()


_FORMS: Mapping[str, type[Email] | type[Sms]] = {MessageKind.EMAIL: Email, MessageKind.SMS: Sms}


def _said(letter: Letter | Text, language: Language) -> tuple[MessageKind, dict[str, str]]:
    """Return the kind of message that a letter is, and what it says by the names of its form."""
    match letter:
        case Letter():
            subject, body = letter.said(language)
            return MessageKind.EMAIL, {"subject": subject, "body": body}
        case Text():
            return MessageKind.SMS, {"text": letter.said(language)}


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(OutboxMessage.next_try_at) <= now, _is_of_use(now), not_(_is_given_up())


def _is_of_use(now: datetime) -> ColumnElement[bool]:
    expires_at = col(OutboxMessage.expires_at)
    return or_(expires_at.is_(None), expires_at > now)


def _is_given_up() -> ColumnElement[bool]:
    """Tell whether the next try would come too late."""
    tried_for = type_coerce(col(OutboxMessage.next_try_at), BigInteger) - type_coerce(
        col(OutboxMessage.written_at), BigInteger
    )
    too_long = tried_for > GIVEN_UP_AFTER // timedelta(microseconds=1)
    return and_(col(OutboxMessage.tries) >= TRIES_BEFORE_GIVING_UP, too_long)


def _told(error: Exception) -> str:
    told = f"{type(error).__name__}: {error}"
    # A lone surrogate, of which there is no UTF-8, is written as its escape.
    return told.encode(errors="backslashreplace").decode()[:_LONGEST_ERROR]


def _retry_after(tries: int) -> timedelta:
    doublings: int = 2 ** min(tries, 10)
    return min(_FIRST_RETRY * doublings, LONGEST_RETRY)
