"""What an administrator has set, from the file `settings.toml` of a data folder."""

from __future__ import annotations

from pathlib import Path

from store.files import read_believed, refuse_foreign_home
from store.locations import Locations
from store.problems import Problem, Refusal, file_problem
from store.settings import Settings


def read_settings(home: Path) -> Settings:
    """Return the settings of the store in `home`, read from its `settings.toml` where there is one.

    Raises `Problem` SETTINGS_FORM for the first fault in the file, with the facts `file` and `fault`:
    "unreadable"; "not-toml" and "set-twice", with its `line`, counted from 1; "unknown-key",
    "of-other-table", "of-no-table", "missing-key", "without-other", "not-a-number", "not-a-choice",
    "not-like", "not-a-line", "not-a-list", "not-a-server", "not-a-sender", "not-a-login", "not-a-gateway",
    "no-recipient", "not-encrypted", "anyones-port", "not-private" and "not-a-table", with `line`, `key` and
    what is `allowed` there. Raises HOME_FOREIGN where the folder is another user's, FILE_FOREIGN, FILE_LINK
    and FILE_WRITABLE where the file is not for us or the administrator alone to write, and what the file
    system refuses.
    """
    refuse_foreign_home(home)
    file = Locations(home).settings_file
    found = content_of(file)
    if found is None:
        return Settings(home)
    # It loads pydantic, for which the first picture waits only where there is a file.
    from store.settings.checking import checked

    content, alone = found
    return Settings(home, **vars(checked(file, content, is_private=alone)))


def content_of(file: Path) -> tuple[bytes, bool] | None:
    """Return what the file of settings holds, and whether nobody else can read it; None where there is none.

    Raises `Problem` as `read_settings` does of a file that cannot be read.
    """
    try:
        return read_believed(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (PermissionError, IsADirectoryError):
        raise Problem(Refusal.SETTINGS_FORM, file=str(file), fault="unreadable") from None
    except OSError as error:
        raise file_problem(error) from None
