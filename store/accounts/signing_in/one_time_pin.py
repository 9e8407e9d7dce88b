"""Signing in with a one-time PIN (PRODUCT §8, seed 002): document number and contrast datum, then the PIN."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts import access, events, quotas, tries
from store.accounts.access import AT_PIN, Holder
from store.accounts.context import Context
from store.accounts.desk import due_removals
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.signing_in import by_phone, places, sessions
from store.accounts.signing_in.presenting import Presented, present
from store.database.sealed_columns import ONE_TIME_PIN
from store.database.tables.signing_in import OneTimePin, PinApp
from store.events import Happening
from store.messages.letters.signing_in import pin_by_sms
from store.problems import Problem, Refusal
from store.rules import phone, pins
from store.rules.levels import Factor
from store.rules.limits import PIN_BY_SMS_AFTER, PIN_LIFE, PIN_TRIES, PINS_AN_HOUR
from store.rules.moments import lies_ahead
from store.rules.secret import Secret
from store.values.signing_in import LivePin, PinStanding, Session


@dataclass(frozen=True)
class OneTimePins:
    """A PIN belongs to an account and the place where it was asked for, or the session where there is none.

    Whoever comes back there within its life finds it as it was. Anywhere else it is neither shown nor right,
    so that a stranger who knows the document sees no code of its owner's page, and spends no try of it.
    """

    context: Context

    def begin(self, document: str, contrast: Secret, terminal: str, place: str = "") -> Session:
        """Open a session, whose next step is the PIN, for whoever this document is.

        `place` is where one sits, as in `SignIn.with_password`. Raises what `present` raises.
        """

        def start(db: Transaction, presented: Presented) -> Session:
            return sessions.start(
                db,
                self.context,
                presented.account,
                terminal,
                presented.place,
                proof=Factor.DOCUMENT,
                asks_second_step=held.has_any(db, presented.account_id),
            )

        due_removals.carry_out_approved(self.context)
        return present(self.context, document, contrast, terminal, place, start)

    def standing(self, session: Session) -> PinStanding:
        """Return the PIN that can be typed, if there is one, and by which ways one can be read.

        Raises what `access.require` raises.
        """
        context = self.context
        with context.database.read() as db:
            holder = access.require(db, context, session, AT_PIN)
            account_id, row = holder.account_id, _of_here(db, context, holder)
            return PinStanding(
                live=None if row is None or row.tries >= PIN_TRIES else _live(row),
                has_app=db.get(PinApp, account_id) is not None,
                phone=phone.masked(registered.number_of(db, context, account_id)),
                phone_alone=by_phone.leaves_no_way(db, context, account_id),
            )

    def obtain(self, session: Session) -> LivePin:
        """Make a PIN, which takes the place of the one before, and return what the page shows of it.

        Raises what `access.require` raises; `Problem` PIN_PHONE_ALONE where the second step could then not be
        done; PINS_TOO_MANY (until) past the quota of the account, which has another at each known place.
        """
        context = self.context
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            holder = access.require(db, context, session, AT_PIN)
            account_id, now = holder.account_id, context.now()
            self._refuse_phone_alone(db, account_id)
            quota = ("pin", tries.of_account(account_id, places.known(db, account_id, holder.row.place)))
            if not quotas.allowed(db, *quota, now, PINS_AN_HOUR):
                raise Problem(Refusal.PINS_TOO_MANY, until=quotas.allowed_at(db, *quota, PINS_AN_HOUR))
            row = OneTimePin(
                account_id=account_id,
                code=pins.new_code(),
                place=_here(holder),
                sealed=b"",
                made_at=now,
                expires_at=now + PIN_LIFE,
            )
            ONE_TIME_PIN.put(context.keys, row, pins.new_pin())
            db.merge(row)
            self._note(db, holder, Happening.PIN_REQUESTED)
            return _live(row)

    def send_by_sms(self, session: Session) -> LivePin:
        """Send the PIN to the phone that was registered, once, and return what the page shows of it.

        Raises what `access.require` raises; `Problem` PIN_EXPIRED, PIN_TRIES_SPENT where none can be typed;
        PIN_TOO_SOON (until) within a minute of its making.
        """
        context = self.context
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            holder = access.require(db, context, session, AT_PIN)
            account_id, now = holder.account_id, context.now()
            row = _to_type(db, context, holder)
            if now < row.made_at + PIN_BY_SMS_AFTER:
                raise Problem(Refusal.PIN_TOO_SOON, until=row.made_at + PIN_BY_SMS_AFTER)
            if not row.by_sms:
                row.by_sms = True
                db.add(row)
                pin = Secret(ONE_TIME_PIN.open_text(context.keys, row))
                minutes = max((row.expires_at - now) // timedelta(minutes=1), 1)
                text = pin_by_sms(row.code, pin, minutes, row.expires_at)
                language = language_of(holder.account.language)
                context.outbox.queue(
                    db, text, registered.number_of(db, context, account_id), language, account_id
                )
                self._note(db, holder, Happening.PIN_SENT)
            return _live(row)

    def enter(self, session: Session, pin: Secret) -> None:
        """Use the PIN up, and go on with the sign-in.

        Three tries are taken at each. Raises `Problem` PIN_CHARACTER (character), PIN_LENGTH (found), which
        cost none; what `access.require` raises; PIN_EXPIRED where no PIN waits, as one that was used;
        PIN_PHONE_ALONE as `obtain` does; WRONG_PIN (tries_left); PIN_TRIES_SPENT for the third wrong one and
        after it.
        """
        context, typed = self.context, pins.read_pin(pin.reveal())
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            holder = access.require(db, context, session, AT_PIN)
            account_id = holder.account_id
            row = _to_type(db, context, holder)
            self._refuse_phone_alone(db, account_id)
            at_known = places.known(db, account_id, holder.row.place)
            tried = tries.claim_of_account(db, context, account_id, tries.PIN, at_known)
            row.tries += 1
            expected = ONE_TIME_PIN.open_text(context.keys, row)
            if hmac.compare_digest(expected, typed) and not tried.was_blocked:
                tries.succeed(db, account_id, tries.PIN, at_known)
                self._pass(db, holder, row)
                return
            db.add(row)
            tries_left = PIN_TRIES - row.tries
            tries.fail(db, context, holder.account, tried, holder.terminal, but=holder.row)
        if not tries_left:
            raise Problem(Refusal.PIN_TRIES_SPENT, "pin")
        raise Problem(Refusal.WRONG_PIN, "pin", tries_left=tries_left)

    def _pass(self, db: Transaction, holder: Holder, row: OneTimePin) -> None:
        context = self.context
        db.delete(row)
        # It may have been set since the sign-in began.
        holder.row.asks_second_step = held.has_any(db, holder.account_id)
        db.add(holder.row)
        sessions.proved(db, context, holder.row, Factor.PIN)
        if not holder.row.asks_second_step:
            places.remember(db, holder.account_id, holder.row.place, context.now())
            self._note(db, holder, Happening.SIGNED_IN)

    def _refuse_phone_alone(self, db: Transaction, account_id: int) -> None:
        if by_phone.leaves_no_way(db, self.context, account_id):
            raise Problem(Refusal.PIN_PHONE_ALONE)

    def _note(self, db: Transaction, holder: Holder, happening: Happening) -> None:
        now, terminal = self.context.now(), holder.terminal
        events.record(db, self.context, holder.account_id, happening, happened_at=now, terminal=terminal)


def find_live(db: Transaction, context: Context, account_id: int) -> OneTimePin | None:
    """Return the account's PIN unless it has expired, or was made in the future; its tries may be spent."""
    row, now = db.get(OneTimePin, account_id), context.now()
    if row is None or row.expires_at <= now or lies_ahead(row.made_at, now):
        return None
    return row


def _of_here(db: Transaction, context: Context, holder: Holder) -> OneTimePin | None:
    """Return the live PIN that was asked for where the holder sits."""
    row = find_live(db, context, holder.account_id)
    return row if row is not None and row.place == _here(holder) else None


def _here(holder: Holder) -> str:
    """Return the mark of where the holder sits: of the session, where the place stands for no one."""
    return holder.row.place or holder.row.mark


def _to_type(db: Transaction, context: Context, holder: Holder) -> OneTimePin:
    row = _of_here(db, context, holder)
    if row is None:
        raise Problem(Refusal.PIN_EXPIRED, "pin")
    if row.tries >= PIN_TRIES:
        raise Problem(Refusal.PIN_TRIES_SPENT, "pin")
    return row


def _live(row: OneTimePin) -> LivePin:
    by_sms_from: datetime | None = None if row.by_sms else row.made_at + PIN_BY_SMS_AFTER
    return LivePin(row.code, row.expires_at, by_sms_from)
