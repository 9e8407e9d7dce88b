"""The store that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from store.rules.limits import SEND_WITHIN
from store.settings.reading import read_settings
from tui.commands.command import Call
from tui.store_door import StoreDoor


@contextmanager
def store_door(
    call: Call, request: str = "", patience: timedelta = SEND_WITHIN, *, makes_store: bool = False
) -> Iterator[StoreDoor]:
    """Give the door to the store, closed at the end. Raises `Problem` for settings that cannot be used.

    `request` is the id of the one request that a script makes; each event then has it. A message that is
    being sent at the end is waited for, as long as the `patience`; at a signal it is not. Where there is no
    store, `makes_store` begins one; for what does not, a mistyped MACLE_HOME would else go unnoticed.
    """
    settings = replace(read_settings(call.locations.home), state=call.state, makes_store=makes_store)
    door = StoreDoor(replace(settings, request=request))
    try:
        yield door
    except (KeyboardInterrupt, SystemExit):
        patience = timedelta()
        raise
    finally:
        door.close(patience)
