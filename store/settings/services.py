"""The services that the administrator lists in `services.toml`, beside the settings (PRODUCT §8)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from store.locations import Locations
from store.settings.reading import content_of


@dataclass(frozen=True)
class Service:
    """What an account gives access to, from the `level` on that it needs.

    `names` are its name in each language, by their codes. It gets a signed `statement` of who came, where it
    asks for one.
    """

    id: str
    names: tuple[tuple[str, str], ...]
    address: str
    level: int
    statement: bool = False


def read_services(home: Path) -> tuple[Service, ...]:
    """Return what is listed for the store in `home`, in the order of the file; nothing without one.

    Raises `Problem` SETTINGS_FORM for each fault, with the facts that `read_settings` gives; "not-an-id",
    "not-a-name" and "not-an-address" are faults of services alone. Raises FILE_FOREIGN, FILE_LINK and
    FILE_WRITABLE where the file is not for us or the administrator alone to write, and what the file system
    refuses.
    """
    file = Locations(home).services_file
    found = content_of(file)
    if found is None:
        return ()
    # It loads pydantic, for which nobody waits but where there is a file.
    from store.settings.checking_services import checked_services

    content, _alone = found
    return checked_services(file, content)
