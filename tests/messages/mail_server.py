"""A real mail server on loopback: with a certificate, a login, and whatever it refuses."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mailbox import opened

LOGIN, PASSWORD = "macle", "Letterbox-2026!"
_PEM = serialization.Encoding.PEM


def certificate(folder: Path, name: str = "localhost") -> Path:
    """Make a certificate that vouches for itself as `name`; the file with its key ends with `.key`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(made.public_bytes(_PEM))
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(_PEM, form, serialization.NoEncryption())
    file.with_suffix(".key").write_bytes(secret)
    return file


@dataclass
class Mailbox:
    """What the server took, and what it answers instead to a recipient, once for each answer in the list."""

    raw: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    connections: int = 0
    port: int = 0

    def mail(self) -> list[EmailMessage]:
        """No property: aiosmtpd reads all of those for each connection."""
        return [opened(content) for _to, content in self.raw]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.meanwhile()
        assert isinstance(envelope.content, bytes)
        [to] = envelope.rcpt_tos
        self.raw.append((to, envelope.content))
        return "250 taken"


class _AnyPort(Controller):
    """Takes a port that is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        socket.create_connection((self.hostname, self.port)).close()


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (LOGIN.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(
    own: Path | None = None, *, at_once: bool = False, login: bool = False, utf8: bool = True
) -> Iterator[Mailbox]:
    """Run a server with a certificate of its own, by which it encrypts `at_once` or by STARTTLS."""
    mailbox = Mailbox()
    context = None
    if own is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own, own.with_suffix(".key"))
    controller = _AnyPort(
        mailbox,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if at_once else None,
        tls_context=None if at_once else context,
        require_starttls=own is not None and not at_once,
        authenticator=_knows if login else None,
        auth_required=login,
        auth_require_tls=not at_once,
        enable_SMTPUTF8=utf8,
    )
    controller.start()
    try:
        mailbox.port = controller.port
        yield mailbox
    finally:
        controller.stop()
