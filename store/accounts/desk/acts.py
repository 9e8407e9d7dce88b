"""What operators did, as the histories of those to whom they did it have it (PRODUCT §10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.accounts.access import OPERATORS
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity import naming
from store.accounts.identity.naming import shown_name
from store.database.port import Database
from store.database.tables.events import Event
from store.database.tables.identity import Account
from store.events import Happening
from store.problems import Problem, Refusal
from store.rules import identifiers
from store.rules.limits import (
    BUSY_DAYS,
    MANY_WITHDRAWN,
    MANY_WITHIN_AN_HOUR,
    MUCH_WITHIN_AN_HOUR,
    PAGES_WITHIN_AN_HOUR,
)
from store.values.desk import Act, ActFilter, Acts, BusyOperator, Role

LINES = 10
"""Of a page."""
_HOUR, _LATELY = timedelta(hours=1), timedelta(days=BUSY_DAYS)
OFTEN_IS_ODD: Mapping[Happening | None, tuple[int, timedelta]] = {
    None: (MUCH_WITHIN_AN_HOUR, _HOUR),
    Happening.PAGE_OPENED: (PAGES_WITHIN_AN_HOUR, _HOUR),
    # Whoever keeps somebody out by it does it once a day, as each removal that was approved takes one.
    Happening.REMOVAL_WITHDRAWN: (MANY_WITHDRAWN, _LATELY),
    **dict.fromkeys(
        (Happening.RESET_STARTED, Happening.REMOVAL_ASKED, Happening.REMOVAL_APPROVED),
        (MANY_WITHIN_AN_HOUR, _HOUR),
    ),
    **dict.fromkeys(
        (
            Happening.SESSIONS_ENDED,
            Happening.UNBLOCKED,
            Happening.ACTIVATION_HANDED_OVER,
            Happening.REGISTERED,
            Happening.VERIFICATION_ACCEPTED,
            Happening.VERIFICATION_REFUSED,
        ),
        (MUCH_WITHIN_AN_HOUR, _HOUR),
    ),
}
"""Of what one operator does so often within such a time, supervisors are told; None: of all together, but
for the pages that were only opened."""
_AT_ONCE = 500
_OPERATOR, _OWNER = aliased(Account), aliased(Account)


def page(db: Transaction, context: Context, wanted: ActFilter, before: int | None) -> Acts:
    """Return the newest acts that are wanted, or the newest of those `before` one.

    Raises `Problem` OPERATOR_UNKNOWN of `operator`.
    """
    conditions = tuple(_conditions(db, context, wanted))
    found = _found(db, conditions, before, LINES + 1)
    return Acts(tuple(found[:LINES]), found[LINES - 1].id if len(found) > LINES else None)


def every(database: Database, context: Context, wanted: ActFilter) -> Iterator[Act]:
    """Yield all acts that are wanted, the newest first, some hundreds in a transaction."""
    before = None
    while True:
        with database.read() as db:
            found = _found(db, tuple(_conditions(db, context, wanted)), before, _AT_ONCE)
        yield from found
        if len(found) < _AT_ONCE:
            return
        before = found[-1].id


def busiest(db: Transaction, now: datetime) -> tuple[BusyOperator, ...]:
    """Return who did what is odd to do often, with the busiest time; who did most of it comes first.

    Who did no one thing so often may have done much of all together, which has no `happening` of its own.
    """
    kinds = [happening.value for happening in OFTEN_IS_ODD if happening is not None]
    # Columns and no objects: there may be tens of thousands, and the page of the desk asks each time.
    done = (
        select(col(Event.actor_id), col(Event.kind), col(Event.happened_at))
        .where(
            col(Event.actor_id).is_not(None),
            col(Event.happened_at) >= now - _LATELY,
            col(Event.kind).in_(kinds),
        )
        .order_by(col(Event.happened_at))
    )
    moments = defaultdict[int, defaultdict[Happening | None, list[datetime]]](lambda: defaultdict(list))
    for operator, kind, moment in db.execute(done):
        moments[operator][Happening(kind)].append(moment)
        if kind != Happening.PAGE_OPENED.value:
            moments[operator][None].append(moment)
    busy = list[BusyOperator]()
    for operator, of_operator in moments.items():
        much = [*_much(shown_name(db.get_one(Account, operator)), of_operator)]
        busy += [one for one in much if one.happening is not None] or much
    return tuple(sorted(busy, key=lambda one: (-one.times, one.operator)))


def _much(name: str, moments: Mapping[Happening | None, list[datetime]]) -> Iterator[BusyOperator]:
    """Yield of which kinds an operator did much within a short time."""
    for kind, every_one in moments.items():
        odd, within = OFTEN_IS_ODD[kind]
        busiest = most_within(within, every_one)
        if len(busiest) >= odd:
            yield BusyOperator(name, kind, len(busiest), within, busiest[0], busiest[-1])


def most_within(within: timedelta, moments: Sequence[datetime]) -> Sequence[datetime]:
    """Return the most of some moments, which are in order, that lie no further apart: the first so many."""
    first, most = 0, range(0)
    for last, moment in enumerate(moments):
        while moment - moments[first] > within:
            first += 1
        if last + 1 - first > len(most):
            most = range(first, last + 1)
    return moments[most.start : most.stop]


def _conditions(db: Transaction, context: Context, wanted: ActFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.operator:
        yield col(Event.actor_id) == _actor_named(db, context, wanted.operator).id
    else:
        yield col(Event.actor_id).is_not(None)
    if wanted.happenings:
        yield col(Event.kind).in_([happening.value for happening in wanted.happenings])
    if wanted.since is not None:
        yield col(Event.happened_at) >= wanted.since
    if wanted.before is not None:
        yield col(Event.happened_at) < wanted.before


def _actor_named(db: Transaction, context: Context, name: str) -> Account:
    """Return whoever did something, by username: also who is no operator any more.

    Raises `Problem` OPERATOR_UNKNOWN of `operator`.
    """
    account = naming.account_named(db, context, identifiers.lookup(name))
    if account is not None:
        done = select(col(Event.id)).where(col(Event.actor_id) == account.id)
        if Role(account.role) in OPERATORS or db.execute(done.limit(1)).first() is not None:
            return account
    raise Problem(Refusal.OPERATOR_UNKNOWN, "operator")


def _found(
    db: Transaction, conditions: tuple[ColumnElement[bool], ...], before: int | None, most: int
) -> list[Act]:
    """Return the newest acts of which the conditions hold, at most so many."""
    found = (
        select(Event, _OPERATOR, _OWNER)
        .join(_OPERATOR, col(_OPERATOR.id) == col(Event.actor_id))
        .join(_OWNER, col(_OWNER.id) == col(Event.account_id))
        .where(*conditions)
        .order_by(col(Event.happened_at).desc(), col(Event.id).desc())
        .limit(most)
    )
    last = None if before is None else db.get(Event, before)
    if last is not None:
        happened_at, is_earlier = col(Event.happened_at), col(Event.id) < last.id
        found = found.where(happened_at <= last.happened_at, or_(happened_at < last.happened_at, is_earlier))
    return [_act(*row) for row in db.execute(found)]


def _act(event: Event, operator: Account, owner: Account) -> Act:
    assert event.id is not None
    return Act(
        event.id,
        event.happened_at,
        shown_name(operator),
        Happening(event.kind),
        About.of(event).kind or None,
        owner.number,
        shown_name(owner),
        event.reason,
    )
