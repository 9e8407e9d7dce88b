"""Changes that were noticed, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.events import Happening


@dataclass(frozen=True)
class NoticedChange:
    """A change that a notice told of; `id` names it, `kind` is that of the method it is about, if any."""

    id: int
    happening: Happening
    told_at: datetime
    kind: str | None = None


@dataclass(frozen=True)
class Disowned:
    """What the code of a notice did, besides closing the account: the changes that were undone.

    A second step, or recovery questions, `stay` where there were none before: no message alone takes them
    away. Whoever was registered `in_person` gets their next activation code by email.
    """

    changes: tuple[NoticedChange, ...]
    second_step_stays: bool
    questions_stay: bool
    in_person: bool = False
