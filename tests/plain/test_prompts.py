"""What a person answers, line by line, when input comes from a pipe."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH, Language, _
from store.settings import utc_now
from tests.choosing import OTHER, Choosing
from tests.plain.piped import SIGN_IN, Piped
from tui.lines import Lines
from tui.pages import BACK, Action, Answers, Choice, Field, Page, Tick, submit
from tui.plain.front import PlainFront
from tui.store_door import StoreDoor
from tui.unwinding import VisitOver, WentBack
from tui.visit import Visit


async def test_a_page_with_fields_asks_for_them_at_once_and_sends_them(person: Piped) -> None:
    answers = await person.types("alexandre", "secret").visit.ask(SIGN_IN)
    assert (answers.action, answers["identifier"], answers["password"]) == ("submit", "alexandre", "secret")


async def test_a_page_without_fields_takes_a_number_and_enter_is_the_first(person: Piped) -> None:
    actions = (Action("sign-in", _("Sign in")), Action("privacy", _("Privacy notice")))
    page = Page("welcome", _("Welcome to Macle"), actions=actions)
    assert (await person.types("").visit.ask(page)).action == "sign-in"
    assert (await person.types("3", "x", "2").visit.ask(page)).action == "privacy"
    assert person.read.count("Type a number from 1 to 2.") == 2


async def test_where_there_is_one_choice_a_wrong_number_is_told_that_one(person: Piped) -> None:
    await person.types("/3", "alexandre", "secret").visit.ask(SIGN_IN)
    assert "Type /1." in person.read


async def test_what_opens_later_stands_last_so_that_the_others_keep_their_numbers(person: Piped) -> None:
    later = Action("by-sms", _("Send the PIN by SMS"), opens_at=utc_now())
    await person.types("alexandre", "secret").visit.ask(
        replace(SIGN_IN, menu=(later, BACK), actions=SIGN_IN.actions[:1])
    )
    assert "Other choices: /1 Back, /2 Send the PIN by SMS." in person.read


FORGETFUL = replace(SIGN_IN, actions=(submit(_("Sign in")), Action("forgot", _("Forgot password")), BACK))


async def test_other_choices_are_told_before_the_first_field_and_taken_by_their_number(
    person: Piped,
) -> None:
    answers = await person.types("/3", "/1").visit.ask(FORGETFUL)
    assert answers.action == "forgot"
    told = "Other choices: /1 Forgot password, /2 Back."
    assert person.read.index(told) < person.read.index("Username:")
    with pytest.raises(WentBack):
        await person.types("/2").visit.ask(FORGETFUL)


async def test_another_choice_is_open_where_a_password_comes_first_and_what_is_typed_for_it_is_hidden(
    person: Piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: list[bool] = []
    read = person.front.lines.read

    async def watched(prompt: str, *, secret: bool = False, **options: Any) -> str:
        hidden.append(secret)
        return await read(prompt, secret=secret, **options)

    monkeypatch.setattr(person.front.lines, "read", watched)
    page = replace(FORGETFUL, fields=SIGN_IN.fields[1:])
    answers = await person.types("/1", "", "/1").visit.ask(page)
    assert (answers.action, answers["password"]) == ("submit", "/1")
    assert "Other choices, after Enter alone: /1 Forgot password, /2 Back." in person.read
    assert (await person.visit.ask(page)).action == "forgot"
    answers = await person.types("", "secret too late", "", "", "secret").visit.ask(page)
    assert answers["password"] == "secret"
    assert "This is not a command, and was not taken for an answer." in person.read
    assert all(hidden)


async def test_enter_keeps_a_value_and_a_space_empties_an_optional_one(person: Piped) -> None:
    fields = (
        Field("name", _("Name"), value="Camille"),
        Field("company", _("Company"), value="Outscale", optional=True),
        Choice("language", _("Language"), (("en", "English"), ("fr", "Français")), "fr"),
    )
    page = Page("details", _("Details"), fields=fields, actions=(submit(_("Save")),))
    answers = await person.types("", " ", "").visit.ask(page)
    assert dict(answers.values) == {"name": "Camille", "company": "", "language": "fr"}


async def test_the_language_switches_in_mid_page_and_nothing_typed_is_lost(person: Piped) -> None:
    answers = await person.types("/fr", "alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert person.visit.language is FRENCH
    assert person.visit.language_fixed


@pytest.mark.parametrize("word", ["?", "help", "/help", "Help", "aide", "/aide"])
@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
async def test_help_explains_any_page_in_the_words_of_either_language(
    person: Piped, language: Language, word: str
) -> None:
    person.visit.speak(language)
    page = replace(SIGN_IN, help=(_("Read this."),))
    answers = await person.types(word, "alexandre", "help").visit.ask(page)
    assert (answers["identifier"], answers["password"]) == ("alexandre", "help")
    assert "Read this." in person.read


@pytest.mark.parametrize(("back", "leave"), [("/back", "/quit"), ("/retour", "/quitter")])
@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
async def test_commands_go_back_and_leave_in_the_words_of_either_language(
    person: Piped, language: Language, back: str, leave: str
) -> None:
    person.visit.speak(language)
    with pytest.raises(WentBack):
        await person.types(back).visit.ask(SIGN_IN)
    with pytest.raises(VisitOver):
        await person.types(leave).visit.ask(SIGN_IN)


async def test_a_password_may_look_like_a_command(person: Piped) -> None:
    answers = await person.types("alexandre", "/quit").visit.ask(SIGN_IN)
    assert answers["password"] == "/quit"


async def test_each_page_that_asks_for_a_secret_says_how_to_come_to_a_command(person: Piped) -> None:
    first = "For a command, press Enter alone first."
    for told in range(1, 4):
        await person.types("alexandre", "secret").visit.ask(SIGN_IN)
        said = " ".join(person.read.split())
        assert said.count(first) == told
    assert said.count("What you type now is not shown.") == 1


async def test_the_end_of_a_pipe_ends_the_visit(person: Piped) -> None:
    with pytest.raises(VisitOver):
        await person.hangs_up().visit.ask(SIGN_IN)


async def test_a_long_attempt_says_that_it_is_under_way(person: Piped) -> None:
    async def attempt(answers: Answers) -> None:
        await person.paper.shows("One moment…")

    person.types("alexandre", "secret")
    await person.front.show(person.visit, SIGN_IN, attempt)


async def test_a_long_wait_between_two_pages_says_that_it_is_under_way(person: Piped) -> None:
    person.types("alexandre", "secret")
    await person.visit.ask(SIGN_IN)
    await person.paper.shows("One moment…")


def test_a_regular_file_can_be_the_input(tmp_path_factory: pytest.TempPathFactory, door: StoreDoor) -> None:
    answers_file = tmp_path_factory.mktemp("input") / "answers"
    answers_file.write_text("alexandre\r\nsecret")
    with answers_file.open("rb") as source:
        visit = Visit(PlainFront(Lines(source.fileno(), io.StringIO())), door, ENGLISH)
        answers = asyncio.run(visit.ask(SIGN_IN))
    assert (answers["identifier"], answers["password"]) == ("alexandre", "secret")


KEPT = Page(
    "kept",
    _("Have you saved your personal key?"),
    fields=(
        Tick("saved", _("I saved my personal key with the date it was generated.")),
        Field("characters", _("Type the last group of four characters")),
    ),
    actions=(submit(_("Continue")), Action("see-again", _("See the key again"))),
)


@pytest.mark.parametrize("yes", ["yes", "y", " Y "])
async def test_a_box_is_ticked_by_a_yes(person: Piped, yes: str) -> None:
    answers = await person.types(yes, "Z8WB").visit.ask(KEPT)
    assert dict(answers.values) == {"saved": "yes", "characters": "Z8WB"}
    assert "generated. (yes/no) [no]:" in " ".join(person.read.split())


async def test_a_box_is_ticked_in_the_language_of_the_page(person: Piped) -> None:
    person.visit.speak(FRENCH)
    answers = await person.types("yes", "o", "Z8WB").visit.ask(KEPT)
    assert answers["saved"] == "yes"
    assert "(oui/non) [non]" in " ".join(person.read.split())
    assert "Répondez oui ou non." in person.read


@pytest.mark.parametrize("no", ["", "no", "n"])
async def test_without_the_tick_the_page_is_not_sent_and_another_way_is_open(person: Piped, no: str) -> None:
    answers = await person.types(no, "/1").visit.ask(KEPT)
    assert answers.action == "see-again"
    assert "Error: You can go on once this is so." in person.read
    assert person.read.count("Other choices: /1 See the key again.") == 2
    assert "Type the last group" not in person.read


async def test_the_questions_go_on_once_the_box_is_ticked_after_all(person: Piped) -> None:
    answers = await person.types("", "yes", "Z8WB").visit.ask(KEPT)
    assert dict(answers.values) == {"saved": "yes", "characters": "Z8WB"}


async def test_another_choice_runs_no_use_case_and_hands_back_what_was_typed(person: Piped) -> None:
    journey = Choosing()
    await journey(person.types("/1").visit)
    assert (journey.done, journey.ran) == (OTHER, [])
