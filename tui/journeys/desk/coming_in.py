"""Signing in to the help desk: an operator's own account, with its password and its second step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from i18n import Message, _
from store import Problem, Refusal, Session
from store.accounts.store import Store
from tui import wording
from tui.journeys.signing_in.steps import take_steps
from tui.pages import Action, Answers, Bullets, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_SOMEONE_ELSE = Action("sign-in", _("Sign in with another account"), tone="primary", key="f5")

_REFUSED = {
    Refusal.NOT_ALLOWED: _("This account has no role at the help desk."),
    Refusal.SECOND_STEP_NEEDED: _("An operator needs a second step, and this account has none."),
}
"""What is said here in words of its own."""
_WHAT_TO_DO: dict[Refusal, tuple[Message, ...]] = {
    Refusal.NOT_ALLOWED: (
        _("If you work here, the administrator gives you the role: “macle admin operators role”."),
        _("For your own account, start “macle”."),
    ),
    Refusal.SECOND_STEP_NEEDED: (
        _("Start “macle”, and sign in there."),
        _("Open “Sign-in settings”, then “Authenticator app”: “Add”."),
        _("Come back here, and sign in with the app’s code."),
    ),
}


async def come_in(visit: Visit, way_out: Action) -> Session:
    """Sign an operator in, with both steps; who may not work here is told why. Raises `WentBack`."""
    while True:
        session = await _sign_in(visit, way_out)
        problem = await visit.look(partial(_refusal, session))
        if problem is None:
            return session
        await visit.leave()
        await visit.ask(refused_page(problem, way_out))


def _refusal(session: Session, store: Store) -> Problem | None:
    """Return why somebody may not work at the desk; None where they may."""
    try:
        store.decisions.count(session)
    except Problem as problem:
        if problem.refusal is Refusal.SESSION_ENDED:
            raise
        return problem
    return None


@contextmanager
def locked_at_desk() -> Iterator[None]:
    """Refuse a password that waits as the desk says it. Raises `Problem`."""
    try:
        yield
    except Problem as problem:
        if problem.facts.get("until") is None:
            raise
        raise Problem(Refusal.DESK_LOCKED, problem.field, until=problem.until) from None


async def _sign_in(visit: Visit, way_out: Action) -> Session:
    identifier = ""

    def attempt(store: Store, answers: Answers) -> Session:
        nonlocal identifier
        identifier = answers["identifier"]
        with locked_at_desk():
            return store.sign_in.with_password(
                identifier, answers.secret("password"), visit.terminal, visit.place
            )

    while True:
        known_as, visit.known_as = visit.known_as, ""
        session = await visit.sign_in(sign_in_page(known_as, way_out), attempt)
        assert isinstance(session, Session)  # there is nothing else to choose
        try:
            await take_steps(visit, session)
        except WentBack:
            # One step back, to the name that was typed: what the password opened ends.
            await visit.leave()
            visit.know(identifier)
        else:
            return session


def sign_in_page(identifier: str, way_out: Action) -> Page:
    return Page(
        "desk-sign-in",
        _("Help desk"),
        (Paragraph(_("For operators and supervisors: sign in with your own account.")),),
        (
            Field("identifier", _("Username, email or document number"), value=identifier),
            Field("password", _("Password"), secret=True),
        ),
        (submit(_("Sign in")), way_out),
        help=(
            _("Your second step comes next: the desk opens to nobody without one."),
            _("All that you do here is noted under your name, and the person finds it under “My activity”."),
            _("A reset of your password suspends your role, until the administrator gives it back."),
        ),
    )


def refused_page(problem: Problem, way_out: Action) -> Page:
    """Return the page that says why somebody does not work at the desk, and what to do."""
    why = _REFUSED.get(problem.refusal) or wording.sentence(problem)
    steps = _WHAT_TO_DO.get(problem.refusal, ())
    return Page(
        "desk-refused",
        _("The help desk does not open"),
        (
            Paragraph(why, "error"),
            *((Bullets(steps, numbered=problem.refusal is Refusal.SECOND_STEP_NEEDED),) if steps else ()),
        ),
        menu=(_SOMEONE_ELSE, way_out),
    )
