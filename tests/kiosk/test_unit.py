"""The unit that docs/KIOSK.md has one copy: systemd understands it, and it starts what there is."""

from __future__ import annotations

import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from i18n import ENGLISH
from tests.command import ROOT
from tui.commands.command_line import all_declared

UNIT = ROOT / "docs" / "macle-kiosk.service"


class _Unit(ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def test_it_has_the_terminal_alone_and_begins_again_by_itself() -> None:
    unit = _Unit(strict=False, interpolation=None)
    unit.read(UNIT)
    service = unit["Service"]
    assert (service["StandardInput"], service["StandardOutput"], service["StandardError"]) == (
        "tty",
        "tty",
        "journal",
    )
    assert (service["TTYReset"], service["TTYVHangup"], service["TTYVTDisallocate"]) == ("yes", "yes", "yes")
    assert (service["Restart"], unit["Unit"]["StartLimitIntervalSec"]) == ("always", "0")
    command, *arguments = service["ExecStart"].split()
    assert Path(command).name == "macle"
    assert all_declared(ENGLISH).parse_args(arguments).lang == "fr"


@pytest.mark.needs("systemd-analyze")
def test_systemd_understands_it(tmp_path: Path) -> None:
    there = tmp_path / UNIT.name
    there.write_text(UNIT.read_text().replace("/opt/macle/bin/macle", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(there)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
