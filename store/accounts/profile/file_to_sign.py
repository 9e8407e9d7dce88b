"""The file of a person that is to be signed: read in portions, and the signature written beside it."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

from store.files import open_regular
from store.locations import Locations
from store.new_file import unnamed_file
from store.problems import Problem, Refusal, file_problem
from store.rules.limits import LARGEST_SIGNED

T = TypeVar("T")

_ROOM = 8_192
"""Bytes that a signature takes at most, with the certificate in it."""
_PORTION = 1_048_576
"""Bytes that are read at once."""

Tell = Callable[[int, int], None]
"""Told how many bytes were read so far, and of how many. Whatever it raises ends the reading."""


@dataclass(frozen=True)
class FileToSign:
    """A file by its name, how it was when it was read, and its SHA-256 digest."""

    path: Path
    was: tuple[int, ...]
    digest: bytes

    def refuse_changed(self) -> None:
        """Raise `Problem` FILE_TO_SIGN (fault) where the file is not as it was when it was read."""
        if _state(_opening(self.path, os.stat)) != self.was:
            raise _problem("changed")


@contextmanager
def room_beside(path: Path, size: int = _ROOM) -> Iterator[Callable[[bytes], Path]]:
    """Make room beside a file for its signature of so many bytes; give what writes it, and returns its name.

    It is called as the file, then `.p7s`; with a number between where there is one already. It is whole, or
    not there. Raises `Problem` SIGNATURE_NO_ROOM, SIGNATURE_UNWRITABLE, of `file`.
    """
    with ExitStack() as stack:
        with _told():
            with suppress(FileNotFoundError):
                _named(path, 1).lstat()  # the name can be too long
            fill = stack.enter_context(unnamed_file(path.parent, size))

        def write(signature: bytes) -> Path:
            for number in count(1):
                with _told(), suppress(FileExistsError):
                    fill(signature, named := _named(path, number))
                    return named
            raise AssertionError("numbers have no end")

        yield write


def refuse_unsignable(path: Path, store: Locations) -> None:
    """Raise `Problem` of `file` where it cannot be signed, without reading it: FILE_TO_SIGN (fault), also for
    what the store keeps, beside which nothing else is written; what `room_beside` raises.
    """
    os.close(_opened(path))
    if _is_in(path.resolve().parent, store) or _is_in(path.parent.resolve(), store):
        raise _problem("unreadable")
    with room_beside(path):
        pass


def read(path: Path, tell: Tell) -> FileToSign:
    """Read a file to its end, a mebibyte at a time.

    Raises `Problem` FILE_TO_SIGN of `file`, whose `fault` is `missing`, `folder`, `special` (a device, a
    pipe), `unreadable`, `large`, or `changed` while it was read; and what `tell` raises.
    """
    digest, done = hashlib.sha256(), 0
    with os.fdopen(_opened(path), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        portion = bytearray(_PORTION)
        tell(0, before.st_size)
        while read_now := _opening(path, lambda _path: file.readinto(portion)):
            done += read_now
            if done > before.st_size:
                raise _problem("changed")
            digest.update(memoryview(portion)[:read_now])
            tell(done, before.st_size)
        if done != before.st_size or _state(os.fstat(file.fileno())) != _state(before):
            raise _problem("changed")
    return FileToSign(path, _state(before), digest.digest())


def _is_in(folder: Path, store: Locations) -> bool:
    """Tell whether a folder is the store's own; what the demo's people save is in another below it."""
    own = Locations(store.home.resolve())
    return folder == own.home or any(folder.is_relative_to(each) for each in own.folders)


def _opened(path: Path) -> int:
    """Open a file that can be signed."""
    descriptor = _opening(path, open_regular)
    if os.fstat(descriptor).st_size > LARGEST_SIGNED:
        os.close(descriptor)
        raise _problem("large")
    return descriptor


def _opening(path: Path, act: Callable[[Path], T]) -> T:
    """Do something with the file, and say what is amiss with it where that cannot be."""
    try:
        return act(path)
    except (FileNotFoundError, NotADirectoryError):
        fault = "missing"
    except OSError as error:
        fault = "unreadable"
        if error.errno == errno.EISDIR:
            fault = "folder" if path.is_dir() else "special"
    except (Problem, ValueError):
        # Links that lead nowhere, and names that no file can have.
        fault = "missing"
    raise _problem(fault, path=str(path))


def _named(path: Path, number: int) -> Path:
    """Return the name of a signature, where so many of this name were looked for."""
    return path.with_name(f"{path.name}-{number}.p7s" if number > 1 else f"{path.name}.p7s")


@contextmanager
def _told() -> Iterator[None]:
    """Say what is amiss where a signature cannot be written."""
    try:
        yield
    except OSError as error:
        no_room = file_problem(error).refusal in {Refusal.DISK_FULL, Refusal.QUOTA_SPENT}
        refusal = Refusal.SIGNATURE_NO_ROOM if no_room else Refusal.SIGNATURE_UNWRITABLE
        raise Problem(refusal, "file") from None


def _state(found: os.stat_result) -> tuple[int, ...]:
    """Return what would be another if the file were another, or had been written to."""
    # Whoever writes to a file can set back when it was modified, but not when it was changed.
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _problem(fault: str, **facts: str) -> Problem:
    return Problem(Refusal.FILE_TO_SIGN, "file", fault=fault, **facts)
