"""Every command on the administrator's page can be typed as it stands there."""

from __future__ import annotations

import re
import shlex
import subprocess
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
    assert {"operators", "add-operator", "import", "accept-older", "services", "authority"} <= shown


def test_the_files_that_the_page_leads_to_are_there() -> None:
    for target in re.findall(r"\]\(([\w./-]+)\)", PAGE.read_text()):
        assert (PAGE.parent / target).exists(), target


@pytest.mark.parametrize("zone", [{}, {"TZ": "America/New_York"}], ids=["none", "set"])
def test_the_command_of_the_page_passes_the_time_zone_on(zone: dict[str, str]) -> None:
    found = re.search(
        r"/usr/local/sbin/macle << 'END'\n(.*?)^END", PAGE.read_text(), re.DOTALL | re.MULTILINE
    )
    assert found is not None
    script = found[1].replace("/usr/sbin/runuser -u macle -- ", "").replace("/opt/macle/bin/macle", "env")
    run = subprocess.run(["sh", "-c", script], env=zone, capture_output=True, text=True, check=True)
    seen = dict(line.split("=", 1) for line in run.stdout.splitlines())
    assert seen.get("TZ") == zone.get("TZ")
    assert seen["MACLE_HOME"] == "/var/lib/macle/data"
