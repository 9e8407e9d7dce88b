"""The whole program in a real pseudo-terminal, with `oathtool` as the app that scans what it shows."""

from __future__ import annotations

import subprocess
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.screens.scanning import DARK, LIGHT, Terminal, scanned
from tests.town import PASSWORD, Town
from tests.trials.settings_file import write_light_settings

DOWN, UP, ESCAPE, SIGN_OUT = "\x1b[B", "\x1b[A", "\x1b", "\x1b[20~"
STEP_S = 30


def code(secret: str, steps: int = 0) -> str:
    """Return the code that an app shows so many steps from now."""
    moment = f"--now=@{int(time.time()) + STEP_S * steps}"
    command = ["oathtool", "--totp", "--base32", moment, secret]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.terminal
@pytest.mark.needs("oathtool")
@pytest.mark.parametrize("theme", [DARK, pytest.param(LIGHT, marks=pytest.mark.more)], ids=["dark", "light"])
def test_an_app_is_set_up_from_what_a_camera_sees_and_signs_in(town: Town, theme: tuple[str, str]) -> None:
    someone = town.person()
    write_light_settings(town.home)
    environment = {"TERM": "xterm", "LC_ALL": "C.UTF-8", "MACLE_HOME": str(town.home)}
    command = ["-c", "from tui.cli import main; main()", "--lang", "en"]
    terminal = Terminal(command, environment, (80, 24))

    def sign_in() -> None:
        terminal.wait_for("Create an account")
        terminal.type("\r")
        terminal.wait_for("Username, email or document number")
        terminal.type(f"{someone.username}\t{PASSWORD.reveal()}\r")

    try:
        sign_in()
        terminal.wait_for("You have signed in successfully")
        terminal.type(f"{DOWN}\r")
        terminal.wait_for("Add an app")
        terminal.type(f"{DOWN}{DOWN}\r")
        terminal.wait_for("Give it a nickname")
        terminal.type("Pocket\r")
        terminal.wait_for("Show the QR code")
        terminal.type(f"{UP}\r")
        [address] = scanned(terminal, theme)
        [secret] = parse_qs(urlsplit(address).query)["secret"]
        terminal.type(" ")
        terminal.wait_for("Security code")
        terminal.type(f"{code(secret)}\r")
        terminal.wait_for("signing in takes a code from “Pocket”")
        terminal.wait_for("Pocket, default")
        terminal.type(ESCAPE)
        terminal.wait_for(f"Account {someone.username}")
        terminal.type(SIGN_OUT)
        terminal.wait_for("You have signed out.")
        sign_in()
        terminal.wait_for("Pocket")
        # The code that proved the app is used up; the next one is taken a little early.
        terminal.type(f"{code(secret, 1)}\r")
        terminal.wait_for("You have signed in successfully")
    finally:
        terminal.close()
