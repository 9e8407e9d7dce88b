"""Lines typed at a terminal or read from a pipe, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import termios
import unicodedata
from collections.abc import Iterator
from math import inf
from typing import TextIO

from i18n import Message, _
from tui.pages import join
from tui.visit import VisitOver

LONGEST_LINE = 4_095
"""Bytes in a line. A terminal's own buffer holds no more (termios(3), canonical mode) and drops the rest."""

_PASTE_GAP = 0.03
"""Seconds without input after which a paste is over: far less than between two keys."""

_PATIENCE = 0.3
"""Seconds of silence after which the person is told that something is under way."""

_LOOK_EVERY = 0.5
"""Seconds until a signal is noticed at the latest: one that came just before the wait does not end it, nor
does one that another thread of the process takes."""

_MOST_PASTED = 65_536
_LOCAL_MODES = 3


class Unfit(Exception):
    """What was typed cannot be taken for an answer; `sentence` says why."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


class Lines:
    """Reads lines from a file descriptor without blocking the event loop, and writes plain text.

    A terminal stays in the mode it was found in, apart from its echo while a secret is typed. There, what is
    pasted belongs to one answer: its further lines never reach the prompts that follow. From a pipe or a
    file, each line is one answer.
    """

    def __init__(self, source: int, out: TextIO, encoding: str = "utf-8") -> None:
        self.terminal = os.isatty(source)
        self._source, self._out, self._encoding = source, out, encoding
        self._unread = b""
        self._soon: asyncio.TimerHandle | None = None
        self._modes = termios.tcgetattr(source) if self.terminal else None

    @property
    def width(self) -> int:
        """Columns to wrap at."""
        return self._size()[0] or 80

    @property
    def height(self) -> float:
        """Lines that are seen at once."""
        return self._size()[1] or inf

    @property
    def ended(self) -> bool:
        """Whether nothing more can come; from a terminal that is there, more can after Ctrl+D."""
        if not self.terminal:
            return True
        poll = select.poll()
        poll.register(self._source, 0)
        return any(events & (select.POLLHUP | select.POLLERR) for _source, events in poll.poll(0))

    def write(self, text: str) -> None:
        """Write and flush `text`. Raises `VisitOver` where nobody is there to read it."""
        if self._soon is not None:
            self._soon.cancel()
        try:
            self._out.write(text)
            self._out.flush()
        except OSError:
            raise VisitOver from None

    def write_soon(self, text: str) -> None:
        """Write `text` if nothing else is written for a moment: the person waits, and is told so."""

        def write() -> None:
            with contextlib.suppress(VisitOver):
                self.write(text)

        self._soon = asyncio.get_running_loop().call_later(_PATIENCE, write)

    async def read(self, *, secret: bool = False, joined: bool = False, seconds: float | None = None) -> str:
        """Return the next line, without echo if it is `secret`.

        A `joined` one may be pasted over several lines; its spaces and line breaks are dropped.
        Raises `EOFError` at the end of input, `TimeoutError` when nothing came within `seconds`, and `Unfit`.
        """
        with self._without(termios.ECHO) if secret else contextlib.nullcontext():
            until = None if seconds is None else asyncio.get_running_loop().time() + seconds
            line = await self._line(until)
            rest = await self._rest_of_paste()
            while joined and rest and not rest.endswith(b"\n"):
                rest += await self._line(until) + b"\n"
                rest += await self._rest_of_paste()
        if joined:
            return _fit(join(self._decoded(line + rest)))
        if rest:
            raise Unfit(_("Several lines came at once. Type or paste one line at a time."))
        return _fit(self._decoded(line))

    def restore(self) -> None:
        """Put the terminal back into the mode it was found in."""
        if self._modes is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._source, termios.TCSANOW, self._modes)

    def _size(self) -> tuple[int, int]:
        try:
            return os.get_terminal_size(self._out.fileno())
        except (OSError, ValueError):
            return 0, 0

    def _decoded(self, line: bytes) -> str:
        if len(line) >= LONGEST_LINE:
            raise Unfit(_("This is too long. Type something shorter."))
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            raise Unfit(_("Some of these characters cannot be read. Type them again.")) from None

    async def _line(self, until: float | None) -> bytes:
        """Return a line without its end, cut where it is too long to be taken; wait `until` then at most."""
        line = b""
        while True:
            head, end, self._unread = self._unread.partition(b"\n")
            line = (line + head)[:LONGEST_LINE]
            if end:
                return line.removesuffix(b"\r")
            left = None if until is None else max(0.0, until - asyncio.get_running_loop().time())
            if not await self._readable(left):
                self._unread = line
                raise TimeoutError
            self._unread = self._available()
            if not self._unread:
                if line:
                    return line
                raise EOFError

    async def _rest_of_paste(self) -> bytes:
        """Return what came together with the line just read, also a last line that is not finished."""
        if not self.terminal:
            return b""
        rest, self._unread = self._unread, b""
        # Only outside its canonical mode does a terminal tell of a line that is not finished.
        with self._without(termios.ICANON):
            while await self._readable(_PASTE_GAP):
                if not (more := self._available()):
                    break
                rest = (rest + more)[:_MOST_PASTED]
        return rest

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
            return os.read(self._source, _MOST_PASTED)
        except OSError:  # the terminal is gone
            return b""

    @contextlib.contextmanager
    def _without(self, mode: int) -> Iterator[None]:
        """Switch one of the terminal's local modes off for a while."""
        if not self.terminal:
            yield
            return
        try:
            modes = termios.tcgetattr(self._source)
            changed = [*modes]
            changed[_LOCAL_MODES] &= ~mode
            termios.tcsetattr(self._source, termios.TCSANOW, changed)
        except termios.error:
            raise EOFError from None
        try:
            yield
        finally:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._source, termios.TCSANOW, modes)


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _fit(text: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise Unfit(_("Control characters cannot be part of this. Type the text alone."))
    return text
