"""`macle pin`: a terminal of one's own that shows one's PINs, beside the sign-in that asks for them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pexpect
import pytest

from store import OwnTerminal
from store.files import user_name
from store.settings import utc_now
from tests.command import complaint, in_terminal, macle, macle_here
from tests.one_time_pins import register_app
from tests.terminal_screen import Screen
from tests.town import CONTRAST, DNI, TERMINAL, Text, Town
from tests.trials.settings_file import write_light_settings
from tui.commands.explained import NOTHING_TO_DO
from tui.terminal_secret import secret_of

pytestmark = pytest.mark.terminal


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A store in which someone was registered in person; its system user is one person's."""
    home = tmp_path / "home"
    home.mkdir()
    write_light_settings(home)
    settings = home / "settings.toml"
    settings.write_text("shared_users = []\n" + settings.read_text())
    town = Town(home, clock=utc_now)
    town.register()
    town.new_texts()
    yield town
    town.store.close()


def sms_code(town: Town) -> str:
    """Return the code that was sent, which the program itself may be delivering."""
    texts: list[Text] = []
    while not texts:
        texts = town.new_texts()
    return texts[-1].text[-6:]


def register(child: Any, town: Town) -> None:
    child.expect("Document number")
    child.sendline(DNI)
    child.expect("Contrast datum")
    child.sendline(CONTRAST)
    child.expect("Security code")
    child.sendline(sms_code(town))
    child.expect("shows your PINs from now on")
    child.expect("Waiting for a PIN")


def begin_to_sign_in(child: Any) -> str:
    """Go on to the page that asks for the PIN, and return its code."""
    child.expect(r"(\d+)\. Sign in with a one-time PIN")
    child.sendline(child.match[1])
    child.expect("Document number")
    child.sendline(DNI)
    child.expect("Contrast datum")
    child.sendline(CONTRAST)
    child.expect(r"Your choice \[1\]|Press Enter \(Get PIN\)")
    child.sendline("")
    child.expect(r"PIN beside the code ([A-Z2-7]{4}) .*:")
    code: str = child.match[1]
    return code


@pytest.mark.more
def test_registered_once_it_shows_the_pin_that_the_sign_in_beside_it_asks_for(town: Town) -> None:
    app = in_terminal("pin", "--plain", home=town.home)
    register(app, town)
    door = in_terminal("plain", home=town.home)
    code = begin_to_sign_in(door)
    app.sendline("")
    app.expect(rf"\r\n([A-Z2-7]{{3}})\r\nPIN for the page with the code {code}; \d+ minutes left")
    door.sendline(app.match[1].lower())
    door.expect("signed in")
    app.sendline("")
    app.expect("Waiting for a PIN")
    for child in (app, door):
        child.sendintr()
        child.expect(pexpect.EOF)
        child.close()


@pytest.mark.more
def test_where_it_ends_meanwhile_it_is_registered_again_where_one_is(town: Town) -> None:
    app = in_terminal("pin", "--plain", home=town.home)
    register(app, town)
    # As another phone given at the desk does, or the settings.
    town.rows("DELETE FROM pin_app")
    app.sendline("")
    app.expect("no longer shows your PINs. To register it again")
    assert "type “macle pin”" not in app.before
    app.expect("Document number")
    app.sendintr()
    app.expect(pexpect.EOF)
    app.close()


@pytest.mark.more
def test_the_full_screen_shows_it_by_itself(town: Town) -> None:
    first = in_terminal("pin", "--plain", home=town.home)
    register(first, town)
    first.sendintr()
    first.expect(pexpect.EOF)
    first.close()
    app = Screen("pin", home=town.home)
    app.shows("Waiting for a PIN")
    door = in_terminal("plain", home=town.home)
    code = begin_to_sign_in(door)
    app.shows(rf"PIN for the page with the code {code}; \d+ minutes left")
    pin = app.shows(r"│ +([A-Z2-7]{3}) +│")[1]
    door.sendline(pin)
    door.expect("signed in")
    app.shows("Waiting for a PIN")
    app.types("\x1b")
    app.child.expect(pexpect.EOF)
    app.child.close()
    assert app.child.exitstatus == 0
    door.sendintr()
    door.expect(pexpect.EOF)
    door.close()


@pytest.mark.more
def test_what_it_is_known_by_is_its_owners_alone_and_is_forgotten_with_it(town: Town) -> None:
    app = in_terminal("pin", "--plain", home=town.home)
    register(app, town)
    app.sendintr()
    app.expect(pexpect.EOF)
    app.close()
    file = Path(f"{town.home}-state") / "pin-app"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() not in town.stored()
    assert "no longer shows" in macle("pin", "--forget", home=town.home).stdout
    assert not file.exists()
    assert town.rows("SELECT * FROM pin_app") == []
    assert_nothing_to_forget(macle("pin", "--forget", home=town.home))


def assert_nothing_to_forget(ran: CompletedProcess[str]) -> None:
    assert (ran.returncode, ran.stdout) == (NOTHING_TO_DO, "")
    assert "does not show your PINs" in ran.stderr


def test_where_the_store_refuses_it_can_be_forgotten_later(town: Town) -> None:
    file = Path(f"{town.home}-state") / "pin-app"
    here = OwnTerminal(TERMINAL, "user 1000", "ines", secret_of(file.parent))
    register_app(town, here)
    town.rows("ALTER TABLE event RENAME TO gone")
    assert macle_here("pin", "--forget", home=town.home).returncode
    town.rows("ALTER TABLE gone RENAME TO event")
    assert "no longer shows" in macle_here("pin", "--forget", home=town.home).stdout
    assert not file.exists()


def test_to_forget_makes_nothing(town: Town) -> None:
    assert_nothing_to_forget(macle_here("pin", "--forget", home=town.home))
    assert not (Path(f"{town.home}-state") / "pin-app").exists()


def test_where_it_was_ended_from_another_terminal_there_is_nothing_to_forget_either(town: Town) -> None:
    secret_of(Path(f"{town.home}-state"))
    assert_nothing_to_forget(macle_here("pin", "--forget", home=town.home))


def test_the_help_names_the_setting_that_decides_and_the_status_of_nothing_to_do(town: Town) -> None:
    help_ = macle_here("pin", "--help", home=town.home).stdout
    assert "shared_users" in help_
    assert "there was nothing to do" in help_


def test_a_file_that_others_can_read_is_not_believed(town: Town) -> None:
    file = Path(f"{town.home}-state") / "pin-app"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text("A" * 43)
    file.chmod(0o644)
    assert str(file) in complaint(macle_here("pin", home=town.home))


def test_where_several_share_a_system_user_it_is_said_at_once(town: Town) -> None:
    settings = town.home / "settings.toml"
    name = user_name(os.getuid())
    settings.write_text(settings.read_text().replace("[]", f'["kiosk", "{name}"]'))
    assert "Several people share" in complaint(macle_here("pin", home=town.home))


def test_one_who_comes_by_ssh_from_this_very_machine_is_no_one_in_particular(town: Town) -> None:
    from_here = "127.0.0.1 50000 127.0.0.1 22"
    assert "Several people share" in complaint(macle_here("pin", home=town.home, SSH_CONNECTION=from_here))
