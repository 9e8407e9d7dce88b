"""A message in clear, on its way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default as email_policy
from email.utils import format_datetime
from enum import StrEnum

_SENDER = "Macle <macle@localhost>"


class MessageKind(StrEnum):
    """By what a message reaches its reader; each kind takes the route that the settings declare for it."""

    EMAIL = "email"
    SMS = "sms"


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
