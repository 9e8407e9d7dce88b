"""The certificate that someone of the advanced level signs with, sealed with its key under the profile's.

It is made once the profile is active, goes with it through a reset and back, and is revoked with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.accounts.change import Change
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.profile.sealed_profile import IDENTITY
from store.accounts.profile.stated_identity import read
from store.accounts.upkeep import certificate_authority
from store.database.tables.profile import Certificate, ProfileRow
from store.events import Happening
from store.problems import Problem, Refusal
from store.values.identity import RegisteredLevel
from store.vault.profile import ProfileKey
from store.vault.sealing import SealBroken

_CERTIFICATE, _PRIVATE_KEY = "certificate", "private_key"
"""What the profile's key seals of one, bound to its serial number."""


@dataclass(frozen=True, repr=False)
class Opened:
    """A certificate and its private key, both in DER."""

    certificate: bytes
    private_key: bytes


def make_missing(context: Context, profile_key: ProfileKey) -> Certificate | None:
    """Return a certificate to `keep` for the profile's owner, where one is due and there is none yet.

    It is due at the advanced level alone. Not within a transaction: the authority's own key may be made.
    Raises `Problem` CORRUPT where the profile's key does not open it.
    """
    account_id = int(profile_key.account)
    with context.database.read() as db:
        if registered.level(db, context, account_id) is not RegisteredLevel.ADVANCED:
            return None
        row = db.get(ProfileRow, profile_key.profile)
        if row is None or row.identity is None or _find(db, context, row.id) is not None:
            return None
    # Loads what few need.
    from store.vault import certifying

    try:
        name = read(profile_key.unseal(IDENTITY, row.identity)).legal_name
    except SealBroken:
        raise Problem(Refusal.CORRUPT) from None
    authority, now = certificate_authority.key(context), context.now()
    issued = certifying.issue(authority.content, authority.public, name, now)
    return Certificate(
        serial=issued.serial,
        account_id=account_id,
        profile_id=row.id,
        certificate=profile_key.seal(_CERTIFICATE, issued.certificate, issued.serial),
        private_key=profile_key.seal(_PRIVATE_KEY, issued.private_key, issued.serial),
        made_at=now,
        expires_at=issued.expires_at,
    )


def keep(change: Change, made: Certificate | None) -> None:
    """Give the account the certificate that was made for it, if one was.

    Raises `Problem` PROFILE_CHANGED where another came meanwhile: what nobody keeps, nobody could revoke.
    """
    if made is None:
        return
    if _find(change.db, change.context, made.profile_id) is not None:
        raise Problem(Refusal.PROFILE_CHANGED)
    change.db.add(made)
    change.note(Happening.CERTIFICATE_MADE)


def opened(context: Context, profile_key: ProfileKey, made: Certificate | None) -> Opened:
    """Return what the profile's owner signs with: the certificate that there is, or the one just `made`.

    Raises `Problem` CORRUPT where the profile's key does not open it, or there is none.
    """
    with context.database.read() as db:
        row = _find(db, context, profile_key.profile) or made
    if row is None or row.certificate is None or row.private_key is None:
        raise Problem(Refusal.CORRUPT)
    try:
        return Opened(
            profile_key.unseal(_CERTIFICATE, row.certificate, row.serial),
            profile_key.unseal(_PRIVATE_KEY, row.private_key, row.serial),
        )
    except SealBroken:
        raise Problem(Refusal.CORRUPT) from None


def revoke(change: Change, profile_id: str) -> bool:
    """Revoke what was made for a profile, whose key goes, and destroy it; tell whether there was anything."""
    rows = change.db.exec(_not_revoked(profile_id)).all()
    for row in rows:
        row.certificate = row.private_key = None
        row.revoked_at = change.now
        change.db.add(row)
        change.note(Happening.CERTIFICATE_REVOKED)
    return bool(rows)


def _find(db: Transaction, context: Context, profile_id: str) -> Certificate | None:
    """Return the certificate of a profile that can be signed with; None where it expired or there is none."""
    return db.exec(_not_revoked(profile_id).where(col(Certificate.expires_at) > context.now())).first()


def _not_revoked(profile_id: str) -> SelectOfScalar[Certificate]:
    is_of_profile = col(Certificate.profile_id) == profile_id
    return select(Certificate).where(is_of_profile, col(Certificate.revoked_at).is_(None))
