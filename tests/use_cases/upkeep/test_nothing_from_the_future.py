"""Nothing that is dated in the future is alive, and what replaces it is."""

from __future__ import annotations

from datetime import timedelta

from i18n import ENGLISH
from store import Refusal, Session
from store.rules.limits import CODE_RESEND_AFTER, NOTICE_LIFE
from tests.theft import Told, change_email
from tests.town import NEW_PASSWORD, PASSWORD, PHONE, TERMINAL, Person, Town, outcome, refused

YEAR = 365


def is_open(town: Town, session: Session) -> bool:
    return outcome(town.store.sessions.touch, session) is None


def test_no_session_from_the_future_is_alive(town: Town, someone: Person, session: Session) -> None:
    town.clock.jump(minutes=10)
    ahead = town.sign_in(someone)
    town.clock.jump(minutes=-10)
    assert not is_open(town, ahead)
    assert is_open(town, session)


def test_no_session_at_the_second_step_from_the_future_is_alive(
    town: Town, someone: Person, phone: str
) -> None:
    town.clock.jump(minutes=10)
    ahead = town.sign_in(someone)
    town.clock.jump(minutes=-10)
    assert refused(town.store.second_step.send, ahead, phone).refusal is Refusal.SESSION_ENDED


def test_no_session_with_a_password_past_its_life_from_the_future_is_alive(
    town: Town, someone: Person
) -> None:
    town.clock.jump(days=YEAR)
    ahead = town.sign_in(someone)
    town.clock.jump(days=-YEAR)
    change = town.store.password.change_expired
    assert refused(change, ahead, NEW_PASSWORD, NEW_PASSWORD).refusal is Refusal.SESSION_ENDED


def test_a_session_from_the_future_does_not_come_alive_when_its_time_comes(
    town: Town, someone: Person
) -> None:
    town.clock.jump(days=10)
    ahead = town.sign_in(someone)
    town.clock.jump(days=-10)
    town.reopen()
    town.clock.advance(hours=1)
    town.reopen()
    town.clock.advance(days=10)
    assert not is_open(town, ahead)


def test_a_clock_that_is_corrected_by_a_second_ends_no_session(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    town.store.sessions.touch(session)
    town.clock.jump(seconds=-1)
    assert is_open(town, session)
    assert not town.store.sessions.needs_proof(session)


def test_no_proof_from_the_future_counts(town: Town, someone: Person, session: Session) -> None:
    town.clock.jump(minutes=12)
    town.store.password.prove(session, PASSWORD)
    town.clock.jump(minutes=-12)
    assert town.store.sessions.needs_proof(session)
    assert refused(town.store.authenticator.begin, session, "Aegis").refusal is Refusal.PASSWORD_NEEDED


def test_no_reset_token_from_the_future_is_alive(town: Town, someone: Person) -> None:
    town.clock.jump(minutes=40)
    token = town.reset_token(someone)
    town.clock.jump(minutes=-40)
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED
    town.reset(someone)


def test_no_code_by_sms_from_the_future_is_alive_and_another_can_be_sent(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    town.clock.jump(minutes=12)
    town.store.second_step.send(session, phone)
    code = town.sms_code()
    town.clock.jump(minutes=-12)
    enter = town.store.second_step.enter
    assert refused(enter, session, phone, code).refusal is Refusal.CODE_EXPIRED
    town.store.second_step.send(session, phone)
    enter(session, phone, town.sms_code())
    assert is_open(town, session)


def test_no_code_for_a_phone_from_the_future_is_alive_and_another_can_be_sent(
    town: Town, someone: Person, session: Session
) -> None:
    town.clock.jump(minutes=12)
    ticket = town.store.phones.begin(session, PHONE, ENGLISH)
    code = town.sms_code()
    town.clock.jump(minutes=-12)
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    ticket = town.store.phones.send_again(session, ticket)
    town.store.phones.confirm(session, ticket, town.sms_code())


def test_no_code_for_an_address_from_the_future_is_alive_and_another_can_be_sent(
    town: Town, someone: Person, session: Session
) -> None:
    town.clock.jump(minutes=12)
    ticket = town.store.email_address.begin(session, "new@example.org", PASSWORD)
    code = town.code()
    town.clock.jump(minutes=-12)
    assert refused(town.store.email_address.confirm, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    ticket = town.store.email_address.send_again(session, ticket)
    town.store.email_address.confirm(session, ticket, town.code())


def test_no_code_of_a_sign_up_from_the_future_is_alive_and_another_can_be_sent(town: Town) -> None:
    town.clock.jump(days=YEAR)
    sign_up = town.store.sign_up
    ticket = sign_up.begin("alexandre", "alexandre@example.org", PASSWORD, PASSWORD, "en")
    code = town.code()
    town.clock.jump(days=-YEAR)
    assert refused(sign_up.confirm, ticket, code, TERMINAL).refusal is Refusal.CODE_EXPIRED
    ticket = sign_up.send_again(ticket)
    assert ticket.sent.resend_at == town.clock.now + CODE_RESEND_AFTER
    sign_up.confirm(ticket, town.code(), TERMINAL)


def test_a_notice_from_the_future_protects_its_owner_and_no_longer_than_a_notice_does(
    town: Town, someone: Person, session: Session
) -> None:
    town.clock.jump(days=YEAR)
    town.store.password.change_expired(town.sign_in(someone), NEW_PASSWORD, NEW_PASSWORD)
    Told.lately(town)
    change_email(town, town.sign_in(someone, NEW_PASSWORD), "thief@example.org", NEW_PASSWORD)
    code = Told.lately(town).to(someone.email)
    town.clock.jump(days=-YEAR)
    town.reopen()
    town.clock.advance(hours=1)
    assert town.store.disowning.changes(code)
    town.reopen()
    town.clock.now += NOTICE_LIFE - timedelta(seconds=1)
    assert town.store.disowning.changes(code)
    town.clock.advance(seconds=1)
    assert refused(town.store.disowning.changes, code).refusal is Refusal.NOTICE_EXPIRED
    town.reopen()
    assert not town.rows("SELECT * FROM identifier WHERE kind = 'former-email'")
