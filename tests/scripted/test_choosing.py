"""What is chosen on a page and does not send it runs no use case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Problem, Refusal, Settings
from store.accounts.store import Store
from tests.choosing import OTHER, PAGE, Choosing
from tui.pages import Answers
from tui.scripted import Person
from tui.store_door import StoreDoor
from tui.visit import Visit


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    door = StoreDoor(Settings(tmp_path, works_in_background=False))
    yield Person(door)
    door.close()


async def test_an_action_that_does_not_submit_comes_back_and_runs_no_use_case(person: Person) -> None:
    journey = Choosing()
    await person.start(journey)
    await person.chooses("other")
    assert (journey.done, journey.ran) == (OTHER, [])


async def test_what_submits_runs_the_use_case(person: Person) -> None:
    journey = Choosing()
    await person.start(journey)
    await person.answers(code="456")
    assert (journey.done, journey.ran[0]["code"]) == ("performed", "456")


async def test_an_action_can_have_a_use_case_of_its_own_whose_refusal_keeps_what_was_typed(
    person: Person,
) -> None:
    journey, refusals = Choosing(), [Problem(Refusal.CODES_TOO_MANY)]

    def another(_store: Store, answers: Answers) -> str:
        if refusals:
            raise refusals.pop()
        return f"another in place of {answers['code']}"

    async def choosing(visit: Visit) -> None:
        journey.done = await visit.perform(PAGE, journey.use_case, {"other": another})

    await person.start(choosing)
    await person.answers("other", code="45")
    assert person.page is PAGE
    assert person.problems[""].refusal is Refusal.CODES_TOO_MANY
    await person.chooses("other")
    assert (journey.done, journey.ran) == ("another in place of 45", [])


async def test_a_page_with_an_action_for_which_nothing_would_be_performed_is_not_shown(
    person: Person,
) -> None:
    async def choosing(visit: Visit) -> None:
        await visit.perform(PAGE, Choosing().use_case)

    with pytest.raises(ValueError, match="other of enter-code"):
        await person.start(choosing)
