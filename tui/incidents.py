"""The log of crashes: enough to find the fault, and nothing that a person typed."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from i18n import Message, _
from store.files import lead_to, make_folder, open_file
from store.problems import Problem

_ID_CHARACTERS = 8


def record_crash(error: BaseException, home: Path | None) -> str:
    """Write where `error` came from to `logs/macle.log` in the data folder, and return the incident's id.

    The log gets types and places in the code: no message of an exception, no local variable and no line of
    source, for each can hold a secret. The id, eight Crockford characters, is given even where nothing can
    be written, as where the data folder is not known (None).
    """
    from store.rules.crockford import new_code  # not before the first picture

    incident = new_code(_ID_CHARACTERS)
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} incident {incident}", *_trace(error)]
    with contextlib.suppress(OSError, Problem):
        if home is not None:
            _append(home / "logs", "\n".join(lines) + "\n")
    return incident


def crash_sentence(incident: str) -> Message:
    """Say that Macle stops, with the number that `record_crash` gave."""
    return _(
        "Something went wrong, and Macle had to stop. Tell the administrator this number: {incident}",
        incident=incident,
    )


def _trace(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield f"  {type(link).__module__}.{type(link).__qualname__}"
        for frame, line in traceback.walk_tb(link.__traceback__):
            yield f"    {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
        link = link.__cause__ or link.__context__


def _append(folder: Path, text: str) -> None:
    lead_to(folder)
    make_folder(folder)
    log = open_file(folder / "macle.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        os.write(log, text.encode("utf-8", "backslashreplace"))
    finally:
        os.close(log)
