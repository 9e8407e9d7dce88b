"""Signing in: any identifier opens, and unknown, wrong and blocked get one answer."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from store import Happening, HashingCost, Problem, Refusal, Secret
from store.accounts.signing_in.sign_in import SignIn
from store.database.sealed_columns import VERIFIER
from store.vault.hashing import Derived, Hasher
from tests import journals
from tests.sealed import unsealed
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, Town, answer, refused


class Counting(Hasher):
    """Hashes as the town does, and notes the verifier of each hash."""

    def __init__(self, town: Town) -> None:
        self.verifiers: list[str] = []
        # Its threads as well, which end with the store.
        vars(self).update(vars(town.store.context.hasher))

    def derive(self, secret: Secret) -> Derived:
        derived = super().derive(secret)
        self.verifiers.append(derived.verifier)
        return derived

    def open(self, verifier: str | None, secret: Secret) -> bytes | None:
        self.verifiers.append(self.of_nobody if verifier is None else verifier)
        return super().open(verifier, secret)


pytestmark = journals.EITHER


@pytest.mark.parametrize(
    "identifier",
    ["alexandre", "ALEXANDRE", "  Alexandre ", "alexandre@example.org", "Alexandre@EXAMPLE.org"],
)
def test_username_and_email_sign_in_whatever_their_case(town: Town, identifier: str) -> None:
    town.person("alexandre", language="fr")
    session = town.store.sign_in.with_password(identifier, PASSWORD, TERMINAL)
    assert (session.username, session.language, town.due(session)) == ("alexandre", "fr", None)


@pytest.mark.parametrize("look_alike", ["mıke-smith@example.org", "mike-smıth", "ｍike-smith", "mike‐smith"])
def test_a_look_alike_signs_nobody_in(town: Town, look_alike: str) -> None:
    town.person("mike-smith")
    problem = refused(town.store.sign_in.with_password, look_alike, PASSWORD, TERMINAL)
    assert problem.refusal is Refusal.WRONG_SIGN_IN


def test_two_emails_that_only_look_alike_are_two_accounts(town: Town) -> None:
    for username, address in (("mike-smith", "mike@example.org"), ("other-mike", "mıke@example.org")):
        ticket = town.store.sign_up.begin(username, address, PASSWORD, PASSWORD, "en")
        town.store.sign_up.confirm(ticket, town.code(), TERMINAL)
    for username, address in (("mike-smith", "MIKE@example.org"), ("other-mike", "mıke@example.org")):
        assert town.store.sign_in.with_password(address, PASSWORD, TERMINAL).username == username


@pytest.mark.more
def test_unknown_wrong_and_blocked_are_one_answer_through_a_hundred_failures_and_on(town: Town) -> None:
    town.person("alexandre")
    for round_ in range(110):
        answers = [answer(town.fails_to_sign_in(name)) for name in ("alexandre", "nobody-at-all")]
        assert answers[0] == answers[1]
        refusal, field, facts = answers[0]
        assert (refusal, field) == (Refusal.WRONG_SIGN_IN, "password")
        if round_ < 4:
            assert facts == {"tries_left": 4 - round_, "until": None}
            continue
        seconds = min(30 * 2 ** (round_ - 4), 3600)
        assert facts == {"tries_left": 1, "until": town.clock.now + timedelta(seconds=seconds)}
        for password in (WRONG, PASSWORD):
            locked = [
                answer(refused(town.store.sign_in.with_password, name, password, TERMINAL))
                for name in ("alexandre", "nobody-at-all")
            ]
            assert locked == [(Refusal.LOCKED, None, {"until": facts["until"]})] * 2
        town.clock.advance(seconds=seconds)
    # Blocked by now: the right password gets the very answer of a wrong one.
    right = refused(town.store.sign_in.with_password, "alexandre", PASSWORD, TERMINAL)
    assert answer(right) == answer(town.fails_to_sign_in("nobody-at-all"))


def test_unknown_wrong_and_blocked_cost_one_hash_each(town: Town) -> None:
    """The time of an answer is that of its hashes: as many, at the cost that is set."""
    town.person("alexandre")
    town.person("camille-b")
    town.fails_to_sign_in("camille-b")
    town.rows("UPDATE counter SET failures = 100, opens_at = NULL")
    hasher = Counting(town)
    sign_in = SignIn(dataclasses.replace(town.store.sign_in.context, hasher=hasher))
    for name in ("nobody-at-all", "nobody@example.org", "\ud800", "alexandre", "camille-b"):
        hasher.verifiers.clear()
        assert refused(sign_in.with_password, name, WRONG, TERMINAL).refusal is Refusal.WRONG_SIGN_IN
        [verifier] = hasher.verifiers
        assert not hasher.is_outdated(verifier), name
    hasher.verifiers.clear()
    town.clock.advance(hours=1)
    assert refused(sign_in.with_password, "camille-b", PASSWORD, TERMINAL).refusal is Refusal.WRONG_SIGN_IN
    assert len(hasher.verifiers) == 1


def test_a_wait_costs_no_hash(town: Town) -> None:
    town.person("alexandre")
    for name in ("alexandre", "nobody-at-all"):
        town.fails_to_sign_in(name, 5)
    hasher = Counting(town)
    sign_in = SignIn(dataclasses.replace(town.store.sign_in.context, hasher=hasher))
    hasher.verifiers.clear()
    for name in ("alexandre", "nobody-at-all"):
        assert refused(sign_in.with_password, name, WRONG, TERMINAL).refusal is Refusal.LOCKED
    assert hasher.verifiers == []


def test_a_wait_is_over_at_the_time_that_was_told(town: Town) -> None:
    someone = town.person()
    until = town.fails_to_sign_in(someone.username, 5).until
    town.clock.now = until - timedelta(microseconds=1)
    assert refused(town.sign_in, someone).until == until
    town.clock.now = until
    town.sign_in(someone)


def test_a_wait_survives_a_restart(town: Town) -> None:
    someone = town.person()
    until = town.fails_to_sign_in(someone.username, 5).until
    town.reopen()
    assert answer(refused(town.sign_in, someone)) == (Refusal.LOCKED, None, {"until": until})
    assert refused(town.store.sign_in.with_password, someone.email, PASSWORD, TERMINAL).until == until


def test_a_success_counts_as_no_failure_and_leaves_those_of_strangers(town: Town) -> None:
    someone = town.person()
    for name in (someone.username, "nobody-at-all"):
        town.fails_to_sign_in(name, 3)
    for _ in range(7):
        town.sign_in(someone)
    for left, until in ((1, None), (1, town.clock.now + timedelta(seconds=30))):
        for name in (someone.username, "nobody-at-all"):
            assert town.fails_to_sign_in(name).facts == {"tries_left": left, "until": until}


def test_a_failure_at_sign_in_is_forgotten_each_day_without_another(town: Town) -> None:
    someone = town.person()
    for name in (someone.username, "nobody-at-all"):
        town.fails_to_sign_in(name, 4)
    town.clock.advance(days=1.5)
    town.sign_in(someone)
    town.clock.advance(days=0.5)
    for name in (someone.username, "nobody-at-all"):
        assert town.fails_to_sign_in(name).facts["tries_left"] == 2
    town.clock.advance(days=30)
    for name in (someone.username, "nobody-at-all"):
        assert town.fails_to_sign_in(name).facts["tries_left"] == 4


def test_a_block_is_not_forgotten(town: Town) -> None:
    someone = town.person()
    town.fails_to_sign_in(someone.username)
    town.rows("UPDATE counter SET failures = 100")
    town.clock.advance(days=400)
    town.reopen()
    assert refused(town.sign_in, someone).refusal is Refusal.WRONG_SIGN_IN


def test_username_and_email_share_one_counter(town: Town) -> None:
    someone = town.person()
    lefts = [
        town.fails_to_sign_in(identifier).facts["tries_left"]
        for identifier in (someone.username, someone.email, someone.username.upper(), someone.email.upper())
    ]
    assert lefts == [4, 3, 2, 1]


def test_a_hundred_failures_block_and_end_the_sessions_and_a_reset_lifts_it(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.fails_to_sign_in(someone.username)
    town.rows("UPDATE counter SET failures = 98")  # The days that their waits take are passed over.
    until = town.fails_to_sign_in(someone.username).until
    while town.clock.now < until:
        town.store.sessions.touch(session)
        town.clock.advance(minutes=10)
    town.fails_to_sign_in(someone.username)
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED
    town.clock.advance(hours=2)
    assert refused(town.sign_in, someone).refusal is Refusal.WRONG_SIGN_IN
    town.store.reset.set_password(town.reset_token(someone), NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    session = town.sign_in(someone, NEW_PASSWORD)
    happened = [event.happening for event in town.store.history.recent(session)]
    assert happened.count(Happening.BLOCKED) == 1


def test_a_password_that_cannot_be_one_is_refused_without_costing_a_try(town: Town) -> None:
    someone = town.person()
    for impossible, refusal in (
        ("x" * 257, Refusal.TOO_LONG),
        ("x" * 1_000_000, Refusal.TOO_LONG),
        ("\u0301" * 100_000, Refusal.TOO_LONG),
        ("Lanterne\x00-2026!", Refusal.PASSWORD_CHARACTERS),
        ("\x1b]52;c;x\x07", Refusal.PASSWORD_CHARACTERS),
        ("\ud800", Refusal.PASSWORD_CHARACTERS),
    ):
        for name in (someone.username, "nobody-at-all"):
            problem = refused(town.store.sign_in.with_password, name, Secret(impossible), TERMINAL)
            assert (problem.refusal, problem.field) == (refusal, "password")
    assert town.fails_to_sign_in(someone.username).facts["tries_left"] == 4


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "x" * 1_000_000,
        "\x00",
        "\x1b[2J",
        "\u202ealexandre",
        "[/b]",
        "👩‍💻",
        "\ud800",
        "é" * 300 + "@x.org",
        "a@b@c",
    ],
    ids=range(10),
)
def test_an_impossible_identifier_gets_the_answer_of_an_unknown_one(town: Town, identifier: str) -> None:
    assert answer(town.fails_to_sign_in(identifier)) == answer(town.fails_to_sign_in("nobody-at-all"))


def test_a_password_may_be_typed_composed_or_not(town: Town) -> None:
    composed, decomposed = Secret("Ch\u00e2taigne-26"), Secret("Cha\u0302taigne-26")
    ticket = town.store.sign_up.begin("dominique", "d@example.org", composed, decomposed, "fr")
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)
    for written in (composed, decomposed):
        town.store.sign_in.with_password("dominique", written, TERMINAL)


def test_raised_parameters_replace_the_verifier_at_the_next_sign_in(town: Town) -> None:
    someone = town.person()
    [before], [(sealed,)] = unsealed(town, VERIFIER), town.rows("SELECT verifier FROM account")
    town.reopen(hashing=HashingCost(16, 2, 1))
    refused(town.sign_in, someone, WRONG)
    assert unsealed(town, VERIFIER) == [before]
    town.sign_in(someone)
    [after] = unsealed(town, VERIFIER)
    assert after.startswith(b"$argon2id$v=19$m=16,t=2,p=1$")
    town.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert sealed not in town.database_file.read_bytes()
    town.sign_in(someone)
    assert unsealed(town, VERIFIER) == [after]


def test_many_who_guess_at_once_get_five_guesses_in_all(town: Town) -> None:
    someone = town.person()

    def guess(_: int) -> Refusal:
        return refused(town.store.sign_in.with_password, someone.username, WRONG, TERMINAL).refusal

    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(guess, range(200)))
    assert answers.count(Refusal.WRONG_SIGN_IN) == 5
    assert answers.count(Refusal.LOCKED) == 195


def test_many_who_sign_in_at_once_all_get_in_where_the_counter_allows(town: Town) -> None:
    people = [town.person(f"person-{letter * 4}") for letter in "abcdefgh"]
    with ThreadPoolExecutor(8) as pool:
        sessions = list(pool.map(town.sign_in, people))
    assert [session.username for session in sessions] == [someone.username for someone in people]


def test_right_passwords_side_by_side_leave_no_failure(town: Town) -> None:
    someone = town.person()
    for _ in range(10):
        with ThreadPoolExecutor(4) as pool:
            assert len(list(pool.map(town.sign_in, [someone] * 4))) == 4
    assert town.fails_to_sign_in(someone.username).facts["tries_left"] == 4


def test_two_who_sign_in_as_parameters_are_raised_both_get_in(town: Town) -> None:
    someone = town.person()
    town.reopen(hashing=HashingCost(16, 1, 1))

    def sign_in(_: int) -> str | Problem:
        try:
            return town.sign_in(someone).username
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(sign_in, range(4))) == [someone.username] * 4


def test_where_from_is_noted_short_and_harmless(town: Town) -> None:
    someone = town.person()
    for terminal in ("pts/7 from 192.0.2.1", "\x1b]52;c;eA==\x07", "\udcff\ud800", "x" * 100_000, ""):
        session = town.store.sign_in.with_password(someone.username, PASSWORD, terminal)
        noted = town.store.history.recent(session)[0].terminal
        assert len(noted) <= 200
        assert noted.isprintable()
