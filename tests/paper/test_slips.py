"""Slips with activation codes: straight to the printer, and nowhere else (PRODUCT §8)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from i18n import ENGLISH, _
from store import Refusal
from store.database.alone import NOTHING
from store.messages.letters.letter import ALWAYS, Slip
from store.messages.letters.password import activation_slip
from store.messages.message import PrintedSlip
from store.messages.routes.printer import PrinterRoute, laid_out
from store.rules.secret import Secret
from store.settings import Printer
from tests.paper.conftest import Office, program
from tests.town import Town
from tui.wording import undelivered

WIDTH = 80


@pytest.fixture
def printing(town: Town, programs: Path) -> Town:
    """A town whose slips are printed by whatever `lp` there is."""
    town.reopen(prints_slips=None)
    return town


def errors_of_delivery(town: Town) -> list[str]:
    errors: list[str] = []
    town.store.outbox.deliver(failed=errors.append)
    return errors


def files_in(town: Town) -> str:
    folders = (town.locations.mail, town.locations.sms)
    return "".join(file.read_text() for folder in folders for file in folder.iterdir())


def test_a_slip_goes_through_a_pipe_to_the_printer_of_the_settings(printing: Town, programs: Path) -> None:
    program(programs, "lp", f'echo "$@" > {programs}/told; cat > {programs}/paper')
    printing.reopen(printer=Printer("desk"))
    printing.register()
    assert errors_of_delivery(printing) == []
    told, paper = (programs / "told").read_text(), (programs / "paper").read_text(encoding="utf-8")
    assert "-d desk" in told
    assert "MACLE ACTIVATION CODE" in paper
    assert "activation code" not in files_in(printing)
    assert printing.store.waiting.state().waiting == 0


def test_without_a_name_it_is_the_usual_printer(printing: Town, programs: Path) -> None:
    program(programs, "lp", f'echo "$@" > {programs}/told; cat > /dev/null')
    printing.register()
    assert errors_of_delivery(printing) == []
    assert "-d" not in (programs / "told").read_text().split()


def test_where_there_is_no_printer_a_slip_waits_sealed_and_is_told(printing: Town) -> None:
    printing.register()
    [error] = errors_of_delivery(printing)
    assert "no printer" in ENGLISH.say(undelivered(error))
    assert printing.store.waiting.state().waiting == 1
    assert b"Activate my password" not in printing.stored()
    assert "activation" not in files_in(printing)


def test_what_waited_is_printed_once_there_is_a_printer(printing: Town, programs: Path) -> None:
    program(programs, "lp", "exit 1")
    program(programs, "lpstat", "echo desk")
    printing.register()
    [error] = errors_of_delivery(printing)
    assert error == Refusal.SLIP_NOT_PRINTED.value
    program(programs, "lp", f"cat >> {programs}/paper")
    printing.clock.advance(hours=2)
    assert errors_of_delivery(printing) == []
    assert (programs / "paper").read_text(encoding="utf-8").count("MACLE ACTIVATION CODE") == 1


def test_a_slip_that_expired_is_not_printed(printing: Town, programs: Path) -> None:
    printing.register()
    assert errors_of_delivery(printing)
    program(programs, "lp", f"cat > {programs}/paper")
    printing.clock.advance(days=31)
    printing.store.waiting.hurry()
    assert errors_of_delivery(printing) == []
    assert not (programs / "paper").exists()


def test_the_sheet_has_the_code_in_spaced_groups_and_fits_a_printer(town: Town) -> None:
    slip = activation_slip("123456", Secret("7K3MX9Q2RB5T"), "799704414540", town.clock.now)
    sheet = laid_out(PrintedSlip("1", town.clock.now, "123456", *slip.said(ENGLISH)))
    assert "7 K 3 M    X 9 Q 2    R B 5 T" in sheet
    assert "123456" in sheet
    assert max(map(len, sheet.splitlines())) <= WIDTH


def test_only_the_code_stands_out_on_the_paper(printing: Town, programs: Path) -> None:
    program(programs, "lp", f"cat > {programs}/paper")
    code, paragraphs = Secret("7K3M-X9Q2-RB5T"), (_("Thanks."), _("It is 12 characters long."))
    slip = Slip(_("Macle activation code"), (*paragraphs, code), ALWAYS)
    with printing.store.database.write(alone_with=NOTHING) as db:
        printing.store.outbox.queue(db, slip, "123456", ENGLISH, 1)
    assert errors_of_delivery(printing) == []
    paper = [line.strip() for line in (programs / "paper").read_text(encoding="utf-8").splitlines()]
    assert "Thanks." in paper
    assert "7 K 3 M    X 9 Q 2    R B 5 T" in paper


@pytest.mark.more
@pytest.mark.needs("cupsd", "lp", "lpadmin")
def test_a_real_queue_gets_the_slip(town: Town, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.run("lpadmin", "-p", "desk", "-E", "-v", f"file:{office.home}/paper")
    monkeypatch.setenv("CUPS_SERVER", f"{office.home}/cups.sock")
    route = PrinterRoute.of(dataclasses.replace(town.settings, prints_slips=None, printer=Printer("desk")))
    code = "7K3M-X9Q2-RB5T"
    route.prints(PrintedSlip("1", town.clock.now, "123456", "Code d’activation de Macle", code, code))
    spooled = (office.home / "spool" / "d00001-001").read_text(encoding="utf-8")
    assert "CODE D’ACTIVATION DE MACLE" in spooled
    assert "7 K 3 M    X 9 Q 2    R B 5 T" in spooled
