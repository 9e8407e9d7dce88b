"""What lies in the devices: the emails and text messages that the application sent, and sheets of paper."""

from __future__ import annotations

import email
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.policy import default as email_policy
from pathlib import Path

from i18n import Clock, Day, Message, _, told
from tui.pages import Text

_GROUPS = r"[0-9A-Z]{4,5}(?:-[0-9A-Z]{4,5})+"
_LAST_WORD = rf"{_GROUPS}|\d{{6}}|(?<=:\s)[0-9A-Z]{{3}}"
_CODE = re.compile(rf"^(?:\S+/)?({_GROUPS}|[0-9A-Za-z]{{6,64}})$|\s({_LAST_WORD})\Z", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """Something to read: `lead` stands before its `title` in a list, `about` says whose it is, and when."""

    lead: Text
    title: Text
    about: Message
    text: str

    @property
    def code(self) -> str | None:
        """The code or key that stands alone on a line, or the token that ends one as it would end a link.

        In a text message, the code is the last word; a PIN is three letters or digits after a colon.
        """
        found = _CODE.search(self.text)
        return None if found is None else found[1] or found[2]


@dataclass(frozen=True)
class Received(Item):
    """An email, or a text message, whose title is the number it was sent to."""

    path: Path
    sent_at: datetime
    to: str


def received(folder: Path, known: Collection[Path] = ()) -> list[Received]:
    """Return the messages in `folder`, oldest first, without those whose path is `known`. Blocks."""
    return [
        _read(path) for path in sorted(folder.glob("*.*")) if path.suffix in _READERS and path not in known
    ]


def _read(path: Path) -> Received:
    sent_at = datetime.strptime(path.name.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    to, subject, text = _READERS[path.suffix](path)
    about = _("To {address}, {day}", address=to, day=Day(sent_at))
    return Received(told(Clock(sent_at)), subject or to, about, text.strip(), path, sent_at, to)


def _read_email(path: Path) -> tuple[str, str, str]:
    message = email.message_from_bytes(path.read_bytes(), policy=email_policy)
    text = message.get_body(("plain",))
    return message["To"], message["Subject"], "" if text is None else text.get_content()


def _read_sms(path: Path) -> tuple[str, str, str]:
    to, _blank, text = path.read_text(encoding="utf-8").partition("\n\n")
    return to, "", text


_READERS = {".eml": _read_email, ".txt": _read_sms}
