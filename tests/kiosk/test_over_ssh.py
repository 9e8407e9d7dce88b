"""A kiosk whose accounts are on a server, by the line of docs/KIOSK.md for the keys that reach it."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import ROOT
from tests.kiosk.standing import WELCOME, is_gone, kiosk

_SERVER = """
HostKey {folder}/key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
ListenAddress 127.0.0.1:{port}
"""

pytestmark = [
    pytest.mark.more,
    pytest.mark.terminal,
    pytest.mark.needs("sshd", "ssh", "ssh-keygen", "ssh-keyscan"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root sees whose process one is that cannot be traced"),
]


def documented(pattern: str) -> str:
    page = (ROOT / "docs" / "KIOSK.md").read_text()
    found = re.search(pattern, page, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture
def port(home: Path, tmp_path: Path) -> Iterator[int]:
    """A server on which one key reaches a kiosk, told by its port."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    line = documented(r'^(restrict,pty,command=".*") ssh-ed25519 ')
    for theirs, ours in {
        "/var/lib/macle/data": str(home),
        "/var/lib/macle/state": f"{home}-state",
        "/opt/macle/bin/macle": str(Path(sys.executable).with_name("macle")),
    }.items():
        assert theirs in line
        line = line.replace(theirs, ours)
    (tmp_path / "authorized_keys").write_text(f"{line} {(tmp_path / 'key.pub').read_text()}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    configuration = tmp_path / "sshd_config"
    configuration.write_text(_SERVER.format(folder=tmp_path, port=port))
    if not os.geteuid():
        Path("/run/sshd").mkdir(exist_ok=True)  # where a server of root's shuts itself in
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    with subprocess.Popen([str(sshd), "-D", "-e", "-f", configuration], stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        while b"listening on" not in server.stderr.readline():
            assert server.poll() is None
        yield port
        server.terminate()


def test_its_key_reaches_a_kiosk_and_no_escape_key_ends_it(port: int, home: Path, tmp_path: Path) -> None:
    scan, *asked = documented(r"^(ssh-keyscan .*) accounts.example.org > /var/lib/kiosk/known_hosts$").split()
    with (tmp_path / "known_hosts").open("wb") as known:
        subprocess.run([scan, *asked, "-p", str(port), "127.0.0.1"], stdout=known, check=True)
    line = documented(r"^ExecStart=(/usr/bin/ssh .*) macle@accounts.example.org$")
    command, *options = line.replace("/var/lib/kiosk", str(tmp_path)).split()
    there = ("-p", str(port), f"{getpass.getuser()}@127.0.0.1", "/bin/sh")
    with kiosk(home, command, *options, *there) as one:
        one.shows(WELCOME)
        before = kiosks(home)
        assert all(b"\0LPDEST=kiosk-1\0" in Path(f"/proc/{each}/environ").read_bytes() for each in before)
        one.send(b"\r~.\x03\x1a\x1c")
        one.send(b"\x1b[[B")
        one.shows("Username, email")
        assert kiosks(home) == before
        os.kill(one.pid, signal.SIGKILL)  # the line breaks
        one.ends()
        while not all(map(is_gone, before)):
            threading.Event().wait(0.05)


def kiosks(home: Path) -> set[int]:
    """Return the processes of a kiosk on that store: the one that keeps the terminal, and the visitor's."""
    found = set()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"kiosk\0--lang" in process.read_bytes() and str(home).encode() in (
                process.with_name("environ").read_bytes()
            ):
                found.add(int(process.parent.name))
        except OSError:
            continue
    return found
