"""Codes of an authenticator app, against RFC 6238 and another implementation."""

from __future__ import annotations

import base64
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import harmless
from store import Problem
from store.rules import totp

# RFC 6238, appendix B: SHA-1, of which these are the last six digits of eight.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
SECRETS = st.binary(min_size=20, max_size=20).map(lambda secret: base64.b32encode(secret).decode())
MOMENTS = st.integers(min_value=10**6, max_value=4 * 10**9)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def code_of(secret: str, seconds: int) -> str:
    """Return the code that `oathtool` gives."""
    command = ["oathtool", "--totp", "--base32", f"--now=@{seconds}", secret]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES.items())
def test_the_codes_of_the_standard_are_taken_at_their_time(seconds: int, code: str) -> None:
    assert totp.steps_of(RFC_SECRET, code, moment(seconds)) == (seconds // 30,)


@pytest.mark.parametrize(("seconds", "code"), list(RFC_CODES.items())[1:])
def test_a_code_is_taken_a_step_early_and_a_step_late_and_no_more(seconds: int, code: str) -> None:
    taken = {steps: totp.steps_of(RFC_SECRET, code, moment(seconds + 30 * steps)) for steps in range(-3, 4)}
    step = seconds // 30
    assert taken == {-3: (), -2: (), -1: (step,), 0: (step,), 1: (step,), 2: (), 3: ()}


@given(SECRETS, MOMENTS)
def test_only_six_digits_are_a_code(secret: str, seconds: int) -> None:
    for typed in ("", "12345", "1234567", "12 345", "-12345", "１２３４５６"):
        assert totp.steps_of(secret, typed, moment(seconds)) == ()


@given(MOMENTS)
def test_no_code_is_taken_for_a_step_after_the_latest(seconds: int) -> None:
    latest = totp.latest_step(moment(seconds))
    assert latest == seconds // 30 + 1
    assert totp.latest_step(moment(seconds + 30)) == latest + 1


@pytest.mark.needs("oathtool")
@pytest.mark.parametrize("seconds", [10**9 - 1, 1773480413, 4 * 10**9])
def test_another_implementation_gives_the_codes_that_are_taken(seconds: int) -> None:
    for _ in range(10):
        secret = totp.new_secret()
        for steps in (-1, 0, 1):
            step = seconds // 30 + steps
            assert step in totp.steps_of(secret, code_of(secret, 30 * step), moment(seconds))


def test_a_secret_has_160_bits_and_is_another_each_time() -> None:
    secrets = {totp.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


@given(SECRETS, st.from_regex(r"\A[A-Za-z0-9._-]{8,16}\Z"))
def test_an_address_holds_what_an_app_needs(secret: str, username: str) -> None:
    address = urlsplit(totp.address(secret, username))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == f"/Macle:{username}"
    assert parse_qs(address.query) == {"secret": [secret], "issuer": ["Macle"]}


@given(SECRETS)
def test_a_secret_is_shown_in_groups_of_four(secret: str) -> None:
    groups = totp.grouped(secret).split(" ")
    assert "".join(groups) == secret
    assert {len(group) for group in groups} == {4}


@given(st.text(max_size=60))
def test_a_name_is_refused_or_can_be_shown(typed: str) -> None:
    with suppress(Problem):
        name = totp.app_name(typed)
        assert 1 <= len(name) <= 30
        assert harmless(name) == name
