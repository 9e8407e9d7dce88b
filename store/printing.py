"""Printing by the system's own program, `lp`."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

from store.problems import Problem, Refusal


def print_sheet(title: str, text: str, within: timedelta, printer: str = "") -> None:
    """Hand a text to a `printer`, without a name to the usual one, that takes it `within` so long.

    Raises `Problem` NO_PRINTER, PRINT_FAILED.
    """
    named = ("-d", printer) if printer else ()
    try:
        # The text goes through a pipe, so that it stands in no process list.
        _run("lp", "-s", *named, "-t", title, within=within, text=text)
    except FileNotFoundError:
        raise Problem(Refusal.NO_PRINTER) from None
    except (OSError, subprocess.TimeoutExpired):
        raise Problem(Refusal.PRINT_FAILED) from None
    except subprocess.CalledProcessError:
        raise Problem(Refusal.PRINT_FAILED if _has_printers(within) else Refusal.NO_PRINTER) from None


def _has_printers(within: timedelta) -> bool:
    """Return whether the system names any, or cannot be asked."""
    try:
        return bool(_run("lpstat", "-e", within=within))
    except (OSError, subprocess.SubprocessError):
        return True


def _run(program: str, *arguments: str, within: timedelta, text: str = "") -> bytes:
    path = shutil.which(program)
    if path is None:
        raise FileNotFoundError
    return subprocess.run(  # noqa: S603
        [path, *arguments],
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=within.total_seconds(),
        check=True,
    ).stdout
