"""What the database is asked to do, to see that it is the same whoever a deed is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


def statements(deed: Callable[[], object]) -> list[str]:
    """Return what the database is asked to do, in order; of a savepoint that is taken back, the same."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement.replace("ROLLBACK TO", "RELEASE"))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        deed()
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    return said
