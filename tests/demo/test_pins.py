"""The one-time PIN in the demo: the terminal beside the page shows it, as `macle pin` does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from i18n import Language, told
from store import Secret
from store.messages.letters.signing_in import pin_by_sms
from store.settings import utc_now
from tests.demo.conftest import Demo, Visitor, in_both_languages
from tests.demo.test_throwaway import COMMAND
from tui.demo.messages import Item
from tui.demo.people import PEOPLE, Card

WIDE = (140, 44)


def card() -> Card:
    """Return the document of someone who was registered, and has no second step."""
    [card] = [person.card for person in PEOPLE if person.username == "ines-gomez"]
    assert card is not None
    return card


async def obtains_a_pin(visitor: Visitor) -> None:
    """Enter the document, and have a PIN made."""
    await visitor.takes("sign-in-with-pin")
    await visitor.comes_to("pin-document")
    await visitor.fills_in(document=card().number, contrast=card().contrast)
    await visitor.comes_to("pin-obtain")
    await visitor.takes("submit")
    await visitor.comes_to("pin")


@in_both_languages
@pytest.mark.parametrize(
    "size", [pytest.param(WIDE, marks=pytest.mark.more), (80, 24)], ids=["wide", "narrow"]
)
async def test_the_pin_is_taken_from_the_terminal_beside_the_page(
    demo: Demo, language: Language, size: tuple[int, int]
) -> None:
    async with demo(size, language) as visitor:
        await obtains_a_pin(visitor)
        await visitor.sees(lambda: visitor.devices.pins.codes)
        [shown] = visitor.devices.pins.codes
        assert shown.account in visitor.words("#pins")
        await visitor.presses("f4", "enter")
        await visitor.sees(lambda: visitor.typed("pin") == shown.code)
        await visitor.presses("enter")
        await visitor.comes_to("account")
        await visitor.sees(lambda: not visitor.devices.pins.codes)


@pytest.mark.more
@pytest.mark.terminal
def test_a_plain_demo_prints_the_card_and_the_pin_where_they_are_asked_for(
    tmp_path: Path, temporary_folder: Path
) -> None:
    demo = pexpect.spawn(
        sys.executable,
        [*COMMAND, "--plain"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(temporary_folder)},
        encoding="utf-8",
        timeout=120,
    )
    demo.expect(r"(\d+)\. Sign in with a one-time PIN")
    demo.sendline(demo.match[1])
    demo.expect(rf"Document number: ({card().number})\s+Good until \(contrast datum\): (\S+)\r\n")
    number, contrast = demo.match.groups()
    for prompt, typed in (("Document number \\(", number), ("Contrast datum \\(", contrast)):
        demo.expect(prompt)
        demo.sendline(typed)
    demo.expect("Get PIN")
    demo.sendline("")
    demo.expect(r"“macle pin”: (\w{3}), beside the\s+code (\w{4}), for \d+ seconds more")
    pin, code = demo.match.groups()
    demo.expect(rf"PIN beside the code {code} .*: ")
    demo.sendline(pin)
    demo.expect("signed in")
    demo.close(force=True)


@in_both_languages
def test_a_pin_that_came_by_sms_is_taken_from_the_phone(language: Language) -> None:
    text = pin_by_sms("A2OZ", Secret("5RV"), 10, utc_now()).said(language)
    assert Item("", "", told(""), text).code == "5RV"
    assert Item("", "", told(""), "Phone number: +34 600 123 456").code is None


async def test_a_terminal_that_shows_no_pins_any_more_is_registered_again_for_one(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.door.inhabited)
        store, pin_app = visitor.door.open(), visitor.door.open().pin_app
        [lost] = [one for one in visitor.door.pin_device._terminals if one.document == card().number]
        pin_app.forget(lost.secret, "")
        await obtains_a_pin(visitor)
        assert store.pin_app.shown(lost.secret).pin is not None
        assert "The terminal of ines-gomez showed no PINs any more" in visitor.words("#desk")
        await visitor.sees(lambda: visitor.devices.pins.codes)
