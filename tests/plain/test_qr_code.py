"""Setting an authenticator app up at line prompts: the text first, a QR code for those who ask."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import pexpect
import pytest

from store import Enrolment, Secret
from store.rules import totp
from tests.plain.piped import Piped
from tests.screens.scanning import scan_text
from tui.journeys.methods.app import app_page
from tui.pages import Page, QrCode
from tui.store_door import StoreDoor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADDRESS = totp.address(SECRET, "dominique.trembl")
PAGE = app_page(Enrolment("My phone", Secret(SECRET), Secret(ADDRESS)), copies=False)
WITHOUT_FIELDS = Page(PAGE.name, PAGE.title, PAGE.blocks, actions=(PAGE.actions[-1],))
PRINTS = "import sys; from tests.plain.test_qr_code import prints; prints()"


def prints() -> None:
    """Print the page and its code, in the terminal that this runs in."""
    import asyncio
    from pathlib import Path

    from i18n import ENGLISH
    from store import Settings
    from tui.lines import Lines
    from tui.plain.front import PlainFront
    from tui.visit import Visit

    door = StoreDoor(Settings(Path(os.environ["MACLE_HOME"])))
    asyncio.run(Visit(PlainFront(Lines(0, sys.stdout)), door, ENGLISH).ask(PAGE))


def drawn(read: str) -> list[str]:
    """Return the lines of the code."""
    return [line for line in read.splitlines() if "##" in line]


async def test_the_text_comes_first_and_the_address_in_one_piece(person: Piped) -> None:
    answers = await person.types("123456").visit.ask(PAGE)
    assert answers["code"] == "123456"
    assert f"Setup key: {totp.grouped(SECRET)}" in person.read
    assert ADDRESS in person.read.split()
    assert "/2 QR code for a light background, /3 QR code for a dark background." in " ".join(
        person.read.split()
    )
    assert drawn(person.read) == []


async def test_a_code_that_a_decoder_reads_is_drawn_on_request(person: Piped) -> None:
    answers = await person.types("/2", "123456").visit.ask(PAGE)
    assert answers["code"] == "123456"
    assert all(line.isascii() and len(line) <= 80 for line in drawn(person.read))
    assert scan_text(["", "", *drawn(person.read), "", ""]) == [ADDRESS]


async def test_one_for_a_dark_background_is_drawn_light_with_its_quiet_zone(person: Piped) -> None:
    await person.types("/3", "123456").visit.ask(PAGE)
    lines = drawn(person.read)
    assert all(line.isascii() and len(line) <= 80 for line in lines)
    assert {line.startswith("##") for line in lines} == {True}
    inverted = [line.ljust(80).replace(" ", "-").replace("#", " ").replace("-", "#") for line in lines]
    narrow = [line[: max(map(len, lines))] for line in inverted]
    assert scan_text(["", "", *narrow, "", ""]) == [ADDRESS]


async def test_a_page_without_fields_offers_it_as_well(person: Piped) -> None:
    person.types("2", "1")
    await person.visit.tell(WITHOUT_FIELDS)
    assert scan_text(["", "", *drawn(person.read), "", ""]) == [ADDRESS]


async def test_one_that_is_wider_than_the_terminal_is_not_offered_and_the_page_says_how_wide_it_would_be(
    person: Piped,
) -> None:
    long = replace(WITHOUT_FIELDS, blocks=(QrCode(Secret("a" * 400)),))
    await person.types("").visit.tell(long)
    read = " ".join(person.read.split())
    assert "The QR code needs a terminal of" in read
    assert "background" not in read


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("columns", "fits"),
    [
        pytest.param(132, True, marks=pytest.mark.more),
        (80, True),
        (73, False),
        pytest.param(40, False, marks=pytest.mark.more),
    ],
)
def test_in_a_terminal_that_is_too_narrow_the_text_says_the_same(
    person: Piped, columns: int, fits: bool
) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", PRINTS],
        env={**os.environ, "MACLE_HOME": str(person.visit.door.settings.home), "PYTHONPATH": "."},
        encoding="utf-8",
        dimensions=(24, columns),
        timeout=120,
    )
    child.expect("Security code.*:")
    read = " ".join(child.before.split())
    if fits:
        child.sendline("/2")
        child.expect("Security code:")
        read = child.before
    child.close(force=True)
    if fits:
        assert scan_text(["", "", *drawn(read), "", ""]) == [ADDRESS]
        assert "make the terminal higher" in read
    else:
        assert "The QR code needs a terminal of" in read
        assert drawn(read) == []
