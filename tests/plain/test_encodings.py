"""Accents at the prompts, whatever the locale: each terminal speaks UTF-8 unless its locale says another."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from store import Secret
from store.accounts.store import Store
from tests.command import MACLE, ROOT, environment, macle
from tests.plain.conftest import last_message
from tui.store_door import StoreDoor

ACCENTED = "Lanterné-2026!"


@pytest.fixture
def accented(store: Store, door: StoreDoor) -> str:
    """The username of someone whose password has an accent."""
    password = Secret(ACCENTED)
    ticket = store.sign_up.begin("dominique", "dominique@example.org", password, password, "en")
    store.sign_up.confirm(ticket, Secret(last_message(store, door, r"\b\d{6}\b")), "pts/0")
    return "dominique"


@pytest.mark.parametrize(
    "locale",
    ["C", *(pytest.param(one, marks=pytest.mark.more) for one in ("POSIX", "tlh_QO.UTF-8", "C.UTF-8"))],
)
def test_an_accented_password_signs_in_under_any_locale(home: Path, accented: str, locale: str) -> None:
    run = macle("plain", "--lang", "en", home=home, typed=f"1\n{accented}\n{ACCENTED}\n", LC_ALL=locale)
    assert "You have signed in successfully" in run.stdout


@pytest.mark.parametrize("locale", ["C", pytest.param("tlh_QO.UTF-8", marks=pytest.mark.more)])
def test_the_administrators_prompts_take_it_too(home: Path, accented: str, locale: str) -> None:
    run = macle(
        *("admin", "verifications", "--as", accented, "--lang", "en"),
        home=home,
        typed=f"{ACCENTED}\n",
        LC_ALL=locale,
    )
    assert "cannot be read" not in run.stderr
    assert "These details do not match" not in run.stderr


def test_who_sends_another_encoding_is_told_which_one_is_read(home: Path, accented: str) -> None:
    run = subprocess.run(
        [*MACLE, "plain", "--lang", "en"],
        cwd=ROOT,
        env=environment(home, LC_ALL="C"),
        input=f"1\n{accented}\n".encode() + f"{ACCENTED}\n".encode("latin-1"),
        capture_output=True,
        check=False,
    )
    assert (
        b"Error: Some of these characters cannot be read. Set your terminal to UTF-8, or type others."
        in b" ".join(run.stderr.split())
    )
