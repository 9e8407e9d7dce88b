"""What has become of a verification of someone's identity."""

from __future__ import annotations

from store import Happening, ProfileState, Session
from tests.town import Town

_SEALED = ("identity", "password_wrap", "key_wrap", "personal_key", "for_operator")


def request_state(town: Town, session: Session) -> ProfileState | None:
    return town.store.profile.status(session).request


def happenings(town: Town, session: Session) -> list[Happening]:
    """Return what happened to the account, the newest first, without the signing in."""
    recent = town.store.history.recent(session)
    return [event.happening for event in recent if event.happening is not Happening.SIGNED_IN]


def sealed_values(town: Town) -> list[bytes]:
    """Return every sealed value of the profiles."""
    rows = town.rows(f"SELECT {', '.join(_SEALED)} FROM profile")
    return [value for row in rows for value in row if value is not None]
