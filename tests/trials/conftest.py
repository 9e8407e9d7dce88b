"""What holds for every trial."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let a module that `MEASURES_TIME` have the machine to itself while several trials are run at once."""
    alone = getattr(request.module, "MEASURES_TIME", False)
    # Each of pytest-xdist's workers has its own folder in that of the run.
    folder = tmp_path_factory.getbasetemp().parent
    with (folder / "trials.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
