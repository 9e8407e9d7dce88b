"""A town that commands work on as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.settings import utc_now
from tests.town import Town
from tests.trials.settings_file import write_light_settings


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose clock is everyone's, as the command goes by that."""
    home = tmp_path / "data"
    home.mkdir(mode=0o700)
    write_light_settings(home)
    town = Town(home, clock=utc_now)
    yield town
    town.store.close()
