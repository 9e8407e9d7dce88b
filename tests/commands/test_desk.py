"""`macle desk`: the help desk in a real terminal, full screen and as line prompts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from store import Role
from store.settings import utc_now
from tests.command import complaint, in_terminal, macle
from tests.terminal_screen import Screen
from tests.town import PASSWORD, Town
from tests.trials.settings_file import write_light_settings

pytestmark = pytest.mark.terminal

REASON = "Came with her passport."


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A store with someone in it whose sessions can be ended, and an operator with an app."""
    home = tmp_path / "home"
    home.mkdir()
    write_light_settings(home)
    town = Town(home, clock=utc_now)
    town.store.operators.add("odile-desk", "odile-desk@example.org", PASSWORD, PASSWORD, "en", Role.OPERATOR)
    town.sign_in(town.person("dominique"))
    yield town
    town.store.close()


@pytest.fixture
def app(town: Town) -> str:
    """The secret of the operator's app, of whose codes none was used but the one before the last."""
    session = town.store.sign_in.with_password("odile-desk", PASSWORD, "")
    secret = town.add_app(session)
    town.store.sessions.end(session)
    return secret


def ended(town: Town) -> list[tuple[str]]:
    return [*town.rows("SELECT reason FROM event WHERE kind = 'sessions-ended'")]


def test_without_a_store_there_is_nothing_to_sign_in_to(tmp_path: Path) -> None:
    ran = macle("desk", home=tmp_path / "nothing")
    assert ran.returncode == 1
    assert complaint(ran)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.more
def test_at_line_prompts_an_operator_finds_a_person_and_ends_their_sessions(town: Town, app: str) -> None:
    desk = in_terminal("desk", "--plain", home=town.home)
    desk.expect("Username, email or document number.*:")
    desk.sendline("odile-desk")
    desk.expect("Password.*:")
    desk.sendline(PASSWORD.reveal())
    desk.expect(r"30 seconds\): ")
    desk.sendline(town.app_code(app))
    desk.expect("account ID or document number.*:")
    desk.sendline("domin")
    desk.expect(r"(\d+)\. Account: dominique")
    desk.sendline(desk.match[1])
    desk.expect(r"(\d+)\. Sessions \(1 open\): End the sessions")
    desk.sendline(desk.match[1])
    desk.expect("Reason.*:")
    desk.sendline(REASON)
    desk.expect("All sessions of the account have ended")
    assert ended(town) == [(REASON,)]
    desk.sendline("/logout")
    desk.expect("You have signed out")
    desk.sendline("/quit")
    desk.expect(pexpect.EOF)
    desk.close()
    assert desk.exitstatus == 0


@pytest.mark.more
def test_full_screen_each_of_it_is_one_key(town: Town, app: str) -> None:
    desk = Screen("desk", home=town.home)
    desk.shows("For operators and supervisors")
    desk.types("odile-desk\r")
    desk.types(f"{PASSWORD.reveal()}\r")
    desk.shows("Security code")
    desk.types(f"{town.app_code(app)}\r")
    desk.shows("Username, email, account ID")
    desk.types("domin")
    desk.shows(r"dominique +\d{12}")
    desk.types("\r\r")
    desk.shows("Account dominique")
    desk.types("\x1b[18~")  # F7
    desk.shows("End all sessions")
    desk.types(f"{REASON}\r")
    desk.shows("All sessions of the account have ended")
    assert ended(town) == [(REASON,)]
    desk.types("\x05")  # Ctrl+E
    desk.shows("Last events of dominique")
    desk.types("\x1b")
    desk.shows("Sessions +none open")
    desk.types("\x1b[20~")  # F9
    desk.shows("You have signed out")
    desk.types("\x11")  # Ctrl+Q
    desk.child.expect(pexpect.EOF)
    desk.child.close()
    assert desk.child.exitstatus == 0
