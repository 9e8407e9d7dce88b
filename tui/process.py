"""What the process may do, decided before anything else is imported."""

from __future__ import annotations

import contextlib
import ctypes
import ipaddress
import os
import resource
import signal
import sys
from collections.abc import Mapping
from typing import TextIO

# fmt: off
_KEPT = frozenset({
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "TMPDIR", "TZ",
    "LANG", "LANGUAGE",
    "TERM", "COLORTERM", "TERM_PROGRAM", "STY", "TMUX", "COLUMNS", "LINES", "NO_COLOR", "ESCDELAY",
    "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY",
    "LPDEST", "PRINTER", "CUPS_SERVER", "CUPS_USER", "CUPS_ENCRYPTION",
})
# fmt: on
_KEPT_FAMILIES = ("LC_", "XDG_", "MACLE_")
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4

END_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP)
"""What a person or a system sends to end a visit. (Python ignores SIGPIPE: writing fails then.)"""
GONE_WITHIN = 1.5
"""Seconds from one of them to the end of the process at the latest."""


def confine() -> Mapping[str, str]:
    """Shut the process in, and return the environment that is left to it.

    The environment is cut down to a list of known names, files are made for their owner alone, and the
    process leaves no core dump and cannot be traced.

    What acts on an interpreter before its first line, such as `PYTHONPATH` and the current folder, is kept
    out by the `macle` command, which starts Python isolated (`launcher/macle`).
    """
    environment = allowed(os.environ)
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    _open_missing_streams()
    os.umask(0o077)
    _leave_no_dump()
    return environment


def allowed(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables that Macle or its terminal needs; the rest could steer the libraries."""
    # An empty NO_COLOR asks for nothing (no-color.org); Textual would take it for a wish.
    return {
        name: value
        for name, value in environment.items()
        if (name in _KEPT or name.startswith(_KEPT_FAMILIES)) and (name != "NO_COLOR" or value)
    }


def terminal_name(environment: Mapping[str, str]) -> str:
    """Return where the person sits, in no language: "SSH 192.0.2.7, pts/3", "tty2"; empty where unknown."""
    parts = []
    if client := environment.get("SSH_CONNECTION", "").partition(" ")[0]:
        parts.append(f"SSH {client[:64]}")
    with contextlib.suppress(OSError):
        parts.append(os.ttyname(0).removeprefix("/dev/"))
    return ", ".join(parts)


def place(environment: Mapping[str, str]) -> str:
    """Return where the person sits, by what others cannot claim: the system's user, and the client over SSH.

    Anyone can set `SSH_CONNECTION`; what they claim by it is worth nothing without the same user. Empty where
    many come from: this very machine, by SSH.
    """
    user = f"user {os.getuid()}"
    if "SSH_CONNECTION" not in environment:
        return user
    try:
        client = ipaddress.ip_address(environment["SSH_CONNECTION"].partition(" ")[0])
    except ValueError:
        return ""
    client = getattr(client, "ipv4_mapped", None) or client
    return "" if client.is_loopback or client.is_unspecified else f"{user} from {client}"


def end_with(parent: int) -> None:
    """Have the process told to go (SIGTERM) once its `parent` is gone, however that ended; at once if it is.

    Only Linux tells of it.
    """
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def give_up(stream: TextIO) -> None:
    """Send to nowhere what is left in a stream, which Python writes once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _open_missing_streams() -> None:
    """Give a process without standard streams empty ones, before some file takes their numbers."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(number, mode))


def _leave_no_dump() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Linux alone has it.
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
