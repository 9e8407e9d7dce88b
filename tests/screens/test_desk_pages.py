"""The pages of the help desk, in both languages at 80×24. Look at each difference before accepting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.app import App

from i18n import LANGUAGES, _
from store import (
    AccountState,
    Act,
    ActivationState,
    Acts,
    BusyOperator,
    CanBeRemoved,
    Challenge,
    Happening,
    Hindrance,
    InPerson,
    Method,
    OpenedRemoval,
    PastEvent,
    PersonAtDesk,
    Problem,
    ProfileState,
    ProfileStatus,
    Refusal,
    RegisteredLevel,
    Removable,
    Role,
    TriedSecret,
    Ways,
)
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import settle
from tui.journeys.desk.asking_removal import ask_page, what_is_offered, what_page
from tui.journeys.desk.coming_in import refused_page, sign_in_page
from tui.journeys.desk.deeds import START_RESET, UNBLOCK, deed_page
from tui.journeys.desk.finding import Waiting, desk_page
from tui.journeys.desk.paging import Part
from tui.journeys.desk.person import events_page, person_page
from tui.journeys.desk.removals import approve_page, removal_page, removals_page, withdraw_page
from tui.journeys.desk.supervising import acts_page, export_page, filter_page
from tui.pages import Action, Found, FoundRow, Page
from tui.paper import SystemPaper
from tui.screens.app import MacleApp
from tui.screens.frame import Body
from tui.surroundings import OWN_TERMINAL
from tui.visit import Visit

_NOW = datetime(2026, 11, 14, 9, 41, tzinfo=UTC)
_QUIT = Action("quit", _("Quit"), leaves=True)


def _event(happening: Happening, minutes: int, by: str = "") -> PastEvent:
    moment = _NOW - timedelta(minutes=minutes)
    return PastEvent(happening, moment, "pts/3", 1, moment, by=by)


_EVENTS = (
    _event(Happening.PAGE_OPENED, 0, "odile-desk"),
    _event(Happening.BLOCKED, 12),
    _event(Happening.SIGN_IN_FAILED, 13),
    _event(Happening.SESSIONS_ENDED, 50, "omar-desk"),
)
_PHONE = Method("phone", "phone", Challenge.SENT, "•••• 0134", is_default=False, added_at=_NOW)
PLAIN = PersonAtDesk(
    account="799704414540",
    name="alexandre",
    email="al••••@example.org",
    language="fr",
    role=Role.PERSON,
    role_suspended=False,
    since=_NOW - timedelta(days=60),
    state=AccountState.NORMAL,
    has_password=True,
    reset_due=False,
    password_expired_at=None,
    hindrances=(),
    registered=None,
    profile=ProfileStatus(None, None, None, None),
    ways=Ways((), 0),
    has_questions=False,
    sessions=0,
    events=_EVENTS,
    verification=None,
    may_act=True,
)
_FULL = replace(
    PLAIN,
    name="dominique",
    state=AccountState.BLOCKED,
    hindrances=(
        Hindrance(TriedSecret.PASSWORD, None),
        Hindrance(TriedSecret.SECOND_STEP, _NOW + timedelta(minutes=4)),
    ),
    registered=InPerson(RegisteredLevel.BASIC, "•••• 0119", ActivationState.LIVE, _NOW + timedelta(days=18)),
    profile=ProfileStatus(ProfileState.DEACTIVATED, ProfileState.PENDING, _NOW, _NOW),
    ways=Ways(
        (
            Method("app", "app", Challenge.SHOWN, "Mobile", is_default=True, added_at=_NOW),
            _PHONE,
        ),
        7,
    ),
    has_questions=True,
    sessions=2,
    verification="3f2a9c",
)
"""All that the page can show at once."""
_ACTIVE = ProfileStatus(ProfileState.ACTIVE, None, _NOW, _NOW)
_REMOVAL = OpenedRemoval(
    id="r",
    account=_FULL.account,
    name=_FULL.name,
    of_supervisor=False,
    what=Removable.METHOD,
    kind="phone",
    method_id="phone",
    method=_PHONE,
    other_phone="",
    reason="Lost it on the train.",
    asked_by="odile-desk",
    asked_at=_NOW - timedelta(hours=2),
    approved_by="omar-desk",
    due_at=_NOW + timedelta(hours=23),
    failed=False,
    is_approved=True,
    may_act=True,
    may_approve=False,
)
_ANOTHER_PHONE = replace(
    _REMOVAL,
    id="s",
    what=Removable.REGISTERED_PHONE,
    kind="",
    method_id="",
    method=None,
    other_phone="+34 612 34 56 78",
    approved_by=None,
    is_approved=False,
    may_approve=True,
)
_CAN_LOSE = CanBeRemoved(_FULL.name, _FULL.ways.methods, 7, has_questions=True, phone="•••• 0119")
_REASONS = ("Came with her passport.", "Called, and knew the last sign-ins.", "Left a session open at work.")
_ACTS = tuple(
    Act(
        number,
        _NOW - timedelta(minutes=7 * number),
        "odile-desk",
        happening,
        None,
        "799704414540",
        name,
        reason,
    )
    for number, (happening, name, reason) in enumerate(
        [
            (Happening.PAGE_OPENED, "dominique", ""),
            (Happening.UNBLOCKED, "dominique", _REASONS[0]),
            (Happening.RESET_STARTED, "alexandre", _REASONS[1]),
            (Happening.SESSIONS_ENDED, "noel-expire", _REASONS[2]),
        ]
    )
)
_FILTER = {"operator": "odile-desk", "kind": "resets", "days": "7"}
_BUSY = BusyOperator(
    "odile-desk", Happening.RESET_STARTED, 12, timedelta(hours=1), _NOW - timedelta(hours=3), _NOW
)
_EIGHT_BUSY = tuple(replace(_BUSY, operator=f"odile-{number}") for number in range(8))


async def _find(_query: str, _after: str | None) -> Found:
    names = ("dominique", "dominic-w", "dominika")
    return Found(
        tuple(
            FoundRow(str(number), (name, f"79970441454{number}", f"{name[:2]}••••@example.org", ""))
            for number, name in enumerate(names)
        )
    )


PAGES = (
    sign_in_page("odile-desk", _QUIT),
    replace(refused_page(Problem(Refusal.NOT_ALLOWED), _QUIT), name="desk-refused-role"),
    replace(refused_page(Problem(Refusal.SECOND_STEP_NEEDED), _QUIT), name="desk-refused-step"),
    desk_page(_find, Waiting(3, 2, None), OWN_TERMINAL, "domin"),
    replace(desk_page(_find, Waiting(3, 2, _EIGHT_BUSY), OWN_TERMINAL, "domin"), name="desk-of-supervisor"),
    person_page(PLAIN, (), _NOW, own=False),
    replace(person_page(_FULL, (_REMOVAL,), _NOW, own=False), name="person-full"),
    replace(
        person_page(replace(_FULL, role=Role.OPERATOR, may_act=False), (), _NOW, own=True), name="person-own"
    ),
    events_page(_FULL),
    deed_page(UNBLOCK, _FULL),
    deed_page(START_RESET, replace(PLAIN, profile=_ACTIVE, has_questions=True)),
    removals_page(_("Removals"), Part((_ANOTHER_PHONE, _REMOVAL), 0, 2), _NOW),
    removal_page(_REMOVAL, _NOW, own=False),
    approve_page(_ANOTHER_PHONE),
    withdraw_page(_REMOVAL),
    what_page(_CAN_LOSE, (_REMOVAL,)),
    ask_page(_CAN_LOSE, _FULL.account, next(what_is_offered(_CAN_LOSE, ()))),
    acts_page(Acts(_ACTS, 1), (_BUSY,), _NOW, _FILTER, has_newer=True, saves=True),
    filter_page(_FILTER),
    export_page("macle-operators.csv", SystemPaper.where),
)
_LONG = [page for page in PAGES if page.name in {"acts", "acts-filter", "person-full"}]
"""Lists that are scrolled, and a page that shows all it can; all of each other page is seen at once."""
Snapshot = Callable[[App[Any]], bool]


@IN_EACH
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_page(door: FakeDoor, svg_snapshot: Snapshot, page: Page, code: str) -> None:
    door.settings = replace(door.settings, clock=lambda: _NOW)

    async def journey(visit: Visit) -> None:
        if not page.name.startswith(("desk-sign-in", "desk-refused")):
            visit.where = ("odile-desk",)
        await visit.ask(page)

    language = replace(LANGUAGES[code], zone=UTC)
    app = MacleApp(door=door, journey=journey, language=language, language_fixed=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await settle(pilot, "search")
        assert page in _LONG or app.pages.query_one(Body).max_scroll_y == 0
        assert svg_snapshot(app)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_two_actions_of_a_page_have_one_key_or_one_name(page: Page) -> None:
    keys = [action.key for action in page.choices if action.key]
    assert len(set(keys)) == len(keys)
    assert len({action.name for action in page.choices}) == len(page.choices)
