"""SQL statements as text, run in a row with the values that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel import Session

from store.database.tables.row import Moment

_NAMES = re.compile(r":(\w+)")


def run(db: Session, statements: Iterable[str], facts: Mapping[str, datetime | int]) -> None:
    """Run the statements one after the other, each with those of the `facts` that it names."""
    for words in statements:
        named = {name: facts[name] for name in _NAMES.findall(words)}
        typed = [
            bindparam(name, value, Moment if isinstance(value, datetime) else None)
            for name, value in named.items()
        ]
        db.connection().execute(text(words).bindparams(*typed))
