"""The secret by which the store knows someone's own terminal: only their system user can read its file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from store.files import lead_to, make_folder, read_private
from store.new_file import unnamed_file
from store.problems import file_problem
from store.rules.codes import new_token
from store.rules.secret import Secret


def secret_of(state: Path) -> Secret:
    """Return the secret in the folder `state`, made where there is none.

    Raises `Problem` FILE_OPEN, FILE_FOREIGN, FILE_LINK and FILE_WRITABLE where others could have it (path),
    and what the file system refuses.
    """
    file = _file_in(state)
    try:
        lead_to(state)
        make_folder(state)
        if not file.exists():
            # Of two that make it at once, the first one's is both's.
            with suppress(FileExistsError), unnamed_file(state) as fill:
                fill(new_token().encode(), file)
        return _read(file)
    except OSError as error:
        raise file_problem(error) from None


def find_secret(state: Path) -> Secret | None:
    """Return the secret in the folder `state`, None where there is none. Raises as `secret_of` does."""
    try:
        return _read(_file_in(state))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise file_problem(error) from None


def forget_secret(state: Path) -> None:
    """Have no secret any more."""
    _file_in(state).unlink(missing_ok=True)


def _read(file: Path) -> Secret:
    return Secret(read_private(file).decode("ascii", "replace"))


def _file_in(state: Path) -> Path:
    return state / "pin-app"
