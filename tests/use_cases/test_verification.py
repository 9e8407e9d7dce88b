"""Verifying an identity: a person asks, an operator who saw the document decides."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from i18n import LANGUAGES
from store import Happening, Identity, Problem, ProfileState, Refusal, Role, Secret, Session
from store.messages import letters
from tests.town import IDENTITY, NEW_PASSWORD, PASSWORD, WRONG, Person, Town, answer, as_told, refused

_SEALED = ("identity", "password_wrap", "key_wrap", "personal_key", "for_operator")
REASON = "The photograph is not yours."


@pytest.fixture
def someone(town: Town) -> Person:
    return town.person("dominique")


def request_state(town: Town, session: Session) -> ProfileState | None:
    return town.store.profile.status(session).request


def happenings(town: Town, session: Session) -> list[Happening]:
    """Return what happened to the account, the newest first, without the signing in."""
    recent = town.store.history.recent(session)
    return [event.happening for event in recent if event.happening is not Happening.SIGNED_IN]


def sealed_values(town: Town) -> list[bytes]:
    """Return every sealed value of the profiles."""
    rows = town.rows(f"SELECT {', '.join(_SEALED)} FROM profile")
    return [value for row in rows for value in row if value is not None]


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


def test_a_request_waits_for_an_operator_who_sees_what_was_stated(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    status = town.store.profile.status(session)
    assert (status.profile, status.request) == (None, ProfileState.PENDING)
    [pending] = town.store.verifications.pending(town.operator())
    assert (pending.username, pending.requested_at) == (someone.username, town.clock.now)
    assert pending.identity == IDENTITY
    assert happenings(town, session)[0] is Happening.VERIFICATION_REQUESTED


def test_the_longest_waiting_request_is_decided_first(town: Town) -> None:
    asked = []
    for username in ("camille-b", "sacha-roy", "alexandre"):
        town.asks(town.person(username))
        asked.append(username)
        town.clock.advance(minutes=1)
    assert [one.username for one in town.store.verifications.pending(town.operator())] == asked


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

    def ask(session: Session) -> Refusal | None:
        try:
            town.store.verification.request(session, IDENTITY, PASSWORD)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(ask, sessions))
    assert ends.count(None) == 1
    assert ends.count(Refusal.PROFILE_CHANGED) == 5
    assert len(town.store.verifications.pending(town.operator())) == 1


# Deciding


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_accepted_request_is_told_and_the_operators_copy_is_destroyed(town: Town, code: str) -> None:
    someone = town.person("dominique", code)
    session = town.asks(someone)
    [(copy,)] = town.rows("SELECT for_operator FROM profile")
    town.new_mail()
    town.accept(someone)
    assert request_state(town, session) is ProfileState.ACCEPTED
    assert happenings(town, session)[0] is Happening.VERIFICATION_ACCEPTED
    assert town.store.verifications.pending(town.operator()) == ()
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    assert (letter["Subject"], letter.get_content()) == letters.verification_accepted().said(LANGUAGES[code])
    assert town.rows("SELECT for_operator FROM profile") == [(None,)]
    assert copy not in town.stored()


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_is_refused_is_told_why_and_all_that_was_sealed_is_destroyed(town: Town, code: str) -> None:
    someone = town.person("dominique", code)
    session = town.asks(someone)
    sealed = sealed_values(town)
    assert len(sealed) == 3
    town.new_mail()
    town.store.verifications.refuse(town.operator(), town.request_of(someone), f"  {REASON} ")
    status = town.store.profile.status(session)
    assert (status.profile, status.request, status.reason) == (None, ProfileState.REFUSED, REASON)
    assert happenings(town, session)[0] is Happening.VERIFICATION_REFUSED
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    expected = letters.verification_refused(REASON).said(LANGUAGES[code])
    assert (letter["Subject"], letter.get_content()) == expected
    assert sealed_values(town) == []
    store = town.stored()
    assert not any(value in store for value in sealed)
    assert REASON.encode() not in store


def test_who_was_refused_may_ask_again_and_no_longer_reads_the_reason(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    town.store.verifications.refuse(town.operator(), town.request_of(someone), REASON)
    town.store.verification.request(session, IDENTITY, PASSWORD)
    status = town.store.profile.status(session)
    assert (status.request, status.reason) == (ProfileState.PENDING, "")
    assert town.rows("SELECT count(*) FROM profile") == [(1,)]


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", Refusal.MISSING),
        (" \n", Refusal.MISSING),
        ("x" * 201, Refusal.TOO_LONG),
        ("no\x1b[2J", Refusal.TEXT_CHARACTERS),
    ],
    ids=range(4),
)
def test_nobody_is_refused_without_a_reason_that_can_be_told(
    town: Town, someone: Person, reason: str, refusal: Refusal
) -> None:
    session = town.asks(someone)
    problem = refused(town.store.verifications.refuse, town.operator(), town.request_of(someone), reason)
    assert (problem.refusal, problem.field) == (refusal, "reason")
    assert request_state(town, session) is ProfileState.PENDING


def test_a_request_is_decided_once(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    operator, request = town.operator(), town.request_of(someone)
    town.store.verifications.accept(operator, request)
    assert refused(town.store.verifications.accept, operator, request).refusal is Refusal.PROFILE_CHANGED
    problem = refused(town.store.verifications.refuse, operator, request, REASON)
    assert problem.refusal is Refusal.PROFILE_CHANGED
    assert request_state(town, session) is ProfileState.ACCEPTED


def test_two_operators_at_once_decide_once(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    request = town.request_of(someone)
    operators = [town.operator(name) for name in ("odile-desk", "omar-desk") for _ in range(3)]
    town.new_mail()

    def decide(place: int) -> Refusal | None:
        try:
            if place % 2:
                town.store.verifications.accept(operators[place], request)
            else:
                town.store.verifications.refuse(operators[place], request, REASON)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(decide, range(6)))
    assert ends.count(None) == 1
    assert ends.count(Refusal.PROFILE_CHANGED) == 5
    decision = ProfileState.ACCEPTED if ends.index(None) % 2 else ProfileState.REFUSED
    assert request_state(town, session) is decision
    assert len(town.new_mail()) == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR])
def test_nobody_decides_their_own_request(town: Town, role: Role) -> None:
    own = town.operator("omar-desk", role)
    town.store.verification.request(own, IDENTITY, PASSWORD)
    [pending] = town.store.verifications.pending(own)
    assert refused(town.store.verifications.accept, own, pending.id).refusal is Refusal.NOT_ALLOWED
    assert refused(town.store.verifications.refuse, own, pending.id, REASON).refusal is Refusal.NOT_ALLOWED
    assert request_state(town, own) is ProfileState.PENDING
    town.store.verifications.accept(town.operator(), pending.id)
    town.store.profile.activate(own, PASSWORD)


def test_who_is_no_operator_sees_and_decides_nothing(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    other = town.sign_in(town.person("camille-b"))
    request = town.request_of(someone)
    verifications = town.store.verifications
    for anyone in (session, other):
        assert refused(verifications.pending, anyone).refusal is Refusal.NOT_ALLOWED
        assert refused(verifications.accept, anyone, request).refusal is Refusal.NOT_ALLOWED
        assert refused(verifications.refuse, anyone, request, REASON).refusal is Refusal.NOT_ALLOWED
    assert request_state(town, session) is ProfileState.PENDING


def test_an_operator_whose_session_ended_decides_nothing(town: Town, someone: Person) -> None:
    town.asks(someone)
    operator, request = town.operator(), town.request_of(someone)
    town.clock.advance(minutes=15, seconds=1)
    for refusal in (
        refused(town.store.verifications.pending, operator),
        refused(town.store.verifications.accept, operator, request),
        refused(town.store.verifications.refuse, operator, request, REASON),
    ):
        assert refusal.refusal is Refusal.SESSION_ENDED


@pytest.mark.parametrize("request_id", ["", "0" * 32, "\x00", "' OR 1=1 --", "é" * 1000], ids=range(5))
def test_a_request_that_was_never_made_cannot_be_decided(town: Town, request_id: str) -> None:
    town.asks(town.person("dominique"))
    verifications, operator = town.store.verifications, town.operator()
    assert refused(verifications.accept, operator, request_id).refusal is Refusal.PROFILE_CHANGED
    assert refused(verifications.refuse, operator, request_id, REASON).refusal is Refusal.PROFILE_CHANGED


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
    assert refused(town.store.profile.activate, session.settled()).refusal is Refusal.PASSWORD_NEEDED
    assert refused(town.store.profile.activate, session.settled(), WRONG).refusal is Refusal.WRONG_PASSWORD
    assert request_state(town, session) is ProfileState.ACCEPTED
    town.store.profile.activate(session.settled(), PASSWORD)


def test_the_forced_change_of_a_password_makes_the_key_possible_too(town: Town, someone: Person) -> None:
    town.asks(someone)
    town.accept(someone)
    town.clock.advance(days=366)
    due = town.sign_in(someone)
    assert refused(town.store.profile.activate, due).refusal is Refusal.PASSWORD_CHANGE_DUE
    session = town.store.password.change_expired(due, NEW_PASSWORD, NEW_PASSWORD)
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
    assert town.store.reset.look(town.reset_token(someone)).profile.request in {
        ProfileState.PENDING,
        ProfileState.ACCEPTED,
    }
    changed = town.reset(someone)
    session = town.sign_in(changed)
    assert request_state(town, session) is ProfileState.CANCELLED
    assert happenings(town, session)[:2] == [Happening.VERIFICATION_CANCELLED, Happening.PASSWORD_RESET]
    [letter] = town.new_mail()
    notice = letters.password_reset(town.clock.now, ProfileState.CANCELLED)
    expected = as_told(notice, letter, town.clock.now, LANGUAGES["en"])
    assert (letter["Subject"], letter.get_content()) == expected
    assert refused(town.store.profile.activate, session).refusal is Refusal.PROFILE_CHANGED
    problem = refused(town.store.verifications.accept, town.operator(), request)
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


def test_a_session_with_another_accounts_proof_opens_nothing(town: Town, someone: Person) -> None:
    other = town.sign_in(town.person("camille-b"))
    session = town.asks(someone)
    town.accept(someone)
    muddled = replace(session, proof=other.proof)
    assert refused(town.store.profile.activate, muddled).refusal is Refusal.PASSWORD_NEEDED
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
