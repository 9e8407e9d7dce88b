"""The help desk of the demo: its two operators, with the codes of their apps beside the page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import ENGLISH, LANGUAGES, Language
from store import Removable, Secret, Session, ToRemove
from tests.demo.conftest import LIGHT, PASSWORD, Demo, Visitor, in_both_languages
from tests.demo.test_papers import WIDE, presses, says_who_they_are
from tests.demo.test_people import overview
from tests.journeys.methods.phones import phones
from tui.demo.throwaway import DemoDoor, throw_away_store
from tui.screens.found import FoundRows


async def signs_in_at_the_desk(visitor: Visitor, username: str) -> None:
    await visitor.takes("desk")
    await visitor.comes_to("desk-sign-in")
    await visitor.fills_in(identifier=username, password=PASSWORD)
    await visitor.comes_to("second-step-app")
    await visitor.takes_the_code()
    await visitor.presses("enter")
    await visitor.comes_to("desk")


@in_both_languages
async def test_its_page_says_who_can_sign_in_and_nobody_else(demo: Demo, language: Language) -> None:
    async with demo(language=language) as visitor:
        await visitor.takes("desk")
        await visitor.comes_to("desk-sign-in")
        words = visitor.words()
        assert "odile-desk, omar-desk" in words
        assert PASSWORD in words
        assert "dominique" not in words


@pytest.mark.parametrize(
    ("username", "supervises"),
    [pytest.param("odile-desk", False, marks=pytest.mark.more), ("omar-desk", True)],
)
async def test_each_of_them_gets_in_and_back_to_the_welcome_page(
    demo: Demo, username: str, supervises: bool
) -> None:
    async with demo() as visitor:
        await signs_in_at_the_desk(visitor, username)
        page = visitor.screen.page
        assert page is not None
        assert ("acts" in {action.name for action in page.actions}) == supervises
        await visitor.presses("f9")
        await visitor.comes_to("desk-sign-in")
        await visitor.presses("escape")
        await visitor.comes_to("welcome")


async def test_a_verification_waits_for_whoever_tries_the_desk(demo: Demo) -> None:
    async with demo() as visitor:
        await visitor.takes("desk")
        await visitor.comes_to("desk-sign-in")
        assert "wait here for an operator" in " ".join(visitor.words().split())
        await visitor.presses("escape")
        await visitor.comes_to("welcome")
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await presses(visitor, "verify", "verify-before")
        await says_who_they_are(visitor)
        await visitor.presses("f9")
        await visitor.comes_to("welcome")
        await signs_in_at_the_desk(visitor, "odile-desk")
        await presses(visitor, "verifications", "verifications")
        assert "1 request waits" in visitor.words()


async def opens_the_page_of_maxime(visitor: Visitor) -> None:
    await visitor.presses(*"maxime-tr")
    await visitor.presses("enter")
    await visitor.sees(lambda: isinstance(visitor.focused, FoundRows))
    await visitor.presses("enter")
    await visitor.comes_to("person")


async def leaves_the_desk(visitor: Visitor) -> None:
    await visitor.presses("f9")
    await visitor.comes_to("desk-sign-in")
    await visitor.presses("escape")
    await visitor.comes_to("welcome")


async def chooses_what_begins_with(visitor: Visitor, name: str, page: str) -> None:
    """Choose the one action of the page whose name begins so."""
    assert visitor.screen.page is not None
    [action] = [action.name for action in visitor.screen.page.choices if action.name.startswith(name)]
    await presses(visitor, action, page)


def signed_in_with_the_code_beside_the_page(door: DemoDoor, username: str) -> Session:
    """Sign someone in with their only method, an app whose code the demo shows."""
    store = door.open()
    session = store.sign_in.with_password(username, Secret(PASSWORD), "")
    [app] = store.second_step.ways(session).methods
    [shown] = [one for one in door.codes() if one.account == username]
    store.second_step.enter(session, app.id, Secret(shown.code))
    return session


@pytest.mark.usefixtures("moved_in")
def test_the_two_operators_let_maxime_back_in_and_have_no_method_without_a_code_beside_the_page() -> None:
    with throw_away_store(ENGLISH, hashing=LIGHT, works_in_background=False) as door:
        store = door.open()
        odile, omar = (
            signed_in_with_the_code_beside_the_page(door, name) for name in ("odile-desk", "omar-desk")
        )
        [maxime] = store.people.find(odile, "maxime-tr", None).rows
        [phone] = store.removals.can_be_asked(odile, maxime.account).methods
        lost = ToRemove(Removable.METHOD, phone.id)
        store.removals.ask(odile, maxime.account, lost, "Identity card seen.")
        [asked] = store.removals.of(omar, maxime.account)
        store.removals.approve(omar, asked.id, "Seen too.")
        door.clock.ahead += timedelta(days=1)
        assert overview(door, "maxime-tr").ways.methods == ()


@pytest.mark.more
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
async def test_maxime_who_lost_his_only_phone_comes_back_once_the_clock_is_a_day_ahead(
    demo: Demo, language: Language
) -> None:
    async with demo(WIDE, language) as visitor:
        await signs_in_at_the_desk(visitor, "odile-desk")
        await opens_the_page_of_maxime(visitor)
        await presses(visitor, "ask-removal", "ask-removal")
        await chooses_what_begins_with(visitor, "lost-", "ask-removal-reason")
        await visitor.fills_in(reason="Lost it; identity card seen.")
        await visitor.comes_to("person")
        await leaves_the_desk(visitor)
        await signs_in_at_the_desk(visitor, "omar-desk")
        await presses(visitor, "removals", "removals")
        await chooses_what_begins_with(visitor, "removal-", "removal")
        await presses(visitor, "approve", "approve-removal")
        await visitor.fills_in(reason="Identity card seen too.")
        await visitor.comes_to("removals")
        await leaves_the_desk(visitor)
        await visitor.takes("one-day")
        await visitor.signs_in("maxime-tr")
        await visitor.comes_to("account")
        await presses(visitor, "settings", "settings")
        await presses(visitor, "add-phone", "add-phone")
        await visitor.fills_in(number="+1 514 555 0199")
        await visitor.comes_to("phone-code")
        await visitor.sees(lambda: any(text.code for text in visitor.devices.phone.items))
        await visitor.takes_the_code()
        await visitor.presses("enter")
        await visitor.comes_to("backup-phone")
        await presses(visitor, "skip", "no-backup")
        await presses(visitor, "go-on", "settings")
        assert visitor.screen.page is not None
        [phone] = phones(visitor.screen.page)
        assert "0199" in phone
