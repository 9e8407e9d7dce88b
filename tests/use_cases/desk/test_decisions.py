"""Deciding on a verification: an operator does, once, is not the person asking, and is on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from i18n import LANGUAGES
from store import Happening, ProfileState, Refusal, Role
from store.accounts.password import proving
from store.accounts.profile import personal_keys, sealed_profile
from store.messages.letters.profile import verification_accepted, verification_refused
from tests.languages import IN_EACH
from tests.registered import activated, registered
from tests.town import DNI, IDENTITY, PASSWORD, Person, Town, outcome, refused
from tests.use_cases.profile.verifying import happenings, request_state, sealed_values

REASON = "The photograph is not yours."
SEEN = "The passport, and she is the one on it."
DESK = "desk-3"


@IN_EACH
def test_an_accepted_request_is_told_and_the_operators_copy_is_destroyed(town: Town, code: str) -> None:
    someone = town.person("dominique", code)
    session = town.asks(someone)
    [(copy,)] = town.rows("SELECT for_operator FROM profile")
    town.new_mail()
    town.accept(someone)
    assert request_state(town, session) is ProfileState.ACCEPTED
    assert happenings(town, session)[0] is Happening.VERIFICATION_ACCEPTED
    assert town.store.decisions.pending(town.operator()) == ()
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    assert (letter["Subject"], letter.get_content()) == verification_accepted(
        revoked=False, in_person=False
    ).said(LANGUAGES[code])
    assert town.rows("SELECT for_operator FROM profile") == [(None,)]
    assert copy not in town.stored()


def test_an_accepted_request_leaves_nothing_of_the_profile_before_nor_of_a_key_being_made_for_it(
    town: Town,
) -> None:
    someone = town.verified_person()
    reset = town.reset(someone)
    profile_key = town.store.reactivation._open_with_key(town.sign_in(reset), someone.key)
    personal_keys.propose(town.store.context, profile_key)
    assert town.rows("SELECT count(*) FROM key_candidate") == [(1,)]
    town.asks(reset)
    town.accept(reset)
    assert town.rows("SELECT count(*) FROM key_candidate") == [(0,)]
    assert town.rows("SELECT state FROM profile") == [("accepted",)]


def test_a_method_that_is_damaged_keeps_nobody_from_asking_or_deciding(town: Town) -> None:
    town.operator("omar-desk", Role.SUPERVISOR)
    town.operator("olive-desk")
    sessions = []
    for name in ("dominique", "camille-b"):
        someone = town.person(name)
        app = town.add_app(town.sign_in(someone))
        sessions.append(town.pass_by_app(town.sign_in(someone), app))
    omar = town.operator("omar-desk")
    town.rows("UPDATE method SET sealed = zeroblob(60)")
    for session in sessions:
        town.store.verification.request(session, IDENTITY, PASSWORD)
    first, second = town.store.decisions.pending(omar)
    town.store.decisions.accept(omar, first.id, SEEN)
    town.store.decisions.refuse(omar, second.id, REASON)
    town.store.supervisors.unblock(omar, "olive-desk", REASON)


def test_a_request_that_is_cancelled_leaves_nothing_of_a_key_being_made_for_it(town: Town) -> None:
    someone = town.person("dominique")
    session = town.asks(someone)
    town.accept(someone)
    context = town.store.context
    opened = proving.prove(context, session, PASSWORD)
    with context.database.read() as db:
        row = sealed_profile.find(db, 1, ProfileState.ACCEPTED)
    assert row is not None
    personal_keys.propose(context, sealed_profile.opened_by_password(context, row, opened.wrapping_key))
    assert town.rows("SELECT count(*) FROM key_candidate") == [(1,)]
    town.reset(someone)
    assert town.rows("SELECT count(*) FROM key_candidate") == [(0,)]


@IN_EACH
def test_who_is_refused_is_told_why_and_all_that_was_sealed_is_destroyed(town: Town, code: str) -> None:
    someone = town.person("dominique", code)
    session = town.asks(someone)
    sealed = sealed_values(town)
    assert len(sealed) == 3
    town.new_mail()
    town.store.decisions.refuse(town.operator(), town.request_of(someone), f"  {REASON} ")
    status = town.store.profile.status(session)
    assert (status.profile, status.request, status.reason) == (None, ProfileState.REFUSED, REASON)
    assert happenings(town, session)[0] is Happening.VERIFICATION_REFUSED
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    expected = verification_refused(REASON).said(LANGUAGES[code])
    assert (letter["Subject"], letter.get_content()) == expected
    assert sealed_values(town) == []
    store = town.stored()
    assert not any(value in store for value in sealed)
    assert REASON.encode() not in store


def test_who_was_refused_may_ask_again_and_no_longer_reads_the_reason(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    town.store.decisions.refuse(town.operator(), town.request_of(someone), REASON)
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
    problem = refused(town.store.decisions.refuse, town.operator(), town.request_of(someone), reason)
    assert (problem.refusal, problem.field) == (refusal, "reason")
    assert request_state(town, session) is ProfileState.PENDING


def test_a_reason_that_nobody_is_sent_may_hold_an_address(town: Town, someone: Person) -> None:
    session, seen = town.asks(someone), "On https://register.example.org too."
    operator, request = town.operator(), town.request_of(someone)
    assert refused(town.store.decisions.refuse, operator, request, seen).refusal is Refusal.WEB_ADDRESS
    town.store.decisions.accept(operator, request, seen)
    assert request_state(town, session) is ProfileState.ACCEPTED


def test_a_request_is_decided_once(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    operator, request = town.operator(), town.request_of(someone)
    town.store.decisions.accept(operator, request, SEEN)
    assert refused(town.store.decisions.accept, operator, request, SEEN).refusal is Refusal.PROFILE_CHANGED
    problem = refused(town.store.decisions.refuse, operator, request, REASON)
    assert problem.refusal is Refusal.PROFILE_CHANGED
    assert request_state(town, session) is ProfileState.ACCEPTED


def test_two_operators_at_once_decide_once(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    request = town.request_of(someone)
    operators = [town.operator(name) for name in ("odile-desk", "omar-desk") for _ in range(3)]
    town.new_mail()

    def decide(place: int) -> Refusal | None:
        if place % 2:
            return outcome(town.store.decisions.accept, operators[place], request, SEEN)
        return outcome(town.store.decisions.refuse, operators[place], request, REASON)

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
    [pending] = town.store.decisions.pending(own)
    assert refused(town.store.decisions.accept, own, pending.id, SEEN).refusal is Refusal.NOT_ALLOWED
    assert refused(town.store.decisions.refuse, own, pending.id, REASON).refusal is Refusal.NOT_ALLOWED
    assert request_state(town, own) is ProfileState.PENDING
    town.store.decisions.accept(town.operator("olive-desk", role), pending.id, SEEN)
    town.store.profile.activate(own, PASSWORD)


def test_that_an_operator_read_what_waits_is_in_both_histories(town: Town) -> None:
    town.asks(town.person("dominique"))
    odile = town.operator()
    [request] = town.store.decisions.pending(odile)
    assert IDENTITY.legal_name not in repr(request)
    opened = "SELECT count(*) FROM event WHERE kind IN ('page-opened', 'opened-a-page')"
    assert town.rows(opened) == [(0,)]
    for _ in range(2):
        assert town.store.decisions.open(odile, request.id) == IDENTITY
        assert town.rows(opened) == [(2,)]
    town.clock.advance(minutes=11)
    town.store.decisions.open(odile, request.id)
    assert town.rows(opened) == [(4,)]


def test_one_operator_alone_makes_no_identity(town: Town) -> None:
    lucia = registered(town)
    activated(town, lucia, lucia.code)
    town.asks(replace(lucia, username=lucia.email))
    odile, olive = town.operator(), town.operator("olive-desk")
    [request] = town.store.decisions.pending(odile)
    assert (request.may_act, request.let_in) == (False, True)
    assert outcome(town.store.decisions.accept, odile, request.id, SEEN) is Refusal.OTHER_OPERATOR_NEEDED
    assert outcome(town.store.decisions.refuse, odile, request.id, REASON) is Refusal.OTHER_OPERATOR_NEEDED
    town.store.registration.hand_over(olive, DNI, "Lost the slip.")
    assert outcome(town.store.decisions.accept, olive, request.id, SEEN) is Refusal.OTHER_OPERATOR_NEEDED
    town.clock.advance(days=31)
    for name, may_act in (("odile-desk", False), ("olive-desk", True)):
        [request] = town.store.decisions.pending(town.operator(name))
        assert (request.may_act, request.let_in) == (may_act, not may_act)
    town.store.decisions.accept(town.operator("olive-desk"), request.id, SEEN)
    assert town.store.decisions.pending(town.operator()) == ()


def test_a_supervisors_request_is_decided_by_a_supervisor(town: Town) -> None:
    own = town.operator("omar-desk", Role.SUPERVISOR)
    town.store.verification.request(own, IDENTITY, PASSWORD)
    odile, olive = town.operator(), town.operator("olive-desk", Role.SUPERVISOR)
    [request] = town.store.decisions.pending(odile)
    assert [one.may_act for one in town.store.decisions.pending(olive)] == [True]
    assert not request.may_act
    assert refused(town.store.decisions.accept, odile, request.id, SEEN).refusal is Refusal.NOT_ALLOWED
    assert refused(town.store.decisions.refuse, odile, request.id, REASON).refusal is Refusal.NOT_ALLOWED
    town.store.decisions.accept(olive, request.id, SEEN)


def test_who_is_no_operator_sees_and_decides_nothing(town: Town, someone: Person) -> None:
    session = town.asks(someone)
    other = town.sign_in(town.person("camille-b"))
    request = town.request_of(someone)
    verifications = town.store.decisions
    for anyone in (session, other):
        assert refused(verifications.pending, anyone).refusal is Refusal.NOT_ALLOWED
        assert refused(verifications.accept, anyone, request, SEEN).refusal is Refusal.NOT_ALLOWED
        assert refused(verifications.refuse, anyone, request, REASON).refusal is Refusal.NOT_ALLOWED
    assert request_state(town, session) is ProfileState.PENDING


def test_an_operator_whose_session_ended_decides_nothing(town: Town, someone: Person) -> None:
    town.asks(someone)
    operator, request = town.operator(), town.request_of(someone)
    town.clock.advance(minutes=15, seconds=1)
    for refusal in (
        refused(town.store.decisions.pending, operator),
        refused(town.store.decisions.accept, operator, request, SEEN),
        refused(town.store.decisions.refuse, operator, request, REASON),
    ):
        assert refusal.refusal is Refusal.SESSION_ENDED


@pytest.mark.parametrize("request_id", ["", "0" * 32, "\x00", "' OR 1=1 --", "é" * 1000], ids=range(5))
def test_a_request_that_was_never_made_cannot_be_decided(town: Town, request_id: str) -> None:
    town.asks(town.person("dominique"))
    verifications, operator = town.store.decisions, town.operator()
    assert refused(verifications.accept, operator, request_id, SEEN).refusal is Refusal.PROFILE_CHANGED
    assert refused(verifications.refuse, operator, request_id, REASON).refusal is Refusal.PROFILE_CHANGED


@pytest.mark.parametrize(
    ("decision", "befell", "did"),
    [
        ("accept", Happening.VERIFICATION_ACCEPTED, Happening.ACCEPTED_A_VERIFICATION),
        ("refuse", Happening.VERIFICATION_REFUSED, Happening.REFUSED_A_VERIFICATION),
    ],
)
def test_a_decision_is_in_both_histories_and_says_to_an_auditor_whose_it_was(
    town: Town, decision: str, befell: Happening, did: Happening
) -> None:
    someone = town.person("dominique")
    session = town.asks(someone)
    request, other = town.request_of(someone), town.operator("odile-desk")
    town.operator("omar-desk")
    operator = town.operator_at(DESK, "omar-desk")
    town.clock.advance(minutes=1)
    getattr(town.store.decisions, decision)(operator, request, REASON)

    [told, *_] = town.store.history.recent(session)
    assert (told.happening, told.happened_at, told.terminal) == (befell, town.clock.now, "")
    [noted, *_] = town.store.history.recent(operator)
    assert (noted.happening, noted.happened_at, noted.terminal) == (did, town.clock.now, DESK)
    assert did not in {event.happening for event in town.store.history.recent(other)}
    assert town.rows(
        "SELECT event.kind, whose.username, actor.username FROM event "
        "JOIN account whose ON whose.id = account_id JOIN account actor ON actor.id = actor_id"
    ) == [(befell.value, "dominique", "omar-desk")]


def test_a_decision_that_was_refused_leaves_no_trace(town: Town) -> None:
    operator = town.operator()
    before = len(town.store.history.recent(operator))
    refused(town.store.decisions.accept, operator, "0" * 32, SEEN)
    assert len(town.store.history.recent(operator)) == before
