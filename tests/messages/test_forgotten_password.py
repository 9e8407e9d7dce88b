"""The whole way: the command, a forgotten password, a real message at a real server, and the token in it."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from tests.command import macle
from tests.messages.mail_server import LOGIN, PASSWORD, certificate, mail_server
from tests.town import NEW_PASSWORD, TOKEN, Town
from tests.trials.settings_file import write_light_settings


@pytest.mark.more
def test_a_forgotten_password_is_reset_with_the_token_of_a_message_that_a_server_took(
    tmp_path: Path,
) -> None:
    town = Town(tmp_path / "data")
    someone = town.person(language="fr")
    town.store.close()
    own, password = certificate(tmp_path), tmp_path / "mail-password"
    password.write_text(f"{PASSWORD}\n")
    password.chmod(0o600)
    arrived = threading.Event()
    with mail_server(own, login=True) as server:
        server.meanwhile = arrived.set
        write_light_settings(town.home)
        with town.locations.settings_file.open("a") as settings:
            settings.write(
                f'[mail]\nserver = "localhost"\nport = {server.port}\nsender = "Clé <cle@example.org>"\n'
                f'username = "{LOGIN}"\npassword_file = "{password}"\nca_file = "{own}"\n'
            )
        asked = macle("plain", "--lang", "fr", home=town.home, typed=f"2\n{someone.email}\n")
        assert asked.returncode == 0, asked.stderr
        if not arrived.wait(1):
            # The command waits for the server no longer than a moment; the deliverer goes on.
            macle("admin", "deliver", home=town.home)
        [letter] = server.mail()
    assert (letter["To"], letter["Content-Language"]) == (someone.email, "fr")
    found = re.search(f"{TOKEN}$", letter.get_content(), re.MULTILINE)
    assert found is not None, letter.get_content()
    new = NEW_PASSWORD.reveal()
    reset = macle("plain", "--lang", "fr", home=town.home, typed=f"4\n{found[0]}\n{new}\n{new}\n")
    assert reset.returncode == 0, reset.stderr
    town = Town(town.home)
    assert town.sign_in(someone, NEW_PASSWORD).username == someone.username
    town.store.close()
