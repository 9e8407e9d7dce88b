"""A sign-in that waits for its second step: what is open to it, how long it lives, and what follows."""

from __future__ import annotations

from store import Happening, HashingCost, ProfileState, Refusal, Secret, Step, Ways
from store.rules.limits import PROOF_LIFE, SESSION_IDLE
from tests.town import IDENTITY, NEW_PASSWORD, OTHER_PHONE, PASSWORD, TERMINAL, Person, Town, refused
from tests.use_cases.signing_in.second_step import enters, is_open, is_refused, only_method, passes, sent_code


def test_it_lives_for_fifteen_idle_minutes(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    town.clock.advance(seconds=SESSION_IDLE.seconds + 1)
    assert is_refused(town, session, "000000") is Refusal.SESSION_ENDED


def test_it_lives_for_twenty_minutes_in_all(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    town.clock.advance(minutes=10)
    town.store.sessions.touch(session)
    town.clock.advance(seconds=PROOF_LIFE.seconds - 600)
    assert town.store.second_step.ways(session).methods
    town.clock.advance(microseconds=1)
    assert refused(town.store.second_step.ways, session).refusal is Refusal.SESSION_ENDED


def test_once_done_it_lives_as_any_other_and_there_is_nothing_more_to_do(
    town: Town, someone: Person, app: str
) -> None:
    session = town.sign_in(someone)
    enters(town, session, town.app_code(app))
    assert is_refused(town, session, "000000") is Refusal.NOTHING_DUE
    for _ in range(3):
        town.clock.advance(minutes=14)
        town.store.sessions.touch(session)
    assert is_open(town, session)


def test_the_history_tells_of_the_sign_in_once_the_second_step_is_done(
    town: Town, someone: Person, app: str
) -> None:
    def sign_ins() -> int:
        [(count,)] = town.rows("SELECT count(*) FROM event WHERE kind = 'signed-in'")
        return int(count)

    before = sign_ins()
    session = town.sign_in(someone)
    assert sign_ins() == before
    enters(town, session, town.app_code(app))
    assert sign_ins() == before + 1
    assert town.store.history.recent(session)[0].happening is Happening.SIGNED_IN


def test_a_changed_password_ends_a_sign_in_that_is_half_done(town: Town, someone: Person, app: str) -> None:
    half = town.sign_in(someone)
    session = town.sign_in(someone)
    enters(town, session, town.app_code(app))
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert refused(town.store.second_step.ways, half).refusal is Refusal.SESSION_ENDED


def test_a_method_that_was_removed_meanwhile_is_gone(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    half = town.sign_in(someone)
    code = sent_code(town, half, second)
    town.store.phones.delete(session, second, OTHER_PHONE, PASSWORD)
    for attempt in (
        lambda: town.store.second_step.enter(half, second, Secret(code)),
        lambda: town.store.second_step.send(half, second),
    ):
        assert refused(attempt).refusal is Refusal.METHOD_GONE
    assert [method.id for method in town.store.second_step.ways(half).methods] == [first]
    assert refused(enters, town, half, "123456").refusal is Refusal.CODE_EXPIRED


def test_an_apps_code_is_none_of_a_phone_and_a_strangers_method_is_none(
    town: Town, someone: Person, app: str
) -> None:
    other = town.person("dominique")
    theirs = town.add_phone(town.sign_in(other))
    session = town.sign_in(someone)
    step = town.store.second_step
    assert refused(step.send, session, only_method(town, session)).refusal is Refusal.METHOD_GONE
    assert refused(step.send, session, theirs).refusal is Refusal.METHOD_GONE
    assert refused(step.enter, session, theirs, Secret("123456")).refusal is Refusal.METHOD_GONE


def test_a_password_past_its_life_is_due_after_the_second_step(town: Town, someone: Person, app: str) -> None:
    town.clock.advance(days=366)
    session = town.sign_in(someone)
    assert town.due(session) is Step.SECOND_STEP
    due = refused(town.store.password.change_expired, session, NEW_PASSWORD, NEW_PASSWORD)
    assert due.refusal is Refusal.SECOND_STEP_DUE
    enters(town, session, town.app_code(app))
    assert town.due(session) is Step.NEW_PASSWORD
    assert refused(town.store.account.overview, session).refusal is Refusal.PASSWORD_CHANGE_DUE
    town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    assert is_open(town, session)


def test_an_accepted_profile_is_active_with_the_password_typed_before_the_second_step(
    town: Town, someone: Person
) -> None:
    session = town.asks(someone)
    app = town.add_app(session)
    town.accept(someone)
    session = town.sign_in(someone)
    enters(town, session, town.app_code(app))
    town.store.profile.activate(session)
    assert town.store.profile.status(session).profile is ProfileState.ACTIVE


def test_a_raised_cost_of_hashing_loses_nothing_on_the_way(town: Town, someone: Person) -> None:
    holder = town.verify(someone)
    app = town.add_app(town.sign_in(holder))
    town.reopen(hashing=HashingCost(16, 2, 1))
    session = town.sign_in(holder)
    enters(town, session, town.app_code(app))
    assert town.store.profile.open(session, PASSWORD).identity == IDENTITY
    town.clock.advance(seconds=30)
    session = town.sign_in(holder)
    enters(town, session, town.app_code(app))
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert town.store.profile.open(session, NEW_PASSWORD).identity == IDENTITY


def test_a_reset_skips_no_second_step(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(town.reset(someone))
    assert town.due(session) is Step.SECOND_STEP
    assert passes(town, session, town.app_code(app))


def test_signing_out_before_the_second_step_ends_the_sign_in(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    before = town.rows("SELECT * FROM event")
    town.store.sessions.end(session)
    assert refused(town.store.second_step.ways, session).refusal is Refusal.SESSION_ENDED
    # Nobody was signed in, so nobody has signed out.
    assert town.rows("SELECT * FROM event") == before


def test_a_stranger_to_the_second_step_does_none(town: Town) -> None:
    session = town.store.sign_in.with_password(town.person().username, PASSWORD, TERMINAL)
    assert town.due(session) is None
    assert town.store.second_step.ways(session) == Ways((), 0)
    assert refused(town.store.second_step.enter_recovery_code, session, Secret("0123456789")).refusal is (
        Refusal.WRONG_RECOVERY_CODE
    )
