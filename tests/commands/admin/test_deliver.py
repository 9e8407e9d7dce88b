"""`macle admin deliver`: once, as a service, and trying out the settings, against a real mail server."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from i18n import ENGLISH
from store.settings import host_uptime, utc_now
from tests.command import MACLE, ROOT, complaint, environment, macle_here
from tests.lost import Lost
from tests.messages.mail_server import LOGIN, PASSWORD, certificate, mail_server
from tests.town import TERMINAL, Town

DELIVER = ("admin", "deliver")


def set_mail(home: Path, port: int, more: str = 'security = "none"') -> None:
    file = home / "settings.toml"
    file.write_text(f'[mail]\nserver = "localhost"\nport = {port}\nsender = "macle@example.org"\n{more}\n')
    file.chmod(0o600)


@pytest.fixture
def waiting(town: Town) -> None:
    """Leave a letter that waits, and the store to others."""
    town.reopen(clock=utc_now, uptime=host_uptime)
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)


@pytest.mark.usefixtures("waiting")
def test_what_waits_is_sent_and_counted(town: Town) -> None:
    with mail_server() as server:
        set_mail(town.home, server.port)
        done = macle_here(*DELIVER, home=town.home)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "Delivered: 1 message.\nWaiting: 0. Given up: 0.\n"
        assert [letter["To"] for letter in server.mail()] == ["nobody@example.org"]


@pytest.mark.usefixtures("waiting")
def test_what_fails_is_told_in_words_with_a_status(town: Town) -> None:
    with mail_server() as server:
        server.answers.append("450 4.7.1 greylisted")
        set_mail(town.home, server.port)
        done = macle_here(*DELIVER, home=town.home)
    assert (done.returncode, done.stdout) == (1, "Delivered: 0 messages.\nWaiting: 1. Given up: 0.\n")
    assert done.stderr == (
        "The mail server does not take the message for now: 450 4.7.1 greylisted."
        " What waits is tried again by itself.\n"
    )


@pytest.mark.usefixtures("waiting")
def test_what_failed_is_tried_at_once_by_hand(town: Town) -> None:
    with mail_server() as server:
        set_mail(town.home, server.port)
        server.answers.append("450 4.7.1 greylisted")
        assert macle_here(*DELIVER, home=town.home).returncode == 1
        done = macle_here(*DELIVER, home=town.home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Delivered: 1 message.\nWaiting: 0. Given up: 0.\n"


@pytest.mark.usefixtures("waiting")
def test_an_address_that_is_refused_for_good_is_a_failure_once(town: Town) -> None:
    with mail_server() as server:
        set_mail(town.home, server.port)
        server.answers.append("550 5.1.1 unknown")
        done = macle_here(*DELIVER, home=town.home)
        assert (done.returncode, done.stdout) == (1, "Delivered: 0 messages.\nWaiting: 0. Given up: 1.\n")
        assert "550 5.1.1 unknown" in done.stderr
        done = macle_here(*DELIVER, home=town.home)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "Delivered: 0 messages.\nWaiting: 0. Given up: 1.\n",
        "",
    )


@pytest.mark.usefixtures("waiting")
def test_what_was_given_up_is_tried_again_on_request_alone(town: Town) -> None:
    town.rows("UPDATE outbox SET tries = 30, last_error = x'00', next_try_at = written_at + 90000000000")
    with mail_server() as server:
        set_mail(town.home, server.port)
        assert "Waiting: 0. Given up: 1." in macle_here(*DELIVER, home=town.home).stdout
        assert macle_here(*DELIVER, "--again", home=town.home).stdout == (
            "Delivered: 1 message.\nWaiting: 0. Given up: 0.\n"
        )


def test_what_operators_removed_and_is_due_is_done_and_told(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    town.rows("UPDATE removal SET due_at = 0")
    town.store.close()
    with mail_server() as server:
        set_mail(town.home, server.port)
        assert macle_here(*DELIVER, home=town.home).returncode == 0
        subjects = [letter["Subject"] for letter in server.mail() if letter["To"] == lost.person.email]
    assert "A method of your second step was removed" in subjects
    assert lost.methods() == []


def test_the_settings_are_tried_with_a_message_that_leaves_at_once(town: Town, tmp_path: Path) -> None:
    own = certificate(tmp_path)
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "password").chmod(0o400)
    with mail_server(own, login=True) as server:
        more = f'ca_file = "{own}"\nusername = "{LOGIN}"\npassword_file = "{tmp_path / "password"}"'
        set_mail(town.home, server.port, more)
        done = macle_here(*DELIVER, "--test", "me@example.org", home=town.home)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "The message to me@example.org was taken. See whether it arrives.\n"
        [letter] = server.mail()
        assert "There is nothing for you to do." in letter.get_content()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "The mail server refuses the connection."),
        ("fr", "Le serveur de courriel refuse la connexion."),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_at_once(town: Town, lang: str, words: str) -> None:
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    set_mail(town.home, port)
    done = macle_here(*DELIVER, "--test", "me@example.org", "--lang", lang, home=town.home)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(words)


@pytest.mark.parametrize(("address", "folder"), [("me@example.org", "mail"), ("+33 6 12 34 56 78", "sms")])
def test_without_a_server_one_is_told_that_it_is_a_file(town: Town, address: str, folder: str) -> None:
    said = complaint(macle_here(*DELIVER, "--test", address, home=town.home))
    assert str(town.home / folder) in said
    assert f"below [{folder}] is not set" in said
    assert len([*(town.home / folder).iterdir()]) == 1


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--test", "nobody"), 2, "ADDRESS is an email address, or a phone number"),
        (("--test", "1234"), 1, "mobile"),
        (("--test", "me@"), 1, "email address"),
        (("--test", "me@example.org", "--watch"), 2, "--test"),
        (("--test",), 2, "--test"),
    ],
)
def test_a_command_line_that_is_wrong_is_told(
    town: Town, options: tuple[str, ...], status: int, words: str
) -> None:
    done = macle_here(*DELIVER, *options, home=town.home)
    assert (done.returncode, done.stdout) == (status, "")
    assert words in done.stderr


@contextmanager
def service(town: Town, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Start the service, and see that it has begun."""
    started = subprocess.Popen(
        [*MACLE, *DELIVER, "--watch"],
        cwd=ROOT,
        env=environment(town.home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with started:
        assert started.stdout is not None
        assert "Messages are sent as they come." in started.stdout.readline()
        yield started


def test_a_service_without_a_mail_server_says_that_it_reaches_nobody(town: Town) -> None:
    with service(town) as watching:
        watching.send_signal(signal.SIGTERM)
        _said, complained = watching.communicate()
    assert "[mail]" in complained
    assert str(town.locations.mail) in complained


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.more),
        pytest.param(signal.SIGHUP, marks=pytest.mark.more),
    ],
)
def test_the_service_sends_what_waits_and_ends_when_it_is_asked_to(town: Town, number: int) -> None:
    with mail_server() as server:
        set_mail(town.home, server.port)
        with service(town) as started:
            assert started.stdout is not None
            assert started.stdout.readline() == "Delivered: 1 message.\n"
            started.send_signal(number)
            rest, errors = started.communicate(timeout=120)
            assert (started.returncode, rest, errors) == (0, "", "")
        assert len(server.raw) == 1


@pytest.mark.more
@pytest.mark.usefixtures("waiting")
def test_a_server_that_hangs_does_not_hold_up_the_end_of_the_service(town: Town) -> None:
    with socket.create_server(("localhost", 0)) as listening:
        set_mail(town.home, listening.getsockname()[1])
        with service(town) as started:
            client, _address = listening.accept()
            with client:
                started.terminate()
                # A step of the server may take 20 s.
                _rest, errors = started.communicate(timeout=18)
                assert (started.returncode, errors) == (0, "")
    [message] = town.store.waiting.messages()
    assert message.tries == 0


@pytest.mark.usefixtures("waiting")
def test_a_second_signal_ends_the_service_whatever_it_waits_for(town: Town) -> None:
    with socket.create_server(("localhost", 0)) as listening:
        set_mail(town.home, listening.getsockname()[1])
        with service(town) as started:
            client, _address = listening.accept()
            with client:
                for _signal in range(90):  # for 18 s: a step of the server may take 20
                    started.terminate()
                    with suppress(subprocess.TimeoutExpired):
                        started.wait(0.2)
                        break
                assert started.returncode == 0


@pytest.mark.more
@pytest.mark.usefixtures("waiting")
def test_a_message_that_is_being_taken_when_the_service_ends_is_not_sent_again(town: Town) -> None:
    begun, may = threading.Event(), threading.Event()

    def take_long() -> None:
        begun.set()
        may.wait(50)

    with mail_server() as server:
        server.meanwhile = take_long
        set_mail(town.home, server.port)
        with service(town) as started:
            assert begun.wait(50)
            started.terminate()
            try:
                with pytest.raises(subprocess.TimeoutExpired):
                    started.wait(2)
            finally:
                may.set()
            rest, errors = started.communicate(timeout=120)
            assert (started.returncode, rest, errors) == (0, "Delivered: 1 message.\n", "")
        assert len(server.raw) == 1
    assert town.store.waiting.messages() == ()


@pytest.mark.usefixtures("waiting")
def test_the_service_tells_of_a_message_that_it_gives_up(town: Town) -> None:
    with mail_server() as server:
        set_mail(town.home, server.port)
        server.answers.append("550 5.1.1 unknown")
        with service(town) as started:
            assert started.stderr is not None
            assert "550 5.1.1 unknown" in started.stderr.readline()
            started.terminate()
            assert started.communicate(timeout=120) == ("", "")


def test_no_secret_is_in_what_is_told(town: Town, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wrong-Letterbox-9")
    (tmp_path / "password").chmod(0o600)
    own = certificate(tmp_path)
    with mail_server(own, login=True) as server:
        more = f'ca_file = "{own}"\nusername = "{LOGIN}"\npassword_file = "{tmp_path / "password"}"'
        set_mail(town.home, server.port, more)
        done = macle_here(*DELIVER, "--test", "me@example.org", home=town.home)
    assert done.returncode == 1
    assert "535" in done.stderr
    assert "wrong-Letterbox-9" not in done.stdout + done.stderr
    assert [*(town.home / "logs").iterdir()] == []
