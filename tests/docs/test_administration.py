"""Every command on the administrator's page can be typed as it stands there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.commands.command_line import run

PAGE = Path(__file__).parents[2] / "docs" / "ADMINISTRATION.md"
_COMMAND = re.compile(r"\bmacle (?:admin|completion|icu|plain)\b[^`;|<>)\n]*")


def commands() -> Iterator[str]:
    """Give every command that the page shows, once each."""
    text = PAGE.read_text().replace("$(date +%F)", "today")
    yield from sorted({found[0].strip() for found in _COMMAND.finditer(text)})


@pytest.mark.parametrize("command", [*commands()])
def test_what_the_page_shows_is_understood(command: str, tmp_path: Path) -> None:
    words = shlex.split(command)
    environment = {"MACLE_HOME": str(tmp_path), "MACLE_STATE": str(tmp_path)}
    assert run([*words[1:], "--help"], environment) == 0
    assert [*tmp_path.iterdir()] == []


def test_the_page_shows_every_task() -> None:
    shown = {words[2] for command in commands() if len(words := command.split()) > 2 and words[1] == "admin"}
    assert {"init", "doctor", "settings", "deliver", "backup", "restore", "rotate-keys", "audit"} <= shown
    assert {"operators", "add-operator", "import", "accept-older"} <= shown


def test_the_files_that_the_page_leads_to_are_there() -> None:
    for target in re.findall(r"\]\(([\w./-]+)\)", PAGE.read_text()):
        assert (PAGE.parent / target).exists(), target
