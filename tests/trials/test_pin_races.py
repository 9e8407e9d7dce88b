"""Raced for by many processes, a one-time PIN signs one of them in."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlmodel import select
from stdnum.es import dni

from store import Refusal, Secret, Session
from store.database.sealed_columns import ONE_TIME_PIN
from store.database.tables.signing_in import OneTimePin
from tests import journals
from tests.one_time_pins import begin
from tests.town import Town
from tests.trials.forms import forms
from tests.trials.outcomes import DONE, outcome
from tests.trials.processes import race

pytestmark = [pytest.mark.timeout(3600), journals.EITHER]

_PROCESSES = forms(short=8, long=64)
_PEOPLE = {8: 2, 64: 50}


@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_pin_signs_one_of_them_in(town: Town, processes: int) -> None:
    for number in range(_PEOPLE[processes]):
        document = f"{number:08}{dni.calc_check_digit(f'{number:08}')}"
        # One operator registers no more than thirty an hour.
        town.register(document, f"person-{number}@example.org", by=("odile-desk", "olive-desk")[number % 2])
        tokens = [begin(town, document).token.reveal() for _racer in range(processes)]
        town.store.one_time_pin.obtain(begin(town, document))
        answers = Counter(race(town.home, processes, _enter, tokens, _newest(town)))
        assert answers == {DONE: 1, Refusal.PIN_EXPIRED.value: processes - 1}


def _newest(town: Town) -> str:
    """Return the one PIN there is: those before were used."""
    with town.store.database.read() as db:
        return ONE_TIME_PIN.open_text(town.store.context.keys, db.exec(select(OneTimePin)).one())


def _enter(town: Town, number: int, tokens: list[str], pin: str) -> str:
    session = Session(Secret(tokens[number]), "", "en")
    return outcome(town.store.one_time_pin.enter, session, Secret(pin))
