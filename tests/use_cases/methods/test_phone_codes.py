"""The code that proves a phone: how it comes, how often one may be wrong, and how many are sent."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from i18n import LANGUAGES
from store import Refusal, Secret, Session
from store.messages.letters.methods import security_code
from store.rules.limits import CODE_RESEND_AFTER
from tests.digits import FULL_WIDTH, wrong_code
from tests.languages import IN_EACH
from tests.town import OTHER_PHONE, Person, Text, Town, answer, refused
from tests.use_cases.methods.phones import begin, methods, names


@IN_EACH
def test_the_text_ends_with_the_code_in_a_file_that_others_cannot_read(town: Town, code: str) -> None:
    session = town.sign_in(town.person(language=code))
    ticket = begin(town, session, OTHER_PHONE)
    [text] = town.new_texts()
    sent = Secret(text.text.rsplit(" ", 1)[-1])
    assert re.fullmatch(r"\d{6}", sent.reveal())
    expected = security_code(sent, 10, ticket.sent.expires_at)
    assert text == Text(OTHER_PHONE, expected.said(LANGUAGES[code]))
    [file] = town.locations.sms.glob("*.txt")
    assert (oct(file.stat().st_mode), oct(file.parent.stat().st_mode)) == ("0o100600", "0o40700")
    town.store.phones.confirm(session, ticket, sent)
    assert names(town, session) == ["•••• 5678"]


def test_a_code_with_spaces_or_full_width_digits_is_taken(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    digits = town.sms_code().reveal()
    town.store.phones.confirm(session, ticket, Secret(f" {digits[:3]} {digits[3:]} ".translate(FULL_WIDTH)))
    assert names(town, session) == ["•••• 0134"]


def test_a_code_works_once(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()
    town.store.phones.confirm(session, ticket, code)
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    assert len(methods(town, session)) == 1


def test_five_wrong_codes_are_the_last_over_all_resends(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()
    for tries_left in (4, 3):
        problem = refused(town.store.phones.confirm, session, ticket, wrong_code(code))
        assert answer(problem) == (Refusal.WRONG_CODE, "code", {"tries_left": tries_left})
    town.clock.advance(seconds=60)
    ticket = town.store.phones.send_again(session, ticket)
    newer = town.sms_code()
    for tries_left in (2, 1):
        problem = refused(town.store.phones.confirm, session, ticket, wrong_code(newer))
        assert problem.facts == {"tries_left": tries_left}
    spent = refused(town.store.phones.confirm, session, ticket, wrong_code(newer))
    assert spent.refusal is Refusal.CODE_TRIES_SPENT
    assert refused(town.store.phones.confirm, session, ticket, newer).refusal is Refusal.CODE_TRIES_SPENT
    town.clock.advance(seconds=60)
    assert refused(town.store.phones.send_again, session, ticket).refusal is Refusal.CODE_TRIES_SPENT
    assert methods(town, session) == ()


def test_guesses_side_by_side_buy_no_more_than_five(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()

    def guess(_number: int) -> Refusal:
        return refused(town.store.phones.confirm, session, ticket, wrong_code(code)).refusal

    with ThreadPoolExecutor(20) as threads:
        outcomes = list(threads.map(guess, range(40)))
    assert outcomes.count(Refusal.WRONG_CODE) == 4
    assert outcomes.count(Refusal.CODE_TRIES_SPENT) == 36
    assert town.rows("SELECT tries FROM sent_code") == [(5,)]


def test_a_newer_code_makes_the_one_before_wrong(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    older = town.sms_code()
    problem = refused(town.store.phones.send_again, session, ticket)
    assert (problem.refusal, problem.until) == (Refusal.CODE_TOO_SOON, ticket.sent.resend_at)
    town.clock.now = ticket.sent.resend_at
    newer_ticket = town.store.phones.send_again(session, ticket)
    assert newer_ticket.sent.resend_at == town.clock.now + CODE_RESEND_AFTER
    assert newer_ticket.sent.address == ticket.sent.address
    newer = town.sms_code()
    if older.reveal() != newer.reveal():
        assert refused(town.store.phones.confirm, session, ticket, older).refusal is Refusal.WRONG_CODE
    town.store.phones.confirm(session, newer_ticket, newer)


def test_a_code_works_for_ten_minutes(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()
    town.clock.now = ticket.sent.expires_at
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    ticket = town.store.phones.send_again(session, ticket)
    town.store.sessions.touch(session)
    code = town.sms_code()
    town.clock.now = ticket.sent.expires_at - timedelta(microseconds=1)
    town.store.phones.confirm(session, ticket, code)


def test_an_expired_code_can_be_sent_again_whoever_opens_the_store_meanwhile(
    town: Town, session: Session
) -> None:
    ticket = begin(town, session)
    assert refused(town.store.phones.confirm, session, ticket, wrong_code(town.sms_code())).facts == {
        "tries_left": 4
    }
    town.clock.advance(minutes=14)
    town.reopen()
    town.store.phones.send_again(session, ticket)
    code = town.sms_code()
    assert refused(town.store.phones.confirm, session, ticket, wrong_code(code)).facts == {"tries_left": 3}
    town.store.phones.confirm(session, ticket, code)


def test_a_phone_gets_ten_codes_an_hour_for_an_account_whatever_others_ask_for(
    town: Town, session: Session
) -> None:
    other = town.sign_in(town.person("dominique"))
    for _ in range(10):
        begin(town, other)
    assert refused(begin, town, other, "(514) 555-0134").refusal is Refusal.CODES_TOO_MANY
    for _ in range(10):
        begin(town, session)
    assert refused(begin, town, session).refusal is Refusal.CODES_TOO_MANY
    assert town.new_texts() == []
    begin(town, session, OTHER_PHONE)


def test_a_phone_gets_forty_codes_an_hour_at_the_most_whoever_asks(town: Town, session: Session) -> None:
    others = [town.sign_in(town.person(f"catherine-{number}")) for number in range(4)]
    for asker in others * 10:
        begin(town, asker)
    assert refused(begin, town, session).refusal is Refusal.CODES_TOO_MANY


def test_a_phone_that_got_too_many_codes_gets_another_after_six_minutes(town: Town, session: Session) -> None:
    for _ in range(10):
        begin(town, session)
    assert refused(begin, town, session).refusal is Refusal.CODES_TOO_MANY
    town.clock.advance(minutes=6)
    begin(town, session)
    assert refused(begin, town, session).refusal is Refusal.CODES_TOO_MANY


def test_strangers_who_say_that_a_phone_is_theirs_do_not_keep_its_owner_from_signing_in(
    town: Town, someone: Person, session: Session
) -> None:
    phone = town.add_phone(session)
    town.clock.advance(hours=1)
    stranger = town.sign_in(town.person("dominique"))
    for _ in range(10):
        begin(town, stranger)
    assert refused(begin, town, stranger).refusal is Refusal.CODES_TOO_MANY
    half = town.sign_in(someone)
    town.new_texts()
    town.store.second_step.send(half, phone)
    town.store.second_step.enter(half, phone, town.sms_code())


def test_an_account_asks_for_twenty_codes_an_hour_whatever_the_phones(
    town: Town, someone: Person, session: Session
) -> None:
    tickets = [begin(town, session, f"+15145550{number}") for number in range(100, 119)]
    other = town.sign_in(someone)
    begin(town, other, "+15145550119")
    town.clock.advance(minutes=1)
    for problem in (
        refused(begin, town, session),
        refused(town.store.phones.send_again, session, tickets[-1]),
    ):
        assert problem.refusal is Refusal.CODES_TOO_MANY
        assert problem.facts["asked_for"] == "new-phones"
    assert town.new_texts() == []
    # What was refused is not counted against the phone, nor against anybody else.
    begin(town, town.sign_in(town.person("dominique")))
    town.clock.advance(hours=1)
    begin(town, town.sign_in(someone))


def test_a_code_is_right_only_for_the_request_it_was_sent_for(town: Town, session: Session) -> None:
    ticket, other_ticket = begin(town, session), begin(town, session, OTHER_PHONE)
    code = town.sms_code()
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.WRONG_CODE
    town.store.phones.confirm(session, other_ticket, code)
    assert names(town, session) == ["•••• 5678"]


def test_a_code_that_was_sent_to_sign_in_confirms_no_phone(
    town: Town, someone: Person, session: Session
) -> None:
    phone = town.add_phone(session)
    ticket = begin(town, session, OTHER_PHONE)
    code = town.sms_code()
    half = town.sign_in(someone)
    town.store.second_step.send(half, phone)
    to_sign_in = town.sms_code()
    assert refused(town.store.phones.confirm, session, ticket, to_sign_in).refusal is Refusal.WRONG_CODE
    assert refused(town.store.second_step.enter, half, phone, code).refusal is Refusal.WRONG_CODE
    assert refused(town.store.phones.confirm, half, ticket, code).refusal is Refusal.SECOND_STEP_DUE
    town.store.phones.confirm(session, ticket, code)


def test_a_ticket_is_its_own_accounts(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()
    thief = town.sign_in(town.person("dominique"))
    town.clock.advance(seconds=60)
    for use_case in (
        lambda: town.store.phones.confirm(thief, ticket, code),
        lambda: town.store.phones.send_again(thief, ticket),
    ):
        assert refused(use_case).refusal is Refusal.CODE_EXPIRED
    town.store.phones.cancel(thief, ticket)
    town.store.phones.confirm(session, ticket, code)
