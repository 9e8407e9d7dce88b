"""What is said of a setting beside its type and its default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Setting:
    """One sentence for the administrator and, of a number, its unit and what it may be, both ends included.

    Its name ends with its unit. A store of trials may go down to `least_in_trials`, where there is one. Of a
    text or a list of them, an `example`. What a `secret` one is set to is not shown.
    """

    sentence: str
    unit: str = ""
    least: int | None = None
    most: int | None = None
    least_in_trials: int | None = None
    example: str | tuple[str, ...] = ""
    secret: bool = False

    def __get_pydantic_core_schema__(self, kind: object, schema_of: Callable[[object], Any]) -> Any:
        """Have pydantic check the ends, and take neither "365" nor true for a number, nor 1 for true.

        What annotated-types has for this is slow to import, and settings are declared before the first page.
        """
        schema = schema_of(kind)
        if kind in (int, bool):
            schema = {**schema, "strict": True}
        if kind is int:
            lowest = self.least if self.least_in_trials is None else self.least_in_trials
            schema = {**schema, "ge": lowest, "le": self.most}
        return schema
