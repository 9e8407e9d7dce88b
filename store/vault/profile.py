"""The sealing of a profile: one key for the identity, wrapped for each way to it (TRUST «Encryption»).

identity      under the profile key
profile key   under what the password yields, and under what the personal key yields
personal key  under the profile key, so that its owner can see it again
"""

from __future__ import annotations

from dataclasses import dataclass

from store.vault.sealing import Place, new_key, seal, unseal

_TABLE = "profile"


@dataclass(frozen=True, repr=False)
class ProfileKey:
    """The key that opens one profile, while someone who may is at work on it."""

    octets: bytes
    profile: str
    account: str

    @classmethod
    def new(cls, profile: str, account: str) -> ProfileKey:
        return cls(new_key(), profile, account)

    @classmethod
    def unwrap(
        cls, wrapping_key: bytes, wrapped: bytes, column: str, profile: str, account: str
    ) -> ProfileKey:
        """Return the key that was wrapped in `column`. Raises `SealBroken` for another wrapping key."""
        return cls(unseal(wrapping_key, Place(_TABLE, column, profile, account), wrapped), profile, account)

    def wrap(self, wrapping_key: bytes, column: str) -> bytes:
        """Return the key sealed under what a password or a personal key yields, for `column`."""
        return seal(wrapping_key, self._place(column), self.octets)

    def seal(self, column: str, plain: bytes) -> bytes:
        return seal(self.octets, self._place(column), plain)

    def unseal(self, column: str, sealed: bytes) -> bytes:
        """Raises `SealBroken` for what another profile, or another column, holds."""
        return unseal(self.octets, self._place(column), sealed)

    def _place(self, column: str) -> Place:
        return Place(_TABLE, column, self.profile, self.account)
