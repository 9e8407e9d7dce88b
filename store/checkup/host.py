"""What is looked at with the database closed: the folder, who may do what in it, file system and room."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from i18n import ENGLISH, LANGUAGES
from i18n.completeness import untranslated
from store.checkup.finding import Finding, Grade, Part, Sign
from store.database.port import Database
from store.files import lead_to, user_name
from store.locations import Locations
from store.messages.routes.mail_files import password_of, trusted_by
from store.problems import Problem, Refusal, file_problem
from store.settings import LEAST_COST, Settings
from store.settings.delivery import is_anyones

_OTHERS, _OWNER_WRITES = 0o077, 0o200
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = re.compile(
    r"nfs4?|cifs|smb3|smbfs|9p|afs|ceph|lustre|ocfs2|gfs2|glusterfs|fuse\.(?!fuseblk|ext2|portal).*|davfs"
)
_MEMORY = {"tmpfs", "ramfs"}
_WITHOUT_MODES = {"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk"}
_MIB = 1 << 20
_LEAST_ROOM_MIB, _ENOUGH_ROOM_MIB = 100, 1024
"""Below the first, nothing may be saved soon; below the second, someone should make room."""


def folder(locations: Locations) -> Iterator[Finding]:
    """Look whether there is a data folder, and whether it is ours."""
    home = locations.home
    try:
        found = home.lstat()
        if not any(path.exists() for path in (locations.database_folder, locations.server_key)):
            yield Finding(Part.FOLDER, Grade.FAULT, Sign.NO_STORE, {"path": str(home)})
        elif found.st_uid != os.geteuid():
            facts = {"path": str(home), "user": user_name(found.st_uid)}
            yield Finding(Part.FOLDER, Grade.FAULT, Sign.OTHER_USER, facts)
        else:
            yield Finding(Part.FOLDER, Grade.OK, Sign.FOLDER_FOUND, {"path": str(home)})
    except FileNotFoundError:
        yield Finding(Part.FOLDER, Grade.FAULT, Sign.NO_STORE, {"path": str(home)})
    except OSError as error:
        yield Finding.of_problem(Part.FOLDER, file_problem(error))


def permissions(locations: Locations) -> Iterator[Finding]:
    """Look who else may do something with the folder and what is in it, and that nothing in it is a link."""
    faults = [*_permissions(locations)]
    yield from faults or [Finding(Part.PERMISSIONS, Grade.OK, Sign.CLOSED)]


def _permissions(locations: Locations) -> Iterator[Finding]:
    home = locations.home
    try:
        lead_to(home)  # which is there: so nothing is made
        owner = home.stat().st_uid
        folders = [locations.database_folder, locations.server_key.parent, locations.locks]
        within = [entry for one in folders if one.is_dir() for entry in sorted(one.iterdir())]
        for path in (home, *locations.folders, *within):
            with suppress(FileNotFoundError):
                yield from _access(path, path.lstat(), owner, locations)
    except Problem as problem:
        yield Finding.of_problem(Part.PERMISSIONS, problem)
    except OSError as error:
        yield Finding.of_problem(Part.PERMISSIONS, file_problem(error))


def _access(path: Path, found: os.stat_result, owner: int, locations: Locations) -> Iterator[Finding]:
    mode, facts = stat.S_IMODE(found.st_mode), {"path": str(path)}
    if stat.S_ISLNK(found.st_mode):
        yield Finding(Part.PERMISSIONS, Grade.FAULT, Refusal.FILE_LINK, facts)
    elif found.st_uid != owner:
        owned = {**facts, "user": user_name(owner)}
        yield Finding(Part.PERMISSIONS, Grade.FAULT, Sign.OTHER_OWNER, owned)
    elif mode & _OTHERS:
        shown = {**facts, "mode": f"{mode:03o}", "closed": f"{mode & ~_OTHERS:03o}"}
        yield Finding(Part.PERMISSIONS, Grade.FAULT, Sign.OPEN_TO_OTHERS, shown)
    elif path == locations.server_key and mode & _OWNER_WRITES:
        yield Finding(Part.PERMISSIONS, Grade.WARNING, Sign.KEY_WRITABLE, {**facts, "mode": f"{mode:03o}"})


def file_system(home: Path, mounts: Path = _MOUNTS) -> Iterator[Finding]:
    """Look on what kind of file system the folder is, where the system tells (Linux: proc(5), mountinfo)."""
    try:
        kind = _kind_of(home.resolve(), mounts.read_text())
    except OSError:
        kind = ""
    facts = {"kind": kind, "path": str(home)}
    if _is_read_only(home):
        yield Finding(Part.FILE_SYSTEM, Grade.FAULT, Refusal.READ_ONLY, facts)
    if _NETWORK.fullmatch(kind):
        yield Finding(Part.FILE_SYSTEM, Grade.FAULT, Sign.NETWORK, facts)
    elif kind in _WITHOUT_MODES:
        yield Finding(Part.FILE_SYSTEM, Grade.FAULT, Sign.NO_MODES, facts)
    elif kind in _MEMORY:
        yield Finding(Part.FILE_SYSTEM, Grade.WARNING, Sign.IN_MEMORY, facts)
    elif kind:
        yield Finding(Part.FILE_SYSTEM, Grade.OK, Sign.LOCAL, facts)
    else:
        yield Finding(Part.FILE_SYSTEM, Grade.SKIPPED, Sign.KIND_UNKNOWN, {"path": str(home)})


def _is_read_only(folder: Path) -> bool:
    with suppress(OSError):
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False


def _kind_of(folder: Path, mounts: str) -> str:
    """Return the kind of file system that is mounted where a folder is; of two at one place, the later."""
    kind, longest = "", -1
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), before.split()[4]))
        if len(point.parts) >= longest and folder.is_relative_to(point):
            kind, longest = after.split()[0], len(point.parts)
    return kind


def disk_space(home: Path, database: Database) -> Iterator[Finding]:
    """Look how much room is left: an upgrade, or a backup beside it, takes as much as the database."""
    needed = _ENOUGH_ROOM_MIB
    with suppress(OSError):  # told of the database
        needed = max(needed, (database.size() or 0) // _MIB)
    try:
        found = os.statvfs(home)
    except OSError as error:
        yield Finding.of_problem(Part.DISK_SPACE, file_problem(error))
        return
    free = found.f_bavail * found.f_frsize // _MIB
    facts = {"free_mib": free, "wanted_mib": needed}
    if free < _LEAST_ROOM_MIB:
        yield Finding(Part.DISK_SPACE, Grade.FAULT, Sign.NO_ROOM, facts)
    elif free < needed:
        yield Finding(Part.DISK_SPACE, Grade.WARNING, Sign.LITTLE_ROOM, facts)
    else:
        yield Finding(Part.DISK_SPACE, Grade.OK, Sign.ROOM, facts)


def delivery(settings: Settings) -> Iterator[Finding]:
    """Look whether messages leave at all, and whether delivery takes the files that this needs."""
    part, mail = Part.DELIVERY, settings.mail
    facts = {"email": bool(mail.server), "sms": bool(settings.sms.url)}
    try:
        trusted_by(mail, settings.home)
        password_of(mail, settings.home)
    except Problem as problem:
        yield Finding.of_problem(part, problem)
        return
    if not mail.server:
        yield Finding(part, Grade.WARNING, Sign.FILES_ONLY, facts)
    elif is_anyones(mail.security, mail.port):
        yield Finding(part, Grade.WARNING, Sign.ANYONES_PORT, {**facts, "port": mail.port})
    elif not settings.sms.url:
        yield Finding(part, Grade.OK, Sign.EMAILS_LEAVE, facts)
    else:
        yield Finding(part, Grade.OK, Sign.MESSAGES_LEAVE, facts)


def hashing(settings: Settings) -> Iterator[Finding]:
    """Look whether a password costs enough to guess; only `for_trials` allows less than the floor."""
    cost = settings.hashing
    facts = {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
    is_light = cost.memory_kib < LEAST_COST.memory_kib or cost.passes < LEAST_COST.passes
    grade, sign = (Grade.FAULT, Sign.HASHING_LIGHT) if is_light else (Grade.OK, Sign.HASHING_STRONG)
    yield Finding(Part.HASHING, grade, sign, facts)


def languages() -> Iterator[Finding]:
    """Look whether all that Macle says is there in each of its languages."""
    faults = [*_languages()]
    yield from faults or [Finding(Part.LANGUAGES, Grade.OK, Sign.LANGUAGES_COMPLETE)]


def _languages() -> Iterator[Finding]:
    for language in LANGUAGES.values():
        if language == ENGLISH:  # the sources are in it
            continue
        facts: dict[str, str | int] = {"language": language.code}
        try:
            missing = untranslated(language)
        except OSError:
            yield Finding(Part.LANGUAGES, Grade.FAULT, Sign.LANGUAGE_MISSING, facts)
            continue
        if missing:
            facts["missing"] = missing
            yield Finding(Part.LANGUAGES, Grade.FAULT, Sign.LANGUAGE_INCOMPLETE, facts)


def not_looked_at(part: Part) -> Finding:
    """Return that a part could not be looked at."""
    return Finding(part, Grade.SKIPPED, Sign.NOT_LOOKED_AT)
