"""The process that judges passwords for another one: see `guessing`, which starts it and talks to it.

It is run as a file, isolated, and imports nothing of Macle. Whoever starts it writes questions to its
standard input: a letter, the length of a text in four bytes, and the text. Each is answered with one byte,
and the first byte says that it may be asked: nobody else can read its memory from then on.
"""

from __future__ import annotations

import ctypes
import resource
import select
import signal
import sys
from collections.abc import Iterator
from io import FileIO

from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

_BEGINNINGS = (72, 36, 18, 9)
_SECONDS = 0.2
_IDLE_SECONDS = 60.0
_READY = b"!"
_PR_SET_DUMPABLE = 4


def main() -> None:
    """Answer until the input ends or no question comes for a minute."""
    _confine()
    questions, answers = FileIO(0), FileIO(1, "w")
    answers.write(_READY)
    signal.signal(signal.SIGPROF, _too_long)
    while select.select([questions], [], [], _IDLE_SECONDS)[0] and (kind := questions.read(1)):
        text = _read(questions, int.from_bytes(_read(questions, 4), "big")).decode("utf-8", "surrogatepass")
        answers.write(bytes([strength(text) if kind == b"s" else is_common(text)]))


def strength(text: str) -> int:
    """Return zxcvbn's score of `text`, or of the longest beginning of it that is judged in time."""
    for beginning, seconds in _attempts(text):
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds)
            return _score(beginning)
        except TimeoutError:
            continue
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return 0


def is_common(text: str) -> bool:
    """Tell whether `text`, case ignored, is one of the common passwords that zxcvbn ships."""
    return text.casefold() in RANKED_DICTIONARIES["passwords"]


def _attempts(text: str) -> Iterator[tuple[str, float]]:
    """Yield shorter and shorter beginnings, each with half of the time that is left."""
    left = _SECONDS
    for characters in _BEGINNINGS:
        if characters == _BEGINNINGS[0] or characters < len(text):
            left /= 2
            yield text[:characters], left


def _score(text: str) -> int:
    score: int = zxcvbn(text)["score"]
    return score


def _read(source: FileIO, size: int) -> bytes:
    """Return `size` bytes; a pipe gives them in pieces."""
    read = b""
    while len(read) < size:
        if not (piece := source.read(size - len(read))):
            sys.exit()
        read += piece
    return read


def _too_long(_number: int, _frame: object) -> None:
    raise TimeoutError


def _confine() -> None:
    """Write no core dump and do not let others trace this process, as the one that asks."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Linux alone has it.
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


if __name__ == "__main__":
    main()
