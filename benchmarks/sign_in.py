"""Signing in, in a process that the `macle` command would start, against one bare Argon2id hash.

The bare hash has the same parameters, in a Python that was started as any other: without the large pages of
memory that the command asks for. What those save must hide nothing, so what a sign-in takes beside its own
hash has a bound as well.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, TERMINAL, USERNAME, a_person, opened
from benchmarks.stopwatch import bare_hash, milliseconds

_TURNS = 100
_LAUNCHER = Path(__file__).parent.parent / "launcher" / "macle"
_SET_BY_LAUNCHER = re.compile(r"^(\w+)=(\S+) exec ", re.MULTILINE)

Turn = tuple[float, float]


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        a_person(Path(folder))
        with _signing_in(folder) as turn:
            turn()  # fills the caches
            turns = [(milliseconds(bare_hash), *turn()) for _ in range(_TURNS)]
    of_hash, of_sign_in = (median(one[kind] for one in turns) for kind in range(2))
    beside = median(sign_in - own_hash for _, sign_in, own_hash in turns)
    of_both = f"sign-in {of_sign_in:.1f} ms, hash without large pages {of_hash:.1f} ms"
    of_own = f"{beside:.1f} ms of {of_hash:.1f} ms; median of the differences in the process that signs in"
    return [
        Figure(
            "Sign-in against one bare Argon2id hash",
            of_sign_in / of_hash,
            "×",
            f"{of_both}; medians of {_TURNS} alternating turns",
            1.06,
        ),
        Figure("… what it takes beside its own hash", beside / of_hash * 100, "%", of_own, 6),
    ]


@contextmanager
def _signing_in(home: str) -> Iterator[Callable[[], Turn]]:
    """Yield what signs in once, in another process; it returns the milliseconds that it and a hash took."""
    set_by_launcher = _SET_BY_LAUNCHER.findall(_LAUNCHER.read_text())
    assert set_by_launcher
    environment = {**os.environ, **dict(set_by_launcher)}
    command = [sys.executable, "-m", "benchmarks.sign_in", home]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, told = process.stdin, process.stdout

        def turn() -> Turn:
            print(file=asked, flush=True)
            sign_in, own_hash = map(float, told.readline().split())
            return sign_in, own_hash

        yield turn
        asked.close()


def _sign_in_when_asked(home: str) -> None:
    store = opened(Path(home))
    for _line in sys.stdin:
        own_hash = milliseconds(bare_hash)
        sign_in = milliseconds(lambda: store.sign_in.with_password(USERNAME, PASSWORD, TERMINAL))
        print(sign_in, own_hash, flush=True)
    store.close()


if __name__ == "__main__":
    _sign_in_when_asked(*sys.argv[1:])
