"""A file that a person names, or the administrator: never over another, and whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.files import force_on_disk, keep_names, make_file, trusted_folder
from store.problems import FileRefused, Problem, Refusal, file_problem

_NO_ROOM = {Refusal.DISK_FULL, Refusal.QUOTA_SPENT, Refusal.FILE_LIMIT}
_UNWRITABLE = {
    Refusal.DISK_FAULT,
    Refusal.DISK_GONE,
    Refusal.READ_ONLY,
    Refusal.NO_PERMISSION,
    Refusal.FILE_SYSTEM,
    Refusal.FOLDER_UNUSABLE,
    Refusal.DATABASE_MOVED,
}


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give the name of an empty file (0600) to fill. It gets the name `path` once it is whole, and on disk.

    Until then it is alone in a folder of its own, beside `path`, into which no other user can put anything:
    a database obeys the log that lies beside it. Where it cannot be, or is given up, nothing is left of it.
    Raises `Problem` OUTPUT_EXISTS, OUTPUT_NO_ROOM and OUTPUT_UNWRITABLE with the fact `path`, also for the
    `OSError` and `FileRefused` of whoever fills it; FILE_FOREIGN and FOLDER_OPEN, with the fact `path`, of a
    folder above in which others could replace it.
    """
    try:
        if os.path.lexists(path):
            raise FileExistsError
        folder = trusted_folder(path.parent)
        with tempfile.TemporaryDirectory(".part", ".macle-", folder) as own:
            partial = Path(own) / path.name
            os.close(make_file(partial))
            yield partial
            force_on_disk(partial)
            _name(partial, folder / path.name)
    except FileExistsError:
        raise Problem(Refusal.OUTPUT_EXISTS, path=str(path)) from None
    except OSError as error:
        raise _of_output(file_problem(error), path) from None
    except FileRefused as refused:
        raise _of_output(refused.problem, path) from None


@contextmanager
def unnamed_file(folder: Path, size: int = 0) -> Iterator[Callable[[bytes, Path], None]]:
    """Make room for so many bytes in whatever folder a person chose; give what fills it, and names it.

    Others may change what is in that folder: the file (0600) is never opened by a name again. The one it has
    meanwhile is gone in the end. Raises `OSError`; what fills it also `FileExistsError` rather than to
    overwrite: whole, and on disk, or not there.
    """
    descriptor, name = tempfile.mkstemp(".part", ".macle-", folder)
    partial = Path(name)

    def fill(content: bytes, path: Path) -> None:
        file.seek(0)
        file.write(content)
        file.truncate()
        os.fsync(descriptor)
        _name(partial, path)
        if not os.path.samestat(path.lstat(), os.fstat(descriptor)):
            raise FileNotFoundError  # its name was taken from it

    try:
        with os.fdopen(descriptor, "r+b") as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(descriptor)
            yield fill
    finally:
        with suppress(OSError):  # whoever took the name may keep it
            partial.unlink()


def _name(partial: Path, path: Path) -> None:
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems, such as FAT and shares, have no second names for a file.
        _take_over(partial, path)
    keep_names(path.parent)


def _take_over(partial: Path, path: Path) -> None:
    """Rename over an empty file of ours, which nobody else has made. Raises `FileExistsError`."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        partial.rename(path)
    except OSError:
        path.unlink()
        raise


def _of_output(problem: Problem, path: Path) -> Problem:
    """Return what is amiss with the file, where something is; else the problem as it is."""
    if problem.refusal in _NO_ROOM:
        return Problem(Refusal.OUTPUT_NO_ROOM, path=str(path))
    if problem.refusal in _UNWRITABLE:
        return Problem(Refusal.OUTPUT_UNWRITABLE, path=str(path))
    return problem
