"""The settings of a store of trials, for the program to read."""

from __future__ import annotations

from pathlib import Path

from store.locations import Locations

_LIGHT = """
[hashing]
memory_kib = 8
passes = 1
lanes = 1
for_trials = true
"""


def write_light_settings(home: Path) -> None:
    """Give the store in `home` the light hashing of trials."""
    Locations(home).settings_file.write_text(_LIGHT)
