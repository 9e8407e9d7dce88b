"""The main pages of the journeys, in both languages at 80×24. Look at each difference before accepting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from i18n import LANGUAGES, _
from store import (
    Challenge,
    CodeTicket,
    ContactDetails,
    Disowned,
    Enrolment,
    Happening,
    Identity,
    ListedService,
    LivePin,
    Method,
    Missing,
    NoticedChange,
    OpenedReset,
    OpenedService,
    Overview,
    PastEvent,
    PersonalInformation,
    PersonalKey,
    PinsShown,
    PinStanding,
    PinTerminal,
    ProfileState,
    ProfileStatus,
    Secret,
    SentTo,
    ShownPin,
    Ways,
)
from store.rules import totp
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES
from store.rules.phone import judge_form
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import settle
from tui.journeys import privacy
from tui.journeys.identity import email_address, forgotten_username, personal_information, sign_up
from tui.journeys.methods import app, confirming, method_codes, phone, recovery_codes, words
from tui.journeys.methods.method_codes import Sending
from tui.journeys.notices import disowning
from tui.journeys.password import (
    activation,
    forgotten_password,
    password,
    recovery_questions,
    reset,
    resetting,
)
from tui.journeys.password.new_password import password_checks
from tui.journeys.profile import personal_key, profile, reactivation, signature
from tui.journeys.profile.keep import COPY, DOWNLOAD, PRINT
from tui.journeys.profile.verification import confirm_page, identity_page
from tui.journeys.signing_in import (
    account,
    bank,
    one_time_pin,
    pin_app,
    pin_sign_in,
    pin_terminal,
    service_first,
    services,
    settings,
)
from tui.journeys.signing_in.sign_in import sign_in_page
from tui.journeys.welcome import welcome
from tui.pages import Action, Page, Shown
from tui.screens.app import MacleApp
from tui.surroundings import OWN_TERMINAL
from tui.visit import Visit

_THEN = datetime(2026, 3, 14, 12, tzinfo=UTC)
_judge = partial(judge_form, language="en")
_KEY = PersonalKey(Secret("7K3MX9Q2RB5TD8WA"), _THEN, "")
_CHECKS = password_checks(POLICIES["sales-connect"], Owner("alexandre", "alexandre@example.org"))
_IDENTITY = Identity("Camille Été", date(1990, 5, 31), "dni", "12345678Z", "1, rue du Puits, Montréal")
_PHONE = Method("", "phone", Challenge.SENT, "•••• 0134", is_default=True, added_at=_THEN)
_BACKUP = Method("backup", "phone", Challenge.SENT, "•••• 5678", is_default=False, added_at=_THEN)
_APP = Method("app", "app", Challenge.SHOWN, "Aegis", is_default=False, added_at=_THEN)
_SENT = SentTo(_PHONE.name, _THEN + timedelta(minutes=10), _THEN + timedelta(seconds=42))
_APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_ENROLMENT = Enrolment(_APP.name, Secret(_APP_SECRET), Secret(totp.address(_APP_SECRET, "camille-b")))
_CODES = tuple(Secret(f"{number}{number}7K3-MX9Q{number}") for number in range(10))
_PHONE_TICKET = CodeTicket(
    Secret(""), SentTo("+1 514-555-0134", _THEN + timedelta(minutes=10), _THEN + timedelta(seconds=60))
)
_EMAIL_TICKET = replace(_PHONE_TICKET, sent=replace(_PHONE_TICKET.sent, address="alexandre@example.org"))
_CHANGES = tuple(
    NoticedChange(number, happening, _THEN + timedelta(minutes=number), kind)
    for number, (happening, kind) in enumerate(
        (
            (Happening.EMAIL_CHANGED, None),
            (Happening.QUESTIONS_SET, None),
            (Happening.METHOD_ADDED, "app"),
            (Happening.METHOD_REMOVED, "phone"),
        )
    )
)
_OVERVIEW = Overview(
    "799704414540",
    "camille-b",
    "camille-b@example.org",
    _THEN,
    None,
    ProfileStatus(ProfileState.DEACTIVATED, None, _THEN, _THEN),
    Ways((), 0),
    has_questions=False,
)
_PIN_TERMINAL = PinTerminal("pts/3", _THEN)
_FILE = Path("/home/camille/Documents/2026/notice to quit.pdf")
_HISTORY = (
    PastEvent(Happening.SIGNED_IN, _THEN, "192.0.2.7", 1, _THEN),
    PastEvent(Happening.SERVICE_OPENED, _THEN, "192.0.2.7", 1, _THEN, service="taxes"),
    PastEvent(Happening.USERNAME_SENT, _THEN, "", 24, _THEN - timedelta(days=2)),
    PastEvent(Happening.RESET_REQUESTED, _THEN, "tty1", 10_000, _THEN - timedelta(days=200)),
    *(
        PastEvent(happening, _THEN - timedelta(days=201), "pts/7", 1, _THEN, earlier=1)
        for happening in (
            Happening.SIGNED_OUT,
            Happening.PASSWORD_CHANGED,
            Happening.SIGNED_IN,
            Happening.RECOVERY_CODES_MADE,
            Happening.METHOD_ADDED,
            Happening.SIGNED_OUT,
        )
    ),
)
_TAXES = ListedService("taxes", (("en", "Tax office"), ("fr", "Centre des impôts")), 2, Missing.SECOND_STEP)
_SERVICES = (
    ListedService("library", (("en", "Public library"), ("fr", "Bibliothèque publique")), 1),
    _TAXES,
    ListedService("school", (("en", "School"), ("fr", "École")), 2, Missing.METHOD),
    ListedService("registry", (("en", "Land registry"), ("fr", "Registre foncier")), 3, Missing.REGISTRATION),
)
_OPENED = OpenedService(
    Secret(f"https://taxes.example.org/came?statement=eyJ{'hbGciOiJFUzI1NiIsImtpZCI6I' * 15}"),
    _THEN + timedelta(seconds=60),
)
_DETAILS = ContactDetails(
    "Camille",
    "Été",
    "Les Serrures réunies",
    address="1, rue du Puits",
    city="Montréal",
    country="CA",
    phone_number="+15145550134",
)
_INFORMATION = PersonalInformation(_OVERVIEW.account_number, _OVERVIEW.email, _DETAILS, 1)
_MOVED = replace(_DETAILS, company="", address="48, côte du Moulin", city="Lévis", postal_code="G6V 3A1")
_INVITED = OpenedReset(
    Owner("camille-b", "camille-b@example.org"),
    _THEN + timedelta(days=14),
    ProfileStatus(None, None, None, None),
    invites=True,
)
_PIN = LivePin("Q4ZT", _THEN + timedelta(minutes=10), _THEN + timedelta(seconds=42))


async def _pins_shown() -> tuple[Shown, ...]:
    pin = ShownPin("Q4ZT", Secret("7KB"), _THEN + timedelta(minutes=9, seconds=18))
    return pin_app.live_blocks(PinsShown("321125217748", pin, phone_alone=False), _THEN)


_WAYS = (COPY, DOWNLOAD, PRINT)
PAGES = (
    sign_in_page(),
    sign_up.names_page(LANGUAGES["en"]),
    sign_up.code_page(_EMAIL_TICKET),
    password.change_page(_CHECKS),
    forgotten_password.forgot_page(),
    forgotten_password.sent_page("alexandre@example.org"),
    reset.token_page(),
    reset.set_password_page(POLICIES["sales-connect"], _INVITED),
    activation.activation_page(),
    activation.code_page(_PHONE_TICKET),
    activation.set_password_page(POLICIES["sales-connect"], replace(_INVITED, is_first=True)),
    activation.next_code_page("7K3M-X9Q2-RB5T", _THEN, _WAYS),
    activation.kept_page(),
    activation.renewal_page(),
    resetting.question_page(3),
    resetting.forgotten_answer_page(),
    recovery_questions.choice_page([]),
    recovery_questions.answers_page((3, 7, 11), replaces=True),
    account.account_page(_OVERVIEW, _THEN, OWN_TERMINAL),
    services.services_page(_SERVICES),
    services.needs_page(
        _TAXES, _("This service needs a second step, and your account has none yet."), services.TO_SETTINGS
    ),
    services.service_page(_TAXES, _OPENED, copies=True),
    service_first.services_page(_SERVICES),
    service_first.ways_page(_TAXES),
    account.activity_page(_HISTORY, {"taxes": _("Tax office")}, has_newer=True),
    personal_information.information_page(_INFORMATION, Ways((_PHONE, _APP), 0)),
    personal_information.update_page(_INFORMATION, LANGUAGES["en"]),
    personal_information.changes_page(_DETAILS, _MOVED),
    settings.settings_page(replace(_OVERVIEW, ways=Ways((_PHONE,), 0), pin_terminal=_PIN_TERMINAL)),
    pin_terminal.remove_page(_PIN_TERMINAL),
    identity_page("nir", _THEN.date()),
    confirm_page(_IDENTITY),
    profile.open_profile_page(),
    signature.sign_page(),
    signature.signed_page(_FILE, _FILE.with_name(f"{_FILE.name}.p7s"), copies=True),
    personal_key.key_page(_KEY, _WAYS, new=True),
    personal_key.dictation_page(_KEY),
    reactivation.have_key_or_not_page(),
    reactivation.enter_key_page(None),
    reactivation.without_key_page(),
    privacy.privacy_page(),
    forgotten_username.forgot_page(),
    forgotten_username.sent_page("alexandre@example.org"),
    bank.bank_page(),
    disowning.code_page(),
    disowning.only_change_page(_CHANGES[0]),
    disowning.first_change_page(_CHANGES),
    disowning.done_page(Disowned(_CHANGES, second_step_stays=False, questions_stay=False)),
    replace(
        disowning.done_page(Disowned(_CHANGES[:1], second_step_stays=True, questions_stay=True)),
        name="disowned-and-it-stays",
    ),
    replace(
        disowning.done_page(Disowned((), second_step_stays=False, questions_stay=True)),
        name="disowned-and-questions-stay",
    ),
    pin_sign_in.document_page(),
    one_time_pin.obtain_page(PinStanding(None, has_app=False, phone=_PHONE.name, phone_alone=False)),
    one_time_pin.pin_page(
        PinStanding(_PIN, has_app=False, phone=_PHONE.name, phone_alone=False),
        _PIN,
    ),
    replace(
        account.account_page(replace(_OVERVIEW, username=None, by_pin=True), _THEN, OWN_TERMINAL),
        name="account-by-pin",
    ),
    pin_app.document_page(),
    pin_app.code_page(_PHONE_TICKET),
    pin_app.pins_page(_pins_shown, "321125217748"),
    replace(resetting.question_page(3, Ways((_PHONE,), 0)), name="question-of-a-thief"),
    replace(resetting.question_page(3, Ways((), 0)), name="question-of-a-thief-alone"),
    confirming.choice_page(Ways((_PHONE, _APP), 7), words.PHONE.why_confirm(_BACKUP.name)),
    replace(
        confirming.choice_page(Ways((_APP,), 0), words.APP.why_confirm(_APP.name), words.PHONE.spent),
        name="confirm-with-another",
    ),
    replace(
        confirming.confirmed_page(phone.delete_page(_BACKUP), _PHONE, Sending((), _SENT)),
        name="delete-phone-confirmed",
    ),
    replace(
        confirming.confirmed_page(app.delete_page(_APP), None, Sending()),
        name="delete-app-confirmed",
    ),
    replace(
        confirming.confirmed_page(phone.replacement_page(_BACKUP, "", _judge), _PHONE, Sending((), _SENT)),
        name="replace-phone-confirmed",
    ),
    confirming.confirmed_page(recovery_codes.make_page(replaces=True), _APP, Sending()),
    replace(
        confirming.confirmed_page(email_address.address_page("alexandre@example.org", ""), _APP, Sending()),
        name="change-email-confirmed",
    ),
    email_address.address_page("alexandre@example.org", ""),
    email_address.code_page(_EMAIL_TICKET),
    method_codes.code_page(_APP),
    method_codes.code_page(_PHONE, sent=_SENT),
    method_codes.recovery_code_page(),
    method_codes.methods_page(Ways((_PHONE, _BACKUP, _APP), 7), _PHONE, not_here=True),
    recovery_codes.codes_left_page(3),
    recovery_codes.codes_page(_CODES, _THEN, _WAYS, replaces=True),
    recovery_codes.kept_page(),
    app.name_page(""),
    app.app_page(_ENROLMENT, copies=True),
    app.change_page(_APP, only=False),
    app.delete_page(_APP),
    phone.number_page("", _judge),
    phone.country_page("079 123 45 67", {"country-CH": "+41791234567", "country-FR": "+33791234567"}),
    phone.code_page(_PHONE_TICKET),
    phone.backup_page(),
    phone.risk_page(),
    phone.change_page(replace(_PHONE, is_default=False), only=False),
    phone.delete_page(_PHONE),
    method_codes.spent_page(
        words.PHONE.spent,
        Action("sign-in", _("Sign in again"), tone="primary"),
        _THEN + timedelta(seconds=30),
    ),
)
_DONE = {
    "password-changed": (password.CHANGED,),
    "app-added": app.added(replace(_APP, is_default=True)),
    "email-changed": email_address.changed("alexandre@example.org", "a@example.org", confirmed=True),
}
Snapshot = Callable[[App[Any]], bool]


@IN_EACH
@pytest.mark.parametrize(
    "page",
    [
        page if number % 2 == 0 else pytest.param(page, marks=pytest.mark.more)
        for number, page in enumerate(PAGES)
    ],
    ids=lambda page: page.name,
)
async def test_page(door: FakeDoor, svg_snapshot: Snapshot, page: Page, code: str) -> None:
    door.settings = replace(door.settings, clock=lambda: _THEN)

    async def journey(visit: Visit) -> None:
        await visit.ask(page)

    app = MacleApp(
        door=door, journey=journey, language=replace(LANGUAGES[code], zone=UTC), language_fixed=True
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert svg_snapshot(app)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_buttons_of_a_form_send_it_or_leave_it_and_all_else_is_in_its_menu(page: Page) -> None:
    assert not page.fields or all(action.submits or action.leaves for action in page.actions)
    assert len({action.name for action in page.choices}) == len(page.choices)


@IN_EACH
@pytest.mark.parametrize("size", [(80, 24), (120, 44)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_qr_code(door: FakeDoor, svg_snapshot: Snapshot, size: tuple[int, int], code: str) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(app.app_page(_ENROLMENT, copies=True))

    front = MacleApp(door=door, journey=journey, language=LANGUAGES[code], language_fixed=True)
    async with front.run_test(size=size) as pilot:
        await settle(pilot)
        if size == (80, 24):
            await pilot.press("up", "enter")
            await pilot.pause()
        assert svg_snapshot(front)


@IN_EACH
async def test_welcome(door: FakeDoor, svg_snapshot: Snapshot, code: str) -> None:
    app = MacleApp(
        door=door, journey=welcome, language=replace(LANGUAGES[code], zone=UTC), language_fixed=True
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert svg_snapshot(app)


@IN_EACH
@pytest.mark.parametrize("done", _DONE)
async def test_what_was_done(door: FakeDoor, svg_snapshot: Snapshot, done: str, code: str) -> None:
    door.settings = replace(door.settings, clock=lambda: _THEN)

    async def journey(visit: Visit) -> None:
        with visit.within("camille-b"), visit.within(_("Sign-in settings")):
            visit.say(*_DONE[done])
            await visit.ask(settings.settings_page(_OVERVIEW))

    front = MacleApp(
        door=door, journey=journey, language=replace(LANGUAGES[code], zone=UTC), language_fixed=True
    )
    async with front.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert svg_snapshot(front)
