"""Activation codes, raced for by many processes, and looked for in clear."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from store import Refusal, Secret
from store.accounts.identity import naming
from store.accounts.password import reset_tokens
from store.database.alone import EVERYTHING
from store.rules import identifiers
from tests import journals
from tests.registered import Registered, registered, token_for
from tests.town import TERMINAL, Town, refused, ticket_of
from tests.trials.canaries import Canaries
from tests.trials.forms import forms
from tests.trials.outcomes import DONE, outcome
from tests.trials.processes import race

pytestmark = journals.EITHER

_PROCESSES = forms(short=8, long=64)
_GUESSING_PROCESSES, _GUESSES = 8, 80
_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_NO_CODE = "0000-0000-0000"


def dni(number: int) -> str:
    """Return the DNI with these digits."""
    return f"{number:08}{_LETTERS[number % len(_LETTERS)]}"


def _some(town: Town, people: int) -> list[Registered]:
    return [
        registered(
            town,
            dni(20_000_000 + number),
            f"person-{number}@example.org",
            phone=f"+3361234{5000 + number}",
        )
        for number in range(people)
    ]


def _tokens(town: Town, someone: Registered, count: int) -> list[str]:
    """Return so many tokens of one activation code, as if as many codes had come by SMS."""
    context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        account = naming.account_named(db, context, identifiers.lookup(someone.document))
        assert account is not None
        return [reset_tokens.make_activating(db, context, account).reveal() for _ in range(count)]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_activation_code_sets_one_password(town: Town, processes: int) -> None:
    people = _some(town, 100 if processes == 64 else 4)
    outcomes = race(town.home, processes, _set_passwords, [_tokens(town, one, processes) for one in people])
    for place, someone in enumerate(people):
        answers = [answers[place] for answers in outcomes]
        assert Counter(answers) == {DONE: 1, Refusal.TOKEN_USED.value: processes - 1}
        password = _password_of(answers.index(DONE))
        signs_in = town.store.sign_in.with_password
        assert outcome(signs_in, someone.document, password, TERMINAL) == DONE
        assert outcome(_begin(town), someone.document, someone.email, someone.code.reveal(), "") != DONE


def _set_passwords(town: Town, number: int, tokens: list[list[str]]) -> list[str]:
    password, outcomes = _password_of(number), [""] * len(tokens)
    for place in random.sample(range(len(tokens)), len(tokens)):
        token = Secret(tokens[place][number])
        outcomes[place] = outcome(town.store.reset.set_password, token, password, password, TERMINAL)
    return outcomes


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("processes", _PROCESSES)
def test_every_code_by_sms_goes_on_once(town: Town, processes: int) -> None:
    prizes = []
    for someone in _some(town, 50 if processes == 64 else 4):
        town.new_texts()
        ticket = town.store.activation.begin(someone.document, someone.email, someone.code, TERMINAL)
        prizes.append((ticket.token.reveal(), town.sms_code().reveal()))
    for answers in zip(*race(town.home, processes, _confirm, prizes), strict=True):
        assert Counter(answers) == {DONE: 1, Refusal.CODE_EXPIRED.value: processes - 1}


def _confirm(town: Town, _number: int, prizes: list[tuple[str, str]]) -> list[str]:
    return [
        outcome(town.store.activation.confirm, ticket_of(Secret(token)), Secret(code), TERMINAL)
        for token, code in prizes
    ]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("rounds", forms(short=1, long=20))
@pytest.mark.parametrize(
    "known", [pytest.param(True, marks=pytest.mark.more), False], ids=["known", "unknown"]
)
def test_codes_guessed_side_by_side_are_four_and_then_it_is_blocked(
    town: Town, rounds: int, known: bool
) -> None:
    for number in range(rounds):
        document, email = dni(30_000_000 + number), f"guessed-{number}@example.org"
        if known:
            registered(town, document, email)
        town.rows("DELETE FROM quota")  # of guesses in all
        raced = race(town.home, _GUESSING_PROCESSES, _guess, document, email)
        answers = Counter(answer for answers in raced for answer in answers)
        assert answers == {
            Refusal.WRONG_ACTIVATION.value: 4,
            Refusal.ACTIVATION_BLOCKED.value: _GUESSES - 4,
        }


def _guess(town: Town, number: int, document: str, email: str) -> list[str]:
    guesses = _GUESSES // _GUESSING_PROCESSES
    with ThreadPoolExecutor(guesses) as threads:
        answers = [
            threads.submit(outcome, _begin(town), document, email, _NO_CODE, f"{number} {guess}")
            for guess in range(guesses)
        ]
        return [answer.result() for answer in answers]


def _begin(town: Town) -> Callable[[str, str, str, str], None]:
    def begin(document: str, email: str, code: str, place: str) -> None:
        town.store.activation.begin(document, email, Secret(code), TERMINAL, place)

    return begin


def _password_of(racer: int) -> Secret:
    return Secret(f"Chouette-{racer}-Racer?")


def test_no_secret_of_an_activation_is_kept_in_clear(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    canaries, store = Canaries(), town.store
    someone = registered(town)
    for name, code in (("slip", someone.code), ("plain", Secret(someone.code.reveal().replace("-", "")))):
        canaries.note(name, code)
    canaries.note("document", Secret(someone.document))
    first = canaries.password("first")
    guess = canaries.note("guess", Secret("7K3M-X9Q2-RB5T"))
    refused(store.activation.begin, someone.document, someone.email, guess, TERMINAL)
    token = canaries.note("token", token_for(town, someone))
    following = store.reset.set_password(token, first, first, TERMINAL)
    assert following is not None
    canaries.note("next code", following)
    session = store.sign_in.with_password(someone.document, first, TERMINAL)
    canaries.note("session", session.token)
    store.activation.renew(session)
    store.outbox.deliver()
    assert canaries.found_below(town.home) == {}
    store.close()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in("".join(capfd.readouterr()).encode()) == set()
