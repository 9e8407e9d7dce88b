"""The key that only the demo has, and those of its devices."""

from __future__ import annotations

from i18n import _
from tui.screens.frame import Words
from tui.screens.keys import HELP, LANGUAGE, QUIT, SCROLL, Key

DEVICES = Key(
    "F4",
    _("go to the devices of the demo, and back to the page"),
    {"f4": "app.devices"},
    at_once=True,
    left_out_first=True,
)
KEYS_OF_DEVICES = (
    Key("Tab  ↑ ↓", _("go from one message, sheet or code to the next"), {}, in_ascii="Tab"),
    Key(_("Enter key"), _("put the code that is open into the page, or press the button"), {}),
    SCROLL,
    Key("Esc", _("go back to the page"), {}),
    DEVICES,
    HELP,
    LANGUAGE,
    QUIT,
)
"""Those that F1 explains at the devices."""


def words_of_devices(unread: int) -> Words:
    """Return what the last line says of the devices, on which so many messages are unread."""
    return (_("Devices ({count})", count=unread), f"({unread})") if unread else (_("Devices"), _("Demo"))
