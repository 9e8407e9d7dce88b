"""The server's keys: what seals rows, kept apart from the database."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from store.files import keep_names, open_file, write_whole
from store.locks import take_one
from store.problems import Problem, Refusal, file_problem
from store.vault import sealing
from store.vault.sealing import KEY_BYTES, Place, SealBroken

_VERSIONS = range(1, 256)


class KeyRing:
    """The server keys by version, each of which opens what it sealed; one of them seals.

    The file holds one key a line: its version, a space, 32 random bytes in base 64. Mode 0400. Which key
    seals is the store's to say (`use`); until then it is the newest. Thread-safe.
    """

    def __init__(self, path: Path, keys: dict[int, bytes], *, closes: bool = True) -> None:
        self.path, self._closes = path, closes
        self._hold(keys)
        self.in_use = max(keys)

    @classmethod
    def create(cls, path: Path) -> KeyRing:
        """Make a first key and write it to `path`; under that name, and on disk, only once it is whole."""
        keys = {1: sealing.new_key()}
        _write(path, keys)
        return cls(path, keys)

    @classmethod
    def load(cls, path: Path, *, closes: bool = True) -> KeyRing:
        """Read the keys.

        A file that others may read is closed to them, unless it is only looked at. Raises `Problem`
        KEY_MISSING without a file, that of the file system where it cannot be read, FILE_FOREIGN and
        FILE_LINK where it is not ours, FILE_WRITABLE where others could write it, KEY_DAMAGED where it holds
        no keys.
        """
        return cls(path, _read(path, closes), closes=closes)

    @property
    def versions(self) -> frozenset[int]:
        return frozenset(self._keys)

    def use(self, version: int) -> None:
        """Seal under this key from now on. Raises `Problem` KEY_FOREIGN where the file has none such."""
        if version == self.in_use:
            return
        # The file is what lasts: a key that is in memory alone would be lost with the process.
        self._read_again()
        if version not in self._sealing:
            raise Problem(Refusal.KEY_FOREIGN, path=str(self.path))
        self.in_use = version

    def newest(self) -> int:
        """Return the version of the newest key that is in the file now, whether it is in use or not."""
        self._read_again()
        return max(self._keys)

    def add(self) -> int:
        """Write a new key to the file, which does not seal yet, and return its version.

        One that is newer than the key in use is there already where an earlier try was cut off: that one is
        returned. Raises `OSError`; `Problem` BUSY where another process is at the file, KEY_FOREIGN where the
        file has not the key in use.
        """
        with self._alone():
            newest = self.newest()
            if self.in_use not in self._keys:
                raise Problem(Refusal.KEY_FOREIGN, path=str(self.path))
            if newest > self.in_use:
                return newest
            if newest + 1 not in _VERSIONS:
                raise AssertionError("a ring has room for 254 rotations")
            self._keep({**self._keys, newest + 1: sealing.new_key()})
            return newest + 1

    def retire(self) -> None:
        """Drop the keys from the file that are older than the one in use. Raises as `add` does.

        The caller has seen that they seal nothing.
        """
        with self._alone():
            self._read_again()
            self._keep({version: key for version, key in self._keys.items() if version >= self.in_use})

    def seal(self, place: Place, plain: bytes) -> bytes:
        """Encrypt `plain` for `place`, under the key in use."""
        version = self.in_use
        return sealing.seal(self._sealing[version], place, plain, version)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Decrypt what was sealed for `place`. Raises `Problem` CORRUPT for anything else.

        For a key that this process does not know the file is read again: another may have brought it.
        """
        try:
            version = sealing.version_of(sealed)
            if version in _VERSIONS and version not in self._sealing:
                self._read_again()
            return sealing.unseal(self._sealing[version], place, sealed)
        except (KeyError, SealBroken, TypeError):  # a database can hold anything in the place of bytes
            raise Problem(Refusal.CORRUPT) from None

    def mark_key_of_before(self) -> bytes:
        """Return the mark key of stores up to schema 0008, which had none of their own: of the oldest key."""
        return _derived(self._keys[min(self._keys)], b"macle mark")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other process write the file."""
        lock = open_file(self.path.with_name(f"{self.path.stem}.lock"), os.O_CREAT | os.O_RDWR)
        try:
            take_one([lock])
            yield
        finally:
            os.close(lock)

    def _keep(self, keys: dict[int, bytes]) -> None:
        _write(self.path, keys)
        self._hold(keys)

    def _read_again(self) -> None:
        """Read the file. Raises `Problem` KEY_FOREIGN where a key in it is another than it was."""
        found = _read(self.path, self._closes)
        if any(self._keys.get(version, key) != key for version, key in found.items()):
            raise Problem(Refusal.KEY_FOREIGN, path=str(self.path))
        self._hold(found)

    def _hold(self, keys: dict[int, bytes]) -> None:
        self._keys = keys
        self._sealing = {version: _derived(key, b"macle seal") for version, key in keys.items()}


def _read(path: Path, closes: bool) -> dict[int, bytes]:
    try:
        with os.fdopen(open_file(path, os.O_RDONLY, 0o400, closes=closes), encoding="ascii") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        raise Problem(Refusal.KEY_MISSING, path=str(path)) from None
    except OSError as error:
        raise file_problem(error) from None
    except UnicodeDecodeError:
        lines = []
    try:
        pairs = [line.split() for line in lines]
        keys = {int(version): base64.b64decode(key, validate=True) for version, key in pairs}
    except ValueError:
        keys = {}
    whole = all(version in _VERSIONS and len(key) == KEY_BYTES for version, key in keys.items())
    if not keys or not whole:
        raise Problem(Refusal.KEY_DAMAGED, path=str(path))
    return keys


def _write(path: Path, keys: dict[int, bytes]) -> None:
    lines = (f"{version} {base64.b64encode(key).decode()}\n" for version, key in sorted(keys.items()))
    write_whole(path, "".join(lines).encode(), 0o400)
    keep_names(path.parent)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)
