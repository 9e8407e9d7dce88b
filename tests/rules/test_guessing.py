"""Passwords are judged apart, in little time, and leave nothing behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.rules import guessing
from store.rules.guessing import is_common, strength

ROOT = Path(__file__).parents[2]
NOBODY = 65534
SLOW = ("4@8({[<6931!|10$5+7%2" * 4)[:72]
PARENT = """
import sys, time
from store.rules import guessing, passwords
from store.rules.password_rules import Owner
assert guessing.strength("correct horse battery staple") == 4
passwords.judge(passwords.POLICIES["login.gov"], "password", Owner())
assert "zxcvbn" not in sys.modules
print(guessing._JUDGE._process.pid, flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def judging() -> int:
    """Return the id of the process that judges."""
    strength("a")
    process = guessing._JUDGE._process
    assert process is not None
    return process.pid


def seconds_of_a_core(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def test_a_password_that_takes_seconds_to_judge_takes_a_fifth_of_one() -> None:
    pid = judging()
    before = seconds_of_a_core(pid)
    score = strength(SLOW)
    assert judging() == pid
    assert seconds_of_a_core(pid) - before < 0.3
    assert score in {strength(SLOW[:characters]) for characters in (36, 18, 9)}


def test_a_slow_password_gets_the_same_answer_each_time() -> None:
    assert len({strength(SLOW) for _ in range(3)}) == 1


def test_the_process_that_asks_neither_judges_nor_holds_the_lists_and_the_other_ends_with_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        watched = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    assert select.select([watched], [], [], 30)[0]
    os.close(watched)


def test_the_process_that_judges_is_told_no_password_before_it_is_shut_in() -> None:
    pid = judging()
    strength("Lanterne-2026!")
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"Lanterne" not in command
    assert b"\0-I\0" in command
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert "Max core file size        0                    0" in limits
    # What cannot be traced belongs to the system's administrator alone.
    assert Path(f"/proc/{pid}/environ").stat().st_uid == 0
    if os.geteuid() == 0:
        assert Path(f"/proc/{pid}/environ").read_bytes() == b""


def test_a_process_that_was_killed_is_replaced() -> None:
    os.kill(judging(), signal.SIGKILL)
    assert strength("password") == 0
    assert is_common("PassWord")
    assert not is_common("Lanterne-2026!")


def test_on_a_host_that_starts_no_process_one_is_told_that_it_is_busy() -> None:
    """It is so for a process that may have no children: the kernel answers EAGAIN."""
    program = f"""
import os, resource
from i18n import ENGLISH
from store import Refusal
from store.problems import Problem
from store.rules import passwords
from store.rules.password_rules import Owner
from tui.demo.policies import candidate_page
from tui.journeys.password.new_password import password_checks
if os.geteuid() == 0:
    os.setuid({NOBODY})
resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
policy = passwords.POLICIES["login.gov"]
try:
    passwords.check(policy, "Lanterne-2026!", Owner(), "new")
except Problem as problem:
    print(problem.refusal is Refusal.BUSY)
typed = dict(new="Lanterne-2026!", confirmation="Lanterne-2026!", candidate="Lanterne-2026!")
for live in (password_checks(policy, Owner()), candidate_page().blocks[-1]):
    judgement = live.judge(typed)
    print(judgement.strength is None and not judgement.checks[0].met)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("True\n" * 3, "")


@pytest.mark.parametrize("typed", ["\ud800", "\0", "é" * 300, "🔑"])
def test_any_text_is_judged(typed: str) -> None:
    assert strength(typed) in range(5)
    assert not is_common(typed)
