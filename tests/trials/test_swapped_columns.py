"""A sealed value that was moved to any other place does not open there, whatever keys one holds."""

from __future__ import annotations

import itertools
import random

import pytest
from sqlalchemy import LargeBinary

from store.database.sealed_columns import SEALED_COLUMNS
from store.database.tables.row import Row
from store.vault.sealing import Place, SealBroken, unseal
from tests.town import Town
from tests.trials.forms import forms
from tests.trials.household import BY_THE_PROFILES_KEY, Household


@pytest.fixture
def household(town: Town) -> Household:
    return Household(town)


def test_every_sealed_value_opens_in_its_own_place_and_with_its_own_key_only(household: Household) -> None:
    of_bytes = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {*((column.table, column.column) for column in SEALED_COLUMNS), *BY_THE_PROFILES_KEY}
    assert {(cell.table, cell.column) for cell in household.cells} == sealed == of_bytes
    for cell in household.cells:
        value = household.value(cell)
        assert len({key for key in household.keys if _unsealed(key, cell.place, value)}) == 1, cell
        assert all(household.reads(cell)), cell
        household.put_back()


@pytest.mark.more
def test_no_sealed_value_opens_in_another_place_with_any_key(household: Household) -> None:
    values = {cell: household.value(cell) for cell in household.cells}
    keys = set(household.keys)
    for cell, other in itertools.permutations(household.cells, 2):
        assert not any(_unsealed(key, cell.place, values[other]) for key in keys), (cell, other)


@pytest.mark.parametrize("pairs", forms(short=60, long=10_000))
@pytest.mark.timeout(3600)
def test_what_was_swapped_in_the_database_is_opened_by_no_use_case(household: Household, pairs: int) -> None:
    every_pair = list(itertools.combinations(household.cells, 2))
    for one, other in random.sample(every_pair, min(pairs, len(every_pair))):
        household.swap(one, other)
        for cell in (one, other):
            assert not any(household.reads(cell)), (one, other)
        household.put_back()


def _unsealed(key: bytes, place: Place, sealed: bytes) -> bool:
    try:
        unseal(key, place, sealed)
    except SealBroken:
        return False
    return True
