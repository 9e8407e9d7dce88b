"""What is refused at line prompts: with words, and only what has to be is asked for again."""

from __future__ import annotations

import os

import pytest

from i18n import _
from store import Problem, Refusal
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES
from tests.plain.piped import SIGN_IN, Piped
from tui.journeys.identity.sign_up import password_page
from tui.journeys.signing_in import pin_app, pin_sign_in
from tui.lines import Lines, Unfit
from tui.pages import Answers, Field, Page, submit
from tui.typed_line import LONGEST_LINE


async def test_a_field_left_empty_is_asked_for_at_once(person: Piped) -> None:
    answers = await person.types("", "alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert "Error: Fill in this field." in person.read


@pytest.mark.parametrize("page", [pin_sign_in.document_page(), pin_app.document_page()], ids=["pin", "app"])
async def test_a_wrong_number_of_a_document_is_told_before_its_contrast_datum_is_asked_for(
    person: Piped, page: Page
) -> None:
    answers = await person.types("12345678A", "12345678Z", "17/05/2031").visit.ask(page)
    assert answers["document"] == "12345678Z"
    assert "Error: This is not a DNI: its letter does not fit its digits." in person.read


async def test_after_a_refusal_only_what_is_at_fault_or_gone_is_asked_for_again(person: Piped) -> None:
    tried: list[tuple[str, str]] = []

    async def attempt(answers: Answers) -> None:
        tried.append((answers["identifier"], answers["password"]))
        if len(tried) == 1:
            raise Problem(Refusal.TOO_LONG, "password", limit=256)

    await person.types("alexandre", "mistyped", "second").front.show(person.visit, SIGN_IN, attempt)
    assert tried == [("alexandre", "mistyped"), ("alexandre", "second")]
    assert "\nError: This is too long: at most 256 characters.\n" in person.read
    assert "mistyped" not in person.read


async def test_what_is_refused_after_other_fields_names_the_field_that_is_seen(person: Piped) -> None:
    page = Page(
        "register",
        _("Register a person"),
        fields=(
            Field("contrast", _("Contrast datum")),
            Field("email", _("Email address")),
            Field("secret", _("Password"), secret=True),
        ),
        actions=(submit(_("Continue")),),
    )
    refusals = [
        Problem(Refusal.TOO_LONG, "contrast", limit=4),
        Problem(Refusal.TOO_LONG, "secret", limit=5),
    ]

    async def attempt(answers: Answers) -> None:
        if refusals:
            raise refusals.pop()

    person.types("31/02/2030", "ada@example.org", "secret", "other", "2030")
    await person.front.show(person.visit, page, attempt)
    assert "\nError: Contrast datum: This is too long: at most 4 characters.\n" in person.read
    assert "\nError: This is too long: at most 5 characters.\n" in person.read


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
    assert "Error: Macle is busy." in person.read


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
    assert person.read.count("Security code: ") == 3  # the refusal names it too


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


async def test_what_was_refused_is_never_what_enter_repeats(person: Piped) -> None:
    fields = (Field("characters", _("Type the last group of four characters")),)
    page = Page("kept", _("Confirm"), fields=fields, actions=(submit(_("Continue")),))
    tried: list[str] = []

    async def attempt(answers: Answers) -> None:
        tried.append(answers["characters"])
        if len(tried) == 1:
            raise Problem(Refusal.NOT_RETYPED, "characters")

    await person.types("Z8WX", "", "Z8WB").front.show(person.visit, page, attempt)
    assert tried == ["Z8WX", "Z8WB"]
    assert "[Z8WX" not in person.read
    assert "Error: Fill in this field." in person.read


async def test_a_value_that_the_page_came_with_is_not_repeated_once_it_is_refused(person: Piped) -> None:
    fields = (Field("name", _("Name"), value="x" * 257),)
    page = Page("name", _("Name"), fields=fields, actions=(submit(_("Save")),))
    answers = await person.types("", "", "Camille").visit.ask(page)
    assert answers["name"] == "Camille"
    assert person.read.count("[xxx") == 1


async def test_a_new_password_is_judged_before_it_is_typed_again(person: Piped) -> None:
    page = password_page(POLICIES["sales-connect"], Owner("alexandre", "alexandre@example.org"))
    answers = await person.types("abc", "Lanterne-2026?", "Lanterne-2026?").visit.ask(page)
    assert answers["new"] == answers["confirmation"] == "Lanterne-2026?"
    told = " ".join(person.read.split())
    assert told.count("Error: The new password must have: at least 9 characters,") == 1
    assert "the same in both fields" not in told.partition("Error:")[2]
    assert told.index("Error:") < told.index("Confirm the password:")


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


async def test_a_line_that_is_too_long_is_refused_before_its_end(person: Piped) -> None:
    lines = Lines(person._source, person.paper)
    os.write(person._feed, b"\0" * LONGEST_LINE)
    with pytest.raises(Unfit, match="This is too long"):
        await lines.read(seconds=10.0)
    person.types("its end", "alexandre")
    assert await lines.read() == "alexandre"


async def test_bytes_that_are_no_text_are_refused_with_words(person: Piped) -> None:
    os.write(person._feed, b"\xff\xfe\n")
    answers = await person.types("alexandre", "secret").visit.ask(SIGN_IN)
    assert answers["identifier"] == "alexandre"
    assert "cannot be read" in person.read
