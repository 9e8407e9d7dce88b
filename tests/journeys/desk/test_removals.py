"""Removals on the pages of the help desk, and what the person who lost something sees of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from i18n import LANGUAGES, Message, _
from store import Removable, Role, Session, ToRemove
from store.rules.limits import REMOVAL_HOLD
from tests.journeys.conftest import Arrival, sign_in
from tests.journeys.desk.conftest import LedTo
from tests.lost import QUESTIONS, REASON, Lost, number_of
from tests.town import OTHER_PHONE, PASSWORD, Town
from tui.journeys.desk.asking_removal import ask_removal
from tui.journeys.desk.coming_in import come_in
from tui.journeys.desk.removals import removals
from tui.pages import Action, Paragraph, Row
from tui.scripted import Person
from tui.visit import Visit

_OUT = Action("quit", _("Quit"), leaves=True)
At = Callable[..., Awaitable[Person]]


@pytest.fixture
def lost(town: Town) -> Lost:
    return Lost(town)


@pytest.fixture
def at_removals(lost: Lost, arrives: Arrival) -> At:
    """Return a function that leads an operator to the list of removals."""

    async def journey(visit: Visit) -> None:
        session = await come_in(visit, _OUT)
        with visit.within(session.username):
            await removals(visit)

    return _at(lost, arrives, journey)


@pytest.fixture
def asking(lost: Lost, arrives: Arrival) -> At:
    """Return a function that leads an operator to asking for what was lost."""

    async def journey(visit: Visit) -> None:
        session = await come_in(visit, _OUT)
        with visit.within(session.username):
            await ask_removal(visit, lost.account)

    return _at(lost, arrives, journey)


def _at(lost: Lost, arrives: Arrival, journey: Callable[[Visit], Awaitable[None]]) -> At:
    async def arrive(username: str = "omar-desk", language: str = "en") -> Person:
        lost.town.clock.advance(minutes=2)
        person = await arrives(LANGUAGES[language], journey=journey)
        await person.answers(identifier=username, password=PASSWORD.reveal())
        await person.answers(code=lost.town.app_code(lost.town.app_of(username)))
        return person

    return arrive


def came_back(lost: Lost) -> Session:
    session = lost.town.sign_in(lost.person)
    lost.town.new_texts()
    lost.store.second_step.send(session, lost.phone)
    lost.store.second_step.enter(session, lost.phone, lost.town.sms_code())
    return session


def opening(person: Person) -> str:
    """Return the one line of the list that opens a removal."""
    [action] = [one.name for one in person.page.choices if one.name.startswith("removal-")]
    return action


async def test_maxime_who_lost_his_only_phone_comes_back_after_the_hold(
    town: Town, lost: Lost, asking: At, at_removals: At, arrives: Arrival
) -> None:
    odile = await asking("odile-desk")
    assert "•••• 0134" in odile.says()
    await odile.chooses(f"lost-{lost.phone}")
    assert "Another operator approves it, within 7 days." in odile.says()
    await odile.answers(reason=REASON)
    omar = await at_removals()
    assert "waits 2 minutes, for you" in omar.says()
    await omar.chooses(opening(omar))
    assert REASON in omar.says()
    await omar.chooses("approve")
    assert "then it is done" in omar.says()
    await omar.answers(reason="Seen his passport.")
    assert "unless maxime-tr cancels it" in omar.done
    assert "approved; done in 24 hours" in omar.says()
    town.clock.now += REMOVAL_HOLD
    maxime = await arrives()
    await sign_in(maxime, "maxime-tr")
    assert maxime.page.name == "account"
    await maxime.chooses("settings")
    await maxime.chooses("add-phone")
    town.new_texts()
    await maxime.answers(number=OTHER_PHONE)
    await maxime.answers(code=town.sms_code().reveal())
    assert town.rows("SELECT count(*) FROM method WHERE account_id = 1") == [(1,)]


async def test_operators_are_told_of_a_removal_that_something_damaged_prevents(
    town: Town, lost: Lost, at_removals: At
) -> None:
    lost.approved()
    town.rows("UPDATE method SET sealed = x'00' WHERE account_id = 1")
    lost.over()
    omar = await at_removals()
    assert "could not be done: damaged" in omar.says()
    await omar.chooses(opening(omar))
    assert "something that it needs is damaged" in omar.says()
    assert "Was to be done on" in omar.says()


async def test_who_asked_is_told_who_can_approve_and_can_withdraw(lost: Lost, at_removals: At) -> None:
    lost.asked()
    odile = await at_removals("odile-desk")
    assert "for another" in odile.says()
    await odile.chooses(opening(odile))
    assert "approve" not in {action.name for action in odile.page.choices}
    assert "Another operator has to approve this: not odile-desk, nor the person." in odile.says()
    assert odile.page.came_from == "back"  # what Enter alone chooses
    await odile.chooses("withdraw")
    await odile.answers(reason="A mistake.")
    assert "everything stays as it is" in odile.done
    assert "No removal waits" in odile.says()


@pytest.mark.parametrize("decision", ["approve", "withdraw"])
async def test_what_was_decided_meanwhile_leads_back_to_the_list_and_is_said(
    lost: Lost, at_removals: At, decision: str
) -> None:
    removal = lost.asked()
    omar = await at_removals()
    await omar.chooses(opening(omar))
    await omar.chooses(decision)
    lost.store.removals.withdraw(lost.first, removal.id, "A mistake.")
    await omar.answers(reason="Seen his passport.")
    assert omar.page.name == "removals"
    assert "This removal waits no more" in omar.says()


async def test_who_withdraws_is_told_that_it_was_approved_meanwhile(lost: Lost, at_removals: At) -> None:
    removal = lost.asked()
    odile = await at_removals("odile-desk")
    await odile.chooses(opening(odile))
    lost.store.removals.approve(lost.second, removal.id, "Seen his passport.")
    await odile.chooses("withdraw")
    assert "Every address of the account is told" in odile.says()


async def test_after_one_was_approved_the_cursor_stands_on_the_next_that_waits(
    town: Town, lost: Lost, at_removals: At
) -> None:
    town.store.recovery_questions.set(came_back(lost), QUESTIONS, PASSWORD)
    first = lost.asked()
    town.clock.advance(minutes=1)
    lost.store.removals.ask(lost.first, lost.account, ToRemove(Removable.QUESTIONS), REASON)
    omar = await at_removals()
    [_first, second] = [action.name for action in omar.page.choices if action.name.startswith("removal-")]
    await omar.chooses(f"removal-{first.id}")
    await omar.chooses("approve")
    await omar.answers(reason="Seen his passport.")
    assert omar.page.came_from == second
    await omar.chooses(second)
    await omar.leaves()
    assert omar.page.came_from == second


async def test_who_approves_is_told_how_to_see_who_it_is(lost: Lost, at_removals: At) -> None:
    lost.asked()
    omar = await at_removals()
    await omar.chooses(opening(omar))
    assert f"Account: maxime-tr, {lost.account}" in omar.says()
    assert "The search finds it by the account ID" in omar.says()


async def test_the_code_that_cancels_shows_which_phone_is_meant(lost: Lost, arrives: Arrival) -> None:
    lost.approved()
    code = lost.code()
    visitor = await arrives()
    await visitor.chooses("disown")
    await visitor.answers(code=code.reveal())
    assert "Method: Phone •••• 0134 (since March 14, 2026)" in visitor.says()


async def test_what_was_asked_for_is_named_and_no_longer_offered(town: Town, lost: Lost, asking: At) -> None:
    session = came_back(lost)
    other = town.add_phone(session, "+33612340134")
    town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    lost.asked()
    odile = await asking("odile-desk")
    assert {action.name for action in odile.page.choices} == {f"lost-{other}", "lost-questions", "back"}
    assert "In the list of removals already: Phone •••• 0134 (since March 14, 2026)." in odile.says()


async def test_a_reason_that_nobody_is_sent_may_name_a_web_address(lost: Lost, asking: At) -> None:
    person = await asking("odile-desk")
    [lost_phone, *_others] = person.page.menu
    assert isinstance(lost_phone, Row)
    await person.chooses(lost_phone.action.name)
    await person.answers(reason="As in https://tickets.example.org/42")
    [asked] = lost.pending()
    assert lost.store.removals.open(lost.second, asked.id).reason == "As in https://tickets.example.org/42"


async def test_two_phones_that_are_shown_alike_are_told_apart_by_the_day(
    town: Town, lost: Lost, asking: At, at_removals: At
) -> None:
    town.add_phone(came_back(lost), "+33612340134")
    odile = await asking("odile-desk")
    assert "added on March 14, 2026" in odile.says()
    assert "added on March 25, 2026" in odile.says()
    await odile.chooses(f"lost-{lost.phone}")
    assert "Lost: Phone •••• 0134, by default; added on March 14, 2026" in odile.says()
    await odile.answers(reason=REASON)
    omar = await at_removals()
    assert "•••• 0134" not in omar.says()
    await omar.chooses(opening(omar))
    assert "Lost: Phone •••• 0134 (since March 14, 2026)" in omar.says()
    await omar.chooses("approve")
    assert "Lost: Phone •••• 0134 (since March 14, 2026)" in omar.says()


async def test_another_phone_of_the_registration_is_asked_for_with_its_number(
    town: Town, lost: Lost, asking: At, at_removals: At
) -> None:
    lost.account = town.register()
    odile = await asking("odile-desk")
    await odile.chooses("lost-registered-phone")
    assert "The person is not told it." in odile.says()
    await odile.answers(phone="1", reason="x" * 201)
    assert set(odile.problems) == {"phone", "reason"}
    assert "not a mobile number of Spain" in odile.says()
    await odile.answers(phone="612 34 56 78", reason=REASON)
    omar = await at_removals()
    await omar.chooses(opening(omar))
    await omar.chooses("approve")
    # The whole of it: who approves asks the person whether it is theirs.
    assert "New phone: +34 612 34 56 78" in omar.says()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_its_code_cancels_it_under_this_was_not_me(
    town: Town, lost: Lost, arrives: Arrival, language: str
) -> None:
    lost.approved()
    visitor = await arrives(LANGUAGES[language])
    await visitor.chooses("disown")
    await visitor.answers(code=lost.code().reveal())
    assert visitor.page.name == "announced-removal"
    # Who holds the code is not told more than its message said.
    assert lost.person.email not in visitor.says()
    await visitor.chooses("cancel-removal")
    assert visitor.page.name == "welcome"
    assert visitor.done
    assert lost.pending() == ()


async def test_a_code_of_a_removal_that_has_ended_says_how(town: Town, lost: Lost, arrives: Arrival) -> None:
    lost.approved()
    code = lost.code()
    lost.over()
    visitor = await arrives()
    await visitor.chooses("disown")
    await visitor.answers(code=code.reveal())
    assert "It is too late to cancel this" in visitor.says()


async def test_coming_back_is_told_on_the_account_page_once(town: Town, lost: Lost, arrives: Arrival) -> None:
    lost.approved()
    town.clock.advance(minutes=1)
    maxime = await arrives()
    await sign_in(maxime, "maxime-tr")
    await maxime.answers(code=town.sms_code().reveal())
    assert "so it stays" in maxime.says()
    assert [block.tone for block in maxime.page.said if isinstance(block, Paragraph)] == ["warning", "plain"]
    await maxime.chooses("settings")
    await maxime.leaves()
    assert "so it stays" not in maxime.says()


@pytest.mark.parametrize(
    ("of", "why"),
    [
        ("omar-desk", "a supervisor’s account: another supervisor acts"),
        ("odile-desk", "your own account: another operator acts"),
    ],
)
async def test_who_may_not_act_on_an_account_is_offered_nothing_of_its_removal_and_told_why(
    town: Town, lost: Lost, at_removals: At, of: str, why: str
) -> None:
    [(account, method)] = town.rows(
        "SELECT number, method.id FROM account JOIN method ON account_id = account.id WHERE username = ?", of
    )
    wanted = ToRemove(Removable.METHOD, str(method))
    odile = await at_removals("odile-desk")
    # Her sign-in would end that of her own.
    lost.store.removals.ask(town.operator("lea-desk", Role.SUPERVISOR), account, wanted, REASON)
    await odile.chooses("look-again")
    await odile.chooses(opening(odile))
    assert why in odile.says()
    assert {action.name for action in odile.page.choices} == {"back"}


async def test_many_removals_are_listed_page_by_page(town: Town, led_to: LedTo) -> None:
    names = [f"someone-{number}" for number in range(10)]
    for name in names:
        someone = town.person(name)
        town.store.recovery_questions.set(town.sign_in(someone), QUESTIONS, PASSWORD)
        forgotten = ToRemove(Removable.QUESTIONS)
        town.store.removals.ask(town.operator("omar-desk"), number_of(town, someone), forgotten, REASON)
        town.clock.advance(minutes=1)
    operator = await led_to(removals)

    def shown() -> list[str]:
        return [str(row.name.facts["name"]) for row in operator.page.listed if isinstance(row.name, Message)]

    assert shown() == names[:8]
    await operator.chooses("next-rows")
    assert shown() == names[8:]
    # What is looked at leads back to its page of the list.
    await operator.chooses(operator.page.listed[-1].action.name)
    await operator.leaves()
    assert shown() == names[8:]
    await operator.chooses("previous-rows")
    assert shown() == names[:8]
