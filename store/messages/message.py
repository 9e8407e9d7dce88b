"""A message in clear, on its way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from enum import StrEnum
from typing import TypeAlias

import idna

from store.messages.web_page import web_page


class MessageKind(StrEnum):
    """By what a message reaches its reader; each kind takes the route that the settings declare for it."""

    EMAIL = "email"
    SMS = "sms"
    SLIP = "slip"
    """On paper, straight from the printer to whom it is for."""


@dataclass(frozen=True)
class Sender:
    """Who emails are from: an address, and a name, which may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, repr=False)
class Email:
    """An email in clear, on its way out. What an earlier version wrote does not say its language."""

    id: str
    written_at: datetime
    to: str
    subject: str
    body: str
    language: str = ""

    @property
    def ascii_to(self) -> str:
        """The address with its domain as the name system has it; the part before @ is left as it is."""
        local_part, _at, domain = self.to.rpartition("@")
        return f"{local_part}@{idna.encode(domain, uts46=True).decode()}"

    def as_message(self, sender: Sender, *, ascii_only: bool) -> EmailMessage:
        """Return it in the form that mail programs read (RFC 5322): as text, and as a page of a browser.

        `ascii_only`: any mail server takes it. Else it can also be read as it stands, without a program.
        """
        policy = _FOR_SERVERS if ascii_only else _FOR_READERS
        encoding = "quoted-printable" if ascii_only else "8bit"
        message = EmailMessage(policy=policy)
        message["From"] = Address(sender.name, addr_spec=sender.address)
        message["To"] = self.ascii_to if ascii_only else self.to
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.written_at)
        message["Message-ID"] = f"<{self.id}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # so that no holiday answers it (RFC 3834)
        message.set_content(self.body, cte=encoding)
        page = web_page(self.subject, self.body, self.language)
        message.add_alternative(page, subtype="html", cte=encoding)
        if self.language:
            # Now: it would go to the text, as what is said of a content.
            message["Content-Language"] = self.language
        return message


_FOR_SERVERS = EmailPolicy(linesep="\r\n")
_FOR_READERS = EmailPolicy(utf8=True, max_line_length=None)


@dataclass(frozen=True, repr=False)
class Sms:
    """A text message in clear, on its way out."""

    id: str
    written_at: datetime
    to: str
    text: str


@dataclass(frozen=True, repr=False)
class PrintedSlip:
    """A sheet of paper in clear, on its way to the printer; `to` is its number."""

    id: str
    written_at: datetime
    to: str
    title: str
    text: str


Outgoing: TypeAlias = Email | Sms | PrintedSlip
"""A message of any kind."""
