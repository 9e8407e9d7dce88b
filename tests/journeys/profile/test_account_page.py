"""What the account page says of a profile, and leads to (PRODUCT §1, §4, seed 000)."""

from __future__ import annotations

import re

import pytest

from i18n import LANGUAGES
from store.rules.paper_codes import PERSONAL_KEY
from tests.journeys.conftest import Arrival, sign_in
from tests.town import PASSWORD, WRONG, Town
from tui.scripted import Person

WAITS = {"en": "requested; an operator is to decide", "fr": "demandé ; un agent doit décider"}
WHERE = {"en": "where and when to show your document", "fr": "où et quand montrer votre document"}
ACCEPTED = {"en": "Your identity has been verified", "fr": "Votre identité a été vérifiée"}
UNDECIDED = {"en": "No decision yet (", "fr": "Pas encore de décision ("}
MY_KEY = {"en": "My personal key", "fr": "Ma clé personnelle"}


@pytest.mark.parametrize("code", LANGUAGES)
async def test_while_a_request_waits_the_page_says_so_and_its_acceptance_is_noticed(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = town.person(language=code)
    town.asks(someone)
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor)
    for looked in range(3):
        said = visitor.says().replace("\u00a0", " ")
        assert WAITS[code] in said
        assert WHERE[code] in said
        assert (UNDECIDED[code] in said) == bool(looked)
        await visitor.chooses("look-again")
    town.accept(someone)
    await visitor.chooses("look-again")
    assert visitor.page.name == "account"
    assert ACCEPTED[code] in visitor.says()
    assert UNDECIDED[code] not in visitor.says()
    assert "look-again" not in {action.name for action in visitor.page.choices}


@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_current_key_is_one_step_from_the_account_page_with_the_password(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = town.verified_person(language=code)
    visitor = await arrives(LANGUAGES[code])
    await sign_in(visitor, someone.username)
    [label] = [action.label for action in visitor.page.choices if action.name == "my-key"]
    assert LANGUAGES[code].say(label) == MY_KEY[code]
    await visitor.chooses("my-key")
    await visitor.answers(password=WRONG.reveal())
    assert visitor.problems.keys() == {"password"}
    await visitor.answers(password=PASSWORD.reveal())
    assert PERSONAL_KEY.grouped(someone.key.reveal()) in visitor.says()
    await visitor.leaves()
    assert visitor.page.name == "account"


async def test_a_key_that_was_not_kept_yet_is_kept_from_there(town: Town, visitor: Person) -> None:
    someone = town.person("dominique")
    session = town.asks(someone)
    town.accept(someone)
    key = town.store.profile.activate(session, PASSWORD)
    await sign_in(visitor, "dominique")
    assert "Choose “My personal key” to see it" in visitor.says()
    await visitor.chooses("my-key")
    await visitor.answers(password=PASSWORD.reveal())
    assert re.search(PERSONAL_KEY.grouped(key.key.reveal()), visitor.says())
    assert not any(action.leaves for action in visitor.page.choices)


async def test_who_has_no_profile_is_offered_no_key(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor)
    assert "my-key" not in {action.name for action in visitor.page.choices}
