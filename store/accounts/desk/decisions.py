"""What an operator decides for others (PRODUCT §4, §10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session as Transaction
from sqlmodel import col, func, select

from store.accounts import access
from store.accounts.access import DECIDING_OPERATOR, OPERATOR, Holder, Need
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.desk import looking, whose
from store.accounts.identity import registered
from store.accounts.identity.naming import shown_name
from store.accounts.profile import certificates, sealed_profile
from store.accounts.profile.stated_identity import read
from store.database import alone
from store.database.alone import Names
from store.database.sealed_columns import FOR_OPERATOR
from store.database.tables.events import Event
from store.database.tables.identity import Account
from store.database.tables.profile import ProfileRow
from store.events import Happening
from store.messages.letters.profile import verification_accepted, verification_refused
from store.problems import Problem, Refusal
from store.rules.limits import ACCEPTED_BY_ANOTHER
from store.rules.plain_text import plain_text, reason_told
from store.values.desk import PendingVerification
from store.values.profile import Identity, ProfileState
from store.values.signing_in import Session

_WAITS = col(ProfileRow.state) == ProfileState.PENDING.value


@dataclass(frozen=True)
class Decisions:
    """Decides on requests for the verification of an identity."""

    context: Context

    def count(self, session: Session) -> int:
        """Return how many requests wait. Raises what `access.require` raises."""
        with self.context.database.read() as db:
            access.require(db, self.context, session, OPERATOR)
            return db.exec(select(func.count()).where(_WAITS)).one()

    def pending(
        self, session: Session, first: int = 0, most: int | None = None
    ) -> tuple[PendingVerification, ...]:
        """Return which requests wait, the oldest first, and nothing of what is to be verified: from the
        `first` on, and not more than so many.

        Raises what `access.require` raises.
        """
        with self.context.database.read() as db:
            operator = access.require(db, self.context, session, OPERATOR)
            return tuple(self._pending(db, operator, first=first, most=most))

    def find(self, session: Session, request: str) -> PendingVerification | None:
        """Return one request, None where it waits no more. Raises what `access.require` raises."""
        with self.context.database.read() as db:
            operator = access.require(db, self.context, session, OPERATOR)
            return next(self._pending(db, operator, col(ProfileRow.id) == request), None)

    def open(self, session: Session, request: str) -> Identity | None:
        """Return what is to be compared with the document, and note that the operator looked: see `looking`.

        None where it is damaged: such a request can only be refused. Raises what `access.require` raises;
        PROFILE_CHANGED, NOT_ALLOWED and OTHER_OPERATOR_NEEDED, as `accept`.
        """
        with self.context.database.read() as db:
            _operator, _row, account = self._waiting(db, session, request, OPERATOR)
            number = account.number
        looking.note(self.context, session, number)
        with self.context.database.read() as db:
            _operator, row, _account = self._waiting(db, session, request, OPERATOR)
            try:
                return self._seen(row)
            except Problem:
                return None

    def accept(self, session: Session, request: str, reason: str) -> None:
        """Note that the document was seen, and in the `reason` how. A profile that was deactivated before is
        destroyed, and what it signed with is revoked.

        Raises what `plain_text.reason` raises; what `access.require` raises;
        PROFILE_CHANGED where the request no longer waits; NOT_ALLOWED for one's own, and for a supervisor's
        unless one is one; OTHER_OPERATOR_NEEDED of whoever registered the person or handed them a code within
        30 days, as one operator alone is to make no identity; CORRUPT where what was to be compared with the
        document is damaged.
        """
        why = plain_text(reason, "reason")
        with self.context.database.write(alone_with=self._both(session, request), destroys=True) as db:
            operator, row, account = self._waiting(db, session, request)
            self._seen(row)
            with changing_account(db, self.context, account, notifies=False) as change:
                row.state, row.verified_at = ProfileState.ACCEPTED.value, change.now
                row.for_operator = None
                db.add(row)
                replaced = sealed_profile.find(db, row.account_id, ProfileState.DEACTIVATED)
                revoked = replaced is not None and certificates.revoke(change, replaced.id)
                if replaced is not None:
                    sealed_profile.delete(db, replaced)
                change.note_decision(
                    operator,
                    Happening.VERIFICATION_ACCEPTED,
                    Happening.ACCEPTED_A_VERIFICATION,
                    reason=why,
                )
                in_person = registered.find(db, row.account_id) is not None
                change.write(verification_accepted(revoked=revoked, in_person=in_person))

    def refuse(self, session: Session, request: str, reason: str) -> None:
        """Refuse, with a reason that the person is told; what was sealed is destroyed.

        Raises what `accept` raises, but for CORRUPT; `Problem` WEB_ADDRESS of `reason`.
        """
        why = reason_told(reason)
        with self.context.database.write(alone_with=self._both(session, request), destroys=True) as db:
            operator, row, account = self._waiting(db, session, request)
            with changing_account(db, self.context, account, notifies=False) as change:
                # It can tell of the person, so it is sealed, and in no history.
                sealed_profile.refuse(db, self.context, row, why)
                change.note_decision(
                    operator, Happening.VERIFICATION_REFUSED, Happening.REFUSED_A_VERIFICATION
                )
                change.write(verification_refused(why))

    def _pending(
        self,
        db: Transaction,
        operator: Holder,
        *which: ColumnElement[bool],
        first: int = 0,
        most: int | None = None,
    ) -> Iterator[PendingVerification]:
        found = select(ProfileRow, Account).join(Account, col(Account.id) == col(ProfileRow.account_id))
        in_order = col(ProfileRow.requested_at), col(ProfileRow.account_id)
        oldest_first = found.where(_WAITS, *which).order_by(*in_order)
        known = self._let_in_by(db, operator)
        for row, account in db.exec(oldest_first.offset(first).limit(most)):
            yield PendingVerification(
                row.id,
                account.number,
                shown_name(account),
                row.requested_at,
                may_act=account.id not in known and whose.may_act(operator, account),
                let_in=account.id in known,
            )

    def _both(self, session: Session, request: str) -> Names:
        """Name the accounts of the operator and of whoever asks."""
        return access.name_account(self.context, session) + alone.account_by_row(ProfileRow.id, request)

    def _waiting(
        self, db: Transaction, session: Session, request: str, need: Need = DECIDING_OPERATOR
    ) -> tuple[Holder, ProfileRow, Account]:
        operator = access.require(db, self.context, session, need)
        row = db.get(ProfileRow, request)
        if row is None or row.state != ProfileState.PENDING.value:
            raise Problem(Refusal.PROFILE_CHANGED)
        account = db.get_one(Account, row.account_id)
        whose.refuse_others(operator, account)
        if account.id in self._let_in_by(db, operator):
            raise Problem(Refusal.OTHER_OPERATOR_NEEDED)
        return operator, row, account

    def _let_in_by(self, db: Transaction, operator: Holder) -> set[int]:
        """Return which of the accounts that wait an operator registered, or handed a code to lately."""
        waiting = select(ProfileRow.account_id).where(_WAITS)
        registered_by_them = col(Event.kind) == Happening.REGISTERED.value
        handed_over = col(Event.kind) == Happening.ACTIVATION_HANDED_OVER.value
        lately = col(Event.happened_at) > self.context.now() - ACCEPTED_BY_ANOTHER
        let_in = select(Event.account_id).where(
            col(Event.actor_id) == operator.account_id,
            col(Event.account_id).in_(waiting),
            or_(registered_by_them, and_(handed_over, lately)),
        )
        return set(db.exec(let_in))

    def _seen(self, row: ProfileRow) -> Identity:
        """Return what the operator is to compare. Raises `Problem` CORRUPT."""
        return read(FOR_OPERATOR.open(self.context.keys, row))
