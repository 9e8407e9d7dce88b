"""Signing in (PRODUCT §1)."""

from __future__ import annotations

from i18n import _
from store import PersonalKey, ProfileState, Session
from store.accounts.store import Store
from store.rules.limits import FAILURES_BEFORE_A_WAIT
from tui.journeys.endings import and_back
from tui.journeys.profile.personal_key import show_new_key
from tui.journeys.profile.profile import first_key_of
from tui.journeys.signing_in.account import account
from tui.journeys.signing_in.steps import take_steps
from tui.pages import BACK, Action, Answers, Field, Page, submit
from tui.unwinding import IdleTooLong, LeadsTo, WentBack
from tui.visit import Chosen, Journey, Visit

_FORGOT = Action("forgot-password", _("Forgot password"))


async def sign_in(visit: Visit, first: Journey | None = None) -> None:
    """Sign in with any identifier and the password; then the account page, until signing out.

    A journey that someone signs in for comes `first`; else what they wanted before.
    """
    identifier = ""
    wanted, visit.wanted = first or visit.wanted, None

    def attempt(store: Store, answers: Answers) -> Session:
        nonlocal identifier
        identifier = answers["identifier"]
        return store.sign_in.with_password(
            identifier, answers.secret("password"), visit.terminal, visit.place
        )

    while True:
        known_as, visit.known_as = visit.known_as, ""
        session = await visit.sign_in(sign_in_page(known_as), attempt)
        if isinstance(session, Chosen):
            # A password that is forgotten is no way to what they wanted.
            raise LeadsTo(_FORGOT.name)
        try:
            await take_steps(visit, session)
            break
        except WentBack:
            # One step back, to the name that was typed: what the password opened ends.
            await visit.leave()
            visit.know(identifier)
        except LeadsTo:
            visit.wanted = wanted
            raise
    try:
        with visit.within(session.username):
            key = await _first_key(visit, session)
            if key is not None:
                await and_back(visit, show_new_key(visit, key))
            if wanted is not None:
                await and_back(visit, wanted(visit))
            await account(visit)
    except IdleTooLong:
        # It is their own terminal: the name was on it until now.
        visit.know(identifier)
        raise


async def _first_key(visit: Visit, session: Session) -> PersonalKey | None:
    """Return the key of a profile that was accepted meanwhile, made with the password that was just typed."""
    overview = await visit.look(lambda store: store.account.overview(session))
    accepted = overview.profile.request is ProfileState.ACCEPTED
    return await first_key_of(visit) if accepted else None


def sign_in_page(identifier: str = "") -> Page:
    return Page(
        "sign-in",
        _("Sign in"),
        fields=(
            Field("identifier", _("Username, email or document number"), value=identifier),
            Field("password", _("Password"), secret=True),
        ),
        actions=(submit(_("Sign in")), BACK),
        menu=(_FORGOT,),
        help=(
            _(
                "After {count} wrong passwords you have to wait, longer each time. The page says until when.",
                count=FAILURES_BEFORE_A_WAIT,
            ),
            _("If you forgot your password, reset it by email: that ends the wait too."),
            _("Where you signed in before, other people’s wrong passwords do not make you wait."),
        ),
    )
