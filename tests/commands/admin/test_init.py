"""`macle admin init`: from nothing to a supervisor who can sign in, at prompts or from a pipe."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from store import Settings, open_store
from store.locations import Locations
from store.settings.reading import read_settings
from tests.command import complaint, echoes, in_terminal, macle_here
from tests.commands.admin.administrator import TYPED, told

INIT = ("admin", "init")
COMMAND = "Command that opens Macle, such as ssh macle@example.org (Enter: none yet): "
SUPERVISOR = f"omar-desk\nomar@example.org\n{TYPED}\n{TYPED}\n\n"
"""The first supervisor, and no command that opens Macle."""
NO_MAIL = "\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def accounts(home: Path) -> list[tuple[str, str]]:
    """Return who has an account with a role, and which."""
    store = open_store(Settings(home, state=home.with_name(f"{home.name}-state")))
    try:
        return [(one.username, one.role.value) for one in store.operators.everyone()]
    finally:
        store.close()


@pytest.mark.parametrize(
    ("language", "words", "remark"),
    [
        pytest.param(
            "en",
            "omar-desk can sign in, and is a supervisor.",
            "# By which rules a new password is accepted.",
            marks=pytest.mark.more,
        ),
        ("fr", "omar-desk peut se connecter, comme superviseur.", "# Selon quelles règles un nouveau mot de"),
    ],
)
def test_a_pipe_makes_a_store_its_settings_and_its_supervisor(
    home: Path, language: str, words: str, remark: str
) -> None:
    said = told(macle_here(*INIT, "--lang", language, home=home, typed=SUPERVISOR + NO_MAIL))
    assert said.startswith(words)
    assert str(Locations(home).server_key) in said
    file = Locations(home).settings_file
    assert file.stat().st_mode & 0o777 == 0o600
    assert remark in file.read_text()
    assert read_settings(home) == Settings(home)
    assert accounts(home) == [("omar-desk", "supervisor")]


def test_where_there_are_accounts_nothing_is_asked_or_changed(home: Path) -> None:
    told(macle_here(*INIT, home=home, typed=SUPERVISOR + NO_MAIL))
    file = Locations(home).settings_file
    file.write_text('password_policy = "nist"\n')
    again = complaint(macle_here(*INIT, home=home, typed=SUPERVISOR.replace("omar", "olga") + NO_MAIL))
    assert "accounts here already" in again
    assert file.read_text() == 'password_policy = "nist"\n'
    assert accounts(home) == [("omar-desk", "supervisor")]


def test_who_has_accounts_and_no_settings_gets_a_file_of_them_that_changes_none(home: Path) -> None:
    told(macle_here(*INIT, home=home, typed=SUPERVISOR + NO_MAIL))
    file = Locations(home).settings_file
    file.unlink()
    again = complaint(macle_here(*INIT, home=home, typed=SUPERVISOR.replace("omar", "olga") + NO_MAIL))
    assert f"so one was made: {file}." in again
    assert "no supervisor was made" in again
    assert '# opened_by = "ssh' in file.read_text()
    assert read_settings(home) == Settings(home)
    assert accounts(home) == [("omar-desk", "supervisor")]


def test_the_command_that_opens_macle_is_set(home: Path) -> None:
    typed = SUPERVISOR.removesuffix("\n") + "ssh macle@example.org\n" + NO_MAIL
    assert "opened_by" not in told(macle_here(*INIT, home=home, typed=typed))
    assert read_settings(home).opened_by == "ssh macle@example.org"


def test_a_file_of_settings_that_is_there_is_obeyed_and_stays(home: Path) -> None:
    home.mkdir(mode=0o700)
    file = Locations(home).settings_file
    file.write_text('password_policy = "nist"\n')
    assert "at least 15 characters" in complaint(macle_here(*INIT, home=home, typed=SUPERVISOR))
    long = SUPERVISOR.replace(TYPED, "lanterne de la rue basse")
    assert f"{file} were there already" in told(macle_here(*INIT, home=home, typed=long))
    assert file.read_text() == 'password_policy = "nist"\n'


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("", 2, "Standard input must have one more line: Username of the supervisor."),
        ("omar-desk\nomar@example.org\n", 2, "Standard input must have 2 lines"),
        (SUPERVISOR, 2, "Standard input must have one more line: Mail server"),
        ("omar\nomar@example.org\n", 1, "8 to 16 characters"),
        ("omar-desk\nomar\n", 1, "email address"),
        (f"omar-desk\nomar@example.org\n{TYPED}\nother\n", 1, "differ"),
        ("omar-desk\nomar@example.org\nshort\nshort\n", 1, "must have"),
    ],
)
def test_what_a_pipe_lacks_or_has_wrong_is_told_and_nothing_is_set(
    home: Path, typed: str, status: int, words: str
) -> None:
    said = complaint(macle_here(*INIT, home=home, typed=typed), status)
    assert words in said
    assert TYPED not in said
    assert not Locations(home).settings_file.exists()
    assert accounts(home) == []


@pytest.fixture
def terminal(home: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    child = in_terminal(*INIT, *getattr(request, "param", ()), home=home)
    yield child
    child.close(force=True)


def answer(terminal: Any, prompt: str, typed: str) -> str:
    """Type an answer to a prompt; return what was shown before it."""
    terminal.expect_exact(prompt)
    shown = str(terminal.before)
    terminal.sendline(typed)
    return shown


@pytest.mark.terminal
def test_at_a_terminal_what_is_wrong_is_asked_again_and_no_password_is_shown(
    terminal: Any, home: Path
) -> None:
    rules = answer(terminal, "Username of the supervisor: ", "omar")
    assert "A username has 8 to 16 characters" in rules
    assert "7 digits at most" in " ".join(rules.split())
    assert "8 to 16" in answer(terminal, "Username of the supervisor: ", "omar-desk")
    answer(terminal, "Email address: ", "omar@")
    answer(terminal, "Email address: ", "omar@example.org")
    assert "The new password must have: " in answer(terminal, "Password: ", "short")
    answer(terminal, "Confirm the password: ", "shorter")
    shown = answer(terminal, "Password: ", TYPED)
    assert "must have" in shown
    assert "differ" in shown
    shown = answer(terminal, "Confirm the password: ", TYPED)
    shown += answer(terminal, COMMAND, "")
    shown += answer(terminal, "Mail server (Enter: none yet): ", "")
    terminal.expect(pexpect.EOF)
    assert TYPED not in shown + terminal.before
    terminal.close()
    assert terminal.exitstatus == 0
    assert accounts(home) == [("omar-desk", "supervisor")]


@pytest.mark.more
@pytest.mark.terminal
def test_of_two_at_once_one_makes_the_store(terminal: Any, home: Path) -> None:
    answer(terminal, "Username of the supervisor: ", "olga-desk")
    answer(terminal, "Email address: ", "olga@example.org")
    answer(terminal, "Password: ", TYPED)
    answer(terminal, "Confirm the password: ", TYPED)
    terminal.expect_exact(COMMAND)
    told(macle_here(*INIT, home=home, typed=SUPERVISOR + NO_MAIL))
    settings = Locations(home).settings_file
    settings.write_text('password_policy = "nist"\n')
    terminal.sendline("")
    answer(terminal, "Mail server (Enter: none yet): ", "")
    terminal.expect("accounts here already")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1
    assert settings.read_text() == 'password_policy = "nist"\n'
    assert accounts(home) == [("omar-desk", "supervisor")]


@pytest.mark.terminal
def test_of_two_that_answer_the_last_question_at_once_one_sets_all(terminal: Any, home: Path) -> None:
    both = {"olga": terminal, "omar": in_terminal(*INIT, home=home)}
    for name, child in both.items():
        answer(child, "Username of the supervisor: ", f"{name}-desk")
        answer(child, "Email address: ", f"{name}@example.org")
        answer(child, "Password: ", TYPED)
        answer(child, "Confirm the password: ", TYPED)
        answer(child, COMMAND, f"ssh {name}@example.org")
        child.expect_exact("Mail server (Enter: none yet): ")
    for child in both.values():
        child.sendline("")
    ends = [child.expect(["can sign in", "accounts here already"]) for child in both.values()]
    for child in both.values():
        child.expect(pexpect.EOF)
        child.close()
    assert sorted(ends) == [0, 1]
    first = [*both][ends.index(0)]
    assert accounts(home) == [(f"{first}-desk", "supervisor")]
    assert read_settings(home).opened_by == f"ssh {first}@example.org"


@pytest.mark.terminal
@pytest.mark.parametrize("terminal", [("--lang", "fr")], indirect=True)
def test_the_prompts_speak_french(terminal: Any) -> None:
    answer(terminal, "Nom d’utilisateur du superviseur\u00a0: ", "omar-desk")
    answer(terminal, "Adresse courriel\u00a0: ", "omar@example.org")
    answer(terminal, "Mot de passe\u00a0: ", TYPED)
    answer(terminal, "Confirmation du mot de passe\u00a0: ", TYPED)
    french = "Commande qui ouvre Macle, comme ssh macle@example.org (Entrée\u00a0: pas encore)\u00a0: "
    answer(terminal, french, "")
    answer(terminal, "Serveur de courriel (Entrée\u00a0: pas encore)\u00a0: ", "")
    terminal.expect("La suite")


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("number", "prompt"),
    [
        (signal.SIGINT, "Mail server (Enter: none yet): "),
        *(
            pytest.param(number, prompt, marks=pytest.mark.more)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            for prompt in ("Username of the supervisor: ", "Password: ")
        ),
    ],
)
def test_who_is_interrupted_at_a_prompt_begins_again(
    terminal: Any, home: Path, number: int, prompt: str
) -> None:
    for asked, typed in (
        ("Username of the supervisor: ", "omar-desk"),
        ("Email address: ", "omar@example.org"),
        ("Password: ", TYPED),
        ("Confirm the password: ", TYPED),
        (COMMAND, ""),
        ("Mail server (Enter: none yet): ", ""),
    ):
        terminal.expect_exact(asked)
        if asked == prompt:
            break
        terminal.sendline(typed)
    terminal.kill(number)
    terminal.wait()
    assert echoes(terminal)
    assert not Locations(home).settings_file.exists()
    told(macle_here(*INIT, home=home, typed=SUPERVISOR + NO_MAIL))


MAIL = ("mail.example.org", "", "", "Macle <macle@example.org>", "macle", "hunter2 hunter2")
"""By STARTTLS at the usual port, with a password."""


def test_the_mail_server_is_set_and_its_password_kept_in_a_file_of_its_own(home: Path) -> None:
    typed = SUPERVISOR + "\n".join(MAIL) + "\n"
    said = told(macle_here(*INIT, home=home, typed=typed))
    assert "macle admin deliver --watch" in said
    mail, password_file = read_settings(home).mail, Locations(home).mail_password
    assert (mail.server, mail.port, mail.security, mail.username) == (
        "mail.example.org",
        587,
        "starttls",
        "macle",
    )
    assert mail.password_file == "keys/mail-password"
    assert (password_file.read_text(), password_file.stat().st_mode & 0o777) == ("hunter2 hunter2\n", 0o600)
    assert "hunter2" not in said + Locations(home).settings_file.read_text()


def test_a_password_of_the_mail_server_that_is_kept_already_is_not_overwritten(home: Path) -> None:
    password_file = Locations(home).mail_password
    password_file.parent.mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    password_file.write_text("precious\n")
    typed = SUPERVISOR + "\n".join(MAIL[:-1]) + "\n"
    said = told(macle_here(*INIT, home=home, typed=typed))
    assert f"{password_file} already, and stays" in said
    assert password_file.read_text() == "precious\n"
    assert read_settings(home).mail.password_file == "keys/mail-password"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("mail.example.org", "ssl"), "Type one of: starttls, tls, none."),
        (("mail.example.org", "tls", "0"), "A port is a whole number from 1 to 65535."),
        (("mail.example.org", "tls", "", ""), "Every email needs a sender."),
        (("mail example",), "A mail server is typed"),
        (("mail.example.org", "none"), "on this machine alone"),
        (("localhost", "none", "2525", "a@example.org", "macle"), "a port up to 1023 alone"),
        (("mail.example.org", "tls", "", "rien"), "A sender is an address"),
        (("mail.example.org", "tls", "", "a@example.org", "élodie"), "letters without accents"),
        (("mail.example.org", "tls", "", "a@example.org", "mac\x7fle"), "Control characters"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_and_nothing_is_set(
    home: Path, answers: tuple[str, ...], words: str
) -> None:
    run = macle_here(*INIT, home=home, typed=SUPERVISOR + "\n".join(answers) + "\n")
    assert words in complaint(run, status=2)
    assert not Locations(home).settings_file.exists()
    assert accounts(home) == []


@pytest.mark.more
@pytest.mark.terminal
def test_at_a_terminal_the_mail_server_is_asked_for_again(terminal: Any, home: Path) -> None:
    answer(terminal, "Username of the supervisor: ", "omar-desk")
    answer(terminal, "Email address: ", "omar@example.org")
    answer(terminal, "Password: ", TYPED)
    answer(terminal, "Confirm the password: ", TYPED)
    answer(terminal, COMMAND, "")
    answer(terminal, "Mail server (Enter: none yet): ", "127.0.0.1")
    answer(terminal, "Encryption: starttls, tls or none [starttls]: ", "no")
    answer(terminal, "[starttls]: ", "no\x0cne")
    assert "Control characters" in answer(terminal, "[starttls]: ", "none")
    answer(terminal, "Port [25]: ", "")
    answer(terminal, "Sender, such as Macle <macle@example.org>: ", "nobody")
    assert "A sender is" in answer(terminal, "Sender, such as Macle <macle@example.org>: ", "a@example.org")
    answer(terminal, "Username at the mail server (Enter: none): ", "")
    terminal.expect("What to do next:\r\n")
    terminal.expect(pexpect.EOF)
    assert all(line.startswith(("- ", "  ")) for line in terminal.before.splitlines())
