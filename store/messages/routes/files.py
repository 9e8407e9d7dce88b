"""The route into the data folder: each message is a file there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.files import write_whole
from store.locations import Locations
from store.messages.message import Email, Outgoing, Sender, Sms
from store.messages.routes.route import Send
from store.settings import Settings

_NOBODY = Sender("Macle", "macle@localhost")


@dataclass(frozen=True)
class FileRoute:
    """Writes each email as an `.eml` file and each SMS as a `.txt` file (0600), whole under its name."""

    mail: Path
    sms: Path

    @classmethod
    def of(cls, settings: Settings) -> FileRoute:
        locations = Locations(settings.home)
        return cls(locations.mail, locations.sms)

    @contextmanager
    def open(self) -> Iterator[Send]:
        yield self.send

    def send(self, message: Outgoing) -> None:
        name = f"{message.written_at:%Y%m%dT%H%M%S.%fZ}-{message.id[:8]}"
        match message:
            case Email():
                from store.messages.internet_message import internet_message  # a MiB, and few sessions email

                letter = internet_message(message, _NOBODY, ascii_only=False)
                write_whole(self.mail / f"{name}.eml", letter.as_bytes())
            case Sms():
                write_whole(self.sms / f"{name}.txt", f"{message.to}\n\n{message.text}\n".encode())
