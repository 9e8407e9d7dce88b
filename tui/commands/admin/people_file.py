"""The people of a file with values between commas or semicolons (RFC 4180), as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from store import LineFault, Newcomer, Problem, Refusal
from store.files import open_file, trusted_folder

STANDARD_INPUT = "-"
COLUMNS = ("username", "email", "language", "first_name", "last_name", "phone")
NEEDED = COLUMNS[:2]
_SEPARATORS = ",;"
"""A spreadsheet writes semicolons where commas stand in numbers."""
_BETWEEN_WORDS = str.maketrans("", "", " _-")
"""Left out, so that “E-mail” and “First name” are known."""
_MEGABYTES = 20
"""Of a file at most, some 300,000 people: all of them are in memory at once, which takes a gigabyte."""
_COLUMN_SHOWN = 40
"""Characters of a name: a file of another kind can be one line without an end."""


def read_people(path: str) -> tuple[list[Newcomer], list[LineFault]]:
    """Return the people of a file, or of standard input (`-`), and which lines have another form.

    Its first line names the columns, in any order; the file is in UTF-8. Raises `Problem` INPUT_UNREADABLE
    (path); FILE_LINK, FILE_FOREIGN, FILE_WRITABLE and FOLDER_OPEN (path) where others could have written it;
    TABLE_FORM (fault, and line, column, columns, megabytes) where no line of it can be read.
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
    most = _MEGABYTES * 1_000_000
    try:
        if path == STANDARD_INPUT:
            found = sys.stdin.buffer.read(most + 1)
        else:
            with os.fdopen(_opened(Path(path).absolute()), "rb") as file:
                found = file.read(most + 1)
    except (OSError, ValueError):  # a name can hold what no name may
        raise Problem(Refusal.INPUT_UNREADABLE, path=path) from None
    if len(found) > most:
        raise Problem(Refusal.TABLE_FORM, fault="too-large", megabytes=_MEGABYTES)
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise Problem(Refusal.TABLE_FORM, fault="encoding", line=line) from None


def _opened(path: Path) -> int:
    return open_file(trusted_folder(path.parent) / path.name, os.O_RDONLY, of_root=True, closes=False)


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
    known = {_bare(name): name for name in COLUMNS}
    columns = [known.get(_bare(name), name.strip()) for name in header]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        column = unknown[0][:_COLUMN_SHOWN] + "…" * (len(unknown[0]) > _COLUMN_SHOWN)
        raise Problem(Refusal.TABLE_FORM, fault="unknown", column=column, columns=", ".join(COLUMNS))
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise Problem(Refusal.TABLE_FORM, fault="missing", column=missing[0], columns=", ".join(COLUMNS))
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise Problem(Refusal.TABLE_FORM, fault="twice", column=twice)
    return columns


def _bare(name: str) -> str:
    return name.strip().casefold().translate(_BETWEEN_WORDS)
