"""What zxcvbn knows of passwords: how hard one is to guess, and which are common.

It judges in a process of its own (`judge`), which is started when first asked. Some texts would take seconds
of a core, and a thread could neither be stopped nor let the others run. That process is isolated, has no
environment, reads the texts from a socket, which nobody else can open, and ends with the one that asks, or
after a minute without a question, so that zxcvbn's lists take no memory longer than needed. The
person's own words are never sent to it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from store.problems import Problem, Refusal

JUDGED_CHARACTERS = 72
_PATIENCE = 10.0
"""Seconds to wait for an answer: on a machine that is busy, 0.2 s of a core take longer."""


def strength(password: str) -> int:
    """Return how hard `password` is to guess, 0 (very weak) to 4, by its first 72 characters.

    It costs at most 0.2 s of a core: where many symbols stand for letters and that is not enough, fewer
    characters are judged, 36, 18 or 9, so that each password has an answer, and one that errs towards weak.
    What counts is the time of the core and not the clock, so that a busy machine gives the same answer; one
    that is much slower may judge fewer characters of such a password. Waits: call it off the event loop.

    Raises `Problem` BUSY where no process answers; so does `is_common`.
    """
    return _JUDGE.ask(b"s", password[:JUDGED_CHARACTERS]) if password else 0


def is_common(password: str) -> bool:
    """Tell whether `password`, case ignored, is one of the 30,000 common ones that zxcvbn ships."""
    return bool(_JUDGE.ask(b"c", password))


class _Judge:
    """The process that judges, asked one question at a time; it keeps nothing of what it was asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._asked_by = 0

    def ask(self, kind: bytes, text: str) -> int:
        """Return the answer. Raises `Problem` BUSY where no process can be had that gives one."""
        encoded = text.encode("utf-8", "surrogatepass")
        question = kind + len(encoded).to_bytes(4, "big") + encoded
        with self._lock:
            # It may have ended just now, after a minute without questions; then another one is started.
            for _attempt in range(2):
                with contextlib.suppress(OSError):
                    if answer := self._answer(question):
                        return answer[0]
                self.end()
        raise Problem(Refusal.BUSY)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        line, self._line = self._line, None
        if line is not None:
            line.close()
        if process is None or self._asked_by != os.getpid():
            return
        process.kill()
        process.wait()

    def _answer(self, question: bytes) -> bytes:
        line = self._connected()
        line.sendall(question)
        return line.recv(1)

    def _connected(self) -> socket.socket:
        """Return the line to the process, which has shut itself in before it is asked anything."""
        # A fork of the process that asked would share its answers.
        if self._line is not None and self._asked_by == os.getpid():
            return self._line
        self._line, theirs = socket.socketpair()
        self._line.settimeout(_PATIENCE)
        self._asked_by = os.getpid()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", str(Path(__file__).with_name("judge.py"))],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                start_new_session=True,  # so that no signal of the terminal reaches it
            )
        if not self._line.recv(1):
            raise OSError
        return self._line


_JUDGE = _Judge()
atexit.register(_JUDGE.end)
