"""What sets a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.rules.password_rules import Owner
from store.values.methods import Ways
from store.values.profile import ProfileStatus


@dataclass(frozen=True)
class OpenedReset:
    """What a live reset token opens: whose password it may set, and until when.

    `question` is the number of the recovery question that is to be answered first, None for none; a code of
    one of the ways `instead` does as well, None where none is taken. It `invites` to set a first password;
    the one that it sets `is_first` also where it goes with an activation code (`activates`), as it does for
    whoever was registered in person. That one `ends_pins` where a terminal shows them.
    """

    owner: Owner
    expires_at: datetime
    profile: ProfileStatus
    question: int | None = None
    instead: Ways | None = None
    invites: bool = False
    is_first: bool = False
    activates: bool = False
    ends_pins: bool = False
