"""Emails leave by a real mail server: encrypted, signed in, and whatever goes wrong has words."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal
from store.messages.message import Email
from store.messages.routes import smtp
from store.messages.routes.route import WayClosed
from store.messages.routes.smtp import SmtpRoute
from store.settings import Mail
from tests.messages.mail_server import LOGIN, PASSWORD, Mailbox, certificate, mail_server
from tests.messages.other_routes import outbox_by_kind
from tests.town import TERMINAL, Town
from tui.wording import undelivered


def settings(server: Mailbox, own: Path | None = None, **more: Any) -> Mail:
    """Return the settings for a server, which name its certificate."""
    security = "none" if own is None else "starttls"
    usual = {"security": security, "ca_file": "" if own is None else str(own)}
    return Mail(
        **{"server": "localhost", "port": server.port, "sender": "Macle <macle@example.org>", **usual, **more}
    )


def password_file(folder: Path, password: str = PASSWORD, mode: int = 0o600) -> str:
    file = folder / "mail-password"
    file.write_text(f"{password}\n")
    file.chmod(mode)
    return str(file)


def fails(town: Town, mail: Mail) -> str:
    """Try in vain to send a letter, and return why it waits."""
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    assert outbox_by_kind(town, email=SmtpRoute(mail, town.home)).deliver() == 0
    last_error = town.store.waiting.messages()[-1].last_error
    assert last_error is not None
    for language in (ENGLISH, FRENCH):
        assert language.say(undelivered(last_error)).endswith(".")
    return last_error


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return certificate(tmp_path)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # it does not see that TLS was there from the start
@pytest.mark.parametrize("at_once", [True, False], ids=["tls", "starttls"])
def test_a_letter_is_handed_over_encrypted_and_signed_in(
    town: Town, tmp_path: Path, own: Path, at_once: bool
) -> None:
    with mail_server(own, at_once=at_once, login=True) as server:
        mail = settings(
            server,
            own,
            security="tls" if at_once else "starttls",
            username=LOGIN,
            password_file=password_file(tmp_path),
        )
        town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
        assert outbox_by_kind(town, email=SmtpRoute(mail, town.home)).deliver() == 1
        [letter] = server.mail()
        assert (letter["To"], letter["Subject"]) == ("nobody@example.org", "Reset the password")
        assert letter["From"] == "Macle <macle@example.org>"
    assert town.store.waiting.messages() == ()


def test_several_letters_leave_by_one_connection(town: Town, own: Path) -> None:
    for number in range(3):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    with mail_server(own) as server:
        route = SmtpRoute(settings(server, own), town.home)
        assert outbox_by_kind(town, email=route).deliver() == 3
        # Each connection says EHLO before and after STARTTLS.
        assert server.connections == 2


def test_a_wrong_password_is_told(town: Town, tmp_path: Path, own: Path) -> None:
    with mail_server(own, login=True) as server:
        wrong = password_file(tmp_path, "wrong")
        told = fails(town, settings(server, own, username=LOGIN, password_file=wrong))
    assert told.startswith("mail-login: 535")


def test_a_server_that_takes_no_password_is_told(town: Town, tmp_path: Path, own: Path) -> None:
    with mail_server(own) as server:
        mail = settings(server, own, username=LOGIN, password_file=password_file(tmp_path))
        assert fails(town, mail).startswith("mail-login")


def test_a_server_that_takes_passwords_only_once_it_encrypts_is_told_from_one_that_refuses_them(
    town: Town, tmp_path: Path
) -> None:
    with mail_server() as server:
        mail = settings(server, username=LOGIN, password_file=password_file(tmp_path))
        assert fails(town, mail).startswith("mail-no-login")


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [
        ("one\ntwo", 0o600, "mail-one-line"),
        ("", 0o600, "mail-one-line"),
        ("secret", 0o640, "file-open"),
    ],
)
def test_a_password_file_that_is_none_or_lies_open_is_refused_by_name(
    town: Town, tmp_path: Path, own: Path, content: str, mode: int, code: str
) -> None:
    file = password_file(tmp_path, content, mode)
    if not content:
        Path(file).write_text("")
    with mail_server(own, login=True) as server:
        told = fails(town, settings(server, own, username=LOGIN, password_file=file))
        assert server.raw == []
    assert told == f"{code}: {file}"


def test_a_password_that_no_server_can_be_sent_is_refused_by_the_name_of_its_file(
    town: Town, tmp_path: Path, own: Path
) -> None:
    file = password_file(tmp_path, "clé-2026")
    with mail_server(own, login=True) as server:
        told = fails(town, settings(server, own, username=LOGIN, password_file=file))
        assert server.connections == 0
    assert told == f"mail-password: {file}"


def test_a_password_file_that_is_missing_is_named(town: Town, tmp_path: Path, own: Path) -> None:
    with mail_server(own, login=True) as server:
        told = fails(town, settings(server, own, username=LOGIN, password_file="keys/mail"))
    assert told == f"mail-file: {town.home / 'keys' / 'mail'}"


def test_a_certificate_of_another_host_is_refused(town: Town, tmp_path: Path) -> None:
    other = certificate(tmp_path, "mail.example.org")
    with mail_server(other) as server:
        told = fails(town, settings(server, other))
        assert server.raw == []
    assert told.startswith("mail-certificate: Hostname mismatch")


def test_a_certificate_that_nobody_vouches_for_is_refused(town: Town, own: Path) -> None:
    with mail_server(own) as server:
        told = fails(town, settings(server, own, ca_file=""))
    assert told.startswith("mail-certificate: self")


def test_certificates_that_are_none_are_refused_by_name(town: Town, tmp_path: Path, own: Path) -> None:
    for name, code in (("missing.pem", "mail-file"), ("mail-password", "mail-authority")):
        password_file(tmp_path)
        with mail_server(own) as server:
            told = fails(town, settings(server, own, ca_file=str(tmp_path / name)))
        assert told == f"{code}: {tmp_path / name}"
        town.clock.advance(hours=1)


def test_certificates_that_others_can_replace_are_refused_by_name(town: Town, own: Path) -> None:
    own.chmod(0o666)
    with mail_server(own) as server:
        assert fails(town, settings(server, own)) == f"file-writable: {own}"
        assert server.raw == []


@pytest.mark.parametrize("at_once", [True, False], ids=["tls", "starttls"])
def test_nothing_is_sent_to_a_server_that_does_not_encrypt(town: Town, at_once: bool) -> None:
    with mail_server() as server:
        told = fails(town, settings(server, security="tls" if at_once else "starttls"))
        assert server.raw == []
    assert told.startswith("mail-not-encrypted")


def test_a_server_that_hangs_up_for_now_gives_its_reason_to_all_that_waits(town: Town, own: Path) -> None:
    for number in range(3):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    with mail_server(own) as server:
        server.answers += ["421 4.7.0 too many"]
        route = SmtpRoute(settings(server, own), town.home)
        assert outbox_by_kind(town, email=route).deliver() == 0
    waiting = town.store.waiting.messages()
    assert [message.last_error for message in waiting] == ["mail-later: 421 4.7.0 too many"] * 3


def test_a_port_where_nobody_listens_is_told(town: Town, own: Path) -> None:
    with closing(socket.create_server(("localhost", 0))) as free:
        port = free.getsockname()[1]
    told = fails(town, Mail(server="localhost", port=port, sender="macle@example.org"))
    assert told.startswith("mail-refuses-connection")


def test_a_name_that_nobody_has_is_told(town: Town) -> None:
    assert fails(town, Mail(server="nobody.invalid", sender="macle@example.org")).startswith(
        "mail-unknown-host"
    )


@contextmanager
def saying(*lines: bytes) -> Iterator[tuple[int, list[socket.socket]]]:
    """Run a server that answers with these lines, then with nothing more; give its port, and its clients."""
    clients: list[socket.socket] = []

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                client, _address = listening.accept()
            except OSError:
                return
            clients.append(client)
            # A client that does not read all of it ends the connection.
            with suppress(ConnectionError), client.makefile("rwb") as file:
                for line in lines:
                    file.write(line)
                    file.flush()
                    if not file.readline():
                        break
                else:
                    file.read()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        try:
            yield listening.getsockname()[1], clients
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for client in clients:
                client.close()
            thread.join()


def test_a_server_that_takes_no_password_in_any_way_is_told_from_one_that_breaks_off(
    town: Town, tmp_path: Path
) -> None:
    with saying(b"220 ready\r\n", b"250-hello\r\n250 AUTH XOAUTH2 GSSAPI\r\n") as (port, _clients):
        mail = Mail(
            server="127.0.0.1",
            port=port,
            security="none",
            sender="macle@example.org",
            username=LOGIN,
            password_file=password_file(tmp_path),
        )
        told = fails(town, mail)
    assert told == "mail-no-login"
    assert "takes no passwords at all" in ENGLISH.say(undelivered(told))


_TAKES = (b"220 ready\r\n", b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n")


@pytest.mark.parametrize("steps", range(len(_TAKES)))
def test_a_server_that_hangs_in_the_middle_is_given_up_once_for_all_that_waits(
    town: Town, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(smtp, "_STEP_S", 0.05)
    for number in range(5):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    with saying(*_TAKES[:steps]) as (port, clients):
        mail = Mail(server="127.0.0.1", port=port, security="none", sender="macle@example.org")
        assert outbox_by_kind(town, email=SmtpRoute(mail, town.home)).deliver() == 0
        assert len(clients) == 1
    assert town.store.waiting.state().last_error == "mail-too-slow"
    assert {message.tries for message in town.store.waiting.messages()} == {1}
    assert all(message.next_try_at > town.clock.now for message in town.store.waiting.messages())


def test_a_server_that_always_has_something_more_to_say_is_cut_off(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SEND_WITHIN", timedelta(seconds=0.3))
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def dribble() -> None:
            client, _address = listening.accept()
            with client, suppress(OSError):
                while not over.wait(0.02):  # so slowly that it does not come to say too much
                    client.sendall(b"220-and another thing\r\n")

        thread = threading.Thread(target=dribble)
        thread.start()
        port = listening.getsockname()[1]
        mail = Mail(server="127.0.0.1", port=port, security="none", sender="macle@example.org")
        assert fails(town, mail) == "mail-too-slow"
        over.set()
        thread.join()


def test_a_server_that_is_reached_too_late_is_cut_off_as_well(
    town: Town, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = socket.create_connection

    def connect_late(*arguments: Any) -> socket.socket:
        """Connect once the time for all of it is over."""
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
        return connect(*arguments)

    monkeypatch.setattr(smtp, "SEND_WITHIN", timedelta(seconds=0.01))
    with mail_server(own) as server:
        monkeypatch.setattr(socket, "create_connection", connect_late)
        assert fails(town, settings(server, own)) == "mail-too-slow"
        assert server.connections == 0


def test_an_answer_without_end_is_broken_off_before_it_fills_the_memory(town: Town) -> None:
    with saying(b"220-and another thing\r\n" * 10_000 + b"220 ready\r\n") as (port, _clients):
        mail = Mail(server="127.0.0.1", port=port, security="none", sender="macle@example.org")
        assert fails(town, mail).startswith("mail-broken-off")


def test_of_an_answer_no_more_is_told_than_a_person_reads(town: Town) -> None:
    with saying(b"554-no\r\n" * 1000 + b"554 no\r\n") as (port, _clients):
        mail = Mail(server="127.0.0.1", port=port, security="none", sender="macle@example.org")
        with pytest.raises(WayClosed) as closed, SmtpRoute(mail, town.home).open():
            pass
    assert closed.value.refusal is Refusal.MAIL_REFUSED
    assert len(closed.value.facts["detail"]) == 500


def test_a_server_that_breaks_off_is_told(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            client, _address = listening.accept()
            client.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        port = listening.getsockname()[1]
        mail = Mail(server="127.0.0.1", port=port, security="none", sender="macle@example.org")
        assert fails(town, mail).startswith("mail-broken-off")
        thread.join()


def test_an_address_beyond_ascii_reaches_a_server_that_takes_it_and_is_refused_by_one_that_does_not(
    town: Town, own: Path
) -> None:
    letter = Email("0" * 32, town.clock.now, "élodie@exämple.org", "Hello", "Hello.\n")
    with mail_server(own) as server, SmtpRoute(settings(server, own), town.home).open() as send:
        send(letter)
        assert server.raw[0][0] == "élodie@xn--exmple-cua.org"
    with mail_server(own, utf8=False) as server, SmtpRoute(settings(server, own), town.home).open() as send:
        with pytest.raises(Problem) as refused:
            send(letter)
        assert refused.value.refusal is Refusal.MAIL_REFUSED
        send(Email("1" * 32, town.clock.now, "elodie@exämple.org", "Hello", "Hello.\n"))
        assert server.raw[0][0] == "elodie@xn--exmple-cua.org"


def test_a_way_that_is_closed_is_a_refusal_like_any_other() -> None:
    assert isinstance(WayClosed(Refusal.MAIL_TOO_SLOW), Problem)
