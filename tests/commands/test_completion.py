"""`macle completion`: the Tab key in real shells, with the commands and options that there are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pexpect
import pytest

from tests.command import macle_here

LINES = [
    ("macle adm", "macle admin "),
    ("macle ic", "macle icu "),
    ("macle icu Send", "macle icu SendResetPasswordEmail "),
    ("macle icu ResetAccountPassword --Tok", "macle icu ResetAccountPassword --Token "),
    ("macle admin add", "macle admin add-operator "),
    ("macle admin operators giv", "macle admin operators give-back "),
    ("macle admin operators role odile-desk sup", "macle admin operators role odile-desk supervisor "),
    ("macle --lang e", "macle --lang en "),
]


@pytest.fixture
def script(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file that the command prints for a shell, by the name under which zsh looks for it."""
    run = macle_here("completion", request.param, home=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    file = tmp_path / "_macle"
    file.write_text(run.stdout)
    return file


def completed(command: str, *arguments: str, load: str, line: str, expected: str) -> None:
    """Type a line and Tab in a shell; it fails unless the shell makes the `expected` line of it."""
    shell = pexpect.spawn(
        command,
        [*arguments],
        env={"PATH": "/usr/bin:/bin", "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": "ready> ", "HOME": "/"},
        encoding="utf-8",
        dimensions=(24, 200),
        timeout=120,
    )
    shell.delaybeforesend = None
    shell.sendline(f"{load}; PS1='lo''aded> '")
    shell.expect("loaded> ")
    shell.send(f"{line}\t")
    # The shell writes what it adds behind what was typed.
    shell.expect_exact(expected)
    shell.sendline("\x15exit")
    shell.close(force=True)


@pytest.mark.terminal
@pytest.mark.needs("bash")
@pytest.mark.parametrize("script", ["bash"], indirect=True)
@pytest.mark.parametrize(("line", "expected"), LINES)
def test_bash_completes(script: Path, line: str, expected: str) -> None:
    completed("bash", "--norc", "--noprofile", load=f"source {script}", line=line, expected=expected)


@pytest.mark.terminal
@pytest.mark.needs("zsh")
@pytest.mark.parametrize("script", ["zsh"], indirect=True)
@pytest.mark.parametrize(("line", "expected"), LINES)
def test_zsh_completes(script: Path, line: str, expected: str) -> None:
    load = f"fpath=({script.parent} $fpath); autoload -Uz compinit; compinit -u -D"
    completed("zsh", "-f", "-i", "-o", "no_prompt_sp", load=load, line=line, expected=expected)


@pytest.mark.needs("fish")
@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_completes(script: Path) -> None:
    asked = "; ".join(f"complete -C '{line}'" for line, _expected in LINES)
    run = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; {asked}"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(script.parent), "LC_ALL": "C.UTF-8"},
    )
    words = [line.split("\t")[0] for line in run.stdout.splitlines()]
    assert words == [expected.split()[-1] for _line, expected in LINES]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_script_says_how_it_is_installed(tmp_path: Path, shell: str, language: str) -> None:
    run = macle_here("completion", shell, "--help", "--lang", language, home=tmp_path)
    assert run.returncode == 0
    assert f"  macle completion {shell} > ~/." in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "After “macle completion” comes one of: bash, zsh, fish."),
        (("bsh",), "“macle completion” has no command “bsh”. Did you mean “bash”?"),
    ],
)
def test_another_shell_is_a_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    run = macle_here("completion", *arguments, home=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(words)


def test_nothing_is_made_in_the_data_folder(tmp_path: Path) -> None:
    macle_here("completion", "bash", home=tmp_path / "data")
    assert [*tmp_path.iterdir()] == []
