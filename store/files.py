"""Files and folders of Macle's own: for their owner alone, never somebody else's, never through a link."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import stat
from contextlib import suppress
from pathlib import Path

from store.problems import Problem, Refusal

_OTHERS = 0o077
_LARGEST = 4_194_304
"""Bytes; of no file that is believed there is more to read."""


def lead_to(home: Path) -> None:
    """Make the folders above `home` that are missing, and see that no other user can replace what is below.

    Raises `Problem` FILE_FOREIGN and FOLDER_OPEN with the fact `path`.
    """
    for folder in reversed(home.resolve().parents):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        refuse_changeable(folder)


def trusted_folder(path: Path) -> Path:
    """Return where a folder really is, in which no other user can replace what is not theirs.

    Nor can they replace a link on the way there. Raises `OSError`, and `Problem` FILE_FOREIGN and FOLDER_OPEN
    with the fact `path`.
    """
    named, folder = path.absolute(), Path(os.path.realpath(path, strict=True))
    for one in (*reversed(named.parents), named, *reversed(folder.parents), folder):
        refuse_changeable(one)
    return folder


def trusted_file(path: Path) -> Path:
    """Return where a file really is, in whose place no other user can put another.

    Nor can they replace a link on the way there. Raises as `trusted_folder` does.
    """
    trusted_folder(path.parent)
    _refuse_foreign(path)
    real = Path(os.path.realpath(path, strict=True))
    return trusted_folder(real.parent) / real.name


def refuse_foreign_home(home: Path) -> None:
    """Refuse a data folder of another user, of whom all that is in it is: none of that is to be taken over.

    Raises `Problem` HOME_FOREIGN with the facts `path` and `user`.
    """
    with suppress(OSError):  # told where the folder is used
        owner = home.stat().st_uid
        if owner != os.geteuid():
            raise Problem(Refusal.HOME_FOREIGN, path=str(home), user=user_name(owner))


def user_name(uid: int) -> str:
    """Return the name of a user, or the number of one who has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def make_folder(path: Path, *, close: bool = True) -> None:
    """Make a folder where there is none; `close` to others one that is found open, or refuse it.

    Raises `Problem` FILE_FOREIGN, FILE_LINK and FOLDER_OPEN with the fact `path`, and FILE_SYSTEM where it
    cannot be closed.
    """
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = _own(path, path.lstat())
    if not stat.S_ISDIR(found.st_mode):
        raise Problem(Refusal.FOLDER_UNUSABLE)
    if close and found.st_mode & _OTHERS:
        _close(path, found.st_mode & 0o700)
    if not close:
        refuse_open(path, found)


def close_to_others(path: Path) -> None:
    """Close a file to others, if it is there, by its name alone.

    Opening and closing a database would release every lock that the process has on it.
    Raises `Problem` FILE_FOREIGN, FILE_LINK and FILE_WRITABLE with the fact `path`, and FILE_SYSTEM where
    that cannot be.
    """
    with suppress(FileNotFoundError):
        found = _own(path, path.lstat())
        _refuse_writable(path, found)
        if found.st_mode & _OTHERS:
            _close(path, found.st_mode & 0o700)


def open_file(
    path: Path, flags: int, mode: int = 0o600, *, of_root: bool = False, closes: bool = True
) -> int:
    """Open a file, made where `flags` say so; what others may do with it beyond `mode` is taken from them.

    One that is opened to be read is believed: where others can write it, it is refused and stays as it is, so
    that this is still seen. `of_root`: it may be the administrator's own. One that is only looked at is left
    open to others where it is (not `closes`). Raises `OSError`, and `Problem` FILE_FOREIGN, FILE_LINK and
    FILE_WRITABLE with the fact `path`, and FILE_SYSTEM where it cannot be closed.
    """
    descriptor = open_regular(path, flags | os.O_NOFOLLOW, mode)
    try:
        found = os.fstat(descriptor)
        if not (of_root and found.st_uid in _administrators()):
            _own(path, found)
        if flags & os.O_ACCMODE == os.O_RDONLY:
            _refuse_writable(path, found)
        if closes and found.st_mode & _OTHERS & ~mode:
            _close(descriptor, found.st_mode & mode)
    except (OSError, Problem):
        os.close(descriptor)
        raise
    return descriptor


def open_regular(path: Path, flags: int = os.O_RDONLY, mode: int = 0o600) -> int:
    """Open a file; a pipe or a device, which may never end or be waited for, is refused.

    Raises `OSError`, and `Problem` FILE_LINK where links lead nowhere, or none is to be followed.
    """
    try:
        descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, mode)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Problem(Refusal.FILE_LINK, path=str(path)) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    return descriptor


def read_believed(path: Path) -> tuple[bytes, bool]:
    """Return what is in a file of ours or the administrator's, and whether nobody else can read it.

    Nothing of it is changed. Raises `OSError`, and `Problem` FILE_FOREIGN, FILE_LINK and FILE_WRITABLE with
    the fact `path`.
    """
    with os.fdopen(open_file(path, os.O_RDONLY, of_root=True, closes=False), "rb") as file:
        return file.read(_LARGEST), _is_private(os.fstat(file.fileno()))


def read_private(path: Path) -> bytes:
    """Return what is in a file with a secret. Raises as `read_believed` does, and `Problem` FILE_OPEN."""
    content, is_private = read_believed(path)
    if not is_private:
        raise Problem(Refusal.FILE_OPEN, path=str(path))
    return content


def _is_private(found: os.stat_result) -> bool:
    """Return whether nobody else can read a file; one of the administrator's may be lent to our group."""
    others = _OTHERS if found.st_uid == os.geteuid() else stat.S_IRWXO
    return not found.st_mode & others


def make_file(path: Path, mode: int = 0o600) -> int:
    """Make a file and open it, in place of what an earlier try left; nothing is written through a link."""
    path.unlink(missing_ok=True)
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, mode)


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file that has its name, and is on disk, only once it is whole."""
    partial = partial_of(path)
    with os.fdopen(make_file(partial, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)


def partial_of(path: Path) -> Path:
    """Return the name that a file has while it is made."""
    return path.with_name(f".{path.name}.part")


def force_on_disk(file: Path) -> None:
    """Bring what was written to a file on disk."""
    descriptor = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_names(folder: Path) -> None:
    """Bring what was made, renamed or removed in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_changeable(path: Path) -> None:
    """Refuse a folder that others than we and the administrator can change, also behind a link.

    Raises `OSError`, and `Problem` FILE_FOREIGN and FOLDER_OPEN with the fact `path`.
    """
    _refuse_foreign(path)
    refuse_open(path, path.stat())


def refuse_open(folder: Path, found: os.stat_result) -> None:
    """Refuse a folder in which others can rename what is not theirs.

    Raises `Problem` FOLDER_OPEN with the fact `path`.
    """
    if _others_write(found) and not found.st_mode & stat.S_ISVTX:
        raise Problem(Refusal.FOLDER_OPEN, path=str(folder))


def _refuse_foreign(path: Path) -> None:
    """Refuse what belongs to others than us and the administrator, and a link that does, as in /tmp."""
    owners = {path.lstat().st_uid, path.stat().st_uid}
    if not owners <= {os.geteuid(), *_administrators()}:
        raise Problem(Refusal.FILE_FOREIGN, path=str(path))


def _refuse_writable(path: Path, found: os.stat_result) -> None:
    if _others_write(found):
        raise Problem(Refusal.FILE_WRITABLE, path=str(path))


def _others_write(found: os.stat_result) -> bool:
    by_group = found.st_mode & stat.S_IWGRP and not _is_own_group(found)
    return bool(found.st_mode & stat.S_IWOTH or by_group)


def _administrators() -> set[int]:
    """Return the numbers of root; where users have other numbers (user_namespaces(7)), files tell which."""
    return {0, Path("/").stat().st_uid}


def _own(path: Path, found: os.stat_result) -> os.stat_result:
    if stat.S_ISLNK(found.st_mode):
        raise Problem(Refusal.FILE_LINK, path=str(path))
    if found.st_uid != os.geteuid():
        raise Problem(Refusal.FILE_FOREIGN, path=str(path))
    return found


def _close(own: Path | int, mode: int) -> None:
    try:
        os.chmod(own, mode)  # noqa: PTH101  # of a descriptor, too
    except PermissionError:
        # It is ours: what keeps us from it is a file system without modes, such as FAT.
        raise Problem(Refusal.FILE_SYSTEM) from None


def _is_own_group(found: os.stat_result) -> bool:
    """Return whether only its owner is in the group of a file, as where each user has one (umask 002)."""
    try:
        owner, group = pwd.getpwuid(found.st_uid), grp.getgrgid(found.st_gid)
    except KeyError:
        return False
    alone = set(group.gr_mem) <= {owner.pw_name}
    return alone and (owner.pw_gid, owner.pw_name) == (group.gr_gid, group.gr_name)
