"""Standing: what has been part of an account for long enough to be its owner's (PRODUCT §6).

Whoever held a session for some minutes can add an address or a method. For ten days the owner can undo that
with the code of its notice; only after that is what was added taken to be the owner's own.
"""

from __future__ import annotations

from datetime import datetime

from store.rules.limits import NOTICE_LIFE


def is_standing(added_at: datetime, account_opened_at: datetime, at: datetime) -> bool:
    """Tell whether what is the account's since `added_at` is standing at a moment.

    What a new account has from its start is. Anything else, once no notice of its arrival works any more.
    """
    return added_at == account_opened_at or at - added_at >= NOTICE_LIFE
