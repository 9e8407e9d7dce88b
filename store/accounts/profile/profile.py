"""A person's own profile: its first personal key, seeing it again, another key (PRODUCT §4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import access
from store.accounts.access import Holder
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.password import proving
from store.accounts.profile import personal_keys, sealed_profile
from store.accounts.profile.sealed_profile import IDENTITY, PERSONAL_KEY
from store.accounts.profile.stated_identity import read
from store.accounts.signing_in import sessions
from store.database.sealed_columns import VERIFIER
from store.database.tables.profile import ProfileRow
from store.events import Happening
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.profile import OpenedProfile, PersonalKey, ProfileState, ProfileStatus
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword
from store.vault.profile import ProfileKey
from store.vault.sealing import SealBroken


@dataclass(frozen=True)
class Profile:
    context: Context

    def status(self, session: Session) -> ProfileStatus:
        """Return how far the profile has come. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            account_id = access.require(db, self.context, session).account_id
            return sealed_profile.status(db, self.context, account_id)

    def activate(self, session: Session, password: Secret | None = None) -> PersonalKey:
        """Make the first key of an accepted profile, which is active from then on.

        By the `password`, or without one by the session of someone who has just signed in. Raises `Problem`
        SESSION_ENDED, PASSWORD_NEEDED, WRONG_PASSWORD, LOCKED; PROFILE_CHANGED where none is accepted.
        """
        holder = self._required(session, ProfileState.ACCEPTED)
        if password is None:
            opened = sessions.just_opened(self.context, holder)
            # This works once: later the password has to be typed.
            self.context.opened_passwords.forget_session(holder.row.mark)
        else:
            opened = proving.prove(self.context, session, password)
        return self._new_key(session, opened, ProfileState.ACCEPTED, Happening.PROFILE_ACTIVATED)

    def open(self, session: Session, password: Secret) -> OpenedProfile:
        """Return the identity and the current key, which has just been tried on it, from the database.

        Raises as `activate` does; PROFILE_CHANGED without one, CORRUPT where the key or the password does not
        open it any more.
        """
        self._required(session, ProfileState.ACTIVE)
        opened = proving.prove(self.context, session, password)
        row, profile_key = self._opened(session, opened, ProfileState.ACTIVE)
        assert row.identity is not None
        assert row.personal_key is not None
        assert row.key_id is not None
        assert row.key_made_at is not None
        assert row.verified_at is not None
        try:
            key = Secret(profile_key.unseal(PERSONAL_KEY, row.personal_key, row.key_id).decode())
            identity = profile_key.unseal(IDENTITY, row.identity)
        except SealBroken:
            raise Problem(Refusal.CORRUPT) from None
        personal_keys.check_opens(self.context, row, key)
        return OpenedProfile(read(identity), row.verified_at, PersonalKey(key, row.key_made_at, row.key_id))

    def check_current(self, session: Session, key: PersonalKey) -> None:
        """Raise `Problem` PROFILE_CHANGED unless this is still the profile's key; SESSION_ENDED.

        For whoever shows a key for longer than it took to make.
        """
        with self.context.database.read() as db:
            self._current(db, session, key)

    def note_kept(self, session: Session, key: PersonalKey) -> None:
        """Note that the person has saved the key. Raises as `check_current` does."""
        with self.context.database.write(alone_with=access.name_account(self.context, session)) as db:
            row = self._current(db, session, key)
            row.key_kept_at = self.context.now()
            db.add(row)

    def replace_key(self, session: Session, password: Secret) -> PersonalKey:
        """Make another key; the old one stops working. Raises as `open` does."""
        self._required(session, ProfileState.ACTIVE)
        opened = proving.prove(self.context, session, password)
        return self._new_key(session, opened, ProfileState.ACTIVE, Happening.KEY_REPLACED)

    def _new_key(
        self, session: Session, opened: OpenedPassword, state: ProfileState, happening: Happening
    ) -> PersonalKey:
        context = self.context
        row, profile_key = self._opened(session, opened, state)
        proposal = personal_keys.propose(context, profile_key)
        with changing(context, session, destroys=True) as change:
            found = self._profile(change.db, change.holder, state)
            same = found.id == row.id and found.key_id == row.key_id
            if not same or VERIFIER.find_text(context.keys, change.account) != opened.verifier:
                raise Problem(Refusal.PROFILE_CHANGED)
            personal_keys.install(change, found, proposal, happening)
        # The sign-in does not need it any more.
        context.opened_passwords.forget(change.account_id)
        return proposal.shown

    def _opened(
        self, session: Session, opened: OpenedPassword, state: ProfileState
    ) -> tuple[ProfileRow, ProfileKey]:
        """Raises `Problem` PASSWORD_NEEDED where another password, or another hash of it, came meanwhile."""
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session)
            row = self._profile(db, holder, state)
        if VERIFIER.find_text(self.context.keys, holder.account) != opened.verifier:
            raise Problem(Refusal.PASSWORD_NEEDED)
        return row, sealed_profile.opened_by_password(self.context, row, opened.wrapping_key)

    def _current(self, db: Transaction, session: Session, key: PersonalKey) -> ProfileRow:
        row = self._profile(db, access.require(db, self.context, session), ProfileState.ACTIVE)
        if row.key_id != key.id:
            raise Problem(Refusal.PROFILE_CHANGED)
        return row

    def _required(self, session: Session, state: ProfileState) -> Holder:
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session)
            self._profile(db, holder, state)
            return holder

    def _profile(self, db: Transaction, holder: Holder, state: ProfileState) -> ProfileRow:
        row = sealed_profile.find(db, holder.account_id, state)
        if row is None:
            raise Problem(Refusal.PROFILE_CHANGED)
        return row
