"""The store that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from store.settings.reading import read_settings
from tui.commands.command import Call
from tui.store_door import StoreDoor


@contextmanager
def store_door(call: Call, request_id: str = "") -> Iterator[StoreDoor]:
    """Give the door to the store, closed at the end. Raises `Problem` for settings that cannot be used.

    `request_id` is the id of the one request that a script makes; each event then has it.
    """
    door = StoreDoor(replace(read_settings(call.locations.home), state=call.state, request_id=request_id))
    try:
        yield door
    finally:
        door.close()
