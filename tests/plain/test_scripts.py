"""`macle plain` as a script runs it: with its answers from a pipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.accounts.store import Store
from tests.command import macle
from tests.plain.conftest import PASSWORD


@pytest.mark.parametrize(
    ("language", "begins"),
    [pytest.param("en", "Error: ", marks=pytest.mark.more), ("fr", "Erreur\N{NO-BREAK SPACE}: ")],
)
@pytest.mark.parametrize("afterwards", ["", pytest.param("\n/quit\n", marks=pytest.mark.more)])
def test_a_sign_in_that_failed_is_told_by_the_status_and_on_standard_error(
    home: Path, store: Store, language: str, begins: str, afterwards: str
) -> None:
    run = macle("plain", "--lang", language, home=home, typed=f"1\nalexandre\nwrong{afterwards}\n")
    assert run.returncode == 1
    assert run.stderr.startswith(begins)
    assert run.stderr not in run.stdout


def test_one_that_succeeds_at_last_is_no_failure(home: Path, store: Store) -> None:
    run = macle("plain", "--lang", "en", home=home, typed=f"1\nalexandre\nwrong\n{PASSWORD}\n")
    assert run.returncode == 0
    assert "You have signed in successfully" in run.stdout
