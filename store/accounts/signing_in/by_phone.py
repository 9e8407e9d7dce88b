"""The phone that PINs come by is no second step after one (PRODUCT §8).

Whoever has it alone would have both, also where a terminal shows the PIN: that phone registers it.
"""

from __future__ import annotations

from sqlmodel import Session as Transaction

from store.accounts.access import Holder
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.methods.kind import number_of
from store.problems import Problem, Refusal
from store.rules.levels import Factor
from store.values.methods import Ways


def ways_left(db: Transaction, context: Context, holder: Holder) -> Ways:
    """Return what the second step of a session is done with: after a PIN, not by the phone of PINs."""
    ways = held.ways(db, context, holder.account_id)
    row = registered.find(db, holder.account_id)
    if row is None or Factor.PIN not in holder.evidence.proofs:
        return ways
    return _without(db, context, holder.account_id, ways, registered.phone_of(context, row).reveal())


def refuse_other(db: Transaction, context: Context, holder: Holder, method_id: str) -> None:
    """Raise `Problem` METHOD_GONE for a method that is not among the `ways_left`."""
    if method_id not in {method.id for method in ways_left(db, context, holder).methods}:
        raise Problem(Refusal.METHOD_GONE)


def leaves_no_way(db: Transaction, context: Context, account_id: int, number: str) -> bool:
    """Tell whether the second step is impossible after a PIN, if PINs come by the phone of this number."""
    ways = held.ways(db, context, account_id)
    left = _without(db, context, account_id, ways, number)
    return bool(ways.methods) and not (left.methods or left.recovery_codes)


def _without(db: Transaction, context: Context, account_id: int, ways: Ways, number: str) -> Ways:
    """Return the `ways` but those that send to this number (E.164)."""
    same = {
        row.id
        for row in held.rows(db, account_id)
        if number_of(context, row.kind, held.opened(context, row).reveal()) == number
    }
    return Ways(tuple(method for method in ways.methods if method.id not in same), ways.recovery_codes)
