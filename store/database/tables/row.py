"""What every table is made of. Limits and forms are checked in the use cases: tables do not check them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Row(SQLModel):
    """What every table is: nothing is checked in it, so no checks are built for it."""

    model_config = {"defer_build": True}


def table_of(kind: type[Row]) -> Table:
    """Return the table itself, for statements past the objects of its rows: those cost four times as much."""
    return Row.metadata.tables[str(kind.__tablename__)]
