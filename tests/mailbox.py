"""What a mail program makes of an email."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy


def opened(email: bytes) -> EmailMessage:
    """Return the text of an email, under the headers of the whole, with the line ends of a file."""
    whole = message_from_bytes(email.replace(b"\r\n", b"\n"), policy=email_policy)
    text = whole.get_body(("plain",))
    assert isinstance(text, EmailMessage)
    for name in set(whole.keys()) - {"Content-Type", "MIME-Version"}:
        text[name] = whole[name]
    return text
