"""What a person reads and answers, line by line, when input comes from a pipe."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH, _
from store import Problem, Refusal, Secret, Settings
from store.accounts.store import Store
from tui.lines import LONGEST_LINE, Lines
from tui.pages import (
    BACK,
    Action,
    Answers,
    Bullets,
    Card,
    Check,
    Choice,
    Facts,
    Field,
    Judgement,
    Listing,
    LiveChecks,
    Page,
    Paragraph,
    Row,
    Table,
    Tick,
    submit,
)
from tui.plain import PlainFront
from tui.visit import SessionOver, StoreDoor, Visit, VisitOver, WentBack

SIGN_IN = Page(
    "sign-in",
    _("Sign in"),
    fields=(Field("identifier", _("Username")), Field("password", _("Password"), secret=True)),
    actions=(submit(_("Sign in")), BACK),
)


class Paper(io.StringIO):
    """What has been written, and a way to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._written = asyncio.Event()

    def write(self, text: str) -> int:
        self._written.set()
        return super().write(text)

    async def shows(self, words: str) -> None:
        while words not in self.getvalue():
            self._written.clear()
            await self._written.wait()


class Piped:
    """A visit whose person is a pipe."""

    def __init__(self, door: StoreDoor) -> None:
        source, self._feed = os.pipe()
        self.paper = Paper()
        self.front = PlainFront(Lines(source, self.paper))
        self.visit = Visit(self.front, door, ENGLISH)
        self._source = source

    def types(self, *lines: str) -> Piped:
        os.write(self._feed, "".join(f"{line}\n" for line in lines).encode())
        return self

    def hangs_up(self) -> Piped:
        os.close(self._feed)
        self._feed = -1
        return self

    @property
    def read(self) -> str:
        return self.paper.getvalue()

    def close(self) -> None:
        os.close(self._source)
        if self._feed >= 0:
            os.close(self._feed)


@pytest.fixture
def person(door: StoreDoor) -> Iterator[Piped]:
    person = Piped(door)
    yield person
    person.close()


async def test_a_page_reads_as_plain_lines(person: Piped) -> None:
    page = Page(
        "everything",
        _("Your account"),
        (
            Paragraph(_("It expires soon."), "warning"),
            Bullets((_("Open the message."), _("Copy the token.")), numbered=True),
            Facts(((_("Account ID"), "000000000012"),)),
            Table((_("When"), _("What")), (("today", "sign-in"), ("yesterday", "reset")), _("Nothing yet.")),
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
        "When: yesterday",
        "What: reset",
        "Nothing yet.",
    ):
        assert line in person.read.splitlines()


async def test_lines_are_wrapped_between_words(person: Piped) -> None:
    page = Page("long", _("Long"), (Paragraph("word " * 60),), actions=(BACK,))
    with pytest.raises(WentBack):
        await person.types("").visit.ask(page)
    assert max(map(len, person.read.splitlines())) <= 80
    assert "wor\n" not in person.read


async def test_a_page_with_fields_asks_for_them_at_once_and_sends_them(person: Piped) -> None:
    answers = await person.types("alexandre", "secret").visit.ask(SIGN_IN)
    assert (answers.action, answers["identifier"], answers["password"]) == ("submit", "alexandre", "secret")


async def test_a_page_without_fields_takes_a_number_and_enter_is_the_first(person: Piped) -> None:
    actions = (Action("sign-in", _("Sign in")), Action("privacy", _("Privacy notice")))
    page = Page("welcome", _("Welcome to Macle"), actions=actions)
    assert (await person.types("").visit.ask(page)).action == "sign-in"
    assert (await person.types("3", "x", "2").visit.ask(page)).action == "privacy"
    assert person.read.count("Type a number from 1 to 2.") == 2


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

    async def watched(*, secret: bool = False, **options: Any) -> str:
        hidden.append(secret)
        return await read(secret=secret, **options)

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


async def test_a_field_left_empty_is_asked_for_at_once(person: Piped) -> None:
    answers = await person.types("", "alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert "! Fill in this field." in person.read


async def test_after_a_refusal_only_what_is_at_fault_or_gone_is_asked_for_again(person: Piped) -> None:
    tried: list[tuple[str, str]] = []

    async def attempt(answers: Answers) -> None:
        tried.append((answers["identifier"], answers["password"]))
        if len(tried) == 1:
            raise Problem(Refusal.TOO_LONG, "password", limit=256)

    await person.types("alexandre", "mistyped", "second").front.show(person.visit, SIGN_IN, attempt)
    assert tried == [("alexandre", "mistyped"), ("alexandre", "second")]
    assert "\n! This is too long: at most 256 characters.\n" in person.read
    assert "mistyped" not in person.read


async def test_what_was_kept_can_be_typed_again_too(person: Piped) -> None:
    tried: list[tuple[str, str]] = []

    async def attempt(answers: Answers) -> None:
        tried.append((answers["identifier"], answers["password"]))
        if len(tried) < 3:
            raise Problem(Refusal.WRONG_SIGN_IN, "password", tries_left=4, until=None)

    person.types("alexander", "secret", "", "/2", "alexandre", "secret", "", "/2", "", "other")
    await person.front.show(person.visit, SIGN_IN, attempt)
    assert tried == [("alexander", "secret"), ("alexandre", "secret"), ("alexandre", "other")]
    assert "Other choices, after Enter alone: /1 Back, /2 Type everything again." in person.read
    assert "Username [alexandre]:" in person.read


async def test_a_refusal_of_no_field_asks_again_for_what_is_gone_else_for_all(person: Piped) -> None:
    page = Page(
        "email",
        _("Email address"),
        fields=(Field("email", _("Email address")),),
        actions=(submit(_("Save")),),
    )
    tried: list[str] = []

    async def attempt(answers: Answers) -> None:
        tried.append(answers["email"])
        if len(tried) == 1:
            raise Problem(Refusal.BUSY)

    await person.types("a@example.org", "").front.show(person.visit, page, attempt)
    assert tried == ["a@example.org"] * 2
    assert "! Macle is busy." in person.read


async def test_a_code_that_was_refused_is_typed_anew(person: Piped) -> None:
    hint = _("6 digits, good for 10 minutes.")
    fields = (Field("city", _("City")), Field("code", _("Security code"), hint=hint, joined=True))
    page = Page("code", _("Confirm"), fields=fields, actions=(submit(_("Continue")),))
    tried: list[str] = []

    async def attempt(answers: Answers) -> None:
        tried.append(answers["code"])
        if len(tried) == 1:
            raise Problem(Refusal.WRONG_CODE, "code", tries_left=4)

    await person.types("Lyon", "123 456", "", "654321").front.show(person.visit, page, attempt)
    assert tried == ["123456", "654321"]
    assert "123456" not in person.read
    assert person.read.count("Security code (6 digits, good for 10 minutes): ") == 1
    assert person.read.count("Security code: ") == 2


async def test_a_refused_field_alone_is_asked_for_again(person: Piped) -> None:
    fields = (Field("city", _("City")), Field("email", _("Email address")))
    page = Page("contact", _("Contact"), fields=fields, actions=(submit(_("Save")),))
    tried: list[str] = []

    async def attempt(answers: Answers) -> str:
        tried.append(answers["email"])
        if len(tried) == 1:
            raise Problem(Refusal.EMAIL_FORM, "email")
        return answers["city"]

    person.types("Lyon", "nowhere", "a@example.org")
    assert await person.front.show(person.visit, page, attempt) == "Lyon"
    assert tried == ["nowhere", "a@example.org"]


async def test_enter_keeps_a_value_and_a_space_empties_an_optional_one(person: Piped) -> None:
    fields = (
        Field("name", _("Name"), value="Camille"),
        Field("company", _("Company"), value="Outscale", optional=True),
        Choice("language", _("Language"), (("en", "English"), ("fr", "Français")), "fr"),
    )
    page = Page("details", _("Details"), fields=fields, actions=(submit(_("Save")),))
    answers = await person.types("", " ", "").visit.ask(page)
    assert dict(answers.values) == {"name": "Camille", "company": "", "language": "fr"}


async def test_the_rules_are_listed_before_the_prompts(person: Piped) -> None:
    page = Page(
        "new-password",
        _("New password"),
        (LiveChecks(lambda typed: Judgement((Check(_("a digit"), bool(typed["new"])),))),),
        (Field("new", _("New password"), secret=True),),
        (submit(_("Save")),),
    )
    await person.types("x").visit.ask(page)
    assert person.read.index("- a digit") < person.read.index("New password:")


async def test_the_language_switches_in_mid_page_and_nothing_typed_is_lost(person: Piped) -> None:
    answers = await person.types("/fr", "alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert person.visit.language is FRENCH
    assert person.visit.language_fixed


async def test_a_question_mark_explains_the_page(person: Piped) -> None:
    page = Page("help", _("Help"), actions=(Action("continue", _("Continue")),), help=(_("Read this."),))
    await person.types("?", "").visit.tell(page)
    assert "Read this." in person.read


async def test_commands_go_back_and_leave(person: Piped) -> None:
    with pytest.raises(WentBack):
        await person.types("/back").visit.ask(SIGN_IN)
    with pytest.raises(VisitOver):
        await person.types("/quit").visit.ask(SIGN_IN)


async def test_a_password_may_look_like_a_command(person: Piped) -> None:
    answers = await person.types("alexandre", "/quit").visit.ask(SIGN_IN)
    assert answers["password"] == "/quit"


async def test_the_end_of_a_pipe_ends_the_visit(person: Piped) -> None:
    with pytest.raises(VisitOver):
        await person.hangs_up().visit.ask(SIGN_IN)


@pytest.mark.parametrize("typed", ["\x1b]52;c;aGk=\x07", "a\x00b", "a\u2028b", "a\x9bb"])
async def test_control_characters_are_refused_with_words(person: Piped, typed: str) -> None:
    answers = await person.types(typed, "alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert "Control characters cannot be part of this." in person.read


async def test_a_line_that_is_too_long_is_refused_with_words(person: Piped) -> None:
    person.types("x" * LONGEST_LINE, "y" * 257, "alexandre", "secret")
    answers = await person.visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert person.read.count("This is too long") == 2


async def test_bytes_that_are_no_text_are_refused_with_words(person: Piped) -> None:
    os.write(person._feed, b"\xff\xfe\n")
    answers = await person.types("alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert "cannot be read" in person.read


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
    assert "! You can go on once this is so." in person.read
    assert person.read.count("Other choices: /1 See the key again.") == 2
    assert "Type the last group" not in person.read


async def test_the_questions_go_on_once_the_box_is_ticked_after_all(person: Piped) -> None:
    answers = await person.types("", "yes", "Z8WB").visit.ask(KEPT)
    assert dict(answers.values) == {"saved": "yes", "characters": "Z8WB"}


async def test_the_question_of_a_choice_is_read_before_its_answers(person: Piped) -> None:
    choice = Choice("language", _("Language"), (("en", "English"), ("fr", "Français")), "fr")
    page = Page("language", _("Your account"), fields=(choice,), actions=(submit(_("Save")), BACK))
    assert (await person.types("1").visit.ask(page))["language"] == "en"
    assert "Language:\n1. English\n2. Français\nYour choice [2]: " in person.read


async def test_a_key_reads_as_one_line_in_groups_and_nothing_is_copied(person: Piped) -> None:
    key = Card("7Q2M-XK9D-TR4H-Z8WB", _("Made on November 14, 2026"))
    await person.types("").visit.tell(Page("key", _("Personal key"), (key,), actions=(BACK,)))
    lines = person.read.splitlines()
    assert lines[lines.index("7Q2M-XK9D-TR4H-Z8WB") + 1] == "Made on November 14, 2026"
    assert not person.front.copies


@pytest.fixture
def signed_in(person: Piped, store: Store) -> Piped:
    person.visit.enter(store.sign_in.with_password("alexandre", Secret("Lanterne-2026!"), "pts/0"))
    return person


async def test_a_person_who_is_idle_is_warned_and_then_signed_out(signed_in: Piped) -> None:
    signed_in.front.idle, signed_in.front.warning = timedelta(seconds=0.02), timedelta(seconds=0.01)
    with pytest.raises(SessionOver):
        await signed_in.visit.ask(SIGN_IN)
    assert "Press Enter to stay signed in." in signed_in.read


async def test_enter_at_the_warning_keeps_the_session_and_answers_nothing(signed_in: Piped) -> None:
    signed_in.front.idle = timedelta(hours=1)
    signed_in.front.warning = signed_in.front.idle - timedelta(seconds=0.01)
    answering = asyncio.ensure_future(signed_in.visit.ask(SIGN_IN))
    await signed_in.paper.shows("Press Enter to stay signed in.")
    signed_in.front.warning = timedelta(0)
    signed_in.types("", "/1")
    with pytest.raises(WentBack):
        await answering


async def test_a_session_ended_elsewhere_ends_the_page(signed_in: Piped, store: Store) -> None:
    session = signed_in.visit.session
    assert session is not None
    store.sessions.end(session)
    with pytest.raises(SessionOver):
        await signed_in.types("alexandre").visit.ask(SIGN_IN)


async def test_no_more_time_is_promised_than_the_store_gives(
    signed_in: Piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, visit, front = asyncio.get_running_loop(), signed_in.visit, signed_in.front
    assert visit.session is not None
    now, left = 0.0, []
    monkeypatch.setattr(loop, "time", lambda: now)
    for moment in (1000.0, 1009.0, 1010.0, 1015.0):
        now = moment
        front.left(visit.session)
        await front.keep_alive(visit)
        left.append(front.idle - front.left(visit.session))
    assert left == [timedelta(seconds=seconds) for seconds in (0, 9, 0, 5)]


async def test_a_long_attempt_says_that_it_is_under_way(person: Piped) -> None:
    async def attempt(answers: Answers) -> None:
        await person.paper.shows("One moment…")

    person.types("alexandre", "secret")
    await person.front.show(person.visit, SIGN_IN, attempt)


def test_a_regular_file_can_be_the_input(tmp_path_factory: pytest.TempPathFactory, door: StoreDoor) -> None:
    answers_file = tmp_path_factory.mktemp("input") / "answers"
    answers_file.write_text("alexandre\r\nsecret")
    with answers_file.open("rb") as source:
        visit = Visit(PlainFront(Lines(source.fileno(), io.StringIO())), door, ENGLISH)
        answers = asyncio.run(visit.ask(SIGN_IN))
    assert (answers["identifier"], answers["password"]) == ("alexandre", "secret")


def test_settings_are_not_needed_to_read_a_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("unused") / "home"
    Visit(PlainFront(Lines(0, io.StringIO())), StoreDoor(Settings(home)), ENGLISH)
    assert not home.exists()


async def test_each_choice_of_a_listing_says_what_it_is_about(person: Piped) -> None:
    change, add = _("Change"), _("Add")
    rows = (
        Row(_("Recovery codes"), _("none"), Action("codes", change)),
        Row(_("Authenticator app"), "Aegis", Action("aegis", change)),
        Row(None, "", Action("add-app", add)),
    )
    page = Page("settings", _("Sign-in settings"), (Listing(rows),), actions=(BACK,))
    assert (await person.types("3").visit.ask(page)).action == "add-app"
    assert "Recovery codes: none\nAuthenticator app: Aegis\n\n" in person.read
    assert "1. Change: Recovery codes (none)" in person.read
    assert "2. Change: Authenticator app (Aegis)" in person.read
    assert "3. Add: Authenticator app" in person.read


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
