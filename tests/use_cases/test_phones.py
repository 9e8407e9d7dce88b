"""Phones: added by a code, replaced, and deleted by their full number."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES, Language
from store import CodeTicket, Happening, Method, Problem, Refusal, Secret, Session
from store.messages import letters
from store.rules.limits import CODE_LIFE, CODE_RESEND_AFTER
from store.values import MethodKind
from tests.town import OTHER_PHONE, PASSWORD, PHONE, Person, Text, Town, answer, refused

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FIVE = tuple(f"+1514555013{digit}" for digit in range(5))


def begin(town: Town, session: Session, number: str = PHONE, language: Language = ENGLISH) -> CodeTicket:
    """Ask for a phone, the texts before it read."""
    town.new_texts()
    return town.store.phones.begin(session, number, language)


def replace(town: Town, session: Session, method_id: str, number: str) -> None:
    town.new_texts()
    ticket = town.store.phones.begin(session, number, ENGLISH, method_id)
    town.store.phones.confirm(session, ticket, town.sms_code())


def methods(town: Town, session: Session) -> tuple[Method, ...]:
    return town.store.sessions.overview(session).ways.methods


def names(town: Town, session: Session) -> list[str]:
    return [method.name for method in methods(town, session)]


def wrong_code(code: Secret) -> Secret:
    return Secret(f"{(int(code.reveal()) + 1) % 10**6:06}")


def notices(town: Town) -> list[str]:
    """Return who got a notice on their phone since one last looked."""
    return sorted(text.to for text in town.new_texts() if "Not you?" in text.text)


@pytest.fixture
def someone(town: Town) -> Person:
    return town.person()


@pytest.fixture
def session(town: Town, someone: Person) -> Session:
    return town.sign_in(someone)


def test_a_phone_is_the_accounts_once_its_code_is_entered(town: Town, session: Session) -> None:
    ticket = begin(town, session, "514 555-0134")
    assert ticket.sent.address == "+1 514-555-0134"
    assert ticket.sent.expires_at == town.clock.now + CODE_LIFE
    assert ticket.sent.resend_at == town.clock.now + CODE_RESEND_AFTER
    assert methods(town, session) == ()
    town.store.phones.confirm(session, ticket, town.sms_code())
    [method] = methods(town, session)
    assert (method.kind, method.name, method.is_default) == (MethodKind.PHONE, "•••• 0134", True)
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_ADDED


def test_the_first_phone_is_the_default_and_later_ones_are_not(town: Town, session: Session) -> None:
    first = town.add_phone(session)
    town.add_phone(session, OTHER_PHONE)
    assert [(method.id == first, method.is_default) for method in methods(town, session)] == [
        (True, True),
        (False, False),
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_text_ends_with_the_code_in_a_file_that_others_cannot_read(town: Town, code: str) -> None:
    session = town.sign_in(town.person(language=code))
    ticket = begin(town, session, OTHER_PHONE)
    [text] = town.new_texts()
    sent = Secret(text.text.rsplit(" ", 1)[-1])
    assert re.fullmatch(r"\d{6}", sent.reveal())
    language, sentences = LANGUAGES[code], letters.security_code_sms(sent, 10)
    assert text == Text(
        OTHER_PHONE,
        " ".join(one.reveal() if isinstance(one, Secret) else language.say(one) for one in sentences),
    )
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


@pytest.mark.parametrize("typed", ["514 555 0134", "(514) 555-0134", "1-514-555-0134", "+1 (514) 555-0134"])
def test_the_same_number_in_another_format_is_a_duplicate(town: Town, session: Session, typed: str) -> None:
    town.add_phone(session)
    problem = refused(town.store.phones.begin, session, typed, FRENCH)
    assert answer(problem) == (Refusal.PHONE_TAKEN, "number", {})


def test_two_people_may_share_a_phone(town: Town, session: Session) -> None:
    town.add_phone(session)
    other = town.sign_in(town.person("dominique"))
    town.add_phone(other)
    assert names(town, other) == names(town, session)


@pytest.mark.parametrize("typed", ["01 42 68 53 00", "514 555-0134 x5", "", "📱", "\x00", "0" * 1_000_000])
def test_what_is_no_mobile_number_gets_no_code(town: Town, session: Session, typed: str) -> None:
    town.new_texts()
    assert answer(refused(begin, town, session, typed)) == (Refusal.PHONE_FORM, "number", {})
    assert town.new_texts() == []
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]


def test_a_number_without_a_plus_is_one_of_where_the_language_is_spoken(town: Town, session: Session) -> None:
    assert begin(town, session, "06 12 34 56 78", FRENCH).sent.address == "+33 6 12 34 56 78"
    assert begin(town, session, "07911 123456", ENGLISH).sent.address == "+44 7911 123456"
    assert refused(begin, town, session, "06 12 34 56 78", ENGLISH).refusal is Refusal.PHONE_FORM


def test_an_account_has_five_phones_at_most(town: Town, session: Session) -> None:
    for number in FIVE:
        town.add_phone(session, number)
    assert answer(refused(begin, town, session, OTHER_PHONE)) == (Refusal.PHONES_FULL, "number", {})
    replaced = methods(town, session)[4]
    replace(town, session, replaced.id, OTHER_PHONE)
    assert {"•••• 5678", replaced.name} & set(names(town, session)) == {"•••• 5678"}


def test_two_sessions_race_for_the_fifth_place(town: Town, someone: Person, session: Session) -> None:
    sessions = [session, *(town.sign_in(someone) for _ in range(3))]
    for number in FIVE[:4]:
        town.add_phone(session, number)
    racers = []
    for place, racer in enumerate(sessions):
        ticket = begin(town, racer, f"+3361234567{place}")
        racers.append((racer, ticket, town.sms_code()))

    def confirm(racer: tuple[Session, CodeTicket, Secret]) -> Refusal | None:
        try:
            town.store.phones.confirm(*racer)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(len(racers)) as threads:
        outcomes = list(threads.map(confirm, racers))
    assert sorted(outcomes, key=str) == sorted([None, *[Refusal.PHONES_FULL] * 3], key=str)
    assert len(methods(town, session)) == 5


def test_of_two_sessions_that_add_the_same_number_one_does(
    town: Town, someone: Person, session: Session
) -> None:
    elsewhere = town.sign_in(someone)
    ticket = begin(town, session)
    code = town.sms_code()
    late = begin(town, elsewhere)
    late_code = town.sms_code()
    town.store.phones.confirm(session, ticket, code)
    assert refused(town.store.phones.confirm, elsewhere, late, late_code).refusal is Refusal.PHONE_TAKEN
    assert names(town, elsewhere) == ["•••• 0134"]


def test_a_phone_added_in_one_session_is_seen_in_the_other(
    town: Town, someone: Person, session: Session
) -> None:
    elsewhere = town.sign_in(someone)
    town.add_phone(session)
    assert methods(town, elsewhere) == methods(town, session)
    assert refused(begin, town, elsewhere).refusal is Refusal.PHONE_TAKEN


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


def test_nothing_is_left_of_a_number_that_was_never_confirmed_once_its_session_is_over(
    town: Town, session: Session
) -> None:
    begin(town, session)
    town.clock.advance(hours=13)
    town.reopen()
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]


def test_a_phone_gets_ten_codes_an_hour_whoever_asks(town: Town, session: Session) -> None:
    other = town.sign_in(town.person("dominique"))
    for asker in (session, other) * 5:
        begin(town, asker)
    assert refused(begin, town, session).refusal is Refusal.CODES_TOO_MANY
    assert refused(begin, town, other, "(514) 555-0134").refusal is Refusal.CODES_TOO_MANY
    assert town.new_texts() == []
    begin(town, session, OTHER_PHONE)
    town.clock.advance(hours=1)
    session = town.sign_in(Person("alexandre", "alexandre@example.org"))
    begin(town, session)


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
    assert refused(begin, town, session).refusal is Refusal.PHONES_TRIED_TOO_OFTEN
    problem = refused(town.store.phones.send_again, session, tickets[-1])
    assert problem.refusal is Refusal.PHONES_TRIED_TOO_OFTEN
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


def test_cancelled_nothing_is_left_of_the_number(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()
    town.store.phones.cancel(session, ticket)
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    assert refused(town.store.phones.send_again, session, ticket).refusal is Refusal.CODE_EXPIRED
    town.store.phones.cancel(session, ticket)


def test_the_password_is_asked_for_again_before_phones_change(town: Town, session: Session) -> None:
    first, _second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    for _ in range(2):
        town.clock.advance(minutes=10, microseconds=1)
        town.store.sessions.touch(session)
    assert refused(begin, town, session, FIVE[0]).refusal is Refusal.PASSWORD_NEEDED
    assert refused(town.store.phones.delete, session, first, PHONE).refusal is Refusal.PASSWORD_NEEDED
    town.store.password.prove(session, PASSWORD)
    town.store.phones.delete(session, first, PHONE)


@pytest.mark.parametrize("typed", ["514 555-0134", "+1 514 555 0134", "(514)555.0134", "1 514 555 0134"])
def test_a_phone_is_deleted_by_its_full_number_in_any_format(
    town: Town, session: Session, typed: str
) -> None:
    town.add_phone(session, OTHER_PHONE)
    phone = town.add_phone(session)
    town.store.phones.delete(session, phone, typed)
    assert names(town, session) == ["•••• 5678"]
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_REMOVED


@pytest.mark.parametrize("typed", ["0134", "555-0134", "•••• 0134", OTHER_PHONE, "514 555-0135", "", "x\x00"])
def test_anything_but_the_full_number_deletes_nothing(town: Town, session: Session, typed: str) -> None:
    town.add_phone(session, OTHER_PHONE)
    phone = town.add_phone(session)
    problem = refused(town.store.phones.delete, session, phone, typed)
    assert answer(problem) == (Refusal.PHONE_OTHER, "number", {})
    assert len(methods(town, session)) == 2


def test_the_only_method_cannot_be_deleted(town: Town, session: Session) -> None:
    phone = town.add_phone(session)
    assert refused(town.store.phones.delete, session, phone, PHONE).refusal is Refusal.ONLY_METHOD
    assert len(methods(town, session)) == 1


def test_two_sessions_cannot_delete_the_last_two_methods(
    town: Town, someone: Person, session: Session
) -> None:
    elsewhere = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    delete = town.store.phones.delete

    def refusal(of: tuple[Session, str, str]) -> Refusal | None:
        try:
            delete(*of)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(refusal, [(session, first, PHONE), (elsewhere, second, OTHER_PHONE)]))
    assert sorted(outcomes, key=str) == sorted([None, Refusal.ONLY_METHOD], key=str)
    [left] = methods(town, session)
    assert left.is_default


def test_the_oldest_that_is_left_becomes_the_default(town: Town, session: Session) -> None:
    first = town.add_phone(session)
    for number in FIVE[:2]:
        town.clock.advance(seconds=1)
        town.add_phone(session, number)
    town.store.phones.delete(session, first, PHONE)
    assert [(method.name, method.is_default) for method in methods(town, session)] == [
        ("•••• 0130", True),
        ("•••• 0131", False),
    ]


def test_a_phone_that_is_gone_says_so(town: Town, session: Session) -> None:
    town.add_phone(session, OTHER_PHONE)
    phone = town.add_phone(session)
    town.store.phones.delete(session, phone, PHONE)
    assert refused(town.store.phones.delete, session, phone, PHONE).refusal is Refusal.METHOD_GONE
    gone = refused(town.store.phones.begin, session, FIVE[0], ENGLISH, phone)
    assert gone.refusal is Refusal.METHOD_GONE


def test_a_phone_of_someone_else_is_none_of_ones_own(town: Town, session: Session) -> None:
    town.add_phone(session)
    phone = town.add_phone(session, OTHER_PHONE)
    thief = town.sign_in(town.person("dominique"))
    assert refused(town.store.phones.delete, thief, phone, OTHER_PHONE).refusal is Refusal.METHOD_GONE
    assert refused(town.store.phones.begin, thief, FIVE[0], ENGLISH, phone).refusal is Refusal.METHOD_GONE


def test_the_only_phone_is_replaced_and_the_new_one_is_the_default(town: Town, session: Session) -> None:
    old = town.add_phone(session)
    replace(town, session, old, OTHER_PHONE)
    [method] = methods(town, session)
    assert (method.name, method.is_default) == ("•••• 5678", True)
    assert method.id != old
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_REPLACED


def test_a_phone_that_is_not_the_default_is_not_when_replaced(town: Town, session: Session) -> None:
    town.add_phone(session)
    replace(town, session, town.add_phone(session, OTHER_PHONE), FIVE[0])
    assert [(method.name, method.is_default) for method in methods(town, session)] == [
        ("•••• 0134", True),
        ("•••• 0130", False),
    ]


def test_a_phone_does_not_take_its_own_place(town: Town, session: Session) -> None:
    old = town.add_phone(session)
    problem = refused(town.store.phones.begin, session, "514 555-0134", ENGLISH, old)
    assert problem.refusal is Refusal.PHONE_TAKEN


def test_a_phone_that_was_deleted_meanwhile_is_not_replaced(
    town: Town, someone: Person, session: Session
) -> None:
    elsewhere = town.sign_in(someone)
    town.add_phone(session, OTHER_PHONE)
    old = town.add_phone(session)
    town.new_texts()
    ticket = town.store.phones.begin(session, FIVE[0], ENGLISH, old)
    code = town.sms_code()
    town.store.phones.delete(elsewhere, old, PHONE)
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.METHOD_GONE
    assert names(town, session) == ["•••• 5678"]


def test_each_change_is_told_to_every_phone_also_one_that_is_gone(town: Town, session: Session) -> None:
    town.new_mail()
    ticket = begin(town, session)
    town.store.phones.confirm(session, ticket, town.sms_code())
    assert notices(town) == [PHONE]
    second = town.add_phone(session, OTHER_PHONE)
    assert notices(town) == sorted([PHONE, OTHER_PHONE])
    replace(town, session, second, FIVE[0])
    assert notices(town) == sorted([PHONE, OTHER_PHONE, FIVE[0]])
    town.store.phones.delete(session, methods(town, session)[1].id, FIVE[0])
    assert notices(town) == sorted([PHONE, FIVE[0]])
    subjects = sorted(letter["Subject"] for letter in town.new_mail())
    assert subjects == [
        "A phone was added",
        "A phone was added",
        "A phone was removed",
        "A phone was replaced",
    ]


def test_what_is_refused_is_told_to_nobody(town: Town, session: Session) -> None:
    phone = town.add_phone(session)
    town.new_mail(), town.new_texts()
    refused(town.store.phones.delete, session, phone, PHONE)
    refused(town.store.phones.delete, session, phone, OTHER_PHONE)
    ticket = begin(town, session, OTHER_PHONE)
    refused(town.store.phones.confirm, session, ticket, wrong_code(town.sms_code()))
    assert (town.new_mail(), town.new_texts()) == ([], [])


def test_a_number_is_nowhere_in_clear_in_the_database(town: Town, session: Session) -> None:
    phone = town.add_phone(session)
    replace(town, session, phone, OTHER_PHONE)
    begin(town, session, FIVE[0])
    town.new_mail()
    stored = town.stored() + town.copy()
    for number in (PHONE, OTHER_PHONE, FIVE[0]):
        for digits in (number[1:], number[2:], number[3:]):
            assert digits.encode() not in stored
    assert b"Not you?" not in stored


def test_a_number_moved_to_another_account_does_not_open(town: Town, session: Session) -> None:
    town.add_phone(session)
    other = town.sign_in(town.person("dominique"))
    town.add_phone(other, OTHER_PHONE)
    town.rows(
        "UPDATE method SET sealed = (SELECT sealed FROM method WHERE account_id = 1) WHERE account_id = 2"
    )
    assert refused(town.store.sessions.overview, other).refusal is Refusal.CORRUPT


def test_an_ended_session_changes_no_phone(town: Town, session: Session) -> None:
    phone = town.add_phone(session)
    ticket = begin(town, session, OTHER_PHONE)
    code = town.sms_code()
    town.store.sessions.end(session)
    for use_case in (
        lambda: town.store.phones.begin(session, FIVE[0], ENGLISH),
        lambda: town.store.phones.send_again(session, ticket),
        lambda: town.store.phones.confirm(session, ticket, code),
        lambda: town.store.phones.cancel(session, ticket),
        lambda: town.store.phones.delete(session, phone, PHONE),
    ):
        assert refused(use_case).refusal is Refusal.SESSION_ENDED
