"""`macle locate` prints where everything is kept."""

from __future__ import annotations

from pathlib import Path

from tests.command import ROOT, macle


def test_locate_prints_every_path_and_makes_none(tmp_path: Path) -> None:
    home = tmp_path / "not-yet"
    run = macle("locate", home=home)
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


def test_a_relative_data_folder_is_said_in_full(tmp_path: Path) -> None:
    assert f"{ROOT}/here\n" in macle("locate", home=tmp_path, MACLE_HOME="here").stdout


def test_a_path_cannot_steer_the_terminal(tmp_path: Path) -> None:
    run = macle("locate", home=tmp_path / "\x1b]0;x\x07")
    assert "\x1b" not in run.stdout
    assert "␛]0;x␇" in run.stdout
