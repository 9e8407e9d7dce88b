"""`macle admin add-operator`: who may sign in as an operator, and a password that nobody sees."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pexpect
import pytest

from store import Refusal
from tests.command import complaint, echoes, in_terminal
from tests.commands.admin.administrator import ADD, TYPED, macle, told
from tests.town import WRONG, Person, Town, refused


def test_an_operator_is_added_and_can_sign_in(town: Town) -> None:
    said = told(macle(town, *ADD, typed=f"{TYPED}\n{TYPED}\n"))
    signs_in, needs_second_step = said.splitlines()
    assert signs_in == "odile-desk can sign in, and is an operator."
    assert needs_second_step.startswith("First they have to set up a second step: sign in with “macle”")
    odile = Person("odile-desk", "odile@example.org")
    session = town.sign_in(odile)
    assert refused(town.store.decisions.pending, session).refusal is Refusal.SECOND_STEP_NEEDED
    app = town.add_app(session)
    assert town.store.decisions.pending(town.pass_by_app(town.sign_in(odile), app)) == ()


def test_a_supervisor_is_added_in_the_language_that_was_chosen(town: Town) -> None:
    said = told(macle(town, *ADD, "--supervisor", "--lang", "fr", typed=f"{TYPED}\n{TYPED}\n"))
    assert said.startswith(
        "odile-desk peut se connecter, comme superviseur.\nIl faut d’abord une deuxième étape"
    )
    assert town.rows("SELECT role, language FROM account") == [("supervisor", "fr")]


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (ADD, f"{TYPED}\n{WRONG.reveal()}\n", "differ"),
        (ADD, "short\nshort\n", "must have"),
        (ADD, "\n\n", "must have"),
        (("admin", "add-operator", "od", "--email", "o@example.org"), f"{TYPED}\n{TYPED}\n", "username"),
        (("admin", "add-operator", "odile-desk", "--email", "odile"), f"{TYPED}\n{TYPED}\n", "email address"),
        (("admin", "add-operator", "odile\udcff-desk", "--email", "o@e.org"), f"{TYPED}\n" * 2, "username"),
        (("admin", "add-operator", "odile-desk", "--email", "o\udcff@e.org"), f"{TYPED}\n" * 2, "email"),
    ],
)
def test_a_refused_operator_is_told_why_and_nothing_is_made(
    town: Town, arguments: tuple[str, ...], typed: str, words: str
) -> None:
    assert words in complaint(macle(town, *arguments, typed=typed))
    assert town.rows("SELECT 1 FROM account") == []


@pytest.mark.parametrize(
    "arguments",
    [("odile-desk", "--email", "other@example.org"), ("omar-desk", "--email", "odile@example.org")],
)
def test_a_name_or_an_address_is_not_given_twice(
    town: Town, newcomer: Person, arguments: tuple[str, ...]
) -> None:
    complaint(macle(town, "admin", "add-operator", *arguments, typed=f"{TYPED}\n{TYPED}\n"))
    assert town.rows("SELECT username FROM account") == [(newcomer.username,)]


@pytest.mark.parametrize(
    ("typed", "language", "words"),
    [
        ("", "en", "Standard input must have 2 lines, in this order: Password and Confirm the password.\n"),
        (f"{TYPED}\n", "en", "Standard input must have 2 lines, in this order: Password and Confirm"),
        (TYPED, "fr", "L’entrée standard doit avoir 2\u00a0lignes, dans cet ordre\u00a0: Mot de passe et"),
    ],
)
def test_a_password_that_comes_once_alone_is_missing_and_not_different(
    town: Town, typed: str, language: str, words: str
) -> None:
    said = complaint(macle(town, *ADD, "--lang", language, typed=typed), status=2)
    assert said.startswith(words)
    assert town.rows("SELECT 1 FROM account") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("odile-desk", "--email", "other@example.org"), "username"),
        (("od", "--email", "other@example.org"), "username"),
        (("omar-desk", "--email", "odile@example.org"), "email"),
        (("omar-desk", "--email", "omar"), "email"),
    ],
)
def test_a_name_or_an_address_is_refused_before_a_password_is_asked_for(
    town: Town, newcomer: Person, arguments: tuple[str, ...], words: str
) -> None:
    said = complaint(macle(town, "admin", "add-operator", *arguments, typed=""))
    assert words in said
    assert "Password" not in said


@pytest.fixture
def terminal(town: Town) -> Iterator[Any]:
    child = in_terminal(*ADD, home=town.home)
    yield child
    child.close(force=True)


@pytest.mark.terminal
def test_a_password_is_not_shown_while_it_is_typed(terminal: Any) -> None:
    shown = ""
    for prompt in ("Password: ", "Confirm the password: "):
        terminal.expect(prompt)
        shown += terminal.before
        terminal.waitnoecho()
        terminal.sendline(TYPED)
    terminal.expect("odile-desk can sign in")
    assert TYPED not in shown + terminal.before
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


@pytest.mark.terminal
def test_at_a_terminal_the_rules_are_told_first_and_what_is_wrong_is_asked_again(
    terminal: Any, town: Town
) -> None:
    for number, typed in enumerate(("short", "short", "a\x0cb", TYPED, TYPED)):
        terminal.expect("Confirm the password: " if number in (1, 4) else "Password: ")
        if not number:
            assert "The new password must have: " in terminal.before
        terminal.waitnoecho()
        terminal.sendline(typed)
    terminal.expect("odile-desk can sign in")
    assert town.rows("SELECT username FROM account") == [("odile-desk",)]


@pytest.mark.terminal
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        pytest.param(signal.SIGQUIT, marks=pytest.mark.more),
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.more),
    ],
)
def test_a_signal_at_the_password_brings_the_echo_back(terminal: Any, number: int, town: Town) -> None:
    terminal.expect("Password: ")
    terminal.waitnoecho()
    terminal.kill(number)
    terminal.wait()
    assert echoes(terminal)
    assert town.rows("SELECT 1 FROM account") == []


@pytest.mark.terminal
def test_ctrl_d_at_the_password_makes_nothing(terminal: Any, town: Town) -> None:
    terminal.expect("Password: ")
    terminal.waitnoecho()
    terminal.sendeof()
    terminal.expect("Nothing was typed.")
    terminal.wait()
    assert terminal.exitstatus == 2
    assert town.rows("SELECT 1 FROM account") == []
