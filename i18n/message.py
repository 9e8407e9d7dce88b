"""A sentence that knows its facts but not yet its language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias, Union


@dataclass(frozen=True)
class Clock:
    """A moment, told by its time of day alone."""

    moment: datetime


@dataclass(frozen=True)
class Day:
    """A moment, or a date, told by its date alone."""

    moment: datetime | date


@dataclass(frozen=True)
class Brief:
    """A moment in as few characters as can be, for a column of them.

    Its zone is told only where the clocks were changed between it and the moment `beside` it.
    """

    moment: datetime
    beside: datetime


@dataclass(frozen=True)
class Zone:
    """The zone that a moment is told in, by its short name."""

    moment: datetime


@dataclass(frozen=True)
class Country:
    """A country or territory (ISO 3166), told by its name."""

    code: str


@dataclass(frozen=True, repr=False)
class Spelled:
    """Letters and digits (ASCII capitals), told by the words of the language's spelling alphabet."""

    text: str


@dataclass(frozen=True)
class Named:
    """A name that somebody gave something in each language, by their codes (ISO 639)."""

    names: tuple[tuple[str, str], ...]


Fact: TypeAlias = Union[
    str,
    int,
    datetime,
    Brief,
    Clock,
    Country,
    Day,
    Named,
    Spelled,
    timedelta,
    Zone,
    "Message",
    tuple["Message", ...],
]
_NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence, the key to its translations, with the facts for its `{places}`.

    `Language.say` turns it into words. Keeping the two apart lets a page that is already on the
    screen change language, and keeps sentences out of the store.
    """

    text: str
    # A mapping proxy has no hash before Python 3.12.
    facts: Mapping[str, Fact] = field(default_factory=lambda: _NO_FACTS, hash=False)
    plural: str | None = None
    count: int = 0


def _(text: str, /, **facts: Fact) -> Message:
    """Declare a message, to be said later in the person's language."""
    return Message(text, MappingProxyType(facts) if facts else _NO_FACTS)


def told(fact: Fact, /) -> Message:
    """Declare a message that is one fact and nothing else, such as a date."""
    return Message("{fact}", MappingProxyType({"fact": fact}))


def plural(one: str, many: str, count: int, /, **facts: Fact) -> Message:
    """Declare a message whose wording depends on `count`, which it can name as `{count}`."""
    return Message(one, MappingProxyType({**facts, "count": count}), many, count)
