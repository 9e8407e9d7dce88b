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
    def folders(self) -> tuple[Path, ...]:
        """Every folder below the data folder."""
        return self.database_folder, self.server_key.parent, self.mail, self.sms, self.logs, self.locks

    @property
    def names(self) -> frozenset[str]:
        """The names that a folder can hold which is only a data folder."""
        return frozenset(path.name for path in (*self.folders, self.settings_file))


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder that is in no backup: `MACLE_STATE`, else the platform's own (XDG's state folder)."""
    if state := environment.get("MACLE_STATE"):
        return Path(state).resolve()
    return user_state_path("macle", appauthor=False).resolve()


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the data folder: `MACLE_HOME`, else the platform's own (`~/.local/share/macle`, by XDG)."""
    if home := environment.get("MACLE_HOME"):
        return Path(home).resolve()
    return user_data_path("macle", appauthor=False).resolve()
