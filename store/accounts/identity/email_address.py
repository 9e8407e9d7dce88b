"""Changing the email address (PRODUCT §7): a code confirms the new one, and both get a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts import access, quotas, sent_codes, tries
from store.accounts.change import Change, changing
from store.accounts.context import Context
from store.accounts.identity import naming, taken_address
from store.accounts.methods import confirming
from store.accounts.password import proving, reset_tokens
from store.accounts.sent_codes import Purpose
from store.database import alone, tidying
from store.database.alone import Names
from store.database.tables.identity import Account
from store.database.tables.sent_codes import SentCode
from store.database.watching import trusted
from store.messages.letters.identity import email_changed, new_address_code
from store.messages.letters.letter import Letter
from store.problems import Problem, Refusal
from store.rules import codes, identifiers
from store.rules.identifiers import Email
from store.rules.limits import CODES_TO_AN_ADDRESS_AN_HOUR
from store.rules.secret import Secret
from store.values.methods import CodeTicket, Confirmation
from store.values.signing_in import Session

_PURPOSE = Purpose.CHANGE_EMAIL


@dataclass(frozen=True)
class EmailAddress:
    context: Context

    def begin(
        self, session: Session, email: str, password: Secret, confirmation: Confirmation | None = None
    ) -> CodeTicket:
        """Send a code to a new address, or a message to the owner of a taken one; the answer is the same.

        Past the quota of one address nothing is sent. With a `confirmation`, no notice undoes the change.
        Raises `Problem` SESSION_ENDED; EMAIL_FORM, EMAIL_SAME, which cost no try; WRONG_PASSWORD (tries_left,
        until), LOCKED (until); what `confirming` raises.
        """
        context = self.context
        address, token = identifiers.email(email), Secret(codes.new_token())
        with context.database.read() as db:
            holder = access.require(db, context, session)
            current = naming.current_email(db, holder.account)
            if current is not None and current.lookup == address.lookup:
                raise Problem(Refusal.EMAIL_SAME, "email")
        typed = confirming.read(context, session, confirmation, removed="")
        proving.prove(context, session, password)
        with context.database.write(alone_with=self._alone_with(session, address)) as db:
            holder = access.require(db, context, session)
            tidying.forget_former_emails(db, trusted(db))
            mark, account_id = sent_codes.mark(context, _PURPOSE, token), holder.account_id
            row = sent_codes.new(context, _PURPOSE, mark, account_id, content=address.address)
            verdict = confirming.judge(db, context, holder, typed)
            if verdict.refused is None:
                row.confirmed = verdict.confirmed
                self._send(db, holder.account, row, address)
        verdict.end()
        return CodeTicket(token, sent_codes.sent_to(row, address.address))

    def send_again(self, session: Session, ticket: CodeTicket) -> CodeTicket:
        """Send another code, which replaces the last; past the quota nothing is sent, and the last one works.

        Raises `Problem` SESSION_ENDED; CODE_TOO_SOON (until), CODE_TRIES_SPENT, CODE_EXPIRED.
        """
        context = self.context
        wanted = self._wanted(session, ticket)
        with context.database.write(alone_with=self._alone_with(session, wanted)) as db:
            holder = access.require(db, context, session)
            row = sent_codes.of_ticket(db, context, _PURPOSE, holder.account_id, ticket)
            self._send(db, holder.account, row, wanted)
            sent = sent_codes.sent_to(row, ticket.sent.address)
        return CodeTicket(ticket.token, sent)

    def confirm(self, session: Session, ticket: CodeTicket, code: Secret) -> None:
        """Make the new address the account's, in place of the one before; a reset token ends.

        Raises `Problem` CODE_FORM, SESSION_ENDED; WRONG_CODE (tries_left), CODE_EXPIRED, CODE_TRIES_SPENT;
        EMAIL_TAKEN where someone else was faster.
        """
        context, typed = self.context, codes.read_code(code)
        wanted = self._wanted(session, ticket)
        alone_with = self._alone_with(session, wanted)
        with changing(context, session, alone_with=alone_with, destroys=True) as change:
            row = sent_codes.of_ticket(change.db, context, _PURPOSE, change.account_id, ticket)
            problem = sent_codes.try_code(change.db, context, row, typed)
            if problem is None:
                self._change(change, wanted, confirmed=row.confirmed)
            else:
                change.leave()
        if problem is not None:
            raise problem

    def cancel(self, session: Session, ticket: CodeTicket) -> None:
        """Forget an address that waits for its code. Raises `Problem` SESSION_ENDED."""
        sent_codes.cancel(self.context, session, _PURPOSE, ticket)

    def _change(self, change: Change, address: Email, *, confirmed: bool) -> None:
        found = naming.holder_of(change.db, self.context, address.lookup)
        if found is not None and found.id != change.account_id:
            raise Problem(Refusal.EMAIL_TAKEN)
        naming.change_email(change.db, change.account, address, change.now)
        reset_tokens.end(change.db, change.account_id, reset_tokens.REPLACED)
        change.notify(email_changed(address.address, change.now), confirmed=confirmed)

    def _send(self, db: Transaction, account: Account, row: SentCode, address: Email) -> None:
        """Put a new code on `row` and send it, within `db`; a taken address gets another message instead."""
        context, language = self.context, language_of(account.language)
        assert account.id is not None
        subject = quotas.of_address(self.context, address)
        asker, now = tries.of_account(account.id), context.now()
        wanted = taken_address.find(db, address, language, account.id)
        if wanted.is_former and wanted.is_free:
            # It was the account's own until lately: what others ask for must not use up this quota.
            allowed = quotas.allowed(db, "own-email", f"{subject} {asker}", now, CODES_TO_AN_ADDRESS_AN_HOUR)
        else:
            allowed = quotas.allowed_to_one_of_many(
                db, "change-email", subject, asker, now, CODES_TO_AN_ADDRESS_AN_HOUR
            )

        def letter(code: Secret, expires_at: datetime) -> Letter:
            return new_address_code(code, naming.shown_name(account), expires_at)

        taken_address.send_code(db, context, row, wanted, language, letter, allowed=allowed)

    def _wanted(self, session: Session, ticket: CodeTicket) -> Email:
        """Return the address that waits for the code of a ticket. Raises `Problem` CODE_EXPIRED."""
        return identifiers.email(sent_codes.read_content(self.context, session, _PURPOSE, ticket))

    def _alone_with(self, session: Session, address: Email) -> Names:
        context = self.context
        wanted = naming.identifier(context, address.lookup) + alone.quota(quotas.of_address(context, address))
        return access.name_account(context, session) + wanted
