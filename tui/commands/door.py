"""The store that a command works on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

from i18n import Language, _
from store.rules.limits import SEND_WITHIN
from store.settings.reading import read_settings
from store.threads import start
from tui.commands.command import Call
from tui.store_door import StoreDoor

_SLOW_TO_OPEN = 2.0
"""Seconds."""


@contextmanager
def store_door(
    call: Call, request_id: str = "", *, makes_store: bool = False, patience: timedelta = SEND_WITHIN
) -> Iterator[StoreDoor]:
    """Give the door to the store, closed at the end. Raises `Problem` for settings that cannot be used.

    `request_id` is the id of the one request that a script makes; each event then has it. Where there is no
    store, `makes_store` begins one; for what does not, a mistyped MACLE_HOME would else go unnoticed. A
    message that is being sent at the end is waited for, as long as the `patience`; at a signal it is not.
    """
    settings = replace(read_settings(call.locations.home), state=call.state, makes_store=makes_store)
    door = StoreDoor(replace(settings, request_id=request_id))
    try:
        yield door
    except (KeyboardInterrupt, SystemExit):
        patience = timedelta()
        raise
    finally:
        door.close(patience)


def open_now(door: StoreDoor, language: Language) -> None:
    """Open the store before the first page, so that one that cannot be used is said at once: `Problem`.

    Meanwhile it is said that it takes long, as where other processes hold what it needs.
    """

    def say() -> None:
        with suppress(OSError):  # nobody reads it: the first page will find that out
            print(language.say(_("One moment…")), flush=True)

    waits = threading.Timer(_SLOW_TO_OPEN, say)
    waits.daemon = True
    start(waits)
    try:
        door.open()
    finally:
        waits.cancel()
