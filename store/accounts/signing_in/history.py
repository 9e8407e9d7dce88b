"""What happened to an account: when, what, from which terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.accounts import access
from store.accounts.access import SIGNED_IN_ANYHOW
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity.naming import shown_name
from store.database.tables.events import Event
from store.database.tables.identity import Account
from store.events import Happening
from store.values.signing_in import PastEvent, Session

LINES = 10
"""Of a page: about what a terminal of 24 lines shows."""

IN_RUNS = frozenset(
    {
        Happening.RESET_REQUESTED,
        Happening.USERNAME_SENT,
        Happening.SIGN_IN_FAILED,
        Happening.CODE_FAILED,
        Happening.PROOF_FAILED,
        Happening.CONFIRMATION_FAILED,
        Happening.KEY_FAILED,
        Happening.ANSWER_FAILED,
        Happening.RESET_CODE_FAILED,
        Happening.ACTIVATION_FAILED,
        Happening.REGISTERED_PHONE_FAILED,
        Happening.PIN_APP_FAILED,
        Happening.CONTRAST_FAILED,
        Happening.PIN_FAILED,
        Happening.PIN_REQUESTED,
        Happening.PIN_SENT,
        Happening.REMOVAL_ASKED,
        Happening.REMOVAL_WITHDRAWN,
    }
)
"""What others can bring about often: whatever needs no session, each wrong try, and what an operator asks for
and takes back alone.
"""
_KINDS_IN_RUNS = sorted(happening.value for happening in IN_RUNS)


@dataclass(frozen=True)
class History:
    """The person's own view of the events of their account."""

    context: Context

    def recent(self, session: Session, before: int | None = None) -> tuple[PastEvent, ...]:
        """Return a page of the history, the newest first: the last one, or what came `before` an event.

        Neighbouring events that others can bring about often are one line for each kind and operator, however
        many they are, so that they push nothing else out of sight. Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            account_id = access.require(db, self.context, session, SIGNED_IN_ANYHOW).account_id
            return page(db, account_id, before)


def page(
    db: Transaction, account_id: int, before: int | None = None, *, says_by: bool = False
) -> tuple[PastEvent, ...]:
    """Return a page of the history of an account; it `says_by` which operator something was done to an
    operator, and not to its owner.
    """
    own = _own(db, account_id, before)
    names = _names(db, account_id) if says_by else {}
    runs = _runs(db, account_id, before, own[LINES].id if len(own) > LINES else None, names)
    lines: list[PastEvent] = []
    for place, event in enumerate(own[:LINES]):
        lines += (*runs[place], _line(event, names.get(event.actor_id, "")))
        if len(lines) >= LINES and (len(own) > place + 1 or runs[place + 1]):
            # Between two runs at most, so that none is told in part on two pages.
            lines[-1] = replace(lines[-1], earlier=event.id)
            return tuple(lines)
    return (*lines, *runs[len(own)])


def _names(db: Transaction, account_id: int) -> dict[int | None, str]:
    """Return what the operators are called, by their ids, who did something to an account."""
    actors = select(col(Event.actor_id)).where(
        col(Event.account_id) == account_id, col(Event.actor_id).is_not(None)
    )
    found = db.scalars(select(Account).where(col(Account.id).in_(actors)))
    return {account.id: shown_name(account) for account in found}


def _own(db: Transaction, account_id: int, before: int | None) -> list[Event]:
    """Return the events of a page that are told one by one, and the one that comes next."""
    found = select(Event).where(
        col(Event.account_id) == account_id,
        col(Event.kind).not_in(_KINDS_IN_RUNS),
        *_between(before, None),
    )
    return list(db.scalars(found.order_by(col(Event.id).desc()).limit(LINES + 1)))


def _runs(
    db: Transaction,
    account_id: int,
    before: int | None,
    after: int | None,
    names: Mapping[int | None, str],
) -> defaultdict[int, list[PastEvent]]:
    """Return the lines of what is told in runs, by how many other events of the page came later.

    They say which operator did it, as far as the `names` have them.
    """
    kind, number = col(Event.kind), col(Event.id)
    is_own = case((kind.in_(_KINDS_IN_RUNS), 0), else_=1)
    placed = (
        select(Event, func.sum(is_own).over(order_by=number.desc()).label("place"))
        .where(col(Event.account_id) == account_id, *_between(before, after))
        .subquery()
    )
    at, terminal = placed.c.happened_at, placed.c.terminal
    grouped = (
        select(
            placed.c.place,
            placed.c.kind,
            placed.c.actor_id,
            func.count(),
            func.min(at),
            func.max(at),
            func.min(terminal),
            func.max(terminal),
        )
        .where(placed.c.kind.in_(_KINDS_IN_RUNS))
        .group_by(placed.c.place, placed.c.kind, placed.c.actor_id)
        .order_by(func.max(placed.c.id).desc())
    )
    runs = defaultdict[int, list[PastEvent]](list)
    for place, kind_of_run, actor, times, since, until, first, last in db.connection().execute(grouped):
        terminal_of_all = first if first == last else ""
        line = PastEvent(Happening(kind_of_run), until, terminal_of_all, times, since)
        runs[place].append(replace(line, by=names.get(actor, "")))
    return runs


def _between(before: int | None, after: int | None) -> Iterator[ColumnElement[bool]]:
    if before is not None:
        yield col(Event.id) < before
    if after is not None:
        yield col(Event.id) > after


def _line(event: Event, by: str) -> PastEvent:
    at, about = event.happened_at, About.of(event)
    happening, kind, service = Happening(event.kind), about.kind or None, about.service or None
    told = PastEvent(happening, at, event.terminal, 1, at, kind=kind, undone=about.undone, service=service)
    return replace(told, by=by)
