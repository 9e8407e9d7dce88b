"""Reactivating a profile with the right key and password, against two bare Argon2id hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import EMAIL, PASSWORD, TERMINAL, USERNAME, a_person, an_operator
from benchmarks.stopwatch import bare_hash, milliseconds
from i18n import ENGLISH
from store import Identity, Secret, Session, Settings, open_store
from store.accounts.store import Store
from store.locations import Locations
from store.settings import utc_now

_TURNS = 40
_BETWEEN_RESETS = timedelta(minutes=20)


@dataclass
class _Clock:
    """Moves from reset to reset, of which few are allowed in an hour."""

    now: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        return self.now


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home, clock = Path(folder), _Clock()
        a_person(home)
        store = open_store(Settings(home, clock=clock, works_in_background=False))
        turns = list(_turns(store, home, clock))[1:]  # the first turn fills the caches
        store.close()
    of_two_hashes, of_reactivation = (median(column) for column in zip(*turns, strict=True))
    how = (
        f"reactivation {of_reactivation:.1f} ms, two hashes {of_two_hashes:.1f} ms; "
        f"medians of {_TURNS} alternating turns"
    )
    ratio = of_reactivation / of_two_hashes
    return [Figure("Reactivation against two bare Argon2id hashes", ratio, "×", how, 2.2)]


def _turns(store: Store, home: Path, clock: _Clock) -> Iterator[tuple[float, float]]:
    """Reset and reactivate; yield the milliseconds of two bare hashes, and of the reactivation."""
    key = _first_key(store)
    for turn in range(_TURNS + 1):
        clock.now += _BETWEEN_RESETS
        password = Secret(f"Chouette-{turn}-2027?")
        store.reset.set_password(_token(store, home), password, password, TERMINAL)
        session = store.sign_in.with_password(USERNAME, password, TERMINAL)
        keys = [key]
        yield (
            milliseconds(bare_hash) + milliseconds(bare_hash),
            milliseconds(partial(_reactivate, store, session, keys, password)),
        )
        key = keys[-1]


def _reactivate(store: Store, session: Session, keys: list[Secret], password: Secret) -> None:
    """Reactivate with the last of the keys, and add the new one."""
    keys.append(store.reactivation.reactivate(session, keys[-1], password).key)


def _first_key(store: Store) -> Secret:
    """Give the person an active profile."""
    identity = Identity("Alexandre Roy", date(1990, 5, 17), "dni", "12345678Z", "12, rue de la Clé")
    session = store.sign_in.with_password(USERNAME, PASSWORD, TERMINAL)
    store.verification.request(session, identity, PASSWORD)
    operator, _app = an_operator(store)
    [request] = store.decisions.pending(operator)
    store.decisions.accept(operator, request.id, "Seen.")
    return store.profile.activate(session, PASSWORD).key


def _token(store: Store, home: Path) -> Secret:
    """Ask for a reset, and read the token from the message."""
    mail = Locations(home).mail
    store.outbox.deliver()
    for file in mail.iterdir():
        file.unlink()
    store.reset.request(EMAIL, ENGLISH, TERMINAL)
    store.outbox.deliver()
    [message] = mail.iterdir()
    token = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}$", message.read_text(), re.MULTILINE)
    assert token is not None
    return Secret(token[0])
