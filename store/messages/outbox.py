"""Messages waiting to be delivered: written in the transaction they tell of, sent after it."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from i18n import Language, Message
from store.database.alone import EVERYTHING, NOTHING
from store.database.port import Database, after_commit
from store.database.sealed_columns import MESSAGE
from store.database.tables.outbox import OutboxMessage
from store.messages.delivery import Delivery, Email, Sms
from store.rules.limits import LONGEST_RETRY
from store.rules.secret import Secret
from store.settings import Settings
from store.vault.keyring import KeyRing

if TYPE_CHECKING:
    from store.messages.letters.letter import Letter

_NOBODY = ""
_LEASE = timedelta(minutes=1)
_FIRST_RETRY = timedelta(seconds=30)


class Outbox:
    """Queues letters and delivers them, each at least once; a message is deleted when it is delivered.

    Where the store delivers at once, what was queued leaves soon after its transaction is committed.
    """

    def __init__(self, database: Database, keys: KeyRing, delivery: Delivery, settings: Settings) -> None:
        self._database, self._keys, self._delivery = database, keys, delivery
        self._clock = settings.clock
        self._wakened = threading.Event()
        self._closing = False
        self._postman: threading.Thread | None = None
        if settings.deliver_at_once:
            self._postman = threading.Thread(target=self._deliver_as_they_come, name="postman", daemon=True)
            self._postman.start()

    def queue(
        self, db: Session, letter: Letter, address: str | None, language: Language, account_id: int | None
    ) -> None:
        """Write `letter` to `address` within the transaction `db`; `account_id` None for a stranger.

        Nothing is written to an account that has no address (None).
        """
        if address is None:
            return
        subject, body = letter.said(language)
        self._queue(db, {"to": address, "subject": subject, "body": body}, account_id)

    def queue_sms(
        self,
        db: Session,
        sentences: tuple[Message | Secret, ...],
        number: str,
        language: Language,
        account_id: int | None,
    ) -> None:
        """Write a text to a phone within the transaction `db`."""
        said = [one.reveal() if isinstance(one, Secret) else language.say(one) for one in sentences]
        self._queue(db, {"to": number, "text": " ".join(said)}, account_id)

    def deliver(self) -> int:
        """Try every message that is due; return how many were delivered. Failures wait longer each time."""
        return sum(self._deliver_one(message_id) for message_id in self._due())

    def close(self) -> None:
        """Deliver what is due and stop. What cannot be delivered now stays for the next time."""
        self._closing = True
        self._wakened.set()
        if self._postman is not None:
            self._postman.join(timeout=1.0)

    def _queue(self, db: Session, content: dict[str, str], account_id: int | None) -> None:
        now = self._clock()
        message_id, account = token_hex(16), _NOBODY if account_id is None else str(account_id)
        sealed = MESSAGE.seal(self._keys, json.dumps(content), message_id, account)
        db.add(OutboxMessage(id=message_id, account=account, sealed=sealed, written_at=now, next_try_at=now))
        after_commit(db, self._wakened.set)

    def _due(self) -> list[str]:
        with self._database.read() as db:
            due = select(OutboxMessage.id).where(col(OutboxMessage.next_try_at) <= self._clock())
            return list(db.exec(due.order_by(col(OutboxMessage.written_at))))

    def _deliver_one(self, message_id: str) -> bool:
        message = self._lease(message_id)
        if message is None:
            return False
        try:
            self._delivery.send(self._opened(message))
        except Exception:
            # One that cannot be opened, written or sent does not keep the others from leaving.
            return False
        with self._database.write(alone_with=NOTHING) as db:
            db.exec(delete(OutboxMessage).where(col(OutboxMessage.id) == message_id))
        return True

    def _lease(self, message_id: str) -> OutboxMessage | None:
        """Take a due message for a minute, so that nobody else sends it; for longer after each failure."""
        now = self._clock()
        with self._database.write(alone_with=EVERYTHING) as db:
            message = db.get(OutboxMessage, message_id)
            if message is None or message.next_try_at > now:
                return None
            pause = max(_LEASE, _retry_after(message.tries))
            db.exec(
                update(OutboxMessage)
                .where(col(OutboxMessage.id) == message_id)
                .values(tries=message.tries + 1, next_try_at=now + pause)
            )
            return message

    def _opened(self, message: OutboxMessage) -> Email | Sms:
        content = json.loads(MESSAGE.open(self._keys, message) or b"{}")
        kind = Email if "subject" in content else Sms
        return kind(message.id, message.written_at, **content)

    def _deliver_as_they_come(self) -> None:
        closing = False
        while not closing:
            self._wakened.wait(timeout=_FIRST_RETRY.total_seconds())
            self._wakened.clear()
            # Looked at before the round, so that what was queued before the closing is in it.
            closing = self._closing
            # What ends a round, such as a store that is full or busy now, does not end the rounds.
            with suppress(Exception):
                self.deliver()


def _retry_after(tries: int) -> timedelta:
    doublings: int = 2 ** min(tries, 10)
    return min(_FIRST_RETRY * doublings, LONGEST_RETRY)
