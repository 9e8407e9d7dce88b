"""The file of settings, checked against what is declared."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from store.problems import Problem, Refusal
from store.settings import Choices, HashingCost
from store.settings.lines import KeyPath, first_of, line_of_error
from store.settings.listing import declared

_CHOICES = TypeAdapter(Choices)
_DECLARED = {setting.path: setting for setting in declared()}

_Facts = Mapping[str, str]


def checked(file: Path, content: bytes) -> Choices:
    """Return what a file with this `content` says. Raises `Problem` SETTINGS_FORM with its first fault."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _not_toml(file, content.count(b"\n", 0, error.start) + 1) from None
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_toml(file, line_of_error(text, error)) from None
    try:
        choices = _CHOICES.validate_python(written)
        faults = dict(_below_floor(choices.hashing))
    except ValidationError as error:
        faults = dict(_faults(error))
    if faults:
        raise _first(file, text, faults)
    return choices


def _faults(error: ValidationError) -> Iterator[tuple[KeyPath, _Facts]]:
    for one in error.errors():
        path = tuple(str(name) for name in one["loc"])
        if one["type"] == "unexpected_keyword_argument":
            yield path, {"fault": "unknown-key", "allowed": ", ".join(_keys_beside(path))}
        elif setting := _DECLARED.get(path):
            fault = "not-a-number" if setting.kind is int else "not-a-choice"
            yield path, {"fault": fault, "allowed": setting.allowed}
        else:
            yield path, {"fault": "not-a-table", "allowed": f"[{'.'.join(path)}]"}


def _keys_beside(path: KeyPath) -> Iterator[str]:
    """Give the names of the settings that there are in the table of `path`, then those of its tables."""
    table, depth = path[:-1], len(path)
    below = [known for known in _DECLARED if known[: depth - 1] == table]
    yield from (known[-1] for known in below if len(known) == depth)
    yield from dict.fromkeys(f"[{'.'.join(known[:depth])}]" for known in below if len(known) > depth)


def _below_floor(cost: HashingCost) -> Iterator[tuple[KeyPath, _Facts]]:
    """Look at what no number tells alone: whether hashing costs enough."""
    for name in ("memory_kib", "passes"):
        path, least = ("hashing", name), getattr(cost.floor, name)
        if getattr(cost, name) < least:
            yield path, {"fault": "not-a-number", "allowed": f"{least}…{_DECLARED[path].setting.most}"}


def _first(file: Path, text: str, faults: Mapping[KeyPath, _Facts]) -> Problem:
    path, line = first_of(text, faults)
    key = ".".join(path)
    return Problem(Refusal.SETTINGS_FORM, file=str(file), line=line, key=key, **faults[path])


def _not_toml(file: Path, line: int) -> Problem:
    return Problem(Refusal.SETTINGS_FORM, file=str(file), line=line, fault="not-toml")
