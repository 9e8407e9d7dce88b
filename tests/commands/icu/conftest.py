"""A town that scripts work on as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from store.settings import utc_now
from tests.command import environment
from tests.commands.icu.script import Asked
from tests.town import Town
from tests.trials.settings_file import write_light_settings
from tui.commands.command_line import run


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose clock is everyone's, as the command goes by that."""
    home = tmp_path / "data"
    home.mkdir(mode=0o700)
    write_light_settings(home)
    town = Town(home, clock=utc_now)
    yield town
    town.store.close()


@pytest.fixture
def asked(town: Town, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Ask in this process, where a test asks many times."""

    def ask(*arguments: str, **more: str) -> CompletedProcess[str]:
        status = run(["icu", *arguments], environment(town.home, **more))
        return CompletedProcess(arguments, status, *capsys.readouterr())

    return ask
