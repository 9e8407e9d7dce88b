"""Only what has been part of the account for ten days, or from its start, gets the code of a notice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import ENGLISH
from store import Refusal, Secret
from store.rules.limits import NOTICE_LIFE
from tests.theft import (
    ANSWERS,
    HOSTILE_ANSWERS,
    THIEF,
    Told,
    change_email,
    change_password,
    disown,
    signed_in,
    ways_in,
)
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, PHONE, Person, Town, refused


def with_code(told: Told) -> set[str]:
    """Return the addresses that got a code."""
    return {address for address, codes in told.by_address.items() if codes}


def test_an_address_that_a_thief_puts_there_never_gets_a_code_however_the_owner_repairs_it(
    town: Town, owner: Person
) -> None:
    session = signed_in(town, owner)
    change_email(town, session, THIEF)
    assert with_code(Told.lately(town)) == {owner.email, PHONE}
    town.clock.advance(hours=12)
    session = signed_in(town, owner)
    change_email(town, session, owner.email)
    told = Told.lately(town)
    assert set(told.by_address) == {owner.email, THIEF, PHONE}
    assert THIEF not in with_code(told)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert with_code(Told.lately(town)) == {owner.email, PHONE}


def test_a_phone_that_a_thief_adds_never_gets_a_code(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    added = town.add_phone(session, OTHER_PHONE)
    assert with_code(Told.lately(town)) == {owner.email, PHONE}
    town.store.phones.delete(session, added, OTHER_PHONE, PASSWORD)
    told = Told.lately(town)
    assert OTHER_PHONE in told.by_address
    assert with_code(told) == {owner.email, PHONE}


@pytest.mark.parametrize("short_by", [timedelta(0), timedelta(seconds=1)])
def test_an_address_stands_once_the_notice_of_its_arrival_is_over(town: Town, short_by: timedelta) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    change_email(town, session, "new@example.org")
    town.add_phone(session)
    town.store.sessions.end(session)
    town.clock.now += NOTICE_LIFE - short_by
    Told.lately(town)
    town.clock.advance(seconds=-1)
    # The session that changed it was opened without a second step; the reset needs none.
    town.reset(Person(someone.username, "new@example.org"))
    expected: set[str] = set() if short_by else {"new@example.org", PHONE}
    assert with_code(Told.lately(town)) == expected


def test_the_email_of_a_new_account_stands_from_its_start(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    assert with_code(Told.lately(town)) == {someone.email}


def test_who_comes_back_to_an_address_that_stood_when_it_was_left_still_gets_codes(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    change_email(town, session, "new@example.org")
    assert with_code(Told.lately(town)) == {someone.email}
    change_email(town, session, someone.email)
    assert with_code(Told.lately(town)) == {someone.email}


def test_who_comes_back_to_an_address_that_was_new_when_it_was_left_gets_none(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    for email in (THIEF, someone.email):
        change_email(town, session, email)
        Told.lately(town)
    town.clock.advance(days=9)
    session = town.sign_in(someone)
    change_email(town, session, THIEF)
    Told.lately(town)
    town.clock.advance(days=2)
    change_password(town, someone)
    assert with_code(Told.lately(town)) == set()


def test_undoing_leaves_the_questions_where_there_were_none_before(town: Town) -> None:
    someone = town.person()
    town.store.recovery_questions.set(town.sign_in(someone), ANSWERS, PASSWORD)
    [letter] = town.new_mail()
    before = ways_in(town, someone.username)
    code = next(line for line in letter.get_content().splitlines() if line.count("-") == 3)
    disown(town, Secret(code))
    assert ways_in(town, someone.username) == before
    token = town.reset_token(someone)
    refusal = refused(town.store.reset.set_password, token, NEW_PASSWORD, NEW_PASSWORD, "").refusal
    assert refusal is Refusal.ANSWER_NEEDED


def test_undoing_puts_back_the_questions_that_others_took_the_place_of(town: Town, owner: Person) -> None:
    before = ways_in(town, owner.username)
    town.store.recovery_questions.set(signed_in(town, owner), HOSTILE_ANSWERS, PASSWORD)
    disown(town, Told.lately(town).to(owner.email))
    assert ways_in(town, owner.username) == before


def test_a_first_second_step_stays_with_all_its_codes(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.add_app(session)
    code = Told.lately(town).to(someone.email)
    town.store.recovery_codes.make(session, PASSWORD)
    before = ways_in(town, someone.username)
    disown(town, code)
    assert ways_in(town, someone.username) == before


def test_the_one_whose_address_stands_longest_has_the_end_of_it(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    change_email(town, session, "second@example.org")
    finders = Told.lately(town).to(PHONE)
    wanted = ways_in(town, owner.username)
    # Whoever found the phone undoes what its owner did, and the owner that.
    disown(town, finders)
    told = Told.lately(town)
    assert with_code(told) == {owner.email}
    disown(town, told.to(owner.email))
    assert ways_in(town, owner.username) == wanted
    assert with_code(Told.lately(town)) == {owner.email}


def test_what_is_standing_stays_so_when_it_is_put_back(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    ticket = town.store.phones.begin_replacing(
        session, town.store.account.overview(session).ways.methods[0].id, OTHER_PHONE, ENGLISH, PASSWORD
    )
    town.store.phones.confirm(session, ticket, town.sms_code())
    disown(town, Told.lately(town).to(PHONE))
    Told.lately(town)
    [(added_at, started_at)] = town.rows(
        "SELECT method.added_at, account.created_at FROM method JOIN account ON account.id = account_id"
    )
    assert added_at == started_at


def test_what_is_added_to_an_account_that_was_opened_in_the_future_is_not_standing(town: Town) -> None:
    town.clock.jump(days=2)
    someone = town.person()
    town.clock.jump(days=-2)
    town.add_phone(town.sign_in(someone))
    town.clock.advance(hours=2)
    town.reopen()
    town.reset(someone)
    told = Told.lately(town)
    assert with_code(told) == {someone.email}
    assert PHONE in told.by_address


def test_an_address_of_a_thief_is_not_standing_because_the_clock_is_ahead_for_a_moment(
    town: Town, someone: Person
) -> None:
    town.clock.advance(hours=2)
    change_email(town, town.sign_in(someone), THIEF)
    Told.lately(town)
    town.clock.jump(days=11)
    change_email(town, town.sign_in(someone), someone.email)
    told = Told.lately(town)
    assert (THIEF in told.by_address, THIEF in with_code(told)) == (True, False)
