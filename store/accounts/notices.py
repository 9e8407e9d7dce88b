"""Notices of changes to every address of an account, and the code that disowns a change (PRODUCT §6).

A notice remembers how one signed in before the change: the email, the methods, the recovery codes and
questions. Whoever gets the notice and types its code puts that back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import update
from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select

from i18n import language_of
from store.accounts import events, methods, naming, recovery_answers, reset_tokens, sessions, tries
from store.accounts.context import Context
from store.database.tables import Account, MethodRow, NoticeRow, RecoveryAnswer, RecoveryCode, SentCode
from store.messages import letters
from store.messages.letters import Notice
from store.problems import Problem, Refusal
from store.rules import crockford, identifiers, totp
from store.rules.limits import NOTICE_LIFE
from store.rules.secret import Secret
from store.values import Happening, MethodKind
from store.vault.sealing import Place

CODE_CHARACTERS = 20
_CODE_GROUP = 5
_USED, _VOID = "used", "void"


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

    email: str
    methods: tuple[_Method, ...]
    codes: tuple[str, ...]
    answers: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, db: Transaction, context: Context, account: Account) -> Before:
        """Look at an account that is about to change, within the transaction that changes it."""
        assert account.id is not None
        return cls(
            account.email,
            tuple(
                _Method(row.id, row.kind, row.name, methods.opened(context, row).reveal(), row.is_default)
                for row in methods.rows(db, account.id)
            ),
            tuple(_unused_codes(db, account.id)),
            tuple((row.question, row.verifier) for row in recovery_answers.rows(db, account.id)),
        )

    @classmethod
    def read(cls, text: bytes) -> Before:
        content = json.loads(text)
        return cls(
            content["email"],
            tuple(_Method(**method) for method in content["methods"]),
            tuple(content["codes"]),
            tuple((question, verifier) for question, verifier in content["answers"]),
        )

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @property
    def numbers(self) -> list[str]:
        return [method.content for method in self.methods if method.kind == MethodKind.PHONE.value]


def send(db: Transaction, context: Context, account: Account, before: Before, notice: Notice) -> None:
    """Tell every address of the account, as it was before the change and as it is now, within `db`."""
    assert account.id is not None
    code, now = Secret(crockford.new_code(CODE_CHARACTERS)), context.now()
    expires_at, mark = now + NOTICE_LIFE, _mark(context, code)
    db.add(
        NoticeRow(
            mark=mark,
            account_id=account.id,
            told_at=now,
            expires_at=expires_at,
            before=context.keys.seal(_place(mark, account.id), before.written()),
        )
    )
    db.flush()
    shown = Secret(crockford.grouped(code.reveal(), _CODE_GROUP))
    after = Before.of(db, context, account)
    language = language_of(account.language)
    for email in dict.fromkeys((before.email, after.email)):
        context.outbox.queue(db, notice.letter(shown, expires_at), email, language, account.id)
    for number in dict.fromkeys((*before.numbers, *after.numbers)):
        context.outbox.queue_sms(db, notice.sms(shown), number, language, account.id)


@dataclass(frozen=True)
class Notices:
    """For whoever holds the code of a notice; nobody is signed in."""

    context: Context

    def disown(self, code: Secret, terminal: str) -> None:
        """Undo what the notice told of, and what came after it, and let nobody sign in until a reset.

        The email, methods, recovery codes and questions of before are put back; every session, token and
        code of the account ends. Raises `Problem` NOTICE_UNKNOWN, NOTICE_EXPIRED, NOTICE_USED.
        """
        context, now = self.context, self.context.now()
        mark = _mark(context, Secret(crockford.forgiven(code.reveal())))
        with context.database.write(destroys=True) as db:
            row = self._live(db, mark)
            account_id = row.account_id
            account = db.get(Account, account_id)
            assert account is not None
            assert row.before is not None
            before = Before.read(context.keys.open(_place(mark, account_id), row.before))
            _put_back(db, context, account, before)
            _void_since(db, row)
            row.ended, row.before = _USED, None
            db.add(row)
            sessions.end_all(db, account_id)
            reset_tokens.end(db, account_id, reset_tokens.REPLACED)
            db.exec(delete(SentCode).where(col(SentCode.account_id) == account_id))
            tries.block(db, context, account_id, tries.PASSWORD)
            for kind in (tries.SECOND_STEP, tries.ANSWER):
                tries.succeed(db, account_id, kind)
            events.record(db, account_id, Happening.DISOWNED, now, terminal)
            language = language_of(account.language)
            context.outbox.queue(db, letters.disowned(now), account.email, language, account_id)
            for number in before.numbers:
                context.outbox.queue_sms(db, letters.disowned_sms(), number, language, account_id)
        context.outbox.wake()

    def _live(self, db: Transaction, mark: str) -> NoticeRow:
        row = db.get(NoticeRow, mark)
        if row is None:
            raise Problem(Refusal.NOTICE_UNKNOWN, "code")
        if row.ended:
            raise Problem(Refusal.NOTICE_USED, "code")
        if row.expires_at <= self.context.now():
            raise Problem(Refusal.NOTICE_EXPIRED, "code")
        return row


def _put_back(db: Transaction, context: Context, account: Account, before: Before) -> None:
    assert account.id is not None
    if account.email != before.email:
        naming.put_email_back(db, account, identifiers.email(before.email))
    _put_methods_back(db, context, account.id, before.methods)
    _put_codes_back(db, context, account.id, before.codes)
    answers = tuple((row.question, row.verifier) for row in recovery_answers.rows(db, account.id))
    if answers != before.answers:
        recovery_answers.replace(
            db,
            account.id,
            [RecoveryAnswer(account_id=account.id, question=q, verifier=v) for q, v in before.answers],
        )


def _put_methods_back(
    db: Transaction, context: Context, account_id: int, wanted: tuple[_Method, ...]
) -> None:
    """Remove what was added since, and add what was removed. No code that an app has given counts again."""
    found = {row.id: row for row in methods.rows(db, account_id)}
    for gone in found.keys() - {method.id for method in wanted}:
        db.delete(found[gone])
    now = context.now()
    for method in wanted:
        row = found.get(method.id) or MethodRow(
            id=method.id,
            account_id=account_id,
            kind=method.kind,
            name=method.name,
            sealed=methods.sealed(context, method.id, account_id, Secret(method.content)),
            last_step=totp.latest_step(now),
            is_default=False,
            added_at=now,
        )
        row.is_default = method.is_default
        db.add(row)


def _put_codes_back(db: Transaction, context: Context, account_id: int, wanted: tuple[str, ...]) -> None:
    """Put other codes than were there before out of use; one that was used since stays so."""
    of_account = col(RecoveryCode.account_id) == account_id
    known = set(db.exec(select(RecoveryCode.mark).where(of_account)))
    if known.issuperset(wanted) and (wanted or not known):
        return
    db.exec(delete(RecoveryCode).where(of_account))
    db.add_all(RecoveryCode(mark=mark, account_id=account_id) for mark in wanted)


def _unused_codes(db: Transaction, account_id: int) -> Iterator[str]:
    unused = select(RecoveryCode.mark).where(
        col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
    )
    yield from db.exec(unused.order_by(col(RecoveryCode.mark)))


def _void_since(db: Transaction, notice: NoticeRow) -> None:
    """End the notices of what came after: they would put back what the notice undid."""
    db.exec(
        update(NoticeRow)
        .where(col(NoticeRow.account_id) == notice.account_id, col(NoticeRow.ended) == "")
        .where(col(NoticeRow.told_at) >= notice.told_at, col(NoticeRow.mark) != notice.mark)
        .values(ended=_VOID, before=None)
    )


def _mark(context: Context, code: Secret) -> str:
    return context.keys.mark("notice", code.reveal())


def _place(mark: str, account_id: int) -> Place:
    return Place("notice", "before", mark, str(account_id))
