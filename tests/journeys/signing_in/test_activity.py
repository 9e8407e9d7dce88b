"""My activity: page after page, in both fronts' words."""

from __future__ import annotations

from datetime import UTC

import pytest

from i18n import ENGLISH, LANGUAGES, Language, told
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.theft import Told, disown
from tests.town import NEW_PASSWORD, TERMINAL, Town
from tui.pages import Table
from tui.scripted import Person


async def test_the_history_is_read_page_after_page_and_back(town: Town, visitor: Person) -> None:
    someone = town.person()
    for _ in range(14):
        town.store.sessions.end(town.sign_in(someone))
    await sign_in(visitor)
    await visitor.chooses("activity")
    newest = visitor.says()
    assert [action.name for action in visitor.page.actions] == ["older", "back"]
    await visitor.chooses("older")
    assert [action.name for action in visitor.page.actions] == ["older", "newer", "back"]
    await visitor.chooses("older")
    assert "Account created" in visitor.says()
    assert [action.name for action in visitor.page.actions] == ["newer", "back"]
    await visitor.chooses("newer")
    await visitor.chooses("newer")
    assert visitor.says() == newest
    await visitor.leaves()
    assert visitor.page.name == "account"


@pytest.mark.parametrize(("code", "heading"), [("en", "When (UTC)"), ("fr", "Date (UTC)")])
async def test_the_zone_of_the_moments_is_said_once(
    town: Town, arrives: Arrival, code: str, heading: str
) -> None:
    town.person(language=code)
    language = Language(code, code, UTC)
    visitor = await arrives(language)
    await sign_in(visitor)
    await visitor.chooses("activity")
    [table] = [block for block in visitor.page.blocks if isinstance(block, Table)]
    assert heading in language.say(table.headings[0])
    rows = [language.say(told(fact)) for row in table.rows for fact in row]
    assert rows
    assert not [said for said in rows if "UTC" in said]


@pytest.mark.parametrize(
    ("code", "minutes", "said"),
    [
        ("en", 1, "5 times since"),
        ("fr", 1, "5 fois depuis le"),
        ("en", 0, ", 5 times;"),
        ("fr", 0, ", 5 fois\u00a0;"),
    ],
)
async def test_requests_in_a_row_are_one_line(
    town: Town, arrives: Arrival, code: str, minutes: int, said: str
) -> None:
    someone = town.person(language=code)
    for _ in range(5):
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
        town.clock.advance(minutes=minutes)
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor)
    await visitor.chooses("activity")
    assert said in visitor.says()
    assert len([line for line in visitor.says().splitlines() if TERMINAL in line]) == 3


KINDS = {
    "en": ("Authenticator app added", "Phone added", "Undone: Phone added", "Sign-in failed: wrong password"),
    "fr": (
        "Application ajoutée",
        "Téléphone ajouté",
        "Annulé : Téléphone ajouté",
        "Connexion échouée : mauvais mot de passe",
    ),
}
TIMES = {"en": "4 times", "fr": "4 fois"}


@IN_EACH
async def test_it_says_which_kind_of_method_was_added_what_was_undone_and_which_tries_failed(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = town.person(language=code)
    session = town.sign_in(someone)
    secret = town.add_app(session)
    Told.lately(town)
    town.add_phone(session)
    disown(town, Told.lately(town).to(someone.email))
    town.fails_to_sign_in(someone.username, 4)
    someone = town.reset(someone)
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor, someone.username, NEW_PASSWORD.reveal())
    town.clock.advance(minutes=1)
    await visitor.answers(code=town.app_code(secret))
    await visitor.chooses("activity")
    said = visitor.says().replace("\u00a0", " ")
    for words in KINDS[code]:
        assert words in said
    [failed] = [line for line in said.splitlines() if KINDS[code][-1] in line]
    assert TIMES[code] in failed
