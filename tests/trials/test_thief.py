"""A thief who held a session for a quarter of an hour never gets in again, and the owner always gets back."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from store import Session
from tests.siege import OWNER_HAS, THEFT_LASTS, Siege
from tests.town import Person, Town

_LONG_PARTS = 20
_MOST_STEPS = 14
_CHANGES = 8
_TO_GET_IN = timedelta(hours=12)
_OWNER = Person("alexandre", "alexandre@example.org")


class Struggle(RuleBasedStateMachine):
    """What the owner and the thief do, in any order that time allows."""

    beginning: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.beginning, self._folder / "data")
        self.town = Town(self._folder / "data")
        self.session: Session | None = None

    @initialize(second_step=st.booleans(), questions=st.booleans())
    def begin(self, second_step: bool, questions: bool) -> None:
        self.siege = Siege(self.town, _OWNER, second_step=second_step, questions=questions)

    @precondition(lambda self: self.siege.stolen_at is None)
    @rule(change=st.integers(0, _CHANGES - 1), days=st.integers(0, 12))
    def owner_changes(self, change: int, days: int) -> None:
        session = self.siege.sign_in(self.siege.owner)
        if session is not None:
            self.siege.does(self.siege.owner, session, self.siege.changes[change])
        self.siege.wait(days=days)

    @precondition(lambda self: self.siege.stolen_at is None)
    @rule(with_password=st.booleans())
    def steal(self, with_password: bool) -> None:
        self.session = self.siege.steal(with_password=with_password)

    @precondition(lambda self: self.session is not None)
    @rule(change=st.integers(0, _CHANGES - 1), seconds=st.integers(1, 120))
    def thief_changes(self, change: int, seconds: int) -> None:
        assert self.session is not None
        assert self.siege.stolen_at is not None
        if self.town.clock.now <= self.siege.stolen_at + THEFT_LASTS:
            self.siege.does(self.siege.thief, self.session, self.siege.changes[change])
        self.siege.wait(seconds=seconds)

    @precondition(lambda self: self.siege.stolen_at is not None)
    @rule(change=st.integers(0, _CHANGES - 1))
    def thief_comes_back(self, change: int) -> None:
        self.session = None
        session = self.siege.thief_gets_in()
        assert session is None or not self.siege.secured
        if session is not None:
            self.siege.does(self.siege.thief, session, self.siege.changes[change])

    @precondition(lambda self: self.siege.stolen_at is not None)
    @rule(minutes=st.sampled_from((5, 60, 600, 1_440, 3 * 1_440, 9 * 1_440, 21 * 1_440)))
    def time_passes(self, minutes: int) -> None:
        self.session = None
        self.siege.wait(minutes=minutes)

    @precondition(lambda self: self.siege.stolen_at is not None)
    @rule()
    def owner_uses_a_code(self) -> None:
        self.session = None
        self.siege.owner_uses_code()

    @precondition(lambda self: self.siege.stolen_at is not None)
    @rule()
    def owner_repairs(self) -> None:
        self.session = None
        self.siege.owner_repairs()

    @precondition(lambda self: self.siege.stolen_at is not None)
    @rule()
    def owner_comes_back(self) -> None:
        self.session = None
        assert self.siege.stolen_at is not None
        in_time = self.town.clock.now <= self.siege.stolen_at + OWNER_HAS - _TO_GET_IN
        got_in = self.siege.owner_gets_in() is not None
        assert got_in or not in_time or not self.siege.keeps_standing_ways

    def teardown(self) -> None:
        try:
            if self.siege.stolen_at is not None and self.siege.secured:
                assert self.siege.thief_gets_in() is None
                self.siege.wait(days=11)
                assert self.siege.thief_gets_in() is None
        finally:
            self.town.store.close()
            shutil.rmtree(self._folder)


@pytest.mark.parametrize(
    "histories",
    [
        pytest.param(25, id="short"),
        *(
            pytest.param(10_000 // _LONG_PARTS, id=f"long-{part}", marks=pytest.mark.trial)
            for part in range(1, _LONG_PARTS + 1)
        ),
    ],
)
@pytest.mark.timeout(3600)
def test_a_thief_of_a_session_is_out_for_good_and_the_owner_gets_back(tmp_path: Path, histories: int) -> None:
    town = Town(tmp_path / "data")
    town.person(_OWNER.username)
    town.store.close()

    class Beginning(Struggle):
        beginning = town.home

    run_state_machine_as_test(
        Beginning,
        settings=settings(
            max_examples=histories,
            stateful_step_count=_MOST_STEPS,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
