"""The kinds of method of the second step, as the pages know them (PRODUCT §6)."""

from __future__ import annotations

from dataclasses import dataclass

from store import Method
from store.rules.limits import MOST_APPS, MOST_PHONES
from tui.journeys.later import Journey, later
from tui.journeys.methods.words import APP, PHONE, Words


@dataclass(frozen=True)
class Kind:
    """A kind of method: its words, and how many of them an account may have.

    `add` is the journey that adds one, `change` the one that makes it the default, replaces or deletes it.
    """

    words: Words
    most: int
    add: Journey
    change: Journey


KINDS = {
    "app": Kind(APP, MOST_APPS, later("methods.app", "add_app"), later("methods.app", "change_app")),
    "phone": Kind(
        PHONE, MOST_PHONES, later("methods.phone", "add_phone"), later("methods.phone", "change_phone")
    ),
}
"""By the name that the store gives to the kind, in the order of the settings."""


def words_of(method: Method) -> Words:
    """Return the words of a method's kind."""
    return KINDS[method.kind].words
