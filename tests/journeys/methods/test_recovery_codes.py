"""Having recovery codes, and keeping them."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import FRENCH
from store import Problem, Refusal
from tests.journeys.conftest import sign_in
from tests.town import PASSWORD, WRONG, Town
from tui.pages import Card, Page
from tui.paper import SystemPaper
from tui.scripted import Person


class NoPrinter(SystemPaper):
    """A machine that does not print."""

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def print(self, title: str, text: str) -> None:
        raise Problem(self._refusal)


@pytest.fixture
async def at_the_settings(town: Town, visitor: Person) -> Person:
    """Someone with an app, before the sign-in settings."""
    someone = town.person()
    # What is the account's from its start can confirm what is removed.
    town.clock.advance(minutes=1)
    app = town.add_app(town.sign_in(someone))
    await sign_in(visitor)
    await visitor.answers(code=town.app_code(app))
    await visitor.chooses("settings")
    return visitor


async def makes(person: Person) -> None:
    """Have codes made, which takes the password."""
    await person.chooses("make")
    await person.answers(password=PASSWORD.reveal())


def shown(page: Page) -> tuple[str, ...]:
    [card] = [block for block in page.blocks if isinstance(block, Card)]
    assert isinstance(card.text, tuple)
    return card.text


async def test_ten_codes_are_shown_once_and_kept_with_a_tick(at_the_settings: Person) -> None:
    person = at_the_settings
    await person.chooses("recovery-codes")
    assert "no recovery codes" in person.says()
    assert "no longer work" not in person.says()
    await makes(person)
    assert len(shown(person.page)) == 10
    assert "no longer work" not in person.says()
    assert not any(action.leaves for action in person.page.choices)
    await person.chooses("keep")
    await person.answers()
    assert person.problems.keys() == {"saved"}
    await person.answers(saved="yes")
    assert person.page.name == "settings"
    assert "10 left" in person.says()


async def test_who_has_codes_is_warned_that_new_ones_end_them(at_the_settings: Person) -> None:
    person = at_the_settings
    for _ in range(2):
        await person.chooses("recovery-codes")
        before = person.says()
        await makes(person)
        then = person.says()
        await person.chooses("keep")
        await person.answers(saved="yes")
    assert "10 recovery codes left" in before
    assert "no longer work" in before
    assert "no longer work" in then


async def test_going_back_makes_none(town: Town, at_the_settings: Person) -> None:
    await at_the_settings.chooses("recovery-codes")
    await at_the_settings.leaves()
    assert at_the_settings.page.name == "settings"
    assert town.rows("SELECT count(*) FROM recovery_code") == [(0,)]


async def test_the_codes_can_be_seen_again_before_the_tick(at_the_settings: Person) -> None:
    await at_the_settings.chooses("recovery-codes")
    await makes(at_the_settings)
    codes = shown(at_the_settings.page)
    await at_the_settings.chooses("keep")
    await at_the_settings.chooses("see-again")
    assert shown(at_the_settings.page) == codes


async def test_the_codes_are_copied_and_saved(
    at_the_settings: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = at_the_settings
    monkeypatch.setenv("HOME", str(tmp_path))
    await person.chooses("recovery-codes")
    await makes(person)
    codes = shown(person.page)
    await person.chooses("copy")
    assert person.copied == ["\n".join(codes)]
    assert "Sent to your terminal" in person.done
    person.speaks(FRENCH)
    await person.chooses("download")
    await person.answers()
    file = tmp_path / "macle-codes-alexandre-2026-03-14.txt"
    text = file.read_text()
    assert text.startswith("Codes de récupération Macle\n\n")
    assert "\n".join(codes) in text
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(file) in person.says()


@pytest.mark.parametrize("refusal", [Refusal.NO_PRINTER, Refusal.PRINT_FAILED])
async def test_codes_that_were_not_printed_are_not_said_to_be(
    at_the_settings: Person, refusal: Refusal
) -> None:
    person = at_the_settings
    person.visit.paper = NoPrinter(refusal)
    await person.chooses("recovery-codes")
    await makes(person)
    await person.chooses("print")
    [said] = person.page.said
    assert said.tone == "warning"
    assert "ce qui est affiché" in FRENCH.say(said.text)


async def test_making_codes_takes_the_password_however_lately_it_was_typed(at_the_settings: Person) -> None:
    person = at_the_settings
    await person.chooses("recovery-codes")
    await person.chooses("make")
    await person.answers(password=WRONG.reveal())
    assert person.problems["password"].refusal is Refusal.WRONG_PASSWORD
    await person.answers(password=PASSWORD.reveal())
    assert len(shown(person.page)) == 10
