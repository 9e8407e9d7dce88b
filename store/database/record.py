"""The host's record of how many commits a store has, kept outside backups, to recognise an older copy."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from store.files import lead_to, make_folder, open_file, refuse_open
from store.problems import Problem


class Record:
    """The number of a store's last commit that is known: the size of a file, which grows and never shrinks.

    So it takes one write without a lock, whoever else writes, and none that comes late can take it back. It
    is written after the commit and not forced on disk: it may lag behind the store, and is never ahead of it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def open(cls, folder: Path, home: Path, store_id: str) -> Record | None:
        """Return the record in `folder` of the store in `home`, made where there is none.

        None where it cannot be kept.

        The name tells the place as well, so that work on a copy of a data folder does not make the first old.
        A folder that was there, such as someone's home, is not Macle's to close: the record in it is.
        """
        with suppress(OSError, Problem):
            lead_to(folder)
            make_folder(folder, close=False)
            return cls(open_file(folder / name_of(home, store_id), os.O_RDWR | os.O_CREAT))
        return None

    @property
    def commits(self) -> int:
        return os.fstat(self._descriptor).st_size

    def raise_to(self, commits: int) -> None:
        """Note that the store has come so far; where that fails, a later commit brings it up."""
        if commits > 0:
            with suppress(OSError, OverflowError):
                os.pwrite(self._descriptor, b"\0", commits - 1)

    def close(self) -> None:
        os.close(self._descriptor)


def noted_of(folder: Path, home: Path, store_id: str) -> int:
    """Return how far the store in `home` has come by its record; 0 where there is none."""
    with suppress(OSError):
        return (folder / name_of(home, store_id)).stat().st_size
    return 0


def most_noted(folder: Path, home: Path) -> int:
    """Return how far any store that was in `home` has come by its record; 0 where there is none."""
    return max((record.stat().st_size for record in records_of(folder, home)), default=0)


def name_of(home: Path, store_id: str) -> str:
    """Return the name of the record of a store in `home`."""
    return f"{store_id}{_end_of(home)}"


def records_of(folder: Path, home: Path) -> list[Path]:
    """Return the records of stores that were in `home`."""
    return sorted(folder.glob(f"*{_end_of(home)}"))


def can_be_kept(folder: Path) -> bool:
    """Return whether records can be kept in `folder`, as far as can be seen without making it."""
    there = next((path for path in (folder, *folder.parents) if os.path.exists(path)), folder)  # noqa: PTH110
    with suppress(OSError, Problem):
        found = there.stat()
        refuse_open(there, found)
        ours = there != folder or found.st_uid == os.geteuid()
        return there.is_dir() and ours and os.access(there, os.W_OK | os.X_OK)
    return False


def _end_of(home: Path) -> str:
    return f"-{sha256(os.fsencode(home.resolve())).hexdigest()[:8]}"
