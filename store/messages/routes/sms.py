"""The route to a gateway for SMS, by the services that Apprise knows."""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from store.messages.message import Email, Sms
from store.messages.routes.route import Send, WayClosed
from store.problems import Problem, Refusal
from store.rules.limits import SEND_WITHIN
from store.settings import SmsGateway
from store.settings.delivery import RECIPIENT
from store.threads import start

_STATUS = re.compile(r"\berror=(\d{3})\b")
"""How Apprise logs what a gateway answered."""
_LOGGER = logging.getLogger("apprise")


class SmsRoute:
    """Hands each text to the gateway of the settings, whose address is completed with its number."""

    def __init__(self, gateway: SmsGateway) -> None:
        self._url = gateway.url

    @contextmanager
    def open(self) -> Iterator[Send]:
        """Give what sends texts.

        It raises `Problem` SMS_REFUSED with the fact `detail`, the HTTP status, and SMS_FAILED, where this is
        what went wrong in Apprise; and `WayClosed` SMS_URL, SMS_TOO_SLOW, and SMS_REFUSED where there was no
        answer.
        """
        yield self._send

    def _send(self, message: Email | Sms) -> None:
        assert isinstance(message, Sms)
        url = self._url.replace(RECIPIENT, quote(message.to, safe=""))
        outcome: Future[None] = Future()
        start(threading.Thread(target=_hand_over, args=(url, message.text, outcome), name="sms", daemon=True))
        try:
            # Apprise has a limit for each answer of the gateway, and none for all of it.
            outcome.result(SEND_WITHIN.total_seconds())
        except TimeoutError:
            raise WayClosed(Refusal.SMS_TOO_SLOW) from None


def _hand_over(url: str, text: str, outcome: Future[None]) -> None:
    """Send a text; what comes of it is nothing, or a `Problem`."""
    try:
        with _Log() as log:
            if not _service(url).notify(body=text):
                # Where nothing was answered, the next text would wait for nothing as well.
                refused = Problem if log.status else WayClosed
                raise refused(Refusal.SMS_REFUSED, detail=log.status)
    except Problem as problem:
        outcome.set_exception(problem)
    except Exception as error:  # of a service of Apprise, which any of its many authors wrote
        outcome.set_exception(Problem(Refusal.SMS_FAILED, detail=_where(error)))
    else:
        outcome.set_result(None)


def _where(error: Exception) -> str:
    """Return what an error is and where it arose; not what it says, which may quote the address."""
    *_callers, raised = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}, {Path(raised.filename).name}:{raised.lineno}"


class _Log(logging.Filter):
    """Takes from what Apprise logs in this thread the status of the gateway, and lets nothing of it out."""

    def __init__(self) -> None:
        super().__init__()
        self.status = ""
        self._thread = threading.get_ident()

    def __enter__(self) -> Self:
        _LOGGER.addFilter(self)
        return self

    def __exit__(self, *_error: object) -> None:
        _LOGGER.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread:
            return True
        if found := _STATUS.search(record.getMessage()):
            self.status = found[1]
        return False


def _service(url: str) -> Any:
    """Return what Apprise makes of an address. Raises `WayClosed` SMS_URL."""
    from apprise import Apprise, AppriseAsset, PersistentStoreMode  # slow to load

    asset = AppriseAsset(
        app_id="Macle",
        async_mode=False,
        http_redirects=False,
        plugin_paths=[],
        storage_mode=PersistentStoreMode.MEMORY,
    )
    service = Apprise.instantiate(url, asset=asset)
    if service is None:
        raise WayClosed(Refusal.SMS_URL)
    return service
