"""What a route does."""

from __future__ import annotations

from typing import Protocol

from store.messages.message import Email, Sms


class Route(Protocol):
    """A way to send; the same message may be handed over twice, under the same id."""

    def send(self, message: Email | Sms) -> None:
        """Send, or raise any `Exception`: it is kept as the last error, and the message is tried again."""
