"""Raced for by many processes, what works once works exactly once, and nobody is told the store is busy."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from store import Refusal, Secret, Session
from tests import journals
from tests.town import PASSWORD, TERMINAL, WRONG, Person, Town
from tests.trials import crowd
from tests.trials.forms import forms
from tests.trials.outcomes import DONE, outcome
from tests.trials.processes import race

pytestmark = pytest.mark.timeout(3600)

pytestmark = journals.EITHER

_PROCESSES = forms(short=8, long=64)
_RUNNING_OUT = {Refusal.SIGN_UP_OVER.value, Refusal.CODE_EXPIRED.value, Refusal.CODE_TRIES_SPENT.value}
_GUESSES = 200
_GUESSING_PROCESSES = 8


@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_reset_token_sets_one_password(town: Town, processes: int) -> None:
    people = crowd.people(town, range(200 if processes == 64 else 20))
    outcomes = race(town.home, processes, _try_tokens, crowd.tokens(town, people))
    for place, someone in enumerate(people):
        answers = Counter(answers[place] for answers in outcomes)
        assert answers == {DONE: 1, Refusal.TOKEN_USED.value: processes - 1}
        [winner] = [number for number, answers in enumerate(outcomes) if answers[place] == DONE]
        assert outcome(town.sign_in, someone, _password_of(winner)) == DONE


def _try_tokens(town: Town, number: int, tokens: list[str]) -> list[str]:
    password, outcomes = _password_of(number), dict.fromkeys(tokens, "")
    for token in random.sample(tokens, len(tokens)):
        outcomes[token] = outcome(town.store.reset.set_password, Secret(token), password, password, TERMINAL)
    return list(outcomes.values())


@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_sign_up_code_opens_one_account(town: Town, processes: int) -> None:
    wanted = [crowd.person(place) for place in range(200 if processes == 64 else 20)]
    prizes = crowd.prizes(town, wanted)
    outcomes = race(town.home, processes, _confirm_all, prizes)
    for place in range(len(prizes)):
        answers = Counter(answers[place] for answers in outcomes)
        assert answers.pop(DONE) == 1
        assert answers.keys() <= _RUNNING_OUT
    assert town.rows("SELECT count(*) FROM account") == [(len(prizes),)]


@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_username_goes_to_one_of_those_who_want_it(town: Town, processes: int) -> None:
    names = 20 if processes == 64 else 4
    wanted = [
        [replace(crowd.person(name), email=crowd.person(racer * names + name).email) for name in range(names)]
        for racer in range(processes)
    ]
    outcomes = race(town.home, processes, _confirm_own, [crowd.prizes(town, own) for own in wanted])
    for answers in zip(*outcomes, strict=True):
        assert Counter(answers) == {DONE: 1, Refusal.USERNAME_TAKEN.value: processes - 1}
    assert town.rows("SELECT count(*), count(DISTINCT username) FROM account") == [(names, names)]


@pytest.mark.parametrize("emails", forms(short=4, long=100))
def test_every_email_gets_one_of_the_accounts_asked_for_with_it(town: Town, emails: int) -> None:
    codes_an_hour = 5
    wanted = [
        [
            replace(crowd.person(place), username=crowd.person(racer * emails + place).username)
            for place in range(emails)
        ]
        for racer in range(codes_an_hour)
    ]
    outcomes = race(town.home, codes_an_hour, _confirm_own, [crowd.prizes(town, own) for own in wanted])
    for answers in zip(*outcomes, strict=True):
        assert Counter(answers) == {DONE: 1, Refusal.SIGN_UP_OVER.value: codes_an_hour - 1}
    assert town.rows("SELECT count(*), count(DISTINCT email) FROM account") == [(emails, emails)]


def _confirm_all(town: Town, _number: int, prizes: list[crowd.Prize]) -> list[str]:
    outcomes = dict.fromkeys(prizes, "")
    for prize in random.sample(prizes, len(prizes)):
        outcomes[prize] = outcome(crowd.open_account, town, prize)
    return list(outcomes.values())


def _confirm_own(town: Town, number: int, prizes: list[list[crowd.Prize]]) -> list[str]:
    return [outcome(crowd.open_account, town, prize) for prize in prizes[number]]


@pytest.mark.parametrize("rounds", forms(short=1, long=20))
def test_guesses_side_by_side_buy_no_more_than_guesses_in_a_row(town: Town, rounds: int) -> None:
    for number in range(rounds):
        someone = town.person(crowd.person(number).username)
        answers = Counter(
            answer
            for answers in race(town.home, _GUESSING_PROCESSES, _guess, someone.username, someone.email)
            for answer in answers
        )
        limit = 5
        assert answers == {
            Refusal.WRONG_SIGN_IN.value: limit,
            Refusal.LOCKED.value: _GUESSES - limit,
        }


def _guess(town: Town, _number: int, *identifiers: str) -> list[str]:
    """Guess by every door at once, from threads."""
    guesses = _GUESSES // _GUESSING_PROCESSES
    with ThreadPoolExecutor(guesses) as threads:
        answers = [
            threads.submit(
                outcome,
                town.store.sign_in.with_password,
                identifiers[guess % len(identifiers)],
                WRONG,
                TERMINAL,
            )
            for guess in range(guesses)
        ]
        return [answer.result() for answer in answers]


@pytest.mark.parametrize("rounds", forms(short=1, long=20))
def test_answers_guessed_side_by_side_are_no_more_than_guessed_in_a_row(town: Town, rounds: int) -> None:
    for number in range(rounds):
        someone = town.person(crowd.person(number).username)
        chosen = tuple((question, Secret(f"answer {question}")) for question in range(3))
        town.store.recovery_questions.set(town.sign_in(someone), chosen, someone.password)
        token = town.reset_token(someone)
        answers = Counter(
            answer
            for answers in race(town.home, _GUESSING_PROCESSES, _guess_answers, token.reveal())
            for answer in answers
        )
        limit = 5
        assert answers == {
            Refusal.WRONG_ANSWER.value: limit,
            Refusal.ANSWER_LOCKED.value: _GUESSES - limit,
        }


def _guess_answers(town: Town, number: int, token: str) -> list[str]:
    question, guesses = town.store.reset.open(Secret(token)).question, _GUESSES // _GUESSING_PROCESSES
    with ThreadPoolExecutor(guesses) as threads:
        answers = [
            threads.submit(
                outcome,
                town.store.reset.answer,
                Secret(token),
                question,
                Secret(f"guess {number} {guess}"),
                TERMINAL,
            )
            for guess in range(guesses)
        ]
        return [answer.result() for answer in answers]


def _password_of(racer: int) -> Secret:
    return Secret(f"Chouette-{racer}-Racer?")


@dataclass(frozen=True)
class _Raced:
    """A code, and the half-finished sign-ins that race for it, by their tokens."""

    tokens: tuple[str, ...]
    code: str
    method_id: str = ""

    def session(self, racer: int) -> Session:
        return Session(Secret(self.tokens[racer]), "", "en")


@pytest.mark.parametrize("processes", _PROCESSES)
def test_a_code_of_an_app_signs_one_of_them_in(town: Town, processes: int) -> None:
    raced = []
    for someone in _some(town, 100 if processes == 64 else 4):
        session = town.sign_in(someone)
        app = town.add_app(session)
        [method] = town.store.second_step.ways(session).methods
        raced.append(_Raced(_half_way(town, someone, processes), town.app_code(app), method.id))
    _judge_race(race(town.home, processes, _enter_codes, raced))


def _enter_codes(town: Town, number: int, raced: list[_Raced]) -> list[str]:
    outcomes = [""] * len(raced)
    for place in random.sample(range(len(raced)), len(raced)):
        one = raced[place]
        outcomes[place] = outcome(
            town.store.second_step.enter, one.session(number), one.method_id, Secret(one.code)
        )
    return outcomes


@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_recovery_code_signs_one_of_them_in(town: Town, processes: int) -> None:
    raced = []
    for someone in _some(town, 100 if processes == 64 else 4):
        session = town.sign_in(someone)
        town.add_app(session)
        code, *_others = town.store.recovery_codes.make(session, PASSWORD)
        raced.append(_Raced(_half_way(town, someone, processes), code.reveal()))
    _judge_race(race(town.home, processes, _enter_recovery_codes, raced))
    assert town.rows("SELECT count(*) FROM recovery_code WHERE used_at IS NOT NULL") == [(len(raced),)]


def _enter_recovery_codes(town: Town, number: int, raced: list[_Raced]) -> list[str]:
    outcomes = [""] * len(raced)
    for place in random.sample(range(len(raced)), len(raced)):
        one = raced[place]
        outcomes[place] = outcome(
            town.store.second_step.enter_recovery_code, one.session(number), Secret(one.code)
        )
    return outcomes


def _some(town: Town, people: int) -> list[Person]:
    return [town.person(crowd.person(number).username) for number in range(people)]


def _half_way(town: Town, someone: Person, sign_ins: int) -> tuple[str, ...]:
    """Begin so many sign-ins, and return the tokens of their sessions."""
    return tuple(town.sign_in(someone).token.reveal() for _ in range(sign_ins))


def _judge_race(outcomes: list[list[str]]) -> None:
    """Fail unless one racer got each code; after five who were late, the others had to wait."""
    for answers in zip(*outcomes, strict=True):
        late = Counter(answers)
        assert late.pop(DONE) == 1
        assert late == {Refusal.CODE_USED.value: 5, Refusal.CODE_LOCKED.value: len(answers) - 6}


@pytest.mark.parametrize("rounds", forms(short=1, long=20))
def test_guesses_side_by_side_at_the_second_step_are_five_whatever_the_method(
    town: Town, rounds: int
) -> None:
    limit = 5
    for number in range(rounds):
        someone = town.person(crowd.person(number).username)
        session = town.sign_in(someone)
        town.add_app(session)
        town.store.recovery_codes.make(session, PASSWORD)
        session = town.sign_in(someone)
        [method] = town.store.second_step.ways(session).methods
        answers = Counter(
            answer
            for answers in race(
                town.home, _GUESSING_PROCESSES, _guess_codes, session.token.reveal(), method.id
            )
            for answer in answers
        )
        wrong = answers[Refusal.WRONG_CODE.value] + answers[Refusal.WRONG_RECOVERY_CODE.value]
        assert (wrong, answers[Refusal.CODE_LOCKED.value]) == (limit, _GUESSES - limit)


def _guess_codes(town: Town, _number: int, token: str, method_id: str) -> list[str]:
    """Guess by both doors of one sign-in at once, from threads."""
    step = town.store.second_step
    session = Session(Secret(token), "", "en")
    guesses = _GUESSES // _GUESSING_PROCESSES
    with ThreadPoolExecutor(guesses) as threads:
        answers = [
            threads.submit(outcome, step.enter, session, method_id, Secret("000000"))
            if guess % 2
            else threads.submit(outcome, step.enter_recovery_code, session, Secret("0000000000"))
            for guess in range(guesses)
        ]
        return [answer.result() for answer in answers]
