"""Signing in (PRODUCT §1): unknown, wrong and blocked get one answer, in words and in time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session as Transaction

from i18n import ENGLISH
from store.accounts import events, needless_removals, tries
from store.accounts.alike import NO_ID, kept, nobody
from store.accounts.context import Context
from store.accounts.desk import due_removals
from store.accounts.identity import naming
from store.accounts.methods import held
from store.accounts.profile import sealed_profile
from store.accounts.signing_in import places, sessions
from store.database.sealed_columns import VERIFIER
from store.database.tables.identity import Account
from store.events import Happening
from store.problems import Problem, Refusal
from store.rules import identifiers, passwords
from store.rules.levels import Factor
from store.rules.secret import Secret
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword

_NOBODY = "nobody@example.org"
"""Whom the letter that is taken back is written to."""


@dataclass(frozen=True)
class _Claim:
    """A try at signing in, counted and not yet judged; `account` None for nobody's identifier.

    `place` is the mark of where it is made; so is `at_known` where the account was signed in to before.
    """

    account: Account | None
    terminal: str
    place: str
    at_known: str
    tried: tries.Claim


@dataclass(frozen=True)
class SignIn:
    context: Context

    def with_password(self, identifier: str, password: Secret, terminal: str, place: str = "") -> Session:
        """Open a session for the account that `identifier` names.

        `place` says where one sits, by what nobody else can claim; empty where that stands for no one in
        particular. From where the account was signed in to before, only what was tried from there counts,
        and is told of; what a stranger is told is the same whatever the account's owner does.

        Until its sign-in is complete, the session opens only the step that is due. Raises `Problem`:
        WRONG_SIGN_IN (tries_left, until) for a wrong password, nobody's identifier, a blocked account or one
        whose reset is due alike; LOCKED (until) while a wait runs; TOO_LONG or PASSWORD_CHARACTERS for what
        no password can be.
        """
        typed = Secret(passwords.normalise(password.reveal(), "password"))
        due_removals.carry_out_approved(self.context)
        return self._judge(self._claim(identifier, terminal, place), typed)

    def _judge(self, claim: _Claim, typed: Secret) -> Session:
        with tries.judging(self.context, claim.tried):
            verifier = None if claim.account is None else VERIFIER.find_text(self.context.keys, claim.account)
            wrapping_key = self.context.hasher.open(verifier, typed)
        blocked = claim.tried.was_blocked or (claim.account is not None and claim.account.reset_due)
        if verifier is None or wrapping_key is None or blocked:
            self._fail(claim)
            raise tries.wrong(Refusal.WRONG_SIGN_IN, "password", claim.tried)
        return self._open(claim, typed, OpenedPassword(wrapping_key, verifier, self.context.now()))

    def _claim(self, identifier: str, terminal: str, place: str) -> _Claim:
        lookup = identifiers.lookup(identifier)
        alone_with = naming.identifier(self.context, lookup)
        with self.context.database.write(alone_with=alone_with) as db:
            account = naming.account_named(db, self.context, lookup)
            account_id = NO_ID if account is None or account.id is None else account.id
            place = places.mark(db, self.context, account_id, place)
            at_known = places.known(db, account_id, place)
            if account is None:
                tried = tries.claim_of_nobody(db, self.context, lookup, tries.PASSWORD, alone_with)
            else:
                tried = tries.claim_of_account(db, self.context, account_id, tries.PASSWORD, at_known)
            return _Claim(account, terminal, place, at_known, tried)

    def _fail(self, claim: _Claim) -> None:
        """Note that a try was wrong, and warn the account's owner of many.

        For nobody's identifier the same is done and taken back: by its time, no answer tells the two apart.
        """
        context = self.context
        with context.database.write(alone_with=claim.tried.alone_with) as db:
            tries.stays(db, context, claim.tried)
            found = None if claim.account is None else db.get(Account, claim.account.id)
            account = found or nobody(db, _NOBODY, ENGLISH)
            with kept(db, found is not None):
                tries.fail(db, context, account, claim.tried, claim.terminal)

    def _open(self, claim: _Claim, password: Secret, opened: OpenedPassword) -> Session:
        assert claim.account is not None
        assert claim.account.id is not None
        context, now = self.context, self.context.now()
        with tries.judging(context, claim.tried):
            renewed = self._renewed(password) if context.hasher.is_outdated(opened.verifier) else opened
        alone_with, destroys = claim.tried.alone_with, renewed is not opened
        with context.database.write(alone_with=alone_with, destroys=destroys) as db:
            account = db.get(Account, claim.account.id)
            assert account is not None
            if VERIFIER.find_text(context.keys, account) == opened.verifier and not account.reset_due:
                asks_second_step = held.has_any(db, claim.account.id)
                current = self._rewrapped(db, claim.account.id, opened, renewed)
                if current is not opened:
                    VERIFIER.put(context.keys, account, current.verifier)
                    db.add(account)
                if claim.at_known:
                    tries.succeed(db, claim.account.id, tries.PASSWORD, claim.at_known)
                else:
                    tries.take_back(db, claim.tried)
                if not asks_second_step:
                    needless_removals.end_all(
                        db, context, claim.account.id, Happening.SIGNED_IN, claim.terminal
                    )
                    places.remember(db, claim.account.id, claim.place, now)
                    events.record(
                        db,
                        context,
                        claim.account.id,
                        Happening.SIGNED_IN,
                        happened_at=now,
                        terminal=claim.terminal,
                    )
                return sessions.start(
                    db,
                    context,
                    account,
                    claim.terminal,
                    claim.place,
                    proof=Factor.PASSWORD,
                    asks_second_step=asks_second_step,
                    opened=current,
                )
        # Another password since the claim, the same with another cost, or a change that was disowned.
        return self._judge(replace(claim, account=account), password)

    def _renewed(self, password: Secret) -> OpenedPassword:
        """Hash the password again, at the cost that is set now."""
        derived = self.context.hasher.derive(password)
        return OpenedPassword(derived.wrapping_key, derived.verifier, self.context.now())

    def _rewrapped(
        self, db: Transaction, account_id: int, opened: OpenedPassword, renewed: OpenedPassword
    ) -> OpenedPassword:
        """Let `renewed` open all that `opened` does, and return it; `opened` where a profile is damaged."""
        if renewed is opened:
            return opened
        try:
            sealed_profile.rewrap(db, self.context, account_id, opened.wrapping_key, renewed.wrapping_key)
        except Problem:
            # Who has a damaged profile still has an account, and may yet have the personal key.
            return opened
        return renewed
