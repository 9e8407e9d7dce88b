"""Codes of an authenticator app (RFC 6238): SHA-1, 6 digits, 30 seconds, one step to either side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hmac import compare_digest

import pyotp

from store.problems import Problem, Refusal
from store.rules.limits import APP_NAME_LONGEST
from store.rules.look_alikes import mixes_alphabets
from store.rules.plain_text import plain_text
from store.rules.secret import Secret

_STEP_S = 30
_SECRET_CHARACTERS = 32  # of base 32: 160 bits
_SECRET = re.compile(rf"[A-Z2-7]{{{_SECRET_CHARACTERS}}}")
_ISSUER = "Macle"
_GROUP = 4


def app_name(typed: str, field: str = "name") -> str:
    """Return the name of an app, outer spaces dropped.

    Raises `Problem` MISSING where nothing is left, TOO_LONG, TEXT_CHARACTERS for control or invisible ones,
    APP_NAME_MIXED for a word in letters of several alphabets.
    """
    name = plain_text(typed, field)
    if len(name) > APP_NAME_LONGEST:
        raise Problem(Refusal.TOO_LONG, field, limit=APP_NAME_LONGEST)
    if mixes_alphabets(name):
        raise Problem(Refusal.APP_NAME_MIXED, field)
    return name


def new_secret() -> str:
    """Return a new secret: 160 random bits in base 32."""
    return pyotp.random_base32(_SECRET_CHARACTERS)


def address(secret: str, username: str) -> str:
    """Return the `otpauth:` address that a QR code tells an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=_ISSUER)


def grouped(secret: str) -> str:
    """Return the secret as it is shown to be typed, in groups of four."""
    return " ".join(secret[start : start + _GROUP] for start in range(0, len(secret), _GROUP))


def codes_at(secret: str, now: datetime) -> Mapping[int, Secret]:
    """Return the codes that are taken at `now`, by their time steps, the earliest first."""
    totp, latest = pyotp.TOTP(secret), latest_step(now)
    return {step: Secret(totp.at(step * _STEP_S)) for step in (latest - 2, latest - 1, latest)}


def steps_of(secret: str, code: str, now: datetime) -> tuple[int, ...]:
    """Return the time steps next to `now` whose code this is, the earliest first.

    None for a wrong code, and for what is no secret such as `new_secret` makes.
    """
    if not _SECRET.fullmatch(secret):
        return ()
    return steps_among(codes_at(secret, now), code)


def steps_among(codes: Mapping[int, Secret], typed: str) -> tuple[int, ...]:
    """Return the time steps of those codes that were typed; see `steps_of`."""
    return tuple(
        step for step, code in codes.items() if compare_digest(code.reveal().encode(), typed.encode())
    )


def latest_step(now: datetime) -> int:
    """Return the last time step whose code is taken at `now`: the one after this."""
    return int(now.timestamp()) // _STEP_S + 1
