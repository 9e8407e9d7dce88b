"""At line prompts: whose account it is, what was done, and signing out by a command."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES, _
from tests.languages import IN_EACH
from tests.plain.piped import SIGN_IN, Piped
from tui.pages import BACK, Action, Page, Paragraph
from tui.unwinding import SignedOut, VisitOver

SETTINGS = _("Sign-in settings")
PAGE = Page("settings", SETTINGS, (Paragraph(_("Each can be changed.")),), actions=(BACK,))
CHOICE = Page("choice", _("Choose"), actions=(Action("one", _("One")), BACK))
KEY = Page("key", _("Save your personal key"), actions=(Action("keep", _("Continue")),))


async def test_what_was_done_comes_first_then_the_title_and_whose_account_it_is(person: Piped) -> None:
    person.visit.say(Paragraph(_("Your password was changed."), "success"))
    with person.visit.within("elodie"), person.visit.within(SETTINGS):
        await person.types("").visit.tell(PAGE)
        assert person.read.lstrip().startswith(
            "Your password was changed.\n\nSign-in settings\nMacle · elodie\n\nEach can be changed.\n"
        )
        await person.types("2").visit.tell(CHOICE)
    assert "\nChoose\nMacle · elodie · Sign-in settings\n" in person.read
    assert person.read.count("Your password was changed.") == 1


@IN_EACH
@pytest.mark.parametrize("command", ["/logout", "/déconnexion"])
async def test_a_command_of_either_language_signs_out_at_any_prompt(
    person: Piped, command: str, code: str
) -> None:
    person.visit.speak(LANGUAGES[code])
    with person.visit.within("elodie"):
        with pytest.raises(SignedOut):
            await person.types(command).visit.ask(PAGE)
        with pytest.raises(SignedOut):
            await person.types(command).visit.ask(CHOICE)
        # At a secret, a command follows Enter alone.
        with pytest.raises(SignedOut):
            await person.types("elodie", "", command).visit.ask(SIGN_IN)


async def test_nobody_signs_out_who_is_not_signed_in(person: Piped) -> None:
    await person.types("/logout", "").visit.tell(PAGE)
    assert "Nobody is signed in." in person.read


async def test_what_would_be_lost_is_kept_before_one_signs_out(person: Piped) -> None:
    with person.visit.within("elodie"), person.visit.until_kept():
        await person.types("/logout", "").visit.ask(KEY)
    assert "once you have kept what is shown" in person.read


async def test_the_command_is_told_with_the_others(person: Piped) -> None:
    await person.types("?", "").visit.tell(PAGE)
    assert "/logout signs out" in person.read


@pytest.mark.parametrize(("code", "told"), [("en", "You have signed out."), ("fr", "Vous êtes déconnecté.")])
async def test_whoever_quits_from_their_account_is_told_that_they_signed_out(
    person: Piped, code: str, told: str
) -> None:
    person.visit.speak(LANGUAGES[code])
    with person.visit.within("elodie"), pytest.raises(VisitOver):
        await person.types("/quit").visit.ask(PAGE)
    assert person.read.endswith(f"{told}\n")


async def test_whoever_quits_signed_out_is_told_nothing(person: Piped) -> None:
    with pytest.raises(VisitOver):
        await person.types("/quit").visit.ask(PAGE)
    assert "signed out" not in person.read


@pytest.mark.parametrize("page", [CHOICE, PAGE])
async def test_a_command_that_there_is_not_is_told_with_those_that_there_are(
    person: Piped, page: Page
) -> None:
    await person.types("/foo", "1" if page is CHOICE else "").visit.tell(page)
    refused = person.read.partition("There is no such command.")[2]
    assert "/logout signs out" in refused
    assert "Type a number" not in person.read
    assert "Press Enter alone" not in person.read
