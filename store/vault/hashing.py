"""Argon2id: a secret becomes a verifier, which tells whether it is right, and a key, which seals."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from time import monotonic

from argon2 import Parameters, extract_parameters
from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, error_to_str, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from store.files import open_file
from store.locks import patience_ends, take_one
from store.problems import Problem, Refusal, file_problem
from store.rules.secret import Secret
from store.settings import HashingCost
from store.vault.giving_way import ThreadGivingWay

HASHES_AT_ONCE = 4
_SALT_BYTES = 16
_OUTPUT_BYTES = 32
_VERIFIER_PURPOSE = b"macle sign-in verifier"
_SHORTAGES = {error_to_str(number) for number in (-22, -33)}
"""What a hash fails with for want of memory, or of a thread for a lane (`argon2.h`)."""
_WRAPPING_PURPOSE = b"macle wrapping key"


@dataclass(frozen=True, repr=False)
class Derived:
    """What one run of Argon2id yields: a verifier to store, and a wrapping key never to store (32 bytes)."""

    verifier: str
    wrapping_key: bytes


class Hasher:
    """Makes and tries verifiers, at most four hashes at once on the host (each takes 64 MiB).

    Raises `Problem` where the lock files cannot be opened, and BUSY where no place was free for too long,
    or the system has no memory or thread for it.

    A verifier reads `$argon2id$v=19$m=…,t=…,p=…$salt$tag`, as other Argon2 programs write it, but its tag
    is HKDF of the Argon2id output: the output itself is never stored, so that it can also yield keys.
    """

    def __init__(self, cost: HashingCost, locks: Path) -> None:
        self._cost = cost
        self._locks = locks
        self._threads = [ThreadGivingWay() for _ in range(HASHES_AT_ONCE)]
        self._free = LifoQueue[ThreadGivingWay]()
        for thread in self._threads:
            self._free.put(thread)
        # A tag that no run has yielded: it takes as long to compare with as any, and none to make.
        self.of_nobody = self._written(os.urandom(_SALT_BYTES), os.urandom(_OUTPUT_BYTES))

    def derive(self, secret: Secret) -> Derived:
        """Return what `secret` yields with a fresh salt. Takes some 150 ms at the default cost."""
        salt = os.urandom(_SALT_BYTES)
        cost = self._cost
        parameters = Parameters(
            Type.ID, ARGON2_VERSION, _SALT_BYTES, _OUTPUT_BYTES, cost.passes, cost.memory_kib, cost.lanes
        )
        output = self._output(secret, salt, parameters)
        verifier = self._written(salt, _expanded(output, _VERIFIER_PURPOSE))
        return Derived(verifier, _expanded(output, _WRAPPING_PURPOSE))

    def make(self, secret: Secret) -> str:
        """Return a verifier for `secret`, where nothing is sealed under it."""
        return self.derive(secret).verifier

    def open(self, verifier: str | None, secret: Secret) -> bytes | None:
        """Return the wrapping key if `secret` is the one `verifier` was made from, else None.

        For None, the verifier of nobody, no secret is right. Runs at the verifier's own cost, and as long for
        a wrong secret as for a right one. Raises `Problem` CORRUPT for what is no verifier.
        """
        salt, tag, parameters = _read(self.of_nobody if verifier is None else verifier)
        output = self._output(secret, salt, parameters)
        wrapping_key = _expanded(output, _WRAPPING_PURPOSE)
        is_right = hmac.compare_digest(_expanded(output, _VERIFIER_PURPOSE), tag)
        return wrapping_key if is_right and verifier is not None else None

    def matches(self, verifier: str | None, secret: Secret) -> bool:
        """Return whether `secret` is the one `verifier` was made from; see `open`."""
        return self.open(verifier, secret) is not None

    def is_outdated(self, verifier: str) -> bool:
        """Return whether the cost has been changed since `verifier` was made."""
        made = extract_parameters(verifier)
        return (made.memory_cost, made.time_cost, made.parallelism) != (
            self._cost.memory_kib,
            self._cost.passes,
            self._cost.lanes,
        )

    def close(self) -> None:
        """End the threads once what they hash is done; nobody is to hash any more."""
        for thread in self._threads:
            thread.end()

    def _written(self, salt: bytes, tag: bytes) -> str:
        cost = self._cost
        return (
            f"$argon2id$v={ARGON2_VERSION}$m={cost.memory_kib},t={cost.passes},p={cost.lanes}"
            f"${_encode(salt)}${_encode(tag)}"
        )

    def _output(self, secret: Secret, salt: bytes, parameters: Parameters) -> bytes:
        def output() -> bytes:
            return hash_secret_raw(
                secret.reveal().encode(),
                salt,
                time_cost=parameters.time_cost,
                memory_cost=parameters.memory_cost,
                parallelism=parameters.parallelism,
                hash_len=_OUTPUT_BYTES,
                type=parameters.type,
                version=parameters.version,
            )

        with self._slot() as thread:
            try:
                # Its lanes take every core there is, and the event loop has to draw meanwhile.
                return thread.run(output)
            except HashingError as error:
                if str(error) in _SHORTAGES:
                    raise Problem(Refusal.BUSY) from None
                raise

    @contextmanager
    def _slot(self) -> Iterator[ThreadGivingWay]:
        """Hold one of the host's places for hashing, and a thread to do it in.

        Places are file locks, so that a killed process frees its own. Threads of one process first wait for
        each other: were hundreds to try the files again and again, luck would decide who is first.
        """
        until = patience_ends()
        try:
            thread = self._free.get(timeout=max(0, until - monotonic()))
        except Empty:
            raise Problem(Refusal.BUSY) from None
        slots: list[int] = []
        try:
            slots.extend(map(self._opened, range(HASHES_AT_ONCE)))
            take_one(slots, until)
            yield thread
        finally:
            for slot in slots:
                os.close(slot)
            self._free.put(thread)

    def _opened(self, number: int) -> int:
        try:
            return open_file(self._locks / f"hash-{number}.lock", os.O_CREAT | os.O_RDWR)
        except OSError as error:
            raise file_problem(error) from None


def _expanded(output: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(SHA256(), _OUTPUT_BYTES, purpose).derive(output)


def _read(verifier: str) -> tuple[bytes, bytes, Parameters]:
    """Return the salt, the tag and the cost. Raises `Problem` CORRUPT."""
    try:
        salt, tag = (_decode(part) for part in verifier.split("$")[-2:])
        parameters = extract_parameters(verifier)
    except ValueError:
        raise Problem(Refusal.CORRUPT) from None
    if (len(salt), len(tag)) != (_SALT_BYTES, _OUTPUT_BYTES):
        raise Problem(Refusal.CORRUPT)
    return salt, tag, parameters


def _encode(octets: bytes) -> str:
    return base64.b64encode(octets).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
