"""Pages for whoever cannot go on alone, at 80×24, where the settings say where the help desk is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.app import App

from i18n import LANGUAGES
from store import (
    Challenge,
    CodeTicket,
    Disowned,
    Method,
    Overview,
    Problem,
    ProfileState,
    ProfileStatus,
    Refusal,
    RegisteredLevel,
    Secret,
    SentTo,
    Ways,
)
from tests.help_desk import DESK
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import settle
from tui.journeys.methods import method_codes, phone
from tui.journeys.notices import disowning
from tui.journeys.password import activation, resetting
from tui.journeys.profile import verification
from tui.journeys.signing_in import account
from tui.pages import Page
from tui.screens.app import MacleApp
from tui.surroundings import OWN_TERMINAL
from tui.visit import Visit
from tui.wording import sentence

_THEN = datetime(2026, 3, 14, 12, tzinfo=UTC)
_PHONE = Method("", "phone", Challenge.SENT, "•••• 0134", is_default=True, added_at=_THEN)
_PHONE_TICKET = CodeTicket(
    Secret(""), SentTo("+1 514-555-0134", _THEN + timedelta(minutes=10), _THEN + timedelta(seconds=60))
)
_PENDING = Overview(
    "799704414540",
    "camille-b",
    "camille-b@example.org",
    _THEN,
    None,
    ProfileStatus(None, ProfileState.PENDING, None, None),
    Ways((_PHONE,), 0),
    has_questions=False,
    registered=RegisteredLevel.BASIC,
)
_BLOCKED = Problem(Refusal.ACTIVATION_BLOCKED, "code")
PAGES = (
    activation.blocked_page(sentence(_BLOCKED)),
    activation.code_page(_PHONE_TICKET),
    disowning.done_page(Disowned((), second_step_stays=True, questions_stay=True)),
    method_codes.methods_page(Ways((_PHONE,), 0), _PHONE, not_here=True),
    phone.risk_page(),
    resetting.forgotten_answer_page(),
    verification.before_page(),
    account.account_page(_PENDING, _THEN, OWN_TERMINAL),
)
Snapshot = Callable[[App[Any]], bool]


@IN_EACH
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_page(door: FakeDoor, svg_snapshot: Snapshot, page: Page, code: str) -> None:
    door.settings = replace(door.settings, clock=lambda: _THEN, help_desk=DESK)

    async def journey(visit: Visit) -> None:
        await visit.ask(page)

    app = MacleApp(
        door=door, journey=journey, language=replace(LANGUAGES[code], zone=UTC), language_fixed=True
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert svg_snapshot(app)
