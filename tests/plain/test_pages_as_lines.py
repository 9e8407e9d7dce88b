"""How a page reads at line prompts: all that it says, as text and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from i18n import ENGLISH, FRENCH, Language, Message, _
from store import Settings
from tests.plain.piped import Piped
from tui.journeys.methods.words import PHONE
from tui.lines import Lines
from tui.live_checks import Check, Judgement, LiveChecks
from tui.pages import BACK, Action, Bullets, Card, Choice, Facts, Field, Page, Paragraph, Row, Table, submit
from tui.plain.front import PlainFront
from tui.reading import prompt_of, spoken
from tui.store_door import StoreDoor
from tui.unwinding import WentBack
from tui.visit import Visit


async def test_a_command_is_one_line_however_long(person: Piped) -> None:
    command = f"openssl cms -verify {'-in letter.p7s ' * 20}-out /dev/null"
    page = Page("check", _("The file is signed"), (Paragraph(command, "command"),), menu=(BACK,))
    await person.types("").visit.tell(page)
    assert command in person.read.splitlines()


async def test_a_page_reads_as_plain_lines(person: Piped) -> None:
    page = Page(
        "everything",
        _("Your account"),
        (
            Paragraph(_("It expires soon."), "warning"),
            Bullets((_("Open the message."), _("Copy the token.")), numbered=True),
            Facts(((_("Account ID"), "000000000012"),)),
            Table((_("When"),), (), _("Nothing yet.")),
        ),
        actions=(Action("continue", _("Continue")),),
    )
    await person.types("").visit.tell(page)
    for line in (
        "Your account",
        "Warning: It expires soon.",
        "2. Copy the token.",
        "Account ID: 000000000012",
        "Nothing yet.",
    ):
        assert line in person.read.splitlines()


async def test_steps_have_numbers_where_no_choice_has(person: Piped) -> None:
    steps = Page("steps", _("Names"), (Bullets((_("Open the message."),), numbered=True),), actions=(BACK,))
    await person.types("").visit.tell(steps)
    assert "\n1. Open the message.\n" in person.read
    someone = Action("someone", _("Someone else"))
    await person.types("1").visit.ask(replace(steps, actions=(someone, BACK)))
    assert "\n- Open the message.\n\n1. Someone else\n" in person.read


async def test_each_row_of_a_table_is_a_line_of_what_tells_it_from_the_others_and_of_named_values(
    person: Piped,
) -> None:
    events = (("today", "Signed in", "", "pts/0"), ("yesterday", "Password reset", "odile", ""))
    headings = (_("When"), _("What"), _("Operator"), _("Terminal"))
    table = Table(headings, events, _("Nothing yet."), telling=1)
    await person.types("").visit.tell(Page("activity", _("My activity"), (table,), actions=(BACK,)))
    assert "\nSigned in; When: today; Terminal: pts/0\n" in person.read
    assert "\nPassword reset; When: yesterday; Operator: odile\n" in person.read


@pytest.mark.parametrize(
    ("language", "choice", "fact"),
    [
        (ENGLISH, "Code by SMS to the number ending in 0134", "The number ending in 0134"),
        (FRENCH, "Code par SMS au numéro se terminant par 0134", "Numéro se terminant par 0134"),
    ],
)
async def test_a_masked_number_is_said_in_words(
    person: Piped, language: Language, choice: str, fact: str
) -> None:
    person.visit.speak(language)
    words = PHONE.choice("•••• 0134")
    page = Page("ways", _("My activity"), (Paragraph("•••• 0134"),), actions=(Action("code", words), BACK))
    await person.types("1").visit.ask(page)
    assert f"\n1. {choice}\n" in person.read
    assert f"\n{fact}\n" in person.read
    assert "•" not in person.read


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (ENGLISH, "The phone ending in 0134 gets no more codes."),
        (FRENCH, "Le téléphone se terminant par 0134 ne reçoit plus de codes."),
    ],
)
def test_a_masked_number_behind_its_noun_has_no_second_one(language: Language, said: str) -> None:
    shown = language.say(_("The phone {name} gets no more codes.", name="•••• 0134"))
    assert spoken(shown, language) == said


async def test_a_warning_in_french_is_an_exclamation_before_a_sentence(person: Piped) -> None:
    person.visit.language = FRENCH
    page = Page("warned", _("Back"), (Paragraph("Votre profil…", "warning"),), actions=(BACK,))
    with pytest.raises(WentBack):
        await person.types("").visit.ask(page)
    assert "Attention\N{NO-BREAK SPACE}! Votre profil…" in person.read.splitlines()


async def test_lines_are_wrapped_between_words(person: Piped) -> None:
    page = Page("long", _("Long"), (Paragraph("word " * 60),), actions=(BACK,))
    with pytest.raises(WentBack):
        await person.types("").visit.ask(page)
    assert max(map(len, person.read.splitlines())) <= 80
    assert "wor\n" not in person.read


async def test_only_text_is_written_whatever_the_data_holds(person: Piped) -> None:
    evil = "\x1b]52;c;aGk=\x07\u202e[/b]"
    page = Page(
        "evil",
        _("Names"),
        (Paragraph(evil), Facts(((evil, evil),)), Table((_("Name"),), ((evil,),), _("Nothing yet."))),
        (Field("name", _("Name"), value=evil),),
        (submit(_("Save")),),
    )
    await person.types("").visit.ask(page)
    assert all(character == "\n" or character.isprintable() for character in person.read)


async def test_the_rules_are_listed_before_the_prompts(person: Piped) -> None:
    page = Page(
        "new-password",
        _("New password"),
        (LiveChecks(lambda typed: Judgement((Check(_("a digit"), bool(typed["new"])),)), about="new"),),
        (Field("new", _("New password"), secret=True),),
        (submit(_("Save")),),
    )
    await person.types("x").visit.ask(page)
    assert "The new password must have:\n- a digit\n" in person.read
    assert person.read.index("- a digit") < person.read.index("New password:")


async def test_the_question_of_a_choice_is_read_before_its_answers(person: Piped) -> None:
    choice = Choice("language", _("Language"), (("en", "English"), ("fr", "Français")), "fr")
    page = Page("language", _("Your account"), fields=(choice,), actions=(submit(_("Save")), BACK))
    assert (await person.types("1").visit.ask(page))["language"] == "en"
    assert "Language:\n1. English\n2. Français\nYour choice [2]: " in person.read


async def test_each_choice_of_a_menu_says_first_what_it_is_about(person: Piped) -> None:
    change, add = _("Change"), _("Add")
    rows = (
        Row(_("Recovery codes"), _("none"), Action("codes", change)),
        Row(_("Authenticator app"), "Aegis", Action("aegis", change)),
        Row(None, "", Action("add-app", add)),
    )
    page = Page("settings", _("Sign-in settings"), menu=(*rows, BACK))
    assert (await person.types("3").visit.ask(page)).action == "add-app"
    assert person.read.count("Aegis") == 1
    assert "1. Recovery codes (none): Change" in person.read
    assert "2. Authenticator app (Aegis): Change" in person.read
    assert "3. Authenticator app: Add" in person.read


async def test_an_action_that_opens_later_tells_the_clock_time(person: Piped) -> None:
    opens_at = datetime(2026, 3, 14, 12, 1, tzinfo=UTC)
    page = Page(
        "code",
        _("Security code"),
        fields=(Field("code", _("Security code")),),
        actions=(submit(_("Continue")), Action("resend", _("Resend code"), opens_at=opens_at), BACK),
    )
    person.visit.language = replace(ENGLISH, zone=UTC)
    answers = await person.types("123456").visit.ask(page)
    assert answers.values == {"code": "123456"}
    assert "“Resend code” is possible from 12:01" in person.read


@pytest.mark.parametrize(
    ("language", "refused"),
    [
        (ENGLISH, "Error: “Resend code” is possible from "),
        (FRENCH, "Erreur\u00a0: «\u00a0Envoyer de nouveau le code\u00a0» est possible à partir de "),
    ],
)
async def test_what_is_chosen_too_early_is_refused_as_an_error(
    person: Piped, language: Language, refused: str
) -> None:
    person.visit.language = language
    now = person.visit.now()
    ready = Action("ready", _("Try another method"), opens_at=now - timedelta(seconds=1))
    later = Action("resend", _("Resend code"), opens_at=now + timedelta(hours=1))
    page = Page(
        "code",
        _("Security code"),
        fields=(Field("code", _("Security code")),),
        actions=(submit(_("Continue")), later, ready, BACK),
    )
    answers = await person.types("/2", "/9", "/3").visit.ask(page)
    assert answers.action == "ready"
    assert refused in person.read
    assert person.read.count({"en": "Error:", "fr": "Erreur\u00a0:"}[language.code]) == 2


async def test_a_key_reads_as_one_line_in_groups_and_nothing_is_copied(person: Piped) -> None:
    key = Card("7Q2M-XK9D-TR4H-Z8WB", _("Made on November 14, 2026"))
    await person.types("").visit.tell(Page("key", _("Personal key"), (key,), actions=(BACK,)))
    lines = person.read.splitlines()
    assert lines[lines.index("7Q2M-XK9D-TR4H-Z8WB") + 1] == "Made on November 14, 2026"
    assert person.visit.copier is None


def test_settings_are_not_needed_to_read_a_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("unused") / "home"
    Visit(PlainFront(Lines(0, io.StringIO())), StoreDoor(Settings(home)), ENGLISH)
    assert not home.exists()


async def test_enter_alone_chooses_the_line_of_a_menu_that_one_came_back_from(person: Piped) -> None:
    rows = (
        Row(_("Email address"), _("alexandre@example.org"), Action("email", _("Change"))),
        Row(_("Authenticator app"), _("none"), Action("app", _("Add"))),
    )
    page = Page("settings", _("Settings"), menu=(*rows, BACK), came_from="app")
    assert (await person.types("").visit.ask(page)).action == "app"
    assert "Your choice [2]:" in person.read
    with pytest.raises(WentBack):
        await person.types("").visit.ask(replace(page, came_from=""))


@pytest.mark.parametrize(
    ("hint", "prompt"),
    [
        (_("For example 514 555-0134."), "Phone number (for example 514 555-0134):"),
        (_("A mobile phone’s."), "Phone number (a mobile phone’s):"),
        (_("SMS go there."), "Phone number (SMS go there):"),
    ],
)
def test_a_hint_in_brackets_does_not_begin_as_a_sentence_of_its_own(hint: Message, prompt: str) -> None:
    field = Field("number", _("Phone number"), hint=hint)
    assert ENGLISH.say(prompt_of(field, "", ENGLISH, hinted=False)) == prompt


@pytest.mark.parametrize(
    ("language", "prompt"), [(ENGLISH, "Press Enter (Back):"), (FRENCH, "Appuyez sur Entrée (Retour)\u00a0:")]
)
async def test_a_page_with_one_way_back_does_not_say_that_it_goes_on(
    person: Piped, language: Language, prompt: str
) -> None:
    person.visit.language = language
    await person.types("").visit.tell(Page("read", _("Privacy notice"), actions=(BACK,)))
    assert prompt in person.read
    assert "go on" not in person.read
