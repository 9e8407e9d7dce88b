"""Codes sent to a phone for the second step: whose they are, how long they work, and how many come."""

from __future__ import annotations

from datetime import timedelta

from i18n import ENGLISH
from store import Refusal, Secret
from store.rules.limits import CODE_LIFE, CODE_RESEND_AFTER
from tests.digits import FULL_WIDTH, wrong
from tests.town import OTHER_PHONE, PHONE, Person, Town, refused
from tests.use_cases.signing_in.second_step import enters, is_refused, passes, sent_code


def test_a_sent_code_is_taken_once(town: Town, someone: Person, phone: str) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    assert passes(town, session, f" {code[:3]} {code[3:]} ".translate(FULL_WIDTH))
    assert is_refused(town, session, code) is Refusal.NOTHING_DUE
    assert is_refused(town, town.sign_in(someone), code) is Refusal.CODE_EXPIRED


def test_the_code_goes_to_the_phone_which_is_shown_masked(town: Town, someone: Person, phone: str) -> None:
    session = town.sign_in(someone)
    town.new_texts()
    sent = town.store.second_step.send(session, phone)
    [text] = town.new_texts()
    assert text.to == PHONE
    assert sent.address == f"•••• {PHONE[-4:]}"
    assert (sent.resend_at, sent.expires_at) == (
        town.clock.now + CODE_RESEND_AFTER,
        town.clock.now + CODE_LIFE,
    )


def test_a_code_belongs_to_the_sign_in_that_asked_for_it(town: Town, someone: Person, phone: str) -> None:
    first, second = town.sign_in(someone), town.sign_in(someone)
    code = sent_code(town, first, phone)
    sent_code(town, second, phone)
    assert is_refused(town, second, code) is Refusal.WRONG_CODE
    assert passes(town, first, code)


def test_a_code_belongs_to_the_phone_it_was_sent_to(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    session = town.sign_in(someone)
    to_first, to_second = sent_code(town, session, first), sent_code(town, session, second)
    enter = town.store.second_step.enter
    assert refused(enter, session, first, Secret(to_second)).refusal is Refusal.WRONG_CODE
    assert refused(enter, session, second, Secret(to_first)).refusal is Refusal.WRONG_CODE
    enter(session, first, Secret(to_first))
    assert town.due(session) is None


def test_a_code_to_sign_in_adds_no_phone(town: Town, someone: Person, phone: str) -> None:
    signed_in = town.sign_in(someone)
    enters(town, signed_in, sent_code(town, signed_in, phone))
    ticket = town.store.phones.begin(signed_in, OTHER_PHONE, ENGLISH)
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    assert refused(town.store.phones.confirm, signed_in, ticket, Secret(code)).refusal is Refusal.WRONG_CODE


def test_a_code_is_good_for_ten_minutes(town: Town, someone: Person, phone: str) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    town.clock.advance(minutes=10)
    assert is_refused(town, session, code) is Refusal.CODE_EXPIRED
    code = sent_code(town, session, phone)
    town.store.sessions.touch(session)
    town.clock.advance(minutes=9, seconds=59)
    assert passes(town, session, code)


def test_another_code_can_be_sent_after_a_minute_and_is_then_the_only_one(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    first = sent_code(town, session, phone)
    town.clock.advance(seconds=59)
    send = town.store.second_step.send
    too_soon = refused(lambda: send(session, phone, again=True))
    assert too_soon.refusal is Refusal.CODE_TOO_SOON
    assert too_soon.until == town.clock.now + timedelta(seconds=1)
    town.clock.advance(seconds=1)
    second = sent_code(town, session, phone, again=True)
    assert is_refused(town, session, first) is Refusal.WRONG_CODE
    assert passes(town, session, second)


def test_whoever_comes_back_to_the_page_gets_no_other_code_while_one_works(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    sent_at = town.clock.now
    town.clock.advance(minutes=5)
    assert town.store.second_step.send(session, phone).resend_at == sent_at + CODE_RESEND_AFTER
    assert town.new_texts() == []
    assert passes(town, session, code)


def test_going_from_phone_to_phone_sends_nothing_more_within_the_minute(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    session = town.sign_in(someone)
    town.new_texts()
    for phone in (first, second, first, second):
        town.store.second_step.send(session, phone)
    assert [text.to for text in town.new_texts()] in ([PHONE, OTHER_PHONE], [OTHER_PHONE, PHONE])
    for phone in (first, second):
        send = town.store.second_step.send
        assert refused(lambda: send(session, phone, again=True)).refusal is Refusal.CODE_TOO_SOON  # noqa: B023


def test_a_phone_gets_ten_codes_an_hour_however_often_one_signs_in(
    town: Town, someone: Person, phone: str
) -> None:
    town.clock.advance(hours=1)
    for _ in range(10):
        town.store.second_step.send(town.sign_in(someone), phone)
    session = town.sign_in(someone)
    assert refused(town.store.second_step.send, session, phone).refusal is Refusal.CODES_TOO_MANY
    town.clock.advance(hours=1)
    session = town.sign_in(someone)
    assert passes(town, session, sent_code(town, session, phone))


def test_without_a_code_there_is_nothing_to_try_and_nothing_is_counted(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    assert {is_refused(town, session, "123456") for _ in range(9)} == {Refusal.CODE_EXPIRED}
    assert passes(town, session, sent_code(town, session, phone))


def test_five_tries_are_all_there_are_over_all_codes_sent_to_a_phone(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    for _ in range(3):
        assert is_refused(town, session, wrong(code)) is Refusal.WRONG_CODE
    town.clock.advance(minutes=1)
    code = sent_code(town, session, phone, again=True)
    assert refused(enters, town, session, wrong(code)).facts["tries_left"] == 1
    spent = refused(enters, town, session, wrong(code))
    assert (spent.refusal, spent.until) == (Refusal.CODE_TRIES_SPENT, town.clock.now + timedelta(seconds=30))
    assert is_refused(town, session, code) is Refusal.CODE_LOCKED
    assert refused(town.store.second_step.send, session, phone).refusal is Refusal.CODE_LOCKED
    town.clock.advance(minutes=1)
    assert is_refused(town, session, code) is Refusal.CODE_TRIES_SPENT
    send = town.store.second_step.send
    assert refused(lambda: send(session, phone, again=True)).refusal is Refusal.CODE_TRIES_SPENT
    session = town.sign_in(someone)
    assert passes(town, session, sent_code(town, session, phone))
