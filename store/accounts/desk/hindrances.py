"""What keeps the owners of accounts from trying their secrets, as operators see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session as Transaction

from store.accounts import access, counters, tries
from store.accounts.context import Context
from store.accounts.tries import Kind
from store.database.tables.identity import Account
from store.rules import throttle
from store.values.desk import AccountState, Hindrance, TriedSecret

_SECRETS: Mapping[Kind, TriedSecret] = {
    **dict.fromkeys(
        (tries.PASSWORD, tries.PROOF, tries.GIVEN_BACK, tries.NEW_PASSWORD), TriedSecret.PASSWORD
    ),
    **dict.fromkeys(
        (tries.SECOND_STEP, tries.CONFIRMATION, tries.RESET_CODE, tries.REGISTERED_PHONE),
        TriedSecret.SECOND_STEP,
    ),
    tries.ANSWER: TriedSecret.ANSWER,
    tries.ACTIVATION: TriedSecret.ACTIVATION_CODE,
    **dict.fromkeys(tries.BY_DOCUMENT, TriedSecret.DOCUMENT),
    tries.PERSONAL_KEY: TriedSecret.PERSONAL_KEY,
}
_KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _SECRETS}


def of(
    db: Transaction, context: Context, account_ids: Sequence[int]
) -> defaultdict[int, tuple[Hindrance, ...]]:
    """Return what waits or is blocked of some accounts, by their ids: of each secret at most one."""
    subjects = {tries.of_account(account_id): account_id for account_id in account_ids}
    by_account = defaultdict[int, list[counters.Stored]](list)
    for stored in counters.of_all(db, subjects):
        owner = ":".join(stored.key.subject.split(":")[:2])
        by_account[subjects[owner]].append(stored)
    found = defaultdict[int, tuple[Hindrance, ...]](tuple)
    for account_id, counted in by_account.items():
        found[account_id] = tuple(_hindrances(counted, context.now()))
    return found


def state(context: Context, account: Account, hindrances: Iterable[Hindrance]) -> AccountState:
    """Return what an operator is to know of an account first."""
    if account.reset_due:
        return AccountState.RESET_DUE
    untils = [one.until for one in hindrances]
    if untils:
        return AccountState.BLOCKED if None in untils else AccountState.WAITING
    if account.verifier is None:
        return AccountState.NOT_ACTIVATED
    return AccountState.NORMAL if expired_at(context, account) is None else AccountState.PASSWORD_EXPIRED


def expired_at(context: Context, account: Account) -> datetime | None:
    """Return when the password of an account expired; None where it has not."""
    expiry = access.password_expiry(context, account)
    return None if expiry is None or expiry > context.now() else expiry


def _hindrances(counted: Iterable[counters.Stored], now: datetime) -> Iterable[Hindrance]:
    """Yield a block, or else the longest wait, of each secret that has one."""
    blocked, waits = set[TriedSecret](), defaultdict[TriedSecret, list[datetime]](list)
    for stored in counted:
        kind = _KINDS[stored.key.kind]
        counter = throttle.remembered(stored.counter, stored.at, now, kind.schedule)
        if throttle.is_blocked(counter, kind.schedule):
            blocked.add(_SECRETS[kind])
        elif counter.open_at is not None and not throttle.is_open(counter, now):
            waits[_SECRETS[kind]].append(counter.open_at)
    for secret in TriedSecret:
        if secret in blocked:
            yield Hindrance(secret, None)
        elif secret in waits:
            yield Hindrance(secret, max(waits[secret]))
