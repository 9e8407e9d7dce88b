"""A code to the phone that someone was registered with, bound to what it is for (PRODUCT §8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session as Transaction

from store.accounts import sent_codes, tries
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.sent_codes import Purpose
from store.database.alone import Names
from store.database.tables.identity import Account
from store.database.tables.sent_codes import SentCode
from store.problems import Problem, Refusal
from store.rules import codes, phone
from store.rules.secret import Secret
from store.values.methods import CodeTicket


@dataclass(frozen=True)
class RegisteredPhone:
    """Codes for one `purpose`, of which wrong ones are counted as `kind`.

    `still` tells whether what one was sent for can be had by it still.
    """

    context: Context
    purpose: Purpose
    kind: tries.Kind
    still: Callable[[Transaction, SentCode, Account], bool]

    def send_first(self, db: Transaction, account: Account, number: str, about: str = "") -> CodeTicket:
        """Send a code to the phone of an account, whose `number` is that (E.164).

        The transaction is alone with the account and with `sent_codes.quotas_of` the number. Raises `Problem`
        CODES_TOO_MANY (asked_for).
        """
        context, token = self.context, Secret(codes.new_token())
        mark = sent_codes.mark(context, self.purpose, token)
        row = sent_codes.new(context, self.purpose, mark, account.id, about=about)
        self._send(db, account, row, number)
        return CodeTicket(token, sent_codes.sent_to(row, phone.masked(number)))

    def send_again(self, ticket: CodeTicket) -> CodeTicket:
        """Send another code; the one before is wrong from then on. Return the ticket to go on with.

        Raises `Problem` CODE_TOO_SOON (until), CODE_TRIES_SPENT, CODES_TOO_MANY (asked_for); CODE_EXPIRED
        where nothing waits for a code any more.
        """
        context = self.context
        with context.database.read() as db:
            account = self.waiting(db, ticket)[1]
            assert account.id is not None
            number = registered.number_of(db, context, account.id)
        names = self.name_account(ticket) + sent_codes.quotas_of(context, number)
        with context.database.write(alone_with=names) as db:
            row, account = self.waiting(db, ticket)
            self._send(db, account, row, number)
            return replace(ticket, sent=sent_codes.sent_to(row, ticket.sent.address))

    def waiting(self, db: Transaction, ticket: CodeTicket) -> tuple[SentCode, Account]:
        """Return what waits for the code of a ticket, and whose it is. Raises `Problem` CODE_EXPIRED."""
        row = sent_codes.find(db, self.context, self.purpose, ticket.token)
        account = None if row is None or row.account_id is None else db.get_one(Account, row.account_id)
        if row is None or account is None or not self.still(db, row, account):
            raise Problem(Refusal.CODE_EXPIRED, "code")
        return row, account

    def try_code(
        self, db: Transaction, account: Account, row: SentCode, typed: Secret, terminal: str
    ) -> Problem | None:
        """Do what `sent_codes.try_code` does, and count wrong codes over all that are sent for the purpose:
        whoever has the papers of another could else guess at new ones for ever.

        Raises also `Problem` CODE_LOCKED (until) while a wait runs.
        """
        assert account.id is not None
        context = self.context
        claimed = tries.claim_of_account(db, context, account.id, self.kind)
        problem = sent_codes.try_code(db, context, row, Secret("") if claimed.was_blocked else typed)
        if problem is None:
            tries.succeed(db, account.id, self.kind)
            return None
        tries.fail(db, context, account, claimed, terminal)
        return tries.wrong(problem.refusal, "code", claimed)

    def cancel(self, ticket: CodeTicket) -> None:
        """Wait for the code of a ticket no longer."""
        with self.context.database.write(alone_with=self.name_account(ticket), destroys=True) as db:
            row = sent_codes.find(db, self.context, self.purpose, ticket.token)
            if row is not None:
                db.delete(row)

    def name_account(self, ticket: CodeTicket) -> Names:
        """Name the account of a ticket, for a transaction to be alone with."""
        return sent_codes.name_account(self.context, self.purpose, ticket)

    def _send(self, db: Transaction, account: Account, row: SentCode, number: str) -> None:
        code = sent_codes.renew(self.context, row)
        db.add(row)
        sent_codes.send_by_sms(db, self.context, account, self.purpose, number, code, row.expires_at)
