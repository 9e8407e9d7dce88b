"""`macle admin authority`: what others need to check what the store has signed."""

from __future__ import annotations

import json

from tests.commands.admin.administrator import macle
from tests.town import Town


def test_the_public_keys_are_printed_and_stay_as_they_are(town: Town) -> None:
    first, again = (macle(town, "admin", "authority", "--jwks") for _ in range(2))
    assert first.returncode == 0
    [key] = json.loads(first.stdout)["keys"]
    assert (key["kty"], key["crv"], "d" in key) == ("EC", "P-256", False)
    assert again.stdout == first.stdout


def test_what_to_print_has_to_be_said(town: Town) -> None:
    run = macle(town, "admin", "authority")
    assert (run.returncode, run.stdout) == (2, "")
    assert "--jwks" in run.stderr
