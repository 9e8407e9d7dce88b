"""What an administrator may write into `settings.toml`, and what is refused with words."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES, Language
from store import HashingCost, Problem, Refusal, Settings
from store.rules.passwords import POLICIES
from store.settings import LEAST_COST, Choices, HelpDesk
from store.settings.reading import read_settings
from tui.wording import sentence

IN_ENGLISH = '[help_desk.en]\nplace = "here"\nhours = "now"\ncontact = "me"\n'
IN_BOTH = f'{IN_ENGLISH}[help_desk.fr]\nplace = "ici"\nhours = "maintenant"\n'
SETTABLE = {field.name for field in fields(Choices)}


def write(home: Path, text: str | bytes) -> Path:
    (home / "settings.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return home


def refused(home: Path, text: str | bytes) -> Problem:
    with pytest.raises(Problem) as refused:
        read_settings(write(home, text))
    return refused.value


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "nothing-here") == Settings(tmp_path / "nothing-here")


def test_what_the_file_says_is_done(tmp_path: Path) -> None:
    text = 'password_policy = "nist"\npassword_life_days = 0\n[hashing]\nmemory_kib = 131072\nlanes = 8\n'
    settings = read_settings(write(tmp_path, text))
    assert (settings.password_policy, settings.password_life_days) == ("nist", 0)
    assert settings.hashing == HashingCost(memory_kib=131_072, passes=3, lanes=8)


def test_every_policy_can_be_chosen(tmp_path: Path) -> None:
    for name in POLICIES:
        assert read_settings(write(tmp_path, f'password_policy = "{name}"')).password_policy == name
    assert refused(tmp_path, 'password_policy = "mine"').facts["allowed"] == ", ".join(POLICIES)


def test_hashing_at_the_floor_is_for_people_too(tmp_path: Path) -> None:
    least = "hashing = { memory_kib = 19456, passes = 2, lanes = 1 }"
    assert read_settings(write(tmp_path, least)).hashing == LEAST_COST


def test_hashing_below_the_floor_is_for_trials_alone(tmp_path: Path) -> None:
    light = "[hashing]\nmemory_kib = 8\npasses = 1\nlanes = 1\n"
    refused(tmp_path, light)
    refused(tmp_path, f"{light}for_trials = false\n")
    assert read_settings(write(tmp_path, f"{light}for_trials = true\n")).hashing == HashingCost(8, 1, 1)


def test_the_help_desk_is_told_in_each_language_there_is(tmp_path: Path) -> None:
    assert not read_settings(tmp_path).help_desk.is_known
    desk = read_settings(write(tmp_path, f'{IN_BOTH}contact = "{"é" * 100}"')).help_desk
    assert desk.is_known
    assert (desk.en.place, desk.fr.hours, desk.fr.contact) == ("here", "maintenant", "é" * 100)
    assert [field.name for field in fields(HelpDesk)] == [*LANGUAGES]


@pytest.mark.parametrize(
    ("text", "fault", "key"),
    [
        ('colour = "red"', "unknown-key", "colour"),
        ("[hashing]\nsalt = 1", "unknown-key", "hashing.salt"),
        ("hashing.salt.grains = 1", "unknown-key", "hashing.salt"),
        ("[desk.people]\nname = 1", "unknown-key", "desk"),
        ("[[colours]]\nname = 1", "unknown-key", "colours"),
        ("[mail]\nurl = 1", "of-other-table", "mail.url"),
        ("memory_kib = 19456", "of-other-table", "memory_kib"),
        ("[mail]\npassword_life_days = 10", "of-no-table", "mail.password_life_days"),
        ('[hashing]\nopened_by = "ssh a@b"', "of-no-table", "hashing.opened_by"),
        ('password_policy = "mine"', "not-a-choice", "password_policy"),
        ("password_policy = [1]", "not-a-choice", "password_policy"),
        (f"password_policy = {'[' * 250}{']' * 250}", "not-a-choice", "password_policy"),
        ("password_policy = 2026-01-01", "not-a-choice", "password_policy"),
        ("[password_policy]", "not-a-choice", "password_policy"),
        ('password_life_days = "365"', "not-a-number", "password_life_days"),
        ("password_life_days = true", "not-a-number", "password_life_days"),
        ("password_life_days = 365.0", "not-a-number", "password_life_days"),
        ("password_life_days = nan", "not-a-number", "password_life_days"),
        ("password_life_days = -1", "not-a-number", "password_life_days"),
        ("password_life_days = 36501", "not-a-number", "password_life_days"),
        ("password_life_days = 99999999999999999999", "not-a-number", "password_life_days"),
        ("password_life_days.password_policy = 1", "not-a-number", "password_life_days"),
        ("hashing = 3", "not-a-table", "hashing"),
        ("[[hashing]]\npasses = 3", "not-a-table", "hashing"),
        ("[hashing]\nmemory_kib = 19455", "not-a-number", "hashing.memory_kib"),
        ("[hashing]\nmemory_kib = 7", "not-a-number", "hashing.memory_kib"),
        ("[hashing]\npasses = 1", "not-a-number", "hashing.passes"),
        ("[hashing]\nlanes = 0", "not-a-number", "hashing.lanes"),
        ("[hashing]\nfor_trials = 1", "not-a-choice", "hashing.for_trials"),
        ('shared_users = "kiosk"', "not-a-list", "shared_users"),
        ('shared_users = ["kiosk", 7]', "not-a-list", "shared_users"),
        ('issuer = ""', "not-like", "issuer"),
        ('issuer = " macle"', "not-like", "issuer"),
        ('issuer = "a\\nb"', "not-like", "issuer"),
        (f'issuer = "{"a" * 256}"', "not-like", "issuer"),
        ("[hashing]\nfor_trials = true\nmemory_kib = 8\nlanes = 4", "not-a-number", "hashing.memory_kib"),
        ('help_desk = "here"', "not-a-table", "help_desk"),
        ('[help_desk]\nplace = "here"', "unknown-key", "help_desk.place"),
        ('[help_desk]\nen = "here"', "not-a-table", "help_desk.en"),
        ('[help_desk.de]\nplace = "hier"', "unknown-key", "help_desk.de"),
        ("[help_desk.en]\nplace = 1", "not-like", "help_desk.en.place"),
        (IN_ENGLISH, "missing-key", "help_desk"),
        (f'{IN_ENGLISH}[help_desk.fr]\nplace = "ici"', "missing-key", "help_desk.fr"),
        (f'{IN_BOTH}contact = ""', "missing-key", "help_desk.fr"),
        (f'{IN_BOTH}contact = " "', "not-a-line", "help_desk.fr.contact"),
        (f'{IN_BOTH}contact = "a\\nb"', "not-a-line", "help_desk.fr.contact"),
        (f'{IN_BOTH}contact = "\\u202e4321"', "not-a-line", "help_desk.fr.contact"),
        (f'{IN_BOTH}contact = "{"a" * 101}"', "not-a-line", "help_desk.fr.contact"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, fault: str, key: str) -> None:
    problem = refused(tmp_path, text)
    assert problem.refusal is Refusal.SETTINGS_FORM
    assert (problem.facts["fault"], problem.facts["key"]) == (fault, key)
    for language in (ENGLISH, FRENCH):
        said = language.say(sentence(problem))
        assert str(tmp_path / "settings.toml") in said
        assert key in said
        assert str(problem.facts["allowed"]) in said


@pytest.mark.parametrize("name", sorted({field.name for field in fields(Settings)} - SETTABLE))
def test_what_is_no_choice_of_the_administrator_cannot_be_set_by_the_file(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, f'{name} = "/tmp"').facts["fault"] == "unknown-key"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (
            "colour = 1",
            "password_policy, password_life_days, opened_by, shared_users, issuer, [hashing], [mail], [sms],"
            " [printer], [help_desk]",
        ),
        ("[sms]\npigeon = 1", "url"),
        ("[mail]\nurl = 1", "[sms]"),
        ("memory_kib = 19456", "[hashing]"),
        ("[mail]\npassword_life_days = 10", "password_life_days"),
        ("password_life_days = -1", "0…36500"),
        ("mail = 3", "[mail]"),
        ("[hashing]\nfor_trials = 1", "true, false"),
        ("[hashing]\nmemory_kib = 19455", "19456…4194304"),
        ("[hashing]\nmemory_kib = 7", "19456…4194304 (for_trials = true: 8…4194304)"),
        ("[hashing]\nfor_trials = true\nmemory_kib = 8\nlanes = 4", "32…4194304"),
        ('[help_desk]\nplace = "here"', "[help_desk.en], [help_desk.fr]"),
        (IN_ENGLISH, "[help_desk.fr]"),
        (f'{IN_ENGLISH}[help_desk.fr]\nplace = "ici"', "hours, contact"),
        (f'{IN_BOTH}contact = "{"a" * 101}"', "100"),
    ],
)
def test_a_fault_is_told_with_what_is_allowed(tmp_path: Path, text: str, allowed: str) -> None:
    assert refused(tmp_path, text).facts["allowed"] == allowed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (ENGLISH, "“mail” must be a table: write [mail] on a line of its own"),
        (FRENCH, "« mail » doit être une table : écrivez [mail] sur une ligne à part"),
    ],
)
def test_that_a_table_is_meant_is_said(tmp_path: Path, language: Language, words: str) -> None:
    assert words in language.say(sentence(refused(tmp_path, "mail = 3"))).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("colour = 1", 1),
        ("# a remark\n\npassword_life_days = -1\n", 3),
        ("# a remark\r\n\r\npassword_life_days = -1\r\n", 3),
        ("password_life_days = 0\n[hashing]\n# a remark\nsalt = 1\n", 4),
        ("[hashing]\npasses = 3\n[colours]\nred = 1\n", 3),
        ("password_life_days = 0\nhashing.salt = 1\nhashing.passes = 2\n", 2),
        ("password_life_days = 0\nhashing = { passes = 3, salt = 1 }\n", 2),
        ('password_life_days = 0\npassword_policy = """\nnist\n[hashing]\n"""\n', 2),
        ("password_life_days = 0\npassword_policy = [\n  1,\n\n]\n", 2),
        ('password_policy = "nist"\n"colour" = 1\n', 2),
        ('password_policy = """\ncolour = 1\n"""\ncolour = 1\n', 1),
        ("[hashing]\npasses = 0\n\n[mail]\nserver = 1\n", 2),
        ("colour = 1\n[hashing]\npasses = 0\n", 1),
        ("[hashing]\nlanes = 8\npasses = 1\nmemory_kib = 8\n", 3),
    ],
)
def test_the_first_fault_is_told_with_the_line_on_which_it_begins(
    tmp_path: Path, text: str, line: int
) -> None:
    problem = refused(tmp_path, text)
    assert problem.facts["line"] == line
    assert f"On line {line} of " in ENGLISH.say(sentence(problem))
    assert f"À la ligne {line} de " in FRENCH.say(sentence(problem))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"\0", 1),
        (b"password_policy = ", 1),
        (b"password_policy = \npassword_life_days = 0\n", 1),
        (b"password_life_days = 0\n\npassword_policy = nist\n", 3),
        (b'password_life_days = 0\npassword_policy = """nist', 2),
        (b'password_life_days = 0\npassword_policy = """nist\n\n\n', 2),
        (b"\npassword_life_days = " + b"9" * 5000 + b"\n\n", 2),
        (b"# a remark\npassword_policy = '\xff'\n", 2),
        ("password_life_days = 0\npassword_policy = “nist”\n".encode(), 2),
        (b"password_life_days = 0\na = " + b"[" * 5000, 2),
        (b"password_life_days = 0\na = " + b"[" * 5000 + b"]" * 5000 + b"\nb = 1\n", 2),
        (b"password_life_days = 0\na = " + b"{b = " * 5000, 2),
    ],
)
def test_a_line_that_is_not_toml_is_told_by_its_number(tmp_path: Path, text: bytes, line: int) -> None:
    problem = refused(tmp_path, text)
    assert problem.facts["fault"] == "not-toml"
    assert f"Line {line} of the settings file" in ENGLISH.say(sentence(problem))
    assert f"La ligne {line} du fichier de réglages" in FRENCH.say(sentence(problem))


@pytest.mark.parametrize("text", ["password_policy = “nist”", "password_policy = nist"])
def test_a_line_that_is_not_toml_is_told_how_a_text_is_written(tmp_path: Path, text: str) -> None:
    problem = refused(tmp_path, text)
    assert 'straight quotes: password_policy = "nist"' in ENGLISH.say(sentence(problem))
    assert 'guillemets droits\u00a0: password_policy = "nist"' in FRENCH.say(sentence(problem))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(Problem) as refusal:
        read_settings(tmp_path)
    assert refusal.value.facts["fault"] == "unreadable"
    assert str(tmp_path / "settings.toml") in ENGLISH.say(sentence(refusal.value))


@pytest.mark.parametrize(
    "text",
    [b"password_life_days = 0\npassword_life_days = 0\n", b"[mail]\n[mail]\n", b"hashing = 1\n[hashing]\n"],
)
def test_what_is_set_twice_is_told_by_the_second_line(tmp_path: Path, text: bytes) -> None:
    problem = refused(tmp_path, text)
    assert (problem.facts["fault"], problem.facts["line"]) == ("set-twice", 2)
