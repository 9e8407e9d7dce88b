"""A paste whose end never came."""

from __future__ import annotations

from textual import events


class BrokenPaste(events.Paste):
    """What came of a paste; what follows may have been typed."""
