"""Signing in (PRODUCT §1): unknown, wrong and blocked get one answer, in words and in time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session as Transaction

from store.accounts import events, methods, profiles, sessions, tries
from store.accounts.context import Context
from store.accounts.naming import account_named
from store.database.tables import Account
from store.problems import Problem, Refusal
from store.rules import identifiers, passwords, throttle
from store.rules.secret import Secret
from store.rules.throttle import Counter
from store.values import Happening, Proof, Session, Stage


@dataclass(frozen=True)
class _Claim:
    """A try at signing in, counted and not yet judged; `account` None for nobody's identifier."""

    account: Account | None
    before: Counter
    after: Counter


@dataclass(frozen=True)
class SignIn:
    context: Context

    def with_password(self, identifier: str, password: Secret, terminal: str) -> Session:
        """Open a session for the account that `identifier` names.

        A session at the second step opens only that, one past the password's life only the change of
        password. Raises `Problem`: WRONG_SIGN_IN (tries_left, until) for a wrong password, nobody's
        identifier, a blocked account or one whose reset is due alike; LOCKED (until) while a wait runs;
        TOO_LONG or PASSWORD_CHARACTERS for what no password can be.
        """
        typed = Secret(passwords.normalise(password.reveal(), "password"))
        return self._judge(self._claim(identifier), typed, terminal)

    def _judge(self, claim: _Claim, typed: Secret, terminal: str) -> Session:
        verifier = self.context.hasher.of_nobody if claim.account is None else claim.account.verifier
        wrapping_key = self.context.hasher.open(verifier, typed)
        blocked = throttle.is_blocked(claim.before) or (claim.account is not None and claim.account.reset_due)
        if claim.account is None or wrapping_key is None or blocked:
            if claim.account is not None:
                assert claim.account.id is not None
                tries.note_wrong(
                    self.context, claim.account.id, tries.PASSWORD, claim.before, claim.after, terminal
                )
            raise tries.wrong(Refusal.WRONG_SIGN_IN, "password", claim.after)
        return self._open(claim, typed, Proof(wrapping_key, verifier, self.context.now()), terminal)

    def _claim(self, identifier: str) -> _Claim:
        lookup = identifiers.lookup(identifier)
        with self.context.database.write() as db:
            account = account_named(db, lookup)
            if account is None:
                subject = "nobody:" + self.context.keys.mark("identifier", lookup)
                return _Claim(None, *tries.claim(db, self.context, subject, tries.PASSWORD))
            assert account.id is not None
            return _Claim(account, *tries.claim_of_account(db, self.context, account.id, tries.PASSWORD))

    def _open(self, claim: _Claim, password: Secret, proof: Proof, terminal: str) -> Session:
        assert claim.account is not None
        assert claim.account.id is not None
        context, now = self.context, self.context.now()
        renewed = self._renewed(password) if context.hasher.is_outdated(proof.verifier) else proof
        with context.database.write(destroys=renewed is not proof) as db:
            account = db.get(Account, claim.account.id)
            assert account is not None
            if account.verifier == proof.verifier and not account.reset_due:
                current = self._rewrapped(db, claim.account.id, proof, renewed)
                account.verifier = current.verifier
                db.add(account)
                tries.succeed(db, claim.account.id, tries.PASSWORD)
                if methods.has_any(db, claim.account.id):
                    stage = Stage.SECOND_STEP
                else:
                    stage = sessions.stage_after_password(context, account)
                    events.record(db, claim.account.id, Happening.SIGNED_IN, now, terminal)
                return replace(sessions.start(db, context, account, terminal, stage), proof=current)
        # Another password since the claim, the same with another cost, or a change that was disowned.
        return self._judge(replace(claim, account=account), password, terminal)

    def _renewed(self, password: Secret) -> Proof:
        """Hash the password again, at the cost that is set now."""
        derived = self.context.hasher.derive(password)
        return Proof(derived.wrapping_key, derived.verifier, self.context.now())

    def _rewrapped(self, db: Transaction, account_id: int, proof: Proof, renewed: Proof) -> Proof:
        """Let `renewed` open all that `proof` opened, and return it; `proof` where a profile is damaged."""
        if renewed is proof:
            return proof
        try:
            profiles.rewrap(db, account_id, proof.wrapping_key, renewed.wrapping_key)
        except Problem:
            # Who has a damaged profile still has an account, and may yet have the personal key.
            return proof
        return renewed
