"""What the place of a visit allows: one's own terminal, an operator's that is handed over, a kiosk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from store.rules.limits import SESSION_IDLE, SESSION_IDLE_WARNING

PAUSE = 5.0
"""Seconds without typing after which one has seen what is asked by now: more than between two fields."""


@dataclass(frozen=True)
class IdleLimit:
    """A visit in which nothing is typed ends `after` so long, and says so `warning` before."""

    after: timedelta
    warning: timedelta


@dataclass(frozen=True)
class Surroundings:
    """What can be done where the person sits, and how long they may be idle there.

    A text can be sent to the terminal's clipboard where the place `copies` and its front can; what is shown
    can be written to a file where it `saves`, and be printed where it `prints`. An address of a service is of
    use where it `opens_addresses`. The person can end the program where it `quits`; what signals do is the
    host's. Where `next_person_waits`, the visit is over as soon as a journey is, or once the store needs an
    administrator.

    `signed_in` cannot be longer than the store's own limit; raises `ValueError`. `signed_out` None: nobody
    waits for the terminal.
    """

    copies: bool = True
    saves: bool = True
    prints: bool = True
    opens_addresses: bool = True
    quits: bool = True
    next_person_waits: bool = False
    signed_in: IdleLimit = IdleLimit(SESSION_IDLE, SESSION_IDLE_WARNING)
    signed_out: IdleLimit | None = None

    def __post_init__(self) -> None:
        if self.signed_in.after > SESSION_IDLE:
            raise ValueError("the store ends sessions earlier")


OWN_TERMINAL = Surroundings()
_SHARED = IdleLimit(timedelta(seconds=90), timedelta(seconds=15))
BESIDE_OPERATOR = Surroundings(
    copies=False, saves=False, opens_addresses=False, quits=False, signed_in=_SHARED, signed_out=_SHARED
)
"""An operator's terminal while somebody else has it: its clipboard, files and browser are the operator's."""
KIOSK = replace(BESIDE_OPERATOR, opens_addresses=True, next_person_waits=True)
"""One goes on at the address of a service with one’s own phone."""
