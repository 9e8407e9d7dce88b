"""The overview of an account, for the account page (PRODUCT §1)."""

from __future__ import annotations

from dataclasses import dataclass

from store.accounts import access
from store.accounts.access import SIGNED_IN_ANYHOW
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.password import recovery_answers
from store.accounts.profile import sealed_profile
from store.accounts.signing_in import by_phone, pin_app
from store.rules import levels
from store.values.identity import Overview
from store.values.signing_in import Session


@dataclass(frozen=True)
class AccountOverview:
    context: Context

    def overview(self, session: Session) -> Overview:
        """Return the account page's facts. Raises `Problem` SESSION_ENDED."""
        context = self.context
        with context.database.read() as db:
            holder = access.require(db, context, session, SIGNED_IN_ANYHOW)
            account = holder.account
            return Overview(
                account.number,
                account.username,
                account.email,
                None if account.verifier is None else account.password_set_at,
                access.password_expiry(context, account),
                sealed_profile.status(db, context, holder.account_id),
                held.ways(db, context, holder.account_id),
                recovery_answers.are_set(db, holder.account_id),
                registered.level(db, self.context, holder.account_id),
                levels.is_by_pin(holder.evidence),
                pin_app.terminal(db, holder.account_id),
                by_phone.leaves_no_way(db, context, holder.account_id),
            )
