"""What goes wrong gets a sentence, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import FRENCH, _
from store import Problem, Refusal
from store.rules.limits import GUESSES_AT_A_PLACE_AN_HOUR
from tests.journeys.conftest import sign_in
from tests.town import Town
from tui.journeys.welcome import welcome
from tui.pages import Action
from tui.scripted import Person
from tui.visit import Visit

NASTY = [
    "\x00",
    "\x1b]52;c;cGFzcw==\x07",
    "\u202eexe.cod",
    "[/b][red]markup[/red]",
    "🔑" * 20,
    "e" + "\u0301" * 400,
    "one line\nand another\u2028and a third",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
async def test_nasty_text_is_refused_with_a_sentence_on_every_page(visitor: Person, typed: str) -> None:
    for action in ("sign-in", "forgot-password", "have-token", "create-account"):
        page = await visitor.chooses(action)
        assert page is not None
        await visitor.answers(**{each.name: typed for each in page.fields if each.name != "language"})
        assert visitor.page is page
        assert visitor.problems
        await visitor.leaves()


async def test_an_empty_field_is_named(visitor: Person) -> None:
    await visitor.chooses("sign-in")
    await visitor.answers(identifier="alexandre")
    assert visitor.problems["password"].refusal is Refusal.MISSING


async def test_a_token_can_be_unknown_used_replaced_or_too_old(town: Town, visitor: Person) -> None:
    someone = town.person()
    replaced, live = town.reset_token(someone), town.reset_token(someone)
    await visitor.chooses("have-token")
    for token, refusal in (
        ("A" * 20, Refusal.TOKEN_UNKNOWN),
        (f"u{replaced.reveal()[1:]}", Refusal.TOKEN_CHARACTER),
        (replaced.reveal()[1:], Refusal.TOKEN_LENGTH),
        (replaced.reveal(), Refusal.TOKEN_EXPIRED),
    ):
        await visitor.answers(token=token)
        assert visitor.problems["token"].refusal is refusal
    await visitor.answers(token=live.reveal())
    town.clock.advance(minutes=31)
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert "expired" in visitor.says()


async def test_a_broken_rule_keeps_the_token(town: Town, visitor: Person) -> None:
    token = town.reset_token(town.person())
    await visitor.chooses("have-token")
    await visitor.answers(token=token.reveal())
    await visitor.answers(new="short", confirmation="short")
    assert "at least 9 characters" in visitor.says()
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027!")
    assert visitor.problems["confirmation"].refusal is Refusal.PASSWORDS_DIFFER
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert "was reset" in visitor.done


@pytest.mark.parametrize(("action", "field"), [("have-token", "token"), ("disown", "code")])
async def test_too_many_guesses_at_a_token_wait_and_the_page_says_until_when(
    visitor: Person, action: str, field: str
) -> None:
    visitor.visit.place = "user 1000"
    await visitor.chooses(action)
    for number in range(GUESSES_AT_A_PLACE_AN_HOUR):
        await visitor.answers(**{field: f"{number:020}"})
    await visitor.answers(**{field: "Z" * 20})
    assert "Try again from 9:30" in visitor.says()
    visitor.speaks(FRENCH)
    assert "Réessayez à partir de 09:30" in visitor.says()
    # At another place, the same is only unknown.
    visitor.visit.place = "user 1001"
    await visitor.answers(**{field: "Z" * 20})
    assert "Réessayez" not in visitor.says()


async def test_another_code_is_sent_when_asked_for(town: Town, visitor: Person) -> None:
    await visitor.chooses("create-account")
    await visitor.answers(username="alexandre", email="alexandre@example.org")
    await visitor.answers(new="Lanterne-2026!", confirmation="Lanterne-2026!")
    first = town.code().reveal()
    [resend] = [action for action in visitor.page.choices if action.name == "resend"]
    assert resend.opens_at == town.clock.now + timedelta(seconds=60)
    await visitor.chooses("resend")
    assert "" in visitor.problems
    town.clock.advance(seconds=61)
    await visitor.chooses("resend")
    assert "newest" in visitor.says()
    await visitor.answers(code="000000" if first != "000000" else "111111")
    assert visitor.problems["code"].refusal is Refusal.WRONG_CODE
    await visitor.answers(code=town.code().reveal())
    assert "Your account is open" in visitor.done


async def test_a_mistyped_address_is_corrected_without_beginning_again(town: Town, visitor: Person) -> None:
    await visitor.chooses("create-account")
    await visitor.answers(username="alexandre", email="alexandre@exmaple.org", language="fr")
    await visitor.answers(new="Lanterne-2026!", confirmation="Lanterne-2026!")
    town.new_mail()
    await visitor.leaves()
    assert town.rows("SELECT 1 FROM sign_up") == []
    typed = {field.name: field.value for field in visitor.page.fields}
    assert typed == {"username": "alexandre", "email": "alexandre@exmaple.org", "language": "fr"}
    await visitor.answers(**{**typed, "email": "alexandre@example.org"})
    await visitor.answers(new="Lanterne-2026!", confirmation="Lanterne-2026!")
    [message] = town.new_mail()
    assert message["To"] == "alexandre@example.org"


async def _crash(visit: Visit) -> None:
    raise RuntimeError("Lanterne-2026!")


async def _refuse(visit: Visit) -> None:
    raise Problem(Refusal.DISK_FULL)


async def test_a_fault_of_ours_is_a_page_with_a_number_and_the_log_has_no_values(
    town: Town, visitor: Person
) -> None:
    person = Person(visitor.visit.door)
    await person.start(lambda visit: welcome(visit, more={Action("crash", _("Crash")): _crash}))
    await person.chooses("crash")
    assert person.page.name == "crash"
    log = (town.locations.logs / "macle.log").read_text()
    assert any(word.strip(".") in log for word in person.says().split() if len(word) > 7)
    assert "Lanterne" not in log
    await person.leaves()
    assert person.page.name == "welcome"


async def test_a_store_that_cannot_go_on_says_why_and_the_visit_goes_on(visitor: Person) -> None:
    person = Person(visitor.visit.door)
    await person.start(lambda visit: welcome(visit, more={Action("full", _("Fill the disk")): _refuse}))
    await person.chooses("full")
    assert "disk is full" in person.says()
    await person.leaves()
    assert person.page.name == "welcome"


async def test_going_back_from_anywhere_changes_nothing(town: Town, visitor: Person) -> None:
    town.person()
    before = town.rows("SELECT verifier, email, password_set_at FROM account")
    await sign_in(visitor)
    await visitor.chooses("settings")
    await visitor.chooses("change-password")
    await visitor.leaves()
    await visitor.leaves()
    assert visitor.page.name == "account"
    assert town.rows("SELECT verifier, email, password_set_at FROM account") == before


async def test_the_privacy_notice_is_one_step_from_the_welcome_page(visitor: Person) -> None:
    await visitor.chooses("privacy")
    assert "nothing is tracked" in visitor.says()
