"""Operators and supervisors: accounts with a role, which the administrator gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts.access import OPERATORS
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.desk import roles
from store.accounts.identity import naming
from store.accounts.identity.new_account import (
    NewAccount,
    create_account,
    names_and_password,
    refuse_taken_username,
)
from store.accounts.methods import held
from store.accounts.signing_in import sessions
from store.database import tidying
from store.database.alone import EVERYTHING, Names
from store.database.tables.identity import Account
from store.database.watching import trusted
from store.events import Happening
from store.messages.letters.desk import role_changed, role_given_back
from store.problems import Problem, Refusal
from store.rules import identifiers
from store.rules.identifiers import Email
from store.rules.plain_text import reason_told
from store.rules.secret import Secret
from store.values.desk import Operator, Role


@dataclass(frozen=True)
class Operators:
    """For the administrator's commands and not for pages: the caller is not checked."""

    context: Context

    def check(self, username: str, email: str) -> None:
        """Refuse what `add` would refuse of these two, so that a password is asked for only after that."""
        with self._alone_with_free(identifiers.username(username), identifiers.email(email)):
            pass

    def check_password(self, username: str, email: str, new: Secret, confirmation: Secret) -> None:
        """Refuse what `add` would refuse of a password."""
        names_and_password(self.context, username, email, new, confirmation)

    def refuse_founded(self) -> None:
        """Raise `Problem` ACCOUNTS_EXIST where anyone has an account: then there is no first one to open."""
        with self.context.database.read() as db:
            _refuse_founded(db)

    def add_first(self, username: str, email: str, new: Secret, confirmation: Secret, language: str) -> None:
        """Open the first account of all, a supervisor's, as `add` does.

        Of several who do so at once, one is first. Raises `Problem` ACCOUNTS_EXIST, and what `add` raises.
        """
        context = self.context
        wanted, address, chosen = names_and_password(context, username, email, new, confirmation)
        verifier = context.hasher.make(chosen)
        with self._alone_with_free(wanted, address, EVERYTHING) as db:
            _refuse_founded(db)
            create_account(db, context, NewAccount(wanted, address, language, verifier, Role.SUPERVISOR), "")

    def add(
        self,
        username: str,
        email: str,
        new: Secret,
        confirmation: Secret,
        language: str,
        role: Role,
    ) -> None:
        """Open an account with a role, which cannot be used before it has a second step.

        Its email address is not confirmed by a code. Raises `Problem` NOT_ALLOWED for what is no operator's
        role; what `names_and_password` raises; USERNAME_TAKEN, EMAIL_TAKEN.
        """
        context = self.context
        if role not in OPERATORS:
            raise Problem(Refusal.NOT_ALLOWED)
        wanted, address, chosen = names_and_password(context, username, email, new, confirmation)
        verifier = context.hasher.make(chosen)
        with self._alone_with_free(wanted, address) as db:
            create_account(db, context, NewAccount(wanted, address, language, verifier, role), "")

    @contextmanager
    def _alone_with_free(self, username: str, email: Email, besides: Names = ()) -> Iterator[Transaction]:
        """Write, alone with two identifiers. Raises `Problem` USERNAME_TAKEN, EMAIL_TAKEN."""
        context = self.context
        alone_with = naming.identifier(context, identifiers.lookup(username), email.lookup)
        with context.database.write(alone_with=alone_with + besides) as db:
            refuse_taken_username(db, context, username)
            tidying.forget_former_emails(db, trusted(db))
            if naming.holder_of(db, context, email.lookup) is not None:
                raise Problem(Refusal.EMAIL_TAKEN, "email")
            yield db

    def everyone(self) -> tuple[Operator, ...]:
        """Return the operators and supervisors, by their usernames."""
        with self.context.database.read() as db:
            with_a_role = col(Account.role).in_([role.value for role in OPERATORS])
            accounts = sorted(db.exec(select(Account).where(with_a_role)), key=naming.shown_name)
            return tuple(
                Operator(
                    naming.shown_name(account),
                    Role(account.role),
                    account.role_suspended,
                    account.id is not None and held.has_any(db, account.id),
                )
                for account in accounts
            )

    def set_role(self, username: str, role: Role, reason: str) -> None:
        """Give an account another role, or none but that of a person; its sessions end.

        One that a reset has suspended stays so, unless it is taken away. Raises what
        `reason_told` raises; `Problem` ACCOUNT_UNKNOWN, ROLE_SAME.
        """
        context, why = self.context, reason_told(reason)
        with context.database.write(alone_with=roles.name_account(context, username)) as db:
            account = naming.account_named(db, context, identifiers.lookup(username))
            if account is None:
                raise Problem(Refusal.ACCOUNT_UNKNOWN)
            if account.role == role.value:
                raise Problem(Refusal.ROLE_SAME)
            with changing_account(db, context, account, notifies=False) as change:
                before, account.role = Role(account.role), role.value
                account.role_suspended &= role in OPERATORS
                db.add(account)
                sessions.end_all(db, context, change.account_id)
                change.note(Happening.ROLE_CHANGED, reason=why)
                change.write(role_changed(change.now, before, role, why))

    def give_back(self, username: str, reason: str) -> None:
        """Let a role that was suspended give its rights again, in sessions that begin from now on.

        A session that is open may be of whoever reset the password, and gets no rights. Raises
        what `reason_told` raises; `Problem` OPERATOR_UNKNOWN,
        ROLE_NOT_SUSPENDED.
        """
        context, why = self.context, reason_told(reason)
        with context.database.write(alone_with=roles.name_account(context, username)) as db:
            account = roles.operator_named(db, context, username)
            if not account.role_suspended:
                has_second_step = account.id is not None and held.has_any(db, account.id)
                raise Problem(Refusal.ROLE_NOT_SUSPENDED, has_second_step=has_second_step)
            with changing_account(db, context, account, notifies=False) as change:
                account.role_suspended = False
                db.add(account)
                sessions.end_all(db, context, change.account_id)
                change.note(Happening.ROLE_GIVEN_BACK, reason=why)
                change.write(role_given_back(change.now, why))


def _refuse_founded(db: Transaction) -> None:
    if db.exec(select(Account.id).limit(1)).first() is not None:
        raise Problem(Refusal.ACCOUNTS_EXIST)
