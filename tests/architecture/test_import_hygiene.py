"""What is slow to import is imported only by whoever needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DRAWING = {"rich", "textual"}
SLOW = {"babel", "cryptography", "qrcode", "sqlalchemy", "sqlmodel", "zxcvbn"}
HEADLESS = [
    "i18n",
    "store",
    "tui.administration",
    "tui.cli",
    "tui.commands",
    "tui.pages",
    "tui.paper",
    "tui.plain",
    "tui.scripted",
    "tui.visit",
    "tui.wording",
    *sorted(f"tui.journeys.{file.stem}" for file in (ROOT / "tui" / "journeys").glob("[!_]*.py")),
]


def packages_loaded_by(code: str, *arguments: str) -> set[str]:
    """Run `code` in a Python of its own; return the top-level packages it loaded."""
    tell = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", tell, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize("module", HEADLESS)
def test_a_headless_part_loads_nothing_that_draws_and_nothing_slow(module: str) -> None:
    assert not packages_loaded_by(f"import {module}") & (DRAWING | SLOW)


def test_opening_the_store_loads_nothing_that_draws(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from store import HashingCost, Settings, open_store\n"
        "open_store(Settings(home=Path(sys.argv[1]), hashing=HashingCost(8, 1, 1))).close()"
    )
    assert not packages_loaded_by(code, str(tmp_path / "home")) & DRAWING
