"""The server's keys: what seals rows and marks codes, kept apart from the database."""

from __future__ import annotations

import base64
import hmac
import os
from pathlib import Path

from store.files import keep_names, open_file, write_whole
from store.problems import Problem, Refusal
from store.vault import sealing
from store.vault.hkdf import expanded, extracted
from store.vault.sealing import KEY_BYTES, Place, SealBroken

_VERSIONS = range(1, 256)


class KeyRing:
    """The server keys by version; the highest seals, all of them open.

    The file holds one key a line: its version, a space, 32 random bytes in base 64. Mode 0400.
    """

    def __init__(self, keys: dict[int, bytes]) -> None:
        self._keys = keys
        self._current = max(keys)
        self._sealing = {version: _derived(key, b"macle seal") for version, key in keys.items()}
        self._marking = _derived(keys[min(keys)], b"macle mark")

    @classmethod
    def create(cls, path: Path) -> KeyRing:
        """Make a first key and write it to `path`; under that name, and on disk, only once it is whole."""
        key = sealing.new_key()
        write_whole(path, b"1 " + base64.b64encode(key) + b"\n", 0o400)
        keep_names(path.parent)
        return cls({1: key})

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Read the keys.

        A file that others may read or write is closed to them. Raises `Problem` KEY_MISSING without a file,
        FOLDER_UNUSABLE where it cannot be read, FILE_FOREIGN and FILE_LINK where it is not ours, KEY_FOREIGN
        where it holds no keys.
        """
        try:
            with os.fdopen(open_file(path, os.O_RDONLY, 0o400), encoding="ascii") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            raise Problem(Refusal.KEY_MISSING, path=str(path)) from None
        except OSError:
            raise Problem(Refusal.FOLDER_UNUSABLE) from None
        except UnicodeDecodeError:
            lines = []
        try:
            pairs = [line.split() for line in lines]
            keys = {int(version): base64.b64decode(key, validate=True) for version, key in pairs}
        except ValueError:
            keys = {}
        whole = all(version in _VERSIONS and len(key) == KEY_BYTES for version, key in keys.items())
        if not keys or not whole:
            raise Problem(Refusal.KEY_FOREIGN, path=str(path))
        return cls(keys)

    @property
    def fingerprint(self) -> str:
        """What the database keeps to know its keys again; tells nothing of them."""
        return self.mark("fingerprint")

    def mark(self, purpose: str, *parts: str) -> str:
        """Return HMAC-SHA-256 of `parts`, bound to `purpose`, in hexadecimal: what is stored of a code."""
        text = "\x00".join((purpose, *parts)).encode(errors="surrogatepass")
        return hmac.digest(self._marking, text, "sha256").hex()

    def seal(self, place: Place, plain: bytes) -> bytes:
        """Encrypt `plain` for `place`, under the newest key."""
        return sealing.seal(self._sealing[self._current], place, plain, self._current)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Decrypt what was sealed for `place`. Raises `Problem` CORRUPT for anything else."""
        try:
            return sealing.unseal(self._sealing[sealing.version_of(sealed)], place, sealed)
        except (KeyError, SealBroken):
            raise Problem(Refusal.CORRUPT) from None


def _derived(key: bytes, purpose: bytes) -> bytes:
    return expanded(extracted(key), purpose)
