"""The terminal is read and written in its own encoding, and what it lacks is written by the nearest sign."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.encoding import NEAREST, told_encoding
from tui.screens.look import UNICODE, Look

ROOT = Path(__file__).parents[2]
SAY = f"""
import os, sys
sys.path.append({str(ROOT)!r})
from tui.encoding import use_encoding_of_terminal
use_encoding_of_terminal(os.environ)
print(f"l’été {{sys.stdin.read()}} d’Amélie… →", end="")
"""
TELL = f"""
import os, sys
sys.path.append({str(ROOT)!r})
from tui.encoding import told_encoding
print(told_encoding(os.environ))
"""


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"LC_ALL": "fr_FR.ISO-8859-15@euro", "LANG": "C.UTF-8"}, "ISO-8859-15"),
        ({"LC_CTYPE": "ru_RU.KOI8-R"}, "KOI8-R"),
        ({"LANG": "fr_FR.UTF-8"}, "UTF-8"),
        ({"LC_CTYPE": "UTF-8"}, "UTF-8"),
        ({"LANG": "fr_FR.unicode_escape"}, None),
        *(
            ({"LANG": name}, None)
            for name in ("", "C", "POSIX", "fr_FR", "fr_FR.nonsense", "a.utf-16", "a.rot13", "a.idna")
        ),
    ],
)
def test_the_name_of_the_locale_tells_the_encoding(environment: dict[str, str], encoding: str | None) -> None:
    assert told_encoding(environment) == encoding


@pytest.mark.parametrize(
    ("name", "utf_8"),
    [("fr_FR.UTF-8", True), ("C.utf8", True), ("UTF-8", True), ("fr_FR.ISO-8859-1", False), ("C", False)],
)
def test_what_is_drawn_follows_the_encoding(name: str, utf_8: bool) -> None:
    assert (Look.of({"TERM": "xterm", "LC_ALL": name}).symbols is UNICODE) == utf_8


@pytest.mark.parametrize(
    ("locale", "encoding"), [("xx_XX.ISO-8859-1", "latin-1"), ("xx_XX.UTF-8", "utf-8"), ("C", "utf-8")]
)
def test_a_locale_that_is_not_installed_counts_too(locale: str, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-Ic", SAY],
        input="né".encode(encoding),
        env={"LC_ALL": locale},
        capture_output=True,
        check=True,
    )
    whole = "l’été né d’Amélie… →"
    assert done.stdout.decode(encoding) == (whole if encoding == "utf-8" else "l'été né d'Amélie. ?")


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"LANG": "xx_XX.ISO-8859-1"}, "ISO-8859-1"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "xx_XX.ISO-8859-1"}, "UTF-8"),
        ({"LC_CTYPE": "C.UTF-8", "LC_ALL": "C"}, "None"),
    ],
)
def test_what_python_adds_to_the_locale_is_told_from_what_the_person_put_there(
    environment: dict[str, str], encoding: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-Ic", TELL], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == encoding


def test_the_nearest_sign_is_as_wide() -> None:
    assert "“œ” — ẽ\u202f!".encode("ascii", NEAREST) == b'"?" - e !'
