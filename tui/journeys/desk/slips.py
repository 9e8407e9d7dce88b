"""Slips with activation codes, of which an operator sees the number alone (PRODUCT §8, §10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from i18n import LANGUAGES, Language, Message, _
from store import HandedOver, PersonAtDesk, RegisteredLevel, Session
from store.accounts.store import Store
from store.rules import documents
from tui.journeys.desk import registration_data as data
from tui.journeys.desk.deeds import costs_of_reset
from tui.journeys.desk.reasons import KEPT_ALONE, reason_field
from tui.journeys.desk.registration_data import Typed
from tui.journeys.desk.your_turn import HAND_OVER, hand_over_screen
from tui.journeys.password.password import perform_proved
from tui.pages import BACK, CANCEL, Answers, Bullets, Choice, Facts, Field, Page, Paragraph, Text, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_Done = tuple[HandedOver, Typed]
"""A slip, and what was typed for it."""
_OF_DOCUMENT = ("document", "contrast", "issued")
_AS_BEFORE, _RENEWED = "as-before", "renewed"


async def hand_out_code(visit: Visit, account: str) -> None:
    """Print another activation code for whoever has the account with this ID.

    What was registered of them is corrected with it: the level, and the contrast datum of a renewed document.
    """
    session = visit.signed_in
    person = await visit.look(lambda store: store.people.open(session, account))
    page, of_document = code_page(person), renewed_page()
    while True:
        done = await perform_proved(visit, page, partial(_hand_over, session, account))
        if not isinstance(done, Answers):
            break
        page = page.filled(done.values)
        judge = partial(_refuse_contrast, visit.now().date())
        renewed = partial(_hand_over_renewed, session, account, done)
        try:
            done = await perform_proved(visit, of_document, renewed, judge)
        except WentBack as left:
            of_document = of_document.filled(left.typed)
        else:
            break
    await show_slip(visit, handed_out_page(*done), LANGUAGES[person.language])


def _hand_over(session: Session, account: str, store: Store, answers: Answers) -> _Done | Answers:
    """Return the slip; of a renewed document the answers, as more is to be asked for first."""
    if answers["state"] == _RENEWED:
        store.registration.admit(session)
        return answers
    advanced = _is_raised(answers.values)
    done = store.registration.hand_over_to(session, account, answers["reason"], advanced=advanced)
    return done, answers.values


def _hand_over_renewed(
    session: Session, account: str, before: Answers, store: Store, answers: Answers
) -> _Done:
    done = store.registration.hand_over_to(
        session,
        account,
        before["reason"],
        document=answers["document"],
        contrast=answers["contrast"],
        issued=answers["issued"],
        advanced=_is_raised(before.values),
    )
    return done, {**before.values, **answers.values}


def _refuse_contrast(today: date, _store: Store, answers: Answers) -> None:
    """Refuse a contrast datum while the number is not of its form."""
    document, contrast, issued = (answers[name] for name in _OF_DOCUMENT)
    if contrast:
        data.judge_contrast(document, contrast, issued, today)


def _is_raised(typed: Typed) -> bool:
    return typed.get("level") == RegisteredLevel.ADVANCED.value


async def show_slip(visit: Visit, page: Page, language: Language) -> None:
    """Show the number of a slip until the operator goes on; its person may go on with it at this screen."""
    chosen = ""
    with suppress(WentBack):
        while True:
            chosen = (await visit.ask(replace(page, came_from=chosen))).action
            await hand_over_screen(visit, language)


def code_page(person: PersonAtDesk) -> Page:
    """Ask for the reason, and what has changed of what someone was registered with."""
    is_basic = person.registered is not None and person.registered.level is RegisteredLevel.BASIC
    costs = tuple(costs_of_reset(person)) if person.has_password else ()
    return Page(
        "hand-out-code",
        _("Hand out an activation code"),
        (
            Paragraph(
                _(
                    "The slip for {name} goes to the printer, and to nobody’s screen. The code before no"
                    " longer works then. Every address of the account is told.",
                    name=person.name,
                )
            ),
            *(
                (Paragraph(_("To set another password with the code is a reset:")), Bullets(costs))
                if costs
                else ()
            ),
        ),
        (
            reason_field(KEPT_ALONE, is_told=False),
            *((data.level_choice(),) if is_basic else ()),
            Choice(
                "state", _("Document"), ((_AS_BEFORE, _("as before")), (_RENEWED, _("renewed"))), _AS_BEFORE
            ),
        ),
        (submit(_("Print the slip")), CANCEL),
        help=(
            _("It is for whoever was registered in person, and is there with their document."),
            _("With the code they activate their password, or set another one."),
            _(
                "Printing it also lifts a block of PINs, unless the account was unblocked several times"
                " already."
            ),
            _("The advanced level is for whoever is to sign files, or to use services that need it."),
            _("Of a renewed document you are asked what is new, before anything is printed."),
        ),
    )


def renewed_page() -> Page:
    return Page(
        "renewed-document",
        _("The document was renewed"),
        (Paragraph(_("One-time PINs ask for its new contrast datum from then on.")),),
        (
            Field("document", data.DOCUMENT, form=documents.spanish_document),
            Field("contrast", data.CONTRAST, hint=data.CONTRAST_IN_SHORT),
            Field("issued", data.ISSUED, hint=_("Of a permanent DNI alone."), optional=True),
        ),
        (submit(_("Print the slip")), BACK),
        help=(_("The number is the one that they were registered with."), data.CONTRAST_EXPLAINED),
    )


def handed_out_page(done: HandedOver, typed: Typed) -> Page:
    return slip_page(
        "code-handed-out",
        _("The slip will be printed"),
        done.slip,
        (
            data.HAND_SLIP,
            _(
                "The email address {email} goes with that code: ask them whether it is theirs.",
                email=done.email,
            ),
        ),
        tuple(_corrected(typed)),
        () if done.liftable_at is None else (data.block_stays(done.liftable_at),),
    )


def _corrected(typed: Typed) -> Iterator[tuple[Message, Text]]:
    """Yield what was corrected of the registration, to be compared with the document."""
    if _is_raised(typed):
        yield data.LEVEL, data.LEVELS[RegisteredLevel.ADVANCED.value]
    if typed["state"] == _RENEWED:
        yield data.CONTRAST, data.contrast_read(*(typed[name] for name in _OF_DOCUMENT))


def slip_page(
    name: str,
    title: Message,
    slip: str,
    said: tuple[Message, ...],
    corrected: tuple[tuple[Message, Text], ...] = (),
    warnings: tuple[Message, ...] = (),
) -> Page:
    """The number of a slip, what was `corrected` with it, and what is `said` to its person."""
    return Page(
        name,
        title,
        (
            Facts(((_("Slip"), slip), *corrected)),
            *(Paragraph(one, "warning") for one in warnings),
            *map(Paragraph, said),
            Paragraph(data.SLIP_MISSING_AT_DESK, "quiet"),
        ),
        menu=(replace(HAND_OVER, tone="primary"), BACK),
        help=(
            _("The number of the slip stands on it too, so that it is given to nobody else."),
            _("Hand the screen over, and the person activates their password right here."),
        ),
    )
