"""The file of services, checked: all that is wrong in it at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BaseModel, Field, Strict, TypeAdapter, ValidationError

from store.problems import Problem, Refusal, refuse_all
from store.settings.delivery import Facts, is_this_machine
from store.settings.lines import KeyPath, first_of
from store.settings.services import Service
from store.settings.toml import parsed

_LONGEST_NAME, _LONGEST_ADDRESS, _LONGEST_ID = 60, 200, 40
"""Characters, so that a page has room for the name, and a QR code for the address and a statement, in which
the id stands."""
_STATEMENT = "statement"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _name(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > _LONGEST_NAME:
        raise ValueError
    return text


def _address(text: str) -> str:
    """Return an address that a browser may be sent to: encrypted, but on this machine (RFC 3986)."""
    if not re.fullmatch(f"[!-~]{{1,{_LONGEST_ADDRESS}}}", text):
        raise ValueError
    # Of the port it raises ValueError by itself.
    parts = urlsplit(text)
    host, _port = parts.hostname, parts.port
    is_encrypted = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host or ""))
    if (
        not host
        or not is_encrypted
        or "@" in parts.netloc
        or _STATEMENT in parse_qs(parts.query, keep_blank_values=True)
    ):
        raise ValueError
    return text


class _Names(BaseModel, extra="forbid"):
    en: Annotated[str, Strict(), AfterValidator(_name)]
    fr: Annotated[str, Strict(), AfterValidator(_name)]


class _Listed(BaseModel, extra="forbid"):
    name: _Names
    address: Annotated[str, Strict(), AfterValidator(_address)]
    level: Annotated[int, Strict(), Field(ge=1, le=3)]
    statement: Annotated[bool, Strict()] = False


_HEADING = re.compile(r"""\s*\[([^]["',#]+)]""")
"""A table's heading: an id, which a point and the name of a part may follow."""
_SERVICES = TypeAdapter(dict[str, _Listed])
_FAULTS: Mapping[str, Facts] = {
    "address": {
        "fault": "not-an-address",
        "longest": str(_LONGEST_ADDRESS),
        "allowed": "https://library.example.org/enter",
    },
    "level": {"fault": "not-a-number", "allowed": "1, 2, 3"},
    "statement": {"fault": "not-a-choice", "allowed": "true, false"},
    "en": {"fault": "not-a-name", "allowed": str(_LONGEST_NAME)},
    "fr": {"fault": "not-a-name", "allowed": str(_LONGEST_NAME)},
}
"""What is wrong with a value, by the last name of its key."""
_NOT_AN_ID: Facts = {
    "fault": "not-an-id",
    "longest": str(_LONGEST_ID),
    "allowed": "library, tax-office-2",
}
_KEYS = {2: "name, address, level, statement", 3: "en, fr"}
"""The keys that there are, by how many names lead to each."""


def checked_services(file: Path, content: bytes) -> tuple[Service, ...]:
    """Return the services that a file with this `content` lists. Raises `Problem` SETTINGS_FORM."""
    try:
        text, written = parsed(file, content)
    except Problem as problem:
        raise _heading_of_no_id(file, content, problem) or problem from None
    faults = dict(_not_ids(written))
    try:
        listed = _SERVICES.validate_python(written)
    except ValidationError as error:
        faults |= _faults(error)
    refuse_all(_problems(file, text, faults))
    return tuple(
        Service(
            name,
            tuple(one.name),
            one.address,
            one.level,
            one.statement,
        )
        for name, one in listed.items()
    )


def _heading_of_no_id(file: Path, content: bytes, problem: Problem) -> Problem | None:
    """Return the fault of an id that makes its line no TOML, as a space or an accent does; else None."""
    line = int(problem.facts["line"])
    heading = _HEADING.match(content.decode(errors="replace").split("\n")[line - 1])
    names = () if heading is None else (name.strip() for name in heading[1].split("."))
    for name in names:
        if not _ID.fullmatch(name):
            return Problem(Refusal.SETTINGS_FORM, file=str(file), line=line, key=name, **_NOT_AN_ID)
    return None


def _not_ids(written: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Facts]]:
    for name in written:
        if not _ID.fullmatch(name) or len(name) > _LONGEST_ID:
            yield (name,), _NOT_AN_ID


def _faults(error: ValidationError) -> dict[KeyPath, Facts]:
    faults: dict[KeyPath, Facts] = {}
    for one in error.errors():
        path = tuple(str(name) for name in one["loc"])
        match one["type"]:
            case "missing":
                table = path[:-1]
                before = faults[table]["allowed"] if table in faults else ""
                lacking = f"{before}, {path[-1]}" if before else path[-1]
                faults[table] = {"fault": "missing-key", "allowed": lacking}
            case "extra_forbidden":
                faults[path] = {"fault": "unknown-key", "allowed": _KEYS[len(path)]}
            case _:
                in_table = {"fault": "not-a-table", "allowed": f"[{'.'.join(path)}]"}
                faults[path] = _FAULTS.get(path[-1], in_table) if len(path) > 1 else in_table
    return faults


def _problems(file: Path, text: str, faults: Mapping[KeyPath, Facts]) -> Iterator[Problem]:
    """Give a problem for each fault, in the order of their lines."""
    lines = {path: first_of(text, [path])[1] for path in faults}
    for path in sorted(faults, key=lambda path: (lines[path], path)):
        key = ".".join(path)
        yield Problem(Refusal.SETTINGS_FORM, file=str(file), line=lines[path], key=key, **faults[path])
