"""Bringing a profile back after a reset, with the personal key (PRODUCT §5, seed 000)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from store.accounts import access, tries
from store.accounts.access import Holder
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.password import proving
from store.accounts.profile import personal_keys, sealed_profile
from store.database.alone import Names
from store.database.sealed_columns import KEY_VERIFIER, KEY_WRAP, VERIFIER
from store.database.tables.identity import Account
from store.database.tables.profile import ProfileRow
from store.events import Happening
from store.problems import Problem, Refusal
from store.rules import paper_codes
from store.rules.secret import Secret
from store.values.profile import PersonalKey, ProfileState
from store.values.signing_in import Session
from store.vault.profile import ProfileKey
from store.vault.sealing import SealBroken


@dataclass(frozen=True)
class Reactivation:
    context: Context

    def key_opens_at(self, session: Session) -> datetime | None:
        """Return when the next key may be tried, None for now. Raises `Problem` PROFILE_CHANGED."""
        with self.context.database.read() as db:
            holder, _row = self._deactivated(db, session)
            return tries.waits_until(db, self.context, holder.account_id, tries.PERSONAL_KEY)

    def check_key(self, session: Session, key: Secret) -> None:
        """Raise unless this is the profile's newest key; it is not used up.

        Raises `Problem` KEY_CHARACTER, KEY_LENGTH (neither counts as a try); WRONG_KEY (tries_left, until),
        KEY_LOCKED (until); PROFILE_CHANGED without a deactivated profile; SESSION_ENDED.
        """
        self._open_with_key(session, key)

    def reactivate(self, session: Session, key: Secret, password: Secret) -> PersonalKey:
        """Let the password open the profile again, unchanged; return its new key; the old one stops working.

        A request for another verification is cancelled. Wrong key or wrong password: nothing changes, and the
        key still works. Raises what `check_key` raises, WRONG_PASSWORD, LOCKED.
        """
        context = self.context
        with context.database.read() as db:
            _holder, row = self._deactivated(db, session)
        profile_key = self._open_with_key(session, key)
        opened = proving.prove(context, session, password)
        proposal = personal_keys.propose(context, profile_key)
        with changing(context, session, destroys=True) as change:
            found = self._profile(change.db, change.holder)
            current = VERIFIER.find_text(context.keys, change.account)
            if found.key_id != row.key_id or current != opened.verifier:
                raise Problem(Refusal.PROFILE_CHANGED)
            if sealed_profile.cancel_request(change.db, found.account_id):
                change.note(Happening.VERIFICATION_CANCELLED)
            sealed_profile.wrap_by_password(context, found, profile_key, opened.wrapping_key)
            personal_keys.install(change, found, proposal, Happening.PROFILE_REACTIVATED)
        return proposal.shown

    def _open_with_key(self, session: Session, key: Secret) -> ProfileKey:
        def find(db: Transaction) -> KeyToTry:
            holder, row = self._deactivated(db, session)
            return KeyToTry(row, holder.account, holder.terminal)

        return open_with_key(self.context, access.name_account(self.context, session), find, key)

    def _deactivated(self, db: Transaction, session: Session) -> tuple[Holder, ProfileRow]:
        holder = access.require(db, self.context, session)
        return holder, self._profile(db, holder)

    def _profile(self, db: Transaction, holder: Holder) -> ProfileRow:
        row = sealed_profile.find(db, holder.account_id, ProfileState.DEACTIVATED)
        if row is None:
            raise Problem(Refusal.PROFILE_CHANGED)
        return row


@dataclass(frozen=True)
class KeyToTry:
    """The profile that a personal key is tried at, whose it is, and the terminal where it is tried."""

    profile: ProfileRow
    account: Account
    terminal: str


def open_with_key(
    context: Context, account: Names, find: Callable[[Transaction], KeyToTry], key: Secret
) -> ProfileKey:
    """Return the key of the profile that `find` finds, by the personal key, counting a try; takes one hash.

    `account` names whose profile it is. If `find` raises meanwhile, whether the key is right is not told.
    Raises `Problem` as `Reactivation.check_key` says, and what `find` raises.
    """
    typed = Secret(paper_codes.PERSONAL_KEY.read(key.reveal(), "key"))
    with context.database.write(alone_with=account) as db:
        row = find(db).profile
        verifier, wrap = KEY_VERIFIER.find_text(context.keys, row), KEY_WRAP.find(context.keys, row)
        if verifier is None or wrap is None:
            raise Problem(Refusal.PROFILE_CHANGED)
        claimed = tries.claim_of_account(db, context, row.account_id, tries.PERSONAL_KEY)
    with tries.judging(context, claimed):
        wrapping_key = context.hasher.open(verifier, typed)
    with context.database.write(alone_with=account) as db:
        found = find(db)
        if found.profile.key_id != row.key_id:
            raise Problem(Refusal.PROFILE_CHANGED)
        if wrapping_key is not None:
            tries.succeed(db, row.account_id, tries.PERSONAL_KEY)
        else:
            tries.fail(db, context, found.account, claimed, found.terminal)
    if wrapping_key is None:
        raise tries.wrong(Refusal.WRONG_KEY, "key", claimed)
    try:
        return ProfileKey.unwrap(wrapping_key, wrap, KEY_WRAP.column, row.id, str(row.account_id), row.key_id)
    except SealBroken:
        raise Problem(Refusal.CORRUPT) from None
