"""HKDF-SHA-256 (RFC 5869), for keys as long as its hash: each of its two steps is then one HMAC.

From the standard library, since the package that seals takes 6 MiB to load, and signing in seals nothing.
"""

from __future__ import annotations

import hmac

KEY_BYTES = 32
_NO_SALT = bytes(KEY_BYTES)


def extracted(secret: bytes) -> bytes:
    """Return a key (32 bytes) that holds all the randomness of `secret`: HKDF-Extract without a salt."""
    return hmac.digest(_NO_SALT, secret, "sha256")


def expanded(key: bytes, purpose: bytes) -> bytes:
    """Return the key (32 bytes) for one purpose, which tells nothing of `key`: HKDF-Expand."""
    return hmac.digest(key, purpose + b"\x01", "sha256")
