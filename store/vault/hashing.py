"""Argon2id: passwords become verifiers, which tell whether a password is right and nothing else."""

from __future__ import annotations

import base64
import fcntl
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import Parameters, extract_parameters
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from store.problems import file_problem
from store.rules.secret import Secret
from store.settings import HashingCost

HASHES_AT_ONCE = 4
_SALT_BYTES = 16
_OUTPUT_BYTES = 32
_VERIFIER_PURPOSE = b"macle sign-in verifier"


class Hasher:
    """Makes and tries verifiers, at most four hashes at once on the host (each takes 64 MiB).

    Raises `Problem` where the lock files cannot be opened.

    A verifier reads `$argon2id$v=19$m=…,t=…,p=…$salt$tag`, as other Argon2 programs write it, but its tag
    is HKDF of the Argon2id output: the output itself is never stored, so that it can also yield keys.
    """

    def __init__(self, cost: HashingCost, locks: Path) -> None:
        self._cost = cost
        self._locks = locks
        self.of_nobody = self.make(Secret(""))

    def make(self, password: Secret) -> str:
        """Return a verifier for `password`, with a fresh salt. Takes some 150 ms at the default cost."""
        salt = os.urandom(_SALT_BYTES)
        cost = self._cost
        parameters = Parameters(
            Type.ID, ARGON2_VERSION, _SALT_BYTES, _OUTPUT_BYTES, cost.passes, cost.memory_kib, cost.lanes
        )
        tag = self._tag(password, salt, parameters)
        return (
            f"$argon2id$v={ARGON2_VERSION}$m={cost.memory_kib},t={cost.passes},p={cost.lanes}"
            f"${_encode(salt)}${_encode(tag)}"
        )

    def matches(self, verifier: str, password: Secret) -> bool:
        """Return whether `password` is the one `verifier` was made from, at the verifier's own cost."""
        salt, tag = (_decode(part) for part in verifier.split("$")[-2:])
        return hmac.compare_digest(self._tag(password, salt, extract_parameters(verifier)), tag)

    def is_outdated(self, verifier: str) -> bool:
        """Return whether the cost has been changed since `verifier` was made."""
        made = extract_parameters(verifier)
        return (made.memory_cost, made.time_cost, made.parallelism) != (
            self._cost.memory_kib,
            self._cost.passes,
            self._cost.lanes,
        )

    def _tag(self, password: Secret, salt: bytes, parameters: Parameters) -> bytes:
        with self._slot():
            output = hash_secret_raw(
                password.reveal().encode(),
                salt,
                time_cost=parameters.time_cost,
                memory_cost=parameters.memory_cost,
                parallelism=parameters.parallelism,
                hash_len=_OUTPUT_BYTES,
                type=parameters.type,
                version=parameters.version,
            )
        return HKDFExpand(SHA256(), _OUTPUT_BYTES, _VERIFIER_PURPOSE).derive(output)

    @contextmanager
    def _slot(self) -> Iterator[None]:
        """Hold one of the host's places for hashing; file locks, so that a killed process frees its own."""
        slots: list[int] = []
        try:
            slots.extend(map(self._opened, range(HASHES_AT_ONCE)))
            for slot in slots:
                try:
                    fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    continue
            else:
                fcntl.flock(slots[os.getpid() % HASHES_AT_ONCE], fcntl.LOCK_EX)
            yield
        finally:
            for slot in slots:
                os.close(slot)

    def _opened(self, number: int) -> int:
        try:
            return os.open(self._locks / f"hash-{number}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise file_problem(error) from None


def _encode(octets: bytes) -> str:
    return base64.b64encode(octets).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
