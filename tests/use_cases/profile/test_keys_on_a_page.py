"""A personal key on a page that stands for long: whether it is still the one, and whether it was saved."""

from __future__ import annotations

import pytest

from store import PersonalKey, Refusal, Secret, Session
from tests.town import NEW_PASSWORD, PASSWORD, KeyHolder, Town, refused


@pytest.fixture
def dominique(town: Town) -> KeyHolder:
    return town.verified_person()


def shown(town: Town, session: Session, password: Secret = PASSWORD) -> PersonalKey:
    return town.store.profile.open(session, password).personal_key


def is_kept(town: Town, session: Session) -> bool:
    return town.store.profile.status(session).key_kept


def test_a_key_is_current_until_another_window_replaces_it(town: Town, dominique: KeyHolder) -> None:
    session, profile = town.sign_in(dominique), town.store.profile
    old = shown(town, session)
    profile.check_current(session, old)
    # At the same moment, as the clock tells it.
    new = profile.replace_key(town.sign_in(dominique), PASSWORD)
    for use_case in (profile.check_current, profile.note_kept):
        assert refused(use_case, session, old).refusal is Refusal.PROFILE_CHANGED
    profile.check_current(session, new)
    profile.check_current(session, shown(town, session))
    assert not is_kept(town, session)


def test_no_key_is_current_in_a_session_that_another_window_ended(town: Town, dominique: KeyHolder) -> None:
    session, profile = town.sign_in(dominique), town.store.profile
    key = shown(town, session)
    town.store.password.change(town.sign_in(dominique), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    for use_case in (profile.check_current, profile.note_kept):
        assert refused(use_case, session, key).refusal is Refusal.SESSION_ENDED


def test_no_key_is_current_after_a_reset(town: Town, dominique: KeyHolder) -> None:
    key = shown(town, town.sign_in(dominique))
    session, profile = town.sign_in(town.reset(dominique)), town.store.profile
    for use_case in (profile.check_current, profile.note_kept):
        assert refused(use_case, session, key).refusal is Refusal.PROFILE_CHANGED


def test_somebody_elses_key_is_neither_current_nor_kept(town: Town, dominique: KeyHolder) -> None:
    other = town.sign_in(town.verified_person("camille-b"))
    session, profile = town.sign_in(dominique), town.store.profile
    key = profile.replace_key(other, PASSWORD)
    for use_case in (profile.check_current, profile.note_kept):
        assert refused(use_case, session, key).refusal is Refusal.PROFILE_CHANGED
    assert not is_kept(town, other)


def test_a_key_that_was_saved_is_noted_and_each_new_one_has_to_be_saved_again(town: Town) -> None:
    someone, profile = town.person("dominique"), town.store.profile
    session = town.asks(someone)
    assert is_kept(town, session)
    town.accept(someone)
    assert is_kept(town, session)
    first = profile.activate(session, PASSWORD)
    assert not is_kept(town, session)
    assert not town.store.account.overview(session).profile.key_kept
    profile.note_kept(session, first)
    assert is_kept(town, session)
    profile.note_kept(session, shown(town, session))
    second = profile.replace_key(session, PASSWORD)
    assert not is_kept(town, session)
    profile.note_kept(session, second)
    holder = KeyHolder(someone.username, someone.email, someone.password, key=second.key)
    holder = town.reset(holder)
    session = town.sign_in(holder)
    assert is_kept(town, session)
    holder = town.reactivate(holder)
    assert not is_kept(town, session)
    profile.note_kept(session, shown(town, session, holder.password))
    assert is_kept(town, session)


# The password it takes


@pytest.fixture
def signed_in_long_ago(town: Town) -> Session:
    """The session of someone who was accepted, and who signed in twenty minutes ago to the moment."""
    someone = town.person("dominique")
    town.asks(someone)
    town.accept(someone)
    session = town.sign_in(someone)
    for _ in range(2):
        town.clock.advance(minutes=10)
        town.store.sessions.touch(session)
    return session


def test_a_password_typed_twenty_minutes_ago_makes_no_key(town: Town, signed_in_long_ago: Session) -> None:
    session = signed_in_long_ago
    town.clock.advance(microseconds=1)
    assert refused(town.store.profile.activate, session).refusal is Refusal.PASSWORD_NEEDED
    town.store.profile.activate(session, PASSWORD)


def test_a_password_typed_less_long_ago_makes_it(town: Town, signed_in_long_ago: Session) -> None:
    town.store.profile.activate(signed_in_long_ago)
