"""Argon2id: a verifier tells whether a password is right, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from store import HashingCost, Refusal, Secret
from store.locks import take_one
from store.vault.hashing import HASHES_AT_ONCE, Hasher
from tests.town import Town, refused

LIGHT = HashingCost(8, 1, 1)
_HOLDS_ALL = """
import fcntl, sys
from pathlib import Path
files = [file.open("r+") for file in sorted(Path(sys.argv[1]).glob("hash-*.lock"))]
for file in files:
    fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
for line in sys.stdin:
    files[int(line)].close()
"""


@pytest.fixture
def hasher(tmp_path: Path) -> Iterator[Hasher]:
    """A hasher that has its thread, and its places on the host, as after the first hash."""
    hasher = Hasher(LIGHT, tmp_path)
    hasher.make(Secret(""))
    yield hasher
    hasher.close()


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


@pytest.fixture
def held(hasher: Hasher, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """All places are held by another process, which gives one up for each number it is told."""
    holding = [sys.executable, "-c", _HOLDS_ALL, str(tmp_path)]
    with subprocess.Popen(holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


def test_who_gets_no_place_to_hash_is_told_that_it_is_busy(
    hasher: Hasher, held: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.locks.BUSY_AFTER", timedelta(milliseconds=120))
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(refused, hasher.make, Secret("Lanterne-2026!")) for _ in range(20)]
        assert {one.result().refusal for one in waiting} == {Refusal.BUSY}


@pytest.mark.parametrize("place", range(HASHES_AT_ONCE))
def test_everyone_who_waits_goes_on_with_whichever_place_is_free_first(
    hasher: Hasher, held: subprocess.Popen[str], place: int
) -> None:
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(hasher.make, Secret("Lanterne-2026!")) for _ in range(20)]
        assert not any(one.done() for one in waiting)
        assert held.stdin is not None
        print(place, file=held.stdin, flush=True)
        assert all(one.result() for one in waiting)


def test_of_hundreds_of_threads_no_more_try_the_places_than_there_are(
    hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    trying, most, lock = 0, 0, threading.Lock()

    def counted(slots: Sequence[int], until: float) -> None:
        nonlocal trying, most
        with lock:
            trying += 1
            most = max(most, trying)
        take_one(slots, until)
        with lock:
            trying -= 1

    monkeypatch.setattr("store.vault.hashing.take_one", counted)
    with ThreadPoolExecutor(200) as pool:
        assert all(pool.map(hasher.make, [Secret("Lanterne-2026!")] * 400))
    assert most <= HASHES_AT_ONCE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_whoever_hashes_gives_way(hasher: Hasher, monkeypatch: pytest.MonkeyPatch) -> None:
    def niceness(*_secret: object, **_cost: object) -> bytes:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return bytes(32)

    found: list[int] = []
    monkeypatch.setattr("store.vault.hashing.hash_secret_raw", niceness)
    hasher.make(Secret("Lanterne-2026!"))
    assert found[0] > os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_process_that_dies_gives_its_places_up(hasher: Hasher, held: subprocess.Popen[str]) -> None:
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(hasher.make, Secret("Lanterne-2026!")) for _ in range(20)]
        held.kill()
        assert all(one.result() for one in waiting)


def test_nobody_has_a_verifier_of_the_same_cost_and_length_as_everybody(hasher: Hasher) -> None:
    assert not hasher.is_outdated(hasher.of_nobody)
    assert len(hasher.of_nobody) == len(hasher.make(Secret("")))
    assert not hasher.matches(None, Secret(""))


def test_a_store_that_is_closed_leaves_no_thread_that_hashes(town: Town) -> None:
    others = set(threading.enumerate())
    town.reopen()
    town.store.context.hasher.make(Secret(""))
    hashing = [
        one for one in threading.enumerate() if one not in others and one.name.startswith("giving way")
    ]
    assert hashing
    town.store.close()
    assert not any(thread.is_alive() for thread in hashing)
