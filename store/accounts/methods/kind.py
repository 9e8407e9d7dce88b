"""The protocol of a kind of method of the second step; each kind is one module (PRODUCT §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session as Transaction

from i18n import Message
from store.accounts.context import Context
from store.accounts.sent_codes import Purpose
from store.database.alone import Names
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.methods import Challenge, SentTo


@dataclass(frozen=True, repr=False)
class Ask:
    """Who asks for a code to be sent to one of their methods, and what for: it is right for nothing else.

    `asker` is a session or a token; `at_known` the mark of the known place where it is asked for, if any.
    """

    account: Account
    purpose: Purpose
    asker: Secret
    at_known: str


class CodeJudge(Protocol):
    """Judges a code of one method."""

    def __call__(self, db: Transaction, purpose: Purpose, asker: Secret, tried: Secret, /) -> Refusal | None:
        """Use the code up, within the transaction that counts the try, or say why it is refused.

        Raises `Problem` CODE_EXPIRED, CODE_TRIES_SPENT where no code that was sent waits.
        """


class Kind(Protocol):
    """A kind of method. Only its own module can read the sealed `content` of its rows."""

    @property
    def challenge(self) -> Challenge:
        """Where its codes come from."""

    def shown_name(self, context: Context, row: MethodRow, /) -> str:
        """Return what a method is called on pages. Raises `Problem` CORRUPT."""

    def told_as(self, name: str, /) -> Message:
        """Return what a sentence of a message calls one that is called `name` on pages."""

    def texts_to(self, content: str, /) -> str | None:
        """Return the number (E.164) to which a method of this content gets notices, None for none."""

    def judging(self, context: Context, row: MethodRow, /) -> CodeJudge:
        """Return what judges a code. Slow work is done here, before a transaction writes."""

    def quotas(self, context: Context, row: MethodRow, place: str, /) -> Names:
        """Name the quotas that `send` takes from, where there are any; `place` may be a known one."""

    def send(self, db: Transaction, context: Context, row: MethodRow, ask: Ask, /, *, again: bool) -> SentTo:
        """Send a code to a method, as `method_codes.send` does; one that shows codes is METHOD_GONE."""

    def put_back(self, row: MethodRow, now: datetime, /) -> None:
        """Prepare the new row of a method that is put back: a used code must not be right again."""


def number_of(context: Context, name: str, content: str) -> str | None:
    """Return the number (E.164) to which a method of the kind `name` gets notices; None where there is none.

    A method of an unknown kind gets no notice, and the other addresses are still told.
    """
    kind = context.kinds.get(name)
    return None if kind is None else kind.texts_to(content)


def kind_of(context: Context, name: str) -> Kind:
    """Return the kind of that name. Raises `Problem` CORRUPT for an unknown one, as for a damaged row."""
    kind = context.kinds.get(name)
    if kind is None:
        raise Problem(Refusal.CORRUPT)
    return kind
