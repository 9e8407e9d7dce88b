"""Noting that an operator looks at somebody's account, before anything of it is shown (PRODUCT §10)."""

from __future__ import annotations

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import access
from store.accounts.access import OPERATOR, Holder
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.desk import whose
from store.database.tables.events import Event
from store.database.tables.identity import Account
from store.events import Happening
from store.rules.limits import PAGE_OPENED_AGAIN
from store.values.signing_in import Session


def note(context: Context, session: Session, account: str) -> None:
    """Note in both histories that an operator looks at the account with this ID, once within 10 minutes.

    Raises what `access.require` raises; `Problem` ACCOUNT_UNKNOWN.
    """
    with context.database.read() as db:
        operator = access.require(db, context, session, OPERATOR)
        if _is_noted(db, context, operator, whose.account_with(db, account)):
            return
    alone_with = access.name_account(context, session) + whose.name_account(account)
    with context.database.write(alone_with=alone_with) as db:
        operator = access.require(db, context, session, OPERATOR)
        person = whose.account_with(db, account)
        with changing_account(db, context, person, notifies=False) as change:
            if person.id == operator.account_id:
                change.note_act(operator, Happening.PAGE_OPENED)
            else:
                change.note_decision(operator, Happening.PAGE_OPENED, Happening.OPENED_A_PAGE)


def _is_noted(db: Transaction, context: Context, operator: Holder, person: Account) -> bool:
    now = context.now()
    opened = select(Event.id).where(
        col(Event.actor_id) == operator.account_id,
        col(Event.happened_at) > now - PAGE_OPENED_AGAIN,
        col(Event.happened_at) <= now,
        col(Event.account_id) == person.id,
        col(Event.kind) == Happening.PAGE_OPENED.value,
    )
    return db.exec(opened.limit(1)).first() is not None
