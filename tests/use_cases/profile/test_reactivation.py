"""Bringing a profile back after a reset, with the personal key or by a new verification."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from i18n import LANGUAGES
from store import Happening, Problem, ProfileState, Refusal, Secret, Session
from store.messages.letters.profile import new_personal_key
from store.rules.paper_codes import PERSONAL_KEY
from tests.languages import IN_EACH
from tests.town import IDENTITY, NEW_PASSWORD, PASSWORD, WRONG, KeyHolder, Town, answer, as_told, refused

THIRD_PASSWORD = Secret("Hirondelle-2028+")


def wrong_key() -> Secret:
    return Secret(PERSONAL_KEY.new())


@pytest.fixture
def dominique(town: Town) -> KeyHolder:
    """Someone whose profile was deactivated by a reset."""
    return town.reset(town.verified_person())


def profile_state(town: Town, session: Session) -> ProfileState | None:
    return town.store.profile.status(session).profile


# I have my key


@IN_EACH
def test_the_key_and_the_password_bring_the_profile_back_unchanged(town: Town, code: str) -> None:
    holder = town.verified_person(language=code)
    verified_at = town.clock.now
    town.clock.advance(days=90)
    holder = town.reset(holder)
    town.clock.advance(days=1)
    session = town.sign_in(holder)
    status = town.store.profile.status(session)
    assert (status.profile, status.verified_at) == (ProfileState.DEACTIVATED, verified_at)
    town.new_mail()
    made = town.store.reactivation.reactivate(session, holder.key, NEW_PASSWORD)
    status = town.store.profile.status(session)
    assert (status.profile, status.verified_at) == (ProfileState.ACTIVE, verified_at)
    assert made.made_at == status.key_made_at == town.clock.now
    opened = town.store.profile.open(session, NEW_PASSWORD)
    assert (opened.identity, opened.verified_at) == (IDENTITY, verified_at)
    assert opened.personal_key.key.reveal() == made.key.reveal() != holder.key.reveal()
    assert town.store.history.recent(session)[0].happening is Happening.PROFILE_REACTIVATED
    [letter] = town.new_mail()
    expected = as_told(new_personal_key(town.clock.now), letter, town.clock.now, LANGUAGES[code])
    assert (letter["To"], letter["Subject"], letter.get_content()) == (holder.email, *expected)


def test_a_key_works_once(town: Town, dominique: KeyHolder) -> None:
    again = town.reset(town.reactivate(dominique), THIRD_PASSWORD)
    session = town.sign_in(again)
    problem = refused(town.store.reactivation.reactivate, session, dominique.key, THIRD_PASSWORD)
    assert problem.refusal is Refusal.WRONG_KEY
    town.reactivate(again)


@pytest.mark.parametrize(
    "written", [str.lower, PERSONAL_KEY.grouped, " . ".join, lambda key: key.replace("0", "o")]
)
def test_a_key_is_taken_as_it_was_meant(town: Town, dominique: KeyHolder, written: object) -> None:
    assert callable(written)
    session, typed = town.sign_in(dominique), Secret(written(dominique.key.reveal()))
    town.store.reactivation.check_key(session, typed)
    town.store.reactivation.reactivate(session, typed, NEW_PASSWORD)


def test_checking_a_key_changes_nothing_and_does_not_use_it_up(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    [before] = town.rows("SELECT * FROM profile")
    for _ in range(7):
        town.store.reactivation.check_key(session, dominique.key)
    assert town.rows("SELECT * FROM profile") == [before]
    town.reactivate(dominique)


def test_two_resets_in_a_row_and_the_last_key_still_works(town: Town, dominique: KeyHolder) -> None:
    again = town.reset(dominique, THIRD_PASSWORD)
    assert town.new_mail()
    session = town.sign_in(again)
    assert profile_state(town, session) is ProfileState.DEACTIVATED
    town.reactivate(again)
    assert town.store.profile.open(session, THIRD_PASSWORD).identity == IDENTITY


# Wrong keys, wrong passwords


def test_a_wrong_key_leaves_the_profile_deactivated_and_the_right_one_working(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.sign_in(dominique)
    problem = refused(town.store.reactivation.reactivate, session, wrong_key(), NEW_PASSWORD)
    assert answer(problem) == (Refusal.WRONG_KEY, "key", {"tries_left": 4, "until": None})
    assert profile_state(town, session) is ProfileState.DEACTIVATED
    assert town.rows("SELECT count(*) FROM key_candidate") == [(0,)]
    town.reactivate(dominique)


def test_the_right_key_with_a_wrong_password_changes_nothing_and_the_key_still_works(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.sign_in(dominique)
    problem = refused(town.store.reactivation.reactivate, session, dominique.key, WRONG)
    assert answer(problem) == (Refusal.WRONG_PASSWORD, "password", {"tries_left": 4, "until": None})
    # Nor does the password from before the reset open anything.
    problem = refused(town.store.reactivation.reactivate, session, dominique.key, PASSWORD)
    assert problem.refusal is Refusal.WRONG_PASSWORD
    assert profile_state(town, session) is ProfileState.DEACTIVATED
    town.reactivate(dominique)


def test_five_wrong_keys_wait_a_quarter_of_an_hour_also_for_who_comes_back(
    town: Town, dominique: KeyHolder
) -> None:
    session, reactivation = town.sign_in(dominique), town.store.reactivation
    assert reactivation.key_opens_at(session) is None
    told = [refused(reactivation.check_key, session, wrong_key()).facts for _ in range(5)]
    until = town.clock.now + timedelta(minutes=15)
    assert [facts["tries_left"] for facts in told[:4]] == [4, 3, 2, 1]
    assert [facts["until"] for facts in told] == [None] * 4 + [until]
    town.clock.advance(minutes=14)
    # In another window, after a restart: the wait goes on, and the right key is not even looked at.
    town.reopen()
    session, reactivation = town.sign_in(dominique), town.store.reactivation
    assert reactivation.key_opens_at(session) == until
    for refusal in (
        refused(reactivation.check_key, session, dominique.key),
        refused(reactivation.reactivate, session, dominique.key, NEW_PASSWORD),
    ):
        assert answer(refusal) == (Refusal.KEY_LOCKED, None, {"until": until})
    town.clock.now = until
    assert reactivation.key_opens_at(session) is None
    town.reactivate(dominique)


def test_a_wrong_key_every_five_days_never_waits(town: Town, dominique: KeyHolder) -> None:
    for _ in range(11):
        problem = refused(town.store.reactivation.check_key, town.sign_in(dominique), wrong_key())
        assert problem.facts == {"tries_left": 4, "until": None}
        town.clock.advance(days=5)
    town.reactivate(dominique)


def test_malformed_keys_do_not_count(town: Town, dominique: KeyHolder) -> None:
    session, key = town.sign_in(dominique), dominique.key.reveal()
    for typed in ("", key[:15], key + "0", key[:15] + "U", "é", "0" * 1_000_000, "\ud800", "\x00" * 16) * 2:
        problem = refused(town.store.reactivation.check_key, session, Secret(typed))
        assert problem.refusal in {Refusal.KEY_LENGTH, Refusal.KEY_CHARACTER}
        assert problem.field == "key"
        refused(town.store.reactivation.reactivate, session, Secret(typed), NEW_PASSWORD)
    problem = refused(town.store.reactivation.check_key, session, wrong_key())
    assert problem.facts["tries_left"] == 4


def test_a_right_key_forgets_the_wrong_ones_before_it(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    for _ in range(3):
        for _ in range(4):
            refused(town.store.reactivation.check_key, session, wrong_key())
        town.store.reactivation.check_key(session, dominique.key)


def test_a_hundred_wrong_keys_make_no_right_one_wrong(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    refused(town.store.reactivation.check_key, session, wrong_key())
    town.rows("UPDATE counter SET failures = 99 WHERE kind = 'personal-key'")
    until = refused(town.store.reactivation.check_key, session, wrong_key()).until
    assert until == town.clock.now + timedelta(minutes=15)
    assert profile_state(town, session) is ProfileState.DEACTIVATED
    town.clock.now = until
    town.reactivate(dominique)


def test_wrong_keys_and_wrong_passwords_are_counted_apart(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    for _ in range(4):
        refused(town.store.reactivation.reactivate, session, wrong_key(), WRONG)
    problem = refused(town.store.reactivation.reactivate, session, dominique.key, WRONG)
    assert problem.facts["tries_left"] == 4
    town.reactivate(dominique)


def test_guesses_side_by_side_buy_no_more_than_five(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)

    def guess(_: int) -> Refusal:
        return refused(town.store.reactivation.check_key, session, wrong_key()).refusal

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(guess, range(24)))
    assert (ends.count(Refusal.WRONG_KEY), ends.count(Refusal.KEY_LOCKED)) == (5, 19)


# Order


def test_without_a_deactivated_profile_there_is_nothing_to_reactivate(town: Town) -> None:
    someone = town.person()
    reactivation = town.store.reactivation

    def all_refused(session: Session, key: Secret) -> bool:
        refusals = {
            refused(reactivation.key_opens_at, session).refusal,
            refused(reactivation.check_key, session, key).refusal,
            refused(reactivation.reactivate, session, key, someone.password).refusal,
        }
        return refusals == {Refusal.PROFILE_CHANGED}

    assert all_refused(town.sign_in(someone), wrong_key())
    session = town.asks(someone)
    assert all_refused(session, wrong_key())
    town.accept(someone)
    assert all_refused(session, wrong_key())
    key = town.store.profile.activate(session, someone.password).key
    assert all_refused(session, key)


def test_before_a_forced_change_of_password_nothing_is_reactivated(town: Town, dominique: KeyHolder) -> None:
    town.clock.advance(days=366)
    session = town.sign_in(dominique)
    for problem in (
        refused(town.store.reactivation.check_key, session, dominique.key),
        refused(town.store.reactivation.reactivate, session, dominique.key, NEW_PASSWORD),
    ):
        assert problem.refusal is Refusal.PASSWORD_CHANGE_DUE
    town.store.password.change_expired(session, THIRD_PASSWORD, THIRD_PASSWORD)
    town.store.reactivation.reactivate(session, dominique.key, THIRD_PASSWORD)


def test_the_key_opens_nothing_in_another_account(town: Town, dominique: KeyHolder) -> None:
    stranger = town.sign_in(town.person("camille-b"))
    problem = refused(town.store.reactivation.reactivate, stranger, dominique.key, PASSWORD)
    assert problem.refusal is Refusal.PROFILE_CHANGED
    neighbour = town.sign_in(town.reset(town.verified_person("sacha-roy")))
    problem = refused(town.store.reactivation.reactivate, neighbour, dominique.key, NEW_PASSWORD)
    assert problem.refusal is Refusal.WRONG_KEY
    assert profile_state(town, town.sign_in(dominique)) is ProfileState.DEACTIVATED
    # Nor do the neighbour's wrong keys count against this person.
    problem = refused(town.store.reactivation.check_key, town.sign_in(dominique), wrong_key())
    assert problem.facts["tries_left"] == 4


def test_a_profile_is_reactivated_once(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    new = town.reactivate(dominique)
    for key in (dominique.key, new.key):
        problem = refused(town.store.reactivation.reactivate, session, key, NEW_PASSWORD)
        assert problem.refusal is Refusal.PROFILE_CHANGED
    assert town.store.profile.open(session, NEW_PASSWORD).personal_key.key.reveal() == new.key.reveal()


@pytest.mark.more
def test_reactivated_from_two_windows_at_once_there_is_one_new_key_and_it_opens(
    town: Town, dominique: KeyHolder
) -> None:
    for _ in range(3):
        sessions = [town.sign_in(dominique) for _ in range(2)]
        town.new_mail()

        def reactivate(session: Session, holder: KeyHolder = dominique) -> Secret | Refusal:
            try:
                return town.store.reactivation.reactivate(session, holder.key, holder.password).key
            except Problem as problem:
                return problem.refusal

        with ThreadPoolExecutor(2) as pool:
            ends = list(pool.map(reactivate, sessions))
        [key] = [end for end in ends if isinstance(end, Secret)]
        assert Refusal.PROFILE_CHANGED in ends
        assert len(town.new_mail()) == 1
        town.clock.advance(hours=1)
        password = Secret(f"Hirondelle-{town.clock.now:%H%M%S}+")
        dominique = town.reset(replace(dominique, key=key), password)
    town.reactivate(dominique)


def test_a_session_that_the_reset_ended_reactivates_nothing(town: Town) -> None:
    holder = town.verified_person()
    session = town.sign_in(holder)
    town.reset(holder)
    problem = refused(town.store.reactivation.reactivate, session, holder.key, NEW_PASSWORD)
    assert problem.refusal is Refusal.SESSION_ENDED


# I don't have my key


def test_asking_anew_changes_nothing_of_the_deactivated_profile_until_it_is_accepted(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.asks(dominique, replace(IDENTITY, address="3, quai Neuf"))
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (ProfileState.DEACTIVATED, ProfileState.PENDING)
    town.store.reactivation.check_key(session, dominique.key)


def test_the_key_found_after_all_reactivates_and_cancels_the_request(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.asks(dominique, replace(IDENTITY, address="3, quai Neuf"))
    request = town.request_of(dominique)
    town.reactivate(dominique)
    status = town.store.profile.status(session)
    # The history tells of the cancelling; nothing over the active profile does, which no reset cancelled.
    assert (status.profile, status.request) == (ProfileState.ACTIVE, None)
    assert town.store.profile.open(session, NEW_PASSWORD).identity == IDENTITY
    recent = [event.happening for event in town.store.history.recent(session)]
    assert recent[:2] == [Happening.PROFILE_REACTIVATED, Happening.VERIFICATION_CANCELLED]
    problem = refused(town.store.decisions.accept, town.operator(), request, "Seen.")
    assert problem.refusal is Refusal.PROFILE_CHANGED
    assert town.rows("SELECT id FROM profile WHERE id = ?", request) == []


def test_a_wrong_key_cancels_no_request(town: Town, dominique: KeyHolder) -> None:
    session = town.asks(dominique)
    refused(town.store.reactivation.reactivate, session, wrong_key(), NEW_PASSWORD)
    refused(town.store.reactivation.reactivate, session, dominique.key, WRONG)
    assert town.store.profile.status(session).request is ProfileState.PENDING


def test_an_accepted_new_verification_destroys_the_old_profile_and_its_key(
    town: Town, dominique: KeyHolder
) -> None:
    [old] = town.rows("SELECT id, identity, key_wrap, personal_key FROM profile")
    new = town.verify(dominique, replace(IDENTITY, address="3, quai Neuf"))
    assert town.rows("SELECT count(*) FROM profile WHERE id = ?", old[0]) == [(0,)]
    files = town.stored()
    assert not any(value in files for value in old[1:])
    session = town.sign_in(new)
    assert town.store.profile.open(session, NEW_PASSWORD).identity.address == "3, quai Neuf"
    again = town.reset(new, THIRD_PASSWORD)
    session = town.sign_in(again)
    problem = refused(town.store.reactivation.check_key, session, dominique.key)
    assert problem.refusal is Refusal.WRONG_KEY
    town.reactivate(again)


def test_once_the_new_verification_is_accepted_the_old_key_comes_too_late(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.asks(dominique)
    town.accept(dominique)
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (None, ProfileState.ACCEPTED)
    problem = refused(town.store.reactivation.reactivate, session, dominique.key, NEW_PASSWORD)
    assert problem.refusal is Refusal.PROFILE_CHANGED
    town.store.profile.activate(session, NEW_PASSWORD)


def test_a_refused_new_verification_leaves_the_old_profile_to_its_key(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.asks(dominique)
    town.store.decisions.refuse(town.operator(), town.request_of(dominique), "Not the same person.")
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (ProfileState.DEACTIVATED, ProfileState.REFUSED)
    town.reactivate(dominique)
    status = town.store.profile.status(session)
    assert (status.profile, status.request, status.reason) == (ProfileState.ACTIVE, None, "")
    assert town.store.profile.open(session, NEW_PASSWORD).identity == IDENTITY


def test_accepting_and_reactivating_at_once_leaves_one_profile_whole(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.asks(dominique, replace(IDENTITY, address="3, quai Neuf"))
    operator, request = town.operator(), town.request_of(dominique)

    def act(deed: str) -> Refusal | None:
        try:
            if deed == "accept":
                town.store.decisions.accept(operator, request, "Seen.")
            else:
                town.store.reactivation.reactivate(session, dominique.key, NEW_PASSWORD)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(act, ("accept", "reactivate")))
    assert sorted(map(str, ends)) == sorted(map(str, [None, Refusal.PROFILE_CHANGED]))
    if ends[0] is None:
        town.store.profile.activate(session, NEW_PASSWORD)
    identity = town.store.profile.open(session, NEW_PASSWORD).identity
    assert identity.address == ("3, quai Neuf" if ends[0] is None else IDENTITY.address)
