"""What is tried in one language must hold in the other."""

from __future__ import annotations

import pytest

IN_EACH = pytest.mark.parametrize("code", [pytest.param("en", marks=pytest.mark.more), "fr"])
"""Tries a test in each, the first in `make test-more`: the words of the second are longer."""
