"""Sending a forgotten username to the address of its account (PRODUCT §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language
from store.accounts import events
from store.accounts.context import Context
from store.accounts.identity import by_address
from store.database.tables.identity import Account
from store.events import Happening
from store.messages.letters.identity import forgotten_username, no_account_to_name, no_username
from store.messages.letters.letter import Letter


@dataclass(frozen=True)
class ForgottenUsername:
    context: Context

    def request(self, email: str, language: Language, terminal: str) -> None:
        """Send the username to the account with this address, or word that there is none to the address.

        See `by_address.write`.
        """

        def tell(db: Transaction, account: Account, now: datetime) -> Letter:
            assert account.id is not None
            events.record(
                db, self.context, account.id, Happening.USERNAME_SENT, happened_at=now, terminal=terminal
            )
            if account.username is not None:
                return forgotten_username(account.username)
            assert account.email is not None
            return no_username(account.email)

        by_address.write(self.context, "username", email, language, no_account_to_name(), tell)
