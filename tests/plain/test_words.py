"""What is chosen by its words where choices are listed with their numbers."""

from __future__ import annotations

import pytest

from i18n import FRENCH, _
from tests.plain.piped import Piped
from tui.pages import BACK, Action, Field, Page, Row, submit
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


async def test_a_line_about_something_is_chosen_by_what_is_done_there_too(person: Piped) -> None:
    rows = (
        Row(_("Password"), _("none"), Action("reset", _("Sign in"))),
        Row(_("Recovery codes"), _("none"), Action("codes", _("Change"))),
        Row(_("Phones"), _("none"), Action("phones", _("Change"))),
    )
    page = Page("person", _("Account"), menu=(*rows, BACK))
    for words, chosen in (("password", "reset"), ("sign", "reset"), ("phones", "phones")):
        assert (await person.types(words).visit.ask(page)).action == chosen
    assert "Error" not in person.read
    assert (await person.types("change", "2").visit.ask(page)).action == "codes"
    assert "This fits several choices: 2, 3." in person.read


SEVERAL = Page(
    "code",
    _("Security code"),
    fields=(Field("code", _("Security code")),),
    actions=(
        submit(_("Continue")),
        Action("again", _("Look again")),
        Action("resend", _("Resend code")),
        Action("renew", _("Resend all")),
        BACK,
    ),
)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("/look", "again"), ("/Look again", "again"), ("/Lookagain", "again"), ("/2", "resend")],
)
async def test_where_a_field_is_asked_for_another_choice_is_taken_by_its_words_behind_the_slash(
    person: Piped, typed: str, chosen: str
) -> None:
    assert (await person.types(typed).visit.ask(SEVERAL)).action == chosen


async def test_a_word_behind_a_slash_that_is_no_choice_is_no_answer_and_a_path_is_one(person: Piped) -> None:
    answers = await person.types("/nonsense", "/resend", "/tmp/a file").visit.ask(SEVERAL)
    assert answers["code"] == "/tmp/a file"
    assert "Error: There is no such command." in person.read
    assert "This fits several choices: /2, /3." in person.read
