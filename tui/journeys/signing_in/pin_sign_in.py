"""Signing in with a one-time PIN (PRODUCT §8, seed 002)."""

from __future__ import annotations

from contextlib import suppress

from i18n import _
from store import Problem, Refusal, Session
from store.accounts.store import Store
from store.rules import documents
from tui.journeys.endings import SIGN_IN, and_back, refused
from tui.journeys.signing_in.account import account
from tui.journeys.signing_in.steps import take_steps
from tui.pages import BACK, Action, Answers, Field, Page, submit
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Journey, Visit

WITH_PASSWORD = Action("with-password", _("Sign in with a password"))
CONTRAST_HINT = _("DNI: expiry date; a permanent one: issue date. NIE: support number.")
CONTRAST_HELP = _(
    "The contrast datum stands on your document: of a DNI its expiry date, such as 17/05/2031; of a permanent"
    " DNI (01/01/9999) its issue date; of a NIE its support number, such as E01234567."
)


async def sign_in_with_pin(visit: Visit, first: Journey | None = None) -> None:
    """Enter document number and contrast datum, then the PIN; then the account page, until signing out.

    A journey that someone signs in for comes `first`.
    """
    page = document_page()

    def begin(store: Store, answers: Answers) -> Session:
        nonlocal page
        page = page.filled({"document": answers["document"]})
        contrast = answers.secret("contrast")
        return store.one_time_pin.begin(answers["document"], contrast, visit.terminal, visit.place)

    while True:
        session = await visit.sign_in(page, begin)
        assert isinstance(session, Session)  # there is nothing else to choose
        try:
            await take_steps(visit, session)
            break
        except WentBack:
            # One step back: a PIN that was made works here until its time is over.
            await visit.leave()
        except LeadsTo:
            visit.wanted = first
            raise
        except Problem as problem:
            if problem.refusal is not Refusal.PIN_PHONE_ALONE:
                raise
            await visit.leave()
            with suppress(WentBack):
                await _lead_to_password(visit, problem, page, first)
    with visit.within(session.username):
        if first is not None:
            await and_back(visit, first(visit))
        await account(visit)


async def _lead_to_password(visit: Visit, problem: Problem, typed: Page, first: Journey | None) -> None:
    """Say why no PIN signs them in. Raises `LeadsTo` to go on with the password, else `WentBack`."""
    await visit.ask(refused_page(problem))
    visit.know(typed.fields[0].value)
    visit.wanted = first
    raise LeadsTo(SIGN_IN.name)


def refused_page(problem: Problem) -> Page:
    return Page(
        "pin-refused",
        _("No one-time PIN signs you in"),
        (refused(problem),),
        menu=(WITH_PASSWORD, BACK),
    )


def document_page() -> Page:
    return Page(
        "pin-document",
        _("Sign in with a one-time PIN"),
        fields=document_fields(),
        actions=(submit(_("Continue")), BACK),
        help=(
            CONTRAST_HELP,
            _("For whoever was registered in person. The next page makes the PIN."),
            _("A PIN opens your services and your activity; what changes your account needs your password."),
        ),
    )


def document_fields() -> tuple[Field, ...]:
    """Return the fields for whose document it is."""
    return (
        Field(
            "document",
            _("Document number"),
            hint=_("DNI or NIE, such as 12345678Z."),
            form=documents.spanish_document,
        ),
        Field("contrast", _("Contrast datum"), hint=CONTRAST_HINT),
    )
