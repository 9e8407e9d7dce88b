"""What passwords that were just typed open, kept in memory until the sign-in has no more use for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from store.rules.limits import PROOF_LIFE
from store.rules.moments import lies_ahead


@dataclass(frozen=True, repr=False)
class OpenedPassword:
    """What the right password yielded at `typed_at`: the key to what is sealed under it.

    `verifier` is the one that it matched.
    """

    wrapping_key: bytes
    verifier: str
    typed_at: datetime


class OpenedPasswords:
    """By the mark of the session, for 20 minutes at most. Thread-safe; nothing of it is ever stored."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_session: dict[str, OpenedPassword] = {}

    def keep(self, session: str, opened: OpenedPassword) -> None:
        """Keep it for a session, in the place of what was kept before."""
        with self._lock:
            self._forget_old(opened.typed_at)
            self._by_session[session] = opened

    def of(self, session: str, now: datetime) -> OpenedPassword | None:
        """Return what is kept for a session, None where nothing is, or it is too old."""
        with self._lock:
            self._forget_old(now)
            return self._by_session.get(session)

    def forget(self, session: str) -> None:
        """Keep nothing for a session."""
        with self._lock:
            self._by_session.pop(session, None)

    def _forget_old(self, now: datetime) -> None:
        for session, opened in list(self._by_session.items()):
            if now - opened.typed_at > PROOF_LIFE or lies_ahead(opened.typed_at, now):
                del self._by_session[session]
