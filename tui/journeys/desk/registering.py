"""Registering a person who is there with their document (PRODUCT §8, §10)."""

from __future__ import annotations

from datetime import date
from functools import partial

from i18n import LANGUAGES, Language, _
from store import Problem, Refusal, Session, ToRegister
from store.accounts.store import Store
from store.problems import Refusals, refuse_all
from store.rules import documents, identifiers, phone
from store.values.identity import RegisteredLevel
from tui.journeys.desk import registration_data as data
from tui.journeys.desk.reasons import KEPT_ALONE, reason_field
from tui.journeys.desk.registration_data import Typed
from tui.journeys.desk.slips import show_slip, slip_page
from tui.journeys.password.password import perform_proved
from tui.pages import BACK, Answers, Choice, Facts, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit


async def register_person(visit: Visit) -> None:
    """Type what their document and they say, compare it as it was read, and have their slip printed."""
    session, page, today = visit.signed_in, register_page(), visit.now().date()
    check, besides = partial(_check, session, today), partial(_refuse_known, session, today)
    chosen: Typed = {}
    while True:
        typed = await perform_proved(visit, page, check, besides)
        page = page.filled(typed)
        try:
            issued = await _ask_issue_date(visit, typed, today)
            compared = compare_page(typed, issued, visit.language).filled(chosen)
            slip, language = await perform_proved(visit, compared, partial(_register, session, typed, issued))
        except WentBack as left:
            chosen = left.typed
        else:
            break
    await show_slip(visit, registered_page(slip, typed), language)


def _check(session: Session, today: date, store: Store, answers: Answers) -> Typed:
    """Return what was typed, once nothing of it would be refused."""
    store.registration.admit(session)
    document, contrast, refusals = answers["document"], answers["contrast"], Refusals()
    with refusals:
        store.registration.refuse_known_document(session, document)
    with refusals:
        if not data.needs_issue_date(document, contrast):
            data.judge_contrast(document, contrast, "", today)
    with refusals:
        store.registration.refuse_known_email(session, answers["email"])
    refusals.end()
    return answers.values


def _refuse_known(session: Session, today: date, store: Store, answers: Answers) -> None:
    """Refuse what can be judged while something else is not of its form."""
    try:
        _check(session, today, store, answers)
    except Problem as problem:
        if problem.refusal is not Refusal.PASSWORD_NEEDED:
            refuse_all(problem.all)


async def _ask_issue_date(visit: Visit, typed: Typed, today: date) -> str:
    """Return the issue date of a permanent DNI, as it was typed; empty for any other document."""
    document, contrast = typed["document"], typed["contrast"]
    if not data.needs_issue_date(document, contrast):
        return ""

    def judge(_store: Store, answers: Answers) -> str:
        data.judge_contrast(document, contrast, answers["issued"], today)
        return answers["issued"]

    return await visit.perform(issue_date_page(), judge)


def _register(
    session: Session, typed: Typed, issued: str, store: Store, answers: Answers
) -> tuple[str, Language]:
    """Return the number of the person's slip, and their language."""
    language = LANGUAGES[answers["language"]]
    person = ToRegister(
        typed["document"],
        typed["contrast"],
        typed["email"],
        typed["phone"],
        advanced=answers["level"] == RegisteredLevel.ADVANCED.value,
        issued=issued,
    )
    return store.registration.register(session, person, language, typed["reason"]), language


def register_page() -> Page:
    return Page(
        "register",
        _("Register a person"),
        fields=(
            Field("document", data.DOCUMENT, form=documents.spanish_document),
            Field("contrast", data.CONTRAST, hint=data.CONTRAST_IN_SHORT),
            Field("email", data.EMAIL, form=identifiers.email),
            Field("phone", data.PHONE, hint=data.PHONE_IN_SHORT, form=phone.read_number_at_the_desk),
            reason_field(KEPT_ALONE, is_told=False),
        ),
        actions=(submit(_("Continue")), BACK),
        help=(
            _("The document is the person’s own DNI or NIE, and you have it before you."),
            data.CONTRAST_EXPLAINED,
        ),
    )


def issue_date_page() -> Page:
    return Page(
        "register-issued",
        _("Register a person"),
        (Paragraph(_("A permanent DNI has its issue date as contrast datum.")),),
        (Field("issued", data.ISSUED),),
        (submit(_("Continue")), BACK),
        help=(data.CONTRAST_EXPLAINED,),
    )


def compare_page(typed: Typed, issued: str, language: Language) -> Page:
    """What was typed, as it will be used, and what need not be typed; `language` is chosen at first."""
    document = documents.spanish_document(typed["document"])
    return Page(
        "register-compare",
        _("Is this right?"),
        (
            Facts(
                (
                    (data.DOCUMENT, document),
                    (data.CONTRAST, data.contrast_read(document, typed["contrast"], issued)),
                    (data.EMAIL, typed["email"]),
                    (data.PHONE, phone.written(phone.read_number_at_the_desk(typed["phone"]))),
                )
            ),
            Paragraph(_("Compare it with the document, and read the phone number to the person.")),
        ),
        (
            data.level_choice(),
            Choice(
                "language",
                _("Language"),
                tuple((code, each.name) for code, each in LANGUAGES.items()),
                language.code,
            ),
        ),
        (submit(_("Register")), BACK),
        help=(
            _("The advanced level is for whoever is to sign files. Slip and messages are in their language."),
            _("To correct something, go back: nobody is registered so far."),
            _("The slip with the activation code goes to the printer at once; you are shown its number."),
        ),
    )


def registered_page(slip: str, typed: Typed) -> Page:
    number = phone.written(phone.read_number_at_the_desk(typed["phone"]))
    return slip_page(
        "registered",
        _("The person is registered"),
        slip,
        (data.HAND_SLIP, _("Their codes and PINs go to {number}: read it to them.", number=number)),
    )
