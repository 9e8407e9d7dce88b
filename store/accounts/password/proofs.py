"""Entering the password again, while signed in."""

from __future__ import annotations

from store.accounts import tries
from store.accounts.context import Context
from store.accounts.signing_in import sessions
from store.problems import Problem, Refusal
from store.rules import passwords
from store.rules.limits import PROOF_LIFE
from store.rules.moments import lies_ahead
from store.rules.secret import Secret
from store.values import Proof, Session


def prove(context: Context, session: Session, password: Secret, field: str = "password") -> Proof:
    """Return the proof that the session's holder knows the password, counting a try at it.

    Raises `Problem` SESSION_ENDED; WRONG_PASSWORD (tries_left, until) of `field`, LOCKED (until).
    """
    typed = Secret(passwords.normalise(password.reveal(), field))
    with context.database.write() as db:
        holder = sessions.require(db, context, session)
        account = holder.account
        account_id = holder.row.account_id
        claimed = tries.claim_of_account(db, context, account_id, tries.PROOF)
    with tries.judging(context, claimed):
        wrapping_key = context.hasher.open(account.verifier, typed)
    with context.database.write() as db:
        # Right or wrong, whose session has ended meanwhile learns nothing.
        holder, now = sessions.require(db, context, session), context.now()
        if holder.account.verifier != account.verifier:
            # What was typed is the password no more.
            raise Problem(Refusal.SESSION_ENDED)
        verifier = account.verifier
        if verifier is not None and wrapping_key is not None and not claimed.was_blocked:
            tries.succeed(db, account_id, tries.PROOF)
            sessions.proved(db, holder, now)
            return Proof(wrapping_key, verifier, now)
        tries.fail(db, context, holder.account, claimed, holder.row.terminal)
    context.outbox.wake()
    raise tries.wrong(Refusal.WRONG_PASSWORD, field, claimed)


def of_session(context: Context, session: Session) -> Proof:
    """Return the proof of a password that was just typed to sign in.

    Raises `Problem` PASSWORD_NEEDED where it has been put away, is older than 20 minutes or from the future.
    """
    proof, now = session.proof, context.now()
    if proof is None or now - proof.made_at > PROOF_LIFE or lies_ahead(proof.made_at, now):
        raise Problem(Refusal.PASSWORD_NEEDED)
    return proof
