"""A forgotten username is sent to the address of its account, and nobody else learns anything."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, FRENCH
from store import Happening, Refusal
from store.messages.letters.identity import forgotten_username, no_account_to_name
from store.rules.limits import LETTERS_BY_ADDRESS_AN_HOUR
from tests.theft import change_email
from tests.town import TERMINAL, Town, refused


def ask(town: Town, email: str) -> None:
    town.store.forgotten_username.request(email, FRENCH, TERMINAL)


def test_the_username_comes_in_the_accounts_language(town: Town) -> None:
    someone = town.person(language="en")
    ask(town, someone.email.upper().replace("EXAMPLE", "Example"))
    [letter] = town.new_mail()
    expected = forgotten_username(someone.username).said(ENGLISH)
    assert (letter["To"], letter["Subject"], letter.get_content()) == (someone.email, *expected)
    assert f"\n{someone.username}\n" in letter.get_content()


def test_a_stranger_gets_word_that_there_is_no_account_in_their_language(town: Town) -> None:
    ask(town, "nobody@example.org")
    [letter] = town.new_mail()
    expected = no_account_to_name().said(FRENCH)
    assert (letter["To"], letter["Subject"], letter.get_content()) == ("nobody@example.org", *expected)


def test_the_history_says_that_it_was_sent(town: Town) -> None:
    someone = town.person()
    ask(town, someone.email)
    happened = [event.happening for event in town.store.history.recent(town.sign_in(someone))]
    assert happened[1] is Happening.USERNAME_SENT


@pytest.mark.parametrize("email", ["alexandre@example.org", "nobody@example.org"])
def test_past_five_requests_an_hour_nothing_is_sent_and_the_answer_is_the_same(
    town: Town, email: str
) -> None:
    town.person()
    town.new_mail()
    for _ in range(LETTERS_BY_ADDRESS_AN_HOUR):
        ask(town, email)
    assert len(town.new_mail()) == LETTERS_BY_ADDRESS_AN_HOUR
    ask(town, email)
    assert town.new_mail() == []
    town.clock.advance(minutes=12)
    ask(town, email)
    ask(town, email)
    assert len(town.new_mail()) == 1


def test_requests_for_a_username_leave_those_for_a_reset_alone(town: Town) -> None:
    someone = town.person()
    for _ in range(LETTERS_BY_ADDRESS_AN_HOUR):
        ask(town, someone.email)
    town.reset_token(someone)


def test_a_former_address_is_told_as_a_strangers(town: Town) -> None:
    someone = town.person()
    change_email(town, town.sign_in(someone), "new@example.org")
    town.new_mail()
    ask(town, someone.email)
    [letter] = town.new_mail()
    assert letter["Subject"] == FRENCH.say(no_account_to_name().subject)
    assert someone.username not in letter.get_content().replace(someone.email, "")


def test_what_is_no_address_is_refused(town: Town) -> None:
    assert refused(ask, town, "alexandre").refusal is Refusal.EMAIL_FORM
