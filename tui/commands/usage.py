"""Reading a command line, and saying in the person's language what is wrong with it."""

from __future__ import annotations

import argparse
import os
import re
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import Any, NoReturn, TextIO

from i18n import LANGUAGES, Language, Message, _
from tui.process import give_up

_OF_SCRIPTS = re.compile(r"--[A-Z][A-Za-z]*")
"""An option of `macle icu`; all of them take a value."""

PLACES: Mapping[str, Message] = {
    "ADDRESS": _("ADDRESS"),
    "ANSWER": _("ANSWER"),
    "CODE": _("CODE"),
    "EMAIL": _("EMAIL"),
    "FILE": _("FILE"),
    "IDENTIFIER": _("IDENTIFIER"),
    "LANGUAGE": _("LANGUAGE"),
    "LEVEL": _("LEVEL"),
    "PASSWORD": _("PASSWORD"),
    "ROLE": _("ROLE"),
    "SUPERVISOR": _("SUPERVISOR"),
    "TEXT": _("TEXT"),
    "TOKEN": _("TOKEN"),
    "USERNAME": _("USERNAME"),
}
"""What stands in a usage for what one puts there."""

_WIDTH = 80
"""Columns of a terminal that does not say how many it has."""
_ITEM_INDENT = "  "
"""Before the further lines of an item of a list, which begins with "- "."""


class WrongUsage(Exception):
    """A command line that cannot be understood; `sentence` says why.

    `command` is the one whose help tells more, where that is not the one that was asked for in the end.
    """

    def __init__(self, sentence: Message, command: str | None = None) -> None:
        super().__init__(sentence.text)
        self.sentence, self.command = sentence, command


class AnswerLost(Exception):
    """Standard output takes nothing more, as where it goes to a disk that is full."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `WrongUsage` instead of saying in English what is wrong.

    `more_help` gives what comes after all that argparse has to say. Where words `may_be_secret`, as between
    the options of scripts, what is wrong is said without them.
    """

    more_help: Callable[[], str] = str
    may_be_secret = False

    @property
    def option_names(self) -> Sequence[str]:
        return [name for action in self._actions for name in action.option_strings]

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)

    def format_help(self) -> str:
        return super().format_help() + self.more_help()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            raise WrongUsage(_sentence(error), self.prog) from None
        except WrongUsage:
            # Of an option that is unknown, argparse takes the value for a command.
            for option in takewhile(lambda argument: argument.startswith("-"), args):
                if option.partition("=")[0] not in self.option_names:
                    raise WrongUsage(_unknown(option, self), self.prog) from None
            raise

    def _get_values(self, action: argparse.Action, arg_strings: Any) -> Any:
        # argparse would drop the value of “--Password=--”, and fail without one.
        dashes = action.option_strings and arg_strings == ["--"]
        return "--" if dashes else super()._get_values(action, arg_strings)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        if not isinstance(action, argparse._SubParsersAction):
            # Only here does argparse tell a word that is none of those from other faults.
            names, place = ", ".join(action.choices), str(action.metavar)
            raise WrongUsage(
                _("{argument} is one of: {names}.", argument=PLACES.get(place, place), names=names), self.prog
            )
        if self.may_be_secret:
            names = ", ".join(action.choices)
            raise WrongUsage(
                _("After “{command}” comes one of: {names}.", command=self.prog, names=names), self.prog
            )
        from difflib import get_close_matches  # for those alone who mistype

        nearest = get_close_matches(value, action.choices, n=1)
        if nearest:
            sentence = _(
                "“{command}” has no command “{word}”. Did you mean “{nearest}”?",
                command=self.prog,
                word=value,
                nearest=nearest[0],
            )
        else:
            sentence = _(
                "“{command}” has no command “{word}”. It has: {names}.",
                command=self.prog,
                word=value,
                names=", ".join(action.choices),
            )
        raise WrongUsage(sentence, self.prog)


class _Help(argparse.HelpFormatter):
    """Help with its fixed words in the person's language."""

    language: Language

    def _format_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None) -> str:
        if usage is None:
            return super()._format_usage(usage, actions, groups, prefix)
        said = super()._format_usage(in_words(self.language, usage), actions, groups, prefix)
        # argparse breaks only a usage that it has made itself.
        whole = re.sub(r"\[[^]]*\]|--\S+ \S+", lambda part: part[0].replace(" ", "\0"), said.strip())
        indent = " " * (len(prefix or "") + len(self._prog) + 1)
        lines = textwrap.wrap(whole, self._width, subsequent_indent=indent, break_on_hyphens=False)
        return "\n".join(lines).replace("\0", " ") + "\n\n"

    def _metavar_formatter(self, action: argparse.Action, default_metavar: str) -> Any:
        shown = super()._metavar_formatter(action, default_metavar)
        return lambda size: tuple(in_words(self.language, one) for one in shown(size))

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            # Their heading is enough: argparse would put the word for one of them below it.
            return "".join(self._format_action(one) for one in action._get_subactions())
        return super()._format_action(action)

    def _split_lines(self, text: str, width: int) -> list[str]:
        words = self._whitespace_matcher.sub(" ", text).strip()
        return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)

    def start_section(self, heading: str | None) -> None:
        # What stands between a heading and its colon, which argparse puts there, is the language's own.
        own = None if heading is None else self.language.say(_("{label}:", label=heading.rstrip()))
        super().start_section(own if own is None else own.removesuffix(":"))

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        # An empty prefix: what is asked for is the name of a command's command.
        ours = self.language.say(_("Usage:")) + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, ours)


def in_words(language: Language, usage: str) -> str:
    """Return a usage, or a part of it, with the words for what one puts there."""
    return re.sub(r"\b[A-Z]+\b", lambda word: language.say(PLACES.get(word[0], word[0])), usage)


def new_parser(language: Language, **more: Any) -> Parser:
    """Return a parser whose help is in `language`."""
    return Parser(
        add_help=False, allow_abbrev=False, exit_on_error=False, formatter_class=_help_in(language), **more
    )


def shared_options(language: Language) -> Parser:
    """Return the options that every command takes, to be a parent of its parser."""
    say = language.say
    shared = new_parser(language)
    options = shared.add_argument_group(say(_("Options")))
    # Suppressed, so that the command's own parser does not undo what stood before the command.
    options.add_argument(
        "--lang",
        choices=[*LANGUAGES],
        default=argparse.SUPPRESS,
        help=say(_("the language; otherwise that of the account, or of the terminal")),
    )
    options.add_argument(
        "--help", "-h", action="store_true", default=argparse.SUPPRESS, help=say(_("show this and end"))
    )
    options.add_argument(
        "--version", action="store_true", default=argparse.SUPPRESS, help=say(_("show the version and end"))
    )
    return shared


def add_commands(
    parser: Parser, language: Language, parent: Parser, purposes: Mapping[str, Message]
) -> dict[str, Parser]:
    """Give `parser` a command for each of `purposes`, and return their parsers by name."""
    say = language.say
    commands = parser.add_subparsers(title=say(_("Commands")), metavar=say(_("command")), parser_class=Parser)
    return {
        name: commands.add_parser(
            name,
            parents=[parent],
            help=say(purpose),
            description=say(purpose),
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            formatter_class=_help_in(language),
        )
        for name, purpose in purposes.items()
    }


def values_as_typed(arguments: Sequence[str]) -> list[str]:
    """Join each option of a script with what follows it: argparse would take “-x” for another option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and _OF_SCRIPTS.fullmatch(joined[-1]):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def read_options(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Return what `arguments` ask for. Raises `WrongUsage`."""
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        raise WrongUsage(_unknown(unknown[0], options.parser), options.parser.prog)
    assert isinstance(options, argparse.Namespace)
    return options


def _unknown(argument: str, parser: Parser) -> Message:
    """Say that the command of `parser` does not take an argument, and which option it may be meant for.

    What follows an option may be a secret, and is not repeated.
    """
    from difflib import get_close_matches  # for those alone who mistype

    if argument.startswith("--"):
        argument = argument.partition("=")[0]
    nearest = get_close_matches(argument, parser.option_names, n=1)
    if parser.may_be_secret and nearest:
        return _("There is no such option. Did you mean “{nearest}”?", nearest=nearest[0])
    if parser.may_be_secret and argument.startswith("--"):
        names = ", ".join(name for name in parser.option_names if name.startswith("--"))
        return _("There is no such option. There are: {names}.", names=names)
    if parser.may_be_secret:
        return _("Each option takes one value. Put quotes around one that has spaces.")
    if argument.startswith("--") and nearest:
        return _(
            "“{argument}” cannot be used here. Did you mean “{nearest}”?",
            argument=argument,
            nearest=nearest[0],
        )
    return _("“{argument}” cannot be used here.", argument=argument)


def required(options: argparse.Namespace, name: str, shown: str) -> str:
    """Return an argument that has to be given. Raises `WrongUsage`, naming it as it is `shown`."""
    value = getattr(options, name, None)
    if value is None:
        raise WrongUsage(_("{argument} is missing.", argument=PLACES.get(shown, shown)))
    return str(value)


def answer(text: str = "", end: str = "\n") -> None:
    """Say on standard output what was asked for. Raises `BrokenPipeError` and `AnswerLost`."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        raise AnswerLost from None


def complain(language: Language, text: Message) -> None:
    """Say on standard error what went wrong, or what to beware of; a terminal would break it within words."""
    try:
        print(fitted(language.say(text), sys.stderr), file=sys.stderr, flush=True)
    except OSError:
        give_up(sys.stderr)


def fitted(text: str, stream: TextIO) -> str:
    """Return lines of text broken between words where they go to a terminal. Raises `OSError`."""
    if not stream.isatty():
        return text
    width = max(20, (os.get_terminal_size(stream.fileno()).columns or _WIDTH) - 1)
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=_ITEM_INDENT if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def _sentence(error: argparse.ArgumentError) -> Message:
    name = error.argument_name or ""
    if "explicit" in error.message:
        return _("Nothing can follow {option}.", option=name.partition("/")[0])
    return _("Something has to follow {option}.", option=name)


def _help_in(language: Language) -> Callable[..., _Help]:
    def formatter(*, prog: str) -> _Help:
        help_ = _Help(prog)
        help_.language = language
        return help_

    return formatter
