"""The help desk of the demo, which accepts each request for verification until someone tries the desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from i18n import Language, Message, _
from store import PendingVerification, Problem, Refusal, Secret, Session, Step, ToRegister
from store.settings import HelpDesk, Where
from tui.demo.authenticator import Authenticator

if TYPE_CHECKING:
    from store.accounts.store import Store

_FOR_A_MOMENT = Secret("Boussole-2026?")
_FOR_GOOD = frozenset(
    {Refusal.WRONG_SIGN_IN, Refusal.WRONG_CODE, Refusal.METHOD_GONE, Refusal.ROLE_SUSPENDED}
)
"""Refusals of an account that someone else has changed. Tried again and again, they would block it."""

HELP_DESK = HelpDesk(
    en=Where(
        place="Town hall, 1 Mill Street, ground floor",
        hours="Monday to Friday, 9:00 to 17:00",
        contact="514 555-0100, help@example.org",
    ),
    fr=Where(
        place="Mairie, 1, rue du Moulin, rez-de-chaussée",
        hours="du lundi au vendredi, de 9 h à 17 h",
        contact="514 555-0100, aide@example.org",
    ),
)
OPERATOR, SUPERVISOR = "odile-desk", "omar-desk"
"""Who may be signed in as, to try the help desk."""
DECIDES, REGISTERS = "olive-desk", "oscar-desk"
"""Operators whom nobody is told to sign in as: nobody accepts the verification of whom they registered."""
TRUSTED = "trusted.pem"
_REASON = _("Identity card seen.")


def accepted_words(username: str) -> Message:
    """Return what tells that a request was accepted."""
    return _("{operator} accepted the request of {username}.", operator=DECIDES, username=username)


def rewritten_words() -> Message:
    """Return what tells that the file by which signatures are checked was written anew."""
    return _(
        "{operator} wrote {file} anew, with the list of the certificates revoked by now.",
        operator=DECIDES,
        file=TRUSTED,
    )


def trusted(store: Store) -> str:
    """Return what signatures are checked by: the authority's certificate, and the list of revoked ones."""
    return store.certificates.certificate() + store.certificates.revocation_list()


class Desk:
    """One operator, who works with an account of their own as every operator does.

    The codes of their second step are of an `app` of the desk's own, `method` of their account, and are not
    beside the page: each counts once.
    """

    def __init__(self, username: str, password: str) -> None:
        self.username = username
        self._password = Secret(password)
        self.app = Authenticator()
        self.method = ""
        self._session: Session | None = None
        self._locked_out = False

    def accept_all(self, store: Store, now: datetime, language: Language) -> tuple[str, ...]:
        """Accept what waits, and return the usernames of those who asked. Blocks.

        What cannot be accepted now waits for the next time; or for good, once someone changed how they sign
        in.
        """
        accepted, reason = list[str](), language.say(_REASON)
        try:
            for request in self._pending(store, now):
                if request.may_act and self._session is not None:
                    store.decisions.accept(self._session, request.id, reason)
                    accepted.append(request.username)
        except Problem as problem:
            self._locked_out = problem.refusal in _FOR_GOOD
        return tuple(accepted)

    def register(self, store: Store, now: datetime, person: ToRegister, language: Language) -> None:
        """Register someone who is there with their document. Raises `Problem`."""
        self._session = self._sign_in(store, now)
        store.registration.register(self._session, person, language, language.say(_REASON))

    def _pending(self, store: Store, now: datetime) -> tuple[PendingVerification, ...]:
        if self._session is not None:
            try:
                return store.decisions.pending(self._session)
            except Problem as problem:
                if problem.refusal is not Refusal.SESSION_ENDED:
                    raise
                self._session = None
        if self._locked_out:
            return ()
        self._session = self._sign_in(store, now)
        return store.decisions.pending(self._session)

    def _sign_in(self, store: Store, now: datetime) -> Session:
        session = store.sign_in.with_password(self.username, self._password, "")
        store.second_step.enter(session, self.method, Secret(self.app.codes(now)[0].code))
        if store.sessions.due(session) is Step.NEW_PASSWORD:
            # Everyone in the demo keeps the one password, which a year later takes another one between.
            store.password.change_expired(session, _FOR_A_MOMENT, _FOR_A_MOMENT)
            store.password.change(session, _FOR_A_MOMENT, self._password, self._password)
        return session
