"""The front in a real pseudo-terminal: what happens when it is told to go, and when the terminal goes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pexpect
import pytest
from textual.events import Key, Paste

from tests.clock import Seconds
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import MENU, SIGN_IN, app_of
from tui.hosts.driver import HUNG_UP
from tui.hosts.pastes import WholePastes
from tui.live_checks import Judgement, LiveChecks
from tui.screens.app import Ending
from tui.screens.broken_paste import BrokenPaste
from tui.screens.look import ASCII, UNICODE, Look
from tui.visit import Visit

if TYPE_CHECKING:
    from store import Session

ROOT = Path(__file__).parents[2]
RESTORED = b"\x1b[?1049l"
F2 = b"\x1bOQ"
_OTHER_CONTROLS = ("abc\0def", "abc\x1bdef", "abc\x1b", "\0", "abc\x9bdef", "abc\u202edef")

pytestmark = pytest.mark.terminal


def start(home: Path, *more: str, ignore_hang_up: bool = False) -> pexpect.spawn[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    command = [str(Path(__file__).with_name("front.py")), str(home), *more]
    front = pexpect.spawn(
        sys.executable,
        command,
        env=environment,
        dimensions=(24, 80),
        ignore_sighup=ignore_hang_up,
        timeout=120,
    )
    front.expect_exact("Forgot password")
    return front


def computed(pid: int) -> str:
    """Return how long a process has computed so far (proc(5): utime and stime)."""
    return " ".join(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13])


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        signal.SIGHUP,
        pytest.param(signal.SIGINT, marks=pytest.mark.more),
        pytest.param(signal.SIGQUIT, marks=pytest.mark.more),
    ],
)
def test_a_signal_ends_the_session_and_restores_the_terminal(tmp_path: Path, number: int) -> None:
    front = start(tmp_path, "patient", ignore_hang_up=True)
    os.kill(front.pid, number)
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 128 + number
    assert RESTORED in front.before
    assert (tmp_path / "ended").read_text().startswith("VisitOver")
    assert (tmp_path / "told").read_text() == "ended"


def test_a_signal_ends_the_process_also_where_the_terminal_takes_nothing_more(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.delaybeforesend = None
    for _ in range(400):
        front.send(F2)  # all is drawn again, and nobody reads it
    before, now = "", computed(front.pid)
    while before != now:
        threading.Event().wait(0.3)  # until it waits for the terminal
        before, now = now, computed(front.pid)
    os.kill(front.pid, signal.SIGTERM)
    _pid, status = os.waitpid(front.pid, 0)
    front.ptyproc.terminated = True
    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGTERM


def test_a_signal_ends_the_process_also_while_a_thread_is_being_started(tmp_path: Path) -> None:
    front = start(tmp_path, "locked")
    while not (tmp_path / "locked").exists():
        threading.Event().wait(0.05)
    os.kill(front.pid, signal.SIGTERM)
    _pid, status = os.waitpid(front.pid, 0)
    front.ptyproc.terminated = True
    assert os.waitstatus_to_exitcode(status) == -signal.SIGALRM


def test_quitting_ends_the_process_even_where_the_store_never_answers(tmp_path: Path) -> None:
    front = start(tmp_path, "stuck")
    front.send("alex\rsecret\r")
    front.expect_exact("One moment")
    front.send("\x11")
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 0
    assert RESTORED in front.before
    assert (tmp_path / "ended").read_text().startswith("VisitOver")


@pytest.mark.more
def test_a_visit_that_is_over_ends_the_process_even_where_a_thread_never_does(tmp_path: Path) -> None:
    front = start(tmp_path, "stuck-after")
    front.send("alex\rsecret\r")
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 0
    assert RESTORED in front.before


@pytest.mark.parametrize("ignore_hang_up", [False, pytest.param(True, marks=pytest.mark.more)])
def test_a_closed_terminal_ends_the_session(tmp_path: Path, ignore_hang_up: bool) -> None:
    front = start(tmp_path, ignore_hang_up=ignore_hang_up)
    front.ptyproc.fileobj.close()
    _pid, status = os.waitpid(front.pid, 0)
    front.ptyproc.terminated = True
    assert os.waitstatus_to_exitcode(status) == HUNG_UP
    assert (tmp_path / "ended").read_text().startswith("VisitOver")


def test_bytes_that_are_no_utf_8_are_told_of_and_not_sent(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.send(b"alex\rs\xe9cret")
    front.expect_exact("cannot be read")
    front.send("\x15")
    assert sent_afterwards(front, tmp_path, typed_before="alex") == ("alex", "secret")


@pytest.mark.parametrize("before", [pytest.param("", marks=pytest.mark.more), "alex\t"])
@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mdef",
        *(pytest.param(one, marks=pytest.mark.more) for one in _OTHER_CONTROLS),
    ],
)
def test_a_paste_with_control_characters_is_refused_with_words(
    tmp_path: Path, before: str, text: str
) -> None:
    front = start(tmp_path)
    front.send(f"{before}\x1b[200~{text}\x1b[201~")
    front.expect_exact("invisible characters")
    assert b"def" not in front.before
    assert sent_afterwards(front, tmp_path, typed_before=before) == ("alex", "secret")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\nb", "several"),
        pytest.param("a\u2028b", "several", marks=pytest.mark.more),
        ("x" * 100_000, "too long"),
    ],
)
def test_a_paste_that_does_not_fit_is_refused_with_words(tmp_path: Path, text: str, words: str) -> None:
    front = start(tmp_path)
    front.send(f"alex\t\x1b[200~{text}\x1b[201~")
    front.expect_exact(words)
    assert sent_afterwards(front, tmp_path, typed_before="alex\t") == ("alex", "secret")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_a_paste_is_what_was_copied_however_it_arrives(size: int) -> None:
    parser = WholePastes()
    typed = "a\x1b[200~b\0c\x1bd\x1b[31m\ne\x1b[201~f\x1b[200~\x1b[201~g"
    pieces = [typed[start : start + size] for start in range(0, len(typed), size)]
    came = [event for piece in pieces for event in parser.feed(piece)]
    assert [
        event.text if isinstance(event, Paste) else event.key
        for event in came
        if isinstance(event, Key | Paste)
    ] == [
        "a",
        "b\0c\x1bd\x1b[31m\ne",
        "f",
        "",
        "g",
    ]


@pytest.mark.parametrize(
    ("seconds", "came"), [([1.9, 1.9], []), ([1, 2.1], [BrokenPaste]), ([1.5] * 14, [BrokenPaste])]
)
def test_a_paste_whose_end_does_not_come_is_given_up(seconds: list[float], came: list[type[Paste]]) -> None:
    """After two seconds without a byte, or twenty in all; then keys are keys again."""
    clock = Seconds()
    parser = WholePastes(clock)
    events = [*parser.feed("\x1b[200~abc")]
    for wait in seconds:
        clock.now += wait
        events += parser.tick()
        if not events:
            events += parser.feed("d")
    assert [type(event) for event in events] == came
    assert [type(event) for event in parser.feed("\x11")] == [Key] * len(came)


@pytest.mark.parametrize(
    "typed",
    [
        "\x1b[48;20000;20000;0;0t",
        "\x1b[48;1;1;1;1t",
        "\x1b[?2048;1$y",
        "\x1b[1114112u",
        "\x1b[1;1;1114112u",
        f"\x1b[{'9' * 5_000}u",
    ],
)
def test_no_size_is_typed_nor_a_key_that_there_is_not(typed: str) -> None:
    came = [event for event in WholePastes().feed(f"a{typed}b") if not isinstance(event, Key)]
    assert came == []
    keys = [event.key for event in WholePastes().feed(f"a{typed}b") if isinstance(event, Key)]
    assert (keys[0], keys[-1]) == ("a", "b")


def test_a_terminal_that_says_it_is_endless_is_drawn_on_as_a_large_one(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.setwinsize(10_000, 10_000)
    front.expect_exact("Forgot password")
    assert sent_afterwards(front, tmp_path) == ("alex", "secret")


def test_text_with_a_nul_that_comes_without_marks_is_refused_as_a_paste(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.send("abc\0def")
    front.expect_exact("invisible characters")
    assert sent_afterwards(front, tmp_path) == ("alex", "secret")


def sent_afterwards(front: pexpect.spawn[bytes], home: Path, typed_before: str = "") -> tuple[str, str]:
    """Fill in what is left to fill in, and return what was sent."""
    front.send("secret\r" if typed_before else "alex\rsecret\r")
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 0
    identifier, password = (home / "sent").read_text().splitlines()
    return identifier, password


def test_a_password_typed_ahead_goes_into_its_own_field(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.send("alexandre\rLanterne-2026!\r")
    front.expect(pexpect.EOF)
    assert b"Lanterne" not in front.before


@pytest.mark.parametrize(
    ("environment", "look"),
    [
        ({"TERM": "xterm-256color", "LANG": "fr_FR.UTF-8"}, Look(UNICODE)),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "LC_ALL": "C.utf8"}, Look(UNICODE)),
        ({"TERM": "xterm-256color", "LANG": "C"}, Look(ASCII, half_blocks=False)),
        ({"TERM": "xterm-256color", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, Look(UNICODE)),
        (
            {"TERM": "xterm-256color", "LC_ALL": "fr_FR.ISO-8859-1", "LANG": "fr_FR.UTF-8"},
            Look(ASCII, half_blocks=False),
        ),
        (
            {"TERM": "linux", "LANG": "fr_FR.UTF-8"},
            Look(ASCII, few_colours=True, half_blocks=False, links=False),
        ),
        ({"TERM": "screen", "LANG": "fr_FR.UTF-8"}, Look(UNICODE, few_colours=True)),
        ({"TERM": "xterm", "LANG": "fr_FR.UTF-8", "NO_COLOR": ""}, Look(UNICODE)),
    ],
)
def test_a_terminal_gets_what_it_can_draw(environment: dict[str, str], look: Look) -> None:
    assert Look.of(environment) == look


@pytest.mark.parametrize("environment", [{"TERM": "xterm-256color", "NO_COLOR": "1"}, {"TERM": "vt220"}])
def test_without_colours_a_button_is_still_seen(environment: dict[str, str]) -> None:
    look = Look.of({"LANG": "C.UTF-8", **environment})
    assert look.few_colours
    assert look.symbols.button == ("[", "]")


@pytest.mark.parametrize("where", ["judging", "looking"])
async def test_a_hang_up_between_two_pages_ends_the_session_at_once(
    run: Run, door: FakeDoor, where: str
) -> None:
    """While a page is prepared that is not shown yet, and while the journey waits for the store."""
    waits, began = threading.Event(), asyncio.Event()
    loop, ended = asyncio.get_running_loop(), list[BaseException]()

    def wait(_asked: object) -> Judgement:
        loop.call_soon_threadsafe(began.set)
        waits.wait()
        return Judgement(())

    async def journey(visit: Visit) -> None:
        await visit.tell(MENU)
        visit.session = cast("Session", object())
        try:
            if where == "looking":
                await visit.look(wait)
            await visit.ask(replace(SIGN_IN, blocks=(LiveChecks(wait),)))
        except BaseException as error:
            ended.append(error)
            raise

    async with run(journey) as pilot:
        await pilot.press("enter")
        await began.wait()
        app_of(pilot).end(Ending(HUNG_UP))
        await app_of(pilot).workers.wait_for_complete()
        assert door.store.told == ["ended"]
        waits.set()
    assert len(ended) == 1
    assert app_of(pilot).ending.status == 129
