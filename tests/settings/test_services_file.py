"""What an administrator may write into `services.toml`, and what is refused with its line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal
from store.settings.checking_services import checked_services
from store.settings.services import Service, read_services
from tests.command import macle_here
from tests.services import LISTED
from tui.wording import sentence

FILE = Path("services.toml")
ONE = """\
[library]
name.en = "Public library"
name.fr = "Bibliothèque publique"
address = "https://library.example.org/enter"
level = 1
"""


def checked(text: str) -> tuple[Service, ...]:
    return checked_services(FILE, text.encode())


def faults(text: str) -> list[tuple[int, str, str]]:
    """Return each fault of a file: its line, its key, and what it is."""
    with pytest.raises(Problem) as caught:
        checked(text)
    found = caught.value.all
    assert {one.refusal for one in found} == {Refusal.SETTINGS_FORM}
    for one in found:
        for language in (ENGLISH, FRENCH):
            assert f"{one.facts['line']}" in language.say(sentence(one))
    return [(one.facts["line"], one.facts.get("key", ""), one.facts["fault"]) for one in found]


def test_without_a_file_nothing_is_listed(tmp_path: Path) -> None:
    assert read_services(tmp_path / "nothing-here") == ()


def test_what_is_listed_stands_in_the_order_of_the_file() -> None:
    library, taxes, registry = checked(LISTED)
    assert [one.level for one in (library, taxes, registry)] == [1, 2, 3]
    names = (("en", "Tax office"), ("fr", "Centre des impôts"))
    assert taxes == Service("taxes", names, "https://taxes.example.org/came?lang=en#top", 2, statement=True)
    assert not library.statement


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("level = 1", "level = 4"), (5, "library.level", "not-a-number")),
        (("level = 1", "level = true"), (5, "library.level", "not-a-number")),
        (("level = 1", "level = 2.0"), (5, "library.level", "not-a-number")),
        (("level = 1", 'level = "1"'), (5, "library.level", "not-a-number")),
        (("level = 1", "level = 1\nstatement = 1"), (6, "library.statement", "not-a-choice")),
        (("level = 1", "colour = 1\nlevel = 1"), (5, "library.colour", "unknown-key")),
        (("name.fr", "name.de"), (2, "library.name", "missing-key")),
        (('"Public library"', '" "'), (2, "library.name.en", "not-a-name")),
        (('"Public library"', '"a\\u0007b"'), (2, "library.name.en", "not-a-name")),
        (('"Public library"', f'"{"a" * 61}"'), (2, "library.name.en", "not-a-name")),
        (('"Public library"', "3"), (2, "library.name.en", "not-a-name")),
        (("[library]", "[Library]"), (1, "Library", "not-an-id")),
        (("[library]", '["a b"]'), (1, "a b", "not-an-id")),
        (("[library]", "[tax office]"), (1, "tax office", "not-an-id")),
        (("[library]", "[bibliothèque]"), (1, "bibliothèque", "not-an-id")),
        (("[library]", "[library"), (1, "", "not-toml")),
        (("[library]", "[library.na me]"), (1, "na me", "not-an-id")),
        (("[library]", "[1, 2"), (1, "", "not-toml")),
        (("[library]", '[""]'), (1, "", "not-an-id")),
        (("[library]", f"[{'a' * 41}]"), (1, "a" * 41, "not-an-id")),
        (("[library]", "[[library]]"), (1, "library", "not-a-table")),
        (("[library]", "x = 1\n[library]"), (1, "x", "not-a-table")),
        (("level = 1", "level = 1\nlevel = 2"), (6, "", "set-twice")),
        (("level = 1", "level = "), (5, "", "not-toml")),
        (("level = 1", "level = 1\n\n[library]"), (7, "", "set-twice")),
    ],
)
def test_a_fault_is_told_with_its_line(change: tuple[str, str], fault: tuple[int, str, str]) -> None:
    assert faults(ONE.replace(*change))[0] == fault


@pytest.mark.parametrize(
    "address",
    [
        "http://library.example.org/",
        "javascript:alert(1)",
        "ftp://library.example.org/",
        "https:///enter",
        "https://someone@library.example.org/",
        "https://library.example.org:99999/",
        "https://[library/",
        "https://library.example.org/a b",
        "https://library.example.org/é",
        "https://library.example.org/\\u001b]8;;",
        "https://library.example.org/?statement=1",
        "https://library.example.org/?a=1&statement",
        f"https://library.example.org/{'a' * 200}",
        "library.example.org",
        "",
    ],
)
def test_an_address_is_one_that_a_browser_may_be_sent_to(address: str) -> None:
    text = ONE.replace("https://library.example.org/enter", address)
    assert faults(text) == [(4, "library.address", "not-an-address")]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/in", "http://[::1]/", "http://localhost/"])
def test_on_this_machine_it_need_not_be_encrypted(address: str) -> None:
    [one] = checked(ONE.replace("https://library.example.org/enter", address))
    assert one.address == address


def test_all_that_is_wrong_is_told_at_once_from_top_to_bottom() -> None:
    text = 'x = 1\n[A]\nlevel = 9\n[b]\nname = "b"\naddress = "b"\nlevel = 1\n[c.name]\nen = ""\n'
    assert faults(text) == [
        (1, "x", "not-a-table"),
        (2, "A", "missing-key"),
        (3, "A.level", "not-a-number"),
        (5, "b.name", "not-a-table"),
        (6, "b.address", "not-an-address"),
        (8, "c", "missing-key"),
        (8, "c.name", "missing-key"),
        (9, "c.name.en", "not-a-name"),
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "address", "level", "statement", "en", "fr", "x"]), inner)
    ),
    max_leaves=8,
)


def as_toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list():
            return f"[{', '.join(map(as_toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{key} = {as_toml(one)}' for key, one in value.items())}}}"
        case _:
            quoted = "".join(f"\\U{ord(one):08x}" for one in str(value or ""))
            return f'"{quoted}"'


@given(st.dictionaries(st.sampled_from(["library", "taxes", "A b", "-"]), VALUES, max_size=3))
def test_whatever_stands_there_is_listed_or_told_with_a_line_that_there_is(
    written: dict[str, object],
) -> None:
    text = "\n".join(f'"{key}" = {as_toml(value)}' for key, value in written.items())
    tomllib.loads(text)
    try:
        checked(text)
    except Problem as problem:
        for one in problem.all:
            assert 1 <= one.facts["line"] <= text.count("\n") + 1
            assert ENGLISH.say(sentence(one)).endswith(".")


def test_the_administrator_sees_what_is_listed(tmp_path: Path) -> None:
    (tmp_path / "services.toml").write_text(LISTED)
    run = macle_here("admin", "services", home=tmp_path)
    assert run.returncode == 0
    assert "taxes  Tax office  (level 2)\n    https://taxes.example.org/came?lang=en#top\n" in run.stdout
    assert run.stdout.count("with a statement") == 2
    french = macle_here("admin", "services", "--lang", "fr", home=tmp_path).stdout
    assert "Centre des impôts  (niveau 2)" in french
    assert french.count("avec une attestation") == 2


def test_the_administrator_sees_every_fault(tmp_path: Path) -> None:
    (tmp_path / "services.toml").write_text(ONE.replace("level = 1", "level = 9").replace("https", "http"))
    run = macle_here("admin", "services", home=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")
    assert [line for line in ("line 4", "line 5") if line in run.stderr] == ["line 4", "line 5"]


def test_a_file_that_others_can_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "services.toml").write_text(ONE)
    (tmp_path / "services.toml").chmod(0o666)
    run = macle_here("admin", "services", home=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")
    assert "chmod go-w" in run.stderr


def test_without_a_list_that_is_said(tmp_path: Path) -> None:
    assert "No service is listed" in macle_here("admin", "services", home=tmp_path).stdout
