"""What the application sent: the emails and text messages in the store's folders."""

from __future__ import annotations

import email
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.policy import default as email_policy
from pathlib import Path

_CODE_LINE = re.compile(r"^(?:\S+/)?([0-9A-Za-z]{6,64})$", re.MULTILINE)


@dataclass(frozen=True)
class Received:
    """An email, or a text message, which has no subject."""

    path: Path
    sent_at: datetime
    to: str
    subject: str
    text: str

    @property
    def code(self) -> str | None:
        """The code that stands alone on a line, or the token that ends one as it would end a link."""
        found = _CODE_LINE.search(self.text)
        return None if found is None else found[1]


def received(folder: Path, known: Collection[Path] = ()) -> list[Received]:
    """Return the messages in `folder`, oldest first, without those whose path is `known`. Blocks."""
    return [
        _read(path) for path in sorted(folder.glob("*.*")) if path.suffix in _READERS and path not in known
    ]


def _read(path: Path) -> Received:
    sent_at = datetime.strptime(path.name.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    return _READERS[path.suffix](path, sent_at)


def _read_email(path: Path, sent_at: datetime) -> Received:
    message = email.message_from_bytes(path.read_bytes(), policy=email_policy)
    return Received(path, sent_at, message["To"], message["Subject"], message.get_content().strip())


def _read_sms(path: Path, sent_at: datetime) -> Received:
    to, _blank, text = path.read_text(encoding="utf-8").partition("\n\n")
    return Received(path, sent_at, to, "", text.strip())


_READERS = {".eml": _read_email, ".txt": _read_sms}
