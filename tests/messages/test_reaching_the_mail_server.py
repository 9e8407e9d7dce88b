"""How a mail server is reached: at the address that is meant, and within a minute."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from store import Refusal
from store.messages.message import Email
from store.messages.routes import smtp
from store.messages.routes.route import WayClosed
from store.messages.routes.smtp import SmtpRoute
from store.settings import Mail
from tests.messages.mail_server import mail_server

LETTER = Email("0" * 32, datetime(2026, 3, 1, tzinfo=UTC), "nobody@example.org", "Hello", "Hello.\n")


def refusal(mail: Mail, home: Path) -> Refusal:
    with pytest.raises(WayClosed) as closed, SmtpRoute(mail, home).open():
        pass
    return closed.value.refusal


def resolves_to(monkeypatch: pytest.MonkeyPatch, name: str, *addresses: str) -> None:
    """Let a name have these addresses, in this order."""
    usual = socket.getaddrinfo

    def found(host: str, *arguments: Any, **more: Any) -> list[Any]:
        hosts = addresses if host == name else (host,)
        return [one for each in hosts for one in usual(each, *arguments, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize("name", ["localhost", "LocalHost"])
def test_without_encryption_another_listener_of_the_same_name_gets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with mail_server() as server, socket.create_server(("127.0.0.2", server.port)) as thief:
        thief.setblocking(False)
        resolves_to(monkeypatch, name, "127.0.0.2", "127.0.0.1")
        mail = Mail(server=name, port=server.port, security="none", sender="macle@example.org")
        with SmtpRoute(mail, tmp_path).open() as send:
            send(LETTER)
        assert len(server.mail()) == 1
        with pytest.raises(BlockingIOError):
            thief.accept()


def test_without_encryption_an_address_that_is_written_is_kept(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.2", 0)) as free:
        port = free.getsockname()[1]

        def hang_up() -> None:
            client, _address = free.accept()
            client.close()

        reached = threading.Thread(target=hang_up)
        reached.start()
        mail = Mail(server="127.0.0.2", port=port, security="none", sender="macle@example.org")
        assert refusal(mail, tmp_path) is Refusal.MAIL_BROKEN_OFF
        reached.join()


def test_a_name_whose_first_address_refuses_is_reached_at_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves_to(monkeypatch, "mail.example.org", "127.0.0.2", "127.0.0.1")
    with mail_server() as server:
        mail = Mail(server="mail.example.org", port=server.port, security="none", sender="macle@example.org")
        with SmtpRoute(mail, tmp_path).open() as send:
            send(LETTER)
        assert len(server.mail()) == 1


def test_once_the_time_is_over_no_further_address_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def hang(_socket: socket.socket, address: tuple[str, int]) -> None:
        """Say nothing until the time for all of it is over."""
        tried.append(address[0])
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
        raise TimeoutError

    monkeypatch.setattr(smtp, "SEND_WITHIN", timedelta(seconds=0.01))
    resolves_to(monkeypatch, "mail.example.org", *(f"127.9.0.{number}" for number in range(1, 13)))
    monkeypatch.setattr(socket.socket, "connect", hang)
    mail = Mail(server="mail.example.org", port=25, sender="macle@example.org")
    assert refusal(mail, tmp_path) is Refusal.MAIL_TOO_SLOW
    assert tried == ["127.9.0.1"]
