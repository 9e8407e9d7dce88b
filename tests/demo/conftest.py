"""A visitor of the demo, with its real store."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from i18n import ENGLISH, FRENCH, LANGUAGES, Language
from store import HashingCost, Settings
from tui.demo.app import DemoApp
from tui.demo.authenticator import Authenticator
from tui.demo.desk import Desk
from tui.demo.moving_in import move_in
from tui.demo.papers import Papers
from tui.demo.pin_device import PinDevice
from tui.demo.throwaway import DemoDoor, throw_away_store
from tui.screens.columns import Columns
from tui.screens.fields import Line
from tui.screens.page_screen import PageScreen

LIGHT = HashingCost(8, 1, 1)
PASSWORD = "Lanterne-2026!"
_LOOK_EVERY = 0.01
in_both_languages = pytest.mark.parametrize(
    "language",
    # The longer words each time.
    [pytest.param(FRENCH, id="fr"), pytest.param(ENGLISH, id="en", marks=pytest.mark.more)],
)


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the demo makes its own."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


class Visitor:
    """Someone at the keyboard of the demo."""

    def __init__(self, door: DemoDoor, pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, DemoApp)
        self.door, self.pilot, self.app = door, pilot, pilot.app
        self.devices = self.app.devices

    async def sees(self, condition: Callable[[], object]) -> None:
        """Wait until `condition` holds."""
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110  # it may be anything
                await asyncio.sleep(_LOOK_EVERY)

    async def presses(self, *keys: str) -> None:
        """Type, without waiting as `Pilot.press` does, which hangs where a key takes widgets away."""
        await self.app._press_keys(keys)

    async def comes_to(self, page: str) -> None:
        """Wait for the page with this name, ready to be answered."""
        await self.sees(
            lambda: self.page == page and not self.screen.busy and self.screen.focused in self.on_page()
        )

    @property
    def screen(self) -> PageScreen:
        return self.app.pages

    @property
    def page(self) -> str:
        return self.screen.page.name if self.screen.page is not None else ""

    @property
    def focused(self) -> Widget:
        assert self.screen.focused is not None
        return self.screen.focused

    def on_page(self) -> list[Widget]:
        return list(self.screen.query("#page *"))

    def typed(self, field: str) -> str:
        return self.screen.query_one(f"#field-{field}", Line).value

    def words(self, within: str = "#page") -> str:
        """All that is said in a part of the screen, as it was before it was wrapped."""
        parts = self.screen.query_one(within).walk_children(Columns, with_self=True)
        return "\n".join(cell.plain for part in parts for row in part._rows for cell in row)

    async def takes(self, action: str) -> None:
        """Press a button."""
        self.screen.set_focus(self.screen.query_one(f"#action-{action}"))
        await self.presses("enter")

    async def fills_in(self, **values: str) -> None:
        """Paste into the fields and send them."""
        for name, value in values.items():
            line = self.screen.query_one(f"#field-{name}", Line)
            self.screen.set_focus(line)
            line.take(value)
        await self.presses("enter")

    async def signs_in(self, username: str, password: str = PASSWORD) -> None:
        await self.takes("sign-in")
        await self.comes_to("sign-in")
        await self.fills_in(identifier=username, password=password)

    async def takes_the_code(self, field: str = "code") -> str:
        """Go to the device that F4 leads to, take its code into the page, and return it."""
        before = self.typed(field)
        await self.sees(lambda: self.devices.app_codes.codes)
        await self.presses("f4", "enter")
        await self.sees(lambda: self.typed(field) != before and self.focused.id == f"field-{field}")
        return self.typed(field)

    async def asks_for_a_reset(self, email: str = "alexandre@example.org") -> str:
        """Choose "Forgot password", and return the token that comes."""
        before = len(self.devices.mailbox.items)
        await self.takes("forgot-password")
        await self.comes_to("forgot-password")
        await self.fills_in(email=email)
        await self.comes_to("reset-sent")
        await self.sees(lambda: len(self.devices.mailbox.items) > before)
        code = self.devices.mailbox.items[0].code
        assert code is not None
        return code


Demo = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture(scope="session")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Language], DemoDoor]:
    """Return a function that gives a demo in which everyone has moved in, one for each language."""

    @cache
    def of(code: str) -> DemoDoor:
        door = DemoDoor(tmp_path_factory.mktemp(code), LANGUAGES[code], LIGHT, works_in_background=False)
        devices = door.papers, door.authenticator, door.pin_device
        move_in(door.settings, LANGUAGES[code], *devices, door._desk)
        return door

    return lambda language: of(language.code)


@pytest.fixture
def moved_in(inhabited: Callable[[Language], DemoDoor], monkeypatch: pytest.MonkeyPatch) -> None:
    """The people of the demo come with a copy of what they once moved in with, which takes a second."""

    def copy_in(
        settings: Settings,
        language: Language,
        papers: Papers,
        authenticator: Authenticator,
        pin_device: PinDevice,
        desk: Desk,
    ) -> None:
        before = inhabited(language)
        shutil.copytree(before.settings.home, settings.home, dirs_exist_ok=True)
        papers._sheets += before.papers.sheets
        papers._owners |= before.papers._owners
        authenticator._scanned = before.authenticator._scanned
        pin_device._terminals = before.pin_device._terminals
        desk.app._scanned = before._desk.app._scanned
        desk.method, desk._session = before._desk.method, before._desk._session

    monkeypatch.setattr("tui.demo.moving_in.move_in", copy_in)


@pytest.fixture
def demo(moved_in: None) -> Demo:
    """Return a function that runs the demo and gives its visitor, on the welcome page."""

    @asynccontextmanager
    async def running(
        size: tuple[int, int] = (80, 24), language: Language = ENGLISH
    ) -> AsyncIterator[Visitor]:
        with throw_away_store(language, hashing=LIGHT) as door:
            app = DemoApp(door, language=language)
            async with app.run_test(size=size) as pilot:
                visitor = Visitor(door, pilot)
                await visitor.comes_to("welcome")
                yield visitor

    return running
