"""Lines typed at a terminal or read from a pipe, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import select
import signal
import sys
import termios
import unicodedata
from collections.abc import Iterator
from math import inf
from typing import Self, TextIO

from i18n import Message, _
from tui.incoming import Incoming
from tui.keyboard import Keyboard
from tui.process import give_up
from tui.surroundings import PAUSE
from tui.terminal_type import TerminalType
from tui.typed_line import CONTROLS, LONGEST_LINE
from tui.typed_text import join
from tui.unwinding import VisitOver

_PASTE_GAP = 0.03
"""Seconds without input after which a paste is over: far less than between two keys."""

_PATIENCE = 0.3
"""Seconds of silence after which the person is told that something is under way."""

_LOST_BY = {errno.EPIPE: signal.SIGPIPE, errno.EIO: signal.SIGHUP}
"""What a reader that is gone is told by; a terminal that was closed answers with EIO."""

_LINE_ENDS = b"\r\n"
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""To the first line; clear the screen (ECMA-48), and the lines above it (xterm, since then most others)."""


class Unfit(Exception):
    """What was typed cannot be taken for an answer; `sentence` says why."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


class Lines:
    """Reads lines from a file descriptor without blocking the event loop, and writes plain text to `out`.

    A terminal shows nothing of what is typed while it is `in_hand`, but what is written here: what is typed
    for an answer that is no secret. There, what is pasted belongs to one answer: its further lines never
    reach the prompts that follow. From a pipe or a file, each line is one answer. What `out` goes to can be
    cleared where it `clears`.
    """

    def __init__(
        self,
        source: int,
        out: TextIO,
        encoding: str = "utf-8",
        errors: TextIO | None = None,
        *,
        clears: bool = False,
    ) -> None:
        self._source, self._out, self._errors, self._encoding = source, out, errors or out, encoding
        self._incoming = Incoming(source)
        try:
            self._keyboard: Keyboard | None = Keyboard(source, encoding)
        except termios.error:  # a pipe, a file, or a terminal that is gone
            self._keyboard = None
        self.clears = clears and self.terminal
        self._begun = b""
        self._prompt = ""
        self._reading: asyncio.AbstractEventLoop | None = None
        self._draws_again = self._dropping = self._line_begun = False
        self._quiet_before = 0.0
        """Seconds without input that the next prompt waits for, if it would show what is typed."""
        self._soon: asyncio.TimerHandle | None = None
        self.failed = False
        """Whether what was typed last was refused."""
        self.secret_over = False
        """Whether no secret comes behind what was read last: a command, or what its page has taken."""
        self.lost_by: signal.Signals | None = None
        """The signal that tells of it where nobody is there any more to read what is written."""
        self.unwritten = False
        """Whether something could not be written that someone may read, as to a file on a full disk."""

    @classmethod
    def of_standard_input(cls, out: TextIO) -> Self:
        """Return the lines of standard input; what is wrong in those of a pipe goes to standard error."""
        source = sys.stdin.fileno()
        # Python's own choice is UTF-8 where there is no locale; `locale.getencoding` says ASCII there.
        errors = None if os.isatty(source) else sys.stderr
        clears = out.isatty() and TerminalType.of(os.environ).cursor
        return cls(source, out, sys.stdin.encoding, errors, clears=clears)

    @property
    def source(self) -> int:
        """The file descriptor that is read."""
        return self._source

    @property
    def terminal(self) -> bool:
        """Whether someone types the lines."""
        return self._keyboard is not None

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

    @property
    def has_more(self) -> bool:
        """Whether more than empty lines has come from a pipe or a file besides what was read of it."""
        return not self.terminal and bool(self._incoming.take_all().strip(_LINE_ENDS))

    @contextlib.contextmanager
    def in_hand(self) -> Iterator[None]:
        """Let the terminal itself show nothing of what is typed, until the end."""
        if self._keyboard is None or self._keyboard.taken:
            yield
            return
        self._keyboard.take()
        try:
            yield
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Bring the terminal back into the mode it was found in, and forget what is being typed."""
        if self._keyboard is not None:
            self._keyboard.give_back()
            self._incoming.unread.clear()
            self._dropping = False

    def take_again(self) -> None:
        """Have the terminal in hand again after it was let go, and write the prompt again.

        It may be called wherever a signal is handled: it writes nothing itself.
        """
        if self._keyboard is not None:
            self._keyboard.take()
            if self._reading is not None and not self._draws_again:
                self._draws_again = True
                self._reading.call_soon_threadsafe(self._draw_again)

    def keep_in(self, *, keeps_in: bool) -> None:
        """Let no key of the terminal end or stop the process, or let them again."""
        if self._keyboard is not None:
            self._keyboard.keep_in(keeps_in=keeps_in)

    def forget(self) -> None:
        """Take nothing of what has been typed at a terminal by now: another person may come to it.

        Where a secret was being typed and is not over, that goes on up to a pause. What has come from a pipe
        stays: nobody else writes to it.
        """
        if self._keyboard is not None:
            if (self._keyboard.hides or self._quiet_before) and not self.secret_over:
                self._quiet_before = PAUSE
            self._keyboard.end_line()
            gone = self._incoming.take_all()
            self._dropping = bool(gone) and gone[-1] not in _LINE_ENDS

    def write(self, text: str) -> None:
        """Write and flush `text`. Raises `VisitOver` where nobody is there to read it."""
        self._write(text, self._out)

    def complain(self, text: str) -> None:
        """Write and flush what is wrong. Raises `VisitOver` as `write` does."""
        self.failed = True
        self._write(text, self._errors)

    def write_soon(self, text: str) -> None:
        """Write `text` if nothing else is written for a moment: the person waits, and is told so."""

        def write() -> None:
            with contextlib.suppress(VisitOver):
                self._write(text, self._out)

        self._soon = asyncio.get_running_loop().call_later(_PATIENCE, write)

    def wipe(self) -> None:
        """Clear the terminal and the lines that have scrolled away, where it `clears`.

        Raises `VisitOver` as `write` does.
        """
        if self.clears:
            self.write(_CLEAR)

    def end_line(self) -> None:
        """End the line on which something stands already. Raises `VisitOver` as `write` does."""
        if self._line_begun:
            self.write("\n")

    async def read(
        self,
        prompt: str = "",
        *,
        secret: bool = False,
        joined: bool = False,
        then_secret: bool = False,
        seconds: float | None = None,
    ) -> str:
        """Write `prompt` and return the next line, which is not shown if it is `secret`.

        A `joined` one may be pasted over several lines; its spaces and line breaks are dropped. Where a
        secret is asked for next (`then_secret`), both may come at once, as password managers type them.
        Raises `EOFError` at the end of input, `TimeoutError` when nothing came within `seconds`, and `Unfit`.
        What was typed by then stays for the next read, if that shows no more of it than this one.
        """
        until = None if seconds is None else asyncio.get_running_loop().time() + seconds
        self.secret_over = False
        try:
            if self._keyboard is None:
                self.write(prompt)
                line = await self._piped_line(until)
            else:
                with self.in_hand():
                    self._dropping |= self._keyboard.loses_line(hides=secret)
                    line = await self._typed_line(self._keyboard, prompt, until, joined, then_secret)
            line = self._fit(join(line) if joined else line)
        except (EOFError, TimeoutError, Unfit):
            self.end_line()
            raise
        self.end_line()
        return line

    def _draw_again(self) -> None:
        self._draws_again = False
        if self._reading is not None and self._keyboard is not None:
            with contextlib.suppress(VisitOver):
                self.write(self._prompt + self._keyboard.shown)

    def _write(self, text: str, out: TextIO) -> None:
        if self._soon is not None:
            self._soon.cancel()
        try:
            out.write(text)
            out.flush()
        except OSError as error:
            give_up(out)
            self.lost_by = _LOST_BY.get(error.errno or 0)
            self.unwritten = self.lost_by is None
            raise VisitOver from None
        if text and out is self._out:
            self._line_begun = not text.endswith("\n")

    def _size(self) -> tuple[int, int]:
        try:
            return os.get_terminal_size(self._out.fileno())
        except (OSError, ValueError):
            return 0, 0

    def _fit(self, text: str) -> str:
        """Return a line that can be taken for an answer. Raises `Unfit`."""
        if len(text) >= LONGEST_LINE:
            raise _too_long()
        kinds = {unicodedata.category(character) for character in text}
        if "Cs" in kinds:
            raise Unfit(
                _(
                    "Some of these characters cannot be read. Set your terminal to {encoding}, or type"
                    " others.",
                    encoding=self._encoding.upper(),
                )
            )
        if kinds & CONTROLS:
            raise Unfit(_("Control characters cannot be part of this. Type the text alone."))
        return text

    async def _piped_line(self, until: float | None) -> str:
        """Return a line without its end; wait `until` then at most.

        Raises `Unfit` as soon as it is too long, for it may have no end; the next read drops what is left.
        """
        unread = self._incoming.unread
        try:
            ended = b""
            while not ended:
                await self._wait(until)
                head, ended, unread[:] = bytes(unread).partition(b"\n")
                if self._dropping:
                    self._dropping, ended = not ended, b""
                    continue
                self._begun += head
                if len(self._begun) >= LONGEST_LINE:
                    self._begun, self._dropping = b"", not ended
                    raise _too_long()
        except EOFError:
            if not self._begun:
                raise
        line, self._begun = self._begun, b""
        return line.removesuffix(b"\r").decode(self._encoding, "surrogateescape")

    async def _typed_line(
        self, keyboard: Keyboard, prompt: str, until: float | None, joined: bool, then_secret: bool
    ) -> str:
        early = b"" if keyboard.hides else await self._take_early()
        self.write(prompt + keyboard.shown)
        refused = self._dropping or early.strip(_LINE_ENDS)
        if early:
            self._dropping = early[-1] not in _LINE_ENDS
        if refused:
            await self._drop_line(until)
            raise Unfit(_("What was typed before this question came was not taken. Type it now."))
        self._prompt, self._reading = prompt, asyncio.get_running_loop()
        try:
            ended = False
            while not ended:
                await self._wait(until)
                ended, shown = keyboard.take_keys(self._incoming.unread)
                self.write(shown)
                ended = ended and not (joined and await self._incoming.more(_PASTE_GAP))
        finally:
            self._reading = None
        self._quiet_before = _PASTE_GAP if keyboard.hides or then_secret else 0.0
        line = keyboard.end_line()
        if not (keyboard.hides or keyboard.echoes):
            self._line_begun = False  # the line was shown elsewhere, with its end
        # Whoever types for a person types the name and the password in one go.
        if not joined and not then_secret and await self._drop(_PASTE_GAP):
            raise Unfit(_("Several lines came at once. Type or paste one line at a time."))
        return line

    async def _take_early(self) -> bytes:
        """Return what came before a prompt that would show it, where it may be a secret.

        It may be one after a secret, which may be typed once more, and after what a secret may come with.
        """
        early, gap, self._quiet_before = b"", self._quiet_before, 0.0
        while gap and await self._incoming.more(gap):
            early += self._incoming.take_all()
        return early

    async def _drop_line(self, until: float | None) -> None:
        """Read on to the end of the line that is dropped, and show nothing of it."""
        unread = self._incoming.unread
        while self._dropping:
            await self._wait(until)
            ends = [place for place, byte in enumerate(unread, 1) if byte in _LINE_ENDS]
            del unread[: ends[0] if ends else None]
            self._dropping = not ends
        await self._drop(_PASTE_GAP)  # it may be the same once more

    async def _wait(self, until: float | None) -> None:
        """Wait for something to read, `until` then at most. Raises `TimeoutError`, and `EOFError`."""
        left = None if until is None else max(0.0, until - asyncio.get_running_loop().time())
        if not await self._incoming.more(left):
            raise TimeoutError

    async def _drop(self, gap: float) -> bool:
        """Drop all that comes without a pause; return whether it was more than the ends of lines."""
        more = False
        while await self._incoming.more(gap):
            more = more or bool(self._incoming.unread.strip(_LINE_ENDS))
            self._incoming.unread.clear()
        return more


def _too_long() -> Unfit:
    return Unfit(_("This is too long. Type something shorter."))
