"""What a new password must be, whichever journey sets it."""

from __future__ import annotations

from store.accounts import tries
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.database import alone
from store.database.tables.identity import Account
from store.problems import Problem, Refusal, Refusals
from store.rules import passwords
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from store.rules.secret import Secret


def chosen(policy: Policy, new: Secret, confirmation: Secret, owner: Owner) -> Secret:
    """Return the new password in the form that is hashed.

    Raises `Problem` TOO_LONG, PASSWORD_CHARACTERS, PASSWORD_BREAKS_RULES of `new`, and PASSWORDS_DIFFER
    with it where that is so too.
    """
    refusals, password = Refusals(), ""
    with refusals:
        password = passwords.normalise(new.reveal(), "new")
        passwords.check(policy, password, owner, "new")
    with refusals:
        confirmed = passwords.normalise(confirmation.reveal(), "confirmation")
        if password and confirmed != password:
            raise Problem(Refusal.PASSWORDS_DIFFER, "confirmation")
    refusals.end()
    return Secret(password)


def is_same(context: Context, account_id: int, verifier: str | None, password: Secret) -> bool:
    """Tell whether the new password is the one of `verifier`, counting a try at that; takes one hash.

    For the caller to `refuse_same` at the end of the transaction that would set any other: who is told of a
    password that it is the one there is, and loses nothing with one that is not, could try them all. While
    a wait runs, none is the same: what is asked for is a new password, and that never has to wait.
    """
    try:
        with context.database.write(alone_with=alone.account(account_id)) as db:
            claimed = tries.claim_of_account(db, context, account_id, tries.NEW_PASSWORD)
    except Problem as problem:
        if problem.refusal is not tries.NEW_PASSWORD.locked:
            raise
        return False
    with tries.judging(context, claimed):
        return context.hasher.matches(verifier, password) and not claimed.was_blocked


def refuse_same(same: bool) -> None:
    """Raise `Problem` PASSWORD_SAME, which undoes the transaction, for what `is_same` has found so."""
    if same:
        raise Problem(Refusal.PASSWORD_SAME, "new")


def owner_of(account: Account) -> Owner:
    """Return the names that the account's password must not be made of."""
    return Owner(shown_name(account), account.email or "")
