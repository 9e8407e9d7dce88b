"""Someone whose account was imported sets its first password, page by page."""

from __future__ import annotations

from i18n import ENGLISH, LANGUAGES
from store import Newcomer, Refusal
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.town import NEW_PASSWORD, Town
from tui.journeys.password.reset import FIRST_SET
from tui.scripted import Person

SAM = Newcomer(2, "sam-keys", "sam@example.org", "fr")


def invite(town: Town) -> str:
    """Import someone, and return the token of their invitation."""
    importing = town.store.importing
    for _done in importing.carry_out(importing.check([SAM], ENGLISH)):
        pass
    return town.token().reveal()


@IN_EACH
async def test_the_token_leads_to_a_first_password_and_then_to_signing_in(
    town: Town, arrives: Arrival, code: str
) -> None:
    token = invite(town)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("have-token")
    await visitor.answers(token=token)
    assert visitor.page.name == "set-first-password"
    said = visitor.says()
    assert SAM.username in said
    # There is no password and no profile to lose.
    assert not any(word in said for word in ("reset", "réinitialis", "profile", "profil"))
    await visitor.answers(new="short", confirmation="short")
    assert visitor.problems["new"].refusal is Refusal.PASSWORD_BREAKS_RULES
    await visitor.answers(new=NEW_PASSWORD.reveal(), confirmation=NEW_PASSWORD.reveal())
    assert visitor.page.name == "sign-in"
    assert visitor.done == LANGUAGES[code].say(FIRST_SET.text)
    await visitor.answers(password=NEW_PASSWORD.reveal())
    assert visitor.page.name == "account"


async def test_who_let_it_expire_asks_for_another_as_for_a_forgotten_password(
    town: Town, visitor: Person
) -> None:
    token = invite(town)
    town.clock.advance(days=14)
    await visitor.chooses("have-token")
    await visitor.answers(token=token)
    assert visitor.problems["token"].refusal is Refusal.TOKEN_EXPIRED
    await visitor.chooses("forgot-password")
    await visitor.answers(email=SAM.email)
    await visitor.chooses("have-token")
    await visitor.answers(token=town.token().reveal())
    assert visitor.page.name == "set-first-password"
    await visitor.answers(new=NEW_PASSWORD.reveal(), confirmation=NEW_PASSWORD.reveal())
    await visitor.answers(password=NEW_PASSWORD.reveal())
    assert visitor.page.name == "account"


async def test_before_the_password_is_set_nobody_signs_in(town: Town, visitor: Person) -> None:
    invite(town)
    await sign_in(visitor, SAM.username)
    assert visitor.problems["password"].refusal is Refusal.WRONG_SIGN_IN
