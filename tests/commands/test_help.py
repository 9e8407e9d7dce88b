"""`--help`: each command explains itself, in one's language, within the columns of a terminal."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from i18n import LANGUAGES, Language
from i18n.language import CATALOGUES
from tui.commands.command_line import all_declared
from tui.commands.usage import PLACES

BOTH = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


def helps(language: Language, parser: argparse.ArgumentParser | None = None) -> Iterator[tuple[str, str]]:
    """Return what each command says at `--help`, by its whole name."""
    parser = parser or all_declared(language)
    yield parser.prog, parser.format_help()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for own in action.choices.values():
                yield from helps(language, own)


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@BOTH
def test_every_line_fits_a_terminal(language: Language) -> None:
    for name, said in helps(language):
        assert [line for line in said.splitlines() if len(line) > 80] == [], name


@pytest.mark.parametrize("command", ["plain", "demo", "locate"])
def test_a_command_that_takes_little_explains_itself_alone(command: str) -> None:
    said = dict(helps(LANGUAGES["en"]))[f"macle {command}"]
    assert said.startswith(f"Usage: macle {command} ")
    assert f"\nExample:\n  macle {command}" in said
    assert "restore" not in said


def test_every_option_says_what_it_does() -> None:
    for name, said in helps(LANGUAGES["en"]):
        assert not re.search(r"^  --?\S+( [A-Z]+)?\n(?! {4})", said, re.MULTILINE), name


def test_exit_statuses_are_those_that_a_command_can_have() -> None:
    few = {
        name: found
        for name, said in helps(LANGUAGES["en"])
        if (found := re.findall(r"^  ([345]) ", said, re.MULTILINE))
    }
    assert few == {
        "macle": ["3", "4", "5"],
        "macle pin": ["3"],
        "macle admin doctor": ["5"],
        "macle admin import": ["3"],
        "macle admin accept-older": ["3"],
        "macle admin rotate-keys": ["3"],
        "macle admin audit verify": ["4"],
    }


@BOTH
def test_no_help_points_to_itself_or_to_the_statuses_of_others(language: Language) -> None:
    for name, said in helps(language):
        assert f"{name} --help" not in said, name
        assert not re.search(r"^  [345] .*\(", said, re.MULTILINE), name


@BOTH
def test_the_usage_of_a_task_is_what_it_alone_takes(language: Language) -> None:
    for name, said in helps(language):
        if name.count(" ") > 1:
            usage = said.partition("\n\n")[0]
            assert not re.search("--(lang|help|version)", usage), name


@BOTH
def test_no_heading_is_empty(language: Language) -> None:
    for name, said in helps(language):
        assert not re.search(r"^ +comman\w+$", said, re.MULTILINE), name


@BOTH
def test_the_usage_names_what_one_puts_in_as_the_options_do(language: Language) -> None:
    for name, said in helps(language):
        usage, _blank, options = said.partition("\n\n")
        for option, place in re.findall(r"(--[A-Za-z]+) ([^\W\d_]{3,})", usage):
            assert f" {option} {place}" in options or option == "--lang", name


def test_the_words_in_an_example_are_french_too() -> None:
    english, french = (dict(helps(LANGUAGES[code])) for code in ("en", "fr"))
    for name, said in english.items():
        for words in re.findall(r'--reason "(.*)"|(people\.csv|password\.txt|you@)', said):
            assert not any(word and word in french[name] for word in words), name


def test_what_one_puts_in_is_named_in_french() -> None:
    french = LANGUAGES["fr"]
    english = {word for word, message in PLACES.items() if french.say(message) != word}
    for name, said in helps(french):
        told = said.partition("\nVariables")[0].partition("\nExemple")[0]
        assert not english & {*re.findall(r"[A-Z]+", told)}, name


def test_no_sentence_in_french_has_another_word_for_what_one_puts_in() -> None:
    french = LANGUAGES["fr"]
    english = {word for word, message in PLACES.items() if french.say(message) != word}
    with (CATALOGUES / "fr" / "LC_MESSAGES" / "macle.po").open("rb") as file:
        said = [str(message.string) for message in read_po(file) if message.id]
    assert [words for words in said if english & {*re.findall(r"\b[A-Z]+\b", words)}] == []
