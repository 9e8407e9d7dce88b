"""What is slow to import is imported only by whoever needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.settings import utc_now
from tests.town import PASSWORD, Town

ROOT = Path(__file__).parents[2]
DRAWING = {"rich", "textual"}
SLOW = {"babel", "cryptography", "pydantic", "qrcode", "sqlalchemy", "sqlmodel", "zxcvbn"}
WRITING = {"babel", "email.policy"}
CHECKING = {"email_validator", "phonenumbers", "pyotp", "stdnum", "zxcvbn"}
FIRST_PAGE = "import tui.commands.command_line, tui.commands.door, tui.hosts.terminal, tui.journeys.welcome"
SIGN_IN = """
import asyncio
from pathlib import Path
from store import HashingCost, Settings
from tui.journeys.welcome import welcome
from tui.scripted import Person
from tui.visit import StoreDoor

async def sign_in():
    person = Person(StoreDoor(Settings(Path(sys.argv[1]), hashing=HashingCost(8, 1, 1))))
    await person.start(welcome)
    await person.chooses("sign-in")
    await person.answers(identifier=sys.argv[2], password=sys.argv[3])
    assert person.page.name == "account", person.problems
    await person.vanishes()

asyncio.run(sign_in())
"""
HEADLESS = [
    "i18n",
    "store",
    "tui.cli",
    "tui.pages",
    "tui.paper",
    "tui.plain.front",
    "tui.scripted",
    "tui.visit",
    "tui.wording",
    *sorted(
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for room in ("commands", "journeys")
        for file in (ROOT / "tui" / room).rglob("[!_]*.py")
    ),
]


def modules_loaded_by(code: str, *arguments: str) -> set[str]:
    """Run `code` in a Python of its own; return the modules and packages it loaded."""
    tell = f"import sys\n{code}\nprint(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", tell, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize("module", HEADLESS)
def test_a_headless_part_loads_nothing_that_draws_and_nothing_slow(module: str) -> None:
    assert not modules_loaded_by(f"import {module}") & (DRAWING | SLOW)


def test_opening_the_store_loads_nothing_that_draws(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from store import HashingCost, Settings, open_store\n"
        "open_store(Settings(home=Path(sys.argv[1]), hashing=HashingCost(8, 1, 1))).close()"
    )
    assert not modules_loaded_by(code, str(tmp_path / "home")) & DRAWING


def test_the_first_page_loads_nothing_that_it_does_without() -> None:
    loaded = modules_loaded_by(FIRST_PAGE)
    assert not loaded & (SLOW | {"email", "secrets", "sqlite3", "store.rules.password_rules", "store.values"})


def test_a_command_line_loads_no_task_of_the_administrator_unless_it_asks_for_one() -> None:
    code = "from tui.commands.command_line import run\nrun([*sys.argv[1:], '--help'], {'HOME': '/nowhere'})"
    tasks = {"tui.commands.admin.add_operator", "tui.commands.admin.task"}
    assert not modules_loaded_by(code) & tasks
    assert tasks <= modules_loaded_by(code, "admin")


def test_settings_load_what_checks_them_only_where_there_is_a_file(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from store.settings.reading import read_settings\n"
        "read_settings(Path(sys.argv[1]))"
    )
    assert not modules_loaded_by(code, str(tmp_path)) & {*SLOW, "annotated_types", "tomllib"}
    (tmp_path / "settings.toml").write_text("")
    assert "pydantic" in modules_loaded_by(code, str(tmp_path))


def test_signing_in_loads_nothing_that_the_account_page_does_without(tmp_path: Path) -> None:
    town = Town(tmp_path / "data", clock=utc_now)
    person = town.person()
    town.store.close()
    loaded = modules_loaded_by(SIGN_IN, str(town.home), person.username, PASSWORD.reveal())
    assert "sqlmodel" in loaded
    assert not loaded & (WRITING | CHECKING | {"alembic", "qrcode"})
