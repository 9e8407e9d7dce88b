"""A damaged profile keeps nobody out of their account, and no operator from the requests of others."""

from __future__ import annotations

import pytest

from store import HashingCost, ProfileState, Refusal
from store.database.sealed_columns import KEY_VERIFIER, VERIFIER
from tests.sealed import seal_into, unsealed
from tests.town import IDENTITY, NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, KeyHolder, Town, answer, refused

BROKEN_WRAP = "UPDATE profile SET password_wrap = zeroblob(length(password_wrap)) WHERE account_id = 1"


@pytest.fixture
def dominique(town: Town) -> KeyHolder:
    return town.verified_person()


def verifier(town: Town) -> str:
    [found] = unsealed(town, VERIFIER, "username = 'dominique'")
    return found.decode()


def test_who_has_a_damaged_profile_signs_in_also_after_the_cost_of_hashing_was_raised(
    town: Town, dominique: KeyHolder
) -> None:
    town.rows(BROKEN_WRAP)
    before = verifier(town)
    town.reopen(hashing=HashingCost(16, 1, 1))
    for _ in range(6):
        session = town.sign_in(dominique)
    # The old hash stays: what it opened of other profiles, it goes on opening.
    assert verifier(town) == before
    assert refused(town.store.profile.open, session, PASSWORD).refusal is Refusal.CORRUPT
    assert town.fails_to_sign_in(dominique.username).facts["tries_left"] == 4


def test_their_key_still_brings_it_back_and_then_the_hash_is_renewed(
    town: Town, dominique: KeyHolder
) -> None:
    town.rows(BROKEN_WRAP)
    town.reopen(hashing=HashingCost(16, 1, 1))
    town.sign_in(dominique)
    holder = town.reset(dominique)
    session = town.sign_in(town.reactivate(holder))
    assert town.store.profile.open(session, NEW_PASSWORD).identity == IDENTITY
    assert "m=16," in verifier(town)


def test_what_can_be_wrapped_anew_is_not_while_another_profile_cannot(
    town: Town, dominique: KeyHolder
) -> None:
    town.asks(town.reset(dominique))
    columns = "id, account_id, state, requested_at, password_wrap"
    town.rows(f"INSERT INTO profile ({columns}) SELECT 'x', 1, 'cancelled', 0, x'00' FROM account LIMIT 1")
    before = town.rows("SELECT password_wrap FROM profile ORDER BY id")
    town.reopen(hashing=HashingCost(16, 1, 1))
    town.sign_in(dominique, NEW_PASSWORD)
    assert town.rows("SELECT password_wrap FROM profile ORDER BY id") == before


def test_a_password_is_not_changed_where_the_profile_would_be_lost_with_the_old_one(
    town: Town, dominique: KeyHolder
) -> None:
    session, before = town.sign_in(dominique), verifier(town)
    town.rows(BROKEN_WRAP)
    for _ in range(6):
        problem = refused(town.store.password.change, session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
        assert answer(problem) == (Refusal.CORRUPT, None, {})
    assert verifier(town) == before
    assert town.fails_to_sign_in(dominique.username).facts["tries_left"] == 4
    town.sign_in(dominique)
    # A reset costs what it always costs.
    holder = town.reset(dominique)
    town.reactivate(holder)


def test_a_password_past_its_life_is_not_changed_either_but_reset(town: Town, dominique: KeyHolder) -> None:
    town.rows(BROKEN_WRAP)
    town.clock.advance(days=366)
    due = town.sign_in(dominique)
    problem = refused(town.store.password.change_expired, due, NEW_PASSWORD, NEW_PASSWORD)
    assert answer(problem) == (Refusal.CORRUPT, None, {})
    town.reactivate(town.reset(dominique))


def test_a_verifier_that_is_none_is_told_as_damage(town: Town, dominique: KeyHolder) -> None:
    holder = town.reset(dominique)
    session = town.sign_in(holder)
    seal_into(town, KEY_VERIFIER, "no verifier")
    assert refused(town.store.reactivation.check_key, session, holder.key).refusal is Refusal.CORRUPT
    seal_into(town, VERIFIER, "", "username = 'dominique'")
    assert refused(town.sign_in, holder, WRONG).refusal is Refusal.CORRUPT


# What waits for an operator


@pytest.mark.parametrize("damage", [None, b"", bytes(60), b"\x01" + bytes(60)])
def test_one_damaged_request_hides_no_other_and_can_only_be_refused(town: Town, damage: bytes | None) -> None:
    broken = town.asks(town.person("dominique"))
    town.clock.advance(minutes=1)
    town.asks(town.person("camille-b"))
    town.rows("UPDATE profile SET for_operator = ? WHERE account_id = 1", damage)
    operator, verifications = town.operator(), town.store.decisions
    first, second = verifications.pending(operator)
    assert verifications.open(operator, first.id) is None
    assert verifications.open(operator, second.id) == IDENTITY
    assert answer(refused(verifications.accept, operator, first.id, "Seen.")) == (Refusal.CORRUPT, None, {})
    assert town.store.profile.status(broken).request is ProfileState.PENDING
    verifications.refuse(operator, first.id, "Please ask again: what you sent was damaged.")
    assert town.store.profile.status(broken).request is ProfileState.REFUSED
    verifications.accept(operator, second.id, "Seen.")
    assert verifications.pending(operator) == ()


def test_a_damaged_request_can_still_be_cancelled_by_a_reset(town: Town) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    town.rows("UPDATE profile SET for_operator = x'00', password_wrap = x'00'")
    token = town.reset_token(someone)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    session = town.sign_in(someone, NEW_PASSWORD)
    assert town.store.profile.status(session).request is ProfileState.CANCELLED
