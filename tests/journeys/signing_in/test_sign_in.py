"""Signing in, and what the account page says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH
from tests.journeys.conftest import Arrival, sign_in
from tests.town import NEW_PASSWORD, Town
from tui.journeys.identity.email_address import changed
from tui.journeys.signing_in.sign_in import sign_in_page
from tui.pages import Field
from tui.scripted import Person
from tui.unwinding import WentBack
from tui.visit import Visit


async def test_unknown_and_wrong_are_one_answer(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor, "alexandre", "Wrong-Guess-1!")
    wrong = visitor.says()
    await visitor.leaves()
    await sign_in(visitor, "nobody-here", "Wrong-Guess-1!")
    assert visitor.says() == wrong
    assert "4 tries are left" in wrong


async def test_the_page_says_when_it_opens_again_and_what_works_meanwhile(
    town: Town, visitor: Person
) -> None:
    town.person()
    await sign_in(visitor, password="Wrong-Guess-1!")
    for _ in range(4):
        await visitor.answers(password="Wrong-Guess-1!")
    assert "reset the password" in visitor.says()
    await visitor.answers(password="Lanterne-2026!")
    assert visitor.page.name == "sign-in"
    town.clock.advance(seconds=31)
    await visitor.answers(password="Lanterne-2026!")
    assert visitor.page.name == "account"


async def test_strangers_tries_keep_nobody_out_where_they_signed_in_before(
    town: Town, visitor: Person
) -> None:
    someone = town.person()
    visitor.visit.place = "user 1000"
    await sign_in(visitor)
    await visitor.chooses("sign-out")
    town.fails_to_sign_in(someone.username, 5)
    await sign_in(visitor)
    assert visitor.page.name == "account"


async def test_someone_who_forgot_goes_on_from_the_sign_in_page(visitor: Person) -> None:
    await visitor.chooses("sign-in")
    await visitor.chooses("forgot-password")
    assert visitor.page.name == "forgot-password"


async def test_the_accounts_language_is_spoken_until_signing_out(town: Town, visitor: Person) -> None:
    town.person(language="fr")
    await sign_in(visitor)
    assert "succès" in visitor.says()
    await visitor.chooses("sign-out")
    assert "Welcome" in visitor.says()


async def test_a_language_that_was_chosen_stays(town: Town, visitor: Person) -> None:
    town.person(language="fr")
    visitor.speaks(ENGLISH)
    await sign_in(visitor)
    assert "successfully" in visitor.says()
    await visitor.chooses("sign-out")
    await sign_in(visitor)
    assert "successfully" in visitor.says()


async def test_a_language_switched_to_while_signed_in_stays_after_signing_out(
    town: Town, visitor: Person
) -> None:
    town.person("alexandre", language="en")
    await sign_in(visitor, "alexandre")
    visitor.speaks(FRENCH)
    await visitor.chooses("sign-out")
    assert "Bienvenue" in visitor.says()
    await sign_in(visitor, "alexandre")
    assert "succès" in visitor.says()
    await visitor.idles()
    assert "votre session" in visitor.says().casefold()


async def test_where_the_next_person_waits_the_places_own_language_comes_back(
    town: Town, visitor: Person
) -> None:
    town.person("alexandre", language="en")
    visitor.visit.surroundings = replace(visitor.visit.surroundings, next_person_waits=True)
    await sign_in(visitor, "alexandre")
    visitor.speaks(FRENCH)
    await visitor.chooses("sign-out")
    assert (visitor.visit.language, visitor.visit.language_fixed) == (ENGLISH, False)


async def test_what_was_still_to_be_said_of_an_account_ends_with_its_session(
    town: Town, visitor: Person
) -> None:
    town.person()
    await sign_in(visitor)
    visitor.visit.say(*changed("alexandre@example.org", "new@example.org"))
    await visitor.idles()
    assert visitor.page.name == "session-over"
    assert "new@example.org" not in visitor.says()
    await visitor.leaves()
    await sign_in(visitor)
    visitor.visit.say(*changed("alexandre@example.org", "new@example.org"))
    await visitor.signs_out()
    assert "new@example.org" not in visitor.says()
    assert "You have signed out." in visitor.says()


async def test_the_language_goes_with_whoever_had_to_replace_their_password(
    town: Town, visitor: Person
) -> None:
    town.person(language="fr")
    town.clock.advance(days=366)
    await sign_in(visitor)
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert "succès" in visitor.says()
    await visitor.chooses("sign-out")
    assert "Welcome" in visitor.says()


async def test_a_session_that_was_ended_elsewhere_leads_back_with_a_word(town: Town, visitor: Person) -> None:
    someone = town.person()
    await sign_in(visitor)
    elsewhere = town.sign_in(someone)
    town.store.password.change(elsewhere, someone.password, NEW_PASSWORD, NEW_PASSWORD)
    await visitor.chooses("activity")
    assert visitor.page.name == "session-over"
    await visitor.leaves()
    assert visitor.page.name == "welcome"


async def test_an_idle_session_ends_in_the_store_too(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor)
    await visitor.idles()
    assert visitor.page.name == "session-over"
    assert town.rows("SELECT count(*) FROM session") == [(0,)]


def named_in(visitor: Person) -> str:
    """Return the name that stands in the field of the page of signing in."""
    [name] = [field.value for field in visitor.page.fields if isinstance(field, Field) and not field.secret]
    return name


async def test_whoever_was_idle_is_told_so_and_finds_their_name_filled_in(
    town: Town, visitor: Person
) -> None:
    someone = town.person()
    await sign_in(visitor)
    await visitor.idles()
    assert "Nothing was typed for too long." in visitor.says()
    assert "another place" not in visitor.says()
    await visitor.chooses("sign-in")
    assert named_in(visitor) == someone.username


async def test_where_the_next_person_waits_no_name_is_left_behind(town: Town, visitor: Person) -> None:
    town.person()
    visitor.visit.surroundings = replace(visitor.visit.surroundings, next_person_waits=True)
    await sign_in(visitor)
    await visitor.idles()
    assert visitor.visit.known_as == ""


async def test_a_session_that_was_ended_from_elsewhere_leaves_no_name_behind(
    town: Town, visitor: Person
) -> None:
    someone = town.person()
    await sign_in(visitor)
    elsewhere = town.sign_in(someone)
    town.store.password.change(elsewhere, someone.password, NEW_PASSWORD, NEW_PASSWORD)
    await visitor.chooses("activity")
    assert "ended from another place: by a new password or an operator" in visitor.says()
    await visitor.chooses("sign-in")
    assert named_in(visitor) == ""


async def test_whoever_asks_to_be_signed_out_is_not_told_that_they_were(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor)
    await visitor.signs_out()
    assert visitor.page.name == "welcome"
    assert town.rows("SELECT count(*) FROM session") == [(0,)]


async def test_late_word_of_a_session_leaves_the_welcome_page_as_it_is(visitor: Person) -> None:
    await visitor.idles()
    assert visitor.page.name == "welcome"
    await visitor.signs_out()
    assert visitor.page.name == "welcome"


async def test_a_session_that_was_opened_and_never_entered_ends_with_the_visit(
    town: Town, arrives: Arrival
) -> None:
    town.person()

    async def journey(visit: Visit) -> None:
        show = visit.front.show

        async def leave_while_busy(*shown: Any) -> None:
            await show(*shown)
            raise WentBack

        visit.front.show = leave_while_busy  # type: ignore[method-assign,assignment]
        with pytest.raises(WentBack):
            await visit.sign_in(
                sign_in_page(),
                lambda store, answers: store.sign_in.with_password(
                    answers["identifier"], answers.secret("password"), visit.terminal
                ),
            )
        assert visit.session is None
        assert town.rows("SELECT count(*) FROM session") == [(1,)]
        await visit.leave()

    person = await arrives(journey=journey)
    await person.answers(identifier="alexandre", password="Lanterne-2026!")
    assert town.rows("SELECT count(*) FROM session") == [(0,)]


async def test_a_closed_terminal_leaves_no_session(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor)
    await visitor.vanishes()
    assert town.rows("SELECT count(*) FROM session") == [(0,)]


async def test_fourteen_days_ahead_the_account_page_tells_of_the_passwords_end(
    town: Town, visitor: Person
) -> None:
    town.person()
    town.clock.advance(days=350)
    await sign_in(visitor)
    assert "within 15 days" not in visitor.says()
    await visitor.chooses("sign-out")
    town.clock.advance(days=2)
    await sign_in(visitor)
    assert "within 13 days" in visitor.says()


async def test_a_password_past_its_year_is_replaced_before_anything_else(town: Town, visitor: Person) -> None:
    town.person()
    town.clock.advance(days=366)
    await sign_in(visitor)
    assert visitor.page.name == "password-expired"
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "account"
    assert "Your password was changed" in visitor.done


async def test_whoever_does_not_replace_it_is_signed_out(town: Town, visitor: Person) -> None:
    town.person()
    town.clock.advance(days=366)
    await sign_in(visitor)
    await visitor.leaves()
    assert visitor.page.name == "sign-in"
    assert town.rows("SELECT count(*) FROM session") == [(0,)]


async def test_two_visits_know_nothing_of_each_other(town: Town, arrives: Arrival) -> None:
    town.person("alexandre")
    town.person("dominique")
    first, second = await arrives(), await arrives()
    await sign_in(first, "alexandre")
    await sign_in(second, "dominique")
    assert "alexandre@example.org" in first.says()
    assert "alexandre" not in second.says()
