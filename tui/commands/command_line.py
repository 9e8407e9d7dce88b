"""The command line: which commands there are, and how each run of them ends."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from i18n import LANGUAGES, Language, Message, _, language_of_locale
from store import Problem, Refusal
from store.locations import Locations, NotInFull, data_folder, state_folder
from tui.commands.admin import ADMIN
from tui.commands.command import Call, Command
from tui.commands.completion import COMPLETION
from tui.commands.demo import DEMO
from tui.commands.desk import DESK
from tui.commands.explained import (
    DONE,
    INTERRUPTED,
    NOBODY_READS,
    REFUSED,
    WRONG_USAGE,
    example,
    statuses,
    variables,
)
from tui.commands.full_screen import full_screen
from tui.commands.icu import ICU
from tui.commands.kiosk import KIOSK
from tui.commands.locate import LOCATE
from tui.commands.pin import PIN
from tui.commands.plain import PLAIN
from tui.commands.usage import (
    AnswerLost,
    Parser,
    WrongUsage,
    add_commands,
    answer,
    complain,
    new_parser,
    read_options,
    shared_options,
    values_as_typed,
)
from tui.encoding import use_encoding_of_terminal
from tui.process import give_up, place, terminal_name
from tui.terminal_type import TerminalType

COMMANDS = (PLAIN, DEMO, PIN, DESK, KIOSK, LOCATE, ICU, ADMIN, COMPLETION)


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Carry out a command line and return the exit status. Whatever goes wrong ends in a sentence."""
    arguments = values_as_typed(arguments)
    use_encoding_of_terminal(environment)
    language = language_of_locale(environment)
    home: Path | None = None
    asked_for = "macle"
    try:
        language = _language(arguments, language)
        options = read_options(_parser(language, arguments), arguments)
        asked_for = options.parser.prog
        if options.help:
            answer(options.parser.format_help(), end="")
            status = DONE
        elif options.version:
            answer(_version())
            status = DONE
        else:
            home, state = _folders(environment)
            status = options.run(_call(options, language, Locations(home), state, environment))
        answer(end="")  # what is left of what was said
    except WrongUsage as wrong:
        complain(language, wrong.sentence)
        more = wrong.command or asked_for
        complain(language, _("Type “{command} --help” to see what can be asked.", command=more))
        return WRONG_USAGE
    except Problem as problem:
        _refuse(language, problem, asked_for)
        return REFUSED
    except NotInFull as named:
        complain(language, _in_full(named))
        return REFUSED
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # after the ^C that the terminal shows
        return INTERRUPTED
    except BrokenPipeError:
        give_up(sys.stdout)
        return NOBODY_READS
    except AnswerLost:
        give_up(sys.stdout)
        complain(
            language,
            _(
                "The answer could not be written to standard output: its disk may be full."
                " What was asked for may have been done."
            ),
        )
        return REFUSED
    except Exception as error:
        from tui.incidents import crash_sentence, record_crash

        complain(language, crash_sentence(record_crash(error, home)))
        return REFUSED
    return int(status)


def _folders(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Return the data folder and the one that is in no backup. Raises `Problem` and `NotInFull`."""
    try:
        return data_folder(environment), state_folder(environment)
    except (OSError, RuntimeError):  # a folder that is gone, links that go round in circles
        raise Problem(Refusal.FOLDER_UNUSABLE) from None


def _in_full(named: NotInFull) -> Message:
    value = Path(named.value)
    with contextlib.suppress(RuntimeError):  # nobody has this home
        value = value.expanduser()
    return _(
        "{variable} must be a full path that begins with “/”, and is “{value}”. Set it to “{path}”, if that"
        " is what you mean.",
        variable=named.variable,
        value=named.value,
        path=str(value.absolute()),
    )


def _without_command(call: Call) -> int:
    return full_screen(call) if call.on_screen else PLAIN.run(call)


def _call(
    options: argparse.Namespace,
    language: Language,
    locations: Locations,
    state: Path,
    environment: Mapping[str, str],
) -> Call:
    return Call(
        options=options,
        on_screen=os.isatty(0) and os.isatty(1) and TerminalType.of(environment).cursor,
        language=language,
        language_fixed=options.lang is not None,
        locations=locations,
        state=state,
        terminal=terminal_name(environment),
        place=place(environment),
        declared=partial(all_declared, language),
    )


def _language(arguments: Sequence[str], fallback: Language) -> Language:
    """Return the language that `--lang` asks for, so that the rest is told in it."""
    parser = new_parser(fallback)
    parser.add_argument("--lang", choices=[*LANGUAGES])
    try:
        asked, _rest = parser.parse_known_args(arguments)
    except WrongUsage:
        raise WrongUsage(_("After --lang comes one of: {codes}.", codes=", ".join(LANGUAGES))) from None
    return fallback if asked.lang is None else LANGUAGES[asked.lang]


def all_declared(language: Language) -> Parser:
    """Return the parser of all that can be asked, for what is made of it: completion, the manual."""
    return _parser(language, None)


def _parser(language: Language, arguments: Sequence[str] | None) -> Parser:
    shared = shared_options(language)
    whole = new_parser(
        language,
        prog="macle",
        parents=[shared],
        description=language.say(
            _(
                "Keep hold of your own account. Without a command: the full screen. With --help,"
                " each command explains itself."
            )
        ),
    )
    whole.more_help = lambda: variables(language) + statuses(language)
    whole.set_defaults(run=_without_command, parser=whole, lang=None, help=False, version=False)
    _declare(COMMANDS, whole, language, shared, arguments)
    return whole


def _declare(
    commands: Sequence[Command],
    parser: Parser,
    language: Language,
    shared: Parser,
    arguments: Sequence[str] | None,
) -> None:
    """Give `parser` its commands. What one of them takes is worked out only where it is asked for.

    None for `arguments`: everything may be.
    """
    parsers = add_commands(parser, language, shared, {one.name: one.purpose for one in commands})
    for command in commands:
        own = parsers[command.name]
        own.set_defaults(run=command.run, parser=own)
        own.may_be_secret = parser.may_be_secret
        if arguments is not None and command.name not in arguments:
            continue
        command.add_arguments(own, language)
        if following := command.commands():
            _declare(following, own, language, shared, arguments)
        # Only now: argparse makes the usage of what follows from its own.
        own.usage = command.usage
        own.more_help = partial(_more_help, command, language)


def _more_help(command: Command, language: Language) -> str:
    return example(command.example, language) + statuses(language, command.statuses)


def _version() -> str:
    from importlib import metadata  # too slow for before the first picture

    return f"macle {metadata.version('macle')}"


def _refuse(language: Language, problem: Problem, asked_for: str) -> None:
    # Too slow for before the first picture.
    from tui.wording import sentence
    from tui.wording.upkeep import CORRUPT_TO_ADMINISTRATORS

    if problem.refusal is Refusal.CORRUPT and asked_for.startswith("macle admin"):
        complain(language, CORRUPT_TO_ADMINISTRATORS)  # who would else be sent to themselves
        return
    for found in problem.all:
        complain(language, sentence(found))
