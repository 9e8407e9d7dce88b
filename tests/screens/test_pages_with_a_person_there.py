"""The pages of the help desk for someone who is there, in both languages at 80×24. Look at differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from textual.app import App

from i18n import LANGUAGES, _
from store import (
    ActivationState,
    HandedOver,
    Identity,
    InPerson,
    PendingVerification,
    RegisteredLevel,
    Secret,
    Session,
)
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import settle
from tests.screens.test_desk_pages import PLAIN
from tui.journeys.desk import registering, slips, verifying, your_turn
from tui.journeys.desk.paging import AT_ONCE, Part
from tui.pages import Page, Paragraph
from tui.screens.app import MacleApp
from tui.surroundings import BESIDE_OPERATOR
from tui.visit import Visit

_NOW = datetime(2026, 11, 14, 9, 41, tzinfo=UTC)
_OPERATOR = Session(Secret(""), "odile-desk", "fr")
_IDENTITY = Identity("Camille Été", date(1990, 5, 31), "dni", "12345678Z", "1, rue du Puits, Montréal")
_LONG = replace(
    _IDENTITY,
    legal_name="Marie-Antoinette Joséphine de la Tour du Pin Gouvernet y Fernández de la Reguera",
    address="Résidence Les Serrures réunies, bâtiment C, escalier 4, 1048, chemin de la Côte-des-Neiges,"
    " appartement 1203, Montréal (Québec) H3T 1V6, Canada",
)
_REGISTERED = InPerson(RegisteredLevel.BASIC, "•••• 0119", ActivationState.LIVE, None)
_RENEWED = {"document": "12.345.678-z", "contrast": "17/05/2036", "issued": "", "state": "renewed"}
_TYPED = {
    "document": "12.345.678-z",
    "contrast": "17/05/2031",
    "email": "ines-gomez@example.org",
    "phone": "612 345 678",
    "reason": "Venue en personne, avec son DNI.",
}


def _waiting(number: int) -> PendingVerification:
    requested_at = _NOW - timedelta(hours=300 // number)
    return PendingVerification(
        f"id-{number}",
        "799704414540",
        f"camille-{number}",
        requested_at,
        may_act=True,
        let_in=False,
    )


_REQUESTS = tuple(map(_waiting, range(1, 13)))
PAGES = (
    your_turn.your_turn_page(),
    your_turn.back_to_desk_page(_OPERATOR),
    registering.register_page(),
    registering.issue_date_page(),
    registering.compare_page(_TYPED, "", LANGUAGES["fr"]),
    registering.registered_page("204917", _TYPED),
    slips.code_page(replace(PLAIN, name="799704414540", registered=_REGISTERED, has_questions=True)),
    slips.renewed_page(),
    slips.handed_out_page(HandedOver("204917", "i•••@example.org", ""), {**_RENEWED, "level": "advanced"}),
    verifying.verifications_page(Part(_REQUESTS[:AT_ONCE], 0, len(_REQUESTS)), _NOW),
    replace(verifying.verifications_page(Part((), 0, 0), _NOW), name="no-verifications"),
    verifying.comparison_page(_REQUESTS[0], _IDENTITY),
    replace(verifying.comparison_page(_REQUESTS[0], _LONG), name="verification-of-long-texts"),
    verifying.refusal_page(_REQUESTS[0], damaged=False),
    replace(verifying.refusal_page(_REQUESTS[1], damaged=True), name="refuse-damaged"),
)
Snapshot = Callable[[App[Any]], bool]


@IN_EACH
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_page(door: FakeDoor, svg_snapshot: Snapshot, page: Page, code: str) -> None:
    door.settings = replace(door.settings, clock=lambda: _NOW)

    async def journey(visit: Visit) -> None:
        if page.name in {"your-turn", "back-to-desk"}:
            visit.surroundings = BESIDE_OPERATOR
            await visit.ask(page)
        else:
            with visit.within("odile-desk"):
                await visit.ask(page)

    app = MacleApp(
        door=door, journey=journey, language=replace(LANGUAGES[code], zone=UTC), language_fixed=True
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert svg_snapshot(app)


@IN_EACH
async def test_a_persons_turn_after_they_signed_out(
    door: FakeDoor, svg_snapshot: Snapshot, code: str
) -> None:
    async def journey(visit: Visit) -> None:
        visit.surroundings = BESIDE_OPERATOR
        visit.say(Paragraph(_("You have signed out."), "success"))
        await visit.ask(your_turn.your_turn_page())

    app = MacleApp(door=door, journey=journey, language=LANGUAGES[code], language_fixed=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert svg_snapshot(app)
