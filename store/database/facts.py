"""What the store knows of itself, read at the beginning of each transaction at once."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

_FACTS = "facts"
_READ = text("SELECT name, value FROM fact")


def facts_of(db: Session) -> dict[str, str]:
    """Return what the store knows of itself, as the transaction `db` has found it."""
    found: dict[str, str] | None = db.info.get(_FACTS)
    if found is None:
        found = db.info[_FACTS] = {row.name: row.value for row in db.connection().execute(_READ)}
    return found


def look_again(db: Session) -> None:
    """Forget what was found: `db` has committed, and begins anew."""
    db.info.pop(_FACTS, None)
