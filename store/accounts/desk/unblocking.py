"""Lifting what blocks or waits after wrong tries, so that it gives nobody many more of them."""

from __future__ import annotations

from datetime import datetime

from store.accounts import quotas, tries
from store.accounts.change import Change
from store.accounts.desk import hindrances
from store.accounts.tries import Kind
from store.problems import Problem, Refusal
from store.rules.limits import UNBLOCKINGS_A_DAY
from store.rules.quota import DAY
from store.values.desk import TriedSecret

_UNBLOCKINGS = "unblocking"


def lift(change: Change) -> None:
    """Lift blocks and waits of an account: its wrong tries are forgotten, but not all of them.

    Of answers, and of what can be tried with a document alone, of which there are few to guess, so many stay
    counted that each further wrong one waits the longest; of PINs, which never wait, so many that a few more
    block again. Waits for personal keys are short, and left out. Raises `Problem` UNBLOCKED_TOO_OFTEN (until)
    past the quota of a day: else whoever guesses would only need an operator who is kind.
    """
    if not _is_allowed(change):
        raise Problem(Refusal.UNBLOCKED_TOO_OFTEN, until=_allowed_at(change))
    _ease(change, tries.ANSWER, *tries.BY_DOCUMENT)
    forgotten = (tries.SECOND_STEP, tries.ACTIVATION, *tries.ENDED_BY_RESET)
    tries.forget(change.db, change.account_id, *(kind for kind in forgotten if kind not in tries.BY_DOCUMENT))


def lift_of_document(change: Change) -> datetime | None:
    """Lift what blocks or waits after wrong tries with a document alone, within the quota of `lift`.

    Past it nothing is lifted: return when it can be.
    """
    hindered = hindrances.of(change.db, change.context, [change.account_id])[change.account_id]
    if not any(one.secret is TriedSecret.DOCUMENT for one in hindered):
        return None
    if not _is_allowed(change):
        return _allowed_at(change)
    _ease(change, *tries.BY_DOCUMENT)
    return None


def _is_allowed(change: Change) -> bool:
    """Take one from the quota of a day; return whether it had one."""
    return quotas.allowed(change.db, _UNBLOCKINGS, _subject(change), change.now, UNBLOCKINGS_A_DAY, DAY)


def _allowed_at(change: Change) -> datetime:
    return quotas.allowed_at(change.db, _UNBLOCKINGS, _subject(change), UNBLOCKINGS_A_DAY, DAY)


def _subject(change: Change) -> str:
    return tries.of_account(change.account_id)


def _ease(change: Change, *kinds: Kind) -> None:
    for kind in kinds:
        tries.ease(change.db, change.account_id, kind)
