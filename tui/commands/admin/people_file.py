"""The people of a file with values between commas or semicolons (RFC 4180), as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from store import LineFault, Newcomer, Problem, Refusal

STANDARD_INPUT = "-"
COLUMNS = ("username", "email", "language", "first_name", "last_name", "phone")
NEEDED = COLUMNS[:2]
_SEPARATORS = ",;"
"""A spreadsheet writes semicolons where commas stand in numbers."""


def read_people(path: str) -> tuple[list[Newcomer], list[LineFault]]:
    """Return the people of a file, or of standard input (`-`), and which lines have another form.

    Its first line names the columns, in any order; the file is in UTF-8. Raises `Problem` INPUT_UNREADABLE
    (path); TABLE_FORM (fault, and line, column, columns) where no line of it can be read.
    """
    rows = _rows(_text(path))
    columns = _columns(next(rows, (1, []))[1])
    people, faults = list[Newcomer](), list[LineFault]()
    for line, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) < len(columns) or any(map(str.strip, cells[len(columns) :])):
            expected, found = len(columns), len(cells)
            problem = Problem(Refusal.TABLE_FORM, fault="cells", expected=expected, found=found)
            faults.append(LineFault(line, problem))
            continue
        people.append(Newcomer(line, **dict(zip(columns, cells, strict=False))))
    return people, faults


def _text(path: str) -> str:
    try:
        found = sys.stdin.buffer.read() if path == STANDARD_INPUT else Path(path).read_bytes()
    except (OSError, ValueError):  # a name can hold what no name may
        raise Problem(Refusal.INPUT_UNREADABLE, path=path) from None
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise Problem(Refusal.TABLE_FORM, fault="encoding", line=line) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the line on which each row begins, and its cells."""
    # A quotation mark that is not closed makes one cell of all that follows, however much that is.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    header = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count), strict=True
    )
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            # What follows a quote that is not closed is no row any more.
            raise Problem(Refusal.TABLE_FORM, fault="quotes", line=line) from None


def _columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns. Raises `Problem` TABLE_FORM."""
    columns = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in header]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise Problem(Refusal.TABLE_FORM, fault="unknown", column=unknown[0], columns=", ".join(COLUMNS))
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise Problem(Refusal.TABLE_FORM, fault="missing", column=missing[0], columns=", ".join(COLUMNS))
    twice = [name for name in columns if columns.count(name) > 1]
    if twice:
        raise Problem(Refusal.TABLE_FORM, fault="twice", column=twice[0])
    return columns
