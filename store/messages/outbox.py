"""Messages waiting to be delivered: written in the transaction they tell of, sent after it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from secrets import token_hex
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Executable,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    delete,
    func,
    not_,
    or_,
    type_coerce,
    update,
)
from sqlmodel import Session, col, select

from i18n import Language, harmless
from store.database import tidying
from store.database.alone import NOTHING
from store.database.port import Database, after_commit
from store.database.sealed_columns import LAST_ERROR, MESSAGE
from store.database.tables.outbox import OutboxMessage, is_given_up, is_of_use
from store.database.tables.row import Moment
from store.database.watching import settled, trusted
from store.messages.letters.letter import Letter, Slip, Text
from store.messages.letters.upkeep import trial_letter, trial_text
from store.messages.message import Email, MessageKind, Outgoing, PrintedSlip, Sms
from store.messages.routes.route import RefusedForGood, Route, Send, WayClosed
from store.messages.waiting import BEHIND, told
from store.problems import Refusal
from store.rules import identifiers
from store.rules.limits import (
    GIVEN_UP_AFTER,
    LONGEST_RETRY,
    MESSAGE_LEASE,
    OVERTAKES,
    SEND_WITHIN,
    STRANGERS_TOLD_FOR,
    TRIES_BEFORE_GIVING_UP,
)
from store.rules.phone import read_number
from store.settings import HelpDesk, Settings
from store.threads import start
from store.vault.keyring import KeyRing

_GoesOn: TypeAlias = Callable[[], bool]
_Failed: TypeAlias = Callable[[str], object]
_NOBODY = ""
_LOOKS_EVERY_S = 30.0
_FIRST_PAUSE = timedelta(minutes=1)
"""Before a message is tried again; it doubles with each try."""
_SHARE = timedelta(seconds=10)
"""After which one looks again what is due: what came meanwhile may be more urgent, or leave another way."""
_LAST_ROUND_S = 1.0
"""For how long a close lets messages leave; one that is under way then is waited for besides."""
_AT_ONCE = 50
"""Messages that leave by one connection, before those are looked for that came meanwhile."""


class Outbox:
    """Queues letters and delivers them, each at least once; a message is deleted when it is delivered.

    By its kind it takes one of the `routes`. What has expired is not sent, and deleted once the clock can be
    trusted. Where the store delivers at once, what was queued leaves soon after its transaction is committed.
    """

    def __init__(
        self, database: Database, keys: KeyRing, routes: Mapping[str, Route], settings: Settings
    ) -> None:
        self._database, self._keys, self._routes = database, keys, routes
        self._clock, self._desk = settings.clock, settings.help_desk
        self._wakened = threading.Event()
        self._closing = self._over = False
        self._under_way = threading.Lock()
        """Is held from before a message is begun until it is sent and deleted."""
        self._postman: threading.Thread | None = None
        if settings.works_in_background:
            self._postman = threading.Thread(target=self._deliver_as_they_come, name="postman", daemon=True)
            start(self._postman)

    def queue(
        self,
        db: Session,
        letter: Letter | Text | Slip,
        address: str | None,
        language: Language,
        account_id: int | None,
    ) -> None:
        """Write `letter` to `address` within the transaction `db`; `account_id` None for a stranger.

        To strangers nothing is of use for longer than a day: nobody else knows whether there is such an
        address. That of a `Text` is the number of a phone, that of a `Slip` its own number. Nothing is
        written to an account that has no address (None).
        """
        if address is None:
            return
        now, message_id = self._clock(), token_hex(16)
        account, of_use_until = str(account_id), letter.of_use_until
        if account_id is None:
            account, told_until = _NOBODY, now + STRANGERS_TOLD_FOR
            of_use_until = told_until if of_use_until is None else min(of_use_until, told_until)
        kind, content = _said(letter, language, self._desk)
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
                expires_at=of_use_until,
            )
        )
        after_commit(db, self._wakened.set)

    def deliver(self, goes_on: _GoesOn = lambda: True, failed: _Failed = lambda _error: None) -> int:
        """Try every message that is due, as long as it `goes_on`; return how many were delivered.

        No flood holds up what goes to others (`_in_turn`). Failures wait longer each time; `failed` gets the
        error of each, one line of plain text as in `WaitingMessage`.
        """
        self._delete_expired()
        damaged: set[str] = set()
        delivered = 0
        while goes_on() and (due := self._due(damaged)):
            for kind, those in due.items():
                delivered += self._deliver_some(kind, those, damaged, goes_on, failed)
        if delivered:
            # What was deleted is also in the journal of the database.
            with self._database.write(alone_with=NOTHING, destroys=True):
                pass
        return delivered

    def try_out(self, address: str, language: Language) -> MessageKind:
        """Send an email or, to the number of a phone, an SMS at once, to see whether that is possible.

        Return which of them it was. Raises `Problem` EMAIL_FORM, TOO_LONG, PHONE_FORM,
        PHONE_AFTER_PLUS and PHONE_COUNTRY, and that of the route.
        """
        is_email = "@" in address
        to = identifiers.email(address).address if is_email else read_number(address, language.code)
        kind, content = _said(trial_letter() if is_email else trial_text(), language, self._desk)
        with self._route(kind).open() as send:
            send(_FORMS[kind](token_hex(16), self._clock(), to, **content))
        return kind

    def close(self, patience: timedelta = SEND_WITHIN) -> None:
        """Deliver what is due and stop. What cannot be begun soon stays for the next time.

        The message that is under way then is waited for, as long as the `patience`: it would be sent again.
        """
        self._closing = True
        self._wakened.set()
        if self._postman is not None:
            self._postman.join(_LAST_ROUND_S)
            self._over = True
            if self._under_way.acquire(timeout=patience.total_seconds()):
                self._under_way.release()

    def _delete_expired(self) -> None:
        """Delete what was of use until a moment that has surely gone by."""
        expires_at = col(OutboxMessage.expires_at)
        with self._database.read() as db:
            ended = select(OutboxMessage.id).where(expires_at <= settled(db, self._clock()))
            if db.exec(ended.limit(1)).first() is None:
                return
        with self._database.write(alone_with=NOTHING) as db:
            tidying.delete_expired_messages(db, trusted(db))

    def _due(self, but: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """Return by kind the next messages that are due, and how often each was tried.

        Among them, what was put off is tried last, and last of it that at which its way closed.
        """
        now = self._clock()
        with self._database.read() as db:
            asked = {"now": now, "soon": now + OVERTAKES, "but": [*but]}
            chosen = db.connection().execute(_next_due(), asked).all()
        found: dict[str, dict[str, int]] = {}
        for message_id, kind, tries, _until in sorted(chosen, key=lambda one: one[3]):
            found.setdefault(kind, {})[message_id] = tries
        return found

    def _deliver_some(
        self, kind: str, due: Mapping[str, int], damaged: set[str], goes_on: _GoesOn, failed: _Failed
    ) -> int:
        """Try messages of one kind, for a while; return how many were delivered, and add those `damaged`."""
        delivered, until = 0, self._clock() + _SHARE
        try:
            with self._route(kind).open() as send:
                for message_id, tries in due.items():
                    with self._under_way:
                        if not goes_on():
                            break
                        try:
                            message = self._lease(message_id, tries)
                        except (ValueError, OverflowError):
                            # A damaged row, whose dates cannot be read, must not hold up the others.
                            damaged.add(message_id)
                            continue
                        if message is not None:
                            delivered += self._deliver_one(message, send, failed)
                    if self._clock() > until:
                        break
        except WayClosed as closed:
            self._put_off(kind, tuple(due), closed)
            failed(harmless(told(closed)))
        return delivered

    def _route(self, kind: str) -> Route:
        route = self._routes.get(kind)
        if route is None:
            raise WayClosed(Refusal.NO_ROUTE, detail=kind)
        return route

    def _deliver_one(self, message: OutboxMessage, send: Send, failed: _Failed) -> bool:
        try:
            content = json.loads(MESSAGE.open(self._keys, message))
            send(_FORMS[message.kind](message.id, message.written_at, **content))
        except WayClosed as closed:
            # Behind the others, in case it is this message that the way does not bear.
            self._keep_error(message, closed, longer=BEHIND)
            raise
        except Exception as error:
            # A message that cannot be opened, written or sent must not hold up the others.
            self._keep_error(message, error)
            failed(harmless(told(error)))
            return False
        with self._database.write(alone_with=NOTHING) as db:
            db.exec(delete(OutboxMessage).where(col(OutboxMessage.id) == message.id))
        return True

    def _lease(self, message_id: str, tries: int) -> OutboxMessage | None:
        """Take a due message for longer than it can be under way, so that nobody else sends it.

        None where another process took it first. The error of the try before is cleared.
        """
        now = self._clock()
        free = (col(OutboxMessage.id) == message_id, col(OutboxMessage.tries) == tries, *_is_due(now))
        taken = update(OutboxMessage).where(*free)
        with self._database.write(alone_with=NOTHING) as db:
            leased = db.exec(taken.values(tries=tries + 1, next_try_at=now + MESSAGE_LEASE, last_error=None))
            return db.get(OutboxMessage, message_id) if leased.rowcount else None

    def _keep_error(self, message: OutboxMessage, error: Exception, longer: timedelta = timedelta()) -> None:
        """Keep why a try failed and let the message wait, unless another one was begun meanwhile."""
        of_this_try = (col(OutboxMessage.id) == message.id, col(OutboxMessage.tries) == message.tries)
        next_try_at, tries = self._clock() + _retry_after(message.tries) + longer, message.tries
        if isinstance(error, RefusedForGood):
            # As if it had been tried for so long.
            next_try_at, tries = next_try_at + GIVEN_UP_AFTER, max(tries, TRIES_BEFORE_GIVING_UP)
        with self._database.write(alone_with=NOTHING) as db:
            sealed = LAST_ERROR.seal(self._keys, told(error), message.id, message.account)
            failed = update(OutboxMessage).where(*of_this_try)
            db.exec(failed.values(last_error=sealed, next_try_at=next_try_at, tries=tries))

    def _put_off(self, kind: str, those: Sequence[str], closed: WayClosed) -> None:
        """Let everything that is due of a kind wait, as if each had been tried.

        `those` keep why, and so does what has no error yet, or it would look as if somebody was sending it.
        """
        now, error = self._clock(), told(closed)
        due = (col(OutboxMessage.kind) == kind, *_is_due(now))
        with self._database.write(alone_with=NOTHING) as db:
            keeps = or_(col(OutboxMessage.id).in_(those), col(OutboxMessage.last_error).is_(None))
            chosen = select(OutboxMessage.id, OutboxMessage.account).where(*due, keeps)
            why = [
                {"id": message_id, "last_error": LAST_ERROR.seal(self._keys, error, message_id, account)}
                for message_id, account in db.exec(chosen)
            ]
            if why:
                db.exec(update(OutboxMessage), params=why)
            for tries in db.exec(select(OutboxMessage.tries).where(*due).distinct()).all():
                alike = update(OutboxMessage).where(*due, col(OutboxMessage.tries) == tries)
                db.exec(alike.values(tries=tries + 1, next_try_at=now + _retry_after(tries + 1)))

    def _deliver_as_they_come(self) -> None:
        closing = False
        while not closing:
            self._wakened.wait(timeout=_LOOKS_EVERY_S)
            self._wakened.clear()
            # Looked at before the round, so that what was queued before the closing is in it.
            closing = self._closing
            # An error, as of a store that is full or busy now, ends this round only.
            with suppress(Exception):
                self.deliver(lambda: not self._over)


_FORMS: Mapping[str, type[Outgoing]] = {
    MessageKind.EMAIL: Email,
    MessageKind.SMS: Sms,
    MessageKind.SLIP: PrintedSlip,
}


def _said(
    letter: Letter | Text | Slip, language: Language, desk: HelpDesk
) -> tuple[MessageKind, dict[str, str]]:
    """Return the kind of message that a letter is, and what it says by the names of its form."""
    match letter:
        case Letter():
            subject, body = letter.said(language, desk)
            return MessageKind.EMAIL, {"subject": subject, "body": body, "language": language.code}
        case Text():
            return MessageKind.SMS, {"text": letter.said(language)}
        case Slip():
            title, text, code = letter.said(language)
            return MessageKind.SLIP, {"title": title, "text": text, "code": code}


@cache
def _next_due() -> Executable:
    """Return what finds the messages that are due `now`, `but` some: put together once, which takes longer.

    `soon` is `now` and `OVERTAKES`.
    """
    now, soon = (bindparam(name, type_=Moment) for name in ("now", "soon"))
    next_try_at = type_coerce(col(OutboxMessage.next_try_at), BigInteger)
    put_off = case((col(OutboxMessage.tries) == 0, 0), else_=next_try_at)
    due = select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.tries, put_off)
    due = due.where(*_is_due(now), col(OutboxMessage.id).not_in(bindparam("but", expanding=True)))
    return due.order_by(*_in_turn(soon)).limit(_AT_ONCE)


def _is_due(now: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    return col(OutboxMessage.next_try_at) <= now, is_of_use(now), not_(is_given_up())


def _in_turn(soon: BindParameter[datetime]) -> tuple[SQLColumnExpression[Any], ...]:
    """Return the order in which messages leave that are due: whoever has many sent delays their own.

    Codes and tokens of accounts go first; then news to accounts and codes to strangers, of each account one
    in turn, and all strangers being as one account; invitations, and other word to strangers, go last.
    """
    account, expires_at = col(OutboxMessage.account), col(OutboxMessage.expires_at)
    next_try_at = col(OutboxMessage.next_try_at)
    is_news, ends_soon = expires_at.is_(None), expires_at <= soon
    place = case((and_(ends_soon, account != _NOBODY), 0), (or_(ends_soon, is_news), 1), else_=2)
    turn = func.row_number().over(partition_by=(place, account), order_by=next_try_at)
    return place, turn, is_news, next_try_at


def _retry_after(tries: int) -> timedelta:
    """Return how long a message waits that was tried so often in vain."""
    doublings: int = 2 ** min(tries - 1, 10)
    return min(_FIRST_PAUSE * doublings, LONGEST_RETRY)
