"""A person's own profile: its first personal key, seeing it again, another key (PRODUCT §4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import events
from store.accounts.context import Context
from store.accounts.notices import notices
from store.accounts.notices.before import Before
from store.accounts.password import proofs
from store.accounts.profile import personal_keys, sealed_profile
from store.accounts.profile.personal_keys import IDENTITY, PERSONAL_KEY, Proposal
from store.accounts.profile.verification import read
from store.accounts.signing_in import sessions
from store.accounts.signing_in.sessions import Holder
from store.database.tables.profile import ProfileRow
from store.messages.letters.profile import new_personal_key
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values import Happening, OpenedProfile, PersonalKey, ProfileState, ProfileStatus, Proof, Session
from store.vault.profile import ProfileKey
from store.vault.sealing import SealBroken


@dataclass(frozen=True)
class Profile:
    context: Context

    def status(self, session: Session) -> ProfileStatus:
        """Return how far the profile has come. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            account_id = sessions.require(db, self.context, session).row.account_id
            return sealed_profile.status(db, self.context, account_id)

    def activate(self, session: Session, password: Secret | None = None) -> PersonalKey:
        """Make the first key of an accepted profile, which is active from then on.

        By the `password`, or without one by the session of someone who has just signed in. Raises `Problem`
        SESSION_ENDED, PASSWORD_NEEDED, WRONG_PASSWORD, LOCKED; PROFILE_CHANGED where none is accepted.
        """
        self._require(session, ProfileState.ACCEPTED)
        proof = self._proof(session, password)
        return self._new_key(session, proof, ProfileState.ACCEPTED, Happening.PROFILE_ACTIVATED)

    def open(self, session: Session, password: Secret) -> OpenedProfile:
        """Return the identity and the current key, which has just been tried on it, from the database.

        Raises as `activate` does; PROFILE_CHANGED without one, CORRUPT where the key or the password does not
        open it any more.
        """
        self._require(session, ProfileState.ACTIVE)
        proof = proofs.prove(self.context, session, password)
        row, profile_key = self._opened(session, proof, ProfileState.ACTIVE)
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
        with self.context.database.write() as db:
            row = self._current(db, session, key)
            row.key_kept_at = self.context.now()
            db.add(row)

    def replace_key(self, session: Session, password: Secret) -> PersonalKey:
        """Make another key; the old one is dead. Raises as `open` does."""
        self._require(session, ProfileState.ACTIVE)
        proof = proofs.prove(self.context, session, password)
        return self._new_key(session, proof, ProfileState.ACTIVE, Happening.KEY_REPLACED)

    def _proof(self, session: Session, password: Secret | None) -> Proof:
        if password is None:
            return proofs.of_session(self.context, session)
        return proofs.prove(self.context, session, password)

    def _new_key(
        self, session: Session, proof: Proof, state: ProfileState, happening: Happening
    ) -> PersonalKey:
        context = self.context
        row, profile_key = self._opened(session, proof, state)
        proposal = personal_keys.propose(context, profile_key)
        with context.database.write(destroys=True) as db:
            holder, found = self._found(db, session, state)
            same = found.id == row.id and found.key_id == row.key_id
            if not same or holder.account.verifier != proof.verifier:
                raise Problem(Refusal.PROFILE_CHANGED)
            install(db, context, holder, found, proposal, happening)
        context.outbox.wake()
        return proposal.shown

    def _opened(self, session: Session, proof: Proof, state: ProfileState) -> tuple[ProfileRow, ProfileKey]:
        """Raises `Problem` PASSWORD_NEEDED where another password, or another hash of it, came meanwhile."""
        with self.context.database.read() as db:
            holder, row = self._found(db, session, state)
        if holder.account.verifier != proof.verifier:
            raise Problem(Refusal.PASSWORD_NEEDED)
        return row, sealed_profile.opened_by_password(row, proof.wrapping_key)

    def _current(self, db: Transaction, session: Session, key: PersonalKey) -> ProfileRow:
        _, row = self._found(db, session, ProfileState.ACTIVE)
        if row.key_id != key.id:
            raise Problem(Refusal.PROFILE_CHANGED)
        return row

    def _require(self, session: Session, state: ProfileState) -> None:
        with self.context.database.read() as db:
            self._found(db, session, state)

    def _found(self, db: Transaction, session: Session, state: ProfileState) -> tuple[Holder, ProfileRow]:
        holder = sessions.require(db, self.context, session)
        row = sealed_profile.find(db, holder.row.account_id, state)
        if row is None:
            raise Problem(Refusal.PROFILE_CHANGED)
        return holder, row


def install(
    db: Transaction,
    context: Context,
    holder: Holder,
    row: ProfileRow,
    proposal: Proposal,
    happening: Happening,
) -> None:
    """Put the proposed key into the profile, active from now on, with its event and its notice."""
    account = holder.account
    before = Before.of(db, context, account)
    row.state = ProfileState.ACTIVE.value
    personal_keys.promote(db, row, proposal)
    # What became of an earlier request is in the history, and no longer what one has to know.
    sealed_profile.forget_ended(db, row.account_id)
    events.record(db, row.account_id, happening, context.now(), holder.row.terminal)
    notices.send(db, context, account, before, new_personal_key(proposal.made_at))
