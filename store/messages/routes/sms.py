"""The route to a gateway for SMS, by the services that Apprise knows."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
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


class SmsRoute:
    """Hands each text to the gateway of the settings, whose address is completed with its number."""

    def __init__(self, gateway: SmsGateway) -> None:
        self._url = gateway.url

    @contextmanager
    def open(self) -> Iterator[Send]:
        """Give what sends texts.

        It raises `Problem` SMS_REFUSED with the fact `detail`, the HTTP status, and `WayClosed` SMS_URL,
        SMS_TOO_SLOW, and SMS_REFUSED where there was no answer.
        """
        yield self._send

    def _send(self, message: Email | Sms) -> None:
        assert isinstance(message, Sms)
        service = _service(self._url.replace(RECIPIENT, quote(message.to, safe="")))
        outcome: list[bool] = []
        log = _Log()
        sending = threading.Thread(
            target=lambda: outcome.append(log.of(lambda: service.notify(body=message.text))),
            name="sms",
            daemon=True,
        )
        start(sending)
        # Apprise has a limit for each answer of the gateway, and none for all of it.
        sending.join(SEND_WITHIN.total_seconds())
        if sending.is_alive():
            raise WayClosed(Refusal.SMS_TOO_SLOW)
        if outcome != [True]:
            # Where nothing was answered, the next text would wait for nothing as well.
            refused = Problem if log.status else WayClosed
            raise refused(Refusal.SMS_REFUSED, detail=log.status)


class _Log(logging.Handler):
    """Takes from what Apprise logs in this thread the status of the gateway, and lets nothing of it out."""

    def __init__(self) -> None:
        super().__init__()
        self.status = ""

    def of(self, call: Any) -> bool:
        logger = logging.getLogger("apprise")
        logger.propagate = False
        self._thread = threading.get_ident()
        logger.addHandler(self)
        try:
            return bool(call())
        finally:
            logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and (found := _STATUS.search(record.getMessage())):
            self.status = found[1]


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
