"""The terminals on which people of the demo read their PINs, as `macle pin` shows them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from i18n import Message, _
from store import OwnTerminal, Problem, Secret
from store.rules.codes import new_token
from tui.demo.authenticator import AppCode

if TYPE_CHECKING:
    from datetime import datetime

    from store.accounts.store import Store

_NAME = "macle pin"

PIN_DOCUMENT = "pin-document"
"""The name of the page from which a PIN is asked for."""


def registered_words(username: str) -> Message:
    """Return what tells that a terminal that had ended shows PINs again."""
    return _(
        "The terminal of {username} showed no PINs any more, and was registered again.",
        username=username,
    )


@dataclass(frozen=True, repr=False)
class _Terminal:
    document: str
    contrast: str
    secret: Secret


class PinDevice:
    """Keeps one terminal for each person, with its secret: the store lets no two share one."""

    def __init__(self) -> None:
        self._terminals: tuple[_Terminal, ...] = ()

    def register(self, store: Store, document: str, contrast: str, sent_code: Callable[[], Secret]) -> str:
        """Have another terminal show the PINs of whoever this document is, and return their account ID."""
        terminal = _Terminal(document, contrast, Secret(new_token()))
        _register(store, terminal, sent_code)
        self._terminals = (*self._terminals, terminal)
        return store.pin_app.shown(terminal.secret).account

    def register_again(self, store: Store, sent_code: Callable[[], Secret]) -> tuple[str, ...]:
        """Register the terminals that show no PINs any more, and return the numbers of their documents."""
        registered = []
        for terminal in self._terminals:
            try:
                store.pin_app.shown(terminal.secret)
            except Problem:
                with suppress(Problem):  # no code is sent now: too many were
                    _register(store, terminal, sent_code)
                    registered.append(terminal.document)
        return tuple(registered)

    def pins(self, store: Store, now: datetime) -> tuple[AppCode, ...]:
        """Return the PINs that can be typed, each after the code that its page shows, the newest first."""
        shown = []
        for terminal in self._terminals:
            try:
                pin = store.pin_app.shown(terminal.secret).pin
            except Problem:
                continue  # the person has another terminal by now, or none
            if pin is not None:
                left = ceil((pin.expires_at - now).total_seconds())
                shown.append(AppCode(pin.code, pin.pin.reveal(), left))
        return tuple(sorted(shown, key=lambda one: one.seconds_left, reverse=True))


def _register(store: Store, terminal: _Terminal, sent_code: Callable[[], Secret]) -> None:
    here = OwnTerminal(_NAME, _NAME, _NAME, terminal.secret)
    ticket = store.pin_app.begin(terminal.document, Secret(terminal.contrast), here)
    store.pin_app.confirm(ticket, sent_code(), here)
