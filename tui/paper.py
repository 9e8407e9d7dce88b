"""What leaves the screen on paper or as a file of the person's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Protocol

from store.problems import Problem, Refusal

_PRINT_SECONDS = 20


class Paper(Protocol):
    """Where a page that is to be kept goes. Both calls block; both raise `Problem`."""

    def print(self, title: str, text: str) -> None:
        """Hand `text` to the printer. Raises NO_PRINTER, PRINT_FAILED."""

    def save(self, name: str, text: str) -> Path:
        """Write `text` to the file that the person named, and return its full path.

        Raises FILE_EXISTS rather than overwrite, FILE_UNWRITABLE.
        """


class SystemPaper:
    """The system's own printer, through `lp`, and files in the home folder, for their owner alone."""

    def print(self, title: str, text: str) -> None:
        program = shutil.which("lp")
        if program is None:
            raise Problem(Refusal.NO_PRINTER)
        try:
            # The text goes through a pipe, so that it stands in no process list.
            subprocess.run(  # noqa: S603
                [program, "-s", "-t", title],
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PRINT_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            raise Problem(Refusal.PRINT_FAILED) from None

    def save(self, name: str, text: str) -> Path:
        try:
            path = (Path.home() / Path(name).expanduser()).absolute()
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(path, flags, 0o600)
        except FileExistsError:
            raise Problem(Refusal.FILE_EXISTS, "file") from None
        except (OSError, ValueError, RuntimeError):
            raise Problem(Refusal.FILE_UNWRITABLE, "file") from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise Problem(Refusal.FILE_UNWRITABLE, "file") from None
        return path
