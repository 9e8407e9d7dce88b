"""A visitor's process that hangs keeps neither the terminal nor what was typed on it."""

from __future__ import annotations

import os
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.kiosk.standing import F2, WELCOME, is_gone, kiosk, standard_streams, type_in, with_settings

TYPED = "Koloquinte-7391"
_NEVER_ANSWERS = """
from i18n import ENGLISH
from tui.hosts import kiosk
kiosk._BEGINS_WITHIN = kiosk._SILENT_FOR = 0.1
kiosk.Kiosk(("/bin/sh", "-c", "echo >> {note}; exec sleep 1000"), ENGLISH).run()
"""
SOON = with_settings(_SILENT_FOR=1.0, _BEGINS_WITHIN=15.0)

pytestmark = pytest.mark.terminal


def test_a_process_that_answers_no_more_is_ended_and_what_was_typed_is_wiped(
    home: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    with kiosk(home, "/bin/sh", "-c", f'exec "$@" 2>"{told}"', "sh", *SOON) as one:
        one.shows(WELCOME)
        type_in(one, TYPED)
        (first,) = one.visitors
        os.kill(first, signal.SIGSTOP)
        one.send(TYPED)
        one.welcomes_another(first)
        assert is_gone(first)
        assert TYPED not in one.text
        assert one.scrolled_off == ""
    assert "Le processus d’une visite ne répond plus" in told.read_text()


@pytest.mark.parametrize("number", [signal.SIGURG, signal.SIGCHLD])
def test_the_signals_of_others_keep_no_process_that_answers_no_more(
    home: Path, number: signal.Signals
) -> None:
    with kiosk(home, *SOON) as one:
        one.shows(WELCOME)
        type_in(one, TYPED)
        (first,) = one.visitors
        os.kill(first, signal.SIGSTOP)

        def is_replaced_meanwhile() -> bool:
            os.kill(one.pid, number)
            return one.visitors not in ([], [first])

        one.until(is_replaced_meanwhile)


def test_a_process_that_never_answers_is_ended_too(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with kiosk(tmp_path, sys.executable, "-c", _NEVER_ANSWERS.format(note=note)) as one:
        one.until(lambda: note.exists() and len(note.read_text()) > 1)


@pytest.mark.more
def test_output_that_a_key_holds_does_not_keep_a_page_for_ever(home: Path) -> None:
    """Once enough waits to be shown, the process waits too, and its own limits do not end it."""
    with kiosk(home, *SOON) as one:
        one.shows(WELCOME)
        (first,) = one.visitors
        terminal = os.open(standard_streams(first)[0], os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(terminal, termios.TCOOFF)
        os.close(terminal)
        one.until(lambda: one.visitors not in ([], [first]), meanwhile=F2 * 10)
        one.shows(WELCOME)


@pytest.mark.more
def test_a_process_that_goes_on_in_time_is_left_alone(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        type_in(one, TYPED)
        visitors = one.visitors
        os.kill(visitors[0], signal.SIGSTOP)
        one.send(F2)
        os.kill(visitors[0], signal.SIGCONT)
        one.shows("Mot de passe")
        assert one.visitors == visitors
        assert TYPED in one.text
