"""Reading a command line, and saying in the person's language what is wrong with it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from i18n import LANGUAGES, Language, Message, _


class WrongUsage(Exception):
    """A command line that cannot be understood; `sentence` says why."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong instead of saying it in English."""

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


class _Help(argparse.HelpFormatter):
    """Help with its one fixed word in the person's language."""

    language: Language

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        # An empty prefix: what is asked for is the name of a command's command.
        ours = self.language.say(_("Usage:")) + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, ours)


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


def read_options(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Return what `arguments` ask for. Raises `WrongUsage`."""
    try:
        options, unknown = parser.parse_known_args(arguments)
    except argparse.ArgumentError as error:
        name = error.argument_name or ""
        if name.startswith("-"):
            raise WrongUsage(_("Something has to follow {option}.", option=name)) from None
        raise WrongUsage(_("Macle has no such command.")) from None
    if unknown:
        raise WrongUsage(_("“{argument}” cannot be used here.", argument=unknown[0]))
    return options


def required(options: argparse.Namespace, name: str, shown: str) -> str:
    """Return an argument that has to be given. Raises `WrongUsage`, naming it as it is `shown`."""
    value = getattr(options, name, None)
    if value is None:
        raise WrongUsage(_("{argument} is missing.", argument=shown))
    return str(value)


def complain(language: Language, text: Message) -> None:
    """Say on standard error what went wrong, or what to beware of."""
    print(language.say(text), file=sys.stderr)


def _help_in(language: Language) -> Callable[..., _Help]:
    def formatter(*, prog: str) -> _Help:
        help_ = _Help(prog)
        help_.language = language
        return help_

    return formatter
