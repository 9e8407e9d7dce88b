"""An operator decides on verifications of identity, page by page (PRODUCT §4, §10)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from i18n import LANGUAGES
from store import ProfileState, Refusal, Role
from tests.journeys.desk.conftest import LedTo
from tests.languages import IN_EACH
from tests.town import IDENTITY, PASSWORD, Person, Town
from tui.journeys.desk.verifying import decide, verifications
from tui.scripted import Person as Operator

TICKED = dict.fromkeys(("legal_name", "birth_date", "number", "address", "valid"), "yes")


@pytest.fixture
def dominique(town: Town) -> Person:
    """Someone whose request waits."""
    someone = town.person("dominique")
    town.asks(someone)
    return someone


def state(town: Town, someone: Person) -> ProfileState | None:
    return town.store.account.overview(town.sign_in(someone)).profile.request


@IN_EACH
async def test_a_request_is_accepted_once_everything_was_compared(
    town: Town, led_to: LedTo, dominique: Person, code: str
) -> None:
    operator = await led_to(verifications, LANGUAGES[code])
    await operator.chooses(town.request_of(dominique))
    said = operator.says()
    for datum in (IDENTITY.legal_name, "12345678", IDENTITY.address, "1990"):
        assert datum in said
    await operator.answers(reason="Came in person.")
    # One box says it for all of them.
    assert {name: one.refusal for name, one in operator.problems.items()} == {
        "legal_name": Refusal.NOT_COMPARED
    }
    await operator.answers(**{**TICKED, "address": ""})
    assert operator.problems.keys() == {"address"}
    await operator.answers(**TICKED)
    assert operator.page.name == "verifications"
    assert "dominique" in operator.done
    assert "12345678" not in operator.says()
    assert state(town, dominique) is ProfileState.ACCEPTED


async def test_no_request_is_accepted_without_a_reason(town: Town, led_to: LedTo, dominique: Person) -> None:
    operator = await led_to(partial(decide, request=town.request_of(dominique)))
    await operator.answers(**TICKED)
    assert {name: one.refusal for name, one in operator.problems.items()} == {"reason": Refusal.MISSING}


async def test_a_refusal_needs_no_tick_and_its_reason_reaches_the_person(
    town: Town, led_to: LedTo, dominique: Person
) -> None:
    operator = await led_to(partial(decide, request=town.request_of(dominique)))
    town.new_mail()
    await operator.chooses("refuse")
    assert operator.page.name == "refuse-verification"
    await operator.answers()
    assert operator.problems["reason"].refusal is Refusal.MISSING
    await operator.answers(reason="The photo is of somebody else.")
    assert "dominique" in operator.done
    [letter] = town.new_mail()
    assert "The photo is of somebody else." in letter.get_content()


async def test_the_oldest_waits_on_the_first_page_and_each_says_for_how_long(
    town: Town, led_to: LedTo
) -> None:
    numbers = ("12345678Z", "87654321X", "X1234567L", "00000000T", "00000001R", "00000002W", "00000003A")
    kinds = ("nie" if number.startswith("X") else "dni" for number in numbers)
    names = [f"someone-{number}" for number in range(len(numbers))]
    for name, kind, number in zip(names, kinds, numbers, strict=True):
        town.asks(town.person(name), replace(IDENTITY, document_kind=kind, document_number=number))
        town.clock.advance(days=1)
    for name in ("someone-7", "someone-8", "someone-9"):
        town.asks(town.person(name), replace(IDENTITY, document_kind="passport", document_number=name))
    operator = await led_to(verifications)
    assert "10 requests wait" in operator.says()
    rows = [(row.name, row.state) for row in operator.page.listed]
    say = operator.visit.language.say
    assert [say(name) for name, _state in rows if name] == [*names, "someone-7"]
    assert [say(text) for _name, text in rows][::6] == ["waits for 7 days", "waits for 1 day"]
    await operator.chooses("next-rows")
    assert [say(row.name or "") for row in operator.page.listed] == ["someone-8", "someone-9"]
    await operator.chooses("previous-rows")
    assert len(operator.page.listed) == 8


async def test_nobody_decides_on_their_own_request_nor_an_operator_on_a_supervisors(
    town: Town, led_to: LedTo
) -> None:
    town.operator()
    town.operator("omar-desk", Role.SUPERVISOR)
    for number, name in enumerate(("odile-desk", "omar-desk")):
        identity = replace(IDENTITY, document_number=("12345678Z", "87654321X")[number])
        town.store.verification.request(town.operator(name), identity, PASSWORD)
    operator = await led_to(verifications)
    own, supervisors = (row.action.name for row in operator.page.listed)
    await operator.chooses(own)
    assert "your own request" in operator.says()
    await operator.chooses(supervisors)
    assert "request of a supervisor" in operator.says()
    assert operator.page.name == "verifications"


async def test_a_damaged_request_can_only_be_refused(town: Town, led_to: LedTo, dominique: Person) -> None:
    request = town.request_of(dominique)
    town.rows("UPDATE profile SET for_operator = x'00' WHERE id = ?", request)
    operator = await led_to(verifications)
    await operator.chooses(request)
    assert operator.page.name == "refuse-verification"
    assert "damaged" in operator.says()
    await operator.answers(reason="Please ask again.")
    assert operator.page.name == "verifications"
    assert "No verification of identity waits." in operator.says()


@pytest.mark.parametrize("opened", [True, False])
async def test_what_somebody_else_decided_meanwhile_is_told_and_the_list_shown_anew(
    town: Town, led_to: LedTo, dominique: Person, opened: bool
) -> None:
    request = town.request_of(dominique)
    operator = await led_to(verifications)
    if opened:
        await operator.chooses(request)
    town.accept(dominique)
    if opened:
        await operator.answers(**TICKED, reason="Came in person.")
    else:
        await operator.chooses(request)
    assert operator.page.name == "verifications"
    assert "Somebody else has decided" in operator.says()
    assert not operator.page.listed


async def test_going_back_from_a_request_leads_to_the_list(
    town: Town, led_to: LedTo, dominique: Person
) -> None:
    operator: Operator = await led_to(verifications)
    request = town.request_of(dominique)
    await operator.chooses(request)
    await operator.leaves()
    assert operator.page.came_from == request
    await operator.leaves()
    assert operator.page.name == "from"
