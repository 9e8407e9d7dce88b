"""At line prompts, after a mistake: what was typed right stays, and all that is wrong is told (TRUST 21)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from i18n import _
from store import Problem, Refusal
from store.problems import refuse_all
from tests.mistakes import CHANGE, FROM_THEN_ON, NAMES, NO_SECRET_STAYS, WRONG
from tests.plain.piped import SIGN_IN, Piped
from tui.pages import Answers, Page
from tui.unwinding import WentBack


class Refusing:
    """An attempt that refuses with one problem after the other, and notes what was answered."""

    def __init__(self, *problems: list[Problem]) -> None:
        self.answers: list[dict[str, str]] = []
        self._problems: Iterator[list[Problem]] = iter(problems)

    async def __call__(self, answers: Answers) -> None:
        self.answers.append(dict(answers.values))
        refuse_all(next(self._problems, []))


async def test_a_wrong_current_password_alone_is_asked_for_again(person: Piped) -> None:
    attempt = Refusing([WRONG])
    await person.types("old", "new", "new", "older").front.show(person.visit, CHANGE, attempt)
    assert attempt.answers[1] == {"current": "older", "new": "new", "confirmation": "new"}


async def test_two_passwords_that_differ_are_both_asked_for_again_at_once(person: Piped) -> None:
    attempt = Refusing()
    await person.types("old", "new", "nwe", "new", "new").front.show(person.visit, CHANGE, attempt)
    assert attempt.answers == [{"current": "old", "new": "new", "confirmation": "new"}]
    assert person.read.count("Error: The two passwords differ") == 1


async def test_a_new_password_that_is_refused_is_confirmed_again_too(person: Piped) -> None:
    broken = Problem(Refusal.PASSWORD_BREAKS_RULES, "new", broken=("digit",), policy="sales-connect")
    attempt = Refusing([broken])
    await person.types("old", "one", "one", "two", "two").front.show(person.visit, CHANGE, attempt)
    assert attempt.answers[1] == {"current": "old", "new": "two", "confirmation": "two"}


@pytest.mark.parametrize("refused", NO_SECRET_STAYS, ids=lambda problem: problem.refusal.value)
async def test_where_no_field_is_at_fault_the_password_is_asked_for_again(
    person: Piped, refused: Problem
) -> None:
    attempt = Refusing([refused])
    await person.types("alexandre", "right", "", "again").front.show(person.visit, SIGN_IN, attempt)
    assert [one["password"] for one in attempt.answers] == ["right", "again"]
    assert [one["identifier"] for one in attempt.answers] == ["alexandre"] * 2


async def test_a_wait_of_one_field_has_every_secret_typed_anew(person: Piped) -> None:
    attempt = Refusing([Problem(Refusal.LOCKED, "current", until=FROM_THEN_ON)])
    person.types("old", "new", "new", "older", "newer", "newer")
    await person.front.show(person.visit, CHANGE, attempt)
    assert attempt.answers[1] == {"current": "older", "new": "newer", "confirmation": "newer"}


async def test_all_that_is_refused_is_told_and_asked_for_again(person: Piped) -> None:
    attempt = Refusing([Problem(Refusal.USERNAME_TAKEN, "username"), Problem(Refusal.EMAIL_FORM, "email")])
    person.types("alexandre", "a@example.org", "dominique", "b@example.org")
    await person.front.show(person.visit, NAMES, attempt)
    assert "Error: Username: This username is taken." in person.read
    assert "Error: Email address: This is not an email address." in person.read
    assert attempt.answers[1] == {"username": "dominique", "email": "b@example.org"}


async def test_a_form_is_judged_where_it_is_typed(person: Piped) -> None:
    attempt = Refusing()
    person.types("x y", "\ufeffalexandre", "nowhere", "a@example.org")
    await person.front.show(person.visit, NAMES, attempt)
    assert len(attempt.answers) == 1
    assert person.read.index("Error: A username has") < person.read.index("Email address:")


@pytest.mark.parametrize("back", ["/1", "/back"])
async def test_who_goes_back_leaves_what_they_typed_but_no_secret(person: Piped, back: str) -> None:
    page = Page("both", _("Sign in"), fields=(*NAMES.fields[:1], *CHANGE.fields[:1]), actions=CHANGE.actions)
    person.types("alexandre", "", back)
    with pytest.raises(WentBack) as left:
        await person.visit.ask(page)
    assert left.value.typed == {"username": "alexandre"}
