"""Guesses at tokens, at codes of notices and of activation, whoever they are meant for.

They are limited at each place, and in all, where what was sent or printed is first typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from store.accounts import quotas
from store.accounts.context import Context
from store.database import alone
from store.problems import Problem, Refusal
from store.rules.limits import GUESSES_AT_A_PLACE_AN_HOUR, GUESSES_IN_ALL_AN_HOUR

_ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Guessed:
    """What is guessed at: the refusals of what nobody was sent (`unknown`), and of one guess too many."""

    name: str
    field: str
    unknown: frozenset[Refusal]
    locked: Refusal


RESET_TOKEN = Guessed("token guess", "token", frozenset({Refusal.TOKEN_UNKNOWN}), Refusal.TOKEN_LOCKED)
NOTICE_CODE = Guessed("notice guess", "code", frozenset({Refusal.NOTICE_UNKNOWN}), Refusal.CODE_LOCKED)
ACTIVATION_CODE = Guessed(
    "activation guess",
    "code",
    frozenset({Refusal.WRONG_ACTIVATION, Refusal.ACTIVATION_BLOCKED}),
    Refusal.CODE_LOCKED,
)


@contextmanager
def limited(context: Context, guessed: Guessed, place: str) -> Iterator[None]:
    """Count what is done within as a guess if it is `unknown`; past a limit, refuse it as `locked` (until).

    What somebody was sent is never refused: nobody guesses so many random bits, and whoever guesses at a
    place, or at many, does not keep from a reset those who come to it with what they were sent.
    """
    try:
        yield
    except Problem as problem:
        if problem.refusal in guessed.unknown:
            _count(context, guessed, place)
        raise


def _count(context: Context, guessed: Guessed, place: str) -> None:
    limits = {
        context.mark_keys.mark(guessed.name, place): GUESSES_AT_A_PLACE_AN_HOUR,
        _ANYWHERE: GUESSES_IN_ALL_AN_HOUR,
    }
    with context.database.write(alone_with=alone.quota(*limits)) as db:
        now = context.now()
        for subject, an_hour in limits.items():
            if not quotas.allowed(db, guessed.name, subject, now, an_hour):
                until = quotas.allowed_at(db, guessed.name, subject, an_hour)
                raise Problem(guessed.locked, guessed.field, until=until) from None
