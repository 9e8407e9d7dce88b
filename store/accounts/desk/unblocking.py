"""Lifting what blocks or waits after wrong tries, so that it gives nobody many more of them."""

from __future__ import annotations

from store.accounts import quotas, tries
from store.accounts.change import Change
from store.problems import Problem, Refusal
from store.rules.limits import UNBLOCKINGS_A_DAY
from store.rules.quota import DAY

_UNBLOCKINGS = "unblocking"


def lift(change: Change) -> None:
    """Lift blocks and waits of an account: its wrong tries are forgotten, but not all of them.

    Of answers, of which there are few to guess, so many stay counted that each further wrong one waits the
    longest; of PINs, which never wait, so many that a few more block again. Waits for personal keys are
    short, and left out. Raises `Problem` UNBLOCKED_TOO_OFTEN (until) past the quota of a day: else whoever
    guesses would only need an operator who is kind.
    """
    db, of_account = change.db, tries.of_account(change.account_id)
    if not quotas.allowed(db, _UNBLOCKINGS, of_account, change.now, UNBLOCKINGS_A_DAY, DAY):
        until = quotas.allowed_at(db, _UNBLOCKINGS, of_account, UNBLOCKINGS_A_DAY, DAY)
        raise Problem(Refusal.UNBLOCKED_TOO_OFTEN, until=until)
    for kind in (tries.ANSWER, tries.PIN):
        tries.ease(db, change.account_id, kind)
    forgotten = (tries.SECOND_STEP, tries.ACTIVATION, *tries.ENDED_BY_RESET)
    tries.forget(db, change.account_id, *(kind for kind in forgotten if kind is not tries.PIN))
