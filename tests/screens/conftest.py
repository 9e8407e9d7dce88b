"""A small journey of its own, run full screen, and pictures of what it shows."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App
from textual.pilot import Pilot

import i18n.language
from i18n import ENGLISH
from store import Settings
from tui.screens.app import MacleApp
from tui.store_door import StoreDoor
from tui.visit import Visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from store.accounts.store import Store

FRENCH_WORDS = {
    "Sign in": "Se connecter",
    "Password": "Mot de passe",
    "Help": "Aide",
    "Quit": "Quitter",
    "Back": "Retour",
    "met": "satisfait",
    "not met": "non satisfait",
    "Keep me signed in": "Gardez ma connexion active",
}


class SVGExtension(SingleFileSnapshotExtension):
    """One SVG file for each picture."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def svg_snapshot(snapshot: SnapshotAssertion) -> Callable[[App[Any]], bool]:
    """Return a function that compares what an application shows with the picture of it.

    `assert svg_snapshot(app)`; after a wanted change, `pytest --snapshot-update`, and look at the difference.
    Run the application at 80×24.
    """
    pictures = snapshot.use_extension(SVGExtension)

    def same(app: App[Any]) -> bool:
        svg = app.export_screenshot(title="Macle")
        # Rich numbers each picture anew; one number makes equal pictures equal files.
        return bool(re.sub(r"terminal-\d+", "terminal-0", svg) == pictures)

    return same


class FakeStore:
    """Remembers that it was told of a session."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.sessions = SimpleNamespace(
            touch=lambda session: self.told.append("touched"), end=lambda session: self.told.append("ended")
        )


class FakeDoor(StoreDoor):
    """Opens a store that is none."""

    def __init__(self, home: Path) -> None:
        super().__init__(Settings(home))
        self.store = FakeStore()

    def open(self) -> Store:
        return cast("Store", self.store)


Running = AbstractAsyncContextManager[Pilot[None]]
Run = Callable[..., Running]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[FakeDoor]:
    door = FakeDoor(tmp_path)
    yield door
    door.close()


@pytest.fixture
def run(door: FakeDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a journey full screen; the pilot's `app` is the `MacleApp`."""
    folder = tmp_path / "catalogues" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog("fr")
    for english, french in FRENCH_WORDS.items():
        catalogue.add(english, french)
    with (folder / "macle.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n.language, "CATALOGUES", tmp_path / "catalogues")
    i18n.language._catalogue.cache_clear()

    @asynccontextmanager
    async def running(
        journey: Callable[[Visit], Awaitable[None]], size: tuple[int, int] = (80, 24), **more: Any
    ) -> AsyncIterator[Pilot[None]]:
        app = MacleApp(door=door, journey=journey, language=ENGLISH, **more)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot
        i18n.language._catalogue.cache_clear()

    return running
