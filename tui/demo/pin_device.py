"""The terminals on which people of the demo read their PINs, as `macle pin` shows them."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING

from store import OwnTerminal, Problem, Secret
from store.rules.codes import new_token
from tui.demo.authenticator import AppCode

if TYPE_CHECKING:
    from datetime import datetime

    from store.accounts.store import Store

_NAME = "macle pin"


class PinDevice:
    """Keeps the secret of one terminal for each person: the store lets no two share one."""

    def __init__(self) -> None:
        self._secrets: tuple[Secret, ...] = ()

    def register(self, store: Store, document: str, contrast: str, sent_code: Callable[[], Secret]) -> str:
        """Have another terminal show the PINs of whoever this document is, and return their account ID."""
        secret = Secret(new_token())
        here = OwnTerminal(_NAME, _NAME, _NAME, secret)
        ticket = store.pin_app.begin(document, Secret(contrast), here)
        store.pin_app.confirm(ticket, sent_code(), here)
        self._secrets = (*self._secrets, secret)
        return store.pin_app.shown(secret).account

    def pins(self, store: Store, now: datetime) -> tuple[AppCode, ...]:
        """Return the PINs that can be typed, each after the code that its page shows."""
        shown = []
        for secret in self._secrets:
            try:
                pin = store.pin_app.shown(secret).pin
            except Problem:
                continue  # the person has another terminal by now, or none
            if pin is not None:
                left = ceil((pin.expires_at - now).total_seconds())
                shown.append(AppCode(pin.code, pin.pin.reveal(), left))
        return tuple(shown)
