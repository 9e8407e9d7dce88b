"""Sending a forgotten username to the address of its account (PRODUCT §7)."""

from __future__ import annotations

from dataclasses import dataclass

from i18n import Language, language_of
from store.accounts import events, requests
from store.accounts.context import Context
from store.accounts.naming import account_named
from store.messages import letters
from store.rules import identifiers
from store.rules.limits import RESET_REQUESTS_AN_HOUR
from store.values import Happening


@dataclass(frozen=True)
class ForgottenUsername:
    context: Context

    def request(self, email: str, language: Language, terminal: str) -> None:
        """Send the username to the account with this address, or word that there is none to the address.

        Known or unknown, and also past five requests an hour (then nothing is sent), nothing tells them
        apart. `language` is what a stranger is written in. Raises `Problem` EMAIL_FORM.
        """
        context, now = self.context, self.context.now()
        address = identifiers.email(email)
        with context.database.write() as db:
            subject = context.keys.mark("address", address.lookup)
            if not requests.allowed(db, "username", subject, now, RESET_REQUESTS_AN_HOUR):
                return
            account = account_named(db, address.lookup)
            if account is None:
                context.outbox.queue(db, letters.no_account_to_name(), address.address, language, None)
            else:
                assert account.id is not None
                events.record(db, account.id, Happening.USERNAME_SENT, now, terminal)
                letter, language = letters.forgotten_username(account.username), language_of(account.language)
                context.outbox.queue(db, letter, account.email, language, account.id)
        context.outbox.wake()
