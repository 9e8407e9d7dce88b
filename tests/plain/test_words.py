"""What is chosen by its words where choices are listed with their numbers."""

from __future__ import annotations

import pytest

from i18n import FRENCH, _
from tests.plain.piped import Piped
from tui.pages import Action, Page
from tui.plain.words import places_of

CHOICES = ("Sign in", "Sign in with a one-time PIN", "J’ai un jeton", "Créer un compte", "Se déconnecter")
WELCOME = Page(
    "welcome",
    _("Welcome to Macle"),
    actions=(
        Action("sign-in", _("Sign in")),
        Action("with-pin", _("Sign in with a one-time PIN")),
        Action("token", _("I have a token")),
        Action("forgot-password", _("Forgot password")),
        Action("forgot-username", _("Forgot username")),
    ),
)


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("Sign in", [0]),
        ("SIGN IN WITH", [1]),
        ("sign", [0, 1]),
        ("J'AI", [2]),
        ("j’ai un\u00a0 jeton", [2]),
        ("creer", [3]),
        ("Cre\u0301er un compte", [3]),
        ("s", [0, 1, 4]),
        ("in", []),
        ("sign in now", []),
        ("", []),
        ("…", []),
    ],
)
def test_a_choice_is_its_words_or_how_they_begin(typed: str, places: list[int]) -> None:
    assert places_of(typed, CHOICES) == places


async def test_a_choice_is_taken_by_its_words(person: Piped) -> None:
    assert (await person.types("i have").visit.ask(WELCOME)).action == "token"
    assert (await person.types("sign in").visit.ask(WELCOME)).action == "sign-in"
    assert "Error" not in person.read


async def test_words_are_those_of_the_language_that_is_shown(person: Piped) -> None:
    person.visit.speak(FRENCH)
    assert (await person.types("i have", "j'ai").visit.ask(WELCOME)).action == "token"
    assert person.read.count("Saisissez un nombre de 1 à 5.") == 1


async def test_words_that_fit_several_choices_choose_none_and_their_numbers_are_told(person: Piped) -> None:
    assert (await person.types("forgot", "5").visit.ask(WELCOME)).action == "forgot-username"
    assert "This fits several choices: 4, 5. Type one of these numbers." in " ".join(person.read.split())


async def test_a_number_and_a_command_are_never_taken_for_words(person: Piped) -> None:
    codes = Page(
        "codes", _("Codes"), actions=(Action("first", _("11 codes left")), Action("other", _("Quit smoking")))
    )
    assert (await person.types("11", "/qui", "2").visit.ask(codes)).action == "other"
    assert "Type a number from 1 to 2." in person.read
    assert "There is no such command." in person.read


async def test_help_says_that_words_will_do(person: Piped) -> None:
    await person.types("help", "1").visit.ask(WELCOME)
    assert "Choose by the number, or by the first words" in " ".join(person.read.split())
