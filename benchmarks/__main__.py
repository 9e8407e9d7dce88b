"""Measure, and tell what breaks its bound: the exit status is 1 then.

Everything, and written to `docs/BENCHMARKS.md`: `python -m benchmarks`. Some, and only told:
`python -m benchmarks memory page`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    authenticator,
    backup,
    event_loop,
    first_picture,
    help_desk,
    icu,
    importing,
    kiosk,
    launcher,
    machine,
    many_accounts,
    memory,
    page,
    reactivation,
    sign_in,
    signing,
)
from benchmarks.figure import Figure

_BENCHMARKS = {
    benchmark.__name__.rpartition(".")[2]: benchmark
    for benchmark in (
        first_picture,
        kiosk,
        launcher,
        icu,
        sign_in,
        reactivation,
        event_loop,
        memory,
        many_accounts,
        help_desk,
        backup,
        importing,
        page,
        authenticator,
        signing,
    )
}
_DOCUMENT = Path(__file__).parent.parent / "docs" / "BENCHMARKS.md"
_FORM = """\
# Benchmarks

Written by `make bench`; do not edit. A ratio compares two measurements of one run. The bare app is a
Textual app with a header, a label, an input, a button and a footer (`benchmarks/bare_app.py`). The bare pages
recompose the texts, inputs and buttons of the welcome and sign-in pages (`benchmarks/bare_pages.py`).

| what | measured | bound | how |
|---|---:|---:|---|
{rows}

Measured on {day} on:

{machine}
"""


def main() -> int:
    names = sys.argv[1:]
    figures = list(_measured(names or _BENCHMARKS))
    if not names:
        _DOCUMENT.write_text(_document(figures))
    broken = [figure.what for figure in figures if not figure.holds]
    for what in broken:
        print(f"Over its bound: {what}")
    return 1 if broken else 0


def _measured(names: Iterable[str]) -> Iterator[Figure]:
    for benchmark in map(_BENCHMARKS.__getitem__, names):
        print(benchmark.__doc__, flush=True)
        for figure in benchmark.measure():
            print(f"    {figure.told:>14}  {figure.bound:<12} {figure.what}: {figure.how}", flush=True)
            yield figure


def _document(figures: list[Figure]) -> str:
    return _FORM.format(
        rows="\n".join(map(_row, figures)),
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine="\n".join(f"- {fact}" for fact in machine.facts()),
    )


def _row(figure: Figure) -> str:
    bound = figure.bound if figure.holds else f"**{figure.bound}**, broken"
    return f"| {figure.what} | {figure.told} | {bound} | {figure.how} |"


sys.exit(main())
