"""One operator is told of few document numbers within an hour that nobody has, wherever they type them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from i18n import FRENCH
from store import Refusal, ToRegister
from store.rules.limits import UNKNOWN_DOCUMENTS_AN_HOUR
from tests.town import CONTRAST, DNI, PHONE, Town, outcome, refused

Ask: TypeAlias = Callable[[Town, str], object]


def nobodys(number: int) -> str:
    """Return the number of a DNI that nobody was registered with."""
    return f"{number:08}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def find(town: Town, document: str) -> object:
    return town.store.people.find(town.operator(), document)


def begin_to_register(town: Town, document: str) -> None:
    town.store.registration.refuse_known_document(town.operator(), document)


def register(town: Town, document: str, email: str = "ines@example.org") -> object:
    person = ToRegister(document, CONTRAST, email, PHONE, advanced=False)
    return town.store.registration.register(town.operator(), person, FRENCH, "Came in person.")


def begin_to_hand_over(town: Town, document: str) -> None:
    town.store.registration.refuse_unknown_document(town.operator(), document)


def hand_over(town: Town, document: str) -> object:
    return town.store.registration.hand_over(town.operator(), document, "Lost the slip.")


DOORS = [find, begin_to_register, register, begin_to_hand_over, hand_over]


@pytest.mark.parametrize("ask", DOORS)
def test_none_is_told_of_more_than_so_many_and_then_of_no_other_either(town: Town, ask: Ask) -> None:
    town.register(DNI)
    for number in range(UNKNOWN_DOCUMENTS_AN_HOUR):
        assert outcome(ask, town, nobodys(number)) is not Refusal.DOCUMENTS_TOO_MANY
    for other_door in DOORS:
        for document in (DNI, nobodys(UNKNOWN_DOCUMENTS_AN_HOUR)):
            problem = refused(other_door, town, document)
            assert problem.refusal is Refusal.DOCUMENTS_TOO_MANY
            assert problem.until is not None
            assert problem.until > town.clock.now
    town.clock.advance(hours=1)
    assert outcome(ask, town, DNI) is not Refusal.DOCUMENTS_TOO_MANY


@pytest.mark.parametrize("ask", [find, begin_to_register, begin_to_hand_over])
def test_those_that_somebody_has_do_not_count(town: Town, ask: Ask) -> None:
    town.register(DNI)
    for _turn in range(UNKNOWN_DOCUMENTS_AN_HOUR + 1):
        assert outcome(ask, town, DNI) is not Refusal.DOCUMENTS_TOO_MANY


def test_whoever_registers_people_all_day_and_mistypes_now_and_then_is_never_kept_waiting(
    town: Town,
) -> None:
    for number in range(2 * UNKNOWN_DOCUMENTS_AN_HOUR):
        if number % 3 == 0:
            begin_to_register(town, nobodys(10**6 + number))
        begin_to_register(town, nobodys(number))
        register(town, nobodys(number), f"person-{number}@example.org")
