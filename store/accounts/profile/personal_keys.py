"""Making a personal key, which is tried on the profile in the database before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session as Transaction

from store.accounts.change import Change
from store.accounts.context import Context
from store.accounts.profile import certificates, sealed_profile
from store.accounts.profile.sealed_profile import IDENTITY, PERSONAL_KEY
from store.database import alone
from store.database.sealed_columns import (
    CANDIDATE_VERIFIER,
    CANDIDATE_WRAP,
    KEY_VERIFIER,
    KEY_WRAP,
)
from store.database.tables.profile import Certificate, KeyCandidate, ProfileRow
from store.events import Happening
from store.messages.letters.profile import new_personal_key
from store.problems import Problem, Refusal
from store.rules import paper_codes
from store.rules.secret import Secret
from store.values.profile import PersonalKey, ProfileState
from store.vault.profile import ProfileKey
from store.vault.sealing import SealBroken


@dataclass(frozen=True)
class Proposal:
    """A key that was tried, and is not yet the profile's; with it, where one is due, a certificate."""

    candidate: str
    key: Secret
    made_at: datetime
    certificate: Certificate | None = None

    @property
    def shown(self) -> PersonalKey:
        return PersonalKey(self.key, self.made_at, self.candidate)


def propose(context: Context, profile_key: ProfileKey) -> Proposal:
    """Make a key for the profile, write it beside the one there is, and open the identity with it.

    Takes two hashes. Raises `Problem` CORRUPT where what was written does not open, PROFILE_CHANGED where the
    profile was destroyed meanwhile.
    """
    key, now, candidate = Secret(paper_codes.PERSONAL_KEY.new()), context.now(), token_hex(16)
    derived = context.hasher.derive(key)
    of_profile = alone.account_by_row(ProfileRow.id, profile_key.profile)
    with context.database.write(alone_with=of_profile) as db:
        row = db.get(ProfileRow, profile_key.profile)
        if row is None or row.identity is None:
            raise Problem(Refusal.PROFILE_CHANGED)
        profile, wrap = row.id, profile_key.wrap(derived.wrapping_key, KEY_WRAP.column, candidate)
        db.add(
            KeyCandidate(
                id=candidate,
                profile_id=profile,
                key_verifier=CANDIDATE_VERIFIER.seal(context.keys, derived.verifier, candidate, profile),
                key_wrap=CANDIDATE_WRAP.seal(context.keys, wrap, candidate, profile),
                personal_key=profile_key.seal(PERSONAL_KEY, key.reveal().encode(), candidate),
                made_at=now,
            )
        )
    _try(context, candidate, key)
    return Proposal(candidate, key, now, certificates.make_missing(context, profile_key))


def install(change: Change, row: ProfileRow, proposal: Proposal, happening: Happening) -> None:
    """Put the proposed key into the profile, active from now on; the one before is dead."""
    row.state = ProfileState.ACTIVE.value
    _promote(change.db, change.context, row, proposal)
    # What became of an earlier request is in the history, and no longer what one has to know.
    sealed_profile.forget_ended(change.db, row.account_id)
    change.notify(new_personal_key(proposal.made_at), happening)
    certificates.keep(change, proposal.certificate)


def _promote(db: Transaction, context: Context, row: ProfileRow, proposal: Proposal) -> None:
    candidate = db.get(KeyCandidate, proposal.candidate)
    if candidate is None:
        raise Problem(Refusal.PROFILE_CHANGED)
    row.key_id, row.key_made_at = candidate.id, candidate.made_at
    for came, goes in ((CANDIDATE_VERIFIER, KEY_VERIFIER), (CANDIDATE_WRAP, KEY_WRAP)):
        goes.put(context.keys, row, came.open(context.keys, candidate))
    row.personal_key, row.key_kept_at = candidate.personal_key, None
    db.add(row)
    sealed_profile.forget_candidates(db, row.id)


def check_opens(context: Context, row: ProfileRow, key: Secret) -> None:
    """Raise `Problem` CORRUPT unless the profile's personal key opens its identity. Takes one hash."""
    verifier, wrap = KEY_VERIFIER.find_text(context.keys, row), KEY_WRAP.find(context.keys, row)
    _open_identity(context, row, key, row.key_id, verifier, wrap)


def _try(context: Context, candidate_id: str, key: Secret) -> None:
    with context.database.read() as db:
        candidate = db.get(KeyCandidate, candidate_id)
        row = None if candidate is None else db.get(ProfileRow, candidate.profile_id)
    if candidate is None or row is None or row.identity is None:
        raise Problem(Refusal.PROFILE_CHANGED)
    verifier = CANDIDATE_VERIFIER.open_text(context.keys, candidate)
    _open_identity(context, row, key, candidate.id, verifier, CANDIDATE_WRAP.open(context.keys, candidate))


def _open_identity(
    context: Context,
    row: ProfileRow,
    key: Secret,
    key_id: str | None,
    verifier: str | None,
    wrap: bytes | None,
) -> None:
    wrapping_key = None if verifier is None else context.hasher.open(verifier, key)
    try:
        if wrapping_key is None or wrap is None or row.identity is None:
            raise SealBroken
        opened = ProfileKey.unwrap(wrapping_key, wrap, KEY_WRAP.column, row.id, str(row.account_id), key_id)
        opened.unseal(IDENTITY, row.identity)
    except SealBroken:
        raise Problem(Refusal.CORRUPT) from None
