"""The address of a service on the screen: text, link, QR code, and how long it is good."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH, FRENCH
from store import ListedService, OpenedService, Secret
from tests.clock import Clock
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import settle, text
from tests.screens.scanning import DARK, Terminal, scanned
from tests.services import LISTED, list_services
from tests.town import Town
from tui.journeys.signing_in.services import service_page
from tui.qr import modules_of
from tui.screens.addresses import CountDown
from tui.screens.app import MacleApp
from tui.visit import Visit

GOING_ON = str(Path(__file__).with_name("going_on.py"))
ADDRESS = f"https://taxes.example.org/came?lang=en&statement=eyJ{'hbGciOiJFUzI1NiIsImtpZC' * 18}"
SERVICE = ListedService("taxes", (("en", "Tax office"), ("fr", "Centre des impôts")), 2)
XTERM = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
_LINK = re.compile(rb"\x1b\]8;[^;]*;([^\x1b\x07]+)(?:\x1b\\|\x07)(.*?)\x1b\]8;;(?:\x1b\\|\x07)", re.DOTALL)
_STYLE = re.compile(rb"\x1b\[[\d;]*m")

Open = Callable[[dict[str, str], tuple[int, int]], Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens the page in a terminal of that size."""
    terminals: list[Terminal] = []

    def opening(environment: dict[str, str], size: tuple[int, int]) -> Terminal:
        terminals.append(Terminal([GOING_ON, str(tmp_path), ADDRESS], environment, size))
        return terminals[-1]

    yield opening
    for terminal in terminals:
        terminal.close()


def shown(terminal: Terminal) -> str:
    """Return the address as it stands on the screen, whose lines are put together again."""
    lines = [line.strip() for line in terminal.screen.display]
    first = next(place for place, line in enumerate(lines) if line.startswith("https://"))
    return "".join(lines[first : lines.index("", first)])


@pytest.mark.terminal
def test_each_line_of_the_address_is_a_link_to_the_whole_of_it(opened: Open) -> None:
    terminal = opened(XTERM, (80, 24))
    terminal.wait_for("Give it to nobody")
    assert shown(terminal) == ADDRESS
    links = _LINK.findall(terminal.written)
    assert {target.decode() for target, _words in links} == {ADDRESS}
    words = b"".join(_STYLE.sub(b"", words).strip() for _target, words in links[: len(ADDRESS) // 76 + 1])
    assert words.decode() == ADDRESS


@pytest.mark.terminal
def test_a_terminal_that_may_not_know_links_gets_the_text_alone(opened: Open) -> None:
    terminal = opened({"TERM": "vt220", "LC_ALL": "C.UTF-8"}, (80, 24))
    terminal.wait_for("Give it to nobody")
    assert shown(terminal) == ADDRESS
    assert b"\x1b]8" not in terminal.written


@pytest.mark.more
@pytest.mark.terminal
def test_its_qr_code_takes_the_whole_screen_where_there_is_room(opened: Open) -> None:
    terminal = opened(XTERM, (100, 48))
    terminal.wait_for("Show the QR code")
    terminal.type("\r")
    assert scanned(terminal, DARK) == [ADDRESS]


def test_a_statement_fits_into_the_85_by_43_cells_that_are_spoken_of(town: Town) -> None:
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    session = town.sign_in(town.person())
    address = town.store.services.open(session, "taxes").address
    modules = modules_of(address)
    assert (len(modules[0]), (len(modules) + 1) // 2) <= (85, 43)


async def test_what_is_left_is_counted_down_and_then_it_is_over(door: FakeDoor) -> None:
    clock = Clock()
    door.settings = replace(door.settings, clock=clock)

    async def journey(visit: Visit) -> None:
        opened = OpenedService(Secret(ADDRESS), clock.now + timedelta(seconds=60))
        await visit.ask(service_page(SERVICE, opened, copies=True))

    app = MacleApp(door=door, journey=journey, language=ENGLISH)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        count_down = app.screen.query_one(CountDown)
        for passed, said in ((0, "60 seconds"), (18, "42 seconds"), (41, "1 second"), (1, "no longer good")):
            clock.advance(seconds=passed)
            count_down.count_down()
            assert said in text(pilot)
        await pilot.press("f2")
        await settle(pilot)
        assert FRENCH.say(count_down._lasting.over) in text(pilot)
