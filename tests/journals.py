"""What holds with a write-ahead log must hold with the rollback journal that can take its place."""

from __future__ import annotations

import pytest

EITHER = pytest.mark.parametrize(
    "town",
    [
        pytest.param({}, id="log"),
        pytest.param({"rollback_journal": True}, id="rollback", marks=pytest.mark.more),
    ],
    indirect=True,
)
"""Tries the tests of a module with each, the second in `make test-more`.

The processes of a race go by the journal that the town has.
"""
