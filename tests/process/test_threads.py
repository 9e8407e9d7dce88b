"""A system that has no thread left: Macle says that it is busy, and does nothing of it later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.command import MACLE, ROOT
from tests.trials.settings_file import write_light_settings

NO_THREADS = 'ulimit -s 4000000 && ulimit -v 3000000 && exec "$@"'
"""The stack of a thread alone is more than the process may have."""
SCARCE = """
import asyncio, resource, sys, threading
from pathlib import Path
from store import HashingCost, Problem, Secret, Settings
from store.vault.hashing import Hasher
from tui.store_door import StoreDoor

def no_more_threads():
    threading.stack_size(1 << 30)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    room = pages * resource.getpagesize() + (1 << 29)
    resource.setrlimit(resource.RLIMIT_AS, (room, room))

def told(error):
    print(error.refusal.name)
"""
BESIDE_ANOTHER = """
async def main():
    door, go_on, done = StoreDoor(Settings(Path("/nowhere"))), threading.Event(), []
    waits = asyncio.ensure_future(door.run(go_on.wait))
    await asyncio.sleep(0)
    no_more_threads()
    try:
        await door.run(lambda: done.append("work"))
    except Problem as problem:
        told(problem)
    go_on.set()
    await waits
    door.close()
    print(done)

asyncio.run(main())
"""
HASH = """
hasher = Hasher(HashingCost(memory_kib=64, passes=1, lanes=4), Path(sys.argv[1]))
if sys.argv[2] == "thread":
    hasher = Hasher(HashingCost(memory_kib=64, passes=1, lanes=1), Path(sys.argv[1]))
    hasher.close()
    no_more_threads()
else:
    # Python's own threads are small, and those of the lanes as large as the system makes them.
    resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
try:
    print(hasher.make(Secret("Lanterne")))
except Problem as problem:
    told(problem)
"""


def run(script: str, *arguments: str, shell: str = 'exec "$@"') -> list[str]:
    done = subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-c", SCARCE + script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_no_thread_is_left_for_is_told_and_not_done_later() -> None:
    assert run(BESIDE_ANOTHER) == ["BUSY", "[]"]


def test_a_hash_that_no_thread_is_left_for_is_busy(tmp_path: Path) -> None:
    assert run(HASH, str(tmp_path), "thread") == ["BUSY"]


def test_a_hash_whose_lanes_no_thread_is_left_for_is_busy(tmp_path: Path) -> None:
    small = "import threading; threading.stack_size(1 << 18)\n"
    assert run(small + HASH, str(tmp_path), "lanes", shell='ulimit -s 4000000 && exec "$@"') == ["BUSY"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plain", "--lang", "fr"), "Macle est occupé."),
        pytest.param(("admin", "init"), "Macle is busy.", marks=pytest.mark.more),
        pytest.param(("demo", "--plain"), "Macle is busy.", marks=pytest.mark.more),
    ],
)
def test_a_command_that_no_thread_is_left_for_says_that_macle_is_busy(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    home = tmp_path / "data"
    home.mkdir(mode=0o700)
    write_light_settings(home)
    done = subprocess.run(
        ["sh", "-c", NO_THREADS, "sh", *MACLE, *arguments],
        cwd=ROOT,
        env={"MACLE_HOME": str(home), "MACLE_STATE": str(tmp_path)},
        input="/quit\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert not (home / "logs" / "macle.log").exists()


@pytest.mark.terminal
@pytest.mark.parametrize("arguments", [(), ("demo",)])
def test_the_full_screen_gives_the_terminal_back_and_says_that_macle_is_busy(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    child: Any = pexpect.spawn(
        "sh",
        ["-c", NO_THREADS, "sh", *MACLE, *arguments],
        cwd=ROOT,
        env={"MACLE_HOME": str(tmp_path), "MACLE_STATE": str(tmp_path), "TERM": "xterm-256color"},
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=120,
    )
    child.expect("Macle is busy. Try again in a moment.\r\n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
