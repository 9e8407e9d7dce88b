"""The paths of everything that a store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path, user_state_path


@dataclass(frozen=True)
class Locations:
    """The paths below one data folder; none of them need exist yet.

    The server's key lies outside the database folder, so that a copy of that folder opens nothing.
    """

    home: Path

    @property
    def database_folder(self) -> Path:
        return self.home / "database"

    @property
    def server_key(self) -> Path:
        return self.home / "keys" / "server.key"

    @property
    def mail_password(self) -> Path:
        """Where the password of the mail server is kept, unless the settings name another file."""
        return self.home / "keys" / "mail-password"

    @property
    def mail(self) -> Path:
        return self.home / "mail"

    @property
    def sms(self) -> Path:
        return self.home / "sms"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def locks(self) -> Path:
        return self.home / "locks"

    @property
    def settings_file(self) -> Path:
        return self.home / "settings.toml"

    @property
    def services_file(self) -> Path:
        return self.home / "services.toml"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder below the data folder."""
        return self.database_folder, self.server_key.parent, self.mail, self.sms, self.logs, self.locks

    @property
    def names(self) -> frozenset[str]:
        """The names that a folder can hold which is only a data folder."""
        return frozenset(path.name for path in (*self.folders, self.settings_file, self.services_file))


class NotInFull(ValueError):
    """A variable names a folder by a path that is not whole: which one it is depends on where one is."""

    def __init__(self, variable: str, value: str) -> None:
        super().__init__(variable)
        self.variable, self.value = variable, value


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder that is in no backup: `MACLE_STATE`, else the platform's own (XDG's state folder).

    Raises `NotInFull`, as `data_folder` does, and `OSError` and `RuntimeError` where there is no such path.
    """
    named = _named(environment, "MACLE_STATE", "XDG_STATE_HOME")
    return (named or user_state_path("macle", appauthor=False)).resolve()


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the data folder: `MACLE_HOME`, else the platform's own (`~/.local/share/macle`, by XDG)."""
    named = _named(environment, "MACLE_HOME", "XDG_DATA_HOME")
    return (named or user_data_path("macle", appauthor=False)).resolve()


def _named(environment: Mapping[str, str], variable: str, of_platform: str) -> Path | None:
    """Return the folder that a variable of ours names; what the platform goes by else is looked at too."""
    for name in (variable, of_platform):
        if value := environment.get(name):
            if not value.startswith("/"):
                raise NotInFull(name, value)
            return Path(value) if name == variable else None
    return None
