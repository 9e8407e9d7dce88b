"""The screen is handed to the person beside an operator, and comes back (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pytest

from i18n import ENGLISH, FRENCH, _
from store import Problem, Refusal, Session
from store.accounts.store import Store
from tests.journeys.conftest import Arrival
from tests.journeys.desk.conftest import AtDesk
from tests.registered import Registered, activated, registered
from tests.town import PASSWORD, TERMINAL, WRONG, Town
from tui.journeys.desk.your_turn import hand_over_screen
from tui.pages import BACK, Page, Paragraph
from tui.scripted import Person
from tui.store_door import StoreDoor
from tui.surroundings import BESIDE_OPERATOR, OWN_TERMINAL
from tui.unwinding import Abandoned, SessionOver, SignedOut
from tui.visit import Visit

T = TypeVar("T")
ODILE = "odile-desk@example.org"
DESK = Page("desk", _("What the operator was doing"), (Paragraph(_("Of somebody else.")),), actions=(BACK,))


@dataclass
class Desk:
    """A help desk of one page, from which the screen is handed to a person who speaks French."""

    operator: Session
    ended: type[Exception] | None = None
    language_fixed: bool = False
    seen: list[tuple[str, ...]] = field(default_factory=list)

    async def __call__(self, visit: Visit) -> None:
        visit.enter(self.operator)
        visit.language_fixed = self.language_fixed
        visit.know("odile-desk")
        with visit.within("odile-desk"), visit.within(_("Search")):
            visit.say(Paragraph(_("Said of somebody else.")))
            try:
                await hand_over_screen(visit, FRENCH)
            except (SignedOut, SessionOver) as ended:
                self.ended = type(ended)
            self.seen.append(tuple(map(visit.language.say, visit.where)))
            await visit.ask(DESK)


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town.operator())


@pytest.fixture
async def person(arrives: Arrival, desk: Desk) -> Person:
    """Whoever has the screen now."""
    return await arrives(ENGLISH, desk)


def sessions_of(town: Town, email: str) -> int:
    [(count,)] = town.rows(
        "SELECT count(*) FROM session JOIN account ON account.id = account_id WHERE email = ?", email
    )
    return int(count)


async def takes_back(person: Person, password: str = PASSWORD.reveal()) -> None:
    await person.chooses("give-back")
    await person.answers(password=password)


async def test_nothing_of_the_desk_is_seen_or_in_reach_in_the_persons_turn(person: Person) -> None:
    visit = person.visit
    assert person.page.name == "your-turn"
    assert person.page.title.text == "Your turn"
    assert not person.page.where
    assert not person.page.said
    assert visit.session is None
    assert not visit.signs_out
    assert not visit.comes_in
    assert (visit.known_as, visit.wanted, visit.place) == ("", None, "")
    assert visit.surroundings is BESIDE_OPERATOR
    assert person.page.leaving is None
    assert visit.copier is None


async def test_the_page_is_in_the_persons_language_and_the_desk_in_the_operators(person: Person) -> None:
    assert "À vous" in person.says()
    person.speaks(ENGLISH)
    assert "Your turn" in person.says()
    person.speaks(FRENCH)
    await takes_back(person)
    assert person.visit.language is ENGLISH
    assert "What the operator was doing" in person.says()


async def test_the_operators_password_leads_back_to_where_they_were(person: Person, desk: Desk) -> None:
    await takes_back(person)
    assert person.page.name == "desk"
    assert person.visit.session is desk.operator
    assert desk.seen == [("odile-desk", "Search")]
    assert desk.ended is None
    assert person.visit.surroundings is OWN_TERMINAL
    # What was to be said to the operator was not said to the person.
    assert [said.text for said in person.page.said] == [_("Said of somebody else.")]


async def test_no_other_password_does_and_tries_at_it_are_counted(town: Town, person: Person) -> None:
    await person.chooses("give-back")
    assert "odile-desk" in person.says()
    for _try in range(5):
        await person.answers(password=WRONG.reveal() + str(_try))
        assert person.page.name == "back-to-desk"
    await person.answers(password=PASSWORD.reveal())
    [problem] = person.problems.values()
    assert problem.refusal is Refusal.DESK_LOCKED
    assert town.rows("SELECT max(failures) FROM counter") == [(5,)]


async def test_going_back_from_the_password_leads_to_the_persons_turn(person: Person) -> None:
    await person.chooses("give-back")
    await person.leaves()
    assert person.page.name == "your-turn"
    assert person.visit.session is None


async def test_signing_out_instead_ends_the_operators_turn(person: Person, desk: Desk) -> None:
    await person.chooses("give-back")
    await person.chooses("sign-out")
    assert desk.ended is SignedOut
    # The session is the desk's again, which ends it.
    assert person.visit.session is desk.operator


async def test_the_person_beside_blocks_no_operator(town: Town, person: Person, desk: Desk) -> None:
    [(operator,)] = town.rows("SELECT id FROM account WHERE username = 'odile-desk'")
    for kind in ("proof", "given-back"):
        town.rows("INSERT INTO counter VALUES (?, ?, 99, NULL, 0)", f"account:{operator}", kind)
    await takes_back(person, WRONG.reveal())
    assert person.problems["password"].refusal is Refusal.DESK_LOCKED
    assert town.store.sessions.due(desk.operator) is None
    town.clock.now += timedelta(hours=1, minutes=1)
    session = town.operator_at(TERMINAL, "odile-desk")
    town.store.password.prove(session, PASSWORD)
    town.store.password.prove_back(session, PASSWORD)


async def test_an_operators_session_that_ended_meanwhile_takes_no_password(
    town: Town, person: Person, desk: Desk
) -> None:
    town.clock.now += timedelta(minutes=16)
    await person.chooses("give-back")
    assert desk.ended is SessionOver


class FailingDoor(StoreDoor):
    """The `door` to the store, which fails the first time with a `fault`."""

    def __init__(self, door: StoreDoor, fault: Exception) -> None:
        super().__init__(door.settings)
        self._door, self._faults = door, [fault]

    async def run(self, work: Callable[[], T]) -> T:
        if self._faults:
            raise self._faults.pop()
        return await self._door.run(work)

    def open(self) -> Store:
        return self._door.open()


async def test_a_refusal_of_the_store_leads_nobody_to_the_desk(person: Person) -> None:
    person.visit.door = FailingDoor(person.visit.door, Problem(Refusal.BUSY))
    await person.chooses("give-back")
    assert person.page.name == "your-turn"
    assert person.visit.session is None
    assert [said.tone for said in person.page.said] == ["error"]
    await takes_back(person)
    assert person.page.name == "desk"


async def test_a_fault_of_the_program_ends_the_operators_session_and_shows_nothing_of_the_desk(
    town: Town, at_desk: AtDesk
) -> None:
    someone = town.person()
    operator = await at_desk()
    await operator.searches(someone.username)
    await operator.picks(operator.found[0])
    await operator.chooses("hand-over")
    before = sessions_of(town, ODILE)
    operator.visit.door = FailingDoor(operator.visit.door, ValueError())
    await operator.chooses("give-back")
    assert operator.page.name == "crash"
    assert someone.username not in operator.says()
    assert operator.visit.session is None
    assert sessions_of(town, ODILE) == before - 1


async def test_a_person_activates_their_password_and_their_session_ends_with_their_turn(
    town: Town, arrives: Arrival
) -> None:
    ines = registered(town)
    person = await arrives(ENGLISH, Desk(town.operator()))
    await person.chooses("activate")
    await person.answers(document=ines.document, email=ines.email, code=ines.code.reveal())
    await person.answers(code=town.sms_code().reveal())
    await person.answers(new=PASSWORD.reveal(), confirmation=PASSWORD.reveal())
    assert {action.name for action in person.page.choices} == {"keep", "print"}
    await person.chooses("keep")
    await person.answers(saved="yes")
    assert person.page.name == "sign-in"
    await person.answers(password=PASSWORD.reveal())
    assert person.page.name == "account"
    assert person.visit.where == (ines.username,)
    await person.chooses("sign-out")
    assert person.page.name == "your-turn"
    assert "Vous êtes déconnecté" in person.says()
    assert not sessions_of(town, ines.email)
    await takes_back(person)
    assert person.page.name == "desk"
    assert ines.username not in person.says()
    assert person.copied == []


async def test_who_signs_in_there_makes_no_known_place_of_the_operators_terminal(
    town: Town, person: Person
) -> None:
    ines = registered(town)
    activated(town, ines)
    before = town.rows("SELECT count(*) FROM known_place")
    await _signs_in(person, ines)
    assert person.page.name == "account"
    assert town.rows("SELECT count(*) FROM known_place") == before


async def _signs_in(person: Person, ines: Registered) -> None:
    await person.chooses("sign-in")
    await person.answers(identifier=ines.document, password=PASSWORD.reveal())


async def test_who_stays_idle_in_their_account_leaves_a_turn_as_if_nobody_had_come(
    town: Town, person: Person
) -> None:
    ines = registered(town)
    activated(town, ines)
    person.speaks(ENGLISH)
    await _signs_in(person, ines)
    await person.idles()
    assert person.page.name == "your-turn"
    assert person.visit.session is None
    assert not person.visit.known_as
    # In the language that it began in.
    assert "À vous" in person.says()
    assert ines.username not in person.says()
    assert not sessions_of(town, ines.email)


@pytest.mark.parametrize("action", ["activate", "have-token", "sign-in", "privacy", "give-back"])
async def test_a_page_that_was_left_open_is_wiped(
    person: Person, action: str, gone: Callable[[Person], Awaitable[None]]
) -> None:
    await person.chooses(action)
    assert person.page.name != "your-turn"
    await gone(person)
    assert person.page.name == "your-turn"
    assert person.visit.session is None


@pytest.fixture
def gone() -> Callable[[Person], Awaitable[None]]:
    """Have nobody type for too long where nobody is signed in."""

    async def nobody_types(person: Person) -> None:
        await person._unwinds(Abandoned())

    return nobody_types


async def test_a_terminal_that_vanishes_in_the_persons_turn_ends_both_sessions(
    town: Town, arrives: Arrival
) -> None:
    ines = registered(town)
    activated(town, ines)
    desk = Desk(town.operator())

    async def hosted(visit: Visit) -> None:
        try:
            await desk(visit)
        finally:
            await visit.leave()

    person = await arrives(ENGLISH, hosted)
    before = sessions_of(town, ODILE)
    await _signs_in(person, ines)
    assert sessions_of(town, ines.email) == 1
    await person.vanishes()
    assert sessions_of(town, ines.email) == 0
    assert sessions_of(town, ODILE) == before - 1
