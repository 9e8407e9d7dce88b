"""The sealing of a profile: one key for the identity, wrapped for each way to it (TRUST «Encryption»).

identity      under the profile key
profile key   under what the password yields, and under what the personal key yields
personal key  under the profile key, so that its owner can see it again

What belongs to one personal key is bound to that key's row, and the rest to the profile's.
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
        cls,
        wrapping_key: bytes,
        wrapped: bytes,
        column: str,
        profile: str,
        account: str,
        row: str | None = None,
    ) -> ProfileKey:
        """Return the key that was wrapped in `column`. Raises `SealBroken` for another wrapping key."""
        place = Place(_TABLE, column, row or profile, account)
        return cls(unseal(wrapping_key, place, wrapped), profile, account)

    def wrap(self, wrapping_key: bytes, column: str, row: str | None = None) -> bytes:
        """Return the key sealed under what a password or a personal key yields, for `column`."""
        return seal(wrapping_key, self._place(column, row), self.octets)

    def seal(self, column: str, plain: bytes, row: str | None = None) -> bytes:
        return seal(self.octets, self._place(column, row), plain)

    def unseal(self, column: str, sealed: bytes, row: str | None = None) -> bytes:
        """Raises `SealBroken` for what another profile, another personal key or another column holds."""
        return unseal(self.octets, self._place(column, row), sealed)

    def _place(self, column: str, row: str | None) -> Place:
        return Place(_TABLE, column, row or self.profile, self.account)
