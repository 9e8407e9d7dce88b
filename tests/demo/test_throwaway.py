"""The demo leaves nothing behind, and touches nothing of anyone's."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal, Secret, Settings, open_store
from tests.demo.conftest import LIGHT, PASSWORD
from tests.town import refused
from tui.demo.throwaway import throw_away_store

ROOT = Path(__file__).parents[2]
RUN = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tui.cli import main; main()"
COMMAND = ["-I", "-c", RUN, "demo", "--lang", "en"]


@pytest.fixture
def environment(tmp_path: Path, temporary_folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "HOME": str(tmp_path),
        "MACLE_HOME": str(tmp_path / "home"),
        "TMPDIR": str(temporary_folder),
    }


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_its_folder_is_its_owners_alone_and_goes_at_the_end(temporary_folder: Path) -> None:
    with throw_away_store(ENGLISH, hashing=LIGHT) as door:
        [folder] = temporary_folder.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        session = door.open().sign_in.with_password("alexandre", Secret(PASSWORD), "")
        assert session.username == "alexandre"
    assert list(temporary_folder.iterdir()) == []


@pytest.mark.more
def test_it_goes_as_well_when_the_demo_crashes(temporary_folder: Path) -> None:
    def crash() -> None:
        with throw_away_store(ENGLISH, hashing=LIGHT) as door:
            door.open()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        crash()
    assert list(temporary_folder.iterdir()) == []


def test_no_place_for_it_is_a_refusal_in_words(temporary_folder: Path) -> None:
    temporary_folder.rmdir()

    def enter() -> None:
        throw_away_store(ENGLISH).__enter__()

    assert refused(enter).refusal is Refusal.FOLDER_UNUSABLE


def test_two_demos_share_nothing(temporary_folder: Path) -> None:
    with throw_away_store(ENGLISH, hashing=LIGHT) as one, throw_away_store(FRENCH, hashing=LIGHT) as other:
        session = one.open().sign_in.with_password("alexandre", Secret(PASSWORD), "")
        with pytest.raises(Problem):
            other.open().account.overview(session)


def test_a_plain_demo_prints_the_mail_and_leaves_real_accounts_alone(
    environment: dict[str, str], temporary_folder: Path
) -> None:
    home = Path(environment["MACLE_HOME"])
    open_store(Settings(home, hashing=LIGHT)).close()
    before = content(home)
    lines = ["2", "alexandre@example.org", "2", "12"]
    done = subprocess.run(
        [sys.executable, *COMMAND, "--plain"],
        env=environment,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "New message: Reset the password" in done.stdout
    assert "macle:reset/" in done.stdout
    assert content(home) == before
    assert list(temporary_folder.iterdir()) == []


@pytest.mark.terminal
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.more), signal.SIGKILL]
)
def test_nothing_is_left_when_it_is_killed(
    number: signal.Signals, environment: dict[str, str], temporary_folder: Path
) -> None:
    demo = pexpect.spawn(
        sys.executable, COMMAND, env=environment, dimensions=(24, 80), encoding="utf-8", timeout=120
    )
    demo.expect("Lanterne-2026!")
    assert len(list(temporary_folder.iterdir())) == 1
    demo.kill(number)
    demo.expect(pexpect.EOF)
    demo.wait()
    while list(temporary_folder.iterdir()):
        os.sched_yield()  # killed at once, the demo cannot wait for it
    assert not Path(environment["MACLE_HOME"]).exists()
