"""The people of the demo, on its welcome page and at its door."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from i18n import ENGLISH, FRENCH, Language
from store import Overview, ProfileState, Secret, Step
from store.locations import Locations
from tests.demo.conftest import LIGHT, PASSWORD, Demo, Visitor, in_both_languages
from tui.demo.desk import OPERATOR
from tui.demo.messages import received
from tui.demo.moving_in import move_in
from tui.demo.people import PEOPLE
from tui.demo.throwaway import DemoDoor, throw_away_store
from tui.screens.buttons import ActionButton
from tui.screens.frame import Body
from tui.screens.said import Said


def overview(door: DemoDoor, username: str) -> Overview:
    """Sign someone in, with the second step where they have one, and return what they then see."""
    store = door.open()
    session = store.sign_in.with_password(username, Secret(PASSWORD), "")
    if store.sessions.due(session) is Step.SECOND_STEP:
        method = store.second_step.ways(session).methods[0]
        shown = {one.account: one.code for one in door.authenticator.codes(door.clock())}
        code = shown.get(username)
        if method.kind == "phone":
            store.second_step.send(session, method.id)
            store.outbox.deliver()
            code = received(Locations(door.settings.home).sms)[-1].code
        store.second_step.enter(session, method.id, Secret(code or ""))
    return store.account.overview(session)


def is_in_view(visitor: Visitor, action: str) -> bool:
    [button] = [one for one in visitor.screen.query(ActionButton) if one.action.name == action]
    return visitor.screen.query_one(Body).region.contains_region(button.region)


@in_both_languages
async def test_the_welcome_page_names_them_with_their_password_above_a_menu_that_is_in_view(
    demo: Demo, language: Language
) -> None:
    async with demo(language=language) as visitor:
        words = visitor.words()
        assert all(person.username in words for person in PEOPLE)
        assert PASSWORD in words
        # What quits has its key in the last line, too.
        assert all(is_in_view(visitor, action) for action in ("sign-in", "desk", "people", "bank"))
        # Below a line that says what was done, what few come for is a little further down.
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await visitor.presses("f9")
        await visitor.comes_to("welcome")
        assert visitor.screen.query_one(Said).display
        assert is_in_view(visitor, "people")


async def test_that_nothing_is_kept_is_not_said_of_the_messages_alone(demo: Demo) -> None:
    async with demo() as visitor:
        assert "nothing here is kept; F4 shows messages" in visitor.words()


@in_both_languages
async def test_their_page_says_in_which_state_each_of_them_is(demo: Demo, language: Language) -> None:
    async with demo(language=language) as visitor:
        await visitor.takes("people")
        await visitor.comes_to("people")
        assert all(language.say(person.state) in visitor.words() for person in PEOPLE)


@pytest.mark.more
async def test_the_first_page_does_not_wait_for_them(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.demo.moving_in.move_in", move_in)
    async with demo() as visitor:
        assert not visitor.door.inhabited


@pytest.mark.parametrize(
    ("username", "state"),
    [
        ("alexandre", None),
        ("maxime-tr", None),
        ("dominique", ProfileState.ACTIVE),
        ("camille-b", ProfileState.DEACTIVATED),
        ("sacha-roy", ProfileState.DEACTIVATED),
        (OPERATOR, None),
    ],
)
@pytest.mark.usefixtures("moved_in")
def test_their_profiles_are_in_the_state_that_the_list_says(
    username: str, state: ProfileState | None
) -> None:
    with throw_away_store(ENGLISH, hashing=LIGHT, works_in_background=False) as door:
        status = overview(door, username).profile
        assert (status.profile, status.request, status.key_kept) == (state, None, True)


@pytest.mark.usefixtures("moved_in")
def test_their_second_steps_are_what_the_list_says() -> None:
    with throw_away_store(ENGLISH, hashing=LIGHT, works_in_background=False) as door:
        hers, his, none = (overview(door, name) for name in ("dominique", "maxime-tr", "alexandre"))
        assert [method.name for method in hers.ways.methods] == ["Mobile", "•••• 0134", "•••• 0142"]
        assert hers.has_questions
        assert [method.name for method in his.ways.methods] == ["•••• 0172"]
        assert none.ways.methods == ()
        assert not his.has_questions
        assert not none.has_questions


def test_the_copy_that_other_tests_have_lacks_nothing_of_what_moving_in_leaves(
    inhabited: Callable[[Language], DemoDoor],
) -> None:
    copied = inhabited(ENGLISH)
    with throw_away_store(ENGLISH, hashing=LIGHT, works_in_background=False) as door:
        door.open()
        for moved in (door, copied):
            assert {name for name, value in vars(moved.papers).items() if value} == {
                "_folder",
                "_sheets",
                "_owners",
            }
            assert {name for name, value in vars(moved.authenticator).items() if value} == {"_scanned"}
            assert {name for name, value in vars(moved.pin_device).items() if value} == {"_terminals"}
            of_desk = {name for name, value in vars(moved._desk).items() if value}
            assert of_desk - {"_password"} == {"username", "app", "method", "_session"}
            assert {name for name, value in vars(moved._desk.app).items() if value} == {"_scanned"}


@pytest.mark.usefixtures("moved_in")
def test_the_numbers_that_deleting_a_phone_takes_are_among_the_papers() -> None:
    with throw_away_store(ENGLISH, hashing=LIGHT, works_in_background=False) as door:
        door.open()
        [sheet] = [sheet for sheet in door.papers.sheets if ENGLISH.say(sheet.title) == "My phone numbers"]
        assert FRENCH.say(sheet.title) == "Mes numéros de téléphone"
        assert sheet.owner == "dominique"
        assert sheet.text.splitlines() == ["+1 418 555 0134", "+1 581 555 0142"]
        assert sheet.code is None


async def test_someone_signs_in_while_they_move_in(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.demo.moving_in.move_in", move_in)
    async with demo() as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        assert "alexandre@example.org" in visitor.words()


async def test_someone_whose_password_is_past_its_year_has_to_change_it(demo: Demo) -> None:
    async with demo() as visitor:
        await visitor.signs_in("noel-expire")
        await visitor.comes_to("password-expired")
        await visitor.fills_in(new="Chouette-2027?", confirmation="Chouette-2027?")
        await visitor.comes_to("account")
        assert "Your password was changed" in visitor.words("Said")


async def test_their_mail_is_in_the_language_the_demo_began_in(demo: Demo) -> None:
    async with demo(language=FRENCH) as visitor:
        await visitor.asks_for_a_reset()
        assert visitor.devices.mailbox.items[0].title == "Réinitialiser le mot de passe"


async def test_the_mailbox_is_empty_at_first(demo: Demo) -> None:
    async with demo() as visitor:
        await visitor.sees(lambda: visitor.door.inhabited)
        await visitor.devices.look()
        assert visitor.devices.mailbox.items == []
