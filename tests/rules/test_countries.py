"""Countries and territories, by whatever people call them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES
from store import Problem, Refusal
from store.rules.countries import read_country
from tests.town import refused

NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_name_and_each_code_is_that_of_its_country(language: str) -> None:
    territories = {str(code): str(name) for code, name in Locale(language).territories.items()}
    codes = {code for code in territories if len(code) == 2 and code not in NOT_COUNTRIES}
    assert len(codes) > 245
    assert {read_country(territories[code]) for code in codes} == codes
    assert {read_country(code.lower()) for code in codes} == codes
    assert all(read_country(territories[code].upper()) == code for code in codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cote d'ivoire", "CI"),
        ("Cote\u00a0d\u2019Ivoire", "CI"),
        ("ETATS UNIS", "US"),
        ("  royaume-uni ", "GB"),
        ("Allemagne", "DE"),
        ("Germany", "DE"),
        ("UK", "GB"),
        ("usa", "US"),
        ("FRA", "FR"),
        ("Hong Kong", "HK"),
        ("Niger", "NE"),
        ("Reunion", "RE"),
        ("Turkey", "TR"),
        ("Turquie", "TR"),
        ("Czech Republic", "CZ"),
        ("République tchèque", "CZ"),
        ("United States of America", "US"),
        ("États-Unis d’Amérique", "US"),
        ("Great Britain", "GB"),
        ("Grande-Bretagne", "GB"),
        ("Ivory Coast", "CI"),
        ("Côte d’Ivoire", "CI"),
    ],
)
def test_a_country_is_found_without_its_accents_and_by_its_usual_names(typed: str, code: str) -> None:
    assert read_country(typed) == code


@pytest.mark.parametrize(
    "typed", ["", " ", "Atlantis", "Congo", "United", "EU", "ZZ", "250", "Fr ance", "\x1b"]
)
def test_what_is_no_country_or_may_be_several_is_refused(typed: str) -> None:
    problem = refused(read_country, typed)
    assert (problem.refusal, problem.field) == (Refusal.COUNTRY_UNKNOWN, "country")


@given(st.text(max_size=60))
def test_anything_typed_is_a_code_of_two_letters_or_refused(typed: str) -> None:
    with suppress(Problem):
        code = read_country(typed)
        assert len(code) == 2
        assert read_country(code) == code
