"""Phones: added by a code, each once and five at most, told to every other, and sealed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from i18n import ENGLISH, FRENCH, Language
from store import Happening, Refusal, Session
from store.rules.limits import CODE_LIFE, CODE_RESEND_AFTER
from tests.digits import wrong_code
from tests.registered import activated, registered
from tests.town import DNI, OTHER_PHONE, PASSWORD, PHONE, TERMINAL, Person, Town, answer, outcome, refused
from tests.use_cases.methods.phones import FIVE, begin, methods, names, replace


def spaniard(town: Town) -> Session:
    """Register someone with a Spanish phone, and sign them in."""
    activated(town, registered(town, phone="+34612345678"))
    return town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)


def notices(town: Town) -> list[str]:
    """Return who got a notice on their phone since one last looked."""
    return sorted(text.to for text in town.new_texts() if "Not you?" in text.text)


def test_a_phone_is_the_accounts_once_its_code_is_entered(town: Town, session: Session) -> None:
    ticket = begin(town, session, "514 555-0134")
    assert ticket.sent.address == "+1 514-555-0134"
    assert ticket.sent.expires_at == town.clock.now + CODE_LIFE
    assert ticket.sent.resend_at == town.clock.now + CODE_RESEND_AFTER
    assert methods(town, session) == ()
    town.store.phones.confirm(session, ticket, town.sms_code())
    [method] = methods(town, session)
    assert (method.kind, method.name, method.is_default) == ("phone", "•••• 0134", True)
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_ADDED


def test_the_first_phone_is_the_default_and_later_ones_are_not(town: Town, session: Session) -> None:
    first = town.add_phone(session)
    town.add_phone(session, OTHER_PHONE)
    assert [(method.id == first, method.is_default) for method in methods(town, session)] == [
        (True, True),
        (False, False),
    ]


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


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
def test_the_digits_of_the_phone_that_one_was_registered_with_mean_that_one(
    town: Town, language: Language
) -> None:
    session = spaniard(town)
    assert begin(town, session, "612 34 56 78", language).sent.address == "+34 612 34 56 78"
    first = town.add_phone(session, OTHER_PHONE)
    replacing = town.store.phones.begin_replacing
    ticket = replacing(session, first, "612 34 56 78", language, PASSWORD)
    assert ticket.sent.address == "+34 612 34 56 78"


def test_its_country_is_one_of_those_that_a_number_without_a_plus_may_be_of(town: Town) -> None:
    session = spaniard(town)
    problem = refused(begin, town, session, "612 34 56 79", FRENCH)
    assert problem.refusal is Refusal.PHONE_COUNTRY
    assert set(problem.facts["numbers"]) == {"+33612345679", "+34612345679"}
    assert refused(begin, town, session, "612 34 56 79", ENGLISH).facts["numbers"] == ("+34612345679",)
    assert begin(town, session, "06 12 34 56 78", FRENCH).sent.address == "+33 6 12 34 56 78"


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

    with ThreadPoolExecutor(len(racers)) as threads:
        outcomes = list(threads.map(lambda racer: outcome(town.store.phones.confirm, *racer), racers))
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


def test_cancelled_nothing_is_left_of_the_number(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    code = town.sms_code()
    town.store.phones.cancel(session, ticket)
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    assert refused(town.store.phones.send_again, session, ticket).refusal is Refusal.CODE_EXPIRED
    town.store.phones.cancel(session, ticket)


def test_nothing_is_left_of_a_number_that_was_never_confirmed_once_its_session_is_over(
    town: Town, session: Session
) -> None:
    begin(town, session)
    town.clock.advance(hours=13)
    town.reopen()
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]


def test_each_change_is_told_to_every_phone_also_one_that_is_gone(town: Town, session: Session) -> None:
    town.new_mail()
    ticket = begin(town, session)
    town.store.phones.confirm(session, ticket, town.sms_code())
    assert notices(town) == [PHONE]
    second = town.add_phone(session, OTHER_PHONE)
    assert notices(town) == sorted([PHONE, OTHER_PHONE])
    replace(town, session, second, FIVE[0])
    assert notices(town) == sorted([PHONE, OTHER_PHONE, FIVE[0]])
    town.store.phones.delete(session, methods(town, session)[1].id, FIVE[0], PASSWORD)
    assert notices(town) == sorted([PHONE, FIVE[0]])
    subjects = sorted(letter["Subject"] for letter in town.new_mail())
    assert subjects == [
        "A phone was added",
        "A phone was added",
        "A phone was deleted",
        "A phone was replaced",
    ]


def test_what_is_refused_is_told_to_nobody(town: Town, session: Session) -> None:
    phone = town.add_phone(session)
    town.new_mail(), town.new_texts()
    refused(town.store.phones.delete, session, phone, PHONE, PASSWORD)
    refused(town.store.phones.delete, session, phone, OTHER_PHONE, PASSWORD)
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
    assert refused(town.store.account.overview, other).refusal is Refusal.CORRUPT
