"""`macle icu ResetAccountPassword`: a new password exactly as typed, whatever stands in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pexpect
import pytest

from i18n import ENGLISH
from store import Problem, Secret
from tests.command import MACLE, ROOT, complaint, environment, in_terminal
from tests.commands.icu.script import Asked, answered, icu, kinds_of_events
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town

RESET = "ResetAccountPassword"
TYPED = NEW_PASSWORD.reveal()
ANSWERS = {0: Secret("Médor"), 1: Secret("Lyon"), 2: Secret("Ratatouille")}


def token(town: Town, someone: Person) -> str:
    """Return a token from the mail."""
    town.new_files()
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    return town.token().reveal()


def signs_in(town: Town, someone: Person, password: str) -> bool:
    try:
        town.store.sessions.end(town.sign_in(someone, Secret(password)))
    except Problem:
        return False
    return True


def with_questions(town: Town) -> Person:
    """Open an account that has recovery questions."""
    someone = town.person()
    session = town.sign_in(someone)
    town.store.recovery_questions.set(session, tuple(ANSWERS.items()), PASSWORD)
    town.store.sessions.end(session)
    return someone


def test_the_answer_is_the_seeds_to_the_letter(town: Town) -> None:
    someone = town.person()
    run = icu(town, RESET, "--Password", TYPED, "--Token", token(town, someone))
    request_id = answered(run)["ResponseMetadata"]["RequestId"]
    assert run.stdout == (
        '{\n  "Email": "alexandre@example.org",\n  "ResponseMetadata": {\n'
        f'    "RequestId": "{request_id}"\n'
        "  }\n}\n"
    )
    assert "password-reset" in kinds_of_events(town, request_id)
    assert signs_in(town, someone, TYPED)


@pytest.mark.parametrize(
    "password",
    [
        "my#Secret-2027",
        "-Leading-Dash-7",
        "--lang=Fr-2027!",
        "  Two spaces 7!  ",
        "012345678-Aa",
        "Été$HOME`id`'\"7",
        "Password=Aa-2027",
    ],
)
@pytest.mark.parametrize("joined", [False, True])
def test_a_password_is_taken_exactly_as_typed(town: Town, asked: Asked, password: str, joined: bool) -> None:
    someone = town.person()
    given = (f"--Password={password}",) if joined else ("--Password", password)
    answered(asked(RESET, *given, "--Token", token(town, someone)))
    assert signs_in(town, someone, password)


@pytest.mark.parametrize("password", ["my#Secret-2027", "  -Two spaces 7!  ", "012345678-Aa"])
def test_standard_input_is_taken_exactly_as_typed(town: Town, password: str) -> None:
    someone = town.person()
    answered(icu(town, RESET, "--Password=-", "--Token", token(town, someone), typed=f"{password}\n"))
    assert signs_in(town, someone, password)


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_standard_input_has_password_token_and_answer_whatever_the_order_of_the_options(
    town: Town, end: str
) -> None:
    someone = with_questions(town)
    sent = token(town, someone)
    question = town.store.reset.open(Secret(sent)).question
    assert question is not None
    typed = (end or "\n").join((TYPED, sent, ANSWERS[question].reveal())) + end
    answered(icu(town, RESET, "--Answer", "-", "--Token", "-", "--Password", "-", typed=typed))
    assert signs_in(town, someone, TYPED)


@pytest.mark.parametrize("typed", ["", f"{TYPED}\n"])
def test_a_line_that_is_missing_is_a_wrong_usage_that_burns_nothing(town: Town, typed: str) -> None:
    said = complaint(icu(town, RESET, "--Password", "-", "--Token", "-", typed=typed), status=2)
    assert said.startswith("Standard input must have 2 lines, in this order: Password and Token.")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_line_too_many_is_a_wrong_usage_that_sets_no_half_of_a_password(town: Town, language: str) -> None:
    someone = town.person()
    sent = token(town, someone)
    given = ("--Password", "-", "--Token", sent, "--lang", language)
    said = complaint(icu(town, RESET, *given, typed=f"{TYPED}\nthe-rest\n"), status=2)
    assert said.startswith(
        {"en": "Standard input has more lines", "fr": "L’entrée standard a plus"}[language]
    )
    assert "the-rest" not in said
    answered(icu(town, RESET, *given, typed=f"{TYPED}\n\n"))
    assert signs_in(town, someone, TYPED)


def test_without_an_answer_the_question_is_told_and_with_it_the_password_is_set(
    town: Town, asked: Asked
) -> None:
    someone = with_questions(town)
    sent = token(town, someone)
    given = ("--Password", TYPED, "--Token", sent)
    question = town.store.reset.open(Secret(sent)).question
    assert question is not None
    words = {
        0: "What was the name of your first pet?",
        1: "In which town did your parents meet?",
        2: "What was the first dish you learned to cook?",
    }
    assert complaint(asked(RESET, *given)).rstrip().endswith(f"with --Answer: {words[question]}")
    french = complaint(asked(RESET, *given, "--lang", "fr"))
    assert french.startswith("Ce compte a des questions de récupération.")
    assert "tries are left" in complaint(asked(RESET, *given, "--Answer", "Wrong answer"))
    assert not signs_in(town, someone, TYPED)
    answered(asked(RESET, *given, "--Answer", ANSWERS[question].reveal()))
    assert signs_in(town, someone, TYPED)


@pytest.mark.more
def test_wrong_answers_wait_as_they_do_on_the_pages(town: Town, asked: Asked) -> None:
    sent = token(town, with_questions(town))
    guess = ("--Password", TYPED, "--Token", sent, "--Answer", "Wrong answer")
    said = [complaint(asked(RESET, *guess)) for _ in range(6)]
    assert "Try again from " in said[4]
    assert said[5].startswith("Too many wrong answers.")


def test_a_password_that_breaks_rules_does_not_burn_the_token(town: Town, asked: Asked) -> None:
    someone = town.person()
    sent = token(town, someone)
    for bad in ("short", "", PASSWORD.reveal()):
        complaint(asked(RESET, "--Password", bad, "--Token", sent))
    answered(asked(RESET, "--Password", TYPED, "--Token", sent))
    assert complaint(asked(RESET, "--Password", TYPED, "--Token", sent)).startswith(
        "This token was used already."
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("", "A token has 20 characters"),
        ("--", "A token has 20 characters"),
        ("7H3K-7H3K-7H3K-7H3K-7H3K", "This is not a token we sent."),
        ("7H3K-7H3K-7H3K-7H3K-7H3U", "No token holds “U”."),
        ("\x1b]0;x\x07", "No token holds “␛”."),
    ],
)
def test_a_token_that_is_none_is_told(asked: Asked, sent: str, words: str) -> None:
    said = complaint(asked(RESET, "--Password", TYPED, "--Token", sent))
    assert said.startswith(words)
    assert "\x1b" not in said


@pytest.mark.more
def test_guesses_at_tokens_are_limited_by_place(asked: Asked) -> None:
    place = {"SSH_CONNECTION": "192.0.2.7 5000 192.0.2.1 22"}
    guess = (RESET, "--Password", TYPED, "--Token", "7H3K-7H3K-7H3K-7H3K-7H3K")
    said = [complaint(asked(*guess, **place)) for _ in range(21)]
    assert said[19].startswith("This is not a token we sent.")
    assert said[20].startswith("Too many wrong tokens.")
    assert complaint(asked(*guess)).startswith("This is not a token we sent.")


@pytest.mark.parametrize("arguments", [(), ("--Password", "x"), ("--Token", "x"), ("--Password",)])
def test_a_wrong_usage_is_told_apart(asked: Asked, arguments: tuple[str, ...]) -> None:
    assert f"macle icu {RESET} --help" in complaint(asked(RESET, *arguments), status=2)


def test_an_answer_that_cannot_be_written_is_told_and_the_password_is_set(town: Town) -> None:
    someone = town.person()
    sent = token(town, someone)
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*MACLE, "icu", RESET, "--Password", TYPED, "--Token", sent],
            cwd=ROOT, env=environment(town.home), stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith("The answer could not be written to standard output")
    assert signs_in(town, someone, TYPED)


@pytest.mark.terminal
def test_at_a_terminal_what_is_asked_for_is_not_shown(town: Town) -> None:
    someone = town.person()
    sent = token(town, someone)
    child = in_terminal("icu", RESET, "--Password", "-", "--Token", "-", home=town.home)
    for prompt, secret in (("Password: ", TYPED), ("Token: ", sent)):
        child.expect(prompt)
        child.waitnoecho()
        child.sendline(secret)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert TYPED not in child.before
    assert '"Email": "alexandre@example.org"' in child.before
    assert signs_in(town, someone, TYPED)


def test_a_name_in_the_answer_cannot_steer_the_terminal(town: Town, asked: Asked) -> None:
    someone = Person("elodie-t", "élodie@example.org")
    ticket = town.store.sign_up.begin(someone.username, someone.email, PASSWORD, PASSWORD, "en")
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)
    run = asked(RESET, "--Password", TYPED, "--Token", token(town, someone))
    assert answered(run)["Email"] == someone.email
    assert run.stdout.isascii()
