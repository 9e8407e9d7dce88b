"""A scripted person goes through a journey as a test tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from i18n import _
from store import Problem, Refusal, Settings
from tui.pages import BACK, Answers, Field, Page, Paragraph, Tick, submit
from tui.scripted import Person
from tui.store_door import StoreDoor
from tui.unwinding import SessionOver, WentBack
from tui.visit import Visit

ASK = Page(
    "ask",
    _("Email address"),
    (Paragraph(_("We send a message.")),),
    fields=(Field("email", _("Email")), Field("password", _("Password"), secret=True)),
    actions=(submit(_("Send")), BACK),
)
SENT = Page("sent", _("Sent"), (Paragraph(_("Look in the spam folder.")),), actions=(BACK,))


async def journey(visit: Visit) -> None:
    async def attempt(answers: Answers) -> None:
        if "@" not in answers["email"]:
            raise Problem(Refusal.EMAIL_FORM, "email")

    await visit.front.show(visit, ASK, attempt)
    await visit.tell(SENT)


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    door = StoreDoor(Settings(tmp_path))
    yield Person(door)
    door.close()


async def test_each_step_leads_to_the_next_page_until_the_end(person: Person) -> None:
    await person.start(journey)
    assert person.page.name == "ask"
    await person.answers(email="a@example.org", password="x")
    assert "spam" in person.says()
    await person.leaves()
    assert person.is_through


async def test_a_refusal_shows_the_same_page_with_the_problem_and_blank_secrets(person: Person) -> None:
    await person.start(journey)
    await person.answers(email="nowhere", password="x")
    assert person.page is ASK
    assert person.problems["email"].refusal is Refusal.EMAIL_FORM
    assert "not an email address" in person.says()
    await person.answers(email="a@example.org")
    assert person.page is SENT


async def test_what_does_not_exist_cannot_be_pressed_or_filled_in(person: Person) -> None:
    await person.start(journey)
    with pytest.raises(AssertionError, match="has no «nope»"):
        await person.chooses("nope")
    with pytest.raises(AssertionError, match="no field «phone»"):
        await person.answers(phone="1")


async def test_the_journeys_last_exception_is_raised(person: Person) -> None:
    async def ask(visit: Visit) -> None:
        await visit.ask(ASK)

    await person.start(ask)
    with pytest.raises(WentBack):
        await person.leaves()
    await person.start(ask)
    with pytest.raises(SessionOver):
        await person.idles()


async def test_what_is_copied_is_kept_and_a_box_is_ticked_with_yes(person: Person) -> None:
    async def keep(visit: Visit) -> None:
        assert visit.copier is not None
        visit.copier("7Q2M-XK9D-TR4H-Z8WB")
        await visit.ask(
            Page("kept", _("Kept?"), fields=(Tick("saved", _("Yes")),), actions=(submit(_("On")),))
        )

    await person.start(keep)
    assert person.copied == ["7Q2M-XK9D-TR4H-Z8WB"]
    await person.answers()
    assert person.problems["saved"].refusal is Refusal.NOT_TICKED
    await person.answers(saved="yes")
    assert person.is_through


async def test_a_person_can_vanish(person: Person) -> None:
    await person.start(journey)
    await person.vanishes()
    assert person.is_through
