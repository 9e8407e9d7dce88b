"""What holds with a write-ahead log must hold with the rollback journal that can take its place."""

from __future__ import annotations

import pytest

EITHER = pytest.mark.parametrize(
    "town", [{}, {"rollback_journal": True}], ids=["log", "rollback"], indirect=True
)
"""Tries the tests of a module with each; the processes of a race go by the journal that the town has."""
