"""What the process may do: nothing hostile is imported, nothing is left for others to read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tui.process import allowed, terminal_name

ROOT = Path(__file__).parents[2]
POSING = (
    "argparse",
    "encodings",
    "i18n",
    "platformdirs",
    "runpy",
    "sitecustomize",
    "store",
    "textual",
    "tui",
    "evil",
)
STEERING: tuple[dict[str, str], ...] = (
    {},
    {"PYTHONPATH": "{hostile}"},
    {"PYTHONPATH": "."},
    {"PYTHONPATH": ""},
    {"PYTHONPATH": ":/nowhere"},
    {"PYTHONPATH": "{hostile}", "PYTHONSAFEPATH": "", "PYTHONBREAKPOINT": "evil.Driver"},
    {"PYTHONHOME": "{hostile}"},
    {"PYTHONUSERBASE": "{hostile}", "HOME": "{hostile}"},
)
FUNCTIONS = {
    f"BASH_FUNC_{name}%%": "() { echo taken over; }" for name in ("command", "exec", "readlink", "unset", "[")
}
TELL = (
    "from tui import process; process.confine(); import os, resource, ctypes; "
    "print(os.umask(0), resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `macle` command in an environment of its own, whose path is longer than a `#!` line may be."""
    environment = tmp_path_factory.mktemp("environment") / "with a space" / ("x" * 128)
    venv.create(environment)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "macle.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    return Path(shutil.copy(ROOT / "launcher" / "macle", environment / "bin"))


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder of modules that pose as others, and write their name down when they are imported."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in POSING:
        note = f"open({str(tmp_path / 'imported')!r}, 'a').write('{name} in ' + str(os.getpid()) + '\\n')"
        (folder / f"{name}.py").write_text(f"import os\n{note}\nclass Driver: pass\n")
    return folder


def run(
    command: Path | str, folder: Path, *, shell: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    home = str(folder.parent / "home")
    start = [command, "plain"] if shell is None else ["sh", command, "plain"]
    return subprocess.run(
        start,
        executable=shell,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "MACLE_HOME": home, "TEXTUAL_DRIVER": "evil:Driver", **environment},
        input="/quit\n",
        capture_output=True,
        text=True,
        check=False,
    )


def imported(folder: Path) -> list[str]:
    note = folder.parent / "imported"
    return note.read_text().splitlines() if note.exists() else []


@pytest.mark.parametrize(
    "steering", [*STEERING[:1], *(pytest.param(one, marks=pytest.mark.more) for one in STEERING[1:])]
)
def test_nothing_of_a_hostile_folder_is_imported(
    installed: Path, hostile: Path, steering: dict[str, str]
) -> None:
    set_ = {name: value.format(hostile=hostile) for name, value in steering.items()}
    done = run(installed, hostile, **set_)
    assert (done.returncode, done.stderr) == (0, "")
    assert imported(hostile) == []


def test_a_link_to_the_command_is_the_command(installed: Path, hostile: Path) -> None:
    (hostile / "second").symlink_to(installed)
    (hostile / "first").symlink_to("second")
    done = run("./first", hostile, PYTHONPATH=".")
    assert (done.returncode, done.stderr) == (0, "")
    assert imported(hostile) == []


@pytest.mark.parametrize(
    "shell", ["/bin/sh", pytest.param("/bin/bash", marks=[pytest.mark.needs("bash"), pytest.mark.more])]
)
def test_no_command_of_the_path_and_no_function_of_the_environment_is_run(
    installed: Path, hostile: Path, shell: str
) -> None:
    for name in ("readlink", "python", "python3", "dirname"):
        (hostile / name).write_text("#!/bin/sh\necho taken over\n")
        (hostile / name).chmod(0o755)
    done = run(installed, hostile, shell=shell, PATH=str(hostile), ENV=str(hostile / "python"), **FUNCTIONS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "taken over" not in done.stdout


def test_pythoninspect_does_not_open_an_interpreter(installed: Path, hostile: Path) -> None:
    done = run(installed, hostile, PYTHONINSPECT="1")
    assert done.returncode == 0
    assert ">>>" not in done.stdout + done.stderr


def test_only_known_variables_are_left() -> None:
    kept = {"HOME": "/home/a", "LC_ALL": "C", "MACLE_HOME": "/m", "XDG_DATA_HOME": "/x", "TERM": "xterm"}
    kept |= {"STY": "27685.pts-1.vm", "TMUX": "/tmp/tmux-0/default,27685,0"}
    steering = {"TEXTUAL_LOG": "x", "TEXTUAL_DRIVER": "evil:Driver", "PYTHONPATH": "/x", "LD_PRELOAD": "x"}
    assert allowed({**kept, **steering, "FORCE_COLOR": "1"}) == kept


def test_an_empty_wish_for_no_colours_is_none() -> None:
    assert allowed({"TERM": "xterm", "NO_COLOR": ""}) == {"TERM": "xterm"}
    assert "NO_COLOR" in allowed({"TERM": "xterm", "NO_COLOR": "1"})


def test_the_variables_are_gone_before_anything_reads_them(tmp_path: Path) -> None:
    code = "from tui import process; process.confine(); import os; print(sorted(os.environ))"
    environment = {"PATH": os.environ["PATH"], "TEXTUAL_LOG": "x", "PYTHONPATH_": "x", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-Ic", f"import sys; sys.path.append({str(ROOT)!r}); {code}"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['LC_ALL', 'PATH']\n"


def test_the_c_library_is_steered_by_the_command_alone(tmp_path: Path) -> None:
    (tmp_path / "python").write_text('#!/bin/sh\necho "$GLIBC_TUNABLES"\n')
    (tmp_path / "python").chmod(0o755)
    command = shutil.copy(ROOT / "launcher" / "macle", tmp_path)
    theirs = {"PATH": os.environ["PATH"], "GLIBC_TUNABLES": "glibc.malloc.perturb=1"}
    done = subprocess.run([command], env=theirs, capture_output=True, text=True, check=True)
    assert done.stdout == "glibc.malloc.hugetlb=1\n"
    assert "GLIBC_TUNABLES" not in allowed(theirs)


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's own")
def test_files_are_private_and_memory_is_not_dumped() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TELL], cwd=ROOT, env={}, capture_output=True, text=True, check=True
    )
    umask, *limits, dumpable = done.stdout.split()
    assert int(umask) == 0o077
    assert limits == ["(0,", "0)"]
    assert dumpable == "0"


def test_a_process_without_standard_streams_ends_in_order(installed: Path, hostile: Path) -> None:
    close_all = f"exec '{installed}' plain <&- >&- 2>&-"
    home = {"MACLE_HOME": str(hostile.parent / "home"), "PATH": os.environ["PATH"]}
    done = subprocess.run(["sh", "-c", close_all], cwd=hostile, env=home, check=False)
    assert done.returncode == 1, "nothing was answered"
    assert not list((hostile.parent / "home" / "logs").iterdir()), "nothing went wrong"


def test_a_folder_that_was_removed_can_be_the_current_one(installed: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    command = f"mkdir {gone} && cd {gone} && rmdir {gone} && exec '{installed}' locate"
    environment = {"MACLE_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    # The shell may have said on its own that it does not know where it is.
    assert done.returncode == 0
    assert str(tmp_path) in done.stdout


def test_the_history_says_from_where_a_person_came() -> None:
    assert terminal_name({"SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 22"}).startswith("SSH 192.0.2.7")
    assert not terminal_name({}).startswith("SSH")
