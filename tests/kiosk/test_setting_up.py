"""What docs/KIOSK.md has one set up: the unit for systemd, and the script for agetty."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from i18n import ENGLISH
from tests.command import ROOT
from tests.kiosk.standing import WELCOME, kiosk
from tui.commands.command_line import all_declared

UNIT = ROOT / "docs" / "macle-kiosk.service"


class _Unit(ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def test_the_unit_has_the_terminal_alone_and_begins_again_by_itself() -> None:
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
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    there = tmp_path / UNIT.name
    there.write_text(UNIT.read_text().replace("/opt/macle/bin/macle", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(there)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.more
@pytest.mark.terminal
@pytest.mark.needs("agetty", "setpriv", "stty")
@pytest.mark.skipif(os.geteuid() != 0, reason="agetty starts as root alone")
def test_agetty_starts_the_script_in_place_of_login(home: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "KIOSK.md").read_text()
    found = re.search(r"^cat > (\S+) << 'END'\n(.*?)^END$", page, re.DOTALL | re.MULTILINE)
    options = re.search(r":respawn:/sbin/agetty (.*) tty1 linux$", page, re.MULTILINE)
    assert found is not None
    assert options is not None
    script, macle = tmp_path / "macle-kiosk", Path(sys.executable).with_name("macle")
    there = {"=macle": "=root", "/opt/macle/bin/macle": str(macle), "/var/lib/macle/data": str(home)}
    text = found[2].replace("/var/lib/macle/state", f"{home}-state")
    for written, meant in there.items():
        assert written in text
        text = text.replace(written, meant)
    script.write_text(text)
    script.chmod(0o755)
    started = options[1].replace(found[1], str(script)).split()
    with kiosk(home, "/sbin/agetty", *started, "-", "linux") as one:
        one.shows(WELCOME)
        one.send(b"\x03\x1a\x1c\x1b[[B")
        one.shows("Welcome to Macle")
        os.kill(one.pid, signal.SIGTERM)
        assert one.ends() == 128 + signal.SIGTERM
