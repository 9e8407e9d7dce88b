"""Over SSH, by the configuration of docs/SSH.md: Macle in place of a shell."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from store.settings import utc_now
from tests.command import ROOT
from tests.town import PASSWORD, Town
from tests.trials.settings_file import write_light_settings

SERVER = """
HostKey {folder}/key
AuthorizedKeysFile {folder}/key.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
ListenAddress 127.0.0.1:{port}
"""


def documented(folder: Path) -> str:
    """Return the configuration that the documentation has, with this machine's user and paths."""
    block = (ROOT / "docs" / "SSH.md").read_text().split("\n```\n")[1]
    command = folder / "macle"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -I -m tui.cli "$@"\n')
    command.chmod(0o755)
    for theirs, ours in {
        "Match User macle": "Match all",
        '"$HOME"': f'"{folder}"',
        "/opt/macle/bin/macle": str(command),
    }.items():
        assert theirs in block
        block = block.replace(theirs, ours)
    return f"{block}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of the user that everyone comes in as."""
    home = tmp_path / ".local" / "share" / "macle"
    home.mkdir(mode=0o700, parents=True)
    write_light_settings(home)
    return home


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A server of SSH, which is told by its port."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    configuration = tmp_path / "sshd_config"
    configuration.write_text(SERVER.format(folder=tmp_path, port=port) + documented(tmp_path))
    if not os.geteuid():
        Path("/run/sshd").mkdir(exist_ok=True)  # where a server of root's shuts itself in
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    with subprocess.Popen([str(sshd), "-D", "-e", "-f", configuration], stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        while b"listening on" not in server.stderr.readline():
            assert server.poll() is None
        yield port
        server.terminate()


def comes_in(port: int, folder: Path, **variables: str) -> Any:
    """Connect as a client that sends all the variables that it has."""
    options = ["UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "LogLevel=ERROR", "SendEnv=*"]
    child = pexpect.spawn(
        "ssh",
        ["-F", "none", "-tt", "-i", str(folder / "key"), "-p", str(port)]
        + [part for option in options for part in ("-o", option)]
        + [f"{getpass.getuser()}@127.0.0.1", f"touch {folder}/a-shell"],
        env={"PATH": os.environ["PATH"], "TERM": "dumb", **variables},
        encoding="utf-8",
        timeout=120,
    )
    child.delaybeforesend = None
    return child


@pytest.mark.more
@pytest.mark.needs("sshd", "ssh", "ssh-keygen")
def test_whoever_comes_by_ssh_is_told_in_their_language_and_where_they_came_from(
    port: int, home: Path, tmp_path: Path
) -> None:
    town = Town(home, clock=utc_now)
    someone = town.person()
    child = comes_in(port, tmp_path, LANG="fr_FR.UTF-8", MACLE_HOME="/nowhere")
    child.expect("1. Se connecter")
    child.expect("Votre choix[^:]*: ")
    child.sendline("1")
    child.expect("courriel[^\r\n]*: ")
    child.sendline(someone.username)
    child.expect("Mot de passe")
    child.waitnoecho()
    child.sendline(PASSWORD.reveal())
    child.expect("Sign-in settings[^$]*: ")  # the language of the account
    child.sendline("/quit")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    [(terminal,)] = town.rows("SELECT DISTINCT terminal FROM event WHERE kind = 'signed-in'")
    assert re.fullmatch(r"SSH 127\.0\.0\.1, pts/\d+", terminal)
    assert not (tmp_path / "a-shell").exists()
    town.store.close()
