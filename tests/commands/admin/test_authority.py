"""`macle admin authority`: what others need to check what the store has signed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import macle
from tests.signing import openssl
from tests.town import Town

AUTHORITY = ("admin", "authority")


@pytest.mark.needs("openssl")
def test_openssl_reads_what_it_prints(town: Town, tmp_path: Path) -> None:
    printed = macle(*AUTHORITY, home=town.home)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout == town.store.certificates.certificate()
    authority, revoked = tmp_path / "authority.pem", tmp_path / "revoked.pem"
    authority.write_text(printed.stdout)
    revoked.write_text(macle(*AUTHORITY, "--crl", home=town.home).stdout)
    assert openssl("verify", "-CAfile", authority, authority)
    assert openssl("crl", "-in", revoked, "-CAfile", authority, "-noout")


@pytest.mark.more
def test_it_is_the_same_each_time(town: Town) -> None:
    assert macle(*AUTHORITY, home=town.home).stdout == macle(*AUTHORITY, home=town.home).stdout


def test_the_public_keys_of_statements_are_printed_and_stay_as_they_are(town: Town) -> None:
    first, again = (macle(*AUTHORITY, "--jwks", home=town.home) for _ in range(2))
    assert first.returncode == 0
    [key] = json.loads(first.stdout)["keys"]
    assert (key["kty"], key["crv"], "d" in key) == ("EC", "P-256", False)
    assert again.stdout == first.stdout
