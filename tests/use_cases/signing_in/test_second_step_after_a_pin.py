"""The second step after a one-time PIN: it is still asked for, and not on the phone that PINs come by."""

from __future__ import annotations

import pytest

from store import Refusal, Secret, Session, Step
from tests.one_time_pins import HERE, begin, by_sms, register_app, shown
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


@pytest.mark.parametrize("sms", [True, pytest.param(False, marks=pytest.mark.more)])
def test_the_phone_that_pins_come_by_is_neither_offered_nor_taken(
    town: Town, own: Session, sms: bool
) -> None:
    # Also where a terminal showed the PIN: whoever has that phone can register one of theirs.
    register_app(town)
    same, other = town.add_phone(own), town.add_phone(own, OTHER_PHONE)
    session = at_the_second_step(town, sms=sms)
    step = town.store.second_step
    assert [method.id for method in step.ways(session).methods] == [other]
    assert refused(step.send, session, same).refusal is Refusal.METHOD_GONE
    assert refused(step.enter, session, same, Secret("123456")).refusal is Refusal.METHOD_GONE
    step.send(session, other)
    town.new_texts()


def test_where_that_phone_is_the_only_method_no_pin_is_made(town: Town, own: Session) -> None:
    register_app(town)
    town.add_phone(own)
    session = begin(town)
    assert town.store.one_time_pin.standing(session).phone_alone
    assert town.store.account.overview(own).phone_alone
    assert refused(town.store.one_time_pin.obtain, session).refusal is Refusal.PIN_PHONE_ALONE
    assert town.store.pin_app.shown(HERE.secret).pin is None


@pytest.mark.parametrize(
    "besides", ["app", *(pytest.param(one, marks=pytest.mark.more) for one in ("phone", "recovery codes"))]
)
def test_with_any_other_way_a_pin_signs_in(town: Town, own: Session, besides: str) -> None:
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


def test_one_that_was_set_since_the_sign_in_began_is_asked_for(town: Town, own: Session) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    town.add_app(own)
    town.store.one_time_pin.enter(session, shown(town).pin)
    assert town.due(session) is Step.SECOND_STEP


def test_a_pin_is_refused_once_its_phone_is_the_only_one(town: Town, own: Session) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    town.add_phone(own)
    pin = shown(town).pin
    assert refused(town.store.one_time_pin.enter, session, pin).refusal is Refusal.PIN_PHONE_ALONE
