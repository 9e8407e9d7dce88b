"""Whoever hangs up at any moment leaves no session behind."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pexpect
import pytest

from store.settings import utc_now
from tests.town import PASSWORD, Town
from tests.trials.forms import forms
from tests.trials.settings_file import write_light_settings

_PROGRAM = Path(__file__).parents[2]
_DOWN = "\x1b[B"
_LONGEST = 1.0
"""Seconds from choosing a page to the hang-up: more than it takes to be shown."""

pytestmark = pytest.mark.terminal


@pytest.mark.parametrize("hang_ups", forms(short=2, long=500))
@pytest.mark.timeout(7200)
def test_a_hang_up_while_a_page_is_put_up_leaves_no_session(tmp_path: Path, hang_ups: int) -> None:
    chance = random.Random()
    town = Town(tmp_path / "data", clock=utc_now)
    write_light_settings(town.home)
    someone = town.person()
    left = []
    for number in range(hang_ups):
        child = pexpect.spawn(
            sys.executable,
            ["-m", "tui.cli", "--lang", "en"],
            cwd=_PROGRAM,
            env={
                "PATH": os.environ["PATH"],
                "TERM": "xterm",
                "LANG": "C.UTF-8",
                "MACLE_HOME": str(town.home),
            },
            dimensions=(24, 80),
            timeout=120,
        )
        child.expect_exact("Create an account")
        child.send("\r")
        child.expect_exact("Password")
        child.send(f"{someone.username}\r{PASSWORD.reveal()}\r")
        child.expect_exact("Sign-in settings")
        child.send(f"{_DOWN}\r")
        child.expect_exact("Choose")
        child.send("\r")
        after = chance.uniform(0, _LONGEST)
        time.sleep(after)
        if number % 2:
            child.kill(signal.SIGHUP)
            child.expect(pexpect.EOF)
            child.close()
        else:
            child.ptyproc.fileobj.close()
            os.waitpid(child.pid, 0)
            child.ptyproc.terminated = True
        left += [(number, after) for _row in town.rows("SELECT 1 FROM session")]
        town.rows("DELETE FROM session")
    town.store.close()
    assert left == []
