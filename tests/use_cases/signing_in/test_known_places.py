"""A lock-out is no weapon: strangers' tries keep nobody waiting where they signed in before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from store import Happening, Refusal, Secret, Session
from store.accounts import tries
from store.database.alone import EVERYTHING
from store.database.tables.identity import Account
from store.database.tables.tries import Counter
from store.rules.paper_codes import PERSONAL_KEY
from tests.digits import wrong
from tests.theft import ANSWERS
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, Person, Town, answer, refused
from tests.use_cases.signing_in.second_step import enters, is_refused, sent_code

HOME, OFFICE, ELSEWHERE = "user 1000", "user 1000 from 192.0.2.7", "user 1000 from 198.51.100.9"
STRANGE = "user 1000 from 203.0.113.5"


def sign_in(town: Town, someone: Person, place: str = HOME) -> Session:
    return town.store.sign_in.with_password(someone.username, someone.password, TERMINAL, place)


def guess(town: Town, identifier: str, place: str = ELSEWHERE) -> tuple[object, ...]:
    """Guess wrong, and return all that one is told."""
    return answer(refused(town.store.sign_in.with_password, identifier, WRONG, TERMINAL, place))


def block(town: Town, someone: Person, place: str = ELSEWHERE) -> None:
    """Guess until the account is blocked there."""
    guess(town, someone.username, place)
    town.passes_over_failures()
    guess(town, someone.username, place)
    town.clock.advance(hours=1)


def test_one_guess_an_hour_keeps_no_owner_out_of_a_known_place(town: Town, someone: Person) -> None:
    sign_in(town, someone)
    for _failure in range(3):  # the last two where it is blocked elsewhere
        guess(town, someone.username)
        sign_in(town, someone)
        town.passes_over_failures()
        town.clock.advance(hours=1)
    assert refused(sign_in, town, someone, ELSEWHERE).refusal is Refusal.WRONG_SIGN_IN
    sign_in(town, someone)


def test_a_block_by_strangers_is_none_in_a_known_place_and_a_reset_lifts_it_elsewhere(
    town: Town, someone: Person
) -> None:
    sign_in(town, someone)
    block(town, someone)
    assert refused(sign_in, town, someone, ELSEWHERE).refusal is Refusal.WRONG_SIGN_IN
    town.clock.advance(hours=1)
    sign_in(town, someone)
    someone = town.reset(someone)
    sign_in(town, someone, ELSEWHERE)


def test_guesses_in_a_known_place_wait_and_block_there_alone(town: Town, someone: Person) -> None:
    for place in (HOME, OFFICE):
        sign_in(town, someone, place)
    for left in (4, 3, 2, 1):
        assert guess(town, someone.username, HOME)[2] == {"tries_left": left, "until": None}
    guess(town, someone.username, HOME)
    assert refused(sign_in, town, someone, HOME).refusal is Refusal.LOCKED
    for place in (OFFICE, ELSEWHERE):
        sign_in(town, someone, place)
    town.clock.advance(minutes=1)
    sign_in(town, someone, HOME)
    block(town, someone, HOME)
    assert refused(sign_in, town, someone, HOME).refusal is Refusal.WRONG_SIGN_IN
    sign_in(town, someone, OFFICE)
    sign_in(town, town.reset(someone), HOME)


@pytest.mark.parametrize("rounds", [1, pytest.param(4, marks=pytest.mark.more)])
def test_what_a_stranger_is_told_is_the_same_whatever_the_owner_does_meanwhile(
    town: Town, someone: Person, rounds: int
) -> None:
    sign_in(town, someone)
    deeds: list[Callable[[], object]] = [
        lambda: None,
        lambda: sign_in(town, someone),
        lambda: sign_in(town, someone, ELSEWHERE),
        lambda: town.sign_in(someone),
        lambda: guess(town, someone.username, HOME),
        lambda: town.store.password.prove(sign_in(town, someone), PASSWORD),
        lambda: refused(town.store.password.prove, sign_in(town, someone), WRONG),
        lambda: town.store.sessions.end(sign_in(town, someone)),
    ]
    for span in (timedelta(0), timedelta(hours=2), timedelta(days=1.2), timedelta(days=0.9)) * rounds:
        for deed in deeds:
            town.clock.now += span
            told = [guess(town, name, STRANGE) for name in (someone.username, "nobody-at-all")]
            assert told[0] == told[1]
            town.clock.advance(hours=1)
            deed()
    session = sign_in(town, someone)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert guess(town, someone.username, STRANGE) == guess(town, "nobody-at-all", STRANGE)


def test_a_place_is_known_once_the_second_step_was_done_there(town: Town, someone: Person, app: str) -> None:
    for _ in range(2):
        session = sign_in(town, someone)
        assert town.rows("SELECT count(*) FROM known_place") == [(0,)]
    enters(town, session, town.app_code(app))
    assert town.rows("SELECT count(*) FROM known_place") == [(1,)]
    for _ in range(5):
        guess(town, someone.username)
    sign_in(town, someone)


def test_no_place_is_known_without_one_and_none_says_which_it_is(town: Town, someone: Person) -> None:
    town.sign_in(someone)
    assert town.rows("SELECT count(*) FROM known_place") == [(0,)]
    sign_in(town, someone)
    assert HOME not in str(town.rows("SELECT * FROM known_place")) + str(town.rows("SELECT * FROM session"))


def test_a_place_known_to_one_account_is_strange_to_another(town: Town, someone: Person) -> None:
    other = town.person("dominique")
    sign_in(town, other)
    for _ in range(5):
        guess(town, someone.username, HOME)
    assert guess(town, someone.username)[0] is Refusal.LOCKED


def test_a_place_not_seen_for_a_year_is_forgotten(town: Town, someone: Person) -> None:
    sign_in(town, someone, OFFICE)
    town.clock.advance(days=300)
    sign_in(town, someone)
    town.clock.advance(days=66)
    town.reopen()
    assert town.rows("SELECT count(*) FROM known_place") == [(1,)]


def test_a_strangers_guesses_keep_no_one_who_is_signed_in_from_changes(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    town.fails_to_sign_in(someone.username, 5)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert refused(town.sign_in, someone).refusal is Refusal.LOCKED


def test_guesses_in_a_session_wait_by_themselves(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    for _ in range(5):
        refused(town.store.password.prove, session, WRONG)
    assert refused(town.store.password.prove, session, PASSWORD).refusal is Refusal.LOCKED
    town.sign_in(someone)


def test_a_guess_is_not_told_apart_once_the_session_has_ended(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    town.store.sessions.end(session)
    for password in (PASSWORD, WRONG):
        assert refused(town.store.password.prove, session, password).refusal is Refusal.SESSION_ENDED


def test_the_password_alone_keeps_no_owner_from_the_second_step_in_a_known_place(
    town: Town, someone: Person, app: str
) -> None:
    enters(town, sign_in(town, someone), town.app_code(app))
    town.clock.advance(minutes=1)
    is_refused(town, sign_in(town, someone, ELSEWHERE), "000000")
    town.passes_over_failures()
    is_refused(town, sign_in(town, someone, ELSEWHERE), "000000")
    town.clock.advance(hours=1)
    session = sign_in(town, someone)
    assert town.store.second_step.opens_at(session) is None
    enters(town, session, town.app_code(app))


def test_codes_sent_to_a_stranger_with_the_password_leave_the_owner_theirs(
    town: Town, someone: Person, phone: str
) -> None:
    session = sign_in(town, someone)
    enters(town, session, sent_code(town, session, phone))
    for _ in range(9):  # After the first, which the owner had sent.
        town.store.second_step.send(sign_in(town, someone, ELSEWHERE), phone)
    strange = sign_in(town, someone, ELSEWHERE)
    assert refused(town.store.second_step.send, strange, phone).refusal is Refusal.CODES_TOO_MANY
    session = sign_in(town, someone)
    enters(town, session, sent_code(town, session, phone))


def test_wrong_codes_keep_nobody_waiting_longer_than_an_hour_after_a_reset(
    town: Town, someone: Person, phone: str
) -> None:
    for _ in range(10):
        session = town.sign_in(someone)
        code = sent_code(town, session, phone)
        refused(enters, town, session, wrong(code))
        town.clock.advance(minutes=1)
        until = town.store.second_step.opens_at(session)
        town.clock.now = max(town.clock.now, until or town.clock.now)
    someone = town.reset(someone)
    town.clock.advance(hours=1)
    session = town.sign_in(someone)
    enters(town, session, sent_code(town, session, phone))


def test_failed_tries_are_in_the_history(town: Town, someone: Person, app: str) -> None:
    town.fails_to_sign_in(someone.username)
    session = town.sign_in(someone)
    is_refused(town, session, "000000")
    enters(town, session, town.app_code(app))
    happened = [event.happening for event in town.store.history.recent(session)]
    assert happened[:3] == [Happening.SIGNED_IN, Happening.CODE_FAILED, Happening.SIGN_IN_FAILED]


def test_a_right_password_leaves_no_failed_try_in_the_history(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    assert Happening.SIGN_IN_FAILED not in {one.happening for one in town.store.history.recent(session)}


def test_a_try_at_nobodys_identifier_leaves_nothing_but_its_count(town: Town, someone: Person) -> None:
    before = town.rows("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM outbox)")
    town.fails_to_sign_in("nobody-at-all", 5)
    assert town.rows("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM outbox)") == before
    assert town.rows("SELECT count(*) FROM account WHERE id = 0") == [(0,)]


def test_the_owner_is_told_of_wrong_tries_from_the_fifth_on_once_a_day(town: Town, someone: Person) -> None:
    town.new_mail()
    town.fails_to_sign_in(someone.username, 4)
    assert town.new_mail() == []
    for hour in range(48):
        town.clock.advance(hours=1)
        town.fails_to_sign_in(someone.username)
        assert len(town.new_mail()) == (hour % 24 == 0), hour


def test_the_owner_is_told_of_a_block_at_once(town: Town, someone: Person) -> None:
    town.fails_to_sign_in(someone.username, 5)
    town.rows("UPDATE counter SET failures = 99, opens_at = NULL")
    town.new_mail()
    town.fails_to_sign_in(someone.username)
    [message] = town.new_mail()
    assert (message["To"], message["Subject"]) == (someone.email, "Your account was blocked")


def test_who_is_told_of_wrong_codes_learns_that_the_password_is_known(
    town: Town, someone: Person, app: str
) -> None:
    town.new_mail()
    session = town.sign_in(someone)
    for _ in range(5):
        is_refused(town, session, "000000")
    [message] = town.new_mail()
    assert "someone knows your password" in message.get_content()


def test_who_is_told_of_wrong_tries_in_a_session_is_told_of_no_sign_in(
    town: Town, someone: Person, session: Session
) -> None:
    town.new_mail()
    for _ in range(5):
        refused(town.store.password.prove, session, WRONG)
    [message] = town.new_mail()
    assert "someone is signed in to your account" in message.get_content()
    assert "sign in as always" not in message.get_content()
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'proof-failed'") == [(5,)]


def test_who_is_told_of_wrong_answers_is_not_sent_to_what_they_lock(town: Town, someone: Person) -> None:
    town.store.recovery_questions.set(town.sign_in(someone), ANSWERS, PASSWORD)
    token = town.reset_token(someone)
    question = town.store.reset.open(token).question
    town.new_mail()
    for _ in range(5):
        refused(town.store.reset.answer, token, question, Secret("nothing"), TERMINAL)
    [message] = town.new_mail()
    assert "someone reads your mail" in message.get_content()
    assert "Forgot password" not in message.get_content()
    [run] = [line for line in town.store.history.recent(town.sign_in(someone)) if line.times > 1]
    assert (run.happening, run.times) == (Happening.ANSWER_FAILED, 5)


@pytest.mark.parametrize("by_token", [False, True], ids=["in a session", "beside a token"])
def test_wrong_personal_keys_are_in_the_history_and_told_of(town: Town, by_token: bool) -> None:
    someone = town.reset(town.verified_person())
    session, token = town.sign_in(someone), town.reset_token(someone)
    town.new_mail()
    for _ in range(5):
        if by_token:
            refused(town.store.reset.test_key, token, Secret(PERSONAL_KEY.new()), "tty9")
        else:
            refused(town.store.reactivation.check_key, session, Secret(PERSONAL_KEY.new()))
    [message] = town.new_mail()
    assert "The personal key was wrong." in message.get_content()
    [run] = [line for line in town.store.history.recent(session) if line.times > 1]
    assert (run.happening, run.times, run.terminal) == (
        Happening.KEY_FAILED,
        5,
        "tty9" if by_token else TERMINAL,
    )


@pytest.mark.parametrize(
    "kind", [tries.PROOF, tries.CONFIRMATION, tries.ANSWER, tries.RESET_CODE], ids=lambda kind: kind.name
)
def test_no_letter_of_tries_past_the_sign_in_says_that_one_can_go_on_as_always(
    town: Town, someone: Person, kind: tries.Kind
) -> None:
    context = town.store.reset.context
    town.new_mail()
    for failures in (4, 99):
        with context.database.write(alone_with=EVERYTHING) as db:
            account = db.get(Account, 1)
            assert account is not None
            now = town.clock.now
            db.add(
                Counter(subject="account:1", kind=kind.name, failures=failures, opens_at=None, counted_at=now)
            )
            db.flush()
            claimed = tries.claim_of_account(db, context, 1, kind)
            tries.fail(db, context, account, claimed, TERMINAL)
            tries.forget(db, 1, kind)
        [message] = town.new_mail()
        assert "as always" not in message.get_content()
        assert "password: change it" not in message.get_content()
    assert kind.failed is not None
    [(noted,)] = town.rows("SELECT count(*) FROM event WHERE kind = ?", kind.failed.value)
    assert noted == 2
