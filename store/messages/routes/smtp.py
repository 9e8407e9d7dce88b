"""The route to a mail server: SMTP (RFC 5321), encrypted from the start or by STARTTLS (RFC 3207).

A server that does not go on is cut off. Certificates are verified, with the names in them, against those that
the system trusts or, where the settings name some, against those alone.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from store.messages.internet_message import ascii_address, internet_message
from store.messages.message import Email, Outgoing, Sender
from store.messages.routes.mail_files import password_of, trusted_by
from store.messages.routes.route import RefusedForGood, Send, WayClosed
from store.problems import Problem, Refusal
from store.rules.limits import SEND_WITHIN
from store.rules.secret import Secret
from store.settings import Mail
from store.settings.delivery import address_of, sender_of
from store.threads import start

_STEP_S = 20.0
"""Within which a server has to be reached, and then to say something after each command."""
_GOODBYE_S = 2.0
"""Within which it may answer the last command, for whose answer nobody needs to wait."""


class SmtpRoute:
    """Hands emails to the mail server of the settings; a connection serves several, one after the other."""

    def __init__(self, mail: Mail, home: Path) -> None:
        self._mail, self._home = mail, home
        self._sender = Sender(*sender_of(mail))

    @contextmanager
    def open(self) -> Iterator[Send]:
        """Give what sends emails by one connection.

        Raises `WayClosed` MAIL_UNKNOWN_HOST, MAIL_REFUSES_CONNECTION, MAIL_UNREACHABLE, MAIL_TOO_SLOW,
        MAIL_BROKEN_OFF, MAIL_CERTIFICATE, MAIL_NOT_ENCRYPTED, MAIL_LOGIN, MAIL_NO_LOGIN, MAIL_FILE,
        MAIL_ONE_LINE, MAIL_PASSWORD, MAIL_AUTHORITY, MAIL_REFUSED and MAIL_LATER, with the fact `detail`.
        What sends raises some of these, and of one message `RefusedForGood` MAIL_RECIPIENT, `Problem`
        MAIL_REFUSED and MAIL_LATER (for now); where the server hangs up, this is `WayClosed` too.
        """
        with ExitStack() as until_sent:
            with self._told(WayClosed):
                server, password = self._prepared()
                until_sent.callback(server.leave)
                with server.within(SEND_WITHIN.total_seconds()):
                    server.meet(self._mail, password)
            yield partial(self._send, server)

    def _prepared(self) -> tuple[_Server, Secret | None]:
        try:
            context, password = trusted_by(self._mail, self._home), password_of(self._mail, self._home)
        except Problem as problem:
            raise WayClosed(problem.refusal, **problem.facts) from None
        return _Server(context, at_once=self._mail.security == "tls"), password

    def _send(self, server: _Server, message: Outgoing) -> None:
        assert isinstance(message, Email)
        letter = internet_message(message, self._sender, ascii_only=True)
        with self._told(Problem), server.within(SEND_WITHIN.total_seconds()):
            server.send_message(letter, self._sender.address, [ascii_address(message.to)])

    @contextmanager
    def _told(self, of_one: type[Problem]) -> Iterator[None]:
        """Turn errors into refusals: those of a connection close the way, those in an answer are `of_one`."""
        try:
            yield
        except Problem:
            raise
        except _CutOff:
            raise WayClosed(Refusal.MAIL_TOO_SLOW, detail="") from None
        except smtplib.SMTPNotSupportedError as error:
            raise of_one(Refusal.MAIL_REFUSED, detail=str(error)) from None
        except smtplib.SMTPAuthenticationError as error:
            refusal = Refusal.MAIL_LATER if error.smtp_code < _FOR_GOOD else Refusal.MAIL_LOGIN
            raise of_one(refusal, detail=_answer(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPRecipientsRefused as error:
            [(code, answer)] = error.recipients.values()
            if _is_of_recipient(code, answer):
                raise RefusedForGood(Refusal.MAIL_RECIPIENT, detail=_answer(code, answer)) from None
            raise _refused(code, answer, of_one) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error, of_one) from None
        except (smtplib.SMTPException, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError) as error:
            raise WayClosed(Refusal.MAIL_BROKEN_OFF, detail=str(error)) from None
        except OSError as error:
            raise WayClosed(_of_connection(error), detail=_reason(error)) from None


class _CutOff(Exception):
    """The server took longer than it may."""


class _Server(smtplib.SMTP):
    """A connection that can be cut off, whatever is waited for, and that is encrypted with one `context`."""

    def __init__(self, context: ssl.SSLContext, *, at_once: bool) -> None:
        name = socket.gethostname()
        # Else smtplib asks the name system, for as long as that takes.
        super().__init__(local_hostname=name if "." in name else "[127.0.0.1]", timeout=_STEP_S)
        self._context, self._at_once = context, at_once
        self._below: socket.socket | None = None
        self._cut = threading.Event()

    def meet(self, mail: Mail, password: Secret | None) -> None:
        """Connect, encrypt, and sign in where there is a password."""
        self._host: str = mail.server  # by which smtplib verifies a certificate
        code, answer = self.connect(address_of(mail), mail.port)
        if code != _READY:
            raise smtplib.SMTPConnectError(code, answer)
        if mail.security == "starttls":
            self.ehlo_or_helo_if_needed()
            if not self.has_extn("starttls"):
                raise WayClosed(Refusal.MAIL_NOT_ENCRYPTED, detail="")
            self.starttls(context=self._context)
        if password is not None:
            self.ehlo_or_helo_if_needed()
            # Of a server that offers others alone smtplib says no more than of one that breaks off.
            if _BY_PASSWORD.isdisjoint(self.esmtp_features.get("auth", "").split()):
                raise WayClosed(Refusal.MAIL_NO_LOGIN, detail="")
            self.login(mail.username, password.reveal())

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the connection off after so many seconds. Raises `_CutOff` for what this, or a step, ended."""
        cut = self._cut = threading.Event()

        def cut_off() -> None:
            cut.set()
            self._shut()

        timer = threading.Timer(seconds, cut_off)
        timer.daemon = True
        start(timer)
        try:
            yield
        except TimeoutError:
            raise _CutOff from None
        except (OSError, smtplib.SMTPException) as error:
            # smtplib makes a connection that is closed of a server that says nothing.
            if cut.is_set() or isinstance(error.__context__, TimeoutError):
                raise _CutOff from None
            raise
        finally:
            timer.cancel()
        if cut.is_set():
            raise _CutOff

    def _shut(self) -> None:
        if self._below is not None:
            with suppress(OSError):
                self._below.shutdown(socket.SHUT_RDWR)

    def getreply(self) -> tuple[int, bytes]:
        """Return the code and the lines of an answer. Raises `WayClosed` for one without end."""
        if self.file is None:
            assert self.sock is not None
            self.file = _Bounded(self.sock.makefile("rb"))
        self.file.left = _LONGEST_ANSWER
        return super().getreply()

    def leave(self) -> None:
        """Say goodbye if the server still listens, and let go of it."""
        try:
            with suppress(Exception), self.within(_GOODBYE_S):
                if self.sock is not None:
                    self.quit()
        finally:
            self.close()
            if self._below is not None:
                self._below.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect; smtplib asks for it here, as it does in its own class for TLS."""
        connected = self._connected(host, port, timeout)
        # Another name of the same connection, which reaches it also while it is being encrypted.
        self._below = connected.dup()
        # Where connecting took so long, there was nothing to shut when the time was over.
        if self._cut.is_set():
            self._shut()
        if not self._at_once:
            return connected
        return self._context.wrap_socket(connected, server_hostname=host)

    def _connected(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect to the first address of a host that answers, as long as there is time for another."""
        fault = OSError()
        for *_kind, (address, *_more) in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if self._cut.is_set():
                raise TimeoutError
            try:
                return socket.create_connection((str(address), port), timeout)
            except OSError as error:
                fault = error
        raise fault


class _Bounded:
    """What a server answers; smtplib bounds each line of it, and not how many there are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.left = 0

    def readline(self, size: int) -> bytes:
        """Return a line. Raises `WayClosed` MAIL_BROKEN_OFF for one too many."""
        line = self._file.readline(size)
        self.left -= len(line)
        if self.left < 0:
            raise WayClosed(Refusal.MAIL_BROKEN_OFF, detail="")
        return line

    def close(self) -> None:
        """Let go of the connection, as smtplib asks for."""
        self._file.close()


_LONGEST_ANSWER = 65_536
"""Bytes of all its lines."""
_TOLD = 500
"""Characters of an answer that are told."""
_READY = 220
_HANGS_UP = 421
"""With it a server ends the connection, whatever it was asked for (RFC 5321 §3.8); smtplib does too."""
_FOR_GOOD = 500
"""Codes from here on say that trying again will not help (RFC 5321 §4.2.1)."""
_BY_PASSWORD = {"CRAM-MD5", "PLAIN", "LOGIN"}
"""The ways to sign in that smtplib knows."""
_NO_MAILBOX = {550, 551, 553}
"""Codes of an answer to a recipient that may mean the mailbox (RFC 5321 §4.2.3)."""
_ENHANCED = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])")
_OF_RECIPIENT = {"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1"}
"""Enhanced codes that say that nobody is there (RFC 3463 §3.2 and §3.3, RFC 7505).

5.1.0, 5.1.7 and 5.1.8 are answered to a recipient too where it is the sender that is refused.
"""
_OF_SETTINGS = re.compile(r"relay|authenticat|sender", re.IGNORECASE)
"""Some servers write no enhanced codes, and answer 550 also to who has not signed in."""


def _refused(code: int, answer: Any, of_one: type[Problem]) -> Problem:
    refusal = Refusal.MAIL_REFUSED if code >= _FOR_GOOD else Refusal.MAIL_LATER
    return (WayClosed if code == _HANGS_UP else of_one)(refusal, detail=_answer(code, answer))


def _is_of_recipient(code: int, answer: Any) -> bool:
    """Tell whether an answer to a recipient says that there is none, and not that something is set wrong."""
    if enhanced := _ENHANCED.search(text := _text(answer)):
        return code >= _FOR_GOOD and enhanced[0] in _OF_RECIPIENT
    return code in _NO_MAILBOX and _OF_SETTINGS.search(text) is None


def _answer(code: int, answer: Any) -> str:
    return f"{code} {_text(answer)}"[:_TOLD]


def _text(answer: Any) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)


def _of_connection(error: OSError) -> Refusal:
    match error:
        case ssl.SSLCertVerificationError():
            return Refusal.MAIL_CERTIFICATE
        case ssl.SSLError():
            return Refusal.MAIL_NOT_ENCRYPTED
        case socket.gaierror():
            return Refusal.MAIL_UNKNOWN_HOST
        case ConnectionRefusedError():
            return Refusal.MAIL_REFUSES_CONNECTION
    return Refusal.MAIL_UNREACHABLE


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return error.strerror or str(error)
