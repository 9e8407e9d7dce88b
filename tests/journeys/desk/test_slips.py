"""An operator has a slip printed for a person, and sees its number alone (PRODUCT §8, §10)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from i18n import ENGLISH, LANGUAGES, told
from store import Happening, Refusal, RegisteredLevel, Removable, ToRemove
from store.rules.limits import UNBLOCKINGS_A_DAY
from tests.journeys.desk.conftest import LedTo
from tests.languages import IN_EACH
from tests.one_time_pins import begin
from tests.paper.conftest import program, programs
from tests.registered import CODE, Registered, activated, code_in, registered
from tests.town import Town
from tui.journeys.desk.person import person
from tui.journeys.desk.slips import code_page, hand_out_code
from tui.pages import Bullets

__all__ = ["programs"]


@pytest.fixture
def ines(town: Town) -> Registered:
    return registered(town)


@IN_EACH
async def test_the_slip_goes_to_the_printer_and_its_number_to_the_operator(
    town: Town, led_to: LedTo, ines: Registered, programs: Path, code: str
) -> None:
    town.reopen(prints_slips=None)
    program(programs, "lp", f"cat > {programs}/paper")
    operator = await led_to(partial(hand_out_code, account=ines.username), LANGUAGES[code])
    assert ines.username in operator.says()
    await operator.answers()
    assert operator.problems["reason"].refusal is Refusal.MISSING
    await operator.answers(reason="Lost the slip.")
    assert operator.page.name == "code-handed-out"
    town.store.outbox.deliver()
    paper = (programs / "paper").read_text(encoding="utf-8")
    [number] = re.findall(r"\b\d{6}\b", operator.says())
    assert number in paper
    assert not re.search(CODE, operator.says())
    printed = re.search(r"(?:[0-9A-Z] ){3}[0-9A-Z](?:    (?:[0-9A-Z] ){3}[0-9A-Z]){2}", paper)
    assert printed is not None
    assert printed[0] not in operator.says()
    assert printed[0].replace(" ", "") not in operator.says()


async def test_the_code_on_it_takes_the_place_of_the_one_before(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    operator = await led_to(partial(hand_out_code, account=ines.username))
    await operator.answers(reason="Lost the slip.")
    town.store.outbox.deliver()
    [slip] = town.slips
    activated(town, ines, code_in(slip))


async def test_where_nothing_is_printed_the_page_says_whom_to_ask_and_no_shell_command(
    town: Town, led_to: LedTo, ines: Registered, programs: Path
) -> None:
    town.reopen(prints_slips=None)
    program(programs, "lp", "exit 1")
    operator = await led_to(partial(hand_out_code, account=ines.username))
    await operator.answers(reason="Lost the slip.")
    errors: list[str] = []
    town.store.outbox.deliver(failed=errors.append)
    assert errors
    assert "tell the administrator: it may still wait for the printer" in operator.says()
    assert "macle admin" not in operator.says()


async def test_the_page_of_a_slip_says_what_another_password_costs(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    operator = await led_to(partial(hand_out_code, account=ines.username))
    assert "is a reset" not in operator.says()
    seen = town.store.people.open(town.operator(), ines.username)
    says = [
        ENGLISH.say(told(text))
        for block in code_page(replace(seen, has_password=True, has_questions=True)).blocks
        for text in (block.items if isinstance(block, Bullets) else ())
    ]
    assert any("recovery questions" in text for text in says)


def block_pins(town: Town) -> None:
    """Let a hundred wrong PINs have been tried."""
    blocked = "INSERT OR REPLACE INTO counter SELECT 'account:' || account_id, 'pin', 100, NULL, ?"
    town.rows(f"{blocked} FROM registration", int(town.clock.now.timestamp()) * 1_000_000)


@pytest.mark.parametrize("unblocked", [0, UNBLOCKINGS_A_DAY])
async def test_the_page_of_a_slip_says_where_a_block_stays(
    town: Town, led_to: LedTo, ines: Registered, unblocked: int
) -> None:
    for _time in range(unblocked):
        block_pins(town)
        town.store.care.unblock(town.operator(), ines.username, "Blocked.")
    block_pins(town)
    operator = await led_to(partial(hand_out_code, account=ines.username))
    await operator.answers(reason="Lost the slip.")
    assert ("PINs stay blocked" in operator.says()) is bool(unblocked)


async def test_who_was_not_registered_in_person_gets_none(town: Town, led_to: LedTo) -> None:
    someone = town.person()
    [(number,)] = town.rows("SELECT number FROM account WHERE username = ?", someone.username)
    operator = await led_to(partial(hand_out_code, account=number))
    await operator.answers(reason="Lost the slip.")
    assert operator.problems[""].refusal is Refusal.NOT_IN_PERSON


async def test_the_person_may_go_on_at_this_screen_at_once(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    operator = await led_to(partial(hand_out_code, account=ines.username), LANGUAGES["fr"])
    await operator.answers(reason="Lost the slip.")
    await operator.chooses("hand-over")
    assert operator.page.name == "your-turn"
    assert operator.visit.language.code == "en"


async def test_a_basic_person_is_raised_to_the_advanced_level(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    operator = await led_to(partial(hand_out_code, account=ines.username))
    await operator.answers(reason="Wants to sign files.", level="advanced")
    assert "advanced" in operator.says()
    operator = await led_to(partial(hand_out_code, account=ines.username))
    with pytest.raises(AssertionError, match="no field «level»"):
        await operator.answers(reason="Again.", level="basic")
    seen = town.store.people.open(town.operator(), ines.username)
    assert seen.registered is not None
    assert seen.registered.level is RegisteredLevel.ADVANCED


async def test_a_renewed_document_gives_its_new_contrast_datum_for_pins(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    operator = await led_to(partial(hand_out_code, account=ines.username))
    await operator.answers(state="renewed")
    assert operator.problems["reason"].refusal is Refusal.MISSING
    await operator.answers(reason="Renewed her DNI.", state="renewed")
    await operator.answers("back")
    await operator.answers(level="advanced")
    assert town.slips == []
    await operator.answers(document=ines.document, contrast="18/05/2036")
    assert "May 18, 2036" in operator.says()
    town.store.outbox.deliver()
    [slip] = town.slips
    begin(town, contrast="18/05/2036")
    activated(town, ines, code_in(slip))
    [(reason,)] = town.rows("SELECT reason FROM event WHERE kind = ?", Happening.LEVEL_RAISED.value)
    assert reason == "Renewed her DNI."


async def test_all_that_is_wrong_of_a_renewed_document_is_said_at_once(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    other = registered(town, "X1234567L", "noel@example.org", contrast="E01234567")
    operator = await led_to(partial(hand_out_code, account=ines.username))
    await operator.answers(reason="Renewed.", state="renewed")
    await operator.answers(document="12345678A", contrast="18/05/2016")
    refusals = {field: problem.refusal for field, problem in operator.problems.items()}
    assert refusals == {"document": Refusal.DOCUMENT_NUMBER, "contrast": Refusal.CONTRAST_FORM}
    await operator.answers(document=ines.document, contrast="01/01/9999")
    assert operator.problems["issued"].refusal is Refusal.DATE_FORM
    await operator.answers(document=other.document, contrast="E01234567")
    assert operator.problems["document"].refusal is Refusal.DOCUMENT_OTHER
    await operator.answers(document=ines.document, contrast="01/01/9999", issued="17/05/2011")
    assert operator.page.name == "code-handed-out"
    begin(town, contrast="17/05/2011")


async def test_no_slip_is_offered_while_another_phone_takes_the_place_of_theirs(
    town: Town, led_to: LedTo, ines: Registered
) -> None:
    operator = await led_to(lambda visit: person(visit, ines.username))
    assert "hand-out-code" in {action.name for action in operator.page.choices}
    asking = town.operator("olive-desk")
    to_remove = ToRemove(Removable.REGISTERED_PHONE, phone="612345678")
    town.store.removals.ask(asking, ines.username, to_remove, "Lost the phone.")
    [asked] = town.store.removals.of(asking, ines.username)
    town.store.removals.approve(town.operator("oscar-desk"), asked.id, "Seen the passport.")
    await operator.chooses("look-again")
    assert "hand-out-code" not in {action.name for action in operator.page.choices}
    assert "no other one until the new phone is registered" in operator.says()
