"""Notices of changes to every address of an account, and the code that disowns a change (PRODUCT §6).

A notice remembers how one signed in before the change: the email, the methods, the recovery codes and
questions. Whoever gets the notice and types its code puts that back.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select

from i18n import language_of
from store.accounts import events, methods, naming, recovery_answers, reset_tokens, sessions, tries
from store.accounts.context import Context
from store.accounts.naming import Emails
from store.database.tables import Account, MethodRow, RecoveryAnswer, RecoveryCode
from store.database.waiting import NoticeRow, SentCode
from store.messages import letters
from store.messages.letters import Notice
from store.problems import Problem, Refusal
from store.rules import crockford, totp
from store.rules.limits import NOTICE_LIFE
from store.rules.secret import Secret
from store.values import Disowned, Happening, MethodKind, NoticedChange
from store.vault.sealing import Place

CODE_CHARACTERS = 20
_CODE_GROUP = 5
_USED, _VOID = "used", "void"
_OF_METHODS = frozenset({Happening.METHOD_ADDED, Happening.METHOD_REMOVED, Happening.METHOD_REPLACED})
_CAN_BE_PUT_BACK = _OF_METHODS | {
    Happening.EMAIL_CHANGED,
    Happening.RECOVERY_CODES_MADE,
    Happening.QUESTIONS_SET,
}


@dataclass(frozen=True, repr=False)
class _Method:
    """A method as a notice remembers it; `content` is an app's secret or a phone's number."""

    id: str
    kind: str
    name: str
    content: str
    is_default: bool


@dataclass(frozen=True, repr=False)
class Before:
    """How an account signed in before a change; `codes` are the marks of its unused recovery codes."""

    emails: Emails
    methods: tuple[_Method, ...]
    codes: tuple[str, ...]
    answers: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, db: Transaction, context: Context, account: Account) -> Before:
        """Look at an account that is about to change, within the transaction that changes it."""
        assert account.id is not None
        return cls(
            naming.emails(db, account),
            tuple(
                _Method(row.id, row.kind, row.name, methods.opened(context, row).reveal(), row.is_default)
                for row in methods.rows(db, account.id)
            ),
            tuple(row.mark for row in _codes(db, account.id) if row.used_at is None),
            _answers(db, account.id),
        )

    @classmethod
    def read(cls, text: bytes) -> Before:
        content = json.loads(text)
        address, lookup, former = (content["emails"][part] for part in ("address", "lookup", "former"))
        return cls(
            Emails(address, lookup, tuple(former)),
            tuple(_Method(**method) for method in content["methods"]),
            tuple(content["codes"]),
            tuple((question, verifier) for question, verifier in content["answers"]),
        )

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    def undoes(self, happening: Happening) -> bool:
        """Tell whether putting this back undoes such a change. No methods are put back where none were."""
        return happening in _CAN_BE_PUT_BACK and (bool(self.methods) or happening not in _OF_METHODS)

    @property
    def numbers(self) -> list[str]:
        return [method.content for method in self.methods if method.kind == MethodKind.PHONE.value]


def send(db: Transaction, context: Context, account: Account, before: Before, notice: Notice) -> None:
    """Tell every address of the account, as it was before the change and as it is now, within `db`."""
    assert account.id is not None
    code, now = Secret(crockford.new_code(CODE_CHARACTERS)), context.now()
    expires_at, mark = now + NOTICE_LIFE, _mark(context, code)
    db.flush()
    after = Before.of(db, context, account)
    db.add(
        NoticeRow(
            mark=mark,
            account_id=account.id,
            happening=notice.happening.value,
            about=_kind_changed(before, after),
            told_at=now,
            expires_at=expires_at,
            before=context.keys.seal(_place(mark, account.id), before.written()),
        )
    )
    shown, language = Secret(crockford.grouped(code.reveal(), _CODE_GROUP)), language_of(account.language)
    letter = notice.letter(shown, expires_at, undoes=before.undoes(notice.happening))
    for address in dict.fromkeys((before.emails.address, after.emails.address)):
        context.outbox.queue(db, letter, address, language, account.id)
    for number in dict.fromkeys((*before.numbers, *after.numbers)):
        context.outbox.queue_sms(db, notice.sms(shown), number, language, account.id)


@dataclass(frozen=True)
class Notices:
    """For whoever holds the code of a notice; nobody is signed in."""

    context: Context

    def look(self, code: Secret) -> tuple[NoticedChange, ...]:
        """Return the change that the code's notice told of, last, and the earlier ones it can undo as well.

        Raises `Problem` NOTICE_UNKNOWN, NOTICE_EXPIRED, NOTICE_USED.
        """
        with self.context.database.read() as db:
            told = self._live(db, self._found(db, code))
            earlier = [row for row in self._live_rows(db, told.account_id) if _id(row) < _id(told)]
            changes = (change for change in map(_change, earlier) if change.happening in _CAN_BE_PUT_BACK)
            return (*changes, _change(told))

    def disown(self, code: Secret, terminal: str, since: int | None = None) -> Disowned:
        """Undo what the notice told of and all that came after, and let nobody sign in until a reset.

        The email, methods, recovery codes and questions of before are put back; every session, token and
        code of the account ends. `since` is the `id` of an earlier change from which on all is undone.
        Raises `Problem` NOTICE_UNKNOWN, NOTICE_EXPIRED, NOTICE_USED.
        """
        context = self.context
        with context.database.write(destroys=True) as db:
            told = self._live(db, self._found(db, code))
            first = told if since is None else self._live(db, db.get(NoticeRow, since))
            if first.account_id != told.account_id or _id(first) > _id(told):
                raise Problem(Refusal.NOTICE_UNKNOWN, "code")
            account = db.get(Account, told.account_id)
            assert account is not None
            assert first.before is not None
            before = Before.read(context.keys.open(_place(first.mark, told.account_id), first.before))
            undone = [row for row in self._live_rows(db, told.account_id) if _id(row) >= _id(first)]
            now_there = Before.of(db, context, account)
            self._put_back(db, account, before)
            for row in undone:
                # Later ones would put back what is undone here.
                row.ended, row.before = _USED if row is told else _VOID, None
                db.add(row)
            self._close(db, account, terminal)
            changes = tuple(change for change in map(_change, undone) if before.undoes(change.happening))
            self._tell(db, account, now_there, before, undone=bool(changes))
        context.outbox.wake()
        return Disowned(changes, second_step_stays=bool(now_there.methods and not before.methods))

    def _found(self, db: Transaction, code: Secret) -> NoticeRow | None:
        mark = _mark(self.context, Secret(crockford.forgiven(code.reveal())))
        return db.exec(select(NoticeRow).where(col(NoticeRow.mark) == mark)).first()

    def _live(self, db: Transaction, row: NoticeRow | None) -> NoticeRow:
        if row is None:
            raise Problem(Refusal.NOTICE_UNKNOWN, "code")
        if row.ended:
            raise Problem(Refusal.NOTICE_USED, "code")
        if row.before is None or row.expires_at <= self.context.now():
            raise Problem(Refusal.NOTICE_EXPIRED, "code")
        return row

    def _live_rows(self, db: Transaction, account_id: int) -> list[NoticeRow]:
        """Return the notices of the account that work, the earliest first."""
        live = select(NoticeRow).where(
            col(NoticeRow.account_id) == account_id,
            col(NoticeRow.ended) == "",
            col(NoticeRow.before).is_not(None),
            col(NoticeRow.expires_at) > self.context.now(),
        )
        return list(db.exec(live.order_by(col(NoticeRow.id))))

    def _put_back(self, db: Transaction, account: Account, before: Before) -> None:
        assert account.id is not None
        holder = naming.holder_of(db, before.emails.lookup)
        if holder is not None and holder.id != account.id:
            raise Problem(Refusal.NOTICE_EXPIRED, "code")
        naming.put_emails_back(db, account, before.emails, self.context.now())
        _put_methods_back(db, self.context, account.id, before.methods)
        _put_codes_back(db, account.id, before.codes, self.context.now())
        if _answers(db, account.id) != before.answers:
            answers = [
                RecoveryAnswer(
                    account_id=account.id, question=question, verifier=verifier, set_at=self.context.now()
                )
                for question, verifier in before.answers
            ]
            recovery_answers.replace(db, account.id, answers)
            # Those who failed were asked other questions.
            tries.succeed(db, account.id, tries.ANSWER)

    def _close(self, db: Transaction, account: Account, terminal: str) -> None:
        """Let nobody in before a reset."""
        assert account.id is not None
        account.reset_due = True
        db.add(account)
        sessions.end_all(db, account.id)
        reset_tokens.end(db, account.id, reset_tokens.REPLACED)
        db.exec(delete(SentCode).where(col(SentCode.account_id) == account.id))
        events.record(db, account.id, Happening.DISOWNED, self.context.now(), terminal)

    def _tell(self, db: Transaction, account: Account, *states: Before, undone: bool) -> None:
        """Tell every address, those that were there until now as well: the owner may have them all."""
        outbox, language = self.context.outbox, language_of(account.language)
        letter = letters.disowned(self.context.now(), undone=undone)
        for address in dict.fromkeys(state.emails.address for state in states):
            outbox.queue(db, letter, address, language, account.id)
        for number in dict.fromkeys(number for state in states for number in state.numbers):
            outbox.queue_sms(db, letters.disowned_sms(undone=undone), number, language, account.id)


def _put_methods_back(
    db: Transaction, context: Context, account_id: int, wanted: tuple[_Method, ...]
) -> None:
    """Remove what was added since, and add what was removed. No code that an app has given counts again.

    Where there was no method before, those that were added stay: else a mailbox alone would be enough to take
    the second step away, and by a reset to get in.
    """
    if not wanted:
        return
    found = {row.id: row for row in methods.rows(db, account_id)}
    for gone in found.keys() - {method.id for method in wanted}:
        db.delete(found[gone])
    for method in wanted:
        row = found.get(method.id) or MethodRow(
            id=method.id,
            account_id=account_id,
            kind=method.kind,
            name=method.name,
            sealed=methods.sealed(context, method.id, account_id, Secret(method.content)),
            last_step=totp.latest_step(context.now()),
            is_default=method.is_default,
            added_at=context.now(),
        )
        row.is_default = method.is_default
        db.add(row)


def _put_codes_back(db: Transaction, account_id: int, wanted: tuple[str, ...], now: datetime) -> None:
    """Let the recovery codes of before work again, and none made since; one that was used stays used."""
    found = {row.mark: row for row in _codes(db, account_id)}
    for mark, row in found.items():
        if row.used_at is None and mark not in wanted:
            db.delete(row)
    db.add_all(
        RecoveryCode(mark=mark, account_id=account_id, made_at=now) for mark in wanted if mark not in found
    )


def _codes(db: Transaction, account_id: int) -> list[RecoveryCode]:
    of_account = select(RecoveryCode).where(col(RecoveryCode.account_id) == account_id)
    return list(db.exec(of_account.order_by(col(RecoveryCode.mark))))


def _answers(db: Transaction, account_id: int) -> tuple[tuple[int, str], ...]:
    return tuple((row.question, row.verifier) for row in recovery_answers.rows(db, account_id))


def _kind_changed(before: Before, after: Before) -> str:
    """Return the kind of the method that was added, removed or replaced; empty where none was."""
    kinds = {method.id: method.kind for method in (*before.methods, *after.methods)}
    changed = {method.id for method in before.methods} ^ {method.id for method in after.methods}
    return next((kinds[one] for one in changed), "")


def _change(row: NoticeRow) -> NoticedChange:
    kind = MethodKind(row.about) if row.about else None
    return NoticedChange(_id(row), Happening(row.happening), row.told_at, kind)


def _id(row: NoticeRow) -> int:
    assert row.id is not None
    return row.id


def _mark(context: Context, code: Secret) -> str:
    return context.keys.mark("notice", code.reveal())


def _place(mark: str, account_id: int) -> Place:
    return Place("notice", "before", mark, str(account_id))
