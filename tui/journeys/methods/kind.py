"""The kinds of method of the second step, and the journeys that look after one (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from store import Method
from store.rules.limits import MOST_APPS, MOST_PHONES
from tui.journeys.methods.app import add_app, change_app
from tui.journeys.methods.phone import add_phone, change_phone
from tui.visit import Journey, Visit


@dataclass(frozen=True)
class Kind:
    """A kind of method: how many of them an account may have, and its journeys.

    `add` is the journey that adds one, `change` the one that makes it the default, replaces or deletes it.
    """

    most: int
    add: Journey
    change: Callable[[Visit, Method], Awaitable[None]]


KINDS = {
    "app": Kind(MOST_APPS, add_app, change_app),
    "phone": Kind(MOST_PHONES, add_phone, change_phone),
}
"""By the name that the store gives to the kind, in the order of the settings; `words` has their words."""
