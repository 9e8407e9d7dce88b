"""What a route does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from store.messages.message import Outgoing
from store.problems import Problem

Send: TypeAlias = Callable[[Outgoing], None]
"""Sends, or raises any `Exception`: it is kept as the last error, and the message is tried again.

It ends within `SEND_WITHIN`, whatever is at the other end.
"""


class WayClosed(Problem):
    """Nothing can be sent at the moment: what is at the other end is not there, or does not go on."""


class RefusedForGood(Problem):
    """Nothing will ever be taken for whom this message is for: it is given up, and the others go on."""


class Route(Protocol):
    """A way to send; the same message may be handed over twice, under the same id."""

    def open(self) -> AbstractContextManager[Send]:
        """Give what sends some messages, one after the other. It and `open` itself may raise `WayClosed`."""
