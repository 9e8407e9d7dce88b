"""The process that hands one text to a gateway for SMS: see `sms`, which starts it.

It is run as a file, isolated, and imports nothing of Macle. Its standard input is a JSON object: the `url` of
the gateway with the `number` in it, the `text`, and how many `seconds` it may take, after which the system
ends it. It answers with one word: `sent`, `address`, `service`, `number`, `refused` with the HTTP status that
the gateway gave, if it did, or `failed` with what went wrong in Apprise.
"""

from __future__ import annotations

import ctypes
import json
import logging
import re
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from apprise import Apprise, AppriseAsset, PersistentStoreMode
from apprise.utils.parse import is_phone_no

_STATUS = re.compile(r"\berror=(\d{3})\b")
"""How Apprise logs what a gateway answered."""
_MEMORY = 256 << 20
"""Bytes: what a gateway answers may unfold to any size."""
_PR_SET_DUMPABLE = 4


def main() -> None:
    """Send what is read, and print what came of it."""
    _confine()
    asked = json.load(sys.stdin)
    signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
    print(*_outcome(asked["url"], asked["number"], asked["text"]))


def _outcome(url: str, number: str, text: str) -> tuple[str, ...]:
    asset = AppriseAsset(
        app_id="Macle",
        async_mode=False,
        http_redirects=False,
        plugin_paths=[],
        storage_mode=PersistentStoreMode.MEMORY,
    )
    service = Apprise.instantiate(url, asset=asset)
    if service is None:
        # Some services take no address with a number that Apprise finds too short.
        is_known = is_phone_no(number)  # type: ignore[no-untyped-call]  # Apprise has no types there
        return ("address",) if is_known else ("number",)
    if not _sends_to(service, number):
        return ("number",) if _is_for_numbers(service) else ("service",)
    log = _Log()
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.addHandler(log)
    try:
        return ("sent",) if service.notify(body=text) else ("refused", log.status)
    except Exception as error:  # of a service, which any of Apprise's many authors wrote
        return "failed", _where(error)


def _where(error: Exception) -> str:
    """Return what an error is and where it arose; not what it says, which may quote the address."""
    *_callers, raised = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}, {Path(raised.filename).name}:{raised.lineno}"


def _sends_to(service: Any, number: str) -> bool:
    """Tell whether a text goes to this number alone.

    Services drop a number that they do not know, and without any, some send to the number of the sender.
    """
    digits = number.removeprefix("+")
    # One that knows North America alone leaves its 1 out.
    return len(service) == 1 and [*_targets(service)] in ([digits], [digits.removeprefix("1")])


def _is_for_numbers(service: Any) -> bool:
    """Tell whether a service says of itself that its recipients are phone numbers."""
    return any(name.startswith("target_phone") for name in service.template_tokens)


def _targets(service: Any) -> Iterator[str]:
    """Give the digits of each number that a service has kept, whatever form it has there."""
    for name in ("targets", "target_phones", "phone"):
        for target in getattr(service, name, ()):
            yield re.sub(r"\D", "", target[-1] if isinstance(target, tuple) else target)


class _Log(logging.Handler):
    """Takes the status of the gateway from what Apprise logs."""

    def __init__(self) -> None:
        super().__init__()
        self.status = ""

    def emit(self, record: logging.LogRecord) -> None:
        if found := _STATUS.search(record.getMessage()):
            self.status = found[1]


def _confine() -> None:
    """Take no more memory than this needs, write no core dump, and let no other process trace this one."""
    with suppress(ValueError):  # of a system without this limit
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Linux alone has it.
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


if __name__ == "__main__":
    main()
