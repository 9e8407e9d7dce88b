"""The help desk of the demo, where every request for verification is accepted at once (PRODUCT §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from i18n import Message, _
from store import PendingVerification, Problem, Refusal, Secret, Session, Stage

if TYPE_CHECKING:
    from store.accounts.store import Store

_FOR_A_MOMENT = Secret("Boussole-2026?")


OPERATOR = "odile-desk"


def accepted_words(username: str) -> Message:
    """Return what tells that a request was accepted."""
    return _("{operator} accepted the request of {username}.", operator=OPERATOR, username=username)


class Desk:
    """One operator, who works with an account of her own as every operator does."""

    def __init__(self, password: str) -> None:
        self._password = Secret(password)
        self._session: Session | None = None
        self._locked_out = False

    def accept_all(self, store: Store) -> tuple[str, ...]:
        """Accept what waits, and return the usernames of those who asked. Blocks.

        What cannot be accepted now waits for the next time; or for good, once someone changed her password.
        """
        accepted: list[str] = []
        try:
            for request in self._pending(store):
                # Nobody may accept their own.
                if request.username != OPERATOR and self._session is not None:
                    store.verifications.accept(self._session, request.id)
                    accepted.append(request.username)
        except Problem as problem:
            # Tried again and again, a wrong password would block the account.
            self._locked_out = problem.refusal is Refusal.WRONG_SIGN_IN
        return tuple(accepted)

    def _pending(self, store: Store) -> tuple[PendingVerification, ...]:
        if self._session is not None:
            try:
                return store.verifications.pending(self._session)
            except Problem as problem:
                if problem.refusal is not Refusal.SESSION_ENDED:
                    raise
                self._session = None
        if self._locked_out:
            return ()
        self._session = self._sign_in(store)
        return store.verifications.pending(self._session)

    def _sign_in(self, store: Store) -> Session:
        session = store.sign_in.with_password(OPERATOR, self._password, "")
        if session.stage is Stage.PASSWORD_DUE:
            # Everyone in the demo keeps the one password, which a year later takes another one between.
            session = store.password.change_expired(session, _FOR_A_MOMENT, _FOR_A_MOMENT)
            store.password.change(session, _FOR_A_MOMENT, self._password, self._password)
        return session.settled()
