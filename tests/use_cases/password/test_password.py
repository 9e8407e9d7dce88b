"""Changing the password, signed in; and its life of a year."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from datetime import timedelta

import pytest

from i18n import LANGUAGES
from store import Happening, Refusal, Secret, Session, Step
from store.accounts.password.password import Password
from store.messages.letters.password import password_changed
from store.vault.hashing import Derived, Hasher
from tests.languages import IN_EACH
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, Town, answer, as_told, refused

WEAK = Secret("weak")


def change(
    town: Town,
    session: Session,
    current: Secret = PASSWORD,
    new: Secret = NEW_PASSWORD,
    confirmation: Secret | None = None,
) -> None:
    town.store.password.change(session, current, new, confirmation or new)


def test_a_changed_password_replaces_the_old_one(town: Town) -> None:
    someone = town.person()
    change(town, town.sign_in(someone))
    assert refused(town.sign_in, someone).refusal is Refusal.WRONG_SIGN_IN
    session = town.sign_in(someone, NEW_PASSWORD)
    assert town.store.account.overview(session).password_set_at == town.clock.now
    assert Happening.PASSWORD_CHANGED in {event.happening for event in town.store.history.recent(session)}


def test_a_rule_that_is_broken_costs_no_try(town: Town) -> None:
    session = town.sign_in(town.person())
    for _ in range(7):
        problem = refused(change, town, session, WRONG, WEAK)
        assert (problem.refusal, problem.field) == (Refusal.PASSWORD_BREAKS_RULES, "new")
        problem = refused(change, town, session, WRONG, NEW_PASSWORD, PASSWORD)
        assert (problem.refusal, problem.field) == (Refusal.PASSWORDS_DIFFER, "confirmation")
        problem = refused(change, town, session, Secret("x" * 257))
        assert (problem.refusal, problem.field) == (Refusal.TOO_LONG, "current")
    change(town, session)


def test_a_wrong_current_password_counts_like_one_at_sign_in_and_apart_from_it(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.fails_to_sign_in(someone.username, 2)
    first, *_others, fifth = (refused(change, town, session, WRONG) for _ in range(5))
    assert answer(first) == (Refusal.WRONG_PASSWORD, "current", {"tries_left": 4, "until": None})
    assert fifth.until == town.clock.now + timedelta(seconds=30)
    assert refused(change, town, session).until == fifth.until
    town.sign_in(someone)
    town.clock.now = fifth.until
    change(town, session)


def test_a_hundred_wrong_current_passwords_block_and_end_the_session_too(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    refused(change, town, session, WRONG)
    town.rows("UPDATE counter SET failures = 99")  # The days that their waits take are passed over.
    assert refused(change, town, session, WRONG).refusal is Refusal.WRONG_PASSWORD
    town.clock.advance(hours=1)
    assert refused(change, town, session).refusal is Refusal.SESSION_ENDED
    assert refused(change, town, town.sign_in(someone)).refusal is Refusal.WRONG_PASSWORD
    change(town, town.sign_in(town.reset(someone)), NEW_PASSWORD, PASSWORD)


def test_the_current_password_is_refused_as_a_new_one_and_costs_no_try(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    for _ in range(7):
        assert answer(refused(change, town, session, PASSWORD, PASSWORD)) == (
            Refusal.PASSWORD_SAME,
            "new",
            {},
        )
    assert town.fails_to_sign_in(someone.username).facts["tries_left"] == 4


def test_a_change_is_told_to_the_address_in_the_same_transaction(town: Town) -> None:
    session = town.sign_in(town.person())
    change(town, session)
    [(queued,)] = town.rows("SELECT count(*) FROM outbox")
    assert queued == 1
    refused(change, town, session, WRONG, PASSWORD)
    assert town.rows("SELECT count(*) FROM outbox") == [(1,)]
    [letter] = town.new_mail()
    assert letter["To"] == "alexandre@example.org"


@IN_EACH
def test_a_change_is_told_in_the_accounts_language_with_its_moment(town: Town, code: str) -> None:
    session = town.sign_in(town.person(language=code))
    change(town, session)
    [letter] = town.new_mail()
    language, notice = LANGUAGES[code], password_changed(town.clock.now)
    assert (letter["Subject"], letter.get_content()) == as_told(notice, letter, town.clock.now, language)
    assert language.tell(town.clock.now) in letter.get_content()


def test_a_moment_in_french_reads_as_french(town: Town) -> None:
    change(town, town.sign_in(town.person(language="fr")))
    assert "14 mars 2026" in town.new_mail()[0].get_content()


def test_a_password_lives_365_days(town: Town) -> None:
    someone = town.person()
    expires_at = town.store.account.overview(town.sign_in(someone)).password_expires_at
    assert expires_at == town.clock.now + timedelta(days=365)
    town.clock.now = expires_at - timedelta(microseconds=1)
    assert town.due(town.sign_in(someone)) is None
    town.clock.now = expires_at
    assert town.due(town.sign_in(someone)) is Step.NEW_PASSWORD


def test_a_password_life_of_nought_days_means_for_ever(town: Town) -> None:
    someone = town.person()
    town.reopen(password_life_days=0)
    town.clock.advance(days=20_000)
    session = town.sign_in(someone)
    assert town.due(session) is None
    assert town.store.account.overview(session).password_expires_at is None


def test_a_shorter_life_holds_for_passwords_that_are_set_already(town: Town) -> None:
    someone = town.person()
    town.reopen(password_life_days=30)
    town.clock.advance(days=30)
    assert town.due(town.sign_in(someone)) is Step.NEW_PASSWORD


def test_a_password_past_its_life_is_changed_and_then_all_is_open(town: Town) -> None:
    someone = town.person()
    town.clock.advance(days=400)
    session, elsewhere = town.sign_in(someone), town.sign_in(someone)
    due = town.store.password.change_expired
    assert refused(due, session, WEAK, WEAK).refusal is Refusal.PASSWORD_BREAKS_RULES
    assert refused(due, session, NEW_PASSWORD, PASSWORD).refusal is Refusal.PASSWORDS_DIFFER
    assert refused(due, session, PASSWORD, PASSWORD).refusal is Refusal.PASSWORD_SAME
    due(session, NEW_PASSWORD, NEW_PASSWORD)
    assert town.store.account.overview(session).password_expires_at == town.clock.now + timedelta(days=365)
    assert refused(town.store.account.overview, elsewhere).refusal is Refusal.SESSION_ENDED
    assert town.due(town.sign_in(someone, NEW_PASSWORD)) is None
    assert len(town.new_mail()) == 1


def test_a_password_past_its_life_is_changed_within_20_minutes_of_entering_it(town: Town) -> None:
    someone = town.person()
    town.clock.advance(days=400)
    session, late = town.sign_in(someone), town.sign_in(someone)
    for _ in range(2):
        town.clock.advance(minutes=10)
        for kept in (session, late):
            town.store.sessions.touch(kept)
    town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    town.clock.advance(minutes=14)
    town.store.sessions.touch(session)


def test_a_terminal_left_20_minutes_at_an_expired_password_sets_no_other(town: Town) -> None:
    someone = town.person()
    town.clock.advance(days=400)
    session = town.sign_in(someone)
    town.clock.advance(minutes=10)
    town.store.sessions.touch(session)
    town.clock.advance(minutes=10, microseconds=1)
    due = town.store.password.change_expired
    assert refused(due, session, NEW_PASSWORD, NEW_PASSWORD).refusal is Refusal.SESSION_ENDED
    assert refused(town.store.sessions.touch, session).refusal is Refusal.SESSION_ENDED
    assert refused(town.store.password.owner, session).refusal is Refusal.SESSION_ENDED
    town.sign_in(someone)


def test_the_20_minutes_can_end_while_the_new_password_is_hashed(town: Town) -> None:
    someone = town.person()
    town.clock.advance(days=400)
    session = town.sign_in(someone)
    town.clock.advance(minutes=10)
    town.store.sessions.touch(session)
    town.clock.advance(minutes=10)

    class Slow(Hasher):
        def derive(self, secret: Secret) -> Derived:
            town.clock.advance(microseconds=1)
            return super().derive(secret)

    context = town.store.password.context
    with closing(Slow(context.settings.hashing, town.locations.locks)) as slow:
        password = Password(dataclasses.replace(context, hasher=slow))
        problem = refused(password.change_expired, session, NEW_PASSWORD, NEW_PASSWORD)
    assert problem.refusal is Refusal.SESSION_ENDED
    assert town.rows("SELECT kind FROM event WHERE kind = 'password-changed'") == []
    town.sign_in(someone)


def test_a_password_from_before_a_stricter_policy_still_signs_in(town: Town) -> None:
    someone = town.person()
    town.reopen(password_policy="outscale")
    session = town.sign_in(someone)
    problem = refused(change, town, session)
    assert (problem.facts["policy"], problem.facts["broken"]) == ("outscale", ("min-length",))


def test_of_two_changes_at_once_the_last_password_said_to_be_set_is_the_one(town: Town) -> None:
    someone = town.person()
    first, second = town.sign_in(someone), town.sign_in(someone)
    change(town, first)
    other = Secret("Hirondelle-2028.")
    problem = refused(change, town, second, PASSWORD, other)
    assert problem.refusal is Refusal.SESSION_ENDED
    assert refused(town.store.sign_in.with_password, someone.username, other, TERMINAL)
    town.sign_in(someone, NEW_PASSWORD)


def test_a_token_that_was_sent_before_no_longer_works_after_a_change(town: Town) -> None:
    someone = town.person()
    token = town.reset_token(someone)
    town.store.password.change(town.sign_in(someone), someone.password, NEW_PASSWORD, NEW_PASSWORD)
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED


@pytest.mark.parametrize("ends_the_session", [True, False])
def test_a_password_that_was_changed_while_it_was_judged_proves_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, ends_the_session: bool
) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    changing = town.sign_in(someone) if ends_the_session else session
    whole = Hasher.open

    def interrupted(self: Hasher, verifier: str, typed: Secret) -> bytes | None:
        monkeypatch.undo()
        change(town, changing)
        town.fails_to_sign_in(someone.username)
        return whole(self, verifier, typed)

    town.clock.advance(minutes=14)
    town.store.sessions.touch(session)
    monkeypatch.setattr(Hasher, "open", interrupted)
    assert refused(town.store.password.prove, session, PASSWORD).refusal is Refusal.SESSION_ENDED
    assert town.fails_to_sign_in(someone.username).facts["tries_left"] == 3
