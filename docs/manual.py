"""Write the manual page macle(1) in each language, from the commands as they are declared: `update`, `check`.

What argparse-manpage writes has English headings alone, and repeats with each command the options that every
one takes.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from i18n import LANGUAGES, Language
from tui.commands.command import Command
from tui.commands.command_line import COMMANDS, all_declared
from tui.commands.explained import STATUSES, VARIABLES, in_example
from tui.commands.usage import Parser, in_words

_FOLDER = Path(__file__).parent / "man"
_DAY = "2026-11-28"
"""On which the page was last read through."""
_WIDTH = 78


@dataclass(frozen=True)
class Words:
    """What the page says besides the help of the commands: `headings` in the order of the sections."""

    name: str
    synopsis: str
    headings: Sequence[str]
    files: Mapping[str, str]


_WORDS = {
    "en": Words(
        "keep hold of your own account",
        "[options] [command …]",
        (
            *("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS"),
            *("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"),
        ),
        {
            "~/.local/share/macle/": "the data folder, if MACLE_HOME names no other:",
            "settings.toml": "what the administrator has set",
            "database/": "the accounts",
            "keys/server.key": "the key file, without which nobody signs in",
            "mail/, sms/": "messages, until a way for them to leave is set",
            "logs/": "what is known of crashes",
            "~/.local/state/macle/": "how far the accounts have come, to be left out of backups",
        },
    ),
    "fr": Words(
        "garder la main sur son propre compte",
        "[options] [commande …]",
        (
            *("NOM", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDES"),
            *("CODES DE RETOUR", "ENVIRONNEMENT", "FICHIERS", "EXEMPLES"),
        ),
        {
            "~/.local/share/macle/": "les données, si MACLE_HOME n’indique pas un autre dossier\u00a0:",
            "settings.toml": "ce que l’administration a réglé",
            "database/": "les comptes",
            "keys/server.key": "le fichier de clé, sans lequel personne ne se connecte",
            "mail/, sms/": "les messages, tant qu’aucun moyen de les envoyer n’est réglé",
            "logs/": "ce que l’on sait des incidents",
            "~/.local/state/macle/": "l’état d’avancement des comptes, à exclure des sauvegardes",
        },
    ),
}


def main(task: str) -> int:
    """Carry out `task` on the page of each language; return the exit status."""
    stale = 0
    for language in LANGUAGES.values():
        # English is where `man` looks without a language.
        path = _FOLDER / ("" if language.code == "en" else language.code) / "macle.1"
        page = "\n".join(_page(language)) + "\n"
        if task == "update":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page)
        elif not path.exists() or path.read_text() != page:
            print(f"{path.relative_to(_FOLDER.parent.parent)} is not up to date: run `make manual`")
            stale = 1
    return stale


def _page(language: Language) -> Iterator[str]:
    words, parser = _WORDS[language.code], all_declared(language)
    contents = (
        [f"macle \\- {_escaped(words.name)}"],
        [".B macle", _escaped(words.synopsis)],
        _text(parser.description or ""),
        _taken(parser, (), language),
        _commands(COMMANDS, parser, parser.option_names, language),
        _rows({name: language.say(meaning) for name, meaning in STATUSES.items()}),
        _rows({name: language.say(meaning) for name, meaning in VARIABLES.items()}),
        _rows(words.files),
        [*_examples(COMMANDS, language)][1:],
    )
    yield r".\" Written by `make manual`; do not edit."
    yield f'.TH MACLE 1 "{_DAY}" "macle {metadata.version("macle")}" "Macle"'
    yield ".nh"  # no word is broken: it may be one to type
    yield ".ad l"
    for heading, lines in zip(words.headings, contents, strict=True):
        yield f'.SH "{heading}"'
        yield from lines


def _commands(
    commands: Sequence[Command], parser: Parser, shared: Sequence[str], language: Language
) -> Iterator[str]:
    """Return what each of the commands of `parser` takes, but for the options that are `shared` by all."""
    [parsers] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for command in commands:
        own = parsers.choices[command.name]
        assert isinstance(own, Parser)
        yield f'.SS "{_escaped(own.prog)}"'
        yield from _text(own.description or "")
        if command.usage:
            yield ".PP"
            yield f".B {_escaped(in_words(language, command.usage) % {'prog': own.prog})}"
        for group in own._action_groups:
            if group.description:
                yield ".PP"
                yield from _text(group.description)
        yield from _taken(own, shared, language)
        if following := command.commands():
            yield from _commands(following, own, shared, language)


def _taken(parser: Parser, shared: Sequence[str], language: Language) -> Iterator[str]:
    """Return the arguments and options that are this command's own."""
    formatter = parser._get_formatter()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or {*action.option_strings} & {*shared}:
            continue
        if action.help == argparse.SUPPRESS:
            continue
        place = in_words(language, str(action.metavar))
        names = ", ".join(action.option_strings) or place
        value = ""
        if action.option_strings and action.nargs != 0:
            value = "|".join(action.choices) if action.choices else place
        yield ".TP"
        yield f"\\fB{_escaped(names)}\\fR" + (f" \\fI{_escaped(value)}\\fR" if value else "")
        yield from _text(formatter._expand_help(action) if action.help else "")


def _rows(rows: Mapping[str, str]) -> Iterator[str]:
    for name, meaning in rows.items():
        yield ".TP"
        yield f"\\fB{_escaped(name)}\\fR"
        yield from _text(meaning)


def _examples(commands: Sequence[Command], language: Language) -> Iterator[str]:
    for command in commands:
        if command.example:
            yield ".PP"
            yield from _text(language.say(command.purpose))
            yield ".PP"
            yield ".EX"
            yield from (_line(_escaped(in_example(line, language))) for line in command.example)
            yield ".EE"
        yield from _examples(command.commands(), language)


def _text(text: str) -> Iterator[str]:
    """Return a paragraph as lines of the page. A space that does not break stays one."""
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return (_line(_escaped(line)) for line in lines)


def _line(escaped: str) -> str:
    """Return a line that is text, whatever it begins with."""
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _escaped(text: str) -> str:
    """Return a text as roff writes it: a minus that can be copied, a space that does not break."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\u00a0", "\\~")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
