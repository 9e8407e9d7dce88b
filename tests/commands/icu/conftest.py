"""What scripts ask."""

from __future__ import annotations

from subprocess import CompletedProcess

import pytest

from tests.command import environment
from tests.commands.icu.script import Asked
from tests.town import Town
from tui.commands.command_line import run


@pytest.fixture
def asked(town: Town, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Ask in this process, where a test asks many times."""

    def ask(*arguments: str, **more: str) -> CompletedProcess[str]:
        status = run(["icu", *arguments], environment(town.home, **more))
        return CompletedProcess(arguments, status, *capsys.readouterr())

    return ask
