"""What typed passwords have opened, kept in memory as long as the sign-in needs it."""

from __future__ import annotations

import threading
from collections.abc import Callable
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
    """By the account and the mark of the session. Thread-safe; nothing of it is ever stored.

    What is older than 20 minutes is forgotten whenever the store is asked for anything by a session.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, str], OpenedPassword] = {}

    def keep(self, account_id: int, session: str, opened: OpenedPassword) -> None:
        """Keep it for a session, in the place of what was kept before."""
        with self._lock:
            self._kept[account_id, session] = opened

    def of(self, account_id: int, session: str) -> OpenedPassword | None:
        """Return what is kept for a session, None where nothing is."""
        with self._lock:
            return self._kept.get((account_id, session))

    def forget(self, account_id: int) -> None:
        """Keep nothing for an account."""
        self._forget(lambda account, _session, _opened: account == account_id)

    def forget_session(self, *marks: str) -> None:
        """Keep nothing for a session, by what its mark can be; its account need not be known."""
        self._forget(lambda _account, of, _opened: of in marks)

    def forget_old(self, now: datetime) -> None:
        """Keep nothing that was typed more than 20 minutes ago, or lies in the future."""
        self._forget(
            lambda _account, _session, opened: (
                now - opened.typed_at > PROOF_LIFE or lies_ahead(opened.typed_at, now)
            )
        )

    def clear(self) -> None:
        """Keep nothing."""
        self._forget(lambda *_kept: True)

    def _forget(self, when: Callable[[int, str, OpenedPassword], bool]) -> None:
        with self._lock:
            self._kept = {
                (account, session): opened
                for (account, session), opened in self._kept.items()
                if not when(account, session, opened)
            }
