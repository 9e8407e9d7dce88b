"""The key that only the demo has."""

from __future__ import annotations

from i18n import _
from tui.screens.keys import Key

DEVICES = Key(
    "F4",
    _("go to the devices of the demo, and back to the page"),
    {"f4": "app.devices"},
    at_once=True,
    left_out_first=True,
)
