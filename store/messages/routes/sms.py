"""The route to a gateway for SMS, by the services that Apprise knows.

Each text is handed over by a process of its own (`gateway`): a thread that waits for a gateway could neither
be stopped, nor kept from taking all memory for what is answered. That process is isolated and reads from its
standard input what nobody else may see.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from store.messages.message import Outgoing, Sms
from store.messages.routes.route import Send, WayClosed
from store.problems import Problem, Refusal
from store.rules.limits import SEND_WITHIN
from store.settings import SmsGateway
from store.settings.delivery import RECIPIENT


class SmsRoute:
    """Hands each text to the gateway of the settings, whose address is completed with its number."""

    def __init__(self, gateway: SmsGateway) -> None:
        self._url = gateway.url

    @contextmanager
    def open(self) -> Iterator[Send]:
        """Give what sends texts.

        It raises `Problem` SMS_NUMBER, SMS_REFUSED with the fact `detail`, the HTTP status, and SMS_FAILED,
        where this is what went wrong in Apprise; and `WayClosed` SMS_URL, SMS_SERVICE, SMS_TOO_SLOW, and
        SMS_REFUSED where there was no answer.
        """
        yield self._send

    def _send(self, message: Outgoing) -> None:
        assert isinstance(message, Sms)
        asked = {
            "url": self._url.replace(RECIPIENT, quote(message.to, safe="")),
            "number": message.to,
            "text": message.text,
            "seconds": SEND_WITHIN.total_seconds(),
        }
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(Path(__file__).with_name("gateway.py"))],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # so that no signal of the terminal reaches it
            check=False,
        )
        if done.returncode == -signal.SIGALRM:
            raise WayClosed(Refusal.SMS_TOO_SLOW)
        match done.stdout.decode().split(maxsplit=1):
            case ["sent"]:
                return
            case ["number"]:
                raise Problem(Refusal.SMS_NUMBER)
            case ["address"]:
                raise WayClosed(Refusal.SMS_URL)
            case ["service"]:
                raise WayClosed(Refusal.SMS_SERVICE)
            case ["refused", status]:
                raise Problem(Refusal.SMS_REFUSED, detail=status.strip())
            case ["failed", where]:
                raise Problem(Refusal.SMS_FAILED, detail=where.strip())
        # Where nothing was answered, the next text would wait for nothing as well.
        raise WayClosed(Refusal.SMS_REFUSED, detail="")
