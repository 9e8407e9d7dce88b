"""Choosing the method that is asked for first at sign-in (PRODUCT §6)."""

from __future__ import annotations

from dataclasses import dataclass

from store.accounts import access
from store.accounts.access import FRESH
from store.accounts.context import Context
from store.accounts.methods import held
from store.values.signing_in import Session


@dataclass(frozen=True)
class DefaultMethod:
    context: Context

    def choose(self, session: Session, method_id: str) -> None:
        """Ask for this method first from now on.

        Raises `Problem` SESSION_ENDED, PASSWORD_NEEDED; METHOD_GONE.
        """
        context = self.context
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            account_id = access.require(db, context, session, FRESH).account_id
            chosen = held.find(db, account_id, method_id)
            for row in held.rows(db, account_id):
                row.is_default = row.id == chosen.id
                db.add(row)
