"""The two forms of a trial: a short one for every day, and the long one of `make trials`."""

from __future__ import annotations

import pytest
from _pytest.mark import ParameterSet


def forms(short: int, long: int) -> list[ParameterSet]:
    """Return the values of a parameter that says how often, or with how many, a trial is run."""
    return [pytest.param(short, id="short"), pytest.param(long, id="long", marks=pytest.mark.trial)]
