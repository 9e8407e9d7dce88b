"""Creating an account: all that is wrong with the names is told at once, taken ones too."""

from __future__ import annotations

from store import Refusal
from tests.town import Town
from tui.scripted import Person


def refusals(person: Person) -> dict[str, Refusal]:
    return {name: problem.refusal for name, problem in person.problems.items()}


async def test_a_bad_username_and_a_bad_email_are_told_together(visitor: Person) -> None:
    await visitor.chooses("create-account")
    await visitor.answers(username="x", email="nowhere")
    assert refusals(visitor) == {"username": Refusal.USERNAME_FORM, "email": Refusal.EMAIL_FORM}


async def test_a_taken_username_is_told_beside_a_bad_email(town: Town, visitor: Person) -> None:
    town.person()
    await visitor.chooses("create-account")
    await visitor.answers(username="alexandre", email="nowhere")
    assert refusals(visitor) == {"username": Refusal.USERNAME_TAKEN, "email": Refusal.EMAIL_FORM}
    await visitor.answers(username="alexandra")
    assert refusals(visitor) == {"email": Refusal.EMAIL_FORM}


async def test_a_password_that_breaks_a_rule_and_is_confirmed_otherwise_is_told_of_both(
    visitor: Person,
) -> None:
    await visitor.chooses("create-account")
    await visitor.answers(username="alexandra", email="a@example.org")
    await visitor.answers(new="lanterne", confirmation="lanterna")
    assert refusals(visitor) == {
        "new": Refusal.PASSWORD_BREAKS_RULES,
        "confirmation": Refusal.PASSWORDS_DIFFER,
    }


async def test_what_cannot_be_seen_around_the_names_is_no_part_of_them(visitor: Person) -> None:
    await visitor.chooses("create-account")
    await visitor.answers(username="\u200balexandra", email="\ufeffa@example.org\u00a0")
    assert visitor.page.name == "create-password"
