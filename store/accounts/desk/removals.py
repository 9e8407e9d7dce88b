"""Removing what someone has lost: one operator asks, another approves, and a day goes by (PRODUCT §10).

An operator alone could else take an account over, and two of them silently. So all addresses are told, and
the account's owner has the day to keep it from happening (TRUST 15).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session as Transaction
from sqlmodel import col, func, select

from i18n import Message
from store.accounts import access, live_removals, quotas, tries
from store.accounts.access import DECIDING_OPERATOR, OPERATOR, Holder
from store.accounts.change import Change, changing_account
from store.accounts.context import Context
from store.accounts.desk import looking, whose
from store.accounts.identity import registered
from store.accounts.identity.naming import shown_name
from store.accounts.methods import held
from store.accounts.notices import sending
from store.accounts.password import recovery_answers
from store.database import alone
from store.database.alone import Names
from store.database.sealed_columns import OTHER_PHONE
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow
from store.database.watching import latest, settled
from store.events import Happening
from store.messages.letters.desk import removal_announced, removal_withdrawn
from store.messages.letters.methods import told_apart
from store.problems import Problem, Refusal, Refusals
from store.rules import phone, plain_text
from store.rules.limits import REMOVAL_APPROVED_WITHIN, REMOVAL_HOLD, REMOVALS_ASKED_AN_HOUR
from store.rules.paper_codes import NOTICE_CODE
from store.rules.secret import Secret
from store.values.desk import Role
from store.values.removals import CanBeRemoved, Ending, OpenedRemoval, PendingRemoval, Removable, ToRemove
from store.values.signing_in import Session

_ASKED = "removals"


@dataclass(frozen=True)
class Removals:
    """For operators. None of it is done for one's own account, nor, but by a supervisor, for one's."""

    context: Context

    def can_be_asked(self, session: Session, account: str) -> CanBeRemoved:
        """Return what the account with this ID has that can be removed, and note that an operator looked.

        Raises what `access.require` raises; `Problem` ACCOUNT_UNKNOWN, NOT_ALLOWED.
        """
        context = self.context
        with context.database.read() as db:
            whose.person_for(db, access.require(db, context, session, OPERATOR), account)
        looking.note(context, session, account)
        with context.database.read() as db:
            operator = access.require(db, context, session, OPERATOR)
            person = whose.person_for(db, operator, account)
            assert person.id is not None
            row = registered.find(db, person.id)
            ways = held.ways(db, context, person.id)
            return CanBeRemoved(
                shown_name(person),
                ways.methods,
                ways.recovery_codes,
                recovery_answers.are_set(db, person.id),
                None if row is None else phone.masked(registered.phone_of(context, row).reveal()),
            )

    def ask(self, session: Session, account: str, to_remove: ToRemove, reason: str) -> None:
        """Ask for something of the account with this ID to be removed; another operator is to approve it.

        Raises what `access.require` raises; all at once, what `plain_text.reason`
        raises, and `Problem` of `phone` DESK_PHONE_FORM or PHONE_AFTER_PLUS; ACCOUNT_UNKNOWN, NOT_ALLOWED;
        NOTHING_TO_REMOVE where the account has no such thing; REGISTERED_PHONE_SAME; REMOVAL_ASKED where the
        same was asked for already; REMOVALS_TOO_MANY (until) past what one operator may ask for in an hour.
        """
        context, refusals = self.context, Refusals()
        with refusals:
            why = plain_text.reason(reason)
        with refusals:
            replaces = to_remove.what is Removable.REGISTERED_PHONE
            other_phone = phone.read_number_at_the_desk(to_remove.phone) if replaces else None
        refusals.end()
        alone_with = access.name_account(context, session) + whose.name_account(account)
        with context.database.write(alone_with=alone_with) as db:
            operator = access.require(db, context, session, DECIDING_OPERATOR)
            person = whose.person_for(db, operator, account)
            assert person.id is not None
            now = context.now()
            row = RemovalRow(
                id=token_hex(16),
                account_id=person.id,
                what=to_remove.what.value,
                reason=why,
                asked_by=operator.account_id,
                asked_at=now,
                due_at=now + REMOVAL_APPROVED_WITHIN,
            )
            if to_remove.what is Removable.METHOD:
                row.method, row.kind = to_remove.method_id, self._kind_of(db, row, to_remove.method_id)
            self._refuse_needless(db, row, other_phone)
            self._refuse_many(db, operator, now)
            if other_phone is not None:
                OTHER_PHONE.put(context.keys, row, other_phone)
            db.add(row)
            with changing_account(db, context, person, notifies=False) as change:
                change.note_decision(
                    operator,
                    Happening.REMOVAL_ASKED,
                    Happening.ASKED_FOR_A_REMOVAL,
                    reason=why,
                    about=live_removals.about(row),
                )

    def count(self, session: Session) -> int:
        """Return how many removals wait for a second operator, or run.

        Raises what `access.require` raises.
        """
        with self.context.database.read() as db:
            access.require(db, self.context, session, OPERATOR)
            return db.exec(select(func.count()).where(*self._has_not_ended(db))).one()

    def pending(
        self, session: Session, first: int = 0, most: int | None = None
    ) -> tuple[PendingRemoval, ...]:
        """Return the removals that wait for a second operator, then those that run, the oldest first: from
        the `first` on, and not more than so many.

        Raises what `access.require` raises.
        """
        with self.context.database.read() as db:
            operator = access.require(db, self.context, session, OPERATOR)
            return tuple(self._pending(db, operator, first=first, most=most))

    def of(self, session: Session, account: str) -> tuple[PendingRemoval, ...]:
        """Return those of the account with this ID, in that order.

        Raises what `access.require` raises; `Problem` ACCOUNT_UNKNOWN.
        """
        with self.context.database.read() as db:
            operator = access.require(db, self.context, session, OPERATOR)
            person = whose.account_with(db, account)
            return tuple(self._pending(db, operator, col(RemovalRow.account_id) == person.id))

    def open(self, session: Session, removal: str) -> OpenedRemoval:
        """Return all of one removal, and note that the operator looked: see `looking`.

        Raises what `access.require` raises; `Problem` REMOVAL_GONE where it waits no more.
        """
        context = self.context
        with context.database.read() as db:
            account = self._one(db, session, removal).account
        looking.note(context, session, account)
        with context.database.read() as db:
            one, row = self._one(db, session, removal), db.get_one(RemovalRow, removal)
            method, number = live_removals.legible(db, context, row)
            written = phone.written if one.may_approve else phone.masked
            return OpenedRemoval(
                **vars(one),
                method=method,
                other_phone=number and written(number),
                reason=row.reason,
                asked_by=_name(db, row.asked_by),
                approved_by=None if row.approved_by is None else _name(db, row.approved_by),
            )

    def approve(self, session: Session, removal: str, reason: str) -> datetime:
        """Have what another operator asked for be done after the hold, and tell every address of it now.

        The standing ones get the code that cancels it, but not the address that is lost. Return when it will
        be done. Raises what `access.require` and `plain_text.reason` raise; `Problem` REMOVAL_GONE where it
        waits no more, or ends now as whoever asked has lost the rights since;
        NOT_ALLOWED; SECOND_OPERATOR_NEEDED to whoever asked.
        """
        context, why = self.context, plain_text.reason(reason)
        alone_with = self._both(session, removal) + self._who_asked(removal)
        with context.database.write(alone_with=alone_with, destroys=True) as db:
            operator, row, person = self._live(db, session, removal)
            if row.approved_at is not None:
                raise Problem(Refusal.REMOVAL_GONE)
            if row.asked_by == operator.account_id:
                raise Problem(Refusal.SECOND_OPERATOR_NEEDED)
            stands = whose.may_still_act(db.get_one(Account, row.asked_by), person)
            with changing_account(db, context, person) as change:
                approved_at, about = latest(db, change.now), live_removals.about(row)
                due_at = approved_at + REMOVAL_HOLD
                if stands:
                    code = Secret(NOTICE_CODE.new())
                    row.approved_by, row.approved_at, row.due_at = operator.account_id, approved_at, due_at
                    row.mark = live_removals.mark_of(context, code)
                    db.add(row)
                    self._announce(change, row, code, due_at)
                    happened, of_operator = Happening.REMOVAL_APPROVED, Happening.APPROVED_A_REMOVAL
                    change.note_decision(operator, happened, of_operator, reason=why, about=about)
                else:
                    live_removals.end(db, row, Ending.WITHDRAWN, change.now)
                    change.note(Happening.REMOVAL_WITHDRAWN, about=about)
        if not stands:
            raise Problem(Refusal.REMOVAL_GONE)
        return due_at

    def withdraw(self, session: Session, removal: str, reason: str) -> None:
        """Have a removal not be done, also one that was approved: every address is then told again.

        Raises what `access.require` and `plain_text.reason` raise; `Problem` REMOVAL_GONE, NOT_ALLOWED.
        """
        context, why = self.context, plain_text.reason(reason)
        with context.database.write(alone_with=self._both(session, removal), destroys=True) as db:
            operator, row, person = self._live(db, session, removal)
            with changing_account(db, context, person) as change:
                live_removals.end(db, row, Ending.WITHDRAWN, change.now)
                happened, of_operator = Happening.REMOVAL_WITHDRAWN, Happening.WITHDREW_A_REMOVAL
                about = live_removals.about(row)
                if row.approved_at is None:
                    change.note_decision(operator, happened, of_operator, reason=why, about=about)
                else:
                    notice = removal_withdrawn(live_removals.what_of(row), change.now)
                    also = live_removals.told_besides(db, context, row)
                    change.tell_decision(operator, notice, of_operator, reason=why, also=also, about=about)

    def _both(self, session: Session, removal: str) -> Names:
        """Name the accounts of the operator and of whoever has lost something."""
        return access.name_account(self.context, session) + alone.account_by_row(RemovalRow.id, removal)

    def _who_asked(self, removal: str) -> Names:
        with self.context.database.read() as db:
            row = live_removals.readable(db, removal)
            return alone.NOTHING if row is None else alone.account(row.asked_by)

    def _live(self, db: Transaction, session: Session, removal: str) -> tuple[Holder, RemovalRow, Account]:
        operator = access.require(db, self.context, session, DECIDING_OPERATOR)
        named = col(RemovalRow.id) == removal
        found = db.exec(select(RemovalRow.id).where(named, *self._has_not_ended(db))).first()
        row = None if found is None else live_removals.readable(db, found)
        if row is None:
            raise Problem(Refusal.REMOVAL_GONE)
        person = db.get_one(Account, row.account_id)
        whose.refuse_others(operator, person)
        return operator, row, person

    def _has_not_ended(self, db: Transaction) -> tuple[ColumnElement[bool], ...]:
        """Return what holds of a removal that has neither come to an end nor lapsed."""
        runs = col(RemovalRow.approved_at).is_not(None)
        waits = col(RemovalRow.due_at) > settled(db, self.context.now())
        return col(RemovalRow.due_at).is_not(None), or_(runs, waits), live_removals.KNOWN

    def _kind_of(self, db: Transaction, row: RemovalRow, method_id: str) -> str:
        method = db.get(MethodRow, method_id)
        if method is None or method.account_id != row.account_id:
            raise Problem(Refusal.NOTHING_TO_REMOVE)
        return method.kind

    def _refuse_needless(self, db: Transaction, row: RemovalRow, other_phone: str | None) -> None:
        if not live_removals.is_there(db, row):
            raise Problem(Refusal.NOTHING_TO_REMOVE)
        if other_phone is not None and other_phone == registered.number_of(db, self.context, row.account_id):
            raise Problem(Refusal.REGISTERED_PHONE_SAME, "phone")
        same = (
            col(RemovalRow.account_id) == row.account_id,
            col(RemovalRow.what) == row.what,
            col(RemovalRow.method) == row.method,
        )
        if db.exec(select(RemovalRow.id).where(*same, *self._has_not_ended(db))).first() is not None:
            raise Problem(Refusal.REMOVAL_ASKED)

    def _refuse_many(self, db: Transaction, operator: Holder, now: datetime) -> None:
        of_operator, number = tries.of_account(operator.account_id), REMOVALS_ASKED_AN_HOUR
        if not quotas.allowed(db, _ASKED, of_operator, now, number):
            until = quotas.allowed_at(db, _ASKED, of_operator, number)
            raise Problem(Refusal.REMOVALS_TOO_MANY, until=until)

    def _announce(self, change: Change, row: RemovalRow, code: Secret, due_at: datetime) -> None:
        db, context = change.db, change.context
        assert change.before is not None
        what = live_removals.what_of(row)
        notice = removal_announced(what, due_at, self._named(db, row))
        # None is announced that could not be done, as its registration is damaged.
        replaces = what is Removable.REGISTERED_PHONE
        also = registered.number_of(db, context, row.account_id) if replaces else ""
        sending.announce(db, context, change.account, change.before, notice, code, due_at, also)

    def _named(self, db: Transaction, row: RemovalRow) -> Message | str:
        """Return what a message calls the method that is removed, or the phone that replaces another.

        It is empty for all else. Raises `Problem` CORRUPT.
        """
        match live_removals.what_of(row):
            case Removable.METHOD:
                method = held.shown(self.context, held.find(db, row.account_id, row.method))
                return told_apart(held.told_as(self.context, method), method)
            case Removable.REGISTERED_PHONE:
                return phone.masked(OTHER_PHONE.open_text(self.context.keys, row))
            case Removable.RECOVERY_CODES | Removable.QUESTIONS:
                return ""

    def _pending(
        self,
        db: Transaction,
        operator: Holder,
        *which: ColumnElement[bool],
        first: int = 0,
        most: int | None = None,
    ) -> Iterator[PendingRemoval]:
        runs = col(RemovalRow.approved_at).is_not(None)
        found = select(RemovalRow.id, Account).join(Account, col(Account.id) == col(RemovalRow.account_id))
        in_order = runs, col(RemovalRow.asked_at), col(RemovalRow.id)
        ordered = found.where(*which, *self._has_not_ended(db)).order_by(*in_order)
        for removal, person in db.exec(ordered.offset(first).limit(most)).all():
            if (row := live_removals.readable(db, removal)) is None:
                continue
            assert row.due_at is not None
            is_approved, may_act = row.approved_at is not None, whose.may_act(operator, person)
            yield PendingRemoval(
                row.id,
                person.number,
                shown_name(person),
                Role(person.role) is Role.SUPERVISOR,
                Removable(row.what),
                row.kind,
                row.method,
                row.asked_at,
                is_approved,
                row.due_at,
                row.failed_at is not None,
                may_act,
                may_approve=may_act and not is_approved and row.asked_by != operator.account_id,
            )

    def _one(self, db: Transaction, session: Session, removal: str) -> PendingRemoval:
        operator = access.require(db, self.context, session, OPERATOR)
        found = next(self._pending(db, operator, col(RemovalRow.id) == removal), None)
        if found is None:
            raise Problem(Refusal.REMOVAL_GONE)
        return found


def _name(db: Transaction, operator: int) -> str:
    """Return what an operator's account is called. Raises `Problem` CORRUPT."""
    account = db.get(Account, operator)
    if account is None:
        raise Problem(Refusal.CORRUPT)
    return shown_name(account)
