"""What leaves the screen on paper or as a file of the person's own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import Protocol

from i18n import Message, _, harmless
from store.printing import print_sheet
from store.problems import Problem, Refusal


class Paper(Protocol):
    """Where a page that is to be kept goes. All calls block; to print and to save raise `Problem`."""

    where: Message
    """Says where a file goes that the person names."""

    def print(self, title: str, text: str) -> None:
        """Hand `text` to the printer. Raises NO_PRINTER, PRINT_FAILED."""

    def free_name(self, name: str) -> str:
        """Return `name`, or one like it that no file has yet."""

    def find(self, name: str) -> Path:
        """Return the full path of the file that the person named, which need not be there.

        Raises of `file`: TEXT_CHARACTERS as `save` does, FILE_TO_SIGN where there is no such home folder.
        """

    def save(self, name: str, parts: Iterable[str]) -> Path:
        """Write the parts of a text to the file that the person named, and return its full path.

        The first part is asked for once there is the file, which is gone again where one of them, or writing
        it, fails. Raises of `file`: TEXT_CHARACTERS for a name that cannot be shown, FILE_EXISTS rather than
        overwrite, FILE_UNWRITABLE.
        """


def free_name(folder: Path, name: str) -> str:
    """Return `name`, or with the first number after it under which there is no file in `folder` yet."""
    wanted = Path(name)
    numbered = (f"{wanted.stem}-{number}{wanted.suffix}" for number in count(2))
    return next(one for one in chain([name], numbered) if not os.path.lexists(folder / one))


def find(folder: Path, name: str) -> Path:
    """Return the full path of the file that a person named, from `folder` on; see `Paper.find`."""
    _refuse_unshowable(name)
    try:
        return _path(folder, name)
    except RuntimeError:
        raise Problem(Refusal.FILE_TO_SIGN, "file", fault="missing", path=name) from None


def _path(folder: Path, name: str) -> Path:
    """Raises `RuntimeError` for the home folder of nobody."""
    return (folder / Path(name.strip()).expanduser()).absolute()


def _refuse_unshowable(name: str) -> None:
    if harmless(name) != name:
        raise Problem(Refusal.TEXT_CHARACTERS, "file")


@dataclass(frozen=True)
class SystemPaper:
    """The system's own printer, and files in the home folder, for their owner alone.

    A printer that has not taken a text within `print_seconds` is given up.
    """

    where = _("In your home folder, unless it begins with a slash. No file is overwritten.")

    print_seconds: float = 20

    def print(self, title: str, text: str) -> None:
        print_sheet(title, text, timedelta(seconds=self.print_seconds))

    def free_name(self, name: str) -> str:
        return free_name(Path.home(), name)

    def find(self, name: str) -> Path:
        return find(Path.home(), name)

    def save(self, name: str, parts: Iterable[str]) -> Path:
        _refuse_unshowable(name)
        try:
            path = _path(Path.home(), name)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(path, flags, 0o600)
        except FileExistsError:
            raise Problem(Refusal.FILE_EXISTS, "file") from None
        except (OSError, ValueError, RuntimeError):
            raise Problem(Refusal.FILE_UNWRITABLE, "file") from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                for part in parts:
                    file.write(part.encode())
                file.flush()
                os.fsync(file.fileno())
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise Problem(Refusal.FILE_UNWRITABLE, "file") from None
            raise
        return path
