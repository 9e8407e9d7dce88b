"""A mail server and a gateway in `settings.toml`: what fits together, and what is refused with words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal
from store.settings import Mail, SmsGateway
from store.settings.reading import read_settings
from tui.wording import sentence

SERVER = '[mail]\nserver = "mail.example.org"\n'
SENDER = 'sender = "Macle <macle@example.org>"\n'


def write(home: Path, text: str, mode: int = 0o600) -> Path:
    file = home / "settings.toml"
    file.write_text(text)
    file.chmod(mode)
    return home


def fault(home: Path, text: str, mode: int = 0o600) -> tuple[object, ...]:
    with pytest.raises(Problem) as refused:
        read_settings(write(home, text, mode))
    problem = refused.value
    assert problem.refusal is Refusal.SETTINGS_FORM
    for language in (ENGLISH, FRENCH):
        said = language.say(sentence(problem))
        assert str(problem.facts["allowed"]) in said
        assert str(problem.facts["key"]) in said
    return tuple(problem.facts[name] for name in ("fault", "key", "line", "allowed"))


def test_a_server_and_a_sender_are_enough(tmp_path: Path) -> None:
    mail = read_settings(write(tmp_path, SERVER + SENDER)).mail
    assert mail == Mail(server="mail.example.org", sender="Macle <macle@example.org>")
    assert (mail.port, mail.security) == (587, "starttls")


def test_everything_can_be_said(tmp_path: Path) -> None:
    text = (
        f'{SERVER}{SENDER}port = 465\nsecurity = "tls"\nusername = "macle"\n'
        'password_file = "keys/mail"\nca_file = "/etc/ca.pem"\n[sms]\nurl = "smseagles://t@h/{to}"\n'
    )
    settings = read_settings(write(tmp_path, text))
    assert (settings.mail.port, settings.mail.ca_file) == (465, "/etc/ca.pem")
    assert settings.sms == SmsGateway("smseagles://t@h/{to}")
    assert "smseagles" not in repr(settings.sms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SERVER, ("missing-key", "mail", 1, "sender")),
        (f"[mail]\n{SENDER}", ("missing-key", "mail", 1, "server")),
        ("[mail]\nport = 25\n", ("missing-key", "mail", 1, "server, sender")),
        (f'{SERVER}{SENDER}username = "m"\n', ("without-other", "mail.username", 4, "password_file")),
        (f'{SERVER}{SENDER}password_file = "m"\n', ("without-other", "mail.password_file", 4, "username")),
        (f"{SERVER}{SENDER}port = 0\n", ("not-a-number", "mail.port", 4, "1…65535")),
        (f'{SERVER}{SENDER}port = "25"\n', ("not-a-number", "mail.port", 4, "1…65535")),
        (f'{SERVER}{SENDER}security = "ssl"\n', ("not-a-choice", "mail.security", 4, "starttls, tls, none")),
        (f'{SERVER}{SENDER}security = "none"\n', ("not-encrypted", "mail.security", 4, "starttls, tls")),
        (f'[mail]\nserver = "a b"\n{SENDER}', ("not-a-server", "mail.server", 2, "mail.example.org")),
        (f'[mail]\nserver = "smtp://a"\n{SENDER}', ("not-a-server", "mail.server", 2, "mail.example.org")),
        (
            f'{SERVER}{SENDER}username = "élodie"\npassword_file = "password"\n',
            ("not-a-login", "mail.username", 4, "macle"),
        ),
        (f"{SERVER}sender = 3\n", ("not-like", "mail.sender", 3, "Macle <macle@example.org>")),
        (f"[mail]\nserver = 3\n{SENDER}", ("not-like", "mail.server", 2, "mail.example.org")),
        (f"{SERVER}{SENDER}colour = 1\n", ("unknown-key", "mail.colour", 4, ", ".join(vars(Mail())))),
        (
            f'[mail]\nserver = "localhost"\n{SENDER}security = "none"\nport = 1024\n'
            'username = "macle"\npassword_file = "keys/mail"\n',
            ("anyones-port", "mail.port", 5, "1…1023"),
        ),
        *(
            (
                f"{SERVER}sender = {sender}\n",
                ("not-a-sender", "mail.sender", 3, "Macle <macle@example.org>"),
            )
            for sender in (
                '"Macle"',
                '"Macle <macle@>"',
                '"a@b\\nBcc: c@d"',
                '"A\\n <a@b>"',
                '"é@b"',
                '"a@b c"',
                '"<>"',
            )
        ),
        *(
            (
                f"[sms]\nurl = {url}\n",
                (kind, "sms.url", 2, "smseagles://TOKEN@sms.example.org/{to}"),
            )
            for kind, url in (
                ("not-a-gateway", '"t@h/{to}"'),
                ("not-a-gateway", '"a://h /{to}"'),
                ("not-like", "7"),
            )
        ),
        *(
            (f"[sms]\nurl = {url}\n", ("no-recipient", "sms.url", 2, "{to}"))
            for url in ('"smseagle://t@h/"', '"a://{to}/{to}"')
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    tmp_path: Path, text: str, expected: tuple[object, ...]
) -> None:
    assert fault(tmp_path, text) == expected


@pytest.mark.parametrize("server", ["localhost", "127.0.0.1", "::1"])
def test_a_server_on_this_machine_needs_no_encryption(tmp_path: Path, server: str) -> None:
    text = f'[mail]\nserver = "{server}"\nsecurity = "none"\n{SENDER}'
    assert read_settings(write(tmp_path, text)).mail.security == "none"


def test_without_encryption_a_password_goes_to_a_port_that_is_nobodys_and_without_one_to_any(
    tmp_path: Path,
) -> None:
    text = f'[mail]\nserver = "127.0.0.1"\nsecurity = "none"\n{SENDER}'
    login = 'username = "macle"\npassword_file = "keys/mail"\n'
    assert read_settings(write(tmp_path, f"{text}{login}port = 1023\n")).mail.username == "macle"
    assert read_settings(write(tmp_path, f"{text}port = 2525\n")).mail.port == 2525


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644])
def test_the_address_of_a_gateway_is_refused_in_a_file_that_others_can_read(
    tmp_path: Path, mode: int
) -> None:
    text = 'password_life_days = 0\n[sms]\nurl = "smseagles://t@h/{to}"\n'
    assert fault(tmp_path, text, mode) == ("not-private", "sms.url", 3, "0600")
    assert read_settings(write(tmp_path, text)).sms.url


def test_a_mail_server_may_be_named_where_others_can_read_it(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        assert read_settings(write(tmp_path, SERVER + SENDER, 0o644)).mail.server
    finally:
        os.umask(old)
