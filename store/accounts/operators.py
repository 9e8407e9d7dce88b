"""Operators and supervisors: accounts with a role, which the administrator gives."""

from __future__ import annotations

from dataclasses import dataclass

from store.accounts import naming, new_password
from store.accounts.context import Context
from store.accounts.opening import open_account, refuse_taken
from store.database.watching import trusted
from store.problems import Problem, Refusal
from store.rules import identifiers
from store.rules.password_rules import Owner
from store.rules.secret import Secret
from store.values import Role


@dataclass(frozen=True)
class Operators:
    """For whoever has the machine, and not for the pages: nothing here asks who is calling."""

    context: Context

    def add(
        self,
        username: str,
        email: str,
        new: Secret,
        confirmation: Secret,
        language: str,
        role: Role,
    ) -> None:
        """Open an account with a role. Its email is taken at the administrator's word.

        Raises `Problem` USERNAME_FORM, USERNAME_TAKEN, EMAIL_FORM, EMAIL_TAKEN; and of the password as a
        sign-up does.
        """
        context = self.context
        wanted, address = identifiers.username(username), identifiers.email(email)
        owner = Owner(wanted, address.address)
        verifier = context.hasher.make(new_password.chosen(context.policy, new, confirmation, owner))
        with context.database.write() as db:
            refuse_taken(db, wanted)
            naming.forget_former_emails(db, trusted(db))
            if naming.holder_of(db, address.lookup) is not None:
                raise Problem(Refusal.EMAIL_TAKEN, "email")
            open_account(db, wanted, address, language, verifier, context.now(), "", role)
