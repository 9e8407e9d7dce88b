"""The authenticator app of the demo: it knows what it has scanned, and nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp

from store import Secret
from tui.journeys.methods.words import APP_CODE_HINT
from tui.pages import Field, Page

_ADDRESS = "otpauth://"


@dataclass(frozen=True)
class AppCode:
    """The code that the app shows for an account, how many seconds it still does, and what it shows then."""

    account: str
    code: str
    seconds_left: int
    following: str = ""


@dataclass(frozen=True, repr=False)
class _Scanned:
    account: str
    secret: str
    step_s: int


class Authenticator:
    """Keeps what it has scanned, as the app on a phone does, also what was then cancelled."""

    def __init__(self) -> None:
        self._scanned: tuple[_Scanned, ...] = ()

    def look_at(self, page: Page) -> bool:
        """Scan the QR code of a page, and tell whether the page takes a code of the app."""
        shown = page.qr_code
        if shown is None or not shown.text.reveal().startswith(_ADDRESS):
            return any(isinstance(asked, Field) and asked.hint == APP_CODE_HINT for asked in page.fields)
        self.scan(shown.text)
        return True

    def scan(self, address: Secret) -> None:
        """Take up an account from its `otpauth:` address; one that it has already changes nothing."""
        totp = pyotp.parse_uri(address.reveal())
        assert isinstance(totp, pyotp.TOTP)
        scanned = _Scanned(totp.name, totp.secret, totp.interval)
        if scanned not in self._scanned:
            self._scanned = (scanned, *self._scanned)

    def codes(self, now: datetime) -> tuple[AppCode, ...]:
        """Return the code of each account at `now`, what was scanned last first."""
        return tuple(_code_of(one, int(now.timestamp())) for one in self._scanned)


def _code_of(scanned: _Scanned, moment_s: int) -> AppCode:
    totp = pyotp.TOTP(scanned.secret, interval=scanned.step_s)
    left = scanned.step_s - moment_s % scanned.step_s
    return AppCode(scanned.account, totp.at(moment_s), left, following=totp.at(moment_s + left))
