"""`macle admin authority`: the certificate by which signatures are checked, and the list of revoked ones."""

from __future__ import annotations

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


def test_it_is_the_same_each_time(town: Town) -> None:
    assert macle(*AUTHORITY, home=town.home).stdout == macle(*AUTHORITY, home=town.home).stdout
