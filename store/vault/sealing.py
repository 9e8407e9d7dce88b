"""Authenticated encryption of small values, each bound to the place where it is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_BODY_AT = 1 + _NONCE_BYTES


class SealBroken(Exception):
    """The key, the place or the sealed value is not the one it was sealed with."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value lives. Moved to any other place, it does not open."""

    table: str
    column: str
    row: str
    account: str

    def binding(self, version: int) -> bytes:
        return "\x00".join((str(version), self.table, self.column, self.row, self.account)).encode(
            errors="surrogatepass"
        )


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, place: Place, plain: bytes, version: int = 1) -> bytes:
    """Encrypt `plain` for `place`: AES-256-GCM with a fresh 96-bit nonce (NIST SP 800-38D).

    `version` (1 to 255) stands before it, for whoever has several keys to know which one.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return version.to_bytes() + nonce + AESGCM(key).encrypt(nonce, plain, place.binding(version))


def version_of(sealed: bytes) -> int:
    """Return the version of the key that `sealed` was sealed under; 0 for nothing."""
    return int.from_bytes(sealed[:1])


def unseal(key: bytes, place: Place, sealed: bytes) -> bytes:
    """Decrypt what was sealed for `place`. Raises `SealBroken`."""
    try:
        return AESGCM(key).decrypt(sealed[1:_BODY_AT], sealed[_BODY_AT:], place.binding(version_of(sealed)))
    except (InvalidTag, ValueError):
        raise SealBroken from None
