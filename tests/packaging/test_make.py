"""What `make` says and does for whoever has just fetched the sources."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def makes(target: str) -> list[str]:
    """Return the commands that a target runs, without running them."""
    done = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.needs("make")
def test_whoever_sets_macle_up_is_told_what_to_type() -> None:
    assert makes("setup")[-1].endswith("echo 'Start Macle with: .venv/bin/macle (or: make run)'")


@pytest.mark.needs("make")
def test_macle_can_be_started_by_make() -> None:
    assert makes("run")[-1] == ".venv/bin/macle"
    assert "make run" in (ROOT / "README.md").read_text()
