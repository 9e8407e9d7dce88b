"""The QR code of an authenticator app, read by a real decoder from what a terminal shows."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from textual import events
from textual.pilot import Pilot

from store import Enrolment, Secret
from store.rules import totp
from tests.screens.conftest import Run
from tests.screens.journeys import Attempted, line, text
from tests.screens.scanning import DARK, LIGHT, Terminal, scan, scanned
from tui.hosts.driver import HUNG_UP
from tui.journeys.methods.app import app_page
from tui.screens.app import Ending, MacleApp
from tui.screens.frame import Body
from tui.screens.look import ASCII, UNICODE, Look
from tui.screens.qr import QrScreen

ENROLLING = str(Path(__file__).with_name("enrolling.py"))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADDRESS = totp.address(SECRET, "dominique.trembl")
PAGE = app_page(Enrolment("My phone", Secret(SECRET), Secret(ADDRESS)), copies=True)
NOW = 1773480413
BUTTON, NO_ROOM = "Show the QR code", "needs a terminal of"
_TERMINALS = {
    "true colour": {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"},
    "256 colours": {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
    "16 colours": {"TERM": "xterm-16color", "LC_ALL": "C.UTF-8"},
    "screen": {"TERM": "screen", "COLORTERM": "truecolor", "STY": "1.pts-1", "LC_ALL": "C.UTF-8"},
    "no colours": {"TERM": "vt220", "LC_ALL": "C.UTF-8"},
    "NO_COLOR": {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
}
_OFTEN = ("true colour",)
_LINUX_CONSOLE = {"TERM": "linux", "LC_ALL": "C.UTF-8"}
"""Many of its fonts have no half blocks."""
_ENVIRONMENTS = [
    pytest.param(environment, id=name, marks=() if name in _OFTEN else pytest.mark.more)
    for name, environment in _TERMINALS.items()
]

Open = Callable[[dict[str, str], tuple[int, int]], Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens the page in a terminal of that size."""
    terminals: list[Terminal] = []

    def opening(environment: dict[str, str], size: tuple[int, int]) -> Terminal:
        terminals.append(Terminal([ENROLLING, str(tmp_path), ADDRESS], environment, size))
        return terminals[-1]

    yield opening
    for terminal in terminals:
        terminal.close()


@pytest.mark.terminal
@pytest.mark.parametrize("environment", _ENVIRONMENTS)
def test_at_80_by_24_it_takes_the_whole_screen_whatever_the_theme(
    opened: Open, environment: dict[str, str]
) -> None:
    terminal = opened(environment, (80, 24))
    terminal.wait_for(BUTTON)
    assert scan(terminal.screen, DARK) == []
    terminal.type("\x1b[A\r")
    assert scanned(terminal, DARK) == [ADDRESS]
    # One without colours is dark.
    assert environment["TERM"] == "vt220" or scan(terminal.screen, LIGHT) == [ADDRESS]
    terminal.type("x")
    terminal.wait_for(BUTTON)


@pytest.mark.terminal
@pytest.mark.parametrize("environment", _ENVIRONMENTS)
def test_in_a_large_terminal_it_stands_in_the_page(opened: Open, environment: dict[str, str]) -> None:
    terminal = opened(environment, (120, 44))
    terminal.wait_for("Continue")
    assert scanned(terminal, DARK) == [ADDRESS]
    assert environment["TERM"] == "vt220" or scan(terminal.screen, LIGHT) == [ADDRESS]
    assert BUTTON not in "\n".join(terminal.screen.display)


@pytest.mark.terminal
@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, marks=pytest.mark.more),
        pytest.param({"NO_COLOR": "1"}, marks=pytest.mark.more),
        pytest.param({"TERM": "xterm"}, marks=pytest.mark.more),
        pytest.param(_LINUX_CONSOLE, id="Linux console"),
    ],
)
def test_without_half_blocks_it_is_made_of_background_alone(opened: Open, more: dict[str, str]) -> None:
    terminal = opened({"TERM": "xterm-256color", "LC_ALL": "C", **more}, (100, 48))
    terminal.wait_for(BUTTON)
    terminal.type("\x1b[A\r")
    assert scanned(terminal, DARK) == scanned(terminal, LIGHT) == [ADDRESS]
    # The last of the page is still being painted over when the code can be read.
    terminal.wait_until(lambda: "\n".join(terminal.screen.display).isascii())


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("name", "locale", "size"),
    [
        ("xterm-256color", "C.UTF-8", (40, 12)),
        pytest.param("xterm-256color", "C.UTF-8", (80, 22), marks=pytest.mark.more),
        ("xterm-256color", "C", (80, 24)),
        pytest.param("xterm-256color", "C", (89, 60), marks=pytest.mark.more),
        pytest.param("linux", "C.UTF-8", (80, 25), marks=pytest.mark.more),
    ],
)
def test_where_it_does_not_fit_the_page_says_so(
    opened: Open, name: str, locale: str, size: tuple[int, int]
) -> None:
    terminal = opened({"TERM": name, "LC_ALL": locale}, size)
    terminal.wait_for(NO_ROOM)
    assert scan(terminal.screen, DARK) == []
    assert BUTTON not in "\n".join(terminal.screen.display)


@pytest.mark.terminal
@pytest.mark.needs("oathtool")
def test_its_secret_gives_the_codes_that_are_taken(opened: Open) -> None:
    terminal = opened(_TERMINALS["256 colours"], (80, 24))
    terminal.wait_for(BUTTON)
    terminal.type("\x1b[A\r")
    [address] = scanned(terminal, DARK)
    [secret] = parse_qs(urlsplit(address).query)["secret"]
    command = ["oathtool", "--totp", "--base32", f"--now=@{NOW}", secret]
    code = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert totp.steps_of(SECRET, code, datetime.fromtimestamp(NOW, UTC))


# On the way there and back


def is_shown(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, QrScreen)


async def test_any_key_leads_back_to_the_field_for_the_code(run: Run) -> None:
    for key in ("x", "enter", "escape", "tab", "f1", "f2", "down"):
        async with run(Attempted(PAGE)) as pilot:
            await pilot.press("up", "enter")
            await pilot.pause()
            assert is_shown(pilot)
            await pilot.press(key)
            await pilot.pause()
            assert not is_shown(pilot)
            assert pilot.app.focused is not None
            assert pilot.app.focused.id == "field-code"


async def test_of_keys_that_arrive_together_one_closes_it(run: Run) -> None:
    async with run(Attempted(PAGE)) as pilot:
        await pilot.press("up", "enter")
        await pilot.pause()
        for _ in range(3):
            pilot.app.screen.post_message(events.Key("x", "x"))
        await pilot.pause()
        assert not is_shown(pilot)
        assert line(pilot, "code").value == ""


async def test_what_was_typed_before_is_still_there(run: Run) -> None:
    attempted = Attempted(PAGE)
    async with run(attempted) as pilot:
        await pilot.press(*"123", "up", "enter")
        await pilot.pause()
        await pilot.press("7")
        await pilot.pause()
        await pilot.press(*"456", "enter")
        await pilot.pause()
        assert [answers["code"] for answers in attempted.answers] == ["123456"]


async def test_a_terminal_that_grows_or_shrinks_gets_what_fits(run: Run) -> None:
    async with run(Attempted(PAGE)) as pilot:
        for size, shown in (((80, 24), BUTTON), ((120, 44), ""), ((40, 12), NO_ROOM), ((80, 24), BUTTON)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            # The page keeps the field in view; the code is at its top.
            pilot.app.query_one(Body).scroll_home(animate=False)
            await pilot.pause()
            assert [words for words in (BUTTON, NO_ROOM) if words in text(pilot)] == [shown][: bool(shown)]


async def test_a_screen_that_becomes_too_small_for_it_goes_back(run: Run) -> None:
    async with run(Attempted(PAGE)) as pilot:
        await pilot.press("up", "enter")
        await pilot.pause()
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert not is_shown(pilot)


async def test_it_goes_with_the_session(run: Run) -> None:
    attempted = Attempted(PAGE)
    async with run(attempted) as pilot:
        await pilot.press("up", "enter")
        await pilot.pause()
        assert isinstance(pilot.app, MacleApp)
        pilot.app.end(Ending(HUNG_UP))
        await pilot.pause()
    assert type(attempted.ended).__name__ == "VisitOver"


@pytest.mark.parametrize("look", [Look(), Look(UNICODE, few_colours=True), Look(ASCII, half_blocks=False)])
async def test_no_secret_is_told_by_what_draws_it(run: Run, look: Look) -> None:
    async with run(Attempted(PAGE), look=look) as pilot:
        described = " ".join(map(repr, pilot.app.screen.query("QrBlock, QrBlock *")))
        assert SECRET not in described
        assert SECRET not in repr(PAGE.qr_code)
