"""Services, page by page: chosen before the sign-in or after it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from i18n import ENGLISH, FRENCH, Language
from store import Happening, PastEvent, Session
from tests.journeys.conftest import Arrival, sign_in
from tests.services import LISTED, list_services
from tests.town import PASSWORD, Town
from tests.town import Person as Somebody
from tui.pages import Lasting, Link
from tui.scripted import Person
from tui.surroundings import OWN_TERMINAL

NO_CODE = LISTED.replace("level = 2", "level = 1")


pytestmark = pytest.mark.usefixtures("listed")


def address_on(person: Person) -> str:
    [link] = [block for block in person.page.blocks if isinstance(block, Link)]
    return link.address


def opened(town: Town, someone: Somebody, session: Session | None = None) -> list[PastEvent]:
    """Return the services that someone has opened, the newest first."""
    history = town.store.history.recent(session or town.sign_in(someone))
    return [event for event in history if event.happening is Happening.SERVICE_OPENED]


async def test_a_service_is_chosen_first_then_the_way_to_sign_in(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    await visitor.chooses("services")
    assert "Public library" in visitor.says()
    await visitor.chooses("service-library")
    assert visitor.page.name == "ways-in"
    await visitor.chooses("with-password")
    assert "You sign in to open: Public library" in visitor.says()
    await visitor.answers(identifier=someone.username, password=PASSWORD.reveal())
    assert visitor.page.name == "service"
    assert address_on(visitor) == "https://library.example.org/enter?from=macle"
    assert [line for line in visitor.says().splitlines() if line == address_on(visitor)]
    await visitor.leaves()
    assert visitor.page.name == "account"
    assert "successfully" in visitor.says()
    assert [event.service for event in opened(town, someone)] == ["library"]


async def test_each_page_of_the_sign_in_says_for_which_service_and_none_after_it(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app, purpose = town.add_app(town.sign_in(someone)), "You sign in to open: Public library"
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    await visitor.chooses("with-password")
    assert purpose in visitor.says()
    await visitor.answers(identifier=someone.username, password=PASSWORD.reveal())
    assert visitor.page.name == "second-step-app"
    assert purpose in visitor.says()
    town.clock.advance(minutes=1)
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "service"
    assert purpose not in visitor.says()


async def test_whoever_has_forgotten_the_password_no_longer_signs_in_for_the_service(
    someone: Somebody, visitor: Person
) -> None:
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    await visitor.chooses("with-password")
    await visitor.chooses("forgot-password")
    assert visitor.page.name == "forgot-password"
    assert "You sign in to open" not in visitor.says()


async def test_a_code_that_the_service_needs_is_asked_for_at_the_sign_in_and_not_again(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    await visitor.chooses("with-password")
    await visitor.answers(identifier=someone.username, password=PASSWORD.reveal())
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "service"


async def test_going_back_leads_page_by_page_to_the_welcome_page(someone: Somebody, visitor: Person) -> None:
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    await visitor.chooses("with-password")
    seen = []
    while visitor.page.name != "welcome":
        seen.append(visitor.page.name)
        await visitor.leaves()
    assert seen == ["sign-in", "ways-in", "choose-service"]


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=["en", "fr"])
async def test_the_account_page_leads_to_services_which_say_what_each_needs(
    town: Town, someone: Somebody, arrives: Arrival, language: Language
) -> None:
    visitor = await arrives(language)
    visitor.speaks(language)
    await sign_in(visitor)
    await visitor.chooses("services")
    said = visitor.says()
    words = {
        "en": ("Tax office", "Opens at once", "Needs a second step", "Needs an advanced registration"),
        "fr": ("Centre des impôts", "S’ouvre tout de suite", "Exige une deuxième", "Exige une inscription"),
    }
    assert [one for one in words[language.code] if one not in said] == []


async def test_a_code_is_asked_for_once_in_a_session_that_is_complete_without_it(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    await sign_in(visitor)
    app = town.add_app(town.sign_in(someone))
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    assert visitor.page.name == "second-step-app"
    await visitor.leaves()
    assert visitor.page.name == "services"
    await visitor.chooses("service-taxes")
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "service"
    await visitor.leaves()
    assert "Opens at once" in visitor.says()
    await visitor.chooses("service-taxes")
    assert visitor.page.name == "service"


async def test_a_service_may_be_called_like_an_action(town: Town, someone: Somebody, visitor: Person) -> None:
    list_services(town, LISTED.replace("[library]", "[back]"))
    await visitor.chooses("services")
    await visitor.chooses("service-back")
    assert visitor.page.name == "ways-in"
    await visitor.chooses("with-password")
    await visitor.answers(identifier=someone.username, password=PASSWORD.reveal())
    assert visitor.page.name == "service"
    await visitor.leaves()
    await visitor.chooses("services")
    await visitor.chooses("service-back")
    assert visitor.page.name == "service"


async def test_an_advanced_registration_is_told_of_where_the_service_was_chosen(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    await visitor.chooses("services")
    await visitor.chooses("service-registry")
    await visitor.chooses("with-password")
    await visitor.answers(identifier=someone.username, password=PASSWORD.reveal())
    assert visitor.page.name == "account"
    assert "in person" in visitor.says()
    assert opened(town, someone) == []


async def test_a_statement_is_counted_down_and_opening_again_makes_another(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    list_services(town, NO_CODE)
    await sign_in(visitor)
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    first, [lasting] = address_on(visitor), [b for b in visitor.page.blocks if isinstance(b, Lasting)]
    assert (lasting.until - town.clock.now).seconds in {59, 60}
    await visitor.chooses("copy")
    assert visitor.copied.pop() == first
    assert "Sent to your terminal" in visitor.done
    town.clock.advance(seconds=61)
    await visitor.chooses("copy")
    assert visitor.copied == []
    assert "The address is no longer good. Open the service again." in visitor.says()
    await visitor.chooses("open-again")
    assert address_on(visitor) != first
    assert len(opened(town, someone)) == 2


async def test_where_no_address_is_of_use_nothing_is_opened(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    visitor.visit.surroundings = replace(OWN_TERMINAL, opens_addresses=False)
    await sign_in(visitor)
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    assert visitor.page.name == "services"
    assert "No service can be opened here" in visitor.says()
    assert opened(town, someone) == []


async def test_where_no_address_is_of_use_nobody_signs_in_for_a_service(visitor: Person) -> None:
    visitor.visit.surroundings = replace(OWN_TERMINAL, opens_addresses=False)
    await visitor.chooses("services")
    assert visitor.page.name == "welcome"
    assert "No service can be opened here" in visitor.says()


@pytest.mark.parametrize("text", ["", "x = 1"], ids=["none", "faulty"])
async def test_without_a_list_that_is_said(town: Town, someone: Somebody, visitor: Person, text: str) -> None:
    list_services(town, text)
    said = "has a fault" if text else "No service is listed"
    await visitor.chooses("services")
    assert said in visitor.says()
    if visitor.page.name != "welcome":
        await visitor.leaves()
    await sign_in(visitor)
    await visitor.chooses("services")
    assert visitor.page.name == "account"
    assert said in visitor.says()


async def test_a_service_that_is_taken_off_the_list_meanwhile_is_told(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    await sign_in(visitor)
    await visitor.chooses("services")
    list_services(town, LISTED.partition("\n\n")[2])
    await visitor.chooses("service-library")
    assert "no longer listed" in visitor.says()


@pytest.mark.parametrize("text", [LISTED, "", "x = 1"], ids=["listed", "gone", "faulty"])
async def test_the_activity_names_the_services_that_were_opened(
    town: Town, someone: Somebody, visitor: Person, text: str
) -> None:
    await sign_in(visitor)
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    await visitor.leaves()
    await visitor.leaves()
    list_services(town, text)
    await visitor.chooses("activity")
    assert f"Service opened: {'Public library' if text == LISTED else 'library'}" in visitor.says()


def fetched(address: str) -> bytes:
    with urlopen(address) as answer:
        return bytes(answer.read())


@contextmanager
def service_at_work(keys: str) -> Iterator[tuple[str, list[str]]]:
    """A service on this machine that lets in whoever brings a statement; its address, and who came."""
    came: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            [token] = parse_qs(urlsplit(self.path).query).get("statement", [""])
            said = jwt.decode(token, KeySet.import_key_set(json.loads(keys)), algorithms=["ES256"]).claims
            came.append(said["sub"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"Welcome")

        def log_message(self, *_arguments: object) -> None:
            """Nothing that has a statement in it is logged."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/came?from=macle", came
        finally:
            server.shutdown()
            serving.join()


async def test_the_address_that_is_shown_lets_its_reader_into_the_service(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    with service_at_work(town.store.services.keys()) as (address, came):
        list_services(town, NO_CODE.replace("https://taxes.example.org/came?lang=en#top", address))
        await sign_in(visitor)
        await visitor.chooses("services")
        await visitor.chooses("service-taxes")
        assert await asyncio.to_thread(fetched, address_on(visitor)) == b"Welcome"
    assert len(came) == 1
