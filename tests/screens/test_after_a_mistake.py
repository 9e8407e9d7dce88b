"""After a mistake, what was typed right stays, and all that is wrong is told at once (TRUST 21)."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from i18n import _
from store import Problem, Refusal
from store.accounts.store import Store
from store.problems import refuse_all
from tests.mistakes import CHANGE, FROM_THEN_ON, NAMES, NO_SECRET_STAYS, WRONG
from tests.screens.conftest import Run
from tests.screens.journeys import KEPT, SIGN_IN, TOKEN, TWICE, Attempted, line, settle, text
from tui.journeys.methods.phone import country_page
from tui.journeys.profile.personal_key import kept_page
from tui.pages import Answers, Page
from tui.screens.fields import Line
from tui.visit import Visit

DIFFER = Problem(Refusal.PASSWORDS_DIFFER, "confirmation")


def typed(pilot: Pilot[None]) -> dict[str, str]:
    return {one.field.name: one.value for one in pilot.app.screen.query(Line)}


async def change(
    pilot: Pilot[None], current: str = "old", new: str = "one", confirmation: str = "two"
) -> None:
    await pilot.press(*current, "enter", *new, "enter", *confirmation, "enter")
    await pilot.pause()


async def test_a_wrong_current_password_alone_is_typed_again(run: Run) -> None:
    async with run(Attempted(CHANGE, WRONG)) as pilot:
        await change(pilot)
        assert typed(pilot) == {"current": "", "new": "one", "confirmation": "two"}
        assert pilot.app.focused is line(pilot, "current")


async def test_of_two_passwords_that_differ_both_stay_and_what_is_typed_next_takes_the_place_of_one(
    run: Run,
) -> None:
    async with run(Attempted(CHANGE, DIFFER)) as pilot:
        await change(pilot)
        assert typed(pilot) == {"current": "old", "new": "one", "confirmation": "two"}
        assert pilot.app.focused is line(pilot, "confirmation")
        await pilot.press(*"one")
        await pilot.pause()
        assert line(pilot, "confirmation").value == "one"
        assert "✗" not in text(pilot)


async def test_a_password_that_is_shown_is_corrected_and_not_typed_anew(run: Run) -> None:
    async with run(Attempted(CHANGE, DIFFER)) as pilot:
        await pilot.press("f3")
        await change(pilot, confirmation="on")
        await pilot.press("e")
        await pilot.pause()
        assert line(pilot, "confirmation").value == "one"


async def test_correcting_the_first_password_takes_the_fault_away_from_the_second(run: Run) -> None:
    async with run(Attempted(CHANGE, DIFFER)) as pilot:
        await change(pilot)
        assert "differ" in text(pilot)
        await pilot.press("up", "x")
        await pilot.pause()
        assert "differ" not in text(pilot)


async def test_all_that_is_refused_is_told_beside_its_fields_at_once(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        await visit.perform(NAMES, lambda _store, _answers: None)

    async with run(journey) as pilot:
        await pilot.press(*"x y", "down", *"nowhere", "enter")
        await pilot.pause()
        assert "A username has" in text(pilot)
        assert "not an email address" in text(pilot)
        assert pilot.app.focused is line(pilot, "username")
        await pilot.press("z")
        await pilot.pause()
        assert "not an email address" in text(pilot)


async def test_a_refusal_of_no_field_stands_above_those_of_fields(run: Run) -> None:
    class Refusing(Attempted):
        async def attempt(self, answers: object) -> None:
            refuse_all([Problem(Refusal.BUSY), Problem(Refusal.USERNAME_TAKEN, "username")])

    async with run(Refusing(TWICE)) as pilot:
        await pilot.press(*"alexandre", "enter", *"one", "enter", *"one", "enter")
        await pilot.pause()
        assert "is busy" in text(pilot)
        assert "is taken" in text(pilot)
        assert pilot.app.focused is line(pilot, "username")


@pytest.mark.parametrize("refused", NO_SECRET_STAYS, ids=lambda problem: problem.refusal.value)
async def test_where_no_field_is_at_fault_secrets_are_typed_anew(run: Run, refused: Problem) -> None:
    """It may be hours before the page is answered, and by a passer-by: Enter then signs nobody in."""
    journey = Attempted(SIGN_IN, refused)
    async with run(journey) as pilot:
        await pilot.press(*"alexandre", "enter", *"right", "enter")
        await pilot.pause()
        assert typed(pilot) == {"identifier": "alexandre", "password": ""}
        assert pilot.app.focused is line(pilot, "password")
        await pilot.press("f3", "enter")
        await pilot.pause()
    assert [one["password"] for one in journey.answers] == ["right", ""]


async def test_a_wait_of_one_field_has_every_secret_typed_anew(run: Run) -> None:
    async with run(Attempted(CHANGE, Problem(Refusal.LOCKED, "current", until=FROM_THEN_ON))) as pilot:
        await change(pilot)
        assert typed(pilot) == {"current": "", "new": "", "confirmation": ""}


async def test_the_first_secret_that_is_typed_anew_has_the_focus(run: Run) -> None:
    async with run(Attempted(CHANGE, Problem(Refusal.BUSY))) as pilot:
        await change(pilot)
        assert pilot.app.focused is line(pilot, "current")


async def test_a_new_password_that_is_the_old_one_is_not_kept(run: Run) -> None:
    async with run(Attempted(CHANGE, Problem(Refusal.PASSWORD_SAME, "new"))) as pilot:
        await change(pilot, new="old", confirmation="old")
        assert typed(pilot) == {"current": "old", "new": "", "confirmation": ""}


async def test_enter_on_a_wrong_token_that_stands_there_says_the_same_and_tries_nothing(run: Run) -> None:
    tried: list[str] = []

    def refuse(_store: Store, answers: Answers) -> None:
        tried.append(answers["token"])
        raise Problem(Refusal.TOKEN_UNKNOWN, "token")

    async def journey(visit: Visit) -> None:
        await visit.perform(TOKEN, refuse)

    async with run(journey) as pilot:
        await pilot.press(*"abcd", "enter")
        await settle(pilot, "attempt")
        await pilot.press("enter")
        await settle(pilot, "attempt")
        assert "not a token we sent" in text(pilot)
        assert tried == ["abcd"]
        await pilot.press("e", "enter")
        await settle(pilot, "attempt")
    assert tried == ["abcd", "e"]


@pytest.mark.parametrize("pasted", ["\u200balexandre", "\ufeffalexandre\u00a0", "\u202aalexandre\u202c"])
async def test_what_cannot_be_seen_around_a_paste_is_dropped(run: Run, pasted: str) -> None:
    async with run(Attempted(NAMES)) as pilot:
        pilot.app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert line(pilot, "username").value == "alexandre"


@pytest.mark.parametrize("pasted", ["abc\u200bde", "\u2066abcde\u2069", "\u00adabc\u00a0de"])
async def test_what_cannot_be_seen_is_no_part_of_a_code(run: Run, pasted: str) -> None:
    async with run(Attempted(TOKEN)) as pilot:
        pilot.app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert line(pilot, "token").value == "abcde"


async def test_a_password_is_pasted_as_it_is(run: Run) -> None:
    async with run(Attempted(CHANGE)) as pilot:
        pilot.app.post_message(events.Paste("\ufeffpass\u200bword\u00a0"))
        await pilot.pause()
        assert line(pilot, "current").value == "\ufeffpass\u200bword\u00a0"


async def test_a_space_or_a_joiner_is_typed_within_a_name(run: Run) -> None:
    async with run(Attempted(NAMES)) as pilot:
        for character in "می\u200cخواهم\u00a0":
            line(pilot, "username").take(character)
        assert line(pilot, "username").value == "می\u200cخواهم\u00a0"


async def test_a_wrong_group_of_a_key_gives_way_to_what_is_typed_next(run: Run) -> None:
    page = kept_page(_("Type the last group of four characters"))
    async with run(Attempted(page, Problem(Refusal.NOT_RETYPED, "characters"))) as pilot:
        await pilot.press("space", "down", *"abcd", "enter")
        await pilot.pause()
        await pilot.press(*"efgh")
        await pilot.pause()
        assert line(pilot, "characters").value == "efgh"


async def test_the_countries_of_a_number_are_chosen_by_key(run: Run) -> None:
    countries = {"country-CH": "+41791234567", "country-FR": "+33791234567"}
    journey = Attempted(country_page("079 123 45 67", countries))
    async with run(journey) as pilot:
        assert "Switzerland: +41 79 123 45 67" in text(pilot)
        await pilot.press("right", "enter")
        await pilot.pause()
    assert journey.answers[0].action == "country-FR"


@pytest.mark.parametrize("page", [TOKEN, KEPT], ids=lambda page: page.name)
async def test_what_is_typed_right_takes_the_room_of_the_mistake_away(run: Run, page: Page) -> None:
    name = page.fields[0].name
    async with run(Attempted(page, Problem(Refusal.MISSING, name))) as pilot:
        await settle(pilot)
        button = pilot.app.screen.query_one("#action-submit")
        before = button.region.y
        await pilot.press(*(["enter"] if page is TOKEN else ["tab", "a", "enter"]))
        await settle(pilot, "attempt")
        assert "✗" in text(pilot)
        await pilot.press("space" if page is KEPT else "a")
        await pilot.pause()
        assert "✗" not in text(pilot)
        assert button.region.y == before
