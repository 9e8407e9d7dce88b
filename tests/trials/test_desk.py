"""Four operators and forty people act on the same ten accounts at once."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

import pytest

from store import ContactDetails, Happening, Refusal, Removable, Secret, Session, ToRemove
from tests import journals
from tests.lost import QUESTIONS
from tests.town import PASSWORD, Person, Town
from tests.trials.crowd import people
from tests.trials.outcomes import DONE, outcome
from tests.trials.processes import race

pytestmark = [pytest.mark.timeout(3600), journals.EITHER]


@dataclass(frozen=True)
class Crowd:
    """So many `operators` and `persons` act on the same `accounts` for so many `seconds`.

    Each of them acts `_AT_LEAST` so often, however slow the machine is.
    """

    operators: int
    persons: int
    accounts: int
    seconds: int


_CROWDS = [
    pytest.param(Crowd(operators=3, persons=3, accounts=2, seconds=8), id="short"),
    pytest.param(
        Crowd(operators=4, persons=40, accounts=10, seconds=120), id="long", marks=pytest.mark.trial
    ),
]
_AT_LEAST = 40
_REASON = "Came to the desk."
_TOLD = {
    Happening.UNBLOCKED: "Your account was unblocked",
    Happening.SESSIONS_ENDED: "Your sessions were ended",
    Happening.RESET_STARTED: "A password reset was started for you",
    Happening.REMOVAL_APPROVED: "Your recovery questions are to be removed",
    Happening.CONTACT_DETAILS_CHANGED: "Your personal information was changed",
}
"""Of changes that are made here: the event, and the subject of the letter that tells of it."""
_UNTOLD = frozenset({Happening.REMOVAL_ASKED, Happening.REMOVAL_WITHDRAWN})
"""Of those that nobody is told of, or only after an approval."""

_CHANGES = {happening.value for happening in (*_TOLD, *_UNTOLD)}

_MAY_BE_REFUSED = {
    *(Refusal.WRONG_SIGN_IN, Refusal.LOCKED, Refusal.SESSION_ENDED),
    *(Refusal.DETAILS_CHANGED, Refusal.DETAILS_TOO_OFTEN),
    *(Refusal.NOT_BLOCKED, Refusal.UNBLOCKED_TOO_OFTEN, Refusal.NO_SESSIONS),
    *(Refusal.RESETS_TOO_MANY, Refusal.OWN_RESETS_TOO_MANY),
    *(Refusal.REMOVAL_ASKED, Refusal.REMOVALS_TOO_MANY, Refusal.NOTHING_TO_REMOVE),
    *(Refusal.SECOND_OPERATOR_NEEDED, Refusal.REMOVAL_GONE),
}
"""What somebody else may have made of it, by chance: nothing that is amiss with the store."""

Done = Counter[tuple[str, str]]
"""How often each account, by its username, was changed, by the event."""


@dataclass
class Told:
    """What one of them did, and what was refused."""

    done: Done = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)

    def is_done(self, use_case: Callable[..., object], *arguments: object) -> bool:
        """Try something, and tell whether it was done."""
        ended = outcome(use_case, *arguments)
        if ended != DONE:
            self.refused.add(ended)
        return ended == DONE


@pytest.mark.parametrize("crowd", _CROWDS)
def test_each_change_has_exactly_its_event_and_its_notices(town: Town, crowd: Crowd) -> None:
    accounts = [one.username for one in people(town, range(crowd.accounts))]
    for username in accounts:
        town.store.recovery_questions.set(town.sign_in(_person(username)), QUESTIONS, PASSWORD)
    numbers = {
        username: number
        for username, number in town.rows("SELECT username, number FROM account")
        if username in accounts
    }
    tokens = [town.operator(f"operator-{place}").token.reveal() for place in range(crowd.operators)]
    town.new_mail()
    before = _events(town)
    told = race(town.home, crowd.operators + crowd.persons, _act, tokens, numbers, crowd.seconds)
    assert set[str]().union(*(one.refused for one in told)) <= {one.value for one in _MAY_BE_REFUSED}
    done: Done = sum((one.done for one in told), Counter())
    assert {happening for _account, happening in done} == _CHANGES
    assert _events(town) - before == done
    letters = Counter((str(mail["To"]), str(mail["Subject"])) for mail in town.new_mail())
    for username in accounts:
        for happening, subject in _TOLD.items():
            assert letters[f"{username}@example.org", subject] == done[username, happening.value]


def _events(town: Town) -> Done:
    """Return how often each change is in the histories of the accounts."""
    found = town.rows("SELECT username, kind FROM event JOIN account ON account.id = account_id")
    return Counter((username, kind) for username, kind in found if kind in _CHANGES)


def _act(town: Town, number: int, tokens: list[str], numbers: Mapping[str, str], seconds: int) -> Told:
    """Act for so many seconds, as one of the operators or as one of the people; return what came of it."""
    chance, told, until = random.Random(number), Told(), time.monotonic() + seconds
    acts = count()
    while next(acts) < _AT_LEAST or time.monotonic() < until:
        username = chance.choice(sorted(numbers))
        if number < len(tokens):
            session = Session(Secret(tokens[number]), "", "en")
            _serve(town, chance, session, username, numbers[username], told)
        else:
            _visit(town, chance, username, told)
    return told


def _serve(
    town: Town, chance: random.Random, session: Session, username: str, account: str, told: Told
) -> None:
    care, removals = town.store.care, town.store.removals
    told.is_done(town.store.people.open, session, account)
    acts: list[tuple[Happening, Callable[..., object], tuple[object, ...]]] = [
        (Happening.UNBLOCKED, care.unblock, (account,)),
        (Happening.SESSIONS_ENDED, care.end_sessions, (account,)),
        (Happening.RESET_STARTED, care.start_reset, (account,)),
        (Happening.REMOVAL_ASKED, removals.ask, (account, ToRemove(Removable.QUESTIONS))),
    ]
    for removal in removals.of(session, account):
        acts += [
            (Happening.REMOVAL_APPROVED, removals.approve, (removal.id,)),
            (Happening.REMOVAL_WITHDRAWN, removals.withdraw, (removal.id,)),
        ]
    # The last ones as often as all the others: a removal does not wait for long.
    happening, act, arguments = chance.choice(chance.choice((acts, acts[-2:])))
    if told.is_done(act, session, *arguments, _REASON):
        told.done[username, happening.value] += 1


def _visit(town: Town, chance: random.Random, username: str, told: Told) -> None:
    """Sign in, with a wrong password at times, and change the contact details."""
    password = chance.choice((PASSWORD, PASSWORD, Secret("Mistyped-2026!")))
    opened: list[Session] = []
    if not told.is_done(lambda: opened.append(town.sign_in(_person(username, password)))):
        return
    [session] = opened
    details = ContactDetails(first_name="".join(chance.choices("abcdefgh", k=12)))

    def change() -> None:
        version = town.store.contact_details.read(session).version
        town.store.contact_details.update(session, details, version)

    if told.is_done(change):
        told.done[username, Happening.CONTACT_DETAILS_CHANGED.value] += 1
    if chance.random() < 0.5:
        told.is_done(town.store.sessions.end, session)


def _person(username: str, password: Secret = PASSWORD) -> Person:
    return Person(username, f"{username}@example.org", password)
