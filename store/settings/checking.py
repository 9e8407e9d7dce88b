"""The file of settings, checked against what is declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from store.problems import Problem, Refusal
from store.settings import Choices, HashingCost, HelpDesk, Where
from store.settings.delivery import Facts, delivery_faults
from store.settings.lines import KeyPath, first_of
from store.settings.listing import declared
from store.settings.toml import parsed

_CHOICES = TypeAdapter(Choices)
_DECLARED = {setting.path: setting for setting in declared()}

_LONGEST_ISSUER = 255
_LONGEST_OF_DESK = 100
"""Characters, so that place, hours and contact have room on a page beside what else it says."""
_FAULTS = {int: "not-a-number", str: "not-like", tuple[str, ...]: "not-a-list"}
"""What a value is that is not of the kind it must be; all other kinds are choices."""


def checked(file: Path, content: bytes, *, is_private: bool) -> Choices:
    """Return what a file with this `content` says. Raises `Problem` SETTINGS_FORM with its first fault.

    `is_private`: nobody else can read it, so that it may have a password in it.
    """
    text, written = parsed(file, content)
    try:
        choices = _CHOICES.validate_python(written)
        faults = {
            **dict(_below_floor(choices.hashing)),
            **dict(_nobody_named(choices.issuer)),
            **dict(_not_to_be_found(choices.help_desk)),
            **dict(delivery_faults(choices.mail, choices.sms, choices.printer, is_private=is_private)),
        }
    except ValidationError as error:
        faults = dict(_faults(error))
    if faults:
        raise _first(file, text, faults)
    return choices


def _faults(error: ValidationError) -> Iterator[tuple[KeyPath, Facts]]:
    for one in error.errors():
        # Of a text within a list, the fault is told of the list.
        path = tuple(name for name in one["loc"] if isinstance(name, str))
        if one["type"] == "unexpected_keyword_argument":
            # As where the # before a setting was removed, and not the one before its table.
            match [known[:-1] for known in _DECLARED if known[-1] == path[-1]]:
                case [(table,)]:
                    yield path, {"fault": "of-other-table", "allowed": f"[{table}]"}
                    continue
                # As where it was added at the end of the file, which is in the last table.
                case [()]:
                    yield path, {"fault": "of-no-table", "allowed": path[-1]}
                    continue
            yield path, {"fault": "unknown-key", "allowed": ", ".join(_keys_beside(path))}
        elif setting := _DECLARED.get(path):
            yield path, {"fault": _FAULTS.get(setting.kind, "not-a-choice"), "allowed": setting.allowed}
        else:
            yield path, {"fault": "not-a-table", "allowed": f"[{'.'.join(path)}]"}


def _keys_beside(path: KeyPath) -> Iterator[str]:
    """Give the names of the settings that there are in the table of `path`, then those of its tables."""
    table, depth = path[:-1], len(path)
    below = [known for known in _DECLARED if known[: depth - 1] == table]
    yield from (known[-1] for known in below if len(known) == depth)
    yield from dict.fromkeys(f"[{'.'.join(known[:depth])}]" for known in below if len(known) > depth)


def _below_floor(cost: HashingCost) -> Iterator[tuple[KeyPath, Facts]]:
    """Look at what no number tells alone: whether hashing costs enough."""
    for name in ("memory_kib", "passes"):
        path, least = ("hashing", name), getattr(cost.floor, name)
        if getattr(cost, name) < least:
            yield path, {"fault": "not-a-number", "allowed": f"{least}…{_DECLARED[path].setting.most}"}


def _nobody_named(issuer: str) -> Iterator[tuple[KeyPath, Facts]]:
    """Look at who makes statements: a name or an address, and not all that a text can be."""
    if not (issuer.strip() == issuer != "" and issuer.isprintable() and len(issuer) <= _LONGEST_ISSUER):
        yield ("issuer",), {"fault": "not-like", "allowed": str(_DECLARED["issuer",].setting.example)}


def _not_to_be_found(desk: HelpDesk) -> Iterator[tuple[KeyPath, Facts]]:
    """Look at what people are told of the help desk: all of it in every language, or nothing at all."""
    if not desk.is_known:
        return
    told = {language.name: getattr(desk, language.name) for language in fields(HelpDesk)}
    if unsaid := [f"[help_desk.{name}]" for name, said in told.items() if said == Where()]:
        yield ("help_desk",), {"fault": "missing-key", "allowed": ", ".join(unsaid)}
        return
    for name, said in told.items():
        values = {one.name: getattr(said, one.name) for one in fields(Where)}
        if lacking := [key for key, value in values.items() if not value]:
            yield ("help_desk", name), {"fault": "missing-key", "allowed": ", ".join(lacking)}
        for key, value in values.items():
            if value and not _can_be_told(value):
                path = ("help_desk", name, key)
                yield path, {"fault": "not-a-line", "allowed": str(_LONGEST_OF_DESK)}


def _can_be_told(text: str) -> bool:
    return text.isprintable() and bool(text.strip()) and len(text) <= _LONGEST_OF_DESK


def _first(file: Path, text: str, faults: Mapping[KeyPath, Facts]) -> Problem:
    path, line = first_of(text, faults)
    key = ".".join(path)
    return Problem(Refusal.SETTINGS_FORM, file=str(file), line=line, key=key, **faults[path])
