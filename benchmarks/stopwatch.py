"""What use cases that hash are measured with, and against."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from argon2.low_level import Type, hash_secret_raw

from benchmarks.household import PASSWORD
from store import HashingCost


def milliseconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return (time.perf_counter() - start) * 1_000


def bare_hash() -> None:
    """Hash a password with the parameters that people get, and do nothing else."""
    cost = HashingCost()
    hash_secret_raw(
        PASSWORD.reveal().encode(),
        os.urandom(16),
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )
