"""The life of an account, told step by step by the process that leads it, and judged after its death."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from i18n import ENGLISH
from store import Happening, Refusal, Secret
from tests.town import TERMINAL, Town, refused
from tests.trials.crowd import person
from tests.trials.outcomes import DONE, outcome

OPENED, CHANGED, RESET = map(Secret, ("Lanterne-2026!", "Chouette-2027?", "Hirondelle-2028+"))
PASSWORDS = (OPENED, CHANGED, RESET)
"""The passwords that an account has one after the other."""


class Step(Enum):
    """The use cases of a life, in their order."""

    ASK = "ask for an account"
    CONFIRM = "confirm the email"
    SIGN_IN = "sign in"
    CHANGE = "change the password"
    REQUEST = "ask for a reset"
    SET_PASSWORD = "set a password with the token"


_SETS_PASSWORD = (Step.CONFIRM, Step.CHANGE, Step.SET_PASSWORD)
"""The step that sets each of `PASSWORDS`."""


@dataclass(frozen=True)
class Word:
    """What the process says before a use case and, `done`, once it has returned."""

    number: int
    step: Step
    done: bool


def lead(home: Path, numbers: Iterable[int], tell: Connection) -> None:
    """Lead one life after the other, telling each step."""
    town = Town(home)
    town.new_files()
    tell.send("ready")
    for number in numbers:
        _lead(town, number, tell)


def lead_for_ever(home: Path, first: int, tell: Connection) -> None:
    lead(home, count(first), tell)


def _lead(town: Town, number: int, tell: Connection) -> None:
    store, someone = town.store, person(number, OPENED)

    @contextmanager
    def telling(step: Step) -> Iterator[None]:
        tell.send(Word(number, step, done=False))
        yield
        tell.send(Word(number, step, done=True))

    with telling(Step.ASK):
        ticket = store.sign_up.begin(someone.username, someone.email, OPENED, OPENED, "en")
    code = town.code()
    with telling(Step.CONFIRM):
        store.sign_up.confirm(ticket, code, TERMINAL)
    with telling(Step.SIGN_IN):
        session = town.sign_in(someone)
    with telling(Step.CHANGE):
        store.password.change(session, OPENED, CHANGED, CHANGED)
    town.new_files()
    with telling(Step.REQUEST):
        store.reset.request(someone.email, ENGLISH, TERMINAL)
    token = town.token()
    with telling(Step.SET_PASSWORD):
        store.reset.set_password(token, RESET, RESET, TERMINAL)
    town.new_files()


class Afterlife:
    """What the store holds of a life that may have been cut short: whole steps, and nothing else."""

    def __init__(self, town: Town, number: int, words: Iterable[Word], mail: Iterable[EmailMessage]) -> None:
        told = [word for word in words if word.number == number]
        self._town, self._someone = town, person(number, OPENED)
        # A message that was sent twice is one message.
        self._mail = {letter["Message-ID"]: letter for letter in mail if letter["To"] == self._someone.email}
        self._begun = {word.step for word in told}
        self._done = {word.step for word in told if word.done}

    def judge(self) -> None:
        """Fail where a step is half done, or one that was told as done is lost."""
        letters = Counter(str(letter["Subject"]) for letter in self._mail.values())
        self._at_most_begun(Step.ASK, letters["Your confirmation code"])
        accepted = [password for password in PASSWORDS if self._opens(self._someone.username, password)]
        if not accepted:
            self._never_opened()
            return
        [password] = accepted
        assert self._opens(self._someone.email, password)
        latest = PASSWORDS.index(password)
        for place, step in enumerate(_SETS_PASSWORD):
            self._at_most_begun(step, int(place <= latest))
        self._history_tells_the_same(letters, latest)
        for token in self._tokens():
            self._token_is_used_or_live(token, used=password is RESET)

    def _never_opened(self) -> None:
        assert Step.CONFIRM not in self._done
        self._town.store.sign_up.check_names(self._someone.username, self._someone.email)
        names = self._someone.username, self._someone.email
        assert self._town.rows("SELECT 1 FROM identifier WHERE lookup IN (?, ?)", *names) == []
        assert self._town.rows("SELECT 1 FROM account WHERE username = ? OR email = ?", *names) == []

    def _history_tells_the_same(self, letters: Counter[str], latest: int) -> None:
        session = self._town.sign_in(self._someone, PASSWORDS[latest])
        events: Counter[Happening] = Counter()
        for line in (line for page in self._town.history(session) for line in page):
            events[line.happening] += line.times
        assert events[Happening.ACCOUNT_CREATED] == 1
        changes, resets = int(latest >= 1), int(latest >= 2)
        assert events[Happening.PASSWORD_CHANGED] == letters["Your password was changed"] == changes
        assert events[Happening.PASSWORD_RESET] == letters["Your password was reset"] == resets
        assert events[Happening.RESET_REQUESTED] == letters["Reset the password"]
        self._at_most_begun(Step.REQUEST, letters["Reset the password"])
        by_the_trial = 3
        self._at_most_begun(Step.SIGN_IN, events[Happening.SIGNED_IN] - by_the_trial)

    def _tokens(self) -> Iterator[Secret]:
        for letter in self._mail.values():
            if letter["Subject"] == "Reset the password":
                yield Secret(letter.get_content().partition("macle:reset/")[2].split()[0])

    def _token_is_used_or_live(self, token: Secret, *, used: bool) -> None:
        look = self._town.store.reset.open
        if used:
            assert refused(look, token).refusal is Refusal.TOKEN_USED
        else:
            assert look(token).owner.username == self._someone.username

    def _at_most_begun(self, step: Step, times: int) -> None:
        """Fail unless the step was done once if it was told as done, and never if it was not begun."""
        assert int(step in self._done) <= times <= int(step in self._begun), (step, times)

    def _opens(self, identifier: str, password: Secret) -> bool:
        answer = outcome(self._town.store.sign_in.with_password, identifier, password, TERMINAL)
        assert answer in {DONE, Refusal.WRONG_SIGN_IN.value}
        return answer == DONE
