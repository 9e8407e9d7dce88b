"""The key of a profile: wrapped for each way to it, and bound to the profile, the column and the account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import HashingCost, Secret
from store.vault.hashing import Hasher
from store.vault.profile import ProfileKey
from store.vault.sealing import Place, SealBroken, new_key, seal, unseal

PLACE = Place("profile", "identity", "row-1", "7")
KEY = bytes(range(32))


@pytest.fixture
def hasher(tmp_path: Path) -> Iterator[Hasher]:
    with closing(Hasher(HashingCost(8, 1, 1), tmp_path)) as hasher:
        yield hasher


def test_the_right_secret_opens_what_its_verifier_yielded_and_no_other_does(hasher: Hasher) -> None:
    derived = hasher.derive(Secret("0123456789ABCDEF"))
    assert hasher.open(derived.verifier, Secret("0123456789ABCDEF")) == derived.wrapping_key
    assert hasher.open(derived.verifier, Secret("0123456789ABCDEG")) is None


def test_what_is_stored_of_a_secret_is_not_the_key_it_yields(hasher: Hasher) -> None:
    derived = hasher.derive(Secret("Lanterne-2026!"))
    assert len(derived.wrapping_key) == 32
    for wrapping_key in (derived.wrapping_key, derived.wrapping_key.hex().encode()):
        assert wrapping_key not in derived.verifier.encode()
    tag = hasher.make(Secret("Lanterne-2026!")).split("$")[-1]
    assert tag not in derived.verifier


def test_the_same_secret_yields_another_key_each_time(hasher: Hasher) -> None:
    keys = {hasher.derive(Secret("Lanterne-2026!")).wrapping_key for _ in range(20)}
    assert len(keys) == 20


def test_a_key_of_another_cost_still_opens(hasher: Hasher, tmp_path: Path) -> None:
    derived = hasher.derive(Secret("Lanterne-2026!"))
    with closing(Hasher(HashingCost(16, 2, 1), tmp_path)) as dearer:
        assert dearer.open(derived.verifier, Secret("Lanterne-2026!")) == derived.wrapping_key


def test_a_wrapped_profile_key_opens_what_it_sealed() -> None:
    made, wrapping_key = ProfileKey.new("row-1", "7"), new_key()
    sealed = made.seal("identity", b"Dominique")
    wrapped = made.wrap(wrapping_key, "password_wrap")
    opened = ProfileKey.unwrap(wrapping_key, wrapped, "password_wrap", "row-1", "7")
    assert opened == made
    assert opened.unseal("identity", sealed) == b"Dominique"


@pytest.mark.parametrize(
    ("column", "profile", "account", "row"),
    [
        ("key_wrap", "row-1", "7", None),
        ("password_wrap", "row-2", "7", None),
        ("password_wrap", "row-1", "8", None),
        ("password_wrap", "row-1", "7", "key-1"),
    ],
)
def test_a_wrapped_key_that_was_moved_does_not_open(
    column: str, profile: str, account: str, row: str | None
) -> None:
    wrapping_key = new_key()
    wrapped = ProfileKey.new("row-1", "7").wrap(wrapping_key, "password_wrap")
    with pytest.raises(SealBroken):
        ProfileKey.unwrap(wrapping_key, wrapped, column, profile, account, row)


def test_a_value_of_one_personal_key_does_not_open_as_another_s() -> None:
    profile_key = ProfileKey.new("row-1", "7")
    sealed = profile_key.seal("personal_key", b"0123456789ABCDEF", "key-1")
    assert profile_key.unseal("personal_key", sealed, "key-1") == b"0123456789ABCDEF"
    for row in (None, "key-2"):
        with pytest.raises(SealBroken):
            profile_key.unseal("personal_key", sealed, row)


def test_one_profile_key_does_not_open_another_profile() -> None:
    sealed = ProfileKey.new("row-1", "7").seal("identity", b"Dominique")
    with pytest.raises(SealBroken):
        ProfileKey.new("row-1", "7").unseal("identity", sealed)


def test_a_value_claimed_for_another_version_of_the_key_does_not_open() -> None:
    sealed = seal(KEY, PLACE, b"Dominique", version=1)
    assert unseal(KEY, PLACE, sealed) == b"Dominique"
    with pytest.raises(SealBroken):
        unseal(KEY, PLACE, b"\x02" + sealed[1:])


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_whatever_is_not_its_own_seal_is_broken(plain: bytes, noise: bytes) -> None:
    sealed = seal(KEY, PLACE, plain)
    assert unseal(KEY, PLACE, sealed) == plain
    for changed in (noise, sealed + noise + b"\0", sealed[: len(noise) % len(sealed)]):
        with pytest.raises(SealBroken):
            unseal(KEY, PLACE, changed)


def test_no_two_nonces_are_alike() -> None:
    assert len({seal(KEY, PLACE, b"same")[1:13] for _ in range(1_000)}) == 1_000


def test_a_profile_key_is_not_shown_by_accident() -> None:
    assert "octets" not in repr(ProfileKey.new("row-1", "7"))
