"""After a jump of the clock nothing is destroyed before the host has run for an hour."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from i18n import ENGLISH
from store import Problem, Refusal, Secret
from store.rules.limits import LONGEST_WAIT, NOTICE_LIFE, TIDIED_AFTER
from tests.theft import Told, change_email
from tests.town import PASSWORD, TERMINAL, Person, Town, outcome

THIEF = "thief@example.org"
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def code(town: Town, someone: Person) -> Secret:
    """The code of a notice that can put the email back; the session of the change is open."""
    town.clock.advance(hours=2)
    session = town.sign_in(someone)
    change_email(town, session, THIEF)
    return Told.lately(town).to(someone.email)


def kept(town: Town) -> dict[str, int]:
    """Return how much of what can be tidied away there is."""
    counted = {
        "sessions": "session",
        "notices": "notice WHERE before IS NOT NULL",
        "former emails": "identifier WHERE kind = 'former-email'",
        "sign-ups": "sign_up",
        "tokens": "reset_token",
        "counters": "counter",
        "quotas": "quota WHERE kind = 'reset'",
    }
    return {name: town.rows(f"SELECT count(*) FROM {rows}")[0][0] for name, rows in counted.items()}


def fill(town: Town, someone: Person) -> None:
    town.store.sign_up.begin("newcomer", "new@example.org", PASSWORD, PASSWORD, "en")
    town.store.reset.request(THIEF, ENGLISH, TERMINAL)
    town.fails_to_sign_in("nobody-here")
    town.new_mail()


def jumps() -> Iterator[tuple[str, Callable[[Town], None]]]:
    yield "a year ahead", lambda town: town.clock.jump(days=365)
    yield "a year ahead at a start", lambda town: town.clock.restart(days=365)


@pytest.mark.parametrize("jump", [jump for _, jump in jumps()], ids=[name for name, _ in jumps()])
def test_one_opening_a_year_ahead_tidies_nothing_live_away(
    town: Town, someone: Person, code: Secret, jump: Callable[[Town], None]
) -> None:
    session = town.sign_in(someone)
    fill(town, someone)
    before, now = kept(town), town.clock.now
    jump(town)
    town.reopen()
    town.store.sign_up.begin("another-one", "another@example.org", PASSWORD, PASSWORD, "en")
    assert kept(town) == {**before, "sign-ups": 2}
    town.clock.jump(seconds=(now - town.clock.now).total_seconds())
    town.reopen()
    assert outcome(town.store.sessions.touch, session) is None
    town.store.disowning.disown(code, TERMINAL)
    assert town.reset(someone)


def test_an_opening_a_year_back_tidies_nothing_away_and_changes_no_notice(
    town: Town, someone: Person, code: Secret
) -> None:
    session = town.sign_in(someone)
    fill(town, someone)
    before, rows = kept(town), town.rows("SELECT told_at, expires_at FROM notice")
    town.clock.jump(days=-365)
    town.reopen()
    assert kept(town) == before
    town.clock.jump(days=365)
    town.reopen()
    assert kept(town) == before
    assert town.rows("SELECT told_at, expires_at FROM notice") == rows
    assert outcome(town.store.sessions.touch, session) is None
    assert town.store.disowning.changes(code)


def test_an_hour_of_running_time_after_a_jump_it_is_tidied(town: Town, someone: Person, code: Secret) -> None:
    fill(town, someone)
    town.clock.jump(days=365)
    before = kept(town)
    town.reopen()
    town.clock.now += TIDIED_AFTER - timedelta(seconds=1)
    town.reopen()
    assert kept(town) == before
    town.clock.advance(seconds=1)
    town.reopen()
    assert set(kept(town).values()) == {0}


def test_the_hour_is_counted_anew_after_each_jump(town: Town, someone: Person, code: Secret) -> None:
    before = kept(town)
    for _ in range(3):
        town.clock.jump(days=100)
        town.reopen()
        town.clock.advance(minutes=40)
        town.reopen()
        assert kept(town) == before


def test_a_store_that_nobody_opened_for_a_year_is_tidied_at_once_where_the_host_ran_on(
    town: Town, code: Secret
) -> None:
    town.clock.advance(days=365)
    town.reopen()
    assert kept(town)["former emails"] == 0


def test_a_damaged_memory_of_the_clock_is_made_anew_and_tidies_nothing(town: Town, code: Secret) -> None:
    town.clock.advance(days=365)
    for damaged in ("", "{}", "[]", '{"seen": 1}', "null"):
        town.rows("UPDATE fact SET value = ? WHERE name = 'clock'", damaged)
        town.reopen()
        assert kept(town)["former emails"] == 1


def test_a_former_email_of_which_the_time_has_come_is_no_ones_before_the_clock_is_trusted(
    town: Town, someone: Person, code: Secret
) -> None:
    town.clock.jump(days=20)

    def take() -> None:
        ticket = town.store.sign_up.begin("newcomer", someone.email, PASSWORD, PASSWORD, "en")
        town.store.sign_up.confirm(ticket, town.code(), TERMINAL)

    town.store.sign_up.begin("newcomer", someone.email, PASSWORD, PASSWORD, "en")
    [letter] = town.new_mail()
    assert "confirm" not in letter["Subject"].casefold()
    town.clock.now += TIDIED_AFTER
    take()


def test_a_jump_is_left_to_be_told(town: Town) -> None:
    town.clock.jump(days=9)
    town.reopen()
    [(fact,)] = town.rows("SELECT value FROM fact WHERE name = 'clock'")
    told = json.loads(fact)
    assert (told["jumped_at"], told["jumped_by"]) == (town.clock.now.isoformat(), 9 * 86_400)


_JUMP = st.timedeltas(-timedelta(days=3 * 365), timedelta(days=3 * 365))
_USE_CASES = (
    "sign in",
    "wrong password",
    "wrong code",
    "reset",
    "open the store",
    "forgotten username",
    "sign up",
)


@pytest.mark.more
@pytest.mark.timeout(900)
@given(
    st.lists(st.tuples(_JUMP, st.sampled_from(_USE_CASES), st.integers(0, 59)), min_size=1, max_size=8),
)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
def test_however_the_clock_jumped_the_owner_gets_in_within_the_longest_wait_and_has_lost_nothing(
    steps: list[tuple[timedelta, str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder) / "data", password_life_days=0)
        try:
            Owner(town).lives_through(steps)
        finally:
            town.store.close()


class Owner:
    """Someone with an app, whose email was just changed by someone else, while the clock jumps about."""

    def __init__(self, town: Town) -> None:
        self.town, self.someone = town, town.person()
        session = town.sign_in(self.someone)
        self.app = town.add_app(session)
        town.clock.advance(minutes=5)
        Told.lately(town)
        change_email(town, session, THIEF)
        self.code = Told.lately(town).to(self.someone.email)

    def lives_through(self, steps: list[tuple[timedelta, str, int]]) -> None:
        town, passed = self.town, timedelta()
        for jump, use_case, minutes in steps:
            right = town.clock.now
            town.clock.jump(seconds=jump.total_seconds())
            # The clock is wrong for less than the hour in which to put it right.
            self._do(use_case)
            town.clock.advance(seconds=minutes % 59)
            town.clock.jump(seconds=(right - town.clock.now).total_seconds())
            town.clock.now += _MINUTE * minutes
            passed += _MINUTE * minutes
            self._do("open the store")
        assert town.store.disowning.changes(self.code)
        self._gets_in(town.clock.now + LONGEST_WAIT)
        assert town.store.disowning.changes(self.code)
        assert passed < NOTICE_LIFE
        town.store.disowning.disown(self.code, TERMINAL)
        assert town.reset(self.someone)

    def _do(self, use_case: str) -> None:
        store, name = self.town.store, self.someone.username
        match use_case:
            case "sign in":
                self._signs_in()
            case "wrong password":
                for _ in range(6):
                    self.town.fails_to_sign_in(name)
            case "wrong code":
                for _ in range(6):
                    self._signs_in("000000")
            case "reset":
                store.reset.request(THIEF, ENGLISH, TERMINAL)
            case "forgotten username":
                store.forgotten_username.request(THIEF, ENGLISH, TERMINAL)
            case "sign up":
                outcome(store.sign_up.begin, "newcomer", self.someone.email, PASSWORD, PASSWORD, "en")
            case _:
                self.town.reopen()

    def _signs_in(self, code: str = "") -> Refusal | None:
        """Try the password and a code of the app; return what refused it."""
        try:
            session = self.town.sign_in(self.someone)
            [method] = self.town.store.second_step.ways(session).methods
            typed = Secret(code or self.town.app_code(self.app))
            self.town.store.second_step.enter(session, method.id, typed)
        except Problem as problem:
            return problem.refusal
        return None

    def _gets_in(self, deadline: datetime) -> None:
        while (refusal := self._signs_in()) is not None:
            # Who waits as they are told uses up no try.
            assert refusal in {Refusal.LOCKED, Refusal.CODE_LOCKED, Refusal.CODE_USED}
            assert self.town.clock.now <= deadline
            self.town.clock.advance(minutes=20)
