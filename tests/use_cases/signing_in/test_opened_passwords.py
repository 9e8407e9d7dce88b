"""What a password opens is in the memory of the store only while a sign-in has a use for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import Refusal, Session
from store.accounts import access
from store.rules.limits import PROOF_LIFE
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, Person, Town, notice_code, refused


def is_kept(town: Town, session: Session) -> bool:
    context = town.store.context
    return context.opened_passwords.of(1, access.mark_of(context, session.token)) is not None


@pytest.fixture
def someone(town: Town) -> Person:
    return town.person("dominique")


@pytest.fixture
def accepted(town: Town, someone: Person) -> Person:
    """Someone whose profile waits for its key."""
    town.asks(someone)
    town.accept(someone)
    return someone


def test_a_complete_sign_in_with_nothing_to_open_keeps_nothing(town: Town, someone: Person) -> None:
    assert not is_kept(town, town.sign_in(someone))


def test_it_is_kept_while_a_profile_waits_for_its_key_and_serves_once(town: Town, accepted: Person) -> None:
    session, elsewhere = town.sign_in(accepted), town.sign_in(accepted)
    assert is_kept(town, session)
    assert is_kept(town, elsewhere)
    town.store.profile.activate(session)
    assert not is_kept(town, session)
    assert not is_kept(town, elsewhere)


def test_a_key_that_could_not_be_made_takes_the_password_again(town: Town, accepted: Person) -> None:
    session = town.sign_in(accepted)
    town.rows("UPDATE profile SET password_wrap = zeroblob(60)")
    assert refused(town.store.profile.activate, session).refusal is Refusal.CORRUPT
    assert refused(town.store.profile.activate, session).refusal is Refusal.PASSWORD_NEEDED


def signs_out(town: Town, session: Session, someone: Person) -> None:
    town.store.sessions.end(session)


def changes_the_password(town: Town, session: Session, someone: Person) -> None:
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)


def changes_the_password_elsewhere(town: Town, session: Session, someone: Person) -> None:
    town.store.password.change(town.sign_in(someone), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)


def resets_the_password(town: Town, session: Session, someone: Person) -> None:
    town.reset(someone)


def disowns_a_change(town: Town, session: Session, someone: Person) -> None:
    town.new_mail()
    ticket = town.store.email_address.begin(town.sign_in(someone), "other@example.org", PASSWORD)
    town.store.email_address.confirm(session, ticket, town.code())
    letter = next(mail for mail in town.new_mail() if mail["To"] == someone.email)
    town.store.disowning.disown(notice_code(letter), TERMINAL)


def is_left_alone(town: Town, session: Session, someone: Person) -> None:
    town.clock.advance(seconds=PROOF_LIFE.seconds + 1)
    town.fails_to_sign_in(someone.username)
    assert refused(town.store.sessions.touch, session).refusal is Refusal.SESSION_ENDED


@pytest.mark.parametrize(
    "end",
    [
        signs_out,
        changes_the_password,
        changes_the_password_elsewhere,
        resets_the_password,
        disowns_a_change,
        is_left_alone,
    ],
)
def test_it_ends_with_its_session_and_with_the_password(
    town: Town, accepted: Person, end: Callable[[Town, Session, Person], None]
) -> None:
    session = town.sign_in(accepted)
    assert is_kept(town, session)
    end(town, session, accepted)
    assert not is_kept(town, session)


def test_a_change_of_a_password_that_was_due_keeps_what_the_new_one_opens(
    town: Town, accepted: Person
) -> None:
    town.clock.advance(days=366)
    session = town.sign_in(accepted)
    assert refused(town.store.password.change_expired, session, NEW_PASSWORD, WRONG).refusal is (
        Refusal.PASSWORDS_DIFFER
    )
    town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    town.store.profile.activate(session)


def test_a_store_that_is_closed_keeps_nothing(town: Town, accepted: Person) -> None:
    session = town.sign_in(accepted)
    town.store.close()
    assert not is_kept(town, session)
