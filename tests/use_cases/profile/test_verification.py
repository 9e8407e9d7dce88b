"""Verifying an identity: a person asks, and once accepted gets the profile and its key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from i18n import LANGUAGES
from store import Happening, Identity, ProfileState, Refusal, Secret
from store.messages.letters.password import password_reset
from tests.signing import at_level
from tests.town import (
    IDENTITY,
    NEW_PASSWORD,
    PASSWORD,
    WRONG,
    Person,
    Town,
    answer,
    as_told,
    outcome,
    refused,
)
from tests.use_cases.profile.verifying import happenings, request_state, sealed_values

# What is typed


def test_an_identity_is_taken_in_the_form_that_is_compared(town: Town) -> None:
    identity = town.store.verification.check(
        " Dominique Tremblay ", "17/05/1990", "dni", "12.345.678-z", "12, rue de la Cle\u0301 "
    )
    assert identity == Identity(
        "Dominique Tremblay", date(1990, 5, 17), "dni", "12345678Z", "12, rue de la Clé"
    )


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"legal_name": ""}, Refusal.MISSING, "legal_name"),
        ({"legal_name": "x" * 201}, Refusal.TOO_LONG, "legal_name"),
        ({"legal_name": "\x1b[2J"}, Refusal.TEXT_CHARACTERS, "legal_name"),
        ({"birth_date": "31/02/1990"}, Refusal.DATE_FORM, "birth_date"),
        ({"birth_date": "15/03/2026"}, Refusal.DATE_FORM, "birth_date"),
        ({"number": "12345678A"}, Refusal.DOCUMENT_NUMBER, "number"),
        ({"kind": "library card"}, Refusal.DOCUMENT_NUMBER, "number"),
        ({"address": " "}, Refusal.MISSING, "address"),
    ],
    ids=range(8),
)
def test_what_no_identity_can_be_is_refused_beside_its_field(
    town: Town, changed: dict[str, str], refusal: Refusal, field: str
) -> None:
    right = {
        "legal_name": "Dominique Tremblay",
        "birth_date": "17/05/1990",
        "kind": "dni",
        "number": "12345678Z",
        "address": "12, rue de la Clé",
    }
    problem = refused(lambda: town.store.verification.check(**{**right, **changed}))
    assert (problem.refusal, problem.field) == (refusal, field)


# Asking


def test_whoever_was_registered_in_person_states_the_number_of_that_document(town: Town) -> None:
    town.register("87654321X", "another@example.org")
    session, store = town.sign_in(at_level(town, town.person())), town.store.verification
    for kind, number in (
        ("dni", "87654321X"),
        ("dni", "00000000T"),
        ("passport", "GA302922"),
        ("passport", IDENTITY.document_number),
    ):
        another = replace(IDENTITY, document_kind=kind, document_number=number)
        for refuses in (
            lambda stated=another: store.refuse_other_document(session, stated),
            lambda stated=another: store.request(session, stated, PASSWORD),
        ):
            problem = refused(refuses)
            assert (problem.refusal, problem.field) == (Refusal.OTHER_DOCUMENT, "number")
    store.request(session, replace(IDENTITY, document_number="12345678-z"), PASSWORD)


def test_a_request_waits_for_an_operator_who_sees_what_was_stated(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (None, ProfileState.PENDING)
    [pending] = town.store.decisions.pending(town.operator())
    assert (pending.username, pending.requested_at) == (someone.username, town.clock.now)
    assert town.store.decisions.open(town.operator(), pending.id) == IDENTITY
    assert happenings(town, session)[:2] == [Happening.PAGE_OPENED, Happening.VERIFICATION_REQUESTED]


def test_the_longest_waiting_request_is_decided_first(town: Town) -> None:
    asked = []
    for username in ("camille-b", "sacha-roy", "alexandre"):
        town.asks(town.person(username))
        asked.append(username)
        town.clock.advance(minutes=1)
    assert [one.username for one in town.store.decisions.pending(town.operator())] == asked


def test_asking_takes_the_password_and_a_wrong_one_counts(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    request = town.store.verification.request
    for left in (4, 3, 2, 1):
        problem = refused(request, session, IDENTITY, WRONG)
        assert answer(problem) == (
            Refusal.WRONG_PASSWORD,
            "password",
            {"tries_left": left, "until": None},
        )
    until = refused(request, session, IDENTITY, WRONG).until
    assert answer(refused(request, session, IDENTITY, PASSWORD)) == (Refusal.LOCKED, None, {"until": until})
    assert sealed_values(town) == []
    town.clock.now = until
    request(session, IDENTITY, PASSWORD)


def test_nobody_asks_a_second_time_while_a_request_or_a_profile_stands(town: Town, someone: Person) -> None:
    request = town.store.verification.request
    session = town.asks(someone)
    sealed = sealed_values(town)
    assert refused(request, session, IDENTITY, PASSWORD).refusal is Refusal.PROFILE_CHANGED
    assert sealed_values(town) == sealed
    town.accept(someone)
    assert refused(request, session, IDENTITY, PASSWORD).refusal is Refusal.PROFILE_CHANGED
    town.store.profile.activate(session, PASSWORD)
    assert refused(request, session, IDENTITY, PASSWORD).refusal is Refusal.PROFILE_CHANGED


def test_asking_from_many_windows_at_once_makes_one_request(town: Town, someone: Person) -> None:
    sessions = [town.sign_in(someone) for _ in range(6)]
    request = town.store.verification.request
    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(lambda session: outcome(request, session, IDENTITY, PASSWORD), sessions))
    assert ends.count(None) == 1
    assert ends.count(Refusal.PROFILE_CHANGED) == 5
    assert len(town.store.decisions.pending(town.operator())) == 1


# Accepted, and then


def test_accepted_while_away_the_key_is_made_at_the_next_password_entry(town: Town, someone: Person) -> None:
    town.store.sessions.end(town.asks(someone))
    town.clock.advance(days=3)
    town.accept(someone)
    accepted_at = town.clock.now
    town.clock.advance(days=40)
    session = town.sign_in(someone)
    assert request_state(town, session) is ProfileState.ACCEPTED
    made = town.store.profile.activate(session)
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (ProfileState.ACTIVE, None)
    assert (status.verified_at, status.key_made_at) == (accepted_at, town.clock.now)
    assert made.made_at == town.clock.now
    assert happenings(town, session)[0] is Happening.PROFILE_ACTIVATED


def test_without_a_password_entry_no_key_is_made(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    town.accept(someone)
    assert refused(town.store.profile.activate, session).refusal is Refusal.PASSWORD_NEEDED
    assert refused(town.store.profile.activate, session, WRONG).refusal is Refusal.WRONG_PASSWORD
    assert request_state(town, session) is ProfileState.ACCEPTED
    town.store.profile.activate(session, PASSWORD)


def test_the_forced_change_of_a_password_makes_the_key_possible_too(town: Town, someone: Person) -> None:
    town.asks(someone)
    town.accept(someone)
    town.clock.advance(days=366)
    session = town.sign_in(someone)
    assert refused(town.store.profile.activate, session).refusal is Refusal.PASSWORD_CHANGE_DUE
    town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    key = town.store.profile.activate(session).key
    opened = town.store.profile.open(session, NEW_PASSWORD)
    assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, key.reveal())


def test_a_password_changed_since_it_was_typed_is_asked_for_again(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    town.accept(someone)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert refused(town.store.profile.activate, session).refusal is Refusal.PASSWORD_NEEDED
    town.store.profile.activate(session, NEW_PASSWORD)


@pytest.mark.parametrize("accepted", [False, True], ids=["waiting", "accepted"])
def test_a_reset_before_the_key_was_made_cancels_the_request_and_tells(
    town: Town, someone: Person, accepted: bool
) -> None:
    town.asks(someone)
    request = town.request_of(someone)
    if accepted:
        town.accept(someone)
    sealed = sealed_values(town)
    assert town.store.reset.open(town.reset_token(someone)).profile.request in {
        ProfileState.PENDING,
        ProfileState.ACCEPTED,
    }
    changed = town.reset(someone)
    session = town.sign_in(changed)
    assert request_state(town, session) is ProfileState.CANCELLED
    assert happenings(town, session)[:2] == [Happening.VERIFICATION_CANCELLED, Happening.PASSWORD_RESET]
    [letter] = town.new_mail()
    notice = password_reset(town.clock.now, ProfileState.CANCELLED)
    expected = as_told(notice, letter, town.clock.now, LANGUAGES["en"])
    assert (letter["Subject"], letter.get_content()) == expected
    assert refused(town.store.profile.activate, session).refusal is Refusal.PROFILE_CHANGED
    problem = refused(town.store.decisions.accept, town.operator(), request, "Seen.")
    assert problem.refusal is Refusal.PROFILE_CHANGED
    assert sealed_values(town) == []
    store = town.stored()
    assert not any(value in store for value in sealed)
    town.store.verification.request(session, IDENTITY, NEW_PASSWORD)


def test_a_refused_reset_cancels_nothing(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    token = town.reset_token(someone)
    refused(town.store.reset.set_password, token, Secret("weak"), Secret("weak"), "")
    assert request_state(town, session) is ProfileState.PENDING


def test_a_request_belongs_to_its_account_alone(town: Town, someone: Person) -> None:
    other = town.sign_in(town.person("camille-b"))
    town.asks(someone)
    town.accept(someone)
    assert town.store.profile.status(other).request is None
    assert refused(town.store.profile.activate, other).refusal is Refusal.PROFILE_CHANGED
    assert refused(town.store.profile.activate, other, PASSWORD).refusal is Refusal.PROFILE_CHANGED


def test_what_the_password_opened_at_one_sign_in_serves_no_other_session(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    town.accept(someone)
    town.sign_in(someone)
    assert refused(town.store.profile.activate, session).refusal is Refusal.PASSWORD_NEEDED
    assert request_state(town, session) is ProfileState.ACCEPTED


def test_a_signed_in_change_of_password_keeps_a_request_that_waits(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    town.accept(someone)
    town.store.profile.activate(session, NEW_PASSWORD)
    assert town.store.profile.open(session, NEW_PASSWORD).identity == IDENTITY


def test_the_clock_may_stand_anywhere_between_asking_and_the_key(town: Town, someone: Person) -> None:
    town.asks(someone)
    for step in (timedelta(hours=13), timedelta(days=31)):
        town.clock.now += step
        town.reopen()
    town.accept(someone)
    town.clock.now += timedelta(days=31)
    town.reopen()
    town.store.profile.activate(town.sign_in(someone))
