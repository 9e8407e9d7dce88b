"""What a person prints: handed to the system's printer, and seen by nobody on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store import Refusal
from tests.paper.conftest import KEY, PRINT, ROOT, SHEET, TITLE, Office, program
from tests.town import refused
from tui.paper import SystemPaper


def test_the_text_goes_through_a_pipe_and_stands_in_no_process_list(programs: Path) -> None:
    program(
        programs, "lp", f'echo "$0" "$@" > {programs}/told; env >> {programs}/told; cat > {programs}/paper'
    )
    SystemPaper().print(TITLE, SHEET)
    assert (programs / "paper").read_text(encoding="utf-8") == SHEET
    told = (programs / "told").read_text()
    assert f"-t {TITLE}" in told
    assert KEY not in told


def test_where_to_print_is_as_in_the_persons_other_programs(programs: Path) -> None:
    """Else the sheet, which holds a secret, would come out of another printer."""
    where = {"LPDEST": "hall", "PRINTER": "office", "CUPS_SERVER": "prints.example.org:631"}
    program(programs, "lp", f'cat > {programs}/paper; echo "$LPDEST $PRINTER $CUPS_SERVER" > {programs}/told')
    command = [sys.executable, "-c", PRINT, TITLE]
    environment = {"PATH": str(programs), **where}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=SHEET, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert (programs / "told").read_text().split() == [*where.values()]


def test_a_machine_without_the_program_has_no_printer(programs: Path) -> None:
    assert refused(SystemPaper().print, TITLE, SHEET).refusal is Refusal.NO_PRINTER


@pytest.mark.parametrize("script", ["exit 1", "cat >/dev/null; exit 1", "kill -9 $$"])
def test_a_printer_that_refuses_is_told(programs: Path, script: str) -> None:
    program(programs, "lp", script)
    program(programs, "lpstat", "echo office")
    assert refused(SystemPaper().print, TITLE, SHEET).refusal is Refusal.PRINT_FAILED


def test_a_system_that_names_no_printer_has_none(programs: Path) -> None:
    program(programs, "lp", "exit 1")
    program(programs, "lpstat", "exit 0")
    assert refused(SystemPaper().print, TITLE, SHEET).refusal is Refusal.NO_PRINTER


def test_a_program_that_cannot_run_is_told(programs: Path) -> None:
    (programs / "lp").write_bytes(b"\x7fELF and nothing more")
    (programs / "lp").chmod(0o755)
    assert refused(SystemPaper().print, TITLE, SHEET).refusal is Refusal.PRINT_FAILED


@pytest.mark.parametrize("reads", ["", "cat >/dev/null; "])
def test_a_printer_that_hangs_is_given_up(programs: Path, reads: str) -> None:
    program(programs, "lp", f"{reads}exec sleep 3600")
    assert refused(SystemPaper(print_seconds=0.5).print, TITLE, SHEET).refusal is Refusal.PRINT_FAILED


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
def test_the_default_printer_of_the_system_gets_the_sheet(office: Office) -> None:
    office.run("lpadmin", "-p", "office", "-E", "-v", f"file:{office.home}/paper")
    office.run("lpadmin", "-d", "office")
    assert office.prints() == ""
    assert (office.home / "spool" / "d00001-001").read_text(encoding="utf-8") == SHEET


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
def test_the_person_s_own_choice_of_a_printer_is_followed(office: Office) -> None:
    for queue in ("office", "hall"):
        office.run("lpadmin", "-p", queue, "-E", "-v", f"file:{office.home}/{queue}")
    office.run("lpadmin", "-d", "office")
    office.run("lpoptions", "-d", "hall")
    assert office.prints() == ""
    assert "hall-1" in office.run("lpstat", "-W", "all", "-o", "hall")


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
@pytest.mark.parametrize("variable", ["LPDEST", "PRINTER"])
def test_the_printer_that_the_environment_names_gets_the_sheet(office: Office, variable: str) -> None:
    for queue in ("office", "hall"):
        office.run("lpadmin", "-p", queue, "-E", "-v", f"file:{office.home}/{queue}")
    office.run("lpadmin", "-d", "office")
    assert office.prints(**{variable: "hall"}) == ""
    assert "hall-1" in office.run("lpstat", "-W", "all", "-o", "hall")


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
def test_the_print_server_that_the_environment_names_gets_the_sheet(office: Office) -> None:
    office.run("lpadmin", "-p", "office", "-E", "-v", f"file:{office.home}/office")
    office.run("lpadmin", "-d", "office")
    client = office.home / ".cups" / "client.conf"
    client.write_text("ServerName nowhere.invalid\n")
    assert office.prints(CUPS_SERVER=f"{office.home}/cups.sock") == ""
    assert (office.home / "spool" / "d00001-001").read_text(encoding="utf-8") == SHEET


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
def test_a_system_without_a_printer_is_told_from_one_that_has_none_by_default(office: Office) -> None:
    assert office.prints() == "NO_PRINTER"
    office.run("lpadmin", "-p", "office", "-E", "-v", f"file:{office.home}/paper")
    assert office.prints() == "PRINT_FAILED"


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
def test_a_printer_that_rejects_is_told(office: Office) -> None:
    office.run("lpadmin", "-p", "office", "-E", "-v", f"file:{office.home}/paper")
    office.run("lpadmin", "-d", "office")
    office.run("cupsreject", "office")
    assert office.prints() == "PRINT_FAILED"
