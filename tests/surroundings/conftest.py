"""The front of tests/screens, on a door to a store that is none."""

from __future__ import annotations

from tests.screens.conftest import door, run

__all__ = ["door", "run"]
