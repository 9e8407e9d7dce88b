"""What operators did, as the histories of those to whom they did it have it (PRODUCT §10)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
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
from store.rules.limits import BUSY_DAYS, MANY_WITHIN_AN_HOUR, MUCH_WITHIN_AN_HOUR
from store.values.desk import Act, ActFilter, Acts, BusyOperator, Role

LINES = 10
"""Of a page."""
OFTEN_IS_ODD: Mapping[Happening | None, int] = {
    None: MUCH_WITHIN_AN_HOUR,
    **dict.fromkeys(
        (
            Happening.RESET_STARTED,
            Happening.REMOVAL_ASKED,
            Happening.REMOVAL_APPROVED,
            Happening.REMOVAL_WITHDRAWN,
        ),
        MANY_WITHIN_AN_HOUR,
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
        MUCH_WITHIN_AN_HOUR,
    ),
}
"""Of what one operator does so often within an hour, supervisors are told; None: of all together."""
_AT_ONCE = 500
_HOUR = timedelta(hours=1)
_OPERATOR, _OWNER = aliased(Account), aliased(Account)


def page(db: Transaction, context: Context, wanted: ActFilter, before: int | None) -> Acts:
    """Return the newest acts that are wanted, or the newest of those `before` one.

    Raises `Problem` OPERATOR_UNKNOWN.
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
    """Return who did what is odd to do often, with their busiest hour; who did most of it comes first.

    Who did no one thing so often may have done much of all together, which has no `happening` of its own.
    """
    kinds = [happening.value for happening in OFTEN_IS_ODD if happening is not None]
    done = (
        select(Event, _OPERATOR)
        .join(_OPERATOR, col(_OPERATOR.id) == col(Event.actor_id))
        .where(col(Event.happened_at) >= now - timedelta(days=BUSY_DAYS), col(Event.kind).in_(kinds))
        .order_by(col(Event.happened_at))
    )
    moments = defaultdict[str, defaultdict[Happening | None, list[datetime]]](lambda: defaultdict(list))
    for event, operator in db.execute(done):
        for kind in (Happening(event.kind), None):
            moments[shown_name(operator)][kind].append(event.happened_at)
    busy = list[BusyOperator]()
    for name, of_operator in moments.items():
        much = [*_much(name, of_operator)]
        busy += [one for one in much if one.happening is not None] or much
    return tuple(sorted(busy, key=lambda one: (-one.times, one.operator)))


def _much(name: str, moments: Mapping[Happening | None, list[datetime]]) -> Iterator[BusyOperator]:
    """Yield of which kinds an operator did much within an hour."""
    for kind, every_one in moments.items():
        hour = _busiest_hour(every_one)
        if len(hour) >= OFTEN_IS_ODD[kind]:
            yield BusyOperator(name, kind, len(hour), hour[0], hour[-1])


def _busiest_hour(moments: Iterable[datetime]) -> list[datetime]:
    """Return the moments, which are in order, of an hour that has most of them."""
    hour, most = deque[datetime](), list[datetime]()
    for moment in moments:
        hour.append(moment)
        while moment - hour[0] > _HOUR:
            hour.popleft()
        if len(hour) > len(most):
            most = list(hour)
    return most


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

    Raises `Problem` OPERATOR_UNKNOWN.
    """
    account = naming.account_named(db, context, identifiers.lookup(name))
    if account is not None:
        done = select(col(Event.id)).where(col(Event.actor_id) == account.id)
        if Role(account.role) in OPERATORS or db.execute(done.limit(1)).first() is not None:
            return account
    raise Problem(Refusal.OPERATOR_UNKNOWN)


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
