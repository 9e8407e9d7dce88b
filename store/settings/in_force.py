"""Which settings count, and where each comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from store.settings import Choices
from store.settings.checking import checked
from store.settings.lines import first_of
from store.settings.listing import Declared, declared
from store.settings.reading import content_of


@dataclass(frozen=True)
class InForce:
    """A setting, what it is set to, and on which line of the file; None: it has its default."""

    setting: Declared
    value: object
    line: int | None


def settings_in_force(file: Path) -> tuple[InForce, ...] | None:
    """Return every setting in the order in which they are declared; None where there is no such file.

    Raises `Problem` as `read_settings` does.
    """
    found = content_of(file)
    if found is None:
        return None
    content, is_private = found
    return tuple(_found(checked(file, content, is_private=is_private), content.decode()))


def _found(choices: Choices, text: str) -> Iterator[InForce]:
    written = tomllib.loads(text)
    for one in declared():
        value = reduce(getattr, one.path, choices)
        table = reduce(lambda above, name: above.get(name, {}), one.path[:-1], written)
        line = first_of(text, [one.path])[1] if one.path[-1] in table else None
        yield InForce(one, value, line)
