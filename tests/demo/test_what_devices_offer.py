"""What the devices say of themselves: which page takes a code, which keys there are, at every size."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from i18n import FRENCH, Language
from tests.demo.conftest import PASSWORD, Demo, Visitor, in_both_languages
from tests.demo.test_devices import deliver, email
from tests.screens.journeys import text
from tui.demo.devices import EXPLANATION
from tui.demo.panel import HOW_TO_TAKE
from tui.demo.people import PEOPLE
from tui.paper import free_name
from tui.screens.columns import Prose
from tui.screens.dialogs import HelpDialog
from tui.screens.frame import Body, KeyBar
from tui.surroundings import BESIDE_OPERATOR

WIDE, NARROW, SMALL = (140, 40), (80, 24), (40, 12)
KEYS = ("tab", "shift+tab", "up", "down", "pageup", "pagedown")
OFFER = HOW_TO_TAKE.text


def is_seen(visitor: Visitor) -> bool:
    """Tell whether what is in focus is one of the devices, and in view."""
    return visitor.devices in visitor.focused.ancestors and visitor.screen.in_view(visitor.focused)


async def gets_mail(visitor: Visitor, code: str) -> None:
    await visitor.sees(lambda: visitor.door.inhabited)
    deliver(visitor, email("Hello", f"Enter this:\n\n{code}\n"))
    await visitor.sees(lambda: visitor.devices.mailbox.items)


async def test_a_code_is_offered_only_where_a_field_takes_one_of_its_form(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await gets_mail(visitor, "7K3MX-9Q2RB-5TD8W-A1B2C")
        assert OFFER not in visitor.words("#mailbox")
        await visitor.takes("disown")
        await visitor.comes_to("disown")
        assert OFFER in visitor.words("#mailbox")


async def test_a_longer_code_with_six_digits_in_it_is_not_put_into_a_field_for_six_digits(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("maxime-tr")
        await visitor.comes_to("second-step-phone")
        await gets_mail(visitor, "7K3MX-9QZRB-5TDVW-A1B2C")
        assert OFFER not in visitor.words("#mailbox")
        assert OFFER in visitor.words("#phone") or visitor.devices.phone.folded
        visitor.screen.set_focus(None)
        visitor.devices.mailbox.action_take()
        await visitor.sees(lambda: "No field of this page takes this code." in visitor.words("#mailbox"))
        assert visitor.typed("code") == ""


@in_both_languages
async def test_f1_explains_the_devices_where_they_are_and_the_page_elsewhere(
    demo: Demo, language: Language
) -> None:
    async with demo(NARROW, language) as visitor:
        await visitor.presses("f4", "f1")
        await visitor.sees(lambda: isinstance(visitor.app.screen, HelpDialog))
        parts = visitor.app.screen.query(Prose).results(Prose)
        said = {cell.plain for part in parts for row in part._rows for cell in row}
        assert {language.say(paragraph) for paragraph in EXPLANATION} <= said
        await visitor.presses("escape")
        await visitor.sees(lambda: visitor.app.screen is visitor.screen)
        assert visitor.devices.held


@in_both_languages
@pytest.mark.parametrize("size", [NARROW, SMALL], ids=["80x24", "40x12"])
async def test_the_last_line_of_the_devices_names_the_ways_out(
    demo: Demo, size: tuple[int, int], language: Language
) -> None:
    async with demo(size, language) as visitor:
        await visitor.presses("f4")
        await visitor.sees(lambda: visitor.devices.display)
        named = visitor.devices.query_one(KeyBar).render().plain
        for key in ("F1", "F2", "F4", "^Q"):
            assert key in named


async def test_they_name_no_key_to_quit_where_the_screen_is_handed_over(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        visitor.app.visit.surroundings = BESIDE_OPERATOR
        await visitor.takes("sign-in")
        await visitor.comes_to("sign-in")
        await visitor.presses("f4")
        bar = visitor.devices.query_one(KeyBar)
        await visitor.sees(lambda: "F4" in bar.render().plain)
        assert "^Q" not in bar.render().plain


@in_both_languages
async def test_at_80x24_a_letter_is_seen_with_its_code_and_nothing_is_cut(
    demo: Demo, language: Language
) -> None:
    async with demo(NARROW, language) as visitor:
        token = await visitor.asks_for_a_reset()
        await visitor.presses("f4")
        await visitor.sees(lambda: is_seen(visitor) and token in text(visitor.pilot))
        assert visitor.devices.query(Body).first().max_scroll_y == 0


async def test_what_is_in_focus_at_the_devices_is_in_view_at_every_size(demo: Demo) -> None:
    chance = random.Random(12)
    async with demo(SMALL) as visitor:
        await gets_mail(visitor, "123456")
        await visitor.presses("f4")
        for _turn in range(40):
            if chance.random() < 0.25:
                await visitor.pilot.resize_terminal(*chance.choice((SMALL, NARROW, (60, 10), (118, 30))))
            else:
                await visitor.presses(chance.choice(KEYS))
            await visitor.sees(lambda: is_seen(visitor))


async def test_f4_goes_to_what_there_is_while_the_mailbox_is_empty(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.sees(lambda: visitor.devices.papers.items)
        assert not visitor.devices.mailbox.items
        await visitor.presses("f4")
        await visitor.sees(lambda: visitor.focused is visitor.devices.papers)


@in_both_languages
async def test_the_sign_in_page_names_the_people_and_their_password(demo: Demo, language: Language) -> None:
    async with demo(NARROW, language) as visitor:
        await visitor.takes("sign-in")
        await visitor.comes_to("sign-in")
        assert all(person.name in visitor.words() for person in PEOPLE)
        assert PASSWORD in visitor.words()
        assert visitor.screen.query_one(Body).max_scroll_y == 0


async def test_a_paper_has_its_title_in_the_language_spoken_now(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: "Macle personal key" in visitor.words("#papers"))
        await visitor.presses("f2")
        await visitor.sees(lambda: "Clé personnelle Macle" in visitor.words("#papers"))
        assert visitor.app.visit.language.code == FRENCH.code


def test_another_file_is_offered_a_name_that_is_free(tmp_path: Path) -> None:
    assert free_name(tmp_path, "key.txt") == "key.txt"
    for taken in ("key.txt", "key-2.txt"):
        (tmp_path / taken).touch()
    assert free_name(tmp_path, "key.txt") == "key-3.txt"
