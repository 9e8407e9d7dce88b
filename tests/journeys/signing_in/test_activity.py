"""My activity: page after page, in both fronts' words."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, LANGUAGES
from tests.journeys.conftest import Arrival, sign_in
from tests.town import TERMINAL, Town
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


@pytest.mark.parametrize(("code", "said"), [("en", "5 times since"), ("fr", "5 fois depuis le")])
async def test_requests_in_a_row_are_one_line(town: Town, arrives: Arrival, code: str, said: str) -> None:
    someone = town.person(language=code)
    for _ in range(5):
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor)
    await visitor.chooses("activity")
    assert said in visitor.says()
    assert len([line for line in visitor.says().splitlines() if TERMINAL in line]) == 3
