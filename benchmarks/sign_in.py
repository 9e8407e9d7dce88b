"""Signing in, against one bare Argon2id hash with the same parameters."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, TERMINAL, USERNAME, a_person, opened
from benchmarks.stopwatch import bare_hash, milliseconds
from store.accounts.store import Store

_TURNS = 60


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        a_person(home)
        store = opened(home)
        hashes, sign_ins = [], []
        for turn in range(_TURNS + 1):
            pair = milliseconds(bare_hash), milliseconds(lambda: _sign_in(store))
            if turn:  # the first turn fills the caches
                hashes.append(pair[0])
                sign_ins.append(pair[1])
        store.close()
    of_sign_in, of_hash = median(sign_ins), median(hashes)
    how = f"sign-in {of_sign_in:.1f} ms, hash {of_hash:.1f} ms; medians of {_TURNS} alternating turns"
    return [Figure("Sign-in against one bare Argon2id hash", of_sign_in / of_hash, "×", how, 1.06)]


def _sign_in(store: Store) -> None:
    store.sign_in.with_password(USERNAME, PASSWORD, TERMINAL)
