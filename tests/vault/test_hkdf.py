"""HKDF: the keys are those of RFC 5869, whoever makes them."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from store.vault.hkdf import KEY_BYTES, expanded, extracted


def test_the_keys_are_those_of_the_standard() -> None:
    key = extracted(b"\x0b" * 22)  # RFC 5869, A.3
    assert key.hex() == "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"
    assert expanded(key, b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_another_implementation_makes_the_same_keys(secret: bytes, purpose: bytes) -> None:
    assert expanded(extracted(secret), purpose) == HKDF(SHA256(), KEY_BYTES, None, purpose).derive(secret)
    key = extracted(secret)
    assert expanded(key, purpose) == HKDFExpand(SHA256(), KEY_BYTES, purpose).derive(key)
