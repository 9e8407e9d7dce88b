"""The life of a profile, told step by step by the process that leads it, and judged after its death."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from itertools import count, islice
from multiprocessing.connection import Connection
from pathlib import Path

from store import ProfileState, Secret
from tests.town import IDENTITY, KeyHolder, Town
from tests.trials.outcomes import DONE, outcome

_BETWEEN_RESETS = timedelta(minutes=20)
"""Few enough resets an hour for each to be sent a token."""


class Step(Enum):
    CHANGE = "change the password"
    RESET = "reset the password"
    REACTIVATE = "reactivate the profile"


@dataclass(frozen=True)
class Word:
    """What the process says before a use case and, `done`, once it has returned.

    `secret` is the password about to be set, or the key that was shown: as text, for secrets do not travel.
    """

    step: Step
    done: bool
    secret: str


def lead(
    home: Path, hours: int, username: str, password: str, key: str, rounds: int, tell: Connection
) -> None:
    """Change, reset and reactivate again and again, `rounds` times or, for 0, for ever."""
    town = Town(home)
    town.clock.advance(hours=hours)
    someone = KeyHolder(username, f"{username}@example.org", Secret(password), key=Secret(key))
    town.sign_in(someone)
    tell.send("ready")

    @contextmanager
    def telling(step: Step, secret: str) -> Iterator[list[str]]:
        tell.send(Word(step, done=False, secret=secret))
        shown = [secret]
        yield shown
        tell.send(Word(step, done=True, secret=shown[-1]))

    for number in islice(count(), rounds or None):
        town.clock.now += _BETWEEN_RESETS
        session, new = town.sign_in(someone), f"Chouette-{hours}-{number}?"
        with telling(Step.CHANGE, new):
            town.store.password.change(session, someone.password, Secret(new), Secret(new))
        new = f"Hirondelle-{hours}-{number}+"
        with telling(Step.RESET, new):
            someone = town.reset(someone, Secret(new))
        session = town.sign_in(someone)
        with telling(Step.REACTIVATE, "") as shown:
            made = town.store.reactivation.reactivate(session, someone.key, someone.password)
            shown.append(made.key.reveal())
        someone = replace(someone, key=made.key)


@dataclass(frozen=True)
class Afterlife:
    """What was told of a profile before its process died, to be held against what the store holds."""

    town: Town
    holder: KeyHolder

    def judge(self, words: Iterable[Word]) -> KeyHolder:
        """Fail unless the profile opens by the password or by the last key shown; return who opens it now."""
        holder, state, begun = self.holder, ProfileState.ACTIVE, None
        for word in words:
            begun = None if word.done else word
            if not word.done:
                continue
            if word.step is Step.REACTIVATE:
                holder, state = replace(holder, key=Secret(word.secret)), ProfileState.ACTIVE
            else:
                holder = replace(holder, password=Secret(word.secret))
                state = ProfileState.DEACTIVATED if word.step is Step.RESET else state
        return self._opened(holder, state, begun)

    def _opened(self, holder: KeyHolder, state: ProfileState, begun: Word | None) -> KeyHolder:
        before, after = (holder.password, state), (holder.password, state)
        if begun is not None:
            after = {
                Step.CHANGE: (Secret(begun.secret), state),
                Step.RESET: (Secret(begun.secret), ProfileState.DEACTIVATED),
                Step.REACTIVATE: (holder.password, ProfileState.ACTIVE),
            }[begun.step]
        passwords = {password.reveal(): password for password, _ in (before, after)}.values()
        [password] = [one for one in passwords if outcome(self.town.sign_in, holder, one) == DONE]
        session = self.town.sign_in(holder, password)
        now = self.town.store.profile.status(session).profile
        wholly = {(password.reveal(), state) for password, state in (before, after)}
        assert (password.reveal(), now) in wholly
        if now is ProfileState.DEACTIVATED:
            return self.town.reactivate(replace(holder, password=password))
        opened = self.town.store.profile.open(session, password)
        assert opened.identity == IDENTITY
        key = opened.personal_key.key
        unshown = begun is not None and begun.step is Step.REACTIVATE
        assert unshown or key.reveal() == holder.key.reveal()
        return replace(holder, password=password, key=key)
