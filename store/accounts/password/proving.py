"""Entering the password again, while signed in."""

from __future__ import annotations

from store.accounts import access, tries
from store.accounts.context import Context
from store.accounts.signing_in import sessions
from store.accounts.tries import Kind
from store.database.sealed_columns import VERIFIER
from store.problems import Problem, Refusal
from store.rules import passwords
from store.rules.levels import Factor
from store.rules.secret import Secret
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword


def prove(
    context: Context, session: Session, password: Secret, field: str = "password", kind: Kind = tries.PROOF
) -> OpenedPassword:
    """Return what the password of the session's holder opens, counting a try at it, of a `kind`.

    Raises `Problem` SESSION_ENDED; WRONG_PASSWORD (tries_left, until) of `field`, LOCKED (until).
    """
    typed = Secret(passwords.normalise(password.reveal(), field))
    with context.database.write(alone_with=access.name_account(context, session)) as db:
        holder = access.require(db, context, session)
        account = holder.account
        claimed = tries.claim_of_account(db, context, holder.account_id, kind)
    with tries.judging(context, claimed):
        verifier = VERIFIER.find_text(context.keys, account)
        wrapping_key = context.hasher.open(verifier, typed)
    with context.database.write(alone_with=access.name_account(context, session)) as db:
        # If the session has ended meanwhile, do not tell whether the password is right.
        holder = access.require(db, context, session)
        if VERIFIER.find_text(context.keys, holder.account) != verifier:
            # The password was changed meanwhile.
            raise Problem(Refusal.SESSION_ENDED)
        if verifier is not None and wrapping_key is not None and not claimed.was_blocked:
            tries.succeed(db, holder.account_id, kind)
            sessions.proved(db, context, holder.row, Factor.PASSWORD)
            return OpenedPassword(wrapping_key, verifier, context.now())
        tries.fail(db, context, holder.account, claimed, holder.terminal)
    raise tries.wrong(Refusal.WRONG_PASSWORD, field, claimed)
