"""“This wasn’t me”: the code of a notice undoes what it told of (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select

from i18n import language_of
from store.accounts import events, guesses, sent_codes, tries
from store.accounts.change import Change
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity import naming, registered
from store.accounts.notices import sending
from store.accounts.notices.before import (
    CAN_BE_PUT_BACK,
    Address,
    Before,
    standing_addresses,
)
from store.accounts.password import activation_codes, reset_tokens
from store.accounts.signing_in import sessions
from store.database import alone
from store.database.sealed_columns import NOTICE_AFTER, NOTICE_BEFORE, SealedColumn
from store.database.tables.identity import Account
from store.database.tables.notices import NoticeRow
from store.database.tables.signing_in import PinApp
from store.events import Happening
from store.messages.letters.notices import disowned
from store.messages.letters.password import renewed_code
from store.problems import Problem, Refusal
from store.rules.paper_codes import NOTICE_CODE
from store.rules.secret import Secret
from store.rules.standing import is_standing
from store.values.notices import Disowned, NoticedChange

_USED, _VOID = "used", "void"


@dataclass(frozen=True)
class Disowning:
    """For whoever holds the code of a notice; nobody is signed in."""

    context: Context

    def changes(self, code: Secret, place: str = "") -> tuple[NoticedChange, ...]:
        """Return the change that the code's notice told of, last, and the earlier ones it can undo as well.

        Raises `Problem` NOTICE_CHARACTER (character) and NOTICE_LENGTH (found, expected) for what no code can
        be; NOTICE_UNKNOWN, NOTICE_EXPIRED, NOTICE_USED, NOTICE_LOST; CODE_LOCKED (until) for one that is
        unknown after too many at the `place`, or in all.
        """
        marks = self._marks(code)
        with (
            guesses.limited(self.context, guesses.NOTICE_CODE, place),
            self.context.database.read() as db,
        ):
            told = self._told(db, marks)
            earlier = [row for row in self._live_rows(db, told.account_id) if _id(row) < _id(told)]
            changes = (_change(row) for row in earlier if _can_be_put_back(row, told))
            return (*changes, _change(told))

    def disown(self, code: Secret, terminal: str, since: int | None = None) -> Disowned:
        """Undo what the notice told of and all that came after, and let nobody sign in until a reset.

        The email, methods, recovery codes and questions of before are put back; every session, token and
        code of the account ends. `since` is the `id` of an earlier change from which on all is undone. What
        the owner confirmed stays, and so does what operators do because something was lost: a code that was
        sent before may have come to that. The longest-standing address gets a code that undoes the undoing.
        Raises what `changes` raises.
        """
        context = self.context
        with context.database.read() as db:
            told, first = self._chosen(db, code, since)
            email = self._wanted(db, told, first).email
        lookups = () if email is None else (email.lookup,)
        alone_with = alone.account(told.account_id) + naming.identifier(context, *lookups)
        with context.database.write(alone_with=alone_with, destroys=True) as db:
            told, first = self._chosen(db, code, since)
            account = db.get(Account, told.account_id)
            assert account is not None
            undone = [row for row in self._live_rows(db, told.account_id) if _id(row) >= _id(first)]
            to_put_back = [row for row in undone if _can_be_put_back(row, told)]
            now_there, wanted = Before.of(db, context, account), self._wanted(db, told, first)
            wanted.put_back(db, context, account)
            lost = {address for row in to_put_back if row.lost for address in self._removed(row)}
            for row in undone:
                # Later ones would put back what is undone here. What stays is still known.
                row.ended = _USED if row is told else _VOID
                if not _stays(row, told):
                    row.before = row.after = None
                db.add(row)
            changes = tuple(
                _change(row)
                for row in undone
                if row in to_put_back and wanted.undoes(Happening(row.happening))
            )
            in_person = registered.find(db, told.account_id) is not None
            self._close(db, account, terminal, changes, in_person=in_person)
            self._tell_of_undoing(
                db, account, now_there, wanted, lost, undone=bool(changes), in_person=in_person
            )
        return Disowned(
            changes,
            second_step_stays=bool(now_there.methods and not wanted.methods),
            questions_stay=bool(now_there.answers and not wanted.answers),
            in_person=in_person,
        )

    def _chosen(self, db: Transaction, code: Secret, since: int | None) -> tuple[NoticeRow, NoticeRow]:
        """Return the notice that was typed, and that of the first change that is to be undone."""
        told = self._told(db, self._marks(code))
        first = told if since is None else self._live(db.get(NoticeRow, since))
        if first.account_id != told.account_id or _id(first) > _id(told):
            raise Problem(Refusal.NOTICE_UNKNOWN, "code")
        return told, first

    def _wanted(self, db: Transaction, told: NoticeRow, first: NoticeRow) -> Before:
        """Return how the account signed in before the `first` change, with what stays of those since."""
        wanted = _opened(self.context, first, NOTICE_BEFORE)
        known = select(NoticeRow).where(
            col(NoticeRow.account_id) == first.account_id,
            col(NoticeRow.id) >= first.id,
            col(NoticeRow.before).is_not(None),
            col(NoticeRow.after).is_not(None),
        )
        for row in db.exec(known.order_by(col(NoticeRow.id))):
            if _stays(row, told):
                wanted = wanted.with_change(*self._change_in(row))
        return wanted

    def _removed(self, row: NoticeRow) -> set[str]:
        """Return the numbers that the change took away, of which a notice keeps what was there after."""
        before, after = (
            {one.address for one in state.addresses(self.context)} for state in self._change_in(row)
        )
        return before - after

    def _change_in(self, row: NoticeRow) -> tuple[Before, Before]:
        """Return what was there before a change and after it."""
        return _opened(self.context, row, NOTICE_BEFORE), _opened(self.context, row, NOTICE_AFTER)

    def _marks(self, code: Secret) -> tuple[str, ...]:
        return sending.marks_of(self.context, Secret(NOTICE_CODE.read(code.reveal(), "code")))

    def _told(self, db: Transaction, marks: Sequence[str]) -> NoticeRow:
        """Return the notice that came with a code, by email or SMS, if that works."""
        by_email, by_sms = col(NoticeRow.mark), col(NoticeRow.mark_by_sms)
        found = select(NoticeRow).where(or_(by_email.in_(marks), by_sms.in_(marks)))
        row = self._live(db.exec(found).first())
        if row.sms_lost and row.mark_by_sms in marks:
            raise Problem(Refusal.NOTICE_LOST, "code")
        return row

    def _live(self, row: NoticeRow | None) -> NoticeRow:
        """Return a notice of what can still be undone."""
        if row is None:
            raise Problem(Refusal.NOTICE_UNKNOWN, "code")
        if row.ended:
            raise Problem(Refusal.NOTICE_USED, "code")
        if row.before is None or row.expires_at <= self.context.now():
            raise Problem(Refusal.NOTICE_EXPIRED, "code")
        return row

    def _live_rows(self, db: Transaction, account_id: int) -> list[NoticeRow]:
        """Return the notices of what can be undone, the earliest first."""
        live = select(NoticeRow).where(
            col(NoticeRow.account_id) == account_id,
            col(NoticeRow.ended) == "",
            col(NoticeRow.before).is_not(None),
            col(NoticeRow.expires_at) > self.context.now(),
        )
        return list(db.exec(live.order_by(col(NoticeRow.id))))

    def _close(
        self,
        db: Transaction,
        account: Account,
        terminal: str,
        undone: tuple[NoticedChange, ...],
        *,
        in_person: bool,
    ) -> None:
        """End every session, token and code of the account, and what shows its PINs, and require a reset.

        Note what was undone.
        """
        assert account.id is not None
        account.reset_due = True
        db.add(account)
        sessions.end_all(db, self.context, account.id)
        reset_tokens.end(db, account.id, reset_tokens.REPLACED)
        sent_codes.forget_all(db, account.id)
        db.exec(delete(PinApp).where(col(PinApp.account_id) == account.id))
        # Whoever used the account until now may have blocked what its owner needs next.
        tries.unblock(db, account.id, tries.ANSWER)
        tries.unblock(db, account.id, tries.SECOND_STEP)
        tries.forget(db, account.id, tries.RESET_CODE)
        now = self.context.now()
        if in_person:
            # Their activation code may be in strange hands, and they need one to come back.
            self._renew_activation_code(db, account, terminal, now)
        for change in undone:
            about = About(change.kind or "", undone=change.happening)
            events.record(
                db,
                self.context,
                account.id,
                Happening.UNDONE,
                happened_at=now,
                terminal=terminal,
                about=about,
            )
        events.record(db, self.context, account.id, Happening.DISOWNED, happened_at=now, terminal=terminal)

    def _renew_activation_code(self, db: Transaction, account: Account, terminal: str, now: datetime) -> None:
        """Send the next code to the address that the account has now: that of before what was undone."""
        assert account.id is not None
        letter = renewed_code(
            activation_codes.replace(db, self.context, account.id), naming.shown_name(account)
        )
        language = language_of(account.language)
        self.context.outbox.queue(db, letter, account.email, language, account.id)
        renewed = Happening.ACTIVATION_RENEWED
        events.record(db, self.context, account.id, renewed, happened_at=now, terminal=terminal)

    def _tell_of_undoing(
        self,
        db: Transaction,
        account: Account,
        before: Before,
        after: Before,
        lost: Collection[str],
        *,
        undone: bool,
        in_person: bool,
    ) -> None:
        """Tell every address, those that were there until now as well: the owner may have them all.

        Undoing is a change too. If two people undo each other's changes, the longest-standing address wins.
        None that was `lost` gets a code: what operators removed may be in strange hands still.
        """
        db.flush()
        now = self.context.now()
        longest_standing: tuple[Address, ...] = ()
        if undone:
            standing = standing_addresses(db, self.context, account, before, after)
            longest_standing = tuple(one for one in standing if one.address not in lost)[:1]
        notice = disowned(now, undone=undone, in_person=in_person)
        sending.send_to(db, self.context, account, before, after, notice, longest_standing)


def end_codes_by_sms(change: Change, number: str, until: datetime) -> None:
    """Let no code by SMS work that was sent `until` then and came to a `number` (E.164) that operators remove
    as lost. Other phones had the same; the codes by email go on working.
    """
    db, context = change.db, change.context
    sent = select(NoticeRow).where(
        col(NoticeRow.account_id) == change.account_id,
        col(NoticeRow.ended) == "",
        col(NoticeRow.before).is_not(None),
        col(NoticeRow.told_at) <= until,
    )
    rows = list(db.exec(sent))
    assert change.before is not None
    states = (change.before, *(_opened(context, row, NOTICE_BEFORE) for row in rows))
    there_since = {
        one.added_at for state in states for one in state.addresses(context) if one.address == number
    }
    for row in rows:
        if any(is_standing(since, change.account.created_at, row.told_at) for since in there_since):
            row.sms_lost = True
            db.add(row)


def _opened(context: Context, row: NoticeRow, column: SealedColumn) -> Before:
    return Before.read(column.open(context.keys, row), row.told_at)


def _stays(row: NoticeRow, told: NoticeRow) -> bool:
    """Tell whether a change is not undone by the code of the notice that was `told`: its owner confirmed it,
    or it removed what was lost, which that code may have come to.
    """
    return row.after is not None and not (row.lost and _id(row) <= _id(told))


def _can_be_put_back(row: NoticeRow, told: NoticeRow) -> bool:
    return not _stays(row, told) and Happening(row.happening) in CAN_BE_PUT_BACK


def _change(row: NoticeRow) -> NoticedChange:
    return NoticedChange(_id(row), Happening(row.happening), row.told_at, row.about or None)


def _id(row: NoticeRow) -> int:
    assert row.id is not None
    return row.id
