"""What the host notes of the chain of events, outside backups: where it ended when it was last seen."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from store.database.record import name_of
from store.files import lead_to, make_folder, open_file
from store.problems import Problem

_HEAD = re.compile(rb"(\d{20}) ([0-9a-f]{64})\n")
_HEAD_BYTES = 86


class NotedLink(NamedTuple):
    """A link of the chain, by its position and its HMAC."""

    position: int
    mac: str


@dataclass(frozen=True)
class Acceptance:
    """An older copy that was accepted, or restored: the chain goes on from a `link` before the one noted."""

    at: datetime
    reason: str
    link: NotedLink
    before: NotedLink | None


class ChainNote:
    """A file whose first line is the last link that is known, and the others the copies that were accepted.

    It is written after the commit: it may lag behind the chain, and never leads it. It is in the `folder`
    that is in no backup; see `Record` for its name. Where it cannot be kept, nothing is noted. Thread-safe.
    """

    def __init__(self, folder: Path, home: Path, store_id: str) -> None:
        self._path = folder / f"{name_of(home, store_id)}.chain"

    def links(self) -> Sequence[NotedLink]:
        """Return the links of which the chain must have one; none where nothing is noted.

        There are two from the moment at which an older copy is accepted until the next event is linked.
        """
        head, accepted = self._read()
        found = [] if head is None else [head]
        if accepted and accepted[-1].before == head:
            found.append(accepted[-1].link)
        return found

    def acceptances(self) -> Sequence[Acceptance]:
        """Return the older copies that were accepted, the first one first."""
        return self._read()[1]

    def go_on(self, link: NotedLink) -> None:
        """Note the last link of a chain that has one of `links`; where that fails, a later one will be."""
        with suppress(OSError, Problem), self._alone() as descriptor:
            noted = self.links()
            if len(noted) != 1 or link.position > noted[0].position:
                os.pwrite(descriptor, f"{link.position:020} {link.mac}\n".encode(), 0)

    @contextmanager
    def accepting(self, link: NotedLink, at: datetime, reason: str) -> Iterator[None]:
        """Note that the chain goes on from here, as in the older copy that is put in place within.

        Where that fails, it is noted no longer. Nobody else may use the store meanwhile. Raises `OSError`
        and `Problem`.
        """
        end = self._accept(link, at, reason)
        try:
            yield
        except BaseException:
            with self._alone() as descriptor:
                os.ftruncate(descriptor, end)
                os.fsync(descriptor)
            raise

    def _accept(self, link: NotedLink, at: datetime, reason: str) -> int:
        """Return where the file ended before."""
        with self._alone() as descriptor:
            head, _accepted = self._read()
            one = {"at": at.isoformat(timespec="seconds"), "reason": reason, "link": link, "before": head}
            before = os.fstat(descriptor).st_size
            os.pwrite(descriptor, f"{json.dumps(one)}\n".encode(), max(before, _HEAD_BYTES))
            os.fsync(descriptor)
        return before

    def _read(self) -> tuple[NotedLink | None, Sequence[Acceptance]]:
        content = b""
        with suppress(OSError):
            content = self._path.read_bytes()
        found = _HEAD.fullmatch(content[:_HEAD_BYTES])
        head = None if found is None else NotedLink(int(found[1]), found[2].decode())
        return head, [*_accepted(content[_HEAD_BYTES:].splitlines())]

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Open the file, and let no other process write it meanwhile: what is done takes no time."""
        lead_to(self._path.parent)
        make_folder(self._path.parent, close=False)
        descriptor = open_file(self._path, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _accepted(lines: Sequence[bytes]) -> Iterator[Acceptance]:
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):  # one that was cut off by a loss of power
            one = json.loads(line)
            before = None if one["before"] is None else NotedLink(*one["before"])
            at = datetime.fromisoformat(one["at"])
            yield Acceptance(at, one["reason"], NotedLink(*one["link"]), before)
