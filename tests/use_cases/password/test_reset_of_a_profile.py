"""What a reset costs who has a profile: told before it happens, and afterwards nothing opens but the key."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from i18n import LANGUAGES
from store import Happening, ProfileState, Refusal, Secret
from store.accounts.profile.stated_identity import written
from store.database.sealed_columns import (
    FOR_OPERATOR,
    KEY_VERIFIER,
    KEY_WRAP,
    PASSWORD_WRAP,
    REASON,
    VERIFIER,
)
from store.messages.letters.password import password_reset
from store.rules.paper_codes import PERSONAL_KEY
from store.vault.keyring import KeyRing
from store.vault.sealing import Place, SealBroken, unseal
from tests.languages import IN_EACH
from tests.sealed import unsealed
from tests.town import (
    IDENTITY,
    NEW_PASSWORD,
    PASSWORD,
    TERMINAL,
    WRONG,
    KeyHolder,
    Town,
    answer,
    as_told,
    refused,
)


@pytest.fixture
def dominique(town: Town) -> KeyHolder:
    return town.verified_person()


# Told before it happens


def test_the_token_page_says_what_the_reset_will_cost(town: Town) -> None:
    someone = town.person("dominique")

    def told() -> tuple[ProfileState | None, ProfileState | None]:
        town.clock.advance(hours=1)
        status = town.store.reset.open(town.reset_token(someone)).profile
        return status.profile, status.request

    assert told() == (None, None)
    town.asks(someone)
    assert told() == (None, ProfileState.PENDING)
    town.accept(someone)
    assert told() == (None, ProfileState.ACCEPTED)
    town.store.profile.activate(town.sign_in(someone))
    assert told() == (ProfileState.ACTIVE, None)
    town.reset(someone)
    assert told() == (ProfileState.DEACTIVATED, None)


def test_a_key_tested_beside_the_token_is_not_used_up_nor_is_the_token(
    town: Town, dominique: KeyHolder
) -> None:
    token = town.reset_token(dominique)
    before = town.rows("SELECT * FROM profile")
    for _ in range(7):
        town.store.reset.test_key(token, dominique.key, TERMINAL)
    assert town.rows("SELECT * FROM profile") == before
    town.store.profile.open(town.sign_in(dominique), PASSWORD)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    session = town.sign_in(dominique, NEW_PASSWORD)
    town.store.reactivation.reactivate(session, dominique.key, NEW_PASSWORD)


def test_a_wrong_key_beside_the_token_counts_with_those_of_the_reactivation(
    town: Town, dominique: KeyHolder
) -> None:
    token = town.reset_token(dominique)
    for left in (4, 3):
        problem = refused(town.store.reset.test_key, token, Secret(PERSONAL_KEY.new()), TERMINAL)
        assert answer(problem) == (Refusal.WRONG_KEY, "key", {"tries_left": left, "until": None})
    problem = refused(town.store.reset.test_key, token, Secret("U"), TERMINAL)
    assert problem.refusal is Refusal.KEY_CHARACTER
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    session = town.sign_in(dominique, NEW_PASSWORD)
    told = [
        refused(town.store.reactivation.check_key, session, Secret(PERSONAL_KEY.new())).facts
        for _ in range(3)
    ]
    until = town.clock.now + timedelta(minutes=15)
    assert [facts["until"] for facts in told] == [None, None, until]
    assert town.store.reactivation.key_opens_at(session) == until
    again = town.reset_token(dominique)
    assert refused(town.store.reset.test_key, again, dominique.key, TERMINAL).until == until
    town.clock.now = until
    town.store.reset.test_key(again, dominique.key, TERMINAL)


def test_a_key_is_tested_by_a_live_token_of_who_has_a_profile_and_by_nothing_else(
    town: Town, dominique: KeyHolder
) -> None:
    nobodys = town.reset_token(town.person("camille-b"))
    problem = refused(town.store.reset.test_key, nobodys, dominique.key, TERMINAL)
    assert problem.refusal is Refusal.PROFILE_CHANGED
    used = town.reset_token(dominique)
    town.store.reset.set_password(used, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    for token, refusal in (
        (used, Refusal.TOKEN_USED),
        (Secret("0" * 20), Refusal.TOKEN_UNKNOWN),
        (Secret(""), Refusal.TOKEN_LENGTH),
    ):
        assert refused(town.store.reset.test_key, token, dominique.key, TERMINAL).refusal is refusal
    late = town.reset_token(dominique)
    town.store.reset.test_key(late, dominique.key, TERMINAL)
    town.clock.advance(minutes=30)
    problem = refused(town.store.reset.test_key, late, dominique.key, TERMINAL)
    assert problem.refusal is Refusal.TOKEN_EXPIRED
    assert town.rows("SELECT count(*) FROM counter WHERE kind = 'personal-key'") == [(0,)]


def test_the_token_page_says_how_long_the_next_key_has_to_wait(town: Town, dominique: KeyHolder) -> None:
    token, reset = town.reset_token(dominique), town.store.reset
    assert reset.key_opens_at(token) is None
    until = [
        refused(reset.test_key, token, Secret(PERSONAL_KEY.new()), TERMINAL).facts["until"] for _ in range(5)
    ][-1]
    assert reset.key_opens_at(token) == until == town.clock.now + timedelta(minutes=15)
    town.clock.now = until
    assert reset.key_opens_at(token) is None
    nobodys = town.reset_token(town.person("camille-b"))
    assert refused(reset.key_opens_at, nobodys).refusal is Refusal.PROFILE_CHANGED
    assert refused(reset.key_opens_at, Secret("0" * 20)).refusal is Refusal.TOKEN_UNKNOWN


def test_a_reset_that_would_cost_more_than_was_told_is_refused_and_burns_no_token(town: Town) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    town.accept(someone)
    reset, token = town.store.reset, town.reset_token(someone)
    told = reset.open(token).profile
    key = town.store.profile.activate(town.sign_in(someone)).key
    problem = refused(reset.set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL, told)
    assert answer(problem) == (Refusal.PROFILE_CHANGED, None, {})
    assert town.store.profile.open(town.sign_in(someone), PASSWORD).personal_key.key.reveal() == key.reveal()
    told = reset.open(token).profile
    reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL, told)
    status = town.store.profile.status(town.sign_in(someone, NEW_PASSWORD))
    assert status.profile is ProfileState.DEACTIVATED


# What it does


@IN_EACH
def test_a_reset_deactivates_the_profile_and_tells(town: Town, code: str) -> None:
    holder = town.verified_person(language=code)
    verified_at = town.clock.now
    town.clock.advance(days=2)
    changed = town.reset(holder)
    [letter] = town.new_mail()
    notice = password_reset(town.clock.now, ProfileState.DEACTIVATED)
    expected = as_told(notice, letter, town.clock.now, LANGUAGES[code])
    assert (letter["To"], letter["Subject"], letter.get_content()) == (holder.email, *expected)
    session = town.sign_in(changed)
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (ProfileState.DEACTIVATED, None)
    assert status.verified_at == status.key_made_at == verified_at
    assert town.store.account.overview(session).profile == status
    recent = [event.happening for event in town.store.history.recent(session)]
    assert recent[1:3] == [Happening.PROFILE_DEACTIVATED, Happening.PASSWORD_RESET]
    for use_case in (town.store.profile.open, town.store.profile.replace_key, town.store.profile.activate):
        for password in (NEW_PASSWORD, PASSWORD, WRONG):
            assert refused(use_case, session, password).refusal is Refusal.PROFILE_CHANGED


def test_a_refused_reset_costs_nothing(town: Town, dominique: KeyHolder) -> None:
    token, session = town.reset_token(dominique), town.sign_in(dominique)
    for new, confirmation in (("weak", "weak"), ("Chouette-2027?", "other"), (PASSWORD.reveal(),) * 2):
        refused(town.store.reset.set_password, token, Secret(new), Secret(confirmation), TERMINAL)
    assert town.store.profile.open(session, PASSWORD).identity == IDENTITY


def test_somebody_elses_reset_costs_nothing(town: Town, dominique: KeyHolder) -> None:
    town.reset(town.verified_person("camille-b"))
    assert town.store.profile.open(town.sign_in(dominique), PASSWORD).identity == IDENTITY


def test_after_a_reset_nothing_but_the_key_opens_what_is_sealed(town: Town, dominique: KeyHolder) -> None:
    """With the database, the server key and both passwords in hand, every sealed value is tried."""
    town.store.profile.replace_key(town.sign_in(dominique), PASSWORD)
    key = town.store.profile.replace_key(town.sign_in(dominique), PASSWORD).key
    town.reset(dominique)
    [verifier] = (one.decode() for one in unsealed(town, VERIFIER, "username = 'dominique'"))
    [key_verifier] = (one.decode() for one in unsealed(town, KEY_VERIFIER))
    hasher = town.store.profile.context.hasher
    by_password = hasher.open(verifier, NEW_PASSWORD)
    assert by_password is not None

    in_hand = [by_password, *KeyRing.load(town.locations.server_key)._sealing.values()]
    assert town.rows("SELECT password_wrap FROM profile") == [(None,)]
    assert _opened(town, in_hand) == {}
    # Nor with the key before, nor with the password before, whose verifiers are gone.
    assert hasher.open(verifier, PASSWORD) is None
    assert hasher.open(key_verifier, dominique.key) is None

    by_key = hasher.open(key_verifier, key)
    assert by_key is not None
    opened = _opened(town, [by_key])
    assert opened.keys() == {"key_wrap"}
    assert _opened(town, [opened["key_wrap"]]) == {
        "identity": written(IDENTITY),
        "personal_key": key.reveal().encode(),
    }


def _opened(town: Town, keys: list[bytes]) -> dict[str, bytes]:
    """Return which columns of the one profile any of the keys opens, in whatever place it was sealed for."""
    columns = ("identity", "password_wrap", "key_wrap", "personal_key", "for_operator", "reason")
    [(profile, key_id, account, *values)] = town.rows(
        f"SELECT id, key_id, account_id, {', '.join(columns)} FROM profile"
    )
    for inner in (PASSWORD_WRAP, KEY_WRAP, FOR_OPERATOR, REASON):
        values[columns.index(inner.column)] = next(iter(unsealed(town, inner)), None)
    opened = {}
    places = itertools.product(columns, ("profile", "key_candidate"), columns, (profile, key_id))
    for column, table, sealed_as, row in places:
        sealed = values[columns.index(column)]
        for key in keys if sealed is not None else ():
            try:
                opened[column] = unseal(key, Place(table, sealed_as, row, str(account)), sealed)
            except SealBroken:
                continue
    return opened
