"""What is sealed is in one list, and what is not in the list is not a secret of the server's to keep."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import LargeBinary
from sqlmodel import SQLModel

from store.database import tables
from store.database.sealed_columns import SEALED_COLUMNS

BY_THE_PROFILES_KEY = {
    ("profile", "identity"),
    ("profile", "personal_key"),
    ("key_candidate", "personal_key"),
    ("certificate", "certificate"),
    ("certificate", "private_key"),
}


def columns_of_every_table() -> set[tuple[str, str]]:
    """Return the columns that hold bytes, as only what is sealed does."""
    for module in iter_modules(tables.__path__):
        import_module(f"{tables.__name__}.{module.name}")
    return {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }


def test_every_column_of_bytes_is_in_the_list_or_sealed_by_the_profiles_own_key() -> None:
    listed = {(column.table, column.column) for column in SEALED_COLUMNS}
    assert columns_of_every_table() - BY_THE_PROFILES_KEY == listed


def test_each_is_bound_to_a_row_by_columns_that_there_are() -> None:
    columns_of_every_table()
    for sealed in SEALED_COLUMNS:
        columns = set(SQLModel.metadata.tables[sealed.table].columns.keys())
        assert {sealed.column, *sealed.key, sealed.owner or sealed.row} <= columns


def test_the_key_of_each_tells_one_row_from_all_others() -> None:
    columns_of_every_table()
    for sealed in SEALED_COLUMNS:
        table = SQLModel.metadata.tables[sealed.table]
        primary = {column.name for column in table.primary_key}
        unique = {column.name for column in table.columns if column.unique}
        assert set(sealed.key) in (primary, *({one} for one in unique)), sealed


def test_no_verifier_or_wrap_is_outside_of_the_list() -> None:
    columns_of_every_table()
    names = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("verifier", "wrap", "sealed"))
    }
    assert names <= {(column.table, column.column) for column in SEALED_COLUMNS}
