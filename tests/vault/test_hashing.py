"""Argon2id: a verifier tells whether a password is right, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from store import HashingCost, Secret
from store.vault.hashing import Hasher

LIGHT = HashingCost(8, 1, 1)


@pytest.fixture
def hasher(tmp_path: Path) -> Hasher:
    return Hasher(LIGHT, tmp_path)


@pytest.mark.parametrize("password", ["", "Lanterne-2026!", "é" * 256, "🔑\u0301" * 80], ids=range(4))
def test_only_the_password_itself_matches_its_verifier(hasher: Hasher, password: str) -> None:
    verifier = hasher.make(Secret(password))
    assert hasher.matches(verifier, Secret(password))
    assert not hasher.matches(verifier, Secret(password + "x"))
    assert not hasher.matches(verifier, Secret("x" + password[1:]))


def test_two_verifiers_of_one_password_have_nothing_in_common(hasher: Hasher) -> None:
    one, other = (hasher.make(Secret("Lanterne-2026!")).split("$")[-2:] for _ in range(2))
    assert not set(one) & set(other)


def test_the_verifier_is_not_the_output_that_could_open_a_profile(hasher: Hasher) -> None:
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(hasher.make(Secret("Lanterne-2026!")), "Lanterne-2026!")


def test_a_verifier_keeps_its_cost_and_is_outdated_by_any_other(hasher: Hasher, tmp_path: Path) -> None:
    verifier = hasher.make(Secret("Lanterne-2026!"))
    assert verifier.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert not hasher.is_outdated(verifier)
    for cost in (HashingCost(16, 1, 1), HashingCost(8, 2, 1), HashingCost(16, 1, 2)):
        other = Hasher(cost, tmp_path)
        assert other.is_outdated(verifier)
        assert other.matches(verifier, Secret("Lanterne-2026!"))


def test_the_usual_cost_is_that_of_rfc_9106() -> None:
    assert HashingCost() == HashingCost(memory_kib=65_536, passes=3, lanes=4)


def test_many_may_hash_at_once(hasher: Hasher) -> None:
    passwords = [Secret(f"Lanterne-{number}!") for number in range(40)]
    with ThreadPoolExecutor(40) as pool:
        verifiers = list(pool.map(hasher.make, passwords))
        assert all(pool.map(hasher.matches, verifiers, passwords))


def test_nobody_has_a_verifier_of_the_same_cost_as_everybody(hasher: Hasher) -> None:
    assert not hasher.is_outdated(hasher.of_nobody)
