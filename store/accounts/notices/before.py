"""How an account signs in: a notice keeps it from before a change, to be put back (PRODUCT §6)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import live_removals, tries
from store.accounts.context import Context
from store.accounts.identity import naming
from store.accounts.identity.naming import CurrentEmail
from store.accounts.methods import held
from store.accounts.methods.kind import kind_of, number_of
from store.accounts.password import recovery_answers
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow, RecoveryCode
from store.database.watching import settled
from store.events import Happening
from store.messages.message import MessageKind
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.rules.standing import is_standing

_OF_METHODS = frozenset({Happening.METHOD_ADDED, Happening.METHOD_REMOVED, Happening.METHOD_REPLACED})
_OF_CODES = frozenset({Happening.RECOVERY_CODES_MADE, Happening.RECOVERY_CODES_REMOVED})
_OF_QUESTIONS = frozenset({Happening.QUESTIONS_SET, Happening.QUESTIONS_REMOVED})
CAN_BE_PUT_BACK = _OF_METHODS | _OF_CODES | _OF_QUESTIONS | {Happening.EMAIL_CHANGED, Happening.DISOWNED}


@dataclass(frozen=True)
class Address:
    """An email address or a number that is told of what happens to an account, since `added_at`,
    by messages of one kind.
    """

    address: str
    added_at: datetime
    kind: Literal[MessageKind.EMAIL, MessageKind.SMS]


@dataclass(frozen=True, repr=False)
class _Method:
    """A method as a notice remembers it; `content` is what its row keeps sealed."""

    id: str
    kind: str
    name: str
    content: str
    is_default: bool
    added_at: datetime


@dataclass(frozen=True, repr=False)
class _Code:
    """An unused recovery code, by its mark."""

    mark: str
    made_at: datetime


@dataclass(frozen=True, repr=False)
class _Answer:
    """The answer to a recovery question, by its verifier."""

    question: int
    verifier: str
    set_at: datetime


@dataclass(frozen=True, repr=False)
class Before:
    """How an account signs in at one moment: by which email, methods, recovery codes and answers."""

    email: CurrentEmail | None
    methods: tuple[_Method, ...]
    codes: tuple[_Code, ...]
    answers: tuple[_Answer, ...]

    @classmethod
    def of(cls, db: Transaction, context: Context, account: Account) -> Before:
        """Read how an account signs in before it changes, within the transaction that changes it."""
        assert account.id is not None
        return cls(
            naming.current_email(db, account),
            tuple(
                _Method(
                    row.id,
                    row.kind,
                    row.name,
                    held.opened(context, row).reveal(),
                    row.is_default,
                    row.added_at,
                )
                for row in held.rows(db, account.id)
            ),
            tuple(_Code(row.mark, row.made_at) for row in _codes(db, account.id) if row.used_at is None),
            _answers(db, context, account.id),
        )

    @classmethod
    def read(cls, text: bytes, told_at: datetime) -> Before:
        """Return what `written` wrote.

        Notices of earlier schemas do not say since when each thing was there: it then counts as added at
        `told_at`, and is not standing.
        """
        content = json.loads(text)
        email = content["email"] if "email" in content else content["emails"]
        return cls(
            None if email is None else _current_email(_dated(email, "added_at", told_at)),
            tuple(_Method(**_dated(method, "added_at", told_at)) for method in content["methods"]),
            tuple(
                _Code(code, told_at) if isinstance(code, str) else _Code(**_dated(code, "made_at", told_at))
                for code in content["codes"]
            ),
            tuple(
                _Answer(answer[0], answer[1], told_at)
                if isinstance(answer, list)
                else _Answer(**_dated(answer, "set_at", told_at))
                for answer in content["answers"]
            ),
        )

    def written(self) -> bytes:
        return json.dumps(asdict(self), default=datetime.isoformat).encode()

    def undoes(self, happening: Happening) -> bool:
        """Tell whether putting this back undoes such a change. Nothing is taken away where there was none."""
        if happening in _OF_METHODS | _OF_CODES:
            # The codes are put back with the methods that they stand in for.
            return bool(self.methods)
        if happening in _OF_QUESTIONS:
            return bool(self.answers)
        return happening in CAN_BE_PUT_BACK

    def with_change(self, before: Before, after: Before) -> Before:
        """Return this with what changed between two other moments changed in it as well.

        Where that leaves no method, or no answer, none is put back, and those that are there stay.
        """
        kept = {method.id for method in after.methods}
        gone = {method.id for method in before.methods} - kept
        had = {method.id for method in (*before.methods, *self.methods)}
        left = [method for method in self.methods if method.id not in gone]
        come = [method for method in after.methods if method.id not in had]
        return replace(
            self,
            email=after.email if after.email != before.email else self.email,
            methods=(*left, *come),
            codes=after.codes if after.codes != before.codes else self.codes,
            answers=after.answers if after.answers != before.answers else self.answers,
        )

    def addresses(self, context: Context) -> tuple[Address, ...]:
        """The email address, where there is one, then the numbers that methods have."""
        email = self.email
        numbers = ((number_of(context, one.kind, one.content), one.added_at) for one in self.methods)
        return (
            *(() if email is None else (Address(email.address, email.added_at, MessageKind.EMAIL),)),
            *(
                Address(number, added_at, MessageKind.SMS)
                for number, added_at in numbers
                if number is not None
            ),
        )

    def put_back(self, db: Transaction, context: Context, account: Account) -> None:
        """Let the account sign in so again. Raises `Problem` NOTICE_EXPIRED where the email is another's now.

        Where there was no second step, or no recovery question, the one there is stays: else a mailbox alone
        would be enough to take it away, and to get in by a reset.
        """
        assert account.id is not None
        if self.email is not None:
            holder = naming.holder_of(db, context, self.email.lookup)
            if holder is not None and holder.id != account.id:
                raise Problem(Refusal.NOTICE_EXPIRED, "code")
        naming.put_email_back(db, account, self.email, context.now())
        if self.methods:
            _put_methods_back(db, context, account.id, self.methods)
            _put_codes_back(db, account.id, self.codes)
        if self.answers and self.answers != _answers(db, context, account.id):
            answers = [
                recovery_answers.row(context, account.id, one.question, one.verifier, one.set_at)
                for one in self.answers
            ]
            recovery_answers.replace(db, account.id, answers)
            # Those who failed were asked other questions.
            tries.succeed(db, account.id, tries.ANSWER)


def standing_addresses(
    db: Transaction, context: Context, account: Account, *states: Before, but_asked: bool = False
) -> tuple[Address, ...]:
    """Return the standing ones among the addresses of these states, the longest-standing first.

    No phone is among them that operators are about to remove: its owner has lost it. `but_asked` leaves out
    also those of which no second operator has approved that yet.
    """
    at, lost = settled(db, context.now()), _lost(db, context, account, states, asked=but_asked)
    found = {address.address: address for state in states for address in state.addresses(context)}
    standing = (
        one
        for one in found.values()
        if is_standing(one.added_at, account.created_at, at) and one.address not in lost
    )
    return tuple(sorted(standing, key=lambda one: (one.added_at, one.kind is not MessageKind.EMAIL)))


def kind_changed(before: Before, after: Before) -> str:
    """Return the kind of the method that was added, removed or replaced; empty where none was."""
    kinds = {method.id: method.kind for method in (*before.methods, *after.methods)}
    changed = {method.id for method in before.methods} ^ {method.id for method in after.methods}
    return next((kinds[one] for one in changed), "")


def _lost(
    db: Transaction, context: Context, account: Account, states: Sequence[Before], *, asked: bool
) -> set[str | None]:
    """Return the numbers that the methods to be removed have in these states, and that of a registration
    which another one is to replace.
    """
    assert account.id is not None
    numbers = set[str | None]()
    for row in live_removals.of_account(db, account.id):
        if row.approved_at is None and not asked:
            continue
        numbers.add(live_removals.told_besides(db, context, row))
        methods = (method for state in states for method in state.methods if method.id == row.method)
        numbers |= {number_of(context, method.kind, method.content) for method in methods}
    return numbers


def _put_methods_back(db: Transaction, context: Context, account_id: int, wanted: Sequence[_Method]) -> None:
    """Remove what was added since, and add what was removed."""
    found = {row.id: row for row in held.rows(db, account_id)}
    for gone in found.keys() - {method.id for method in wanted}:
        db.delete(found[gone])
    default = next((method for method in wanted if method.is_default), wanted[0])
    for method in wanted:
        row = found.get(method.id) or _again(context, account_id, method)
        row.is_default = method is default
        db.add(row)


def _again(context: Context, account_id: int, method: _Method) -> MethodRow:
    """Return a new row of a method that was removed."""
    row = MethodRow(
        id=method.id,
        account_id=account_id,
        kind=method.kind,
        name=method.name,
        sealed=held.sealed(context, method.id, account_id, Secret(method.content)),
        last_step=0,
        is_default=False,
        added_at=method.added_at,
    )
    kind_of(context, method.kind).put_back(row, context.now())
    return row


def _put_codes_back(db: Transaction, account_id: int, wanted: Sequence[_Code]) -> None:
    """Let the recovery codes of before work again, and none made since; one that was used stays used."""
    found = {row.mark: row for row in _codes(db, account_id)}
    marks = {code.mark for code in wanted}
    for mark, row in found.items():
        if row.used_at is None and mark not in marks:
            db.delete(row)
    db.add_all(
        RecoveryCode(mark=code.mark, account_id=account_id, made_at=code.made_at)
        for code in wanted
        if code.mark not in found
    )


def _codes(db: Transaction, account_id: int) -> list[RecoveryCode]:
    of_account = select(RecoveryCode).where(col(RecoveryCode.account_id) == account_id)
    return list(db.exec(of_account.order_by(col(RecoveryCode.mark))))


def _answers(db: Transaction, context: Context, account_id: int) -> tuple[_Answer, ...]:
    rows = recovery_answers.rows(db, account_id)
    return tuple(
        _Answer(row.question, recovery_answers.verifier_of(context, row), row.set_at) for row in rows
    )


def _current_email(content: Mapping[str, Any]) -> CurrentEmail:
    return CurrentEmail(content["address"], content["lookup"], content["added_at"])


def _dated(content: Mapping[str, Any], name: str, otherwise: datetime) -> dict[str, Any]:
    """Return `content` with the date `name` read."""
    written = content.get(name)
    return {**content, name: otherwise if written is None else datetime.fromisoformat(written)}
