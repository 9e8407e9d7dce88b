"""`macle icu`: what is wrong with a command line is said, and nothing of it repeated that may be a secret."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.command import MACLE, ROOT, complaint, environment
from tests.commands.icu.script import Asked
from tests.town import Town

RESET, SEND, UPDATE = "ResetAccountPassword", "SendResetPasswordEmail", "UpdateAccount"


@pytest.mark.parametrize(
    "arguments",
    [
        (RESET, "--Password", "--Token", "hunter3"),
        (RESET, "--Password", "my", "hunter3#1"),
        (RESET, "-p=hunter3"),
        (RESET, "-hunter3"),
        (RESET, "--Token", "x", "--hunter3"),
        (RESET, "--hunter3=x"),
        ("-p", "hunter3", RESET),
        ("--Pass", "hunter3"),
        ("hunter3",),
        (UPDATE, "--As", "alexandre", "--PasswordFd", "hunter3"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_options_that_there_are_are_repeated(
    asked: Asked, arguments: tuple[str, ...], language: str
) -> None:
    assert "hunter3" not in complaint(asked("--lang", language, *arguments), status=2)


def test_a_request_that_is_none_is_told_of_those_there_are(asked: Asked) -> None:
    said = complaint(asked("ResetPassword"), status=2)
    assert said.startswith("After “macle icu” comes one of: SendResetPasswordEmail, ResetAccountPassword, ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((UPDATE, "--As", "alexandre", "--Foo"), "There is no such option. There are: --"),
        ((SEND, "--Email", "a@example.org", "--Foo", "x"), "There is no such option. There are: --"),
        ((SEND, "--Foo", "x"), "There is no such option. There are: --"),
        ((SEND, "--Email", "a@example.org", "b"), "Each option takes one value."),
    ],
)
def test_an_option_that_is_none_is_told_of_those_there_are(
    asked: Asked, arguments: tuple[str, ...], words: str
) -> None:
    said = complaint(asked(*arguments), status=2)
    assert said.startswith(words)
    assert ("--Email" in said) == (arguments[0] == SEND and words.startswith("There"))


@pytest.mark.parametrize("arguments", [(), pytest.param(("--PasswordFd", "0"), marks=pytest.mark.more)])
def test_a_line_without_an_end_is_refused(town: Town, arguments: tuple[str, ...]) -> None:
    with Path("/dev/zero").open() as endless:
        run = subprocess.run(
            [*MACLE, "icu", UPDATE, "--As", "alexandre", *arguments],
            cwd=ROOT, env=environment(town.home), stdin=endless,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert complaint(run, status=2).startswith("This is too long.")
