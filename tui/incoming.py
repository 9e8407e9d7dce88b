"""Bytes as they come in from a terminal, a pipe or a file, without blocking the event loop."""

from __future__ import annotations

import asyncio
import os
import select
from math import inf

_LOOK_EVERY = 0.5
"""Seconds until a signal is noticed at the latest: one that came just before the wait does not end it, nor
does one that another thread of the process takes."""

_MOST_AT_ONCE = 65_536


class Incoming:
    """What has come in and is yet to be read stands in `unread`."""

    def __init__(self, source: int) -> None:
        self._source = source
        self.unread = bytearray()

    async def more(self, seconds: float | None = None) -> bool:
        """Wait until there is something `unread`, for so many seconds at most; return whether there is.

        Raises `EOFError` where nothing more comes.
        """
        if self.unread:
            return True
        if not await self._readable(seconds):
            return False
        self.unread += self._available()
        if not self.unread:
            raise EOFError
        return True

    def take_all(self) -> bytes:
        """Return all that has come in by now, and leave nothing of it."""
        poll = select.poll()
        poll.register(self._source, select.POLLIN)
        if any(events & select.POLLIN for _source, events in poll.poll(0)):
            self.unread += self._available()
        taken = bytes(self.unread)
        self.unread.clear()
        return taken

    async def _readable(self, seconds: float | None) -> bool:
        loop = asyncio.get_running_loop()
        until = inf if seconds is None else loop.time() + seconds
        ready = loop.create_future()
        try:
            loop.add_reader(self._source, _settle, ready)
        except PermissionError:  # epoll(7): a regular file, which never has to be waited for
            return True
        try:
            while True:
                left = max(0.0, until - loop.time())
                await asyncio.wait({ready}, timeout=min(left, _LOOK_EVERY))
                if ready.done() or left <= _LOOK_EVERY:
                    return ready.done()
        finally:
            loop.remove_reader(self._source)

    def _available(self) -> bytes:
        try:
            return os.read(self._source, _MOST_AT_ONCE)
        except OSError:  # the terminal is gone
            return b""


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
