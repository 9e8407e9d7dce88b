"""An examination of a store, whole or damaged, in use or not. It writes nothing."""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from store.checkup import host
from store.checkup.finding import Examined, Finding, Grade, Part, Sign
from store.checkup.kept import Kept
from store.database.choice import database_of
from store.locations import Locations
from store.problems import Problem, Refusal
from store.settings import Settings
from store.settings.checking import checked
from store.settings.reading import content_of
from store.settings.services import read_services


def examine(home: Path, state: Path) -> Examined:
    """Return what is found of the store in `home`, of which the host notes in `state` how far it has come."""
    settings, of_settings = _settings(home)
    kept = Kept(replace(settings, state=state, works_in_background=False))
    found = [of_settings, *_services(home), *_of_host(settings), *kept.findings(), *host.languages()]
    if of_settings.grade is Grade.FAULT:
        found += map(host.not_looked_at, (Part.DELIVERY, Part.HASHING))
    else:
        found += [*host.delivery(settings), *host.hashing(settings)]
    if any(one.sign is Sign.OTHER_USER for one in found):
        found = [_as_of_other_user(one) for one in found]
    order = [*Part]
    return Examined(tuple(sorted(found, key=lambda one: order.index(one.part))), kept.told)


def _as_of_other_user(finding: Finding) -> Finding:
    """Skip what whose the folder is explains: a sentence of its own would have it taken over."""
    is_told = finding.sign in (Refusal.FILE_FOREIGN, Sign.NOTHING_NOTED)
    return host.not_looked_at(finding.part) if is_told else finding


def _settings(home: Path) -> tuple[Settings, Finding]:
    """Return what is set; where that cannot be told, the defaults, so that all else can be looked at."""
    part, file = Part.SETTINGS, Locations(home).settings_file
    try:
        written = content_of(file)
        if written is None:
            return Settings(home), Finding(part, Grade.OK, Sign.SETTINGS_DEFAULT, {"path": str(file)})
        content, is_private = written
        settings = Settings(home, **vars(checked(file, content, is_private=is_private)))
    except Problem as problem:
        return Settings(home), Finding.of_problem(part, problem)
    return settings, Finding(part, Grade.OK, Sign.SETTINGS_READ, {"path": str(file)})


def _services(home: Path) -> Iterator[Finding]:
    facts: dict[str, str | int] = {"path": str(Locations(home).services_file)}
    try:
        listed = read_services(home)
    except Problem as problem:
        yield from (Finding.of_problem(Part.SERVICES, one) for one in problem.all)
        return
    if listed:
        yield Finding(Part.SERVICES, Grade.OK, Sign.SERVICES_LISTED, {**facts, "services": len(listed)})
    else:
        yield Finding(Part.SERVICES, Grade.OK, Sign.NO_SERVICES, facts)


def _of_host(settings: Settings) -> Iterator[Finding]:
    locations = Locations(settings.home)
    yield from host.folder(locations)
    if not os.path.isdir(locations.home):  # noqa: PTH112  # also where nobody lets us look
        yield from map(host.not_looked_at, (Part.PERMISSIONS, Part.FILE_SYSTEM, Part.DISK_SPACE))
        return
    yield from host.permissions(locations)
    yield from host.file_system(locations.home)
    with closing(database_of(settings)) as database:
        yield from host.disk_space(locations.home, database)
