"""`macle locate` prints where everything is kept."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.command import MACLE, ROOT, environment, macle, macle_here


def test_locate_prints_every_path_and_makes_none(tmp_path: Path) -> None:
    home = tmp_path / "not-yet"
    run = macle_here("locate", home=home)
    paths = dict(line.split(maxsplit=1) for line in run.stdout.splitlines())
    assert run.returncode == 0
    assert paths["home"] == str(home)
    assert [*paths] == [
        *["home", "database", "key", "mail", "sms", "logs", "settings", "state", "sqlite", "journal"]
    ]
    assert not Path(paths["key"]).is_relative_to(Path(paths["database"]).parent)
    assert not home.exists()


def test_the_data_folder_follows_xdg(tmp_path: Path) -> None:
    run = macle("locate", home=tmp_path, MACLE_HOME="", XDG_DATA_HOME=str(tmp_path / "data"))
    assert f"{tmp_path}/data/macle\n" in run.stdout


def test_what_is_kept_where_is_told_in_french(tmp_path: Path) -> None:
    lines = macle_here("locate", "--lang", "fr", home=tmp_path).stdout.splitlines()
    assert lines[0] == f"données    {tmp_path}"
    assert [line.split()[0] for line in lines[1:8]] == [
        *["comptes", "clé", "courriels", "SMS", "incidents", "réglages", "état"]
    ]


@pytest.mark.parametrize(
    ("variables", "meant"),
    [
        ({"MACLE_HOME": "here"}, f"{ROOT}/here"),
        ({"MACLE_HOME": "~/here"}, "/home/camille/here"),
        ({"MACLE_HOME": "~nobody-at-all/here"}, f"{ROOT}/~nobody-at-all/here"),
        ({"MACLE_STATE": "./here"}, f"{ROOT}/here"),
        ({"MACLE_HOME": "", "XDG_DATA_HOME": "~/here"}, "/home/camille/here"),
        ({"MACLE_STATE": "", "XDG_STATE_HOME": "here"}, f"{ROOT}/here"),
    ],
)
@pytest.mark.parametrize("command", ["locate", "plain"])
def test_a_folder_without_a_full_path_is_refused_with_the_path_that_may_be_meant(
    tmp_path: Path, variables: dict[str, str], meant: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/camille")  # by which Python itself reads “~”
    run = macle_here(command, home=tmp_path / "data", **variables)
    (variable, value) = [*variables.items()][-1]
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(f"{variable} must be a full path")
    assert f"“{value}”" in run.stderr
    assert f"“{meant}”" in run.stderr
    assert [*tmp_path.iterdir()] == []


def test_help_needs_no_data_folder(tmp_path: Path) -> None:
    assert macle_here("--help", home=tmp_path, MACLE_HOME="here").returncode == 0
    assert macle_here("--version", home=tmp_path, MACLE_HOME="here").stdout.startswith("macle ")


def test_a_path_cannot_steer_the_terminal(tmp_path: Path) -> None:
    run = macle_here("locate", home=tmp_path / "\x1b]0;x\x07")
    assert "\x1b" not in run.stdout
    assert "␛]0;x␇" in run.stdout


@pytest.mark.needs("setpriv")
def test_who_may_not_look_at_the_folders_is_told_where_they_are(tmp_path: Path) -> None:
    home = tmp_path / "closed" / "data"
    home.parent.mkdir(mode=0o000)
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if not os.geteuid() else []
    run = subprocess.run(
        [*drop, *MACLE, "locate"],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    home.parent.chmod(0o700)
    assert run.returncode == 0
    assert f"home      {home}\n" in run.stdout
    assert run.stderr.startswith("Nothing can be noted")
