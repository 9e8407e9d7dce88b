"""The contrast datum of a DNI or NIE: what is one, and what is told of what is none."""

from __future__ import annotations

import pytest

from store import Problem, Refusal
from store.rules.contrast import contrast_datum
from store.rules.documents import DNI, NIE


def fault_of(kind: str, typed: str) -> object:
    with pytest.raises(Problem) as told:
        contrast_datum(kind, typed)
    assert told.value.refusal is Refusal.CONTRAST_FORM
    return told.value.facts["fault"]


@pytest.mark.parametrize("typed", ["E1234", "e 00001234", "E-1234", "E000001234"])
def test_a_support_number_is_the_same_however_its_zeros_are_written(typed: str) -> None:
    assert contrast_datum(NIE, typed) == "E00001234"


@pytest.mark.parametrize("typed", ["E", "C", "", "1234", "X1234", "E123456789", "E12a"])
def test_what_has_no_letter_or_no_digits_is_no_support_number(typed: str) -> None:
    assert fault_of(NIE, typed) == "support"


def test_a_permanent_dni_has_another_datum_than_its_expiry_date() -> None:
    assert fault_of(DNI, "01/01/9999") == "permanent"
