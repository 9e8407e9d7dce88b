"""A help desk that the settings name, and what people then read of it."""

from __future__ import annotations

from store.settings import HelpDesk, Where

DESK = HelpDesk(
    en=Where(place="1 Mill Street, ground floor", hours="Monday to Friday, 9 to 5", contact="514 555-0100"),
    fr=Where(place="1, rue du Moulin", hours="du lundi au vendredi, de 9 h à 17 h", contact="514 555-0100"),
)


def names_the_desk(said: str, code: str = "en") -> bool:
    """Tell whether a text says where the help desk is, when it is open and how it is reached."""
    desk = getattr(DESK, code)
    return all(one in said for one in (desk.place, desk.hours, desk.contact))


def sends_to_a_desk(said: str) -> bool:
    """Tell whether a text names a help desk at all, in either language."""
    return "help desk" in said.lower() or "service d’assistance" in said.lower()
