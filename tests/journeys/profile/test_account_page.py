"""What the account page says of a profile, and leads to (PRODUCT §1, §4, seed 000)."""

from __future__ import annotations

import re

from i18n import LANGUAGES
from store.rules.paper_codes import PERSONAL_KEY
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.signing import at_level
from tests.town import PASSWORD, WRONG, Town
from tui.scripted import Person

WAITS = {"en": "requested; an operator is to decide", "fr": "demandé ; un agent doit décider"}
WHERE = {"en": "where and when to show your document", "fr": "où et quand montrer votre document"}
ACCEPTED = {"en": "Your identity has been verified", "fr": "Votre identité a été vérifiée"}
UNDECIDED = {"en": "No decision yet (", "fr": "Pas encore de décision ("}
OF_THE_REGISTERED = {
    "en": ("“Sign a file”", "“Renew the activation code”", "“macle pin”"),
    "fr": ("« Signer un fichier »", "« Renouveler le code d’activation »", "« macle pin »"),
}
SERVICE = {"en": "A service is another site", "fr": "Un service est un autre site"}
MY_KEY = {"en": "My personal key", "fr": "Ma clé personnelle"}


@IN_EACH
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


@IN_EACH
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


@IN_EACH
async def test_help_tells_of_signing_and_the_activation_code_those_who_have_them(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone, language = town.person(language=code), LANGUAGES[code]
    visitor = await arrives(language)
    await sign_in(visitor)
    assert [said for said in OF_THE_REGISTERED[code] if said in helps(visitor)] == []
    await visitor.chooses("sign-out")
    at_level(town, someone)
    await sign_in(visitor)
    assert [said for said in OF_THE_REGISTERED[code] if said not in helps(visitor)] == []
    assert SERVICE[code] in helps(visitor)


def helps(visitor: Person) -> str:
    """Return what F1 shows."""
    return "\n".join(map(visitor.visit.language.say, visitor.page.help)).replace("\u00a0", " ")
