"""In how many processes the tests run."""

from __future__ import annotations

import os

import pytest

ASKED = "PYTEST_XDIST_AUTO_NUM_WORKERS"


def workers(config: pytest.Config) -> int:
    """Return what `-n auto` stands for."""
    return int(config.hook.pytest_xdist_auto_num_workers(config=config))


def test_whoever_runs_the_tests_chooses_in_how_many_processes(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ASKED, "1")
    assert workers(pytestconfig) == 1
    monkeypatch.delenv(ASKED)
    assert workers(pytestconfig) > len(os.sched_getaffinity(0))
