"""The wheel holds all that Macle needs, and runs from it alone."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {"i18n", "store", "tui"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def macle(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `macle` command in a fresh environment, which has the wheel, and its dependencies from this one."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment)
    pip = (sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"))
    _run(*pip, "install", "--no-index", "--no-deps", str(wheel))
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return environment / "bin" / "macle"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with files that pose as modules of Macle and of others; each stops whoever imports it."""
    for name in TOP_LEVEL | {
        "argparse",
        "babel",
        "encodings",
        "json",
        "platformdirs",
        "sitecustomize",
        "textual",
    }:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the current folder')")
    return tmp_path


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    folders = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert {name for name in folders if not name.endswith(".data")} == TOP_LEVEL
    data = f"{wheel.name[: -len('-py3-none-any.whl')]}.data"
    assert {name for name in names if ".data/" in name} == {
        f"{data}/data/share/macle/macle-deliver.service",
        f"{data}/data/share/macle/macle-kiosk.service",
        f"{data}/data/share/man/fr/man1/macle.1",
        f"{data}/data/share/man/man1/macle.1",
        f"{data}/scripts/macle",
    }


@pytest.mark.parametrize(
    "pattern",
    [
        "i18n/catalogues/*/LC_MESSAGES/macle.po",
        "store/database/migrations/**/*.*",
        "tui/**/*.tcss",
    ],
)
def test_the_wheel_holds_what_is_not_python(wheel: Path, pattern: str) -> None:
    names = set(ZipFile(wheel).namelist())
    kept = [path.relative_to(ROOT) for path in ROOT.glob(pattern) if path.suffix != ".pyc"]
    assert kept
    assert {str(path) for path in kept} <= names
    assert {str(path.with_suffix(".mo")) for path in kept if path.suffix == ".po"} <= names


def test_the_installed_command_says_its_version_whatever_the_current_folder_holds(
    wheel: Path, macle: Path, hostile: Path
) -> None:
    _name, version, *_tags = wheel.name.split("-")
    assert version in _run(str(macle), "--version", cwd=hostile, PYTHONPATH=str(hostile))


@pytest.mark.parametrize("path", ["{hostile}", ".", "", ":/nowhere"])
def test_the_installed_command_is_itself_whatever_pythonpath_says(
    macle: Path, hostile: Path, path: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    # As pipx and uv put it where the person's commands are.
    link = tmp_path_factory.mktemp("bin") / "macle"
    link.symlink_to(macle)
    told = _run(
        str(link), "locate", cwd=hostile, MACLE_HOME=str(home), PYTHONPATH=path.format(hostile=hostile)
    )
    assert str(home) in told


def test_the_installed_command_locates_its_data_whatever_the_current_folder_holds(
    macle: Path, hostile: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    assert str(home) in _run(str(macle), "locate", cwd=hostile, MACLE_HOME=str(home))


@pytest.mark.needs("man")
@pytest.mark.parametrize(
    ("language", "words"), [("C.UTF-8", "keep hold of your own account"), ("fr_FR.UTF-8", "garder la main")]
)
def test_man_finds_the_page_of_the_installed_command(macle: Path, language: str, words: str) -> None:
    path = f"{macle.parent}:/usr/bin:/bin"
    assert words in _run("man", "--locale", language, "macle", PATH=path, MANPAGER="cat")


def _run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    run = subprocess.run(
        command,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
