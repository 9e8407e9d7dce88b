"""What a person is told of a removal, and cancelling it with the code of that message (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import access, guesses, live_removals
from store.accounts.access import SIGNED_IN_ANYHOW
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.methods import held
from store.database import alone
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.messages.letters.desk import removal_cancelled
from store.problems import Problem, Refusal
from store.rules import phone
from store.rules.paper_codes import NOTICE_CODE
from store.rules.secret import Secret
from store.values.removals import AnnouncedRemoval, Ending, Removable
from store.values.signing_in import Session


@dataclass(frozen=True)
class AnnouncedRemovals:
    """For whoever holds the code of a message, nobody being signed in; and for whoever has just come back."""

    context: Context

    def told_by(self, code: Secret) -> AnnouncedRemoval | None:
        """Return what the code cancels; None where it is of no such message.

        Then `Disowning.changes` judges the code, and counts it as a guess. Raises `Problem` NOTICE_CHARACTER
        (character), NOTICE_LENGTH (found, expected); REMOVAL_ENDED (ending) for one that has come to an end.
        """
        read = _read(code)
        with self.context.database.read() as db:
            row = live_removals.by_code(db, self.context, read)
            if row is None:
                return None
            live = _live(row)
            assert live.due_at is not None
            method, number = live_removals.legible(db, self.context, live)
            other_phone = number and phone.masked(number)
            return AnnouncedRemoval(live_removals.what_of(live), live.kind, method, other_phone, live.due_at)

    def cancel(self, code: Secret, terminal: str, place: str = "") -> None:
        """Let what was announced not happen, and tell every address. No session ends.

        Raises what `told_by` raises; `Problem` NOTICE_UNKNOWN for a code of no such message, CODE_LOCKED
        (until) after too many at the `place`, or in all.
        """
        context, read = self.context, _read(code)
        with guesses.limited(context, guesses.NOTICE_CODE, place), context.database.read() as db:
            found = live_removals.by_code(db, context, read)
            if found is None:
                raise Problem(Refusal.NOTICE_UNKNOWN, "code")
            removal, account_id = found.id, found.account_id
        with context.database.write(alone_with=alone.account(account_id), destroys=True) as db:
            row = _live(db.get_one(RemovalRow, removal))
            account = db.get_one(Account, account_id)
            with changing_account(db, context, account, terminal) as change:
                live_removals.end(db, row, Ending.CANCELLED, change.now)
                also = live_removals.told_besides(db, context, row)
                notice = removal_cancelled(live_removals.what_of(row), change.now)
                change.tell(notice, also=also, about=live_removals.about(row))

    def ended_by_coming_back(self, session: Session) -> tuple[Removable, ...]:
        """Return what operators no longer remove since this session began: its holder can do without that.

        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session, SIGNED_IN_ANYHOW)
            return tuple(map(Removable, _ended_since(db, holder)))

    def left_no_second_step(self, session: Session) -> bool:
        """Tell whether operators removed a lost method, and the account has had none since.

        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session, SIGNED_IN_ANYHOW)
            return _lost_a_method(db, holder) and not held.has_any(db, holder.account_id)


def _read(code: Secret) -> Secret:
    return Secret(NOTICE_CODE.read(code.reveal(), "code"))


def _live(row: RemovalRow) -> RemovalRow:
    if row.ended:
        raise Problem(Refusal.REMOVAL_ENDED, "code", ending=row.ended)
    return row


def _ended_since(db: Transaction, holder: access.Holder) -> Sequence[str]:
    """Return what those were of. Their dates need not be readable for their owner to go on."""
    ended = select(RemovalRow.what).where(
        col(RemovalRow.account_id) == holder.account_id,
        col(RemovalRow.ended) == Ending.NEEDLESS.value,
        col(RemovalRow.ended_at) >= holder.row.started_at,
        live_removals.KNOWN,
    )
    return db.exec(ended.order_by(col(RemovalRow.asked_at))).all()


def _lost_a_method(db: Transaction, holder: access.Holder) -> bool:
    removed = select(RemovalRow.id).where(
        col(RemovalRow.account_id) == holder.account_id,
        col(RemovalRow.what) == Removable.METHOD.value,
        col(RemovalRow.ended) == Ending.DONE.value,
    )
    return db.exec(removed.limit(1)).first() is not None
