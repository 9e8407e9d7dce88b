"""Phone numbers, as people write them where they live."""

from __future__ import annotations

import re
from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules import phone
from tests.town import refused

FRENCH, CANADIAN, BRITISH = "+33612345678", "+15145550134", "+447911123456"
MEGABYTE = 1_000_000
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS - {"TA"})  # Tristan da Cunha has no mobile phones.
FULL_WIDTH = str.maketrans("0123456789+", "０１２３４５６７８９＋")


def choices(typed: str, language: str) -> set[str]:
    problem = refused(phone.read_number, typed, language)
    assert (problem.refusal, problem.field) == (Refusal.PHONE_COUNTRY, "number")
    return set(problem.facts["numbers"])


def is_refused(typed: str, language: str = "fr") -> bool:
    problem = refused(phone.read_number, typed, language)
    refusal = Refusal.PHONE_AFTER_PLUS if typed.startswith("+") else Refusal.PHONE_FORM
    return (problem.refusal, problem.field) == (refusal, "number")


@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "  06 12 34 56 78  ",
        "06\u202f12\u202f34\u202f56\u202f78",
        "06\u00a012\u200934\t56 78",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "(+33) 6 12 34 56 78",
        "0033 6 12 34 56 78",
        "\u202a+33612345678\u202c",
        "06 12 34 56 78".translate(FULL_WIDTH),
        "+33 6 12 34 56 78".translate(FULL_WIDTH),
        "📱 06 12 34 56 78",
    ],
)
def test_a_french_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert phone.read_number(typed, "fr") == FRENCH


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        "514 555-0134",
        "(514) 555-0134",
        "(514)555-0134",
        "514.555.0134",
        "514/555-0134",
        "5145550134",
        "1 514 555-0134",
        "1-514-555-0134",
        "+1 514 555 0134",
        "+15145550134",
        "514\u2011555\u20110134",
        "514–555–0134",
        "514 555-0134".translate(FULL_WIDTH),
    ],
)
def test_a_canadian_number_is_the_same_however_it_is_written(typed: str, language: str) -> None:
    assert phone.read_number(typed, language) == CANADIAN


@pytest.mark.parametrize("typed", ["07911 123456", "07911123456", "+44 7911 123456", "+44 (0)7911 123456"])
def test_a_british_number_is_known_where_english_is_spoken(typed: str) -> None:
    assert phone.read_number(typed, "en") == BRITISH


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+34 612 34 56 78", "+34612345678"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+41 79 123 45 67", "+41791234567"),
        ("+590 690 12 34 56", "+590690123456"),
        ("+52 55 1234 5678", "+525512345678"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_with_a_plus_a_number_of_any_country_is_known(typed: str, number: str, language: str) -> None:
    assert phone.read_number(typed, language) == number


@pytest.mark.parametrize(
    ("typed", "language", "number"),
    [
        ("0470 12 34 56", "fr", "+32470123456"),
        ("621 123 456", "fr", "+352621123456"),
        ("202 555-0134", "fr", "+12025550134"),
        ("0612345", "fr", "+508612345"),
        ("514555", "fr", "+687514555"),
        ("687 51 45 55", "fr", "+687514555"),
        ("083 123 4567", "en", "+353831234567"),
        ("0412 345 678", "en", "+61412345678"),
        ("021 123 4567", "en", "+64211234567"),
        ("876 555-0134", "en", "+18765550134"),
    ],
)
def test_a_number_that_only_a_country_abroad_has_is_asked_for(typed: str, language: str, number: str) -> None:
    assert number in choices(typed, language)
    phone.judge_form(typed, language)


def test_where_a_digit_is_missing_the_number_at_home_is_offered_too() -> None:
    assert choices("687 51 45 55", "fr") >= {"+687514555", "+33687514555"}


@pytest.mark.parametrize(
    ("typed", "language", "number"),
    [
        ("00 32 470 12 34 56", "fr", "+32470123456"),
        ("+508 61 23 45", "fr", "+508612345"),
        ("+353 83 123 4567", "en", "+353831234567"),
        ("202 555-0134", "en", "+12025550134"),
    ],
)
def test_a_number_with_the_code_of_its_country_or_of_home_is_not_asked_for(
    typed: str, language: str, number: str
) -> None:
    assert phone.read_number(typed, language) == number


def test_a_number_of_another_language_s_countries_is_refused_by_its_form() -> None:
    problem = refused(phone.judge_form, "0692 12 34 56", "en")
    assert problem.refusal is Refusal.PHONE_FORM


@pytest.mark.parametrize("typed", ["+33 6 12 34 56", " +33 1 42 68 53 00"])
def test_nobody_who_typed_a_plus_is_told_to_begin_with_one(typed: str) -> None:
    for problem in (
        refused(phone.read_number, typed, "fr"),
        refused(phone.judge_form, typed, "en"),
        refused(phone.read_number_at_the_desk, typed),
    ):
        assert problem.refusal is Refusal.PHONE_AFTER_PLUS


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0694 12 34 56", "+594694123456"),
    ],
)
def test_a_mobile_of_overseas_france_may_be_swiss_too_and_is_asked_for(typed: str, number: str) -> None:
    assert choices(typed, "fr") == {number, "+41" + typed.replace(" ", "")[1:]}
    phone.judge_form(typed, "fr")


def test_a_number_that_two_countries_have_is_nobodys_before_one_is_chosen() -> None:
    assert (
        choices("079 123 45 67", "fr") == choices("07 91 23 45 67", "fr") == {"+41791234567", "+33791234567"}
    )
    assert phone.read_number("+41 79 123 45 67", "fr") == "+41791234567"
    assert [phone.country_of(number) for number in ("+41791234567", "+33791234567")] == ["CH", "FR"]


def test_the_country_in_which_a_number_is_grouped_so_is_offered_first() -> None:
    as_swiss = refused(phone.read_number, "079 123 45 67", "fr").facts["numbers"]
    as_french = refused(phone.read_number, "07 91 23 45 67", "fr").facts["numbers"]
    assert (as_swiss[0], as_french[0]) == ("+41791234567", "+33791234567")


@given(st.integers(0, 99_999_999), st.sampled_from(["06", "07"]))
def test_a_french_mobile_is_never_silently_another(digits: int, prefix: str) -> None:
    typed = f"{prefix}{digits:08}"
    try:
        found = {phone.read_number(typed, "fr")}
    except Problem as problem:
        found = set(problem.facts.get("numbers", ()))
    if phonenumbers.is_valid_number(phonenumbers.parse(typed, "FR")):
        assert f"+33{typed[1:]}" in found


@pytest.mark.parametrize("typed", ["01 42 68 53 00", "+33 1 42 68 53 00", "+34 912 34 56 78", "+33142685300"])
def test_a_landline_gets_no_texts_and_is_refused(typed: str) -> None:
    assert is_refused(typed)


@pytest.mark.parametrize("typed", ["0 800 12 34 56", "1 800 356-9377", "3639", "112", "911"])
def test_a_service_number_is_refused(typed: str) -> None:
    assert is_refused(typed)
    assert is_refused(typed, "en")


@pytest.mark.parametrize(
    "typed",
    [
        "514 555-0134 ext. 5",
        "514 555-0134 x5",
        "514 555-0134 #5",
        "514 555-0134;ext=5",
        "514 555-0134, 5",
        "514 555-0134 poste 5",
        "06 12 34 56 78 p. 5",
    ],
)
def test_an_extension_is_refused_and_not_cut_off(typed: str) -> None:
    assert is_refused(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "0",
        "+",
        "++",
        "06 12 34 56 7",
        "06 12 34 56 785",
        "06 12 34 56 78 / 06 12 34 56 79",
        "alexandre@example.org",
        "06\x0012 34 56 78",
        "06\n12\x1b[31m345678",
        "📱📱📱",
        "\ud800",
        "+999 6 12 34 56 78",
        "0" * 40,
        "0" * MEGABYTE,
        "٣" * MEGABYTE,
        "+33612345678" + " " * MEGABYTE,
        "(" * MEGABYTE,
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert is_refused(typed)
    assert is_refused(typed, "en")


@given(
    st.text(max_size=60) | st.text("+0123456789 -().x/;=extEXT#,", max_size=45),
    st.sampled_from(["fr", "en"]),
)
def test_whatever_is_typed_gives_a_number_or_a_refusal(typed: str, language: str) -> None:
    with suppress(Problem):
        number = phone.read_number(typed, language)
        assert re.fullmatch(r"\+[1-9]\d{6,14}", number, re.ASCII)
        assert phone.read_number(number, language) == number
        assert phone.is_written(number, number)


@pytest.mark.parametrize("region", REGIONS)
def test_the_number_of_any_country_is_the_same_in_each_of_its_formats(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    formats = phonenumbers.PhoneNumberFormat
    number = phonenumbers.format_number(example, formats.E164)
    for of in (formats.E164, formats.INTERNATIONAL, formats.RFC3966):
        typed = phonenumbers.format_number(example, of)
        assert phone.read_number(typed, "fr") == phone.read_number(typed, "en") == number
        assert phone.is_written(typed, number)
    assert phone.is_written(phonenumbers.format_number(example, formats.NATIONAL), number)
    assert phone.read_number(phone.written(number), "fr") == number


@pytest.mark.parametrize(
    ("typed", "number", "same"),
    [
        ("06 12 34 56 78", FRENCH, True),
        ("+33 6 12 34 56 78", FRENCH, True),
        ("514 555-0134", CANADIAN, True),
        ("612 34 56 78", "+34612345678", True),
        ("06 12 34 56 79", FRENCH, False),
        ("56 78", FRENCH, False),
        ("34 56 78", FRENCH, False),
        ("555-0134", CANADIAN, False),
        ("•••• 0134", CANADIAN, False),
        ("514 555-0134 x5", CANADIAN, False),
        ("", CANADIAN, False),
        ("0" * MEGABYTE, CANADIAN, False),
        ("\x00\ud800", CANADIAN, False),
    ],
)
def test_only_the_full_number_is_the_number(typed: str, number: str, same: bool) -> None:
    assert phone.is_written(typed, number) is same


def test_a_number_is_shown_by_its_last_four_digits() -> None:
    assert phone.masked(FRENCH) == "•••• 5678"
    assert phone.masked(CANADIAN) == "•••• 0134"


def test_a_number_is_written_as_its_country_does() -> None:
    assert phone.written(FRENCH) == "+33 6 12 34 56 78"
    assert phone.written(CANADIAN) == "+1 514-555-0134"
