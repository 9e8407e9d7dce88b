"""Looking at a town as `macle admin doctor` does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from i18n import LANGUAGES
from store.checkup.examination import examine
from store.checkup.finding import Examined, Finding, Part
from tests.town import Town
from tui.wording.checkup import of_finding


def examined(town: Town) -> Examined:
    assert town.settings.state is not None
    return examine(town.home, town.settings.state)


def found(town: Town, part: Part) -> Finding:
    """Return what is found of one part; all that is found can be said."""
    every = examined(town).findings
    for one in every:
        for language in LANGUAGES.values():
            assert "{" not in language.say(of_finding(one))
    [finding] = [one for one in every if one.part is part]
    return finding


def everything_in(*folders: Path) -> Mapping[Path, tuple[int, int, int, bytes]]:
    """Return what is kept in folders, with the modes and times of it."""
    return {
        path: (seen.st_mode, seen.st_mtime_ns, seen.st_uid, path.read_bytes() if path.is_file() else b"")
        for folder in folders
        for path in (folder, *folder.rglob("*"))
        if not path.name.endswith("-shm")  # where readers say that they read
        for seen in [path.stat()]
    }
