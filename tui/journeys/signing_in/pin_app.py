"""A terminal of one's own that shows one's PINs (PRODUCT §8, seed 002): registering it, and watching."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

from i18n import Message, _
from store import CodeTicket, OwnTerminal, PinsShown, Problem, Refusal
from store.accounts.store import Store
from store.messages.letters.help_desk import OTHER_PHONE
from tui.journeys import sent_code
from tui.journeys.endings import refused
from tui.journeys.sent_code import Confirming, enter_code
from tui.journeys.signing_in.pin_sign_in import CONTRAST_HELP, document_fields
from tui.pages import Action, Answers, Card, Live, Page, Paragraph, Shown, submit
from tui.unwinding import WentBack
from tui.visit import Visit

Says = Callable[[], Awaitable[tuple[Shown, ...]]]
"""What a `Live` block shows."""
_LEAVE = Action("leave", _("Quit"), leaves=True)
_NO_LONGER = Paragraph(
    _("This terminal no longer shows your PINs. To register it again, enter what is asked for here."), "error"
)
_WATCH_OUT = _("Type a PIN only on a page that shows the same code beside it.")


async def show_pins(visit: Visit, here: OwnTerminal) -> None:
    """Show the PINs of whoever registered this terminal, and register it first where nobody has."""
    with suppress(WentBack):
        while True:
            if (account := await _account(visit, here)) is None:
                await _register(visit, here)
                continue
            try:
                await visit.ask(pins_page(_looking(visit, here), account))
            except Problem as problem:
                gone = problem.refusal is Refusal.PIN_APP_GONE
                visit.say(_NO_LONGER if gone else refused(problem))


async def _account(visit: Visit, here: OwnTerminal) -> str | None:
    """Return whose PINs this terminal shows, None for nobody's."""
    try:
        return (await visit.look(lambda store: store.pin_app.shown(here.secret))).account
    except Problem as problem:
        if problem.refusal is Refusal.PIN_APP_GONE:
            return None
        raise


async def _register(visit: Visit, here: OwnTerminal) -> None:
    """Enter document number and contrast datum, then the code that is sent. Raises `WentBack`."""
    page = document_page()

    def begin(store: Store, answers: Answers) -> CodeTicket:
        nonlocal page
        page = page.filled({"document": answers["document"]})
        return store.pin_app.begin(answers["document"], answers.secret("contrast"), here)

    confirming = Confirming(
        lambda store, ticket: store.pin_app.send_again(ticket),
        lambda store, ticket, code: store.pin_app.confirm(ticket, code, here),
        lambda store, ticket: store.pin_app.cancel(ticket),
    )
    while True:
        ticket = await visit.perform(page, begin)
        with suppress(WentBack):
            await enter_code(visit, ticket, code_page, confirming)
            visit.say(Paragraph(_("This terminal shows your PINs from now on."), "success"))
            return


def _looking(visit: Visit, here: OwnTerminal) -> Says:
    async def says() -> tuple[Shown, ...]:
        try:
            shown = await visit.look(lambda store: store.pin_app.shown(here.secret))
        except Problem as problem:
            if problem.refusal is Refusal.PIN_APP_GONE:
                raise
            # It may be over in a moment: the next look tells.
            return (refused(problem),)
        return live_blocks(shown, visit.now())

    return says


def live_blocks(shown: PinsShown, now: datetime) -> tuple[Shown, ...]:
    if shown.phone_alone:
        return (refused(Problem(Refusal.PIN_PHONE_ALONE)),)
    if shown.pin is None:
        return (Paragraph(_("Waiting for a PIN: choose “Get PIN” where you sign in.")),)
    left = timedelta(seconds=ceil((shown.pin.expires_at - now).total_seconds()))
    caption = _("PIN for the page with the code {code}; {time} left", code=shown.pin.code, time=left)
    return (Card(shown.pin.pin.reveal(), caption),)


def pins_page(says: Says, account: str) -> Page:
    """Return the page that shows what it `says` of the account's PINs."""
    return Page(
        "pins",
        _("PINs of the account {account}", account=account),
        (Live(says), Paragraph(_WATCH_OUT)),
        actions=(_LEAVE,),
        help=(
            _("A PIN that is asked for appears here by itself."),
            _("“macle pin --forget” ends this: your PINs are then shown nowhere."),
        ),
    )


def document_page() -> Page:
    return Page(
        "pin-app",
        _("Show my PINs on this terminal"),
        (Paragraph(_("To see that it is yours, we send a code to the phone you were registered with.")),),
        document_fields(),
        (submit(_("Continue")), _LEAVE),
        help=(
            CONTRAST_HELP,
            _("Your account has one such terminal: another one no longer shows your PINs."),
            _("Whoever can use your system user sees them: share it with nobody."),
        ),
    )


def code_page(ticket: CodeTicket) -> Page:
    said: Message = _("We sent a code by SMS to {phone}.", phone=ticket.sent.address)
    return sent_code.code_page("pin-app-code", _("Confirm with a code by SMS"), said, ticket, (), OTHER_PHONE)
