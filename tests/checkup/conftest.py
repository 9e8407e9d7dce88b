"""A town that is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.settings import utc_now
from tests.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town by the clock of the machine, as an examination goes by that."""
    town = Town(tmp_path / "data", clock=utc_now)
    yield town
    town.store.close()
