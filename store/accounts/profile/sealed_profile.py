"""What other use cases do to a person's profile, within their own transactions."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session as Transaction
from sqlmodel import col, select
from sqlmodel import delete as deleting

from store.accounts.context import Context
from store.database.sealed_columns import PASSWORD_WRAP, REASON
from store.database.tables.profile import KeyCandidate, ProfileRow
from store.problems import Problem, Refusal
from store.values.profile import ProfileState, ProfileStatus
from store.vault.profile import ProfileKey
from store.vault.sealing import SealBroken

IDENTITY, PERSONAL_KEY = "identity", "personal_key"
"""What the profile's own key seals."""

_PROFILES = frozenset({ProfileState.ACTIVE, ProfileState.DEACTIVATED})
REQUESTS = frozenset({ProfileState.PENDING, ProfileState.ACCEPTED})
_ENDED = frozenset({ProfileState.REFUSED, ProfileState.CANCELLED})
_NEWEST_FIRST = (
    select(ProfileRow)
    .where(col(ProfileRow.account_id) == bindparam("account_id"))
    .where(col(ProfileRow.state).in_(bindparam("states", expanding=True)))
    .order_by(col(ProfileRow.requested_at).desc())
)


def find(db: Transaction, account_id: int, *states: ProfileState) -> ProfileRow | None:
    """Return the account's newest profile in one of `states`."""
    of = {"account_id": account_id, "states": [state.value for state in states]}
    return db.exec(_NEWEST_FIRST, params=of).first()


def status(db: Transaction, context: Context, account_id: int) -> ProfileStatus:
    """Return how far the account's profile, and a request for one, have come."""
    profile = find(db, account_id, *_PROFILES)
    request = find(db, account_id, *REQUESTS, *_ENDED)
    return ProfileStatus(
        None if profile is None else ProfileState(profile.state),
        None if request is None else ProfileState(request.state),
        None if profile is None else profile.verified_at,
        None if profile is None else profile.key_made_at,
        "" if request is None else REASON.find_text(context.keys, request) or "",
        profile is None or profile.state != ProfileState.ACTIVE.value or profile.key_kept_at is not None,
    )


def opened_by_password(context: Context, row: ProfileRow, wrapping_key: bytes) -> ProfileKey:
    """Return the profile's key, by what the password yields. Raises `Problem` CORRUPT where it does not."""
    wrap, column = PASSWORD_WRAP.find(context.keys, row), PASSWORD_WRAP.column
    if wrap is None:
        raise Problem(Refusal.PROFILE_CHANGED)
    try:
        return ProfileKey.unwrap(wrapping_key, wrap, column, row.id, str(row.account_id))
    except SealBroken:
        raise Problem(Refusal.CORRUPT) from None


def wrap_by_password(context: Context, row: ProfileRow, profile_key: ProfileKey, wrapping_key: bytes) -> None:
    """Let the password open the profile, by what it yields."""
    PASSWORD_WRAP.put(context.keys, row, profile_key.wrap(wrapping_key, PASSWORD_WRAP.column))


def rewrap(
    db: Transaction, context: Context, account_id: int, old_wrapping_key: bytes, new_wrapping_key: bytes
) -> None:
    """Let the new password open all that the old one opened; all or, raising `Problem` CORRUPT, nothing."""
    wrapped = [row for row in _rows(db, account_id) if row.password_wrap is not None]
    opened = [opened_by_password(context, row, old_wrapping_key) for row in wrapped]
    for row, profile_key in zip(wrapped, opened, strict=True):
        wrap_by_password(context, row, profile_key, new_wrapping_key)
        db.add(row)


def close_after_reset(db: Transaction, account_id: int) -> ProfileState | None:
    """Deactivate an active profile, or cancel a request, and return which; None where there was neither."""
    cancelled = cancel_request(db, account_id)
    active = find(db, account_id, ProfileState.ACTIVE)
    if active is not None:
        active.state, active.password_wrap = ProfileState.DEACTIVATED.value, None
        db.add(active)
        forget_candidates(db, active.id)
        return ProfileState.DEACTIVATED
    return ProfileState.CANCELLED if cancelled else None


def cancel_request(db: Transaction, account_id: int) -> bool:
    """Cancel the account's request, if there is one, and destroy what it sealed."""
    request = find(db, account_id, *REQUESTS)
    if request is not None:
        destroy(db, request, ProfileState.CANCELLED)
    return request is not None


def destroy(db: Transaction, row: ProfileRow, state: ProfileState) -> None:
    """Keep of a profile that it was `state`, and nothing else."""
    forget_candidates(db, row.id)
    row.state = state.value
    row.identity = row.password_wrap = row.key_wrap = row.personal_key = row.for_operator = None
    row.key_id = row.key_verifier = row.key_made_at = row.key_kept_at = row.verified_at = None
    db.add(row)


def forget_ended(db: Transaction, account_id: int) -> None:
    """Delete what is left of refused and cancelled requests."""
    for row in _rows(db, account_id):
        if ProfileState(row.state) in _ENDED:
            delete(db, row)


def delete(db: Transaction, row: ProfileRow) -> None:
    """Keep nothing of a profile."""
    forget_candidates(db, row.id)
    db.delete(row)


def forget_candidates(db: Transaction, profile_id: str) -> None:
    """Delete the keys that were proposed for a profile."""
    db.exec(deleting(KeyCandidate).where(col(KeyCandidate.profile_id) == profile_id))


def refuse(db: Transaction, context: Context, row: ProfileRow, reason: str) -> None:
    """Keep of a request that it was refused, and why, and nothing else."""
    destroy(db, row, ProfileState.REFUSED)
    REASON.put(context.keys, row, reason)


def _rows(db: Transaction, account_id: int) -> list[ProfileRow]:
    return list(db.exec(select(ProfileRow).where(col(ProfileRow.account_id) == account_id)))
