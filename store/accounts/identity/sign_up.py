"""Creating an account (PRODUCT §1), once a code has confirmed its email address."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts import quotas, sent_codes
from store.accounts.context import Context
from store.accounts.identity import naming, taken_address
from store.accounts.identity.new_account import (
    NewAccount,
    create_account,
    names_and_password,
    refuse_taken_username,
)
from store.accounts.sent_codes import Purpose
from store.database import alone, tidying
from store.database.alone import NOTHING, Names
from store.database.sealed_columns import SIGN_UP_VERIFIER
from store.database.tables.sent_codes import SentCode, SignUpRow
from store.database.watching import trusted
from store.messages.letters.identity import confirmation_code
from store.problems import Problem, Refusal, Refusals
from store.rules import codes, identifiers
from store.rules.identifiers import Email
from store.rules.limits import CODES_TO_AN_ADDRESS_AN_HOUR
from store.rules.secret import Secret
from store.values.methods import CodeTicket

_PURPOSE = Purpose.SIGN_UP


@dataclass(frozen=True)
class SignUp:
    context: Context

    def check_names(self, username: str, email: str) -> None:
        """Raise `Problem` USERNAME_FORM or USERNAME_TAKEN, and EMAIL_FORM with it, where so it cannot be.

        That an email is taken is not told here: its owner gets a message.
        """
        refusals = Refusals()
        with refusals:
            self.check_username(username)
        with refusals:
            identifiers.email(email)
        refusals.end()

    def check_username(self, username: str) -> None:
        """Raise `Problem` USERNAME_FORM or USERNAME_TAKEN where there could be no such username."""
        wanted = identifiers.username(username)
        with self.context.database.read() as db:
            refuse_taken_username(db, self.context, wanted)

    def begin(
        self, username: str, email: str, new: Secret, confirmation: Secret, language: str
    ) -> CodeTicket:
        """Ask for an account and send a code to the address, or a message to the owner of a taken one.

        Raises what `names_and_password` raises, and `Problem` USERNAME_TAKEN.
        """
        context = self.context
        wanted, address, chosen = names_and_password(context, username, email, new, confirmation)
        verifier = context.hasher.make(chosen)
        token = Secret(codes.new_token())
        with context.database.write(alone_with=self._alone_with(wanted, address)) as db:
            row = sent_codes.new(context, _PURPOSE, sent_codes.mark(context, _PURPOSE, token), None)
            sign_up = SignUpRow(
                mark=row.mark,
                username=wanted,
                email=address.address,
                email_lookup=address.lookup,
                language=language_of(language).code,
                verifier=SIGN_UP_VERIFIER.seal(context.keys, verifier, row.mark, None),
            )
            tidying.forget_sign_ups(db, trusted(db))
            tidying.forget_former_emails(db, trusted(db))
            refuse_taken_username(db, context, wanted)
            self._send(db, row, sign_up)
            db.flush()  # the sign-up refers to the row
            db.add(sign_up)
        return CodeTicket(token, sent_codes.sent_to(row, sign_up.email))

    def send_again(self, ticket: CodeTicket) -> CodeTicket:
        """Send another code, which replaces the last; past the quota nothing is sent, and the last one works.

        Raises `Problem` CODE_TOO_SOON (until), CODE_TRIES_SPENT, CODE_EXPIRED.
        """
        context = self.context
        with context.database.write(alone_with=self._wanted_by(ticket)) as db:
            row = sent_codes.of_ticket(db, context, _PURPOSE, None, ticket)
            sign_up = db.get_one(SignUpRow, row.mark)
            self._send(db, row, sign_up)
        return replace(ticket, sent=sent_codes.sent_to(row, sign_up.email))

    def cancel(self, ticket: CodeTicket) -> None:
        """Delete the sign-up that waits for the code."""
        with self.context.database.write(alone_with=self._wanted_by(ticket)) as db:
            sent_codes.forget(db, self.context, _PURPOSE, None, ticket)

    def confirm(self, ticket: CodeTicket, code: Secret, terminal: str) -> str:
        """Create the account and return its username.

        Raises `Problem`: CODE_FORM, which costs no try; WRONG_CODE (tries_left), CODE_EXPIRED,
        CODE_TRIES_SPENT; and, the code not used up, USERNAME_TAKEN or SIGN_UP_OVER where someone else was
        faster.
        """
        context, typed = self.context, codes.read_code(code)
        with context.database.write(alone_with=self._wanted_by(ticket)) as db:
            row = sent_codes.of_ticket(db, context, _PURPOSE, None, ticket)
            sign_up = db.get_one(SignUpRow, row.mark)
            problem = sent_codes.try_code(db, context, row, typed)
            if problem is None:
                self._create(db, sign_up, terminal)
        if problem is not None:
            raise problem
        return sign_up.username

    def _wanted_by(self, ticket: CodeTicket) -> Names:
        """Name the username and the address of the sign-up that waits for a ticket's code, if one does."""
        context = self.context
        with context.database.read() as db:
            row = sent_codes.find(db, context, _PURPOSE, ticket.token)
            sign_up = None if row is None else db.get(SignUpRow, row.mark)
        if sign_up is None:
            return NOTHING
        return self._alone_with(sign_up.username, Email(sign_up.email, sign_up.email_lookup))

    def _alone_with(self, username: str, address: Email) -> Names:
        wanted = naming.identifier(self.context, identifiers.lookup(username), address.lookup)
        return wanted + alone.quota(quotas.of_address(self.context, address))

    def _create(self, db: Transaction, sign_up: SignUpRow, terminal: str) -> None:
        context, address = self.context, Email(sign_up.email, sign_up.email_lookup)
        if naming.holder_of(db, context, address.lookup) is not None:
            raise Problem(Refusal.SIGN_UP_OVER)
        refuse_taken_username(db, context, sign_up.username)
        verifier = SIGN_UP_VERIFIER.open_text(context.keys, sign_up)
        wanted = NewAccount(sign_up.username, address, sign_up.language, verifier)
        create_account(db, context, wanted, terminal)

    def _send(self, db: Transaction, row: SentCode, sign_up: SignUpRow) -> None:
        """Put a new code on `row` and send it, within `db`; a taken address gets another letter instead."""
        context, language = self.context, language_of(sign_up.language)
        address = Email(sign_up.email, sign_up.email_lookup)
        subject, an_hour = quotas.of_address(self.context, address), CODES_TO_AN_ADDRESS_AN_HOUR
        allowed = quotas.allowed(db, "sign-up", subject, context.now(), an_hour)
        wanted = taken_address.find(db, address, language, None)
        taken_address.send_code(db, context, row, wanted, language, confirmation_code, allowed=allowed)
