"""Contact details: as people type them, and as they are kept."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import ContactDetails, Problem, Refusal
from store.rules.contact_details import LONGEST, read_details
from tests.town import refused

NOTHING = vars(ContactDetails())


def read(**typed: str) -> dict[str, str]:
    """Return those of the details that are kept."""
    return {name: value for name, value in read_details({**NOTHING, **typed}, "fr").items() if value}


def faults(**typed: str) -> dict[str | None, Refusal]:
    problem = refused(read_details, {**NOTHING, **typed}, "fr")
    return {each.field: each.refusal for each in problem.all}


def test_the_details_are_those_of_the_value_in_the_same_order() -> None:
    assert list(LONGEST) == list(NOTHING)


def test_none_has_to_be_given() -> None:
    assert read() == {}
    assert read(first_name=" \u200b ", country="\u00a0", phone_number=" ") == {}


def test_they_are_kept_in_one_form() -> None:
    kept = read(
        first_name=" E\u0301lodie ",
        last_name="O’Neill",
        company="Les 3 Serrures",
        country="etats-unis",
        phone_number="(212) 555-0134",
    )
    assert kept == {
        "first_name": "Élodie",
        "last_name": "O’Neill",
        "company": "Les 3 Serrures",
        "country": "US",
        "phone_number": "+12125550134",
    }
    assert read(**kept) == kept


@pytest.mark.parametrize(
    ("country", "number", "kept"),
    [
        ("France", "01 42 68 53 00", "+33142685300"),
        ("Suisse", "022 388 11 11", "+41223881111"),
        ("Canada", "418-555-0134", "+14185550134"),
        ("Canada", "+33 1 42 68 53 00", "+33142685300"),
        ("", "01 42 68 53 00", "+33142685300"),
        ("", "+41 22 388 11 11", "+41223881111"),
        ("Antarctique", "+33 1 42 68 53 00", "+33142685300"),
    ],
)
def test_a_number_is_read_as_in_the_country_mobile_or_not(country: str, number: str, kept: str) -> None:
    assert read(country=country, phone_number=number)["phone_number"] == kept


@pytest.mark.parametrize(
    ("country", "number", "refusal"),
    [
        ("France", "418-555-0134", Refusal.NUMBER_FORM),
        ("Antarctique", "01 42 68 53 00", Refusal.NUMBER_FORM),
        ("France", "01 42 68 53 00 poste 12", Refusal.NUMBER_FORM),
        ("France", "+33 1 42 68 53", Refusal.NUMBER_AFTER_PLUS),
        ("", "12", Refusal.NUMBER_FORM),
        ("", "no number", Refusal.NUMBER_FORM),
        ("", "0" * 41, Refusal.TOO_LONG),
        ("", "+33\x1b142685300", Refusal.TEXT_CHARACTERS),
        # French, or Swiss.
        ("", "022 388 11 11", Refusal.PHONE_COUNTRY),
    ],
)
def test_what_is_no_number_there_is_refused(country: str, number: str, refusal: Refusal) -> None:
    assert faults(country=country, phone_number=number) == {"phone_number": refusal}


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert faults(
        first_name="R2-D2",
        last_name="x" * 101,
        company="a\nb",
        city="Lé\u202evis",
        postal_code="1" * 21,
        country="Atlantis",
        phone_number="12",
    ) == {
        "first_name": Refusal.NAME_FORM,
        "last_name": Refusal.TOO_LONG,
        "company": Refusal.TEXT_CHARACTERS,
        "city": Refusal.TEXT_CHARACTERS,
        "postal_code": Refusal.TOO_LONG,
        # Without it, nobody knows how the number is written.
        "country": Refusal.COUNTRY_UNKNOWN,
    }


@given(st.dictionaries(st.sampled_from(list(LONGEST)), st.text(max_size=210)))
def test_what_is_kept_is_read_as_it_is(typed: dict[str, str]) -> None:
    with suppress(Problem):
        kept = read(**typed)
        assert read(**kept) == kept
        assert all(len(value) <= LONGEST[name] * 3 for name, value in kept.items())


@pytest.mark.parametrize(
    ("number", "refusals"),
    [
        ("abc", {"country": Refusal.COUNTRY_UNKNOWN, "phone_number": Refusal.NUMBER_FORM}),
        ("+33 1", {"country": Refusal.COUNTRY_UNKNOWN, "phone_number": Refusal.NUMBER_AFTER_PLUS}),
        ("+33 6 12 34 56 78", {"country": Refusal.COUNTRY_UNKNOWN}),
        ("030 123456", {"country": Refusal.COUNTRY_UNKNOWN}),
    ],
)
def test_beside_a_country_that_is_refused_what_is_a_number_in_none_is_refused_too(
    number: str, refusals: dict[str, Refusal]
) -> None:
    assert faults(country="Narnia", phone_number=number) == refusals
