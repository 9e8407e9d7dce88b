"""A third method of the second step, invented in `pigeon.py`: what takes the other two takes it as well.

So does a fourth in `card.py`, to which nothing is sent and which is no app.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import pytest

from i18n import ENGLISH, Language, Message
from store import Happening, Method, Refusal, Secret, Session, Step
from store.accounts.methods import held
from store.accounts.methods.kinds import KINDS
from store.database.alone import EVERYTHING
from tests.digits import wrong, wrong_code
from tests.methods import card, pigeon
from tests.methods.pigeon import Pigeons
from tests.plain.piped import Piped
from tests.screens.journeys import text
from tests.screens.test_next_person import comes_to, go_to_sign_in
from tests.town import NEW_PASSWORD, PASSWORD, PHONE, TERMINAL, Person, Town, notice_code, refused
from tui.commands import signing_in
from tui.journeys.methods import kind as on_pages
from tui.journeys.methods.words import WORDS
from tui.journeys.welcome import welcome
from tui.lines import Lines
from tui.pages import Text
from tui.screens.app import MacleApp
from tui.scripted import Person as Visitor
from tui.store_door import StoreDoor
from tui.unwinding import VisitOver

LOFT = "loft@example.org"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store and the pages know the invented kinds."""
    for name, invented in (("pigeon", pigeon), ("card", card)):
        monkeypatch.setitem(KINDS, name, invented.KIND)
        monkeypatch.setitem(WORDS, name, invented.WORDS)
        monkeypatch.setitem(on_pages.KINDS, name, invented.PAGES)


@pytest.fixture
def someone(town: Town) -> Person:
    """Someone with the pigeon Hermes, and nothing else for the second step."""
    someone = town.person()
    Pigeons(town.store.context).add(town.sign_in(someone), "Hermes", LOFT)
    town.new_mail()
    return someone


@pytest.fixture
def door(town: Town) -> Iterator[StoreDoor]:
    door = StoreDoor(town.settings)
    yield door
    door.close()


@pytest.fixture
async def visitor(door: StoreDoor) -> Visitor:
    """Someone before the welcome page."""
    visitor = Visitor(door, ENGLISH, TERMINAL)
    await visitor.start(welcome)
    return visitor


async def signs_in(visitor: Visitor) -> None:
    await visitor.chooses("sign-in")
    await visitor.answers(identifier="alexandre", password=PASSWORD.reveal())


def by_pigeon(town: Town, someone: Person) -> Session:
    """Sign someone in with the pigeon's code."""
    session = town.sign_in(someone)
    town.store.second_step.send(session, hermes(town, session).id)
    town.store.second_step.enter(session, hermes(town, session).id, town.code())
    return session


def hermes(town: Town, session: Session) -> Method:
    [hermes] = [one for one in town.store.second_step.ways(session).methods if one.name == "Hermes"]
    return hermes


def with_phone_for_long(town: Town, someone: Person) -> Person:
    """Give someone a phone besides, and let time go by until both are standing."""
    town.add_phone(by_pigeon(town, someone))
    town.clock.advance(days=30)
    town.new_mail()
    town.new_texts()
    return someone


def pigeons_of(visitor: Visitor) -> tuple[str, str]:
    """Return the state, and the action beside it, of the first row of pigeons in the settings."""
    [row] = [row for row in visitor.page.listed if row.name is pigeon.WORDS.title]
    return said(row.state), row.action.name


def said(words: Text) -> str:
    return words if isinstance(words, str) else ENGLISH.say(words)


def test_sign_in_takes_the_code_that_was_sent_once_and_no_other(town: Town, someone: Person) -> None:
    step, session, other = town.store.second_step, town.sign_in(someone), town.sign_in(someone)
    assert town.store.sessions.due(session) is Step.SECOND_STEP
    method = hermes(town, session)
    assert step.send(session, method.id).address == "Hermes"
    code = town.code()
    problem = refused(step.enter, session, method.id, wrong_code(code))
    assert problem.refusal is Refusal.WRONG_CODE
    step.enter(session, method.id, code)
    assert town.store.sessions.due(session) is None
    assert ("pigeon",) in town.rows("SELECT means FROM session_proof")
    assert refused(step.enter, other, method.id, code).refusal is Refusal.CODE_EXPIRED


def test_a_notice_tells_of_it(town: Town) -> None:
    someone = town.person()
    town.new_mail()
    Pigeons(town.store.context).add(town.sign_in(someone), "Hermes", LOFT)
    [letter] = town.new_mail()
    assert (letter["To"], letter["Subject"]) == (someone.email, "A pigeon was added")
    [change] = town.store.disowning.changes(notice_code(letter))
    assert (change.happening, change.kind) == (Happening.METHOD_ADDED, "pigeon")


async def test_the_page_asks_for_its_code_in_its_own_words(
    town: Town, someone: Person, visitor: Visitor
) -> None:
    await signs_in(visitor)
    assert visitor.page.name == "second-step-pigeon"
    code = town.code().reveal()
    assert "Hermes is on the wing with a code." in visitor.says()
    await visitor.chooses("not-here")
    assert visitor.page.name == "second-step-methods"
    await visitor.leaves()
    for nth in range(5):
        await visitor.answers(code=wrong(code, nth))
    assert visitor.page.name == "second-step-spent"
    assert "Five codes of this pigeon were wrong." in visitor.says()
    assert "phone" not in visitor.says()


async def test_the_settings_list_it_and_lead_to_its_own_journeys(town: Town, visitor: Visitor) -> None:
    town.person()
    # What is added from here on is not there from the account's start: nothing is to be confirmed.
    town.clock.advance(seconds=1)
    await signs_in(visitor)
    town.add_phone(visitor.visit.signed_in)
    await visitor.chooses("settings")
    assert pigeons_of(visitor) == ("", "add-pigeon")
    await visitor.chooses("add-pigeon")
    await visitor.answers(name="Hermes", loft=LOFT)
    state, change = pigeons_of(visitor)
    assert state == "Hermes"
    assert "add-pigeon" not in {row.action.name for row in visitor.page.listed}
    await visitor.chooses(change)
    await visitor.chooses("default")
    assert pigeons_of(visitor) == ("Hermes, default", change)
    await visitor.chooses(change)
    await visitor.chooses("delete")
    await visitor.chooses("submit")
    assert pigeons_of(visitor) == ("", "add-pigeon")


async def test_the_settings_say_what_is_at_risk_where_it_is_the_only_one(
    town: Town, someone: Person, visitor: Visitor
) -> None:
    await signs_in(visitor)
    await visitor.answers(code=town.code().reveal())
    await visitor.chooses("settings")
    assert "One pigeon, and there are hawks." in visitor.says()


async def test_it_confirms_that_another_one_goes(town: Town, someone: Person, visitor: Visitor) -> None:
    with_phone_for_long(town, someone)
    await signs_in(visitor)
    await visitor.answers(code=town.code().reveal())
    await visitor.chooses("settings")
    [phone] = [row.action.name for row in visitor.page.listed if "0134" in said(row.state)]
    await visitor.chooses(phone)
    await visitor.chooses("delete")
    assert "Code by the pigeon Hermes" in visitor.says()
    await visitor.chooses(hermes(town, visitor.visit.signed_in).id)
    assert "6 digits, at the leg of Hermes." in visitor.says()
    await visitor.answers(number=PHONE, password=PASSWORD.reveal(), confirmation=town.code().reveal())
    assert "gets no more codes" in visitor.done
    assert "no message can undo it" in visitor.says()


async def test_this_was_not_me_names_its_removal_and_undoes_it(
    town: Town, someone: Person, visitor: Visitor
) -> None:
    session = by_pigeon(town, with_phone_for_long(town, someone))
    Pigeons(town.store.context).remove(session, hermes(town, session).id)
    [letter], [note] = town.new_mail(), town.new_texts()
    assert letter["Subject"] == "A pigeon was let go"
    assert (note.to, "A pigeon was let go" in note.text) == (PHONE, True)
    await visitor.chooses("disown")
    await visitor.answers(code=notice_code(letter).reveal())
    await visitor.chooses("undo")
    assert visitor.page.name == "disowned"
    assert "Pigeon let go" in visitor.says()
    someone = town.reset(someone, NEW_PASSWORD)
    town.new_mail()
    session = by_pigeon(town, someone)
    assert hermes(town, session).is_default


async def test_the_full_screen_shows_it(town: Town, someone: Person, door: StoreDoor) -> None:
    app = MacleApp(door=door, journey=welcome, language=ENGLISH)
    async with app.run_test(size=(80, 40)) as pilot:
        await go_to_sign_in(pilot)
        await pilot.press("enter")
        await comes_to(pilot, "second-step-pigeon")
        assert "Hermes is on the wing" in text(pilot)
        await pilot.press(*town.code().reveal(), "enter")
        await comes_to(pilot, "account")
        await pilot.press("down", "enter")
        await comes_to(pilot, "settings")
        assert "Carrier pigeons" in text(pilot)
        assert "Hermes, default" in text(pilot)


async def test_line_prompts_show_it(town: Town, someone: Person, door: StoreDoor) -> None:
    person = Piped(door)
    journey = asyncio.create_task(welcome(person.visit))
    person.types("1", someone.username, PASSWORD.reveal())
    await person.paper.shows("Hermes is on the wing")
    person.types(town.code().reveal())
    await person.paper.shows("You have signed in successfully")
    person.types("2")
    await person.paper.shows("Hermes, default")
    assert "Carrier pigeons" in person.read
    person.hangs_up()
    with pytest.raises(VisitOver):
        await journey
    person.close()


async def test_a_kind_that_nobody_knows_any_more_is_refused_as_a_damaged_row(
    town: Town, someone: Person, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = by_pigeon(town, someone)
    monkeypatch.delitem(KINDS, "pigeon")
    assert refused(town.store.account.overview, session).refusal is Refusal.CORRUPT
    half = town.sign_in(someone)
    assert town.store.sessions.due(half) is Step.SECOND_STEP
    assert refused(town.store.second_step.ways, half).refusal is Refusal.CORRUPT
    [(method,)] = town.rows("SELECT id FROM method")
    assert refused(town.store.second_step.send, half, method).refusal is Refusal.CORRUPT
    assert refused(town.store.second_step.enter, half, method, Secret("123456")).refusal is Refusal.CORRUPT
    await signs_in(visitor)
    assert visitor.page.name != "account"


async def test_nothing_is_sent_to_a_method_that_shows_its_codes(town: Town, visitor: Visitor) -> None:
    session = town.sign_in(town.person())
    [(account_id,)] = town.rows("SELECT id FROM account")
    with town.store.database.write(alone_with=EVERYTHING) as db:
        held.add(db, town.store.context, account_id, "card", Secret("123456"), name="Ace")
    [method] = town.store.account.overview(session).ways.methods
    await signs_in(visitor)
    assert visitor.page.name == "second-step-card"
    assert "Scratch the card Ace." in visitor.says()
    assert [action.name for action in visitor.page.choices] == ["other-method", "submit", "cancel"]
    assert town.rows("SELECT 1 FROM sent_code") == []
    await visitor.answers(code="654321")
    assert visitor.problems["code"].refusal is Refusal.WRONG_CODE
    await visitor.answers(code="123456")
    assert visitor.page.name == "account"
    half, step = town.sign_in(Person("alexandre", "")), town.store.second_step
    assert refused(step.enter, half, method.id, Secret("123456")).refusal is Refusal.CODE_USED
    assert refused(step.send, half, method.id).refusal is Refusal.METHOD_GONE


def test_the_administrators_commands_take_its_code(
    town: Town, someone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(_lines: Lines, language: Language, prompt: Message) -> list[Secret]:
        asked.append(language.say(prompt))
        return [town.code()]

    monkeypatch.setattr(signing_in, "typed", typed)
    session = town.sign_in(someone)
    signing_in.pass_second_step(town.store, session, Lines(0, io.StringIO()), ENGLISH)
    assert town.store.sessions.due(session) is None
    assert asked == ["Code that Hermes brings"]
