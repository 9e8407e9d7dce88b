"""How a message leaves the store. By default each is a file in the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from store.files import write_whole

_SENDER = "Macle <macle@localhost>"


@dataclass(frozen=True, repr=False)
class Email:
    """An email in clear, on its way out."""

    id: str
    written_at: datetime
    to: str
    subject: str
    body: str

    def as_message(self) -> EmailMessage:
        """Return it in the form that mail programs read (RFC 5322)."""
        from email.policy import default as email_policy

        message = EmailMessage(policy=email_policy.clone(utf8=True, max_line_length=None))
        message["From"] = _SENDER
        message["To"] = self.to
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.written_at)
        message["Message-ID"] = f"<{self.id}@localhost>"
        # Quoted-printable would break the line that ends with a token.
        message.set_content(self.body, cte="8bit")
        return message


@dataclass(frozen=True, repr=False)
class Sms:
    """A text message in clear, on its way out."""

    id: str
    written_at: datetime
    to: str
    text: str


class Delivery(Protocol):
    """A way to send; the same message may be handed over twice, under the same id."""

    def send(self, message: Email | Sms) -> None:
        """Send, or raise `OSError`: it will be tried again."""


@dataclass(frozen=True)
class FileDelivery:
    """Writes each email as an `.eml` file and each SMS as a `.txt` file (0600), whole under its name."""

    mail: Path
    sms: Path

    def send(self, message: Email | Sms) -> None:
        name = f"{message.written_at:%Y%m%dT%H%M%S.%fZ}-{message.id[:8]}"
        match message:
            case Email():
                write_whole(self.mail / f"{name}.eml", message.as_message().as_bytes())
            case Sms():
                write_whole(self.sms / f"{name}.txt", f"{message.to}\n\n{message.text}\n".encode())
