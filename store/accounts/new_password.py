"""What a new password must be, whichever journey sets it."""

from __future__ import annotations

from store.accounts.context import Context
from store.database.tables import Account
from store.problems import Problem, Refusal
from store.rules import passwords
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from store.rules.secret import Secret


def chosen(policy: Policy, new: Secret, confirmation: Secret, owner: Owner) -> Secret:
    """Return the new password in the form that is hashed.

    Raises `Problem` TOO_LONG, PASSWORD_CHARACTERS, PASSWORD_BREAKS_RULES of `new`, PASSWORDS_DIFFER.
    """
    password = passwords.normalise(new.reveal(), "new")
    passwords.check(policy, password, owner, "new")
    if passwords.normalise(confirmation.reveal(), "confirmation") != password:
        raise Problem(Refusal.PASSWORDS_DIFFER, "confirmation")
    return Secret(password)


def refuse_same(context: Context, account: Account, password: Secret) -> None:
    """Raise `Problem` PASSWORD_SAME where the new password is the one the account has."""
    if context.hasher.matches(account.verifier, password):
        raise Problem(Refusal.PASSWORD_SAME, "new")


def owner_of(account: Account) -> Owner:
    """Return the names that the account's password must not be made of."""
    return Owner(account.username, account.email)
