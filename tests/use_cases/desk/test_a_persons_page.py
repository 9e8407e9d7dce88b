"""What an operator sees of a person, and that the person and an auditor can see that they looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import (
    AccountState,
    ActFilter,
    ActivationState,
    Happening,
    Hindrance,
    PersonAtDesk,
    ProfileState,
    Refusal,
    RegisteredLevel,
    Role,
    Secret,
    Session,
    TriedSecret,
)
from store.accounts.signing_in.history import LINES
from tests.registered import activated, registered, token_for
from tests.town import DNI, Person, Town, outcome, refused

OTHER_CODE = Secret("0000-0000-0000")


def number_of(town: Town, username: str) -> str:
    [(number,)] = town.rows("SELECT number FROM account WHERE username = ?", username)
    return str(number)


def page_of(town: Town, username: str, operator: Session | None = None) -> PersonAtDesk:
    return town.store.people.open(operator or town.operator(), number_of(town, username))


def test_a_page_shows_what_there_is_and_no_address_or_number_whole(town: Town) -> None:
    someone = town.person("dominique")
    town.add_app(town.sign_in(someone))
    session = town.sign_in(someone)
    page = page_of(town, "dominique")
    assert page.account == number_of(town, "dominique")
    assert (page.name, page.email, page.language) == ("dominique", "d•••@example.org", "en")
    assert (page.role, page.state, page.may_act) == (Role.PERSON, AccountState.NORMAL, True)
    assert [method.name for method in page.ways.methods] == ["Aegis"]
    assert (page.has_password, page.has_questions, page.registered) == (True, False, None)
    assert (page.sessions, page.hindrances, page.verification) == (2, (), None)
    town.store.sessions.end(session)
    assert page_of(town, "dominique").sessions == 1


def test_two_phones_are_told_apart_by_their_last_digits(town: Town) -> None:
    town.add_phone(town.sign_in(town.person("dominique")))
    [phone] = page_of(town, "dominique").ways.methods
    assert phone.name == "•••• 0134"


def test_a_page_says_since_when_nothing_is_taken_and_what_is_blocked(town: Town) -> None:
    someone = town.person("dominique")
    problem = town.fails_to_sign_in(someone.username, 5)
    page = page_of(town, "dominique")
    assert page.state is AccountState.WAITING
    assert page.hindrances == (Hindrance(TriedSecret.PASSWORD, problem.until),)
    town.clock.advance(minutes=5)
    assert page_of(town, "dominique").hindrances == ()
    town.passes_over_failures()
    town.fails_to_sign_in(someone.username)
    page = page_of(town, "dominique")
    assert (page.state, page.hindrances) == (AccountState.BLOCKED, (Hindrance(TriedSecret.PASSWORD, None),))


def test_a_page_says_when_a_password_expired(town: Town) -> None:
    someone = town.person("dominique")
    expires_at = town.store.account.overview(town.sign_in(someone)).password_expires_at
    assert expires_at is not None
    town.clock.now = expires_at - timedelta(minutes=1)
    assert page_of(town, "dominique").password_expired_at is None
    town.clock.now = expires_at
    page = page_of(town, "dominique")
    assert (page.password_expired_at, page.state) == (expires_at, AccountState.PASSWORD_EXPIRED)


def test_a_page_says_how_the_activation_code_of_a_registered_person_is(town: Town) -> None:
    someone = registered(town)
    open_page = town.store.people.open

    def state() -> ActivationState | None:
        found = open_page(town.operator(), someone.username).registered
        assert found is not None
        assert (found.level, found.phone) == (RegisteredLevel.BASIC, "•••• 0134")
        return found.activation

    assert open_page(town.operator(), someone.username).state is AccountState.NOT_ACTIVATED
    assert state() is ActivationState.LIVE
    for _ in range(5):
        refused(lambda: token_for(town, someone, OTHER_CODE))
    assert state() is ActivationState.BLOCKED
    assert open_page(town.operator(), someone.username).state is AccountState.BLOCKED
    town.rows("DELETE FROM counter")
    town.clock.advance(days=30)
    assert state() is ActivationState.EXPIRED


def test_a_code_that_lives_until_it_is_used_has_no_end(town: Town) -> None:
    someone = registered(town)
    activated(town, someone)
    found = town.store.people.open(town.operator(), someone.username).registered
    assert found is not None
    assert (found.activation, found.expires_at) == (ActivationState.LIVE, None)


def test_a_page_leads_to_the_request_that_waits(town: Town) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    page = page_of(town, "dominique")
    assert (page.verification, page.profile.request) == (town.request_of(someone), ProfileState.PENDING)


def test_the_last_events_say_who_did_them_to_operators_and_to_nobody_else(town: Town) -> None:
    session = town.asks(town.person("dominique"))
    town.accept(Person("dominique", "dominique@example.org"))
    newest, *others = page_of(town, "dominique").events[:2]
    assert (newest.happening, newest.by) == (Happening.PAGE_OPENED, "odile-desk")
    assert [(one.happening, one.by) for one in others] == [(Happening.VERIFICATION_ACCEPTED, "odile-desk")]
    assert {event.by for event in town.store.history.recent(session)} == {""}


def test_a_page_has_the_last_events_however_many_there_are(town: Town) -> None:
    someone = town.person("dominique")
    for _ in range(2 * LINES):
        town.store.sessions.end(town.sign_in(someone))
    events = page_of(town, "dominique").events
    assert len(events) == LINES
    assert events[0].happening is Happening.PAGE_OPENED


def test_who_looks_is_in_both_histories_and_among_their_acts(town: Town) -> None:
    session = town.sign_in(town.person("dominique"))
    operator, supervisor = town.operator(), town.operator("omar-desk", Role.SUPERVISOR)
    page_of(town, "dominique", operator)
    assert town.store.history.recent(session)[0].happening is Happening.PAGE_OPENED
    assert town.store.history.recent(operator)[0].happening is Happening.OPENED_A_PAGE
    [act] = town.store.supervisors.acts(supervisor, ActFilter()).acts
    assert (act.operator, act.happening, act.name) == ("odile-desk", Happening.PAGE_OPENED, "dominique")


def test_who_looks_again_within_ten_minutes_is_noted_once_and_another_operator_apart(town: Town) -> None:
    town.person("dominique")
    town.person("camille-b")
    town.operator("omar-desk")

    def noted() -> list[object]:
        return [count for (count,) in town.rows("SELECT count(*) FROM event WHERE kind = 'page-opened'")]

    for _ in range(2):
        page_of(town, "dominique")
        town.clock.advance(minutes=9)
    assert noted() == [1]
    page_of(town, "camille-b")
    page_of(town, "dominique", town.operator("omar-desk"))
    assert noted() == [3]
    town.clock.advance(minutes=2)
    page_of(town, "dominique")
    assert noted() == [4]


def test_one_sees_ones_own_page_and_a_supervisors_and_may_not_act_on_them(town: Town) -> None:
    supervisor = town.operator("omar-desk", Role.SUPERVISOR)
    other = town.operator("olive-desk", Role.SUPERVISOR)
    own = page_of(town, "odile-desk", town.operator())
    assert (own.role, own.may_act) == (Role.OPERATOR, False)
    assert [event.happening for event in own.events].count(Happening.PAGE_OPENED) == 1
    assert not page_of(town, "omar-desk").may_act
    assert page_of(town, "omar-desk", other).may_act
    assert page_of(town, "odile-desk", supervisor).may_act
    assert not page_of(town, "omar-desk", supervisor).may_act


@pytest.mark.parametrize(
    "account", ["", "0" * 12, "dominique", DNI, "é" * 9999, "1' OR 1=1 --"], ids=range(6)
)
def test_no_page_opens_by_anything_but_the_id_of_an_account(town: Town, account: str) -> None:
    town.person("dominique")
    operator = town.operator()
    assert refused(town.store.people.open, operator, account).refusal is Refusal.ACCOUNT_UNKNOWN
    assert town.rows("SELECT count(*) FROM event WHERE kind LIKE '%page%'") == [(0,)]


def test_nobody_but_operators_finds_or_sees_anybody(town: Town) -> None:
    session = town.sign_in(town.person("dominique"))
    number = number_of(town, "dominique")
    assert outcome(town.store.people.open, session, number) is Refusal.NOT_ALLOWED
    assert outcome(town.store.people.find, session, "dominique") is Refusal.NOT_ALLOWED
