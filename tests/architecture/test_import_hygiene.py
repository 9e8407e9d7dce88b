"""Nothing slow is imported before the first page, nor anything that draws by what does not draw."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.settings import utc_now
from tests.town import NEW_PASSWORD, PASSWORD, Town

ROOT = Path(__file__).parents[2]
DRAWING = {"rich", "textual"}
SLOW = {
    "alembic",
    "asn1crypto",
    "babel",
    "cryptography",
    "phonenumbers",
    "pydantic",
    "qrcode",
    "sqlalchemy",
    "sqlmodel",
    "zxcvbn",
}
FEW_NEED = {
    "alembic",
    "asn1crypto",
    "cryptography.x509",
    "email_validator",
    "jwt",
    "phonenumbers",
    "smtplib",
    "stdnum",
    "store.accounts.desk.operators",
    "store.accounts.profile.file_to_sign",
    "store.accounts.profile.signature",
    "store.accounts.upkeep.backup",
    "store.rules.numbering",
    "tomllib",
    "zxcvbn",
}
"""Loaded by a session that comes to what they are for."""
FIRST_PAGE = "import tui.commands.command_line, tui.commands.door, tui.hosts.terminal, tui.journeys.welcome"
CHANGE = """
import asyncio
from pathlib import Path
from store import HashingCost, Settings
from tui.journeys.welcome import welcome
from tui.scripted import Person
from tui.store_door import StoreDoor

async def change_password():
    person = Person(StoreDoor(Settings(Path(sys.argv[1]), hashing=HashingCost(8, 1, 1))))
    await person.start(welcome)
    await person.chooses("sign-in")
    await person.answers(identifier=sys.argv[2], password=sys.argv[3])
    await person.chooses("settings")
    await person.chooses("change-password")
    await person.answers(current=sys.argv[3], new=sys.argv[4], confirmation=sys.argv[4])
    assert "was changed" in person.done, person.problems
    await person.vanishes()

asyncio.run(change_password())
"""
LIGHT = [
    "i18n",
    "store",
    "tui.cli",
    "tui.journeys.welcome",
    "tui.pages",
    "tui.paper",
    "tui.plain.front",
    "tui.scripted",
    "tui.visit",
    "tui.wording",
    *sorted(
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in (ROOT / "tui" / "commands").glob("[!_]*.py")
    ),
]
"""Loaded before the first page, full screen or as line prompts."""
JOURNEYS = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in (ROOT / "tui" / "journeys").rglob("[!_]*.py")
)


def modules_loaded_by(code: str, *arguments: str) -> set[str]:
    """Run `code` in a Python of its own; return the modules and packages it loaded."""
    tell = f"import sys\n{code}\nprint(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", tell, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize("module", LIGHT)
def test_what_is_loaded_before_the_first_page_draws_nothing_and_is_not_slow(module: str) -> None:
    assert not modules_loaded_by(f"import {module}") & (DRAWING | SLOW)


def test_the_journeys_load_nothing_that_draws() -> None:
    assert not modules_loaded_by(f"import {', '.join(JOURNEYS)}") & DRAWING


def test_opening_the_store_loads_nothing_that_draws(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from store import HashingCost, Settings, open_store\n"
        "open_store(Settings(home=Path(sys.argv[1]), hashing=HashingCost(8, 1, 1))).close()"
    )
    assert not modules_loaded_by(code, str(tmp_path / "home")) & DRAWING


def test_the_first_page_loads_nothing_slow() -> None:
    loaded = modules_loaded_by(FIRST_PAGE)
    assert not loaded & (SLOW | {"email", "secrets", "sqlite3", "store.rules.password_rules", "store.values"})


def test_the_first_page_of_the_demo_loads_nothing_slow() -> None:
    assert not modules_loaded_by("import tui.demo.app, tui.demo.throwaway") & SLOW


def test_a_command_line_loads_no_task_of_the_administrator_unless_it_asks_for_one() -> None:
    code = "from tui.commands.command_line import run\nrun([*sys.argv[1:], '--help'], {'HOME': '/nowhere'})"
    tasks = {"tui.commands.admin.add_operator", "tui.commands.admin.task"}
    assert not modules_loaded_by(code) & tasks
    assert tasks <= modules_loaded_by(code, "admin")


def test_a_request_of_a_script_loads_nothing_that_draws_nor_alembic(tmp_path: Path) -> None:
    Town(tmp_path / "data").store.close()
    code = (
        "from tui.commands.command_line import run\n"
        "environment = {'MACLE_HOME': sys.argv[1], 'MACLE_STATE': sys.argv[1] + '-state'}\n"
        "run(['icu', 'SendResetPasswordEmail', '--Email', 'camille@example.org'], environment)\n"
    )
    loaded = modules_loaded_by(code, str(tmp_path / "data"))
    assert {'"RequestId":', "sqlmodel"} <= loaded
    assert not loaded & {*DRAWING, "alembic", "qrcode", "shtab", "tui.lines", "zxcvbn"}


def test_saying_where_everything_is_loads_nothing_slow() -> None:
    code = "from tui.commands.command_line import run\nrun(['locate'], {'HOME': '/nowhere'})"
    assert not modules_loaded_by(code) & {*SLOW, *DRAWING}


def test_settings_load_what_checks_them_only_where_there_is_a_file(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from store.settings.reading import read_settings\n"
        "read_settings(Path(sys.argv[1]))"
    )
    assert not modules_loaded_by(code, str(tmp_path)) & {*SLOW, "annotated_types", "tomllib"}
    (tmp_path / "settings.toml").write_text("")
    assert "pydantic" in modules_loaded_by(code, str(tmp_path))


def test_a_session_loads_nothing_that_few_sessions_need(tmp_path: Path) -> None:
    town = Town(tmp_path / "data", clock=utc_now)
    person = town.person()
    town.store.close()
    secrets = (PASSWORD.reveal(), NEW_PASSWORD.reveal())
    loaded = modules_loaded_by(CHANGE, str(town.home), person.username, *secrets)
    assert "store.rules.guessing" in loaded
    assert not loaded & FEW_NEED
