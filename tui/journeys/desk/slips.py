"""Slips with activation codes, of which an operator sees the number alone (PRODUCT §8, §10)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from i18n import LANGUAGES, Language, Message, _
from store import HandedOver, Session
from store.accounts.store import Store
from store.rules.plain_text import plain_text
from tui.journeys.desk.registration_data import HAND_SLIP, REASON, REASON_KEPT, SLIP_MISSING_AT_DESK
from tui.journeys.desk.your_turn import HAND_OVER, hand_over_screen
from tui.journeys.password.password import perform_proved
from tui.pages import BACK, CANCEL, Answers, Facts, Field, Page, Paragraph, submit
from tui.visit import Visit, WentBack


async def hand_out_code(visit: Visit, account: str) -> None:
    """Print another activation code for whoever has the account with this ID."""
    session = visit.signed_in
    person = await visit.look(lambda store: store.people.open(session, account))
    done = await perform_proved(visit, code_page(person.name), partial(_hand_over, session, account))
    await show_slip(visit, handed_out_page(done), LANGUAGES[person.language])


def _hand_over(session: Session, account: str, store: Store, answers: Answers) -> HandedOver:
    return store.registration.hand_over_to(session, account, answers["reason"])


async def show_slip(visit: Visit, page: Page, language: Language) -> None:
    """Show the number of a slip until the operator goes on; its person may go on with it at this screen."""
    chosen = ""
    with suppress(WentBack):
        while True:
            chosen = (await visit.ask(replace(page, came_from=chosen))).action
            await hand_over_screen(visit, language)


def code_page(name: str) -> Page:
    return Page(
        "hand-out-code",
        _("Hand out an activation code"),
        (
            Paragraph(_("The slip for {name} goes to the printer, and to nobody’s screen.", name=name)),
            Paragraph(_("The code before no longer works then. All their addresses are told.")),
        ),
        (Field("reason", REASON, form=partial(plain_text, field="reason")),),
        (submit(_("Print the slip")), CANCEL),
        help=(
            _("It is for whoever was registered in person, and is there with their document."),
            _("With the code they activate their password, or set another one. It lifts a block."),
            REASON_KEPT,
        ),
    )


def handed_out_page(done: HandedOver) -> Page:
    return slip_page(
        "code-handed-out",
        _("The slip will be printed"),
        done.slip,
        (
            HAND_SLIP,
            _(
                "The email address {email} goes with that code: ask them whether it is theirs.",
                email=done.email,
            ),
        ),
    )


def slip_page(name: str, title: Message, slip: str, said: tuple[Message, ...]) -> Page:
    """The number of a slip, and what is `said` to its person."""
    return Page(
        name,
        title,
        (
            Facts(((_("Slip"), slip),)),
            *map(Paragraph, said),
            Paragraph(SLIP_MISSING_AT_DESK, "quiet"),
        ),
        menu=(replace(HAND_OVER, tone="primary"), BACK),
        help=(
            _("The number of the slip stands on it too, so that it is given to nobody else."),
            _("Hand the screen over, and the person activates their password right here."),
        ),
    )
