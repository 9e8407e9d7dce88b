"""Whoever is stuck on a page reads there where the help desk is, and what it does for them."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from store import Secret
from store.rules.limits import ACTIVATION_TRIES
from tests.help_desk import DESK, names_the_desk, sends_to_a_desk
from tests.journeys.conftest import Arrival, open_settings, sign_in
from tests.registered import registered
from tests.services import LISTED, list_services
from tests.town import PASSWORD, PHONE, Town
from tests.town import Person as Somebody
from tui.scripted import Person


@pytest.fixture(params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    """The language of whoever comes."""
    return str(request.param)


@pytest.fixture
def someone(town: Town, code: str) -> Somebody:
    """Someone with an account, in a town whose settings name a help desk."""
    town.reopen(help_desk=DESK)
    return town.person(language=code)


def explained(visitor: Person) -> str:
    """Return what F1 says."""
    return " ".join(map(visitor.visit.language.say, visitor.page.help))


async def test_without_the_only_phone(town: Town, someone: Somebody, arrives: Arrival, code: str) -> None:
    town.add_phone(town.sign_in(someone))
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor)
    assert not sends_to_a_desk(visitor.says())
    assert names_the_desk(explained(visitor), code)
    await visitor.chooses("not-here")
    assert names_the_desk(visitor.says(), code)
    assert "24" in visitor.says()
    other = next(language for language in LANGUAGES if language != code)
    visitor.speaks(LANGUAGES[other])
    assert names_the_desk(visitor.says(), other)


async def test_before_one_goes_on_with_one_phone(
    town: Town, someone: Somebody, arrives: Arrival, code: str
) -> None:
    town.clock.advance(seconds=1)
    visitor = await arrives(LANGUAGES[code])
    await open_settings(visitor)
    await visitor.chooses("add-phone")
    await visitor.answers(number=PHONE)
    await visitor.answers(code=town.sms_code().reveal())
    await visitor.chooses("skip")
    assert visitor.page.name == "no-backup"
    assert names_the_desk(visitor.says(), code)
    await visitor.chooses("go-on")
    assert names_the_desk(explained(visitor), code)


async def test_with_a_forgotten_answer(town: Town, someone: Somebody, arrives: Arrival, code: str) -> None:
    chosen = tuple((question, Secret(f"answer {question}")) for question in range(3))
    town.store.recovery_questions.set(town.sign_in(someone), chosen, PASSWORD)
    token = town.reset_token(someone)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("have-token")
    await visitor.answers(token=token.reveal())
    await visitor.chooses("forgot-answer")
    assert names_the_desk(visitor.says(), code)


async def test_with_a_request_that_waits(town: Town, someone: Somebody, arrives: Arrival, code: str) -> None:
    town.asks(someone)
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor)
    assert visitor.page.name == "account"
    assert names_the_desk(visitor.says(), code)


async def test_with_a_blocked_activation_code(
    town: Town, someone: Somebody, arrives: Arrival, code: str
) -> None:
    ines = registered(town)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("activate")
    assert names_the_desk(explained(visitor), code)
    for number in range(ACTIVATION_TRIES):
        await visitor.answers(document=ines.document, email=ines.email, code=f"0000-0000-000{number}")
    assert visitor.page.name == "activation-blocked"
    assert names_the_desk(visitor.says(), code)


async def test_for_a_service_that_needs_a_registration(
    town: Town, someone: Somebody, arrives: Arrival, code: str
) -> None:
    list_services(town, LISTED)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("services")
    assert names_the_desk(explained(visitor), code)
    await visitor.leaves()
    await sign_in(visitor)
    await visitor.chooses("services")
    assert names_the_desk(visitor.says(), code)
