"""One measured figure, and the bound it has to keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`how` tells what the value was made from. `at_most` None: only reported."""

    what: str
    value: float
    unit: str
    how: str
    at_most: float | None = None

    @property
    def holds(self) -> bool:
        return self.at_most is None or self.value <= self.at_most

    @property
    def told(self) -> str:
        return _told(self.value, self.unit)

    @property
    def bound(self) -> str:
        return "" if self.at_most is None else f"≤ {_told(self.at_most, self.unit)}"


def _told(value: float, unit: str) -> str:
    digits = 2 if unit == "×" else 0 if unit == "bytes" or value >= 100 else 1
    return f"{value:,.{digits}f} {unit}"
