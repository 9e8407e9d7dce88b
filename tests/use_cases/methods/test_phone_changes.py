"""Phones: replaced, and deleted by their full number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from i18n import ENGLISH
from store import Happening, Refusal, Session
from tests.town import OTHER_PHONE, PASSWORD, PHONE, WRONG, Person, Town, answer, outcome, refused
from tests.use_cases.methods.phones import FIVE, begin, methods, names, replace


def test_the_password_is_asked_for_again_before_a_phone_is_added(town: Town, session: Session) -> None:
    for _ in range(2):
        town.clock.advance(minutes=10, microseconds=1)
        town.store.sessions.touch(session)
    assert refused(begin, town, session, FIVE[0]).refusal is Refusal.PASSWORD_NEEDED
    town.store.password.prove(session, PASSWORD)
    begin(town, session, FIVE[0])


def test_a_phone_goes_only_with_the_password_however_lately_it_was_typed(
    town: Town, session: Session
) -> None:
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    deleted = refused(town.store.phones.delete, session, first, PHONE, WRONG)
    replaced = refused(town.store.phones.begin_replacing, session, second, FIVE[0], ENGLISH, WRONG)
    for problem, tries_left in ((deleted, 4), (replaced, 3)):
        assert answer(problem) == (
            Refusal.WRONG_PASSWORD,
            "password",
            {"tries_left": tries_left, "until": None},
        )
    assert {method.id for method in methods(town, session)} == {first, second}
    assert not town.new_texts()[2:]


@pytest.mark.parametrize("typed", ["514 555-0134", "+1 514 555 0134", "(514)555.0134", "1 514 555 0134"])
def test_a_phone_is_deleted_by_its_full_number_in_any_format(
    town: Town, session: Session, typed: str
) -> None:
    town.add_phone(session, OTHER_PHONE)
    phone = town.add_phone(session)
    town.store.phones.delete(session, phone, typed, PASSWORD)
    assert names(town, session) == ["•••• 5678"]
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_REMOVED


@pytest.mark.parametrize("typed", ["0134", "555-0134", "•••• 0134", OTHER_PHONE, "514 555-0135", "", "x\x00"])
def test_anything_but_the_full_number_deletes_nothing(town: Town, session: Session, typed: str) -> None:
    town.add_phone(session, OTHER_PHONE)
    phone = town.add_phone(session)
    problem = refused(town.store.phones.delete, session, phone, typed, PASSWORD)
    assert answer(problem) == (Refusal.PHONE_OTHER, "number", {})
    assert len(methods(town, session)) == 2


def test_the_only_method_cannot_be_deleted(town: Town, session: Session) -> None:
    phone = town.add_phone(session)
    assert refused(town.store.phones.delete, session, phone, PHONE, PASSWORD).refusal is Refusal.ONLY_METHOD
    assert len(methods(town, session)) == 1


def test_two_sessions_cannot_delete_the_last_two_methods(
    town: Town, someone: Person, session: Session
) -> None:
    elsewhere = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    deletions = [(session, first, PHONE, PASSWORD), (elsewhere, second, OTHER_PHONE, PASSWORD)]
    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda each: outcome(town.store.phones.delete, *each), deletions))
    assert sorted(outcomes, key=str) == sorted([None, Refusal.ONLY_METHOD], key=str)
    [left] = methods(town, session)
    assert left.is_default


def test_the_oldest_that_is_left_becomes_the_default(town: Town, session: Session) -> None:
    first = town.add_phone(session)
    for number in FIVE[:2]:
        town.clock.advance(seconds=1)
        town.add_phone(session, number)
    town.store.phones.delete(session, first, PHONE, PASSWORD)
    assert [(method.name, method.is_default) for method in methods(town, session)] == [
        ("•••• 0130", True),
        ("•••• 0131", False),
    ]


def test_a_phone_that_is_gone_says_so(town: Town, session: Session) -> None:
    town.add_phone(session, OTHER_PHONE)
    phone = town.add_phone(session)
    town.store.phones.delete(session, phone, PHONE, PASSWORD)
    assert refused(town.store.phones.delete, session, phone, PHONE, PASSWORD).refusal is Refusal.METHOD_GONE
    gone = refused(town.store.phones.begin_replacing, session, phone, FIVE[0], ENGLISH, PASSWORD)
    assert gone.refusal is Refusal.METHOD_GONE


def test_a_phone_of_someone_else_is_none_of_ones_own(town: Town, session: Session) -> None:
    town.add_phone(session)
    phone = town.add_phone(session, OTHER_PHONE)
    thief = town.sign_in(town.person("dominique"))
    assert (
        refused(town.store.phones.delete, thief, phone, OTHER_PHONE, PASSWORD).refusal is Refusal.METHOD_GONE
    )
    assert (
        refused(town.store.phones.begin_replacing, thief, phone, FIVE[0], ENGLISH, PASSWORD).refusal
        is Refusal.METHOD_GONE
    )


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
    problem = refused(town.store.phones.begin_replacing, session, old, "514 555-0134", ENGLISH, PASSWORD)
    assert problem.refusal is Refusal.PHONE_TAKEN


def test_a_phone_that_was_deleted_meanwhile_is_not_replaced(
    town: Town, someone: Person, session: Session
) -> None:
    elsewhere = town.sign_in(someone)
    town.add_phone(session, OTHER_PHONE)
    old = town.add_phone(session)
    town.new_texts()
    ticket = town.store.phones.begin_replacing(session, old, FIVE[0], ENGLISH, PASSWORD)
    code = town.sms_code()
    town.store.phones.delete(elsewhere, old, PHONE, PASSWORD)
    assert refused(town.store.phones.confirm, session, ticket, code).refusal is Refusal.METHOD_GONE
    assert names(town, session) == ["•••• 5678"]


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
        lambda: town.store.phones.delete(session, phone, PHONE, PASSWORD),
    ):
        assert refused(use_case).refusal is Refusal.SESSION_ENDED
