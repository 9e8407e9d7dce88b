"""Choosing recovery questions, and answering one of them to reset a password."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from i18n import ENGLISH
from store import Happening, Problem, Refusal, Secret, Session
from store.messages.letters.password import questions_set
from store.rules.limits import FAILURES_THAT_BLOCK
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, Person, Town, answer, as_told, refused

ANSWERS = {0: "Médor", 4: "École du Puits", 9: "boulangère"}
OTHERS = {1: "Québec", 2: "tarte", 3: "Alix"}


def typed(answers: dict[int, str]) -> tuple[tuple[int, Secret], ...]:
    return tuple((number, Secret(text)) for number, text in answers.items())


def choose(town: Town, someone: Person, answers: dict[int, str] = ANSWERS) -> Session:
    """Let someone choose recovery questions, and return the session they did it in."""
    session = town.sign_in(someone)
    town.store.recovery_questions.set(session, typed(answers), someone.password)
    town.new_mail()
    return session


def person(town: Town) -> Person:
    someone = town.person()
    choose(town, someone)
    return someone


def question(town: Town, token: Secret) -> int:
    asked = town.store.reset.open(token).question
    assert asked is not None
    return asked


def answers_right(town: Town, token: Secret, answers: dict[int, str] = ANSWERS) -> None:
    asked = question(town, token)
    town.store.reset.answer(token, asked, Secret(answers[asked]), TERMINAL)


def answers_wrong(town: Town, token: Secret, times: int = 1) -> Problem:
    asked = question(town, token)
    return [
        refused(town.store.reset.answer, token, asked, Secret("not this one"), TERMINAL) for _ in range(times)
    ][-1]


def set_password(town: Town, token: Secret) -> None:
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)


def needs_an_answer(town: Town, token: Secret) -> bool:
    return refused(set_password, town, token).refusal is Refusal.ANSWER_NEEDED


# Choosing them


def test_three_questions_are_chosen_and_remembered_without_their_answers(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    assert town.store.recovery_questions.chosen(session) == ()
    assert not town.store.account.overview(session).has_questions
    town.store.recovery_questions.set(session, typed(ANSWERS), PASSWORD)
    assert town.store.recovery_questions.chosen(session) == (0, 4, 9)
    assert town.store.account.overview(session).has_questions
    stored = town.stored().lower()
    assert not any(text in stored for text in (b"medor", "médor".encode(), b"ecoledupuits", b"boulangere"))


def test_the_change_is_in_the_history_and_told_to_the_address(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.store.recovery_questions.set(session, typed(ANSWERS), PASSWORD)
    [letter] = town.new_mail()
    expected = as_told(questions_set(town.clock.now), letter, town.clock.now, ENGLISH)
    assert (letter["Subject"], letter.get_content()) == expected
    assert town.store.history.recent(session)[0].happening is Happening.QUESTIONS_SET


def test_others_take_the_place_of_those_before(town: Town) -> None:
    someone = person(town)
    session = choose(town, someone, OTHERS)
    assert town.store.recovery_questions.chosen(session) == (1, 2, 3)
    token = town.reset_token(someone)
    assert question(town, token) in OTHERS
    answers_right(town, token, OTHERS)
    set_password(town, token)


@pytest.mark.parametrize(
    ("answers", "refusal", "field"),
    [
        ([(0, "Médor"), (4, "Puits")], Refusal.QUESTIONS_ALIKE, None),
        ([(0, "Médor"), (4, "Puits"), (4, "pain")], Refusal.QUESTIONS_ALIKE, None),
        ([(0, "Médor"), (4, "Puits"), (9, "pain"), (1, "Québec")], Refusal.QUESTIONS_ALIKE, None),
        ([(0, "Médor"), (4, "Puits"), (16, "pain")], Refusal.QUESTIONS_ALIKE, None),
        ([(-1, "Médor"), (4, "Puits"), (9, "pain")], Refusal.QUESTIONS_ALIKE, None),
        ([(0, "Médor"), (4, "Puits"), (9, "m e d o r")], Refusal.ANSWERS_ALIKE, "answer_3"),
        ([(0, "Médor"), (4, "MÉDOR"), (9, "pain")], Refusal.ANSWERS_ALIKE, "answer_2"),
        ([(0, "ab"), (4, "Puits"), (9, "pain")], Refusal.ANSWER_SHORT, "answer_1"),
        ([(0, "Médor"), (4, "x" * 101), (9, "pain")], Refusal.TOO_LONG, "answer_2"),
        ([(0, "Médor"), (4, "Puits"), (9, "pain\x00")], Refusal.TEXT_CHARACTERS, "answer_3"),
    ],
)
def test_what_cannot_be_chosen_is_refused_before_the_password_is_tried(
    town: Town, answers: Sequence[tuple[int, str]], refusal: Refusal, field: str | None
) -> None:
    session = town.sign_in(town.person())
    given = tuple((number, Secret(text)) for number, text in answers)
    for password in (PASSWORD, WRONG):
        problem = refused(town.store.recovery_questions.set, session, given, password)
        assert (problem.refusal, problem.field) == (refusal, field)
    assert town.store.recovery_questions.chosen(session) == ()
    assert town.rows("SELECT count(*) FROM counter") == [(0,)]


def test_a_wrong_password_changes_nothing_and_counts(town: Town) -> None:
    session = town.sign_in(town.person())
    town.new_mail()
    problem = refused(town.store.recovery_questions.set, session, typed(ANSWERS), WRONG)
    assert answer(problem) == (Refusal.WRONG_PASSWORD, "password", {"tries_left": 4, "until": None})
    assert town.store.recovery_questions.chosen(session) == ()
    assert town.new_mail() == []


def test_a_session_that_has_ended_chooses_nothing(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.store.sessions.end(session)
    problem = refused(town.store.recovery_questions.set, session, typed(ANSWERS), PASSWORD)
    assert problem.refusal is Refusal.SESSION_ENDED
    assert refused(town.store.recovery_questions.chosen, session).refusal is Refusal.SESSION_ENDED


# A reset with them


def test_the_token_and_a_right_answer_set_a_password_and_neither_does_alone(town: Town) -> None:
    someone = person(town)
    token = town.reset_token(someone)
    assert needs_an_answer(town, token)
    answers_right(town, token)
    assert town.store.reset.open(token).question is None
    set_password(town, token)
    town.sign_in(someone, NEW_PASSWORD)


def test_without_questions_the_token_is_enough(town: Town) -> None:
    token = town.reset_token(town.person())
    assert town.store.reset.open(token).question is None
    town.store.reset.answer(token, 3, Secret("whatever"), TERMINAL)
    set_password(town, token)


def test_nothing_is_learnt_of_the_password_before_the_answer(town: Town) -> None:
    token = town.reset_token(person(town))
    for guess in (PASSWORD, WRONG, Secret("weak")):
        problem = refused(town.store.reset.set_password, token, guess, guess, TERMINAL)
        assert answer(problem) == (Refusal.ANSWER_NEEDED, None, {})


def test_an_answer_is_right_without_case_accents_and_spaces(town: Town) -> None:
    token = town.reset_token(person(town))
    asked = question(town, token)
    other = {0: "MEDOR ", 4: "ecole-du puits", 9: "Boulangere"}[asked]
    town.store.reset.answer(token, asked, Secret(other), TERMINAL)
    set_password(town, token)


def test_the_same_question_is_asked_until_it_is_answered_and_then_another(town: Town) -> None:
    someone = person(town)
    first = question(town, town.reset_token(someone))
    for _ in range(4):
        town.clock.advance(minutes=20)
        token = town.reset_token(someone)
        assert question(town, token) == first
        answers_wrong(town, token)
        assert question(town, token) == first
    answers_right(town, token)
    assert question(town, town.reset_token(someone)) in ANSWERS.keys() - {first}


def test_another_token_has_to_be_answered_for_anew(town: Town) -> None:
    someone = person(town)
    first = town.reset_token(someone)
    answers_right(town, first)
    second = town.reset_token(someone)
    assert needs_an_answer(town, second)
    set_password(town, first)
    assert refused(town.store.reset.open, second).refusal is Refusal.TOKEN_USED


def test_a_wrong_answer_counts_and_burns_no_token_and_a_right_one_forgets_the_wrong(town: Town) -> None:
    someone = person(town)
    token = town.reset_token(someone)
    left = [answers_wrong(town, token).facts["tries_left"] for _ in range(4)]
    assert left == [4, 3, 2, 1]
    answers_right(town, token)
    set_password(town, token)
    assert town.rows("SELECT count(*) FROM counter WHERE kind = 'answer'") == [(0,)]


def test_after_five_wrong_answers_one_waits_whichever_token_is_used(town: Town) -> None:
    someone = person(town)
    problem = answers_wrong(town, town.reset_token(someone), times=5)
    opens_at = problem.until
    assert problem.refusal is Refusal.WRONG_ANSWER
    assert (opens_at - town.clock.now).total_seconds() == 30
    token = town.reset_token(someone)
    asked = question(town, token)
    waiting = refused(town.store.reset.answer, token, asked, Secret(ANSWERS[asked]), TERMINAL)
    assert answer(waiting) == (Refusal.ANSWER_LOCKED, None, {"until": opens_at})
    town.clock.advance(seconds=30)
    assert (answers_wrong(town, token).until - town.clock.now).total_seconds() == 60
    town.clock.advance(seconds=60)
    answers_right(town, token)


def test_what_can_be_no_answer_costs_no_try(town: Town) -> None:
    token = town.reset_token(person(town))
    for text, refusal in (
        ("ab", Refusal.ANSWER_SHORT),
        ("x" * 101, Refusal.TOO_LONG),
        ("Médor\x00", Refusal.TEXT_CHARACTERS),
        ("\ud800abc", Refusal.TEXT_CHARACTERS),
    ):
        problem = refused(town.store.reset.answer, token, question(town, token), Secret(text), TERMINAL)
        assert (problem.refusal, problem.field) == (refusal, "answer")
    assert town.rows("SELECT count(*) FROM counter") == [(0,)]


def test_blocked_at_a_hundred_a_right_answer_looks_like_a_wrong_one(town: Town) -> None:
    someone = person(town)
    session = town.sign_in(someone)
    few = FAILURES_THAT_BLOCK - 1
    town.rows("INSERT INTO counter SELECT 'account:' || id, 'answer', ?, NULL, 0 FROM account", few)
    problem = answers_wrong(town, town.reset_token(someone))
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED
    town.clock.advance(hours=1)
    token = town.reset_token(someone)
    asked = question(town, token)
    right = refused(town.store.reset.answer, token, asked, Secret(ANSWERS[asked]), TERMINAL)
    assert answer(right)[:2] == answer(problem)[:2]
    assert right.facts["tries_left"] == problem.facts["tries_left"]
    assert needs_an_answer(town, token)
    # Who knows the password chooses others; their answers are guessed at from the start.
    choose(town, someone, OTHERS)
    token = town.reset_token(someone)
    answers_right(town, token, OTHERS)
    set_password(town, token)


def test_questions_chosen_after_the_answer_have_to_be_answered(town: Town) -> None:
    someone = person(town)
    token = town.reset_token(someone)
    asked = question(town, token)
    answers_right(town, token)
    choose(town, someone, OTHERS)
    assert needs_an_answer(town, token)
    stale = refused(town.store.reset.answer, token, asked, Secret(ANSWERS[asked]), TERMINAL)
    assert answer(stale) == (Refusal.ANSWER_NEEDED, None, {})
    assert town.rows("SELECT count(*) FROM counter") == [(0,)]
    answers_right(town, token, OTHERS)
    set_password(town, token)


def test_questions_chosen_after_the_token_was_sent_have_to_be_answered(town: Town) -> None:
    someone = town.person()
    token = town.reset_token(someone)
    choose(town, someone)
    assert needs_an_answer(town, token)
    answers_right(town, token)
    set_password(town, token)


def test_a_dead_token_answers_nothing_and_counts_nothing(town: Town) -> None:
    someone = person(town)
    token = town.reset_token(someone)
    asked = question(town, token)
    answers_right(town, token)
    set_password(town, token)
    used = refused(town.store.reset.answer, token, asked, Secret(ANSWERS[asked]), TERMINAL)
    assert (used.refusal, used.field) == (Refusal.TOKEN_USED, "token")
    late = town.reset_token(someone)
    town.clock.advance(minutes=30)
    expired = refused(town.store.reset.answer, late, asked, Secret("not this one"), TERMINAL)
    assert expired.refusal is Refusal.TOKEN_EXPIRED
    unknown = refused(town.store.reset.answer, Secret("Z" * 20), 0, Secret("Médor"), TERMINAL)
    assert unknown.refusal is Refusal.TOKEN_UNKNOWN
    assert town.rows("SELECT count(*) FROM counter") == [(0,)]


def test_the_questions_outlive_a_reset(town: Town) -> None:
    someone = person(town)
    token = town.reset_token(someone)
    answers_right(town, token)
    set_password(town, token)
    assert town.store.recovery_questions.chosen(town.sign_in(someone, NEW_PASSWORD)) == (0, 4, 9)


def test_asking_for_a_reset_looks_the_same_with_questions(town: Town) -> None:
    with_questions, without = person(town), town.person("camille-b")
    said = []
    for someone in (with_questions, without):
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
        [letter] = town.new_mail()
        text = letter.get_content().replace(someone.username, "")
        said.append((letter["Subject"], len(text)))
    assert said[0] == said[1]


@pytest.mark.more
def test_of_guesses_made_side_by_side_five_are_judged(town: Town) -> None:
    token = town.reset_token(person(town))
    asked = question(town, token)

    def guess(number: int) -> Refusal:
        return refused(town.store.reset.answer, token, asked, Secret(f"guess {number}"), TERMINAL).refusal

    with ThreadPoolExecutor(16) as pool:
        ends = list(pool.map(guess, range(200)))
    assert ends.count(Refusal.WRONG_ANSWER) == 5
    assert ends.count(Refusal.ANSWER_LOCKED) == 195


def test_one_right_answer_given_many_times_at_once_is_one(town: Town) -> None:
    someone = person(town)
    token = town.reset_token(someone)
    asked = question(town, token)

    def give(_: int) -> Refusal | None:
        try:
            town.store.reset.answer(token, asked, Secret(ANSWERS[asked]), TERMINAL)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(give, range(4))) == {None}
    assert town.rows("SELECT count(*) FROM recovery_answer WHERE asked") == [(1,)]
    set_password(town, token)
