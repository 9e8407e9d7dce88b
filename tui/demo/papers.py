"""The papers beside the page: what the people of the demo printed or saved (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from i18n import Day, Message, _
from store.files import write_whole
from store.rules.documents import as_number
from tui.demo.messages import Item
from tui.pages import Text
from tui.paper import SystemPaper, find, free_name
from tui.visit import Visit


@dataclass(frozen=True)
class Sheet(Item):
    """A sheet of paper, or the file at `path`, of the person whose username is `owner`."""

    owner: str
    path: Path | None = None


class Papers:
    """Sheets, the newest last, and the folder in which the files among them are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sheets: list[Sheet] = []
        self._owners: dict[str, str] = {}

    @property
    def sheets(self) -> Sequence[Sheet]:
        return tuple(self._sheets)

    def know(self, owner: str, *names: str) -> None:
        """Take an account ID or the number of a document for a name of `owner`."""
        self._owners |= {as_number(name): owner for name in names}

    def owner(self, name: str) -> str:
        """Return the username of whoever is called so; a name that nobody is known by, as it is."""
        return self._owners.get(as_number(name), name)

    def whose(self, visit: Visit) -> str:
        """Return the username of whoever is signed in, or is about to; empty where nobody is known."""
        return self.owner(visit.known_as if visit.session is None else visit.session.username)

    def lay(self, owner: str, title: Text, text: str, printed_at: datetime, by: str = "") -> None:
        """Put a sheet on top that its owner has printed, or someone else, `by` whom it is then."""
        about = _("Printed by {username}, {day}", username=by or owner, day=Day(printed_at))
        self._sheets.append(Sheet(owner, title, about, text.strip(), owner))

    def file(self, owner: str, name: str, parts: Iterable[str], saved_at: datetime) -> Path:
        """Write a file, whatever folder `name` is in, to the papers' own. Raises as `Paper.save` does."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = SystemPaper().save(str(self._folder / Path(name.strip()).name), parts)
        text, about = path.read_text("utf-8-sig"), _saved(owner, path, saved_at)
        self._sheets.append(Sheet(owner, path.name, about, text.strip(), owner, path))
        return path

    def rewrite(self, owner: str, name: str, text: str, saved_at: datetime, by: str) -> bool:
        """Have someone write a file of `owner` anew, if there is one of that name; return whether there is.

        Raises `OSError` where it cannot be written.
        """
        path = self._folder / name
        for place, sheet in enumerate(self._sheets):
            if (sheet.owner, sheet.path) == (owner, path):
                write_whole(path, text.encode())
                about = _saved(by, path, saved_at)
                self._sheets[place] = replace(sheet, about=about, text=text.strip())
                return True
        return False

    def find(self, name: str) -> Path:
        """Return the path of a file, which is among the papers where `name` says no other place."""
        return find(self._folder, name)

    def free_name(self, name: str) -> str:
        """Return `name`, or one like it that no file has yet."""
        return free_name(self._folder, name)


def _saved(by: str, path: Path, moment: datetime) -> Message:
    return _("Saved by {username}, {day}: {path}", username=by, day=Day(moment), path=str(path))


@dataclass(frozen=True)
class DemoPaper:
    """Puts what is printed or saved in a visit among the papers of whoever is signed in, or is about to."""

    where = _("Among the papers of this demo. No file is overwritten.")

    papers: Papers
    visit: Visit

    def print(self, title: str, text: str) -> None:
        self.papers.lay(self.papers.whose(self.visit), title, text, self.visit.now())

    def free_name(self, name: str) -> str:
        return self.papers.free_name(name)

    def find(self, name: str) -> Path:
        return self.papers.find(name)

    def save(self, name: str, parts: Iterable[str]) -> Path:
        return self.papers.file(self.papers.whose(self.visit), name, parts, self.visit.now())
