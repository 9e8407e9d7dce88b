"""Marks: what is stored of a code, a token or a name, so that the database alone does not tell it."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping


class MarkKeys:
    """The keys of marks by version; the newest makes marks, and the earlier ones know again what they made.

    They belong to the store, which keeps them sealed under the key ring: marks outlive the keys of the ring.
    """

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self.hold(keys)

    def hold(self, keys: Mapping[int, bytes]) -> None:
        """Let these be the keys from now on."""
        self._keys = dict(sorted(keys.items(), reverse=True))

    @property
    def versions(self) -> Collection[int]:
        return self._keys.keys()

    @property
    def newest(self) -> int:
        """The version that makes marks."""
        return next(iter(self._keys))

    def mark(self, purpose: str, *parts: str, version: int | None = None) -> str:
        """Return HMAC-SHA-256 of `parts`, bound to `purpose`, in hexadecimal: what is stored.

        By the newest key, or the one of that `version`.
        """
        keys = self._keys
        return _mark(keys[next(iter(keys)) if version is None else version], purpose, parts)

    def marks(self, purpose: str, *parts: str) -> tuple[str, ...]:
        """Return what can be stored of them: a mark by each key, the newest first."""
        return tuple(_mark(key, purpose, parts) for key in self._keys.values())


def _mark(key: bytes, purpose: str, parts: tuple[str, ...]) -> str:
    text = "\x00".join((purpose, *parts)).encode(errors="surrogatepass")
    return hmac.digest(key, text, "sha256").hex()
