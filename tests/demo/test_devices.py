"""The devices beside the page show what was really sent, and hand it over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from textual.geometry import Offset

from i18n import FRENCH, Language, _
from store.messages.message import Email, Sms
from store.messages.routes.files import FileRoute
from tests.demo.conftest import PASSWORD, Demo, Visitor, in_both_languages
from tests.town import TOKEN
from tui.demo.inbox import Envelope, Inbox
from tui.screens.columns import Columns
from tui.screens.dialogs import IdleDialog
from tui.screens.frame import Body, KeyBar

T = TypeVar("T")

WIDE = (140, 40)
NARROW = (80, 24)


def keys(visitor: Visitor) -> str:
    return visitor.screen.query_one(KeyBar).render().plain


def deliver(visitor: Visitor, message: Email | Sms) -> None:
    FileRoute.of(visitor.door.settings).send(message)


def email(subject: str, body: str) -> Email:
    return Email("0" * 32, datetime.now(UTC) + timedelta(minutes=1), "a@example.org", subject, body)


@pytest.mark.more
@in_both_languages
async def test_the_mailbox_shows_the_token_that_was_sent(demo: Demo, language: Language) -> None:
    async with demo(WIDE, language) as visitor:
        token = await visitor.asks_for_a_reset()
        assert re.fullmatch(TOKEN, token)
        assert f"macle:reset/{token}" in visitor.words("#mailbox")


async def test_what_comes_while_the_demo_ends_breaks_nothing(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        mailbox = visitor.screen.query_one("#mailbox", Inbox)
        await visitor.asks_for_a_reset()
        await mailbox.query_one(Body).remove()
        await mailbox.receive(mailbox.items)


async def test_enter_puts_the_token_into_its_field_and_enter_again_sends_it(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        token = await visitor.asks_for_a_reset()
        await visitor.takes("have-token")
        await visitor.comes_to("token")
        await visitor.presses("f4", "enter")
        await visitor.sees(lambda: visitor.typed("token") == token)
        assert visitor.focused.id == "field-token"
        await visitor.presses("enter")
        await visitor.comes_to("set-password")


@pytest.mark.more
async def test_a_click_does_the_same(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        token = await visitor.asks_for_a_reset()
        await visitor.takes("have-token")
        await visitor.comes_to("token")
        await visitor.pilot.click(Envelope)
        await visitor.sees(lambda: visitor.typed("token") == token)
        assert visitor.focused.id == "field-token"


@pytest.mark.more
async def test_someone_opens_an_account_without_typing_the_code(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.takes("create-account")
        await visitor.comes_to("create-account")
        await visitor.fills_in(username="newcomer", email="newcomer@example.org")
        await visitor.comes_to("create-password")
        await visitor.fills_in(new="Chouette-2027?", confirmation="Chouette-2027?")
        await visitor.comes_to("confirm-email")
        await visitor.sees(lambda: visitor.devices.mailbox.items)
        await visitor.presses("f4", "enter", "enter")
        await visitor.comes_to("account")
        assert "Your account is open" in visitor.words("Said")


async def test_a_page_without_a_field_for_it_says_so(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.asks_for_a_reset()
        await visitor.presses("f4", "enter")
        await visitor.sees(lambda: "No field of this page takes this code." in visitor.words("#mailbox"))
        assert visitor.page == "reset-sent"


async def test_it_no_longer_says_so_on_a_page_with_a_field(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        token = await visitor.asks_for_a_reset()
        await visitor.presses("f4", "enter")
        await visitor.sees(lambda: "No field of this page takes this code." in visitor.words("#mailbox"))
        await visitor.presses("f4")
        await visitor.takes("have-token")
        await visitor.comes_to("token")
        assert "No field of this page" not in visitor.words("#mailbox")
        await visitor.presses("f4", "enter")
        await visitor.sees(lambda: visitor.typed("token") == token)


async def test_where_it_is_narrow_f4_shows_the_devices_and_keeps_what_was_typed(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.takes("sign-in")
        await visitor.comes_to("sign-in")
        assert not visitor.devices.display
        await visitor.presses(*"alexandre", "tab", *"Lanterne")
        for back in ("f4", "escape"):
            await visitor.presses("f4")
            await visitor.sees(lambda: visitor.devices.size.width > 70)
            assert visitor.devices.mailbox.parent in visitor.focused.ancestors
            await visitor.presses(back)
            await visitor.sees(lambda: not visitor.devices.display and visitor.focused.id == "field-password")
        await visitor.presses(*"-2026!")
        await visitor.sees(lambda: visitor.typed("password") == "Lanterne-2026!")
        assert visitor.typed("identifier") == "alexandre"


async def test_the_terminal_may_become_wider_and_narrower_meanwhile(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.presses("f4")
        await visitor.pilot.resize_terminal(*WIDE)
        await visitor.sees(lambda: visitor.screen.query_one("#front").display and visitor.devices.display)
        await visitor.presses("f4")
        await visitor.pilot.resize_terminal(*NARROW)
        await visitor.sees(lambda: not visitor.devices.display)
        assert visitor.focused.id == "action-sign-in"


async def test_the_footer_counts_what_came_until_one_looks(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        assert "F4 Devices" in keys(visitor)
        await visitor.asks_for_a_reset()
        await visitor.sees(lambda: "F4 Devices (1)" in keys(visitor))
        await visitor.presses("f4", "f4")
        await visitor.sees(lambda: "F4 Devices" in keys(visitor) and "(1)" not in keys(visitor))


async def test_the_newest_message_is_on_top_and_open_and_the_arrows_open_others(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        first = await visitor.asks_for_a_reset()
        await visitor.takes("back")
        await visitor.comes_to("welcome")
        second = await visitor.asks_for_a_reset()
        assert second in visitor.words("#mailbox")
        assert first not in visitor.words("#mailbox")
        await visitor.presses("f4", "down")
        await visitor.sees(lambda: first in visitor.words("#mailbox"))
        await visitor.pilot.click(visitor.devices.mailbox.query(Envelope).first())
        await visitor.sees(lambda: second in visitor.words("#mailbox"))


@pytest.mark.parametrize("size", [NARROW, pytest.param(WIDE, marks=pytest.mark.more)])
async def test_a_page_that_comes_meanwhile_leaves_the_focus_with_the_devices(
    demo: Demo, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with demo(size) as visitor:
        run, go = visitor.door.run, asyncio.Event()

        async def later(work: Callable[[], T]) -> T:
            await go.wait()
            return await run(work)

        await visitor.sees(lambda: visitor.door.inhabited)
        await visitor.takes("sign-in")
        await visitor.comes_to("sign-in")
        monkeypatch.setattr(visitor.door, "run", later)
        await visitor.fills_in(identifier="dominique", password=PASSWORD)
        await visitor.presses("f4")
        await visitor.sees(lambda: visitor.devices.held)
        go.set()
        await visitor.sees(lambda: visitor.page != "sign-in" and not visitor.screen.busy)
        assert visitor.devices.held
        assert visitor.devices in visitor.focused.ancestors


async def test_f2_says_the_devices_in_the_other_language_and_keeps_the_focus(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.devices.app_codes.codes)
        await visitor.presses("f4", "tab", "tab")
        await visitor.sees(lambda: visitor.focused.id == "action-ten-minutes")
        english = visitor.words("#now")
        await visitor.presses("f2")
        await visitor.sees(lambda: visitor.words("#now") not in {english, ""})
        assert visitor.devices.mailbox.border_title == FRENCH.say(_("Mailbox"))
        assert visitor.focused.id == "action-ten-minutes"


async def test_mail_is_drawn_as_it_is_without_markup_or_control_sequences(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.door.inhabited)
        deliver(visitor, email("[bold]x[/b]", "[/] [@click=app.leave]press[/]\n\x1b]52;c;aGk=\x07\u202eabc"))
        await visitor.sees(lambda: visitor.devices.mailbox.items)
        words = visitor.words("#mailbox")
        assert "[bold]x[/b]" in words
        assert "[/] [@click=app.leave]press[/]" in words
        assert "␛]52;c;aGk=␇�abc" in words
        await visitor.pilot.click("#mailbox", offset=Offset(4, 5))
        assert visitor.app.is_running


async def test_a_text_message_arrives_on_the_phone(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        assert "No SMS on the phone yet." in visitor.words("#phone")
        assert "No authenticator app is set up yet." in visitor.words("#authenticator")
        await visitor.sees(lambda: visitor.door.inhabited)
        deliver(visitor, Sms("0" * 32, datetime.now(UTC), "+33 6 12 34 56 78", "Your code:\n\n123456"))
        await visitor.sees(lambda: "123456" in visitor.words("#phone"))


@pytest.mark.more
async def test_a_token_expires_when_the_clock_is_moved(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.asks_for_a_reset()
        before = visitor.words("#now")
        await visitor.takes("one-day")
        await visitor.sees(lambda: visitor.words("#now") not in {before, ""})
        await visitor.takes("have-token")
        await visitor.comes_to("token")
        await visitor.presses("f4", "enter", "enter")
        await visitor.sees(lambda: "This token has expired" in visitor.words())


async def test_a_session_ends_when_the_clock_is_moved(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await visitor.takes("one-day")
        await visitor.sees(lambda: visitor.page == "session-over")


async def test_whoever_moves_the_clock_stays_there_when_a_session_ends_by_it(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await visitor.presses("f4")
        day = visitor.devices.query_one("#action-one-day")
        await visitor.sees(lambda: day.focusable)
        day.focus()
        await visitor.presses("enter")
        await visitor.sees(lambda: visitor.page == "session-over" and not visitor.screen.waits)
        await visitor.presses("enter")
        await visitor.sees(lambda: visitor.door.clock.ahead == timedelta(days=2))


async def test_before_a_session_ends_by_the_demos_clock_the_person_is_warned(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        visitor.door.clock.ahead += timedelta(minutes=13)
        await visitor.sees(lambda: isinstance(visitor.app.screen, IdleDialog))
        visitor.door.clock.ahead += timedelta(minutes=2)
        await visitor.comes_to("session-over")


@pytest.mark.more
async def test_whoever_moves_the_clock_bit_by_bit_sees_the_warning(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await visitor.presses("f4")
        visitor.devices.query_one("#action-ten-minutes").focus()
        await visitor.presses("enter")
        await visitor.sees(lambda: visitor.door.clock.ahead == timedelta(minutes=10))
        await visitor.presses("enter")
        await visitor.sees(lambda: isinstance(visitor.app.screen, IdleDialog))
        await visitor.presses("enter")
        await visitor.sees(lambda: visitor.app.screen is visitor.screen)
        assert visitor.page == "account"


async def test_the_help_explains_the_key_of_the_devices_too(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await visitor.presses("f1")
        await visitor.sees(lambda: visitor.app.screen is not visitor.screen)
        said = visitor.app.screen.query_one("#said").walk_children(Columns)
        words = [cell.plain for part in said for row in part._rows for cell in row]
        assert "F4" in words
        assert "go to the devices of the demo, and back to the page" in words
