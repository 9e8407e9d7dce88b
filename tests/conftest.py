"""What holds for every test."""

from __future__ import annotations

import gc
import os
import shutil
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Dialect, Engine, create_engine

from tests.alone import Guard
from tests.town import Beginnings, Town

# A shared machine can be slow; a test is never about how long it took.
settings.register_profile("macle", deadline=None)
settings.load_profile("macle")

_PATIENCE_S = 30
"""How long a thread that has been told to end may take."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Return half as many again as there are cores: a store waits for the disk, and a page for its timers.

    None, where the environment says how many, leaves that to pytest-xdist.
    """
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    cores = len(os.sched_getaffinity(0))
    return cores + (cores + 1) // 2


def pytest_collection_finish() -> None:
    """Leave alone what stays to the end: to look for garbage in all of it again takes a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose `needs` are not on this machine; with MACLE_NO_SKIP set, fail it instead."""
    programs = {program for mark in item.iter_markers("needs") for program in mark.args}
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    missing = sorted(program for program in programs if shutil.which(program, path=path) is None)
    if missing:
        refuse = pytest.fail if os.environ.get("MACLE_NO_SKIP") else pytest.skip
        refuse(f"not on this machine: {', '.join(missing)}")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Compile each statement once in a process: SQLAlchemy would do so for the engine of each store."""
    compiled: dict[Any, Any] = {}

    @cache
    def dialect_of(driver: Any) -> Dialect:
        engine = create_engine("sqlite://", module=driver)
        # At the first connection it learns what the driver can do.
        engine.connect().close()
        engine.dispose()
        return engine.dialect

    def engine_of(*arguments: Any, module: Any, **options: Any) -> Engine:
        engine = create_engine(
            *arguments, module=module, execution_options={"compiled_cache": compiled}, **options
        )
        engine.dialect = dialect_of(module)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.database.sqlite.create_engine", engine_of)
        yield


@pytest.fixture(autouse=True)
def _threads_end() -> Iterator[None]:
    """No thread outlives its test: it would keep the application in which it began, and its pages."""
    before = set(threading.enumerate())
    yield
    begun = set(threading.enumerate()) - before
    for thread in begun:
        thread.join(_PATIENCE_S)
    assert not [thread for thread in begun if thread.is_alive()]


@pytest.fixture(autouse=True)
def guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    """Every store that a test opens is watched: whatever is written was named."""
    guard = Guard()
    guard.install(monkeypatch)
    yield guard
    assert not guard.unnamed


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """Towns made once: to copy one takes a tenth of making it."""
    town = Town(tmp_path_factory.mktemp("somebody") / "data")
    town.store.close()
    nobody = tmp_path_factory.mktemp("nobody") / "data"
    shutil.copytree(town.home, nobody)
    town.reopen()
    town.person()
    holders = Town(tmp_path_factory.mktemp("holder") / "data")
    holder = holders.verified_person()
    for made in (town, holders):
        # As it is: closed, the events in it would be linked.
        made.replace_database(made.copy())
    return Beginnings(nobody, town.home, holders, holder)


@pytest.fixture
def town(request: pytest.FixtureRequest, tmp_path: Path, beginnings: Beginnings) -> Iterator[Town]:
    """A store of its own, with nobody in it yet; `tests.journals.EITHER` chooses its journal."""
    settings = getattr(request, "param", {})
    town = Town(tmp_path / "data", None if settings else beginnings, **settings)
    yield town
    if town.is_open:
        town.store.close()
