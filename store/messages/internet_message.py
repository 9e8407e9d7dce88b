"""An email in the form that mail programs read (RFC 5322): as text, and as a page of a browser."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

import idna

from store.messages.message import Email, Sender
from store.messages.web_page import web_page


def internet_message(email: Email, sender: Sender, *, ascii_only: bool) -> EmailMessage:
    """Return an email in that form.

    `ascii_only`: any mail server takes it. Else it can also be read as it stands, without a program.
    """
    policy = _FOR_SERVERS if ascii_only else _FOR_READERS
    encoding = "quoted-printable" if ascii_only else "8bit"
    message = EmailMessage(policy=policy)
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = ascii_address(email.to) if ascii_only else email.to
    message["Subject"] = email.subject
    message["Date"] = format_datetime(email.written_at)
    message["Message-ID"] = f"<{email.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # so that no holiday answers it (RFC 3834)
    message.set_content(email.body, cte=encoding)
    page = web_page(email.subject, email.body, email.language)
    message.add_alternative(page, subtype="html", cte=encoding)
    if email.language:
        # Now: it would go to the text, as what is said of a content.
        message["Content-Language"] = email.language
    return message


def ascii_address(address: str) -> str:
    """Return an address with its domain as the name system has it; the part before @ is left as it is."""
    local_part, _at, domain = address.rpartition("@")
    return f"{local_part}@{idna.encode(domain, uts46=True).decode()}"


_FOR_SERVERS = EmailPolicy(linesep="\r\n")
_FOR_READERS = EmailPolicy(utf8=True, max_line_length=None)
