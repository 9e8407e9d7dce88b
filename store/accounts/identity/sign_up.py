"""Creating an account (PRODUCT §1): its email is confirmed by a code before there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session as Transaction
from sqlmodel import col

from i18n import language_of
from store.accounts import quotas
from store.accounts.context import Context
from store.accounts.identity import naming, taken_address
from store.accounts.identity.new_account import open_account, refuse_taken
from store.accounts.password import new_password
from store.database.tables.sent_codes import SignUpRow
from store.database.watching import trusted
from store.messages.letters.identity import confirmation_code
from store.problems import Problem, Refusal
from store.rules import codes, identifiers
from store.rules.identifiers import Email
from store.rules.limits import (
    CODE_LIFE,
    CODE_REQUESTS_AN_HOUR,
    CODE_RESEND_AFTER,
    CODE_TRIES,
    SIGN_UP_KEPT,
)
from store.rules.moments import lies_ahead
from store.rules.password_rules import Owner
from store.rules.secret import Secret
from store.values import CodeTicket, SentTo


@dataclass(frozen=True)
class SignUp:
    context: Context

    def check_names(self, username: str, email: str) -> None:
        """Raise `Problem` USERNAME_FORM, USERNAME_TAKEN or EMAIL_FORM where no account could be opened.

        A taken email is not told: its owner is, by a message.
        """
        wanted = identifiers.username(username)
        identifiers.email(email)
        with self.context.database.read() as db:
            refuse_taken(db, wanted)

    def begin(
        self, username: str, email: str, new: Secret, confirmation: Secret, language: str
    ) -> CodeTicket:
        """Ask for an account and send a code to the address, or a message to the owner of a taken one.

        Raises what `check_names` raises, PASSWORD_BREAKS_RULES and PASSWORDS_DIFFER.
        """
        context = self.context
        wanted, address = identifiers.username(username), identifiers.email(email)
        chosen = new_password.chosen(context.policy, new, confirmation, Owner(wanted, address.address))
        verifier = context.hasher.make(chosen)
        token, now = Secret(codes.reset_token()), context.now()
        row = SignUpRow(
            mark=self._mark(token),
            username=wanted,
            email=address.address,
            email_lookup=address.lookup,
            language=language_of(language).code,
            verifier=verifier,
            code_mark="",
            tries=0,
            sent_at=now,
            expires_at=now + CODE_LIFE,
        )
        with context.database.write() as db:
            forget_sign_ups(db, trusted(db))
            naming.forget_former_emails(db, trusted(db))
            refuse_taken(db, wanted)
            db.add(row)
            self._send_code(db, row, address)
        return CodeTicket(token, _sent(row))

    def send_again(self, ticket: CodeTicket) -> CodeTicket:
        """Send another code, which replaces the last; past the quota none is, and the last stays.

        Raises `Problem` CODE_TOO_SOON (until), CODE_TRIES_SPENT, CODE_EXPIRED.
        """
        now = self.context.now()
        with self.context.database.write() as db:
            row = db.get(SignUpRow, self._mark(ticket.token))
            if row is None:
                raise Problem(Refusal.CODE_EXPIRED, "code")
            if row.tries >= CODE_TRIES:
                raise Problem(Refusal.CODE_TRIES_SPENT, "code")
            if now < row.sent_at + CODE_RESEND_AFTER and not lies_ahead(row.sent_at, now):
                raise Problem(Refusal.CODE_TOO_SOON, until=row.sent_at + CODE_RESEND_AFTER)
            row.sent_at = now
            db.add(row)
            self._send_code(db, row, Email(row.email, row.email_lookup))
        return replace(ticket, sent=_sent(row))

    def cancel(self, ticket: CodeTicket) -> None:
        """Let nothing wait for the code any more."""
        with self.context.database.write() as db:
            db.exec(delete(SignUpRow).where(col(SignUpRow.mark) == self._mark(ticket.token)))

    def confirm(self, ticket: CodeTicket, code: Secret, terminal: str) -> str:
        """Open the account and return its username.

        Raises `Problem`: CODE_FORM, which costs no try; WRONG_CODE (tries_left), CODE_EXPIRED,
        CODE_TRIES_SPENT, or USERNAME_TAKEN and SIGN_UP_OVER where someone else, or the same person twice, was
        faster.
        """
        typed = codes.read_code(code)
        row = self._claim(ticket)
        if row.code_mark != self._code_mark(row.mark, typed):
            if row.tries >= CODE_TRIES:
                raise Problem(Refusal.CODE_TRIES_SPENT, "code")
            raise Problem(Refusal.WRONG_CODE, "code", tries_left=CODE_TRIES - row.tries)
        with self.context.database.write() as db:
            waiting = db.get(SignUpRow, row.mark)
            if waiting is None or naming.holder_of(db, row.email_lookup) is not None:
                raise Problem(Refusal.SIGN_UP_OVER)
            refuse_taken(db, row.username)
            address = Email(row.email, row.email_lookup)
            open_account(db, row.username, address, row.language, row.verifier, self.context.now(), terminal)
            db.delete(waiting)
        return row.username

    def _claim(self, ticket: CodeTicket) -> SignUpRow:
        """Count a try at the code, and return the sign-up as it is after it."""
        now = self.context.now()
        with self.context.database.write() as db:
            row = db.get(SignUpRow, self._mark(ticket.token))
            if row is None or row.expires_at <= now or lies_ahead(row.sent_at, now):
                raise Problem(Refusal.CODE_EXPIRED, "code")
            if row.tries >= CODE_TRIES:
                raise Problem(Refusal.CODE_TRIES_SPENT, "code")
            db.exec(update(SignUpRow).where(col(SignUpRow.mark) == row.mark).values(tries=row.tries + 1))
            db.refresh(row)
            return row

    def _send_code(self, db: Transaction, row: SignUpRow, address: Email) -> None:
        """Put a new code on `row` and send it, within `db`; a taken address gets another message instead."""
        context, now = self.context, row.sent_at
        code, language = Secret(codes.six_digits()), language_of(row.language)
        subject = context.keys.mark("address", address.lookup)
        if not quotas.allowed(db, "sign-up", subject, now, CODE_REQUESTS_AN_HOUR):
            return
        row.code_mark, row.expires_at = self._code_mark(row.mark, code), now + CODE_LIFE
        # Of a taken address the code is right for nobody: it is sent to nobody.
        letter = confirmation_code(code, row.expires_at)
        wanted = taken_address.look(db, address, language, None)
        taken_address.queue(db, context, letter, wanted, language, None)

    def _mark(self, token: Secret) -> str:
        return self.context.keys.mark("sign-up", token.reveal())

    def _code_mark(self, sign_up: str, code: Secret) -> str:
        return self.context.keys.mark("sign-up code", sign_up, code.reveal())


def _sent(row: SignUpRow) -> SentTo:
    return SentTo(row.email, row.expires_at, row.sent_at + CODE_RESEND_AFTER)


def forget_sign_ups(db: Transaction, now: datetime) -> None:
    """Delete the sign-ups that nobody confirmed, a day after their last code expired."""
    db.exec(delete(SignUpRow).where(col(SignUpRow.expires_at) < now - SIGN_UP_KEPT))
