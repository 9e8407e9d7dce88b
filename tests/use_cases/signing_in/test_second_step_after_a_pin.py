"""The second step after a one-time PIN: it is still asked for, and not on the phone that got the PIN."""

from __future__ import annotations

import pytest

from store import Refusal, Secret, Session, Step
from tests.one_time_pins import begin, by_sms, register_app, shown
from tests.registered import activated, registered
from tests.town import OTHER_PHONE, PASSWORD, PHONE, TERMINAL, Town, refused


@pytest.fixture
def own(town: Town) -> Session:
    """The session of someone who was registered in person, and has a password by now."""
    ines = registered(town)
    activated(town, ines)
    return town.store.sign_in.with_password(ines.email, PASSWORD, TERMINAL)


def at_the_second_step(town: Town, *, sms: bool) -> Session:
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    pin = by_sms(town, session) if sms else shown(town).pin
    town.store.one_time_pin.enter(session, pin)
    assert town.due(session) is Step.SECOND_STEP
    return session


def test_it_is_still_asked_for(town: Town, own: Session) -> None:
    app = town.add_app(own)
    session = at_the_second_step(town, sms=True)
    [method] = town.store.second_step.ways(session).methods
    town.store.second_step.enter(session, method.id, Secret(town.app_code(app)))
    assert town.due(session) is None


def test_the_phone_that_got_the_pin_is_neither_offered_nor_taken(town: Town, own: Session) -> None:
    same, other = town.add_phone(own), town.add_phone(own, OTHER_PHONE)
    session = at_the_second_step(town, sms=True)
    step = town.store.second_step
    assert [method.id for method in step.ways(session).methods] == [other]
    assert refused(step.send, session, same).refusal is Refusal.METHOD_GONE
    assert refused(step.enter, session, same, Secret("123456")).refusal is Refusal.METHOD_GONE
    step.send(session, other)
    town.new_texts()


def test_it_is_taken_where_the_pin_was_read_elsewhere(town: Town, own: Session) -> None:
    register_app(town)
    same = town.add_phone(own)
    session = at_the_second_step(town, sms=False)
    town.new_texts()
    town.store.second_step.send(session, same)
    town.store.second_step.enter(session, same, town.sms_code())
    assert town.due(session) is None


def test_where_that_phone_is_the_only_method_it_is_said_before_the_pin_is_sent(
    town: Town, own: Session
) -> None:
    town.add_phone(own)
    session = begin(town)
    assert town.store.one_time_pin.standing(session).phone_alone
    town.store.one_time_pin.obtain(session)
    town.clock.advance(minutes=1)
    town.new_texts()
    assert refused(town.store.one_time_pin.send_by_sms, session).refusal is Refusal.PIN_PHONE_ALONE
    assert town.new_texts() == []


@pytest.mark.parametrize("besides", ["app", "phone", "recovery codes"])
def test_with_any_other_way_the_phone_gets_the_pin(town: Town, own: Session, besides: str) -> None:
    town.add_phone(own)
    if besides == "app":
        town.add_app(own)
    elif besides == "phone":
        town.add_phone(own, OTHER_PHONE)
    else:
        town.store.recovery_codes.make(own, PASSWORD)
    session = begin(town)
    assert not town.store.one_time_pin.standing(session).phone_alone
    town.store.one_time_pin.obtain(session)
    assert by_sms(town, session)


def test_a_recovery_code_is_taken_after_a_pin_by_sms(town: Town, own: Session) -> None:
    town.add_phone(own, PHONE)
    code, *_others = town.store.recovery_codes.make(own, PASSWORD)
    session = at_the_second_step(town, sms=True)
    assert town.store.second_step.ways(session).methods == ()
    town.store.second_step.enter_recovery_code(session, code)
    assert town.due(session) is None
