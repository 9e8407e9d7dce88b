"""A person's own profile: its first personal key, seeing it again, another key, other passwords."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from i18n import LANGUAGES
from store import Happening, HashingCost, Problem, ProfileState, Refusal, Secret, Session
from store.accounts.password import proving
from store.accounts.profile import personal_keys, sealed_profile
from store.database.alone import EVERYTHING
from store.database.sealed_columns import KEY_VERIFIER, VERIFIER
from store.messages.letters.profile import new_personal_key
from store.rules.crockford import ALPHABET
from store.vault.profile import ProfileKey
from tests.languages import IN_EACH
from tests.sealed import seal_into, unsealed
from tests.town import IDENTITY, NEW_PASSWORD, PASSWORD, WRONG, KeyHolder, Town, answer, as_told, refused

OTHER = "$argon2id$v=19$m=8,t=1,p=1$" + "YWFhYWFhYWFhYWFhYWFhYQ" + "$" + "A" * 43
"""A verifier of another secret."""


@pytest.fixture
def dominique(town: Town) -> KeyHolder:
    return town.verified_person()


def shown_again(town: Town, someone: KeyHolder) -> Secret:
    """Sign in and look at the key."""
    return town.store.profile.open(town.sign_in(someone), someone.password).personal_key.key


def opens(town: Town, someone: KeyHolder, *keys: Secret) -> list[bool]:
    """Reset the password, and tell which of the keys open the profile."""
    someone = town.reset(someone, Secret("Hirondelle-2028+"))
    session = town.sign_in(someone)
    return [_is_right(town, session, key) for key in keys]


def _is_right(town: Town, session: Session, key: Secret) -> bool:
    try:
        town.store.reactivation.check_key(session, key)
    except Problem as problem:
        if problem.refusal is not Refusal.WRONG_KEY:
            raise
        return False
    return True


# The key


def test_the_first_key_has_sixteen_characters_and_opens_the_profile(town: Town, dominique: KeyHolder) -> None:
    assert len(dominique.key.reveal()) == 16
    assert set(dominique.key.reveal()) <= set(ALPHABET)
    assert opens(town, dominique, dominique.key) == [True]


def test_the_key_shown_again_is_the_one_that_was_shown_with_its_date(
    town: Town, dominique: KeyHolder
) -> None:
    made_at = town.clock.now
    town.clock.advance(days=100)
    session = town.sign_in(dominique)
    opened = town.store.profile.open(session, PASSWORD)
    assert opened.personal_key.key.reveal() == dominique.key.reveal()
    assert (opened.personal_key.made_at, opened.verified_at) == (made_at, made_at)
    assert opened.identity == IDENTITY


@IN_EACH
def test_a_first_key_is_told_to_the_address_and_not_what_it_is(town: Town, code: str) -> None:
    someone = town.person("dominique", code)
    town.asks(someone)
    town.accept(someone)
    town.new_mail()
    key = town.store.profile.activate(town.sign_in(someone)).key
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    expected = as_told(new_personal_key(town.clock.now), letter, town.clock.now, LANGUAGES[code])
    assert (letter["Subject"], letter.get_content()) == expected
    assert key.reveal() not in letter.get_content()


def test_seeing_the_profile_takes_the_password_and_a_wrong_one_counts(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.sign_in(dominique)
    for use_case in (town.store.profile.open, town.store.profile.replace_key):
        problem = refused(use_case, session, WRONG)
        assert (problem.refusal, problem.field) == (Refusal.WRONG_PASSWORD, "password")
    assert problem.facts["tries_left"] == 3
    until = [refused(town.store.profile.open, session, WRONG) for _ in range(3)][-1].until
    assert answer(refused(town.store.profile.open, session, PASSWORD)) == (
        Refusal.LOCKED,
        None,
        {"until": until},
    )
    town.clock.now = until
    town.store.profile.open(session, PASSWORD)


def test_a_replaced_key_is_dead_and_the_new_one_opens(town: Town, dominique: KeyHolder) -> None:
    town.new_mail()
    town.clock.advance(days=1)
    session = town.sign_in(dominique)
    new = town.store.profile.replace_key(session, PASSWORD)
    assert new.key.reveal() != dominique.key.reveal()
    status = town.store.profile.status(session)
    assert (status.profile, status.key_made_at) == (ProfileState.ACTIVE, town.clock.now)
    assert status.verified_at == town.clock.now - timedelta(days=1)
    assert town.store.history.recent(session)[0].happening is Happening.KEY_REPLACED
    [letter] = town.new_mail()
    assert letter["Subject"] == "You have a new personal key"
    assert shown_again(town, dominique).reveal() == new.key.reveal()
    assert opens(town, dominique, dominique.key, new.key) == [False, True]


def test_of_many_keys_only_the_last_opens(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    keys = [dominique.key, *(town.store.profile.replace_key(session, PASSWORD).key for _ in range(4))]
    assert len({key.reveal() for key in keys}) == 5
    assert opens(town, dominique, *keys) == [False] * 4 + [True]


# Order


def test_before_acceptance_there_is_nothing_to_activate_open_or_replace(town: Town) -> None:
    someone = town.person()
    for session in (town.sign_in(someone), town.asks(someone)):
        profile = town.store.profile
        assert refused(profile.activate, session).refusal is Refusal.PROFILE_CHANGED
        for use_case in (profile.activate, profile.open, profile.replace_key):
            # The password is not even looked at.
            for password in (PASSWORD, WRONG):
                assert refused(use_case, session, password).refusal is Refusal.PROFILE_CHANGED
    assert town.rows("SELECT count(*) FROM key_candidate") == [(0,)]


def test_an_accepted_profile_is_not_opened_before_it_has_a_key(town: Town) -> None:
    someone = town.person()
    session = town.asks(someone)
    town.accept(someone)
    for use_case in (town.store.profile.open, town.store.profile.replace_key):
        assert refused(use_case, session, PASSWORD).refusal is Refusal.PROFILE_CHANGED


def test_a_profile_is_activated_once(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    assert refused(town.store.profile.activate, session).refusal is Refusal.PROFILE_CHANGED
    assert refused(town.store.profile.activate, session, PASSWORD).refusal is Refusal.PROFILE_CHANGED
    assert shown_again(town, dominique).reveal() == dominique.key.reveal()


def test_nobody_else_opens_or_replaces_anything(town: Town, dominique: KeyHolder) -> None:
    other = town.sign_in(town.person("camille-b"))
    for session in (other, town.operator()):
        for use_case in (
            town.store.profile.activate,
            town.store.profile.open,
            town.store.profile.replace_key,
        ):
            assert refused(use_case, session, PASSWORD).refusal is Refusal.PROFILE_CHANGED
    assert opens(town, dominique, dominique.key) == [True]


def test_two_people_have_nothing_in_common(town: Town, dominique: KeyHolder) -> None:
    other = town.verify(town.person("camille-b"), replace(IDENTITY, legal_name="Camille Bouchard"))
    assert other.key.reveal() != dominique.key.reveal()
    assert town.store.profile.open(town.sign_in(other), PASSWORD).identity.legal_name == "Camille Bouchard"
    assert town.store.profile.open(town.sign_in(dominique), PASSWORD).identity == IDENTITY
    assert opens(town, dominique, other.key, dominique.key) == [False, True]


def test_who_signed_out_opens_nothing(town: Town, dominique: KeyHolder) -> None:
    session = town.sign_in(dominique)
    town.store.sessions.end(session)
    for use_case in (town.store.profile.activate, town.store.profile.open, town.store.profile.replace_key):
        assert refused(use_case, session, PASSWORD).refusal is Refusal.SESSION_ENDED


def test_activated_from_many_windows_at_once_there_is_one_key(town: Town) -> None:
    someone = town.person()
    town.asks(someone)
    town.accept(someone)
    sessions = [town.sign_in(someone) for _ in range(6)]

    def activate(session: Session) -> Secret | Refusal:
        try:
            return town.store.profile.activate(session).key
        except Problem as problem:
            return problem.refusal

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(activate, sessions))
    [key] = [end for end in ends if isinstance(end, Secret)]
    assert [end for end in ends if end is not key] == [Refusal.PROFILE_CHANGED] * 5
    holder = KeyHolder(someone.username, someone.email, someone.password, key=key)
    assert shown_again(town, holder).reveal() == key.reveal()
    assert opens(town, holder, key) == [True]


@pytest.mark.more
def test_replaced_from_many_windows_at_once_the_last_key_opens_and_no_other(
    town: Town, dominique: KeyHolder
) -> None:
    sessions = [town.sign_in(dominique) for _ in range(6)]

    def replace_key(session: Session) -> Secret | Refusal:
        try:
            return town.store.profile.replace_key(session, PASSWORD).key
        except Problem as problem:
            return problem.refusal

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(replace_key, sessions))
    keys = [end for end in ends if isinstance(end, Secret)]
    assert keys
    assert set(ends) - set(keys) <= {Refusal.PROFILE_CHANGED, Refusal.LOCKED}
    last = shown_again(town, dominique).reveal()
    assert last in {key.reveal() for key in keys}
    rights = opens(town, dominique, *keys[:4])
    assert rights == [key.reveal() == last for key in keys[:4]]


def profile_key_of(town: Town, someone: KeyHolder) -> ProfileKey:
    """Open the profile's key with the password, as a use case in the middle of its work has."""
    context = town.store.profile.context
    proof = proving.prove(context, town.sign_in(someone), PASSWORD)
    with context.database.read() as db:
        row = sealed_profile.find(db, 1, ProfileState.ACTIVE)
    assert row is not None
    return sealed_profile.opened_by_password(context, row, proof.wrapping_key)


def test_a_key_that_was_proposed_and_never_shown_opens_nothing(town: Town, dominique: KeyHolder) -> None:
    never_shown = personal_keys.propose(town.store.profile.context, profile_key_of(town, dominique))
    assert town.rows("SELECT count(*) FROM key_candidate") == [(1,)]
    assert shown_again(town, dominique).reveal() == dominique.key.reveal()
    assert opens(town, dominique, never_shown.key, dominique.key) == [False, True]
    assert town.rows("SELECT count(*) FROM key_candidate") == [(0,)]


def test_a_key_left_half_made_is_swept_away_by_the_next_day(town: Town, dominique: KeyHolder) -> None:
    personal_keys.propose(town.store.profile.context, profile_key_of(town, dominique))
    town.clock.advance(hours=13)
    town.reopen()
    assert town.rows("SELECT count(*) FROM key_candidate") == [(0,)]
    assert shown_again(town, dominique).reveal() == dominique.key.reveal()


# Other passwords


def test_a_signed_in_change_of_password_keeps_the_profile_and_the_key(
    town: Town, dominique: KeyHolder
) -> None:
    session = town.sign_in(dominique)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    opened = town.store.profile.open(session, NEW_PASSWORD)
    assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, dominique.key.reveal())
    assert refused(town.store.profile.open, session, PASSWORD).refusal is Refusal.WRONG_PASSWORD
    assert opens(town, replace(dominique, password=NEW_PASSWORD), dominique.key) == [True]


def test_the_forced_change_of_an_expired_password_keeps_the_profile_and_the_key(
    town: Town, dominique: KeyHolder
) -> None:
    town.clock.advance(days=366)
    session = town.sign_in(dominique)
    assert refused(town.store.profile.open, session, PASSWORD).refusal is Refusal.PASSWORD_CHANGE_DUE
    town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    opened = town.store.profile.open(session, NEW_PASSWORD)
    assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, dominique.key.reveal())
    assert opens(town, replace(dominique, password=NEW_PASSWORD), dominique.key) == [True]


def test_raised_hashing_between_two_sign_ins_keeps_the_profile_and_the_key(
    town: Town, dominique: KeyHolder
) -> None:
    open_since_before = town.sign_in(dominique)
    [before] = unsealed(town, VERIFIER, "username = ?", dominique.username)
    town.reopen(hashing=HashingCost(16, 2, 1))
    # By a session from before, under the old hash still.
    assert town.store.profile.open(open_since_before, PASSWORD).identity == IDENTITY
    session = town.sign_in(dominique)
    [after] = unsealed(town, VERIFIER, "username = ?", dominique.username)
    assert (before.split(b"$")[3], after.split(b"$")[3]) == (b"m=8,t=1,p=1", b"m=16,t=2,p=1")
    for one in (open_since_before, session):
        opened = town.store.profile.open(one, PASSWORD)
        assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, dominique.key.reveal())
    assert opens(town, dominique, dominique.key) == [True]


def test_a_request_that_was_accepted_outlives_raised_hashing(town: Town) -> None:
    someone = town.person()
    before = town.asks(someone)
    town.accept(someone)
    town.reopen(hashing=HashingCost(16, 2, 1))
    session = town.sign_in(someone)
    assert refused(town.store.profile.activate, before).refusal is Refusal.PASSWORD_NEEDED
    town.store.profile.activate(session)
    assert town.store.profile.open(session, PASSWORD).identity == IDENTITY


def test_changing_the_password_in_many_windows_while_the_key_is_replaced_loses_nothing(
    town: Town, dominique: KeyHolder
) -> None:
    sessions = [town.sign_in(dominique) for _ in range(6)]

    def act(place: int) -> Secret | Refusal | None:
        try:
            if place % 2:
                return town.store.profile.replace_key(sessions[place], PASSWORD).key
            new = Secret(f"Chouette-{place}-2027?")
            town.store.password.change(sessions[place], PASSWORD, new, new)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(act, range(6)))
    passwords = [PASSWORD, *(Secret(f"Chouette-{place}-2027?") for place in range(0, 6, 2))]
    [password] = [one for one in passwords if _is_accepted(town, dominique, one)]
    holder = replace(dominique, password=password)
    key = shown_again(town, holder)
    shown = {end.reveal() for end in ends if isinstance(end, Secret)} or {dominique.key.reveal()}
    assert key.reveal() in shown
    assert opens(town, holder, key) == [True]


def _is_accepted(town: Town, someone: KeyHolder, password: Secret) -> bool:
    town.clock.advance(hours=1)  # Past any wait that the wrong ones brought.
    try:
        town.sign_in(someone, password)
    except Problem:
        return False
    return True


# Damage


@pytest.mark.parametrize(
    ("column", "damage"),
    [
        *itertools.product(
            ("identity", "password_wrap", "personal_key", "key_wrap", "key_verifier"),
            (b"", b"\x01" + bytes(40), bytes(61)),
        ),
        ("key_wrap", None),
        ("key_verifier", None),
    ],
)
def test_a_damaged_profile_is_told_as_such_and_shows_no_key(
    town: Town, dominique: KeyHolder, column: str, damage: bytes | None
) -> None:
    session = town.sign_in(dominique)
    town.rows(f"UPDATE profile SET {column} = ?", damage)
    assert refused(town.store.profile.open, session, PASSWORD).refusal is Refusal.CORRUPT


@pytest.mark.parametrize("damage", ["", "$argon2id$v=19$m=8,t=1,p=1$YQ$YQ", OTHER, "\x01é$"])
def test_a_sealed_verifier_that_is_none_is_told_as_damage_too(
    town: Town, dominique: KeyHolder, damage: str
) -> None:
    session = town.sign_in(dominique)
    seal_into(town, KEY_VERIFIER, damage)
    assert refused(town.store.profile.open, session, PASSWORD).refusal is Refusal.CORRUPT


def test_a_profile_destroyed_while_its_key_is_made_gets_none(town: Town, dominique: KeyHolder) -> None:
    context, profile_key = town.store.profile.context, profile_key_of(town, dominique)
    with context.database.write(alone_with=EVERYTHING) as db:
        row = sealed_profile.find(db, 1, ProfileState.ACTIVE)
        assert row is not None
        sealed_profile.delete(db, row)
    assert refused(personal_keys.propose, context, profile_key).refusal is Refusal.PROFILE_CHANGED
