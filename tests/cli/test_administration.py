"""`macle admin` as an administrator's shell sees it, on a real store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from store import ProfileState, Role, Session
from store.rules.limits import CODES_TO_A_PHONE_AN_HOUR
from store.settings import utc_now
from tests.town import PASSWORD, WRONG, Person, Town

ROOT = Path(__file__).parents[2]
MACLE = [sys.executable, "-c", "from tui.cli import main; main()"]
LIGHT = "[hashing]\nmemory_kib = 8\npasses = 1\nlanes = 1\nfor_trials = true\n"
TYPED = PASSWORD.reveal()
ADD = ("admin", "add-operator", "odile-desk", "--email", "odile@example.org")
LIST = ("admin", "verifications", "--as", "odile-desk")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose clock is everyone's, as the command goes by that."""
    home = tmp_path / "data"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text(LIGHT)
    town = Town(home, clock=utc_now)
    yield town
    town.store.close()


@pytest.fixture
def operator(town: Town) -> Person:
    odile = Person("odile-desk", "odile@example.org")
    town.store.operators.add(odile.username, odile.email, PASSWORD, PASSWORD, "en", Role.OPERATOR)
    return odile


def macle(town: Town, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MACLE, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "MACLE_HOME": str(town.home)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def told(run: subprocess.CompletedProcess[str]) -> str:
    """Return what was said of something done."""
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def complaint(run: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """Return what was said of a refusal."""
    assert (run.returncode, run.stdout) == (status, "")
    assert "Traceback" not in run.stderr
    return run.stderr


def asks(town: Town, username: str = "alexandre", name: str = "Alexandre Dupont") -> Session:
    """Let someone ask for a verification, and return their session."""
    session = town.sign_in(town.person(username))
    store = town.store
    identity = store.verification.check(name, "31/05/1990", "dni", "12.345.678-Z", "1 rue [b]Haute[/b], Lyon")
    store.verification.request(session, identity, PASSWORD)
    return session


def request_of(town: Town, session: Session) -> ProfileState | None:
    return town.store.profile.status(session).request


def ids(listed: str) -> list[str]:
    return [line.removeprefix("ID: ") for line in listed.splitlines() if line.startswith("ID: ")]


def open_sessions(town: Town, someone: Person) -> int:
    return len(
        town.rows(
            "SELECT 1 FROM session JOIN account ON account.id = account_id WHERE username = ?",
            someone.username,
        )
    )


def test_an_operator_is_added_and_can_sign_in(town: Town) -> None:
    said = told(macle(town, *ADD, typed=f"{TYPED}\n{TYPED}\n"))
    assert said == "odile-desk can sign in, and is an operator.\n"
    assert town.store.verifications.pending(town.sign_in(Person("odile-desk", "odile@example.org"))) == ()


def test_a_supervisor_is_added_in_the_language_that_was_chosen(town: Town) -> None:
    said = told(macle(town, *ADD, "--supervisor", "--lang", "fr", typed=f"{TYPED}\n{TYPED}\n"))
    assert said == "odile-desk peut se connecter, comme superviseur.\n"
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
    town: Town, operator: Person, arguments: tuple[str, ...]
) -> None:
    complaint(macle(town, "admin", "add-operator", *arguments, typed=f"{TYPED}\n{TYPED}\n"))
    assert town.rows("SELECT username FROM account") == [(operator.username,)]


def test_the_requests_that_wait_are_listed_with_what_is_to_be_compared(town: Town, operator: Person) -> None:
    asks(town)
    asks(town, "dominique", "Dominique Łoś")
    first, second = told(macle(town, *LIST, typed=f"{TYPED}\n")).split("\n\n")
    assert "Username: alexandre\n" in first
    assert "Asked for: " in first
    assert "Legal name: Alexandre Dupont\nDate of birth: May 31, 1990\n" in first
    assert "Spanish DNI: 12345678Z\nAddress: 1 rue [b]Haute[/b], Lyon" in first
    assert "Legal name: Dominique Łoś\n" in second


def test_a_damaged_request_is_listed_as_such_among_the_others_and_is_refused(
    town: Town, operator: Person
) -> None:
    session = asks(town)
    asks(town, "dominique", "Dominique Łoś")
    town.rows("UPDATE profile SET for_operator = x'00' WHERE account_id = 2")
    listed = told(macle(town, *LIST, typed=f"{TYPED}\n"))
    first, second = listed.split("\n\n")
    assert first.endswith("Damaged: it cannot be read, and can only be refused")
    assert "Legal name: Dominique Łoś\n" in second
    number = ids(listed)[0]
    assert "damaged" in complaint(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"))
    assert request_of(town, session) is ProfileState.PENDING
    told(macle(town, *LIST, "refuse", number, "--reason", "Please ask again.", typed=f"{TYPED}\n"))
    assert request_of(town, session) is ProfileState.REFUSED


def test_the_list_speaks_french(town: Town, operator: Person) -> None:
    asks(town)
    said = told(macle(town, *LIST, "--lang", "fr", typed=f"{TYPED}\n"))
    assert "Date de naissance\u00a0: 31 mai 1990\n" in said


def test_that_nothing_waits_is_said(town: Town, operator: Person) -> None:
    assert "No verification" in told(macle(town, *LIST, typed=f"{TYPED}\n"))


def test_a_request_is_accepted_by_the_number_in_the_list(town: Town, operator: Person) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    said = told(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"))
    assert said == "The identity of alexandre is verified.\n"
    assert request_of(town, session) is ProfileState.ACCEPTED
    assert "No verification" in told(macle(town, *LIST, typed=f"{TYPED}\n"))


def test_the_operator_may_be_named_after_the_decision(town: Town, operator: Person) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    decide = ("admin", "verifications", "accept", number.upper(), "--as", operator.username)
    told(macle(town, *decide, typed=TYPED))
    assert request_of(town, session) is ProfileState.ACCEPTED


def test_a_request_is_refused_with_a_reason_that_the_person_reads(town: Town, operator: Person) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    said = told(macle(town, *LIST, "refuse", number, "--reason", "The photo is torn.", typed=f"{TYPED}\n"))
    assert said == "The request of alexandre is refused.\n"
    assert request_of(town, session) is ProfileState.REFUSED
    assert town.store.profile.status(session).reason == "The photo is torn."


def test_the_person_has_their_message_when_the_command_ends(town: Town, operator: Person) -> None:
    asks(town)
    town.new_mail()
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    told(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"))
    assert town.rows("SELECT 1 FROM outbox") == []
    assert [mail["To"] for mail in town.new_mail()] == ["alexandre@example.org"]


@pytest.mark.parametrize("number", ["", " ", "xyz", "0" * 33, "\x1b]0;x\x07", "\udcff"])
def test_a_number_that_is_none_decides_nothing(town: Town, operator: Person, number: str) -> None:
    session = asks(town)
    said = complaint(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"))
    assert "\x1b" not in said
    assert request_of(town, session) is ProfileState.PENDING


def test_a_number_that_several_requests_begin_with_decides_nothing(town: Town, operator: Person) -> None:
    seen: set[str] = set()
    for letter in "abcdefghijklmnopq":
        asks(town, f"person-{letter}")
        digits = [number[0] for (number,) in town.rows("SELECT id FROM profile ORDER BY requested_at")]
        if digits[-1] in seen:
            break
        seen.add(digits[-1])
    assert "Several" in complaint(macle(town, *LIST, "accept", digits[-1], typed=f"{TYPED}\n"))
    assert town.rows("SELECT DISTINCT state FROM profile") == [("pending",)]


def test_a_decided_request_is_not_decided_again(town: Town, operator: Person) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    told(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"))
    complaint(macle(town, *LIST, "refuse", number, "--reason", "No.", typed=f"{TYPED}\n"))
    assert request_of(town, session) is ProfileState.ACCEPTED


def test_who_is_no_operator_sees_and_decides_nothing(town: Town, operator: Person) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    as_a_person = ("admin", "verifications", "--as", "alexandre")
    for rest in ((), ("accept", number), ("refuse", number, "--reason", "No.")):
        said = complaint(macle(town, *as_a_person, *rest, typed=f"{TYPED}\n"))
        assert said == "Your account is not allowed to do this.\n"
    assert request_of(town, session) is ProfileState.PENDING


def test_an_operator_does_not_accept_their_own_request(town: Town, operator: Person) -> None:
    session = town.sign_in(operator)
    identity = town.store.verification.check("Odile Roy", "31/05/1990", "passport", "AB123456", "Lyon")
    town.store.verification.request(session, identity, PASSWORD)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    complaint(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"))
    assert request_of(town, session) is ProfileState.PENDING


def test_a_wrong_password_tells_nobody_who_is_an_operator(town: Town, operator: Person) -> None:
    town.person("alexandre")
    answers = {
        complaint(macle(town, "admin", "verifications", "--as", name, typed=f"{WRONG.reveal()}\n"))
        for name in (operator.username, "alexandre", "nobody-here")
    }
    assert len(answers) == 1


def test_no_session_is_left_whatever_came_of_it(town: Town, operator: Person) -> None:
    macle(town, *LIST, typed=f"{TYPED}\n")
    macle(town, *LIST, "accept", "xyz", typed=f"{TYPED}\n")
    macle(town, "admin", "verifications", "--as", town.person("alexandre").username, typed=f"{TYPED}\n")
    assert open_sessions(town, operator) == 0
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'signed-in' AND account_id = 1") == [(2,)]


def test_an_operator_with_an_app_is_asked_for_its_code(town: Town, operator: Person) -> None:
    app = town.add_app(town.sign_in(operator))
    code = town.app_code(app)
    said = told(macle(town, *LIST, typed=f"{TYPED}\n{code}\n"))
    assert said == "No verification of identity waits.\n"
    assert "déjà" in complaint(macle(town, *LIST, "--lang", "fr", typed=f"{TYPED}\n{code}\n"))


def test_an_operator_with_a_phone_is_sent_a_code_while_the_command_waits(
    town: Town, operator: Person
) -> None:
    town.add_phone(town.sign_in(operator))
    town.new_texts()
    child = pexpect.spawn(
        MACLE[0],
        [*MACLE[1:], *LIST],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm", "MACLE_HOME": str(town.home)},
        encoding="utf-8",
        timeout=30,
    )
    child.expect("Password:")
    child.sendline(TYPED)
    child.expect("Code sent by SMS to .{4} 0134, or a recovery code:")
    [text] = next(texts for _look in range(10_000) if (texts := town.new_texts()))
    child.sendline(text.text.rsplit(" ", 1)[-1])
    child.expect("No verification of identity waits.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_an_operators_recovery_code_will_do_as_well(town: Town, operator: Person) -> None:
    session = town.sign_in(operator)
    town.add_app(session)
    code = town.store.recovery_codes.make(session)[0].reveal()
    told(macle(town, *LIST, typed=f"{TYPED}\n{code.lower()}\n"))
    assert "used already" in complaint(macle(town, *LIST, typed=f"{TYPED}\n{code}\n"))


def test_a_recovery_code_will_do_also_where_no_more_can_be_sent_to_the_phone(
    town: Town, operator: Person
) -> None:
    session = town.sign_in(operator)
    phone = town.add_phone(session)
    code = town.store.recovery_codes.make(session)[0].reveal()
    for _ in range(CODES_TO_A_PHONE_AN_HOUR):
        town.store.second_step.send(town.sign_in(operator), phone)
    assert told(macle(town, *LIST, typed=f"{TYPED}\n{code}\n")) == "No verification of identity waits.\n"


def test_without_the_code_an_operator_decides_nothing_and_no_session_is_left(
    town: Town, operator: Person
) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=f"{TYPED}\n")))
    town.add_app(town.sign_in(operator))
    before = open_sessions(town, operator)
    assert "4 tries" in complaint(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n000000\n"))
    assert "3 essais" in complaint(macle(town, *LIST, "--lang", "fr", typed=f"{TYPED}\n111111\n"))
    complaint(macle(town, *LIST, "accept", number, typed=f"{TYPED}\n"), status=2)
    assert request_of(town, session) is ProfileState.PENDING
    assert open_sessions(town, operator) == before


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nope",),
        ("add-operator",),
        ("add-operator", "odile-desk"),
        ("add-operator", "odile-desk", "--email"),
        ("add-operator", "odile-desk", "omar-desk", "--email", "o@example.org"),
        ("verifications",),
        ("verifications", "--as"),
        ("verifications", "--as", "odile-desk", "forget"),
        ("verifications", "--as", "odile-desk", "accept"),
        ("verifications", "--as", "odile-desk", "refuse", "ab"),
        ("verifications", "--as", "odile-desk", "accept", "ab", "--reason", "No."),
        ("verifications", "--as", "odile-desk"),  # and no line with a password
    ],
)
def test_a_wrong_usage_is_told_apart(town: Town, arguments: tuple[str, ...]) -> None:
    assert "macle --help" in complaint(macle(town, "admin", *arguments), status=2)


@pytest.mark.parametrize("task", [(), ("add-operator",), ("verifications",), ("verifications", "accept")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_task_explains_itself_in_both_languages(
    town: Town, task: tuple[str, ...], language: str
) -> None:
    said = told(macle(town, "admin", *task, "--help", "--lang", language))
    usage = "Usage: " if language == "en" else "Utilisation\u00a0: "
    assert said.startswith(f"{usage}macle admin {' '.join(task)}")
    assert ("Options:" in said) == (language == "en")


@pytest.fixture
def terminal(town: Town) -> Iterator[Any]:
    child = pexpect.spawn(
        MACLE[0],
        [*MACLE[1:], *ADD],
        cwd=ROOT,
        env={**os.environ, "MACLE_HOME": str(town.home), "LANG": "C.UTF-8"},
        encoding="utf-8",
        timeout=20,
    )
    child.delaybeforesend = None
    yield child
    child.close(force=True)


def echoes(child: Any) -> bool:
    return bool(termios.tcgetattr(child.child_fd)[3] & termios.ECHO)


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
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
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
