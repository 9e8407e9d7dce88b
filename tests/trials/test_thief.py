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
    rule,
    run_state_machine_as_test,
)

from tests.siege import OWNER_HAS, THEFT_LASTS, Siege
from tests.town import Person, Town

_LONG_PARTS = 20
_MOST_STEPS = 8
_TO_GET_IN = timedelta(hours=12)
_CHANGE = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7))
"""The number of one of `Siege.changes`: most often a new address or method."""
_OWNER = Person("alexandre", "alexandre@example.org")


class Struggle(RuleBasedStateMachine):
    """What the owner and the thief do, in any order that time allows."""

    beginning: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.beginning, self._folder / "data")
        self.town = Town(self._folder / "data")

    @initialize(
        second_step=st.booleans(),
        questions=st.booleans(),
        earlier=st.lists(st.tuples(_CHANGE, st.integers(0, 12)), max_size=2),
        with_password=st.booleans(),
        hostile=st.lists(st.tuples(_CHANGE, st.integers(1, 300)), min_size=1, max_size=5),
        by_hand=st.booleans(),
    )
    def theft(
        self,
        second_step: bool,
        questions: bool,
        earlier: list[tuple[int, int]],
        with_password: bool,
        hostile: list[tuple[int, int]],
        by_hand: bool,
    ) -> None:
        """The owner changes this and that; then a thief has their session for a quarter of an hour."""
        self.by_hand = by_hand
        siege = self.siege = Siege(self.town, _OWNER, second_step=second_step, questions=questions)
        for change, days in earlier:
            session = siege.sign_in(siege.owner)
            if session is not None:
                siege.does(siege.owner, session, siege.changes[change])
            siege.wait(days=days)
        stolen = siege.steal(with_password=with_password)
        for change, seconds in hostile:
            if stolen is not None and self.town.clock.now <= siege.until(THEFT_LASTS):
                siege.does(siege.thief, stolen, siege.changes[change])
            siege.wait(seconds=seconds)

    @rule(change=_CHANGE)
    def thief_comes_back(self, change: int) -> None:
        session = self.siege.thief_gets_in()
        assert session is None or not self.siege.secured
        if session is not None:
            self.siege.does(self.siege.thief, session, self.siege.changes[change])

    @rule(kind=st.sampled_from(("password", "second-step", "answer")))
    def thief_blocks(self, kind: str) -> None:
        self.siege.thief_blocks(kind)

    @rule(minutes=st.sampled_from((5, 60, 600, 1_440, 3 * 1_440, 9 * 1_440, 21 * 1_440)))
    def time_passes(self, minutes: int) -> None:
        self.siege.wait(minutes=minutes)

    @rule()
    def owner_uses_a_code(self) -> None:
        self.siege.owner_uses_code()

    @rule()
    def owner_repairs(self) -> None:
        self.siege.owner_repairs()

    @rule()
    def owner_comes_back(self) -> None:
        in_time = self.town.clock.now <= self.siege.until(OWNER_HAS - _TO_GET_IN)
        got_in = self.siege.owner_gets_in() is not None
        assert got_in or not in_time or not self.siege.keeps_standing_ways

    def teardown(self) -> None:
        """Let the owner secure the account at the latest now, and the thief try again, for weeks."""
        try:
            if not self.siege.secured:
                (self.siege.owner_repairs if self.by_hand else self.siege.owner_uses_code)()
            if self.siege.secured:
                assert self.siege.thief_gets_in() is None
                self.siege.wait(days=11)
                assert self.siege.thief_gets_in() is None
        finally:
            self.town.store.close()
            shutil.rmtree(self._folder)


@pytest.mark.parametrize(
    "histories",
    [
        pytest.param(4, id="short"),
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
