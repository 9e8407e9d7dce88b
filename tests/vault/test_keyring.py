"""The server keys: what is sealed opens in its own place, and nowhere else."""

from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Refusal
from store.vault.keyring import KeyRing
from store.vault.sealing import Place
from tests.town import refused

PLACE = Place("outbox", "sealed", "row-1", "7")
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def ring(keys: dict[int, bytes]) -> KeyRing:
    """Return a ring that has no file."""
    return KeyRing(Path("/no/such/file"), keys)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing.create(tmp_path_factory.mktemp("keys") / "server.key")


@pytest.mark.parametrize(
    "moved", [{"table": "phone"}, {"column": "to"}, {"row": "row-2"}, {"account": "8"}], ids=str
)
def test_a_value_moved_to_another_place_does_not_open(moved: dict[str, str]) -> None:
    keys = ring({1: OLD})
    sealed = keys.seal(PLACE, b"a phone number")
    assert keys.open(PLACE, sealed) == b"a phone number"
    assert refused(keys.open, dataclasses.replace(PLACE, **moved), sealed).refusal is Refusal.CORRUPT


@given(st.binary(max_size=200))
def test_what_was_not_sealed_does_not_open(keys: KeyRing, sealed: bytes) -> None:
    assert refused(keys.open, PLACE, sealed).refusal is Refusal.CORRUPT


@given(st.binary(max_size=100), st.data())
def test_one_changed_bit_and_nothing_opens(keys: KeyRing, plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(keys.seal(PLACE, plain))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    assert refused(keys.open, PLACE, bytes(sealed)).refusal is Refusal.CORRUPT


def test_the_same_value_is_never_sealed_twice_alike() -> None:
    keys = ring({1: OLD})
    assert len({keys.seal(PLACE, b"same") for _ in range(100)}) == 100


def test_a_newer_key_seals_and_the_older_one_still_opens() -> None:
    before, after = ring({1: OLD}), ring({1: OLD, 2: NEW})
    assert after.open(PLACE, before.seal(PLACE, b"old")) == b"old"
    assert after.seal(PLACE, b"new")[0] == 2


def test_the_store_says_which_key_seals(tmp_path: Path) -> None:
    KeyRing.create(tmp_path / "server.key").add()
    keys = KeyRing.load(tmp_path / "server.key")
    keys.use(1)
    assert keys.seal(PLACE, b"value")[0] == 1


def test_what_another_process_sealed_under_a_newer_key_opens_once_the_file_has_it(tmp_path: Path) -> None:
    file = tmp_path / "server.key"
    running, another = KeyRing.create(file), KeyRing.load(file)
    another.use(another.add())
    sealed = another.seal(PLACE, b"new")
    assert sealed[0] == 2
    assert running.open(PLACE, sealed) == b"new"
    assert running.seal(PLACE, b"old")[0] == 1


def test_a_key_that_the_file_has_not_is_not_used(tmp_path: Path) -> None:
    keys = KeyRing.create(tmp_path / "server.key")
    assert refused(keys.use, 2).refusal is Refusal.KEY_FOREIGN
    assert keys.seal(PLACE, b"value")[0] == 1


def test_a_key_that_was_added_and_not_used_yet_is_not_added_twice(tmp_path: Path) -> None:
    keys = KeyRing.create(tmp_path / "server.key")
    assert (keys.add(), keys.add()) == (2, 2)
    assert KeyRing.load(keys.path).versions == {1, 2}


def test_a_key_that_another_added_at_the_same_time_is_not_lost(tmp_path: Path) -> None:
    one = KeyRing.create(tmp_path / "server.key")
    another = KeyRing.load(one.path)
    assert (one.add(), another.add()) == (2, 2)
    one.use(2)
    another.use(2)
    assert another.open(PLACE, one.seal(PLACE, b"value")) == b"value"


def test_a_key_that_is_not_in_the_file_any_more_is_not_used(tmp_path: Path) -> None:
    keys = KeyRing.create(tmp_path / "server.key")
    before = keys.path.read_bytes()
    keys.add()
    keys.path.unlink()
    keys.path.write_bytes(before)
    assert refused(keys.use, 2).refusal is Refusal.KEY_FOREIGN
    assert keys.newest() == 1


def test_no_key_is_added_to_a_file_that_has_not_the_one_in_use(tmp_path: Path) -> None:
    keys = KeyRing.create(tmp_path / "server.key")
    before = keys.path.read_bytes()
    keys.use(keys.add())
    sealed = keys.seal(PLACE, b"value")
    keys.path.unlink()
    keys.path.write_bytes(before)
    assert refused(keys.add).refusal is Refusal.KEY_FOREIGN
    assert keys.path.read_bytes() == before
    keys.path.unlink()
    KeyRing.create(keys.path)
    assert refused(keys.newest).refusal is Refusal.KEY_FOREIGN
    assert sealed


@pytest.mark.parametrize("value", ["text", 7, 1.5])
def test_what_is_no_bytes_does_not_open(keys: KeyRing, value: object) -> None:
    assert refused(keys.open, PLACE, value).refusal is Refusal.CORRUPT


def test_a_key_that_waits_to_be_used_is_not_retired(tmp_path: Path) -> None:
    keys = KeyRing.create(tmp_path / "server.key")
    keys.use(keys.add())
    keys.add()
    keys.retire()
    assert keys.versions == {2, 3}


def test_what_was_retired_opens_nothing_any_more_and_the_rest_goes_on(tmp_path: Path) -> None:
    keys = KeyRing.create(tmp_path / "server.key")
    old = keys.seal(PLACE, b"old")
    keys.use(keys.add())
    new = keys.seal(PLACE, b"new")
    keys.retire()
    for ring_of_now in (keys, KeyRing.load(keys.path)):
        assert ring_of_now.open(PLACE, new) == b"new"
        assert refused(ring_of_now.open, PLACE, old).refusal is Refusal.CORRUPT
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o400


def test_keys_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    made = KeyRing.create(tmp_path / "server.key")
    assert KeyRing.load(tmp_path / "server.key").open(PLACE, made.seal(PLACE, b"value")) == b"value"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_file_that_others_can_read_is_closed_to_them(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "server.key"
    made = KeyRing.create(file)
    file.chmod(mode)
    assert KeyRing.load(file).open(PLACE, made.seal(PLACE, b"value")) == b"value"
    assert stat.S_IMODE(file.stat().st_mode) == 0o400


@pytest.mark.parametrize("closes", [True, False], ids=["used", "looked-at"])
def test_a_key_file_that_others_could_write_is_refused_and_left_as_it_is(
    tmp_path: Path, closes: bool
) -> None:
    file = tmp_path / "server.key"
    KeyRing.create(file)
    file.chmod(0o402)
    problem = refused(lambda: KeyRing.load(file, closes=closes))
    assert (problem.refusal, problem.facts) == (Refusal.FILE_WRITABLE, {"path": str(file)})
    assert stat.S_IMODE(file.stat().st_mode) == 0o402


def test_a_key_file_of_somebody_else_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    anothers = Path("/etc/passwd")
    if not os.geteuid():
        anothers = tmp_path / "server.key"
        KeyRing.create(anothers)
        anothers.chmod(0o644)
        os.chown(anothers, 65_534, 65_534)
    before = anothers.stat()
    problem = refused(KeyRing.load, anothers)
    assert (problem.refusal, problem.facts) == (Refusal.FILE_FOREIGN, {"path": str(anothers)})
    assert anothers.stat().st_mode == before.st_mode
