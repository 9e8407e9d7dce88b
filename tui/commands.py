"""The command line: its arguments, what each command does, and how it ends."""

from __future__ import annotations

import argparse
import io
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from i18n import LANGUAGES, Language, Message, _, language_of_locale
from store import Problem, Refusal
from store.locations import Locations, data_folder, state_folder
from tui.process import place, terminal_name
from tui.usage import Parser, WrongUsage, add_commands, new_parser, read_options, shared_options

if TYPE_CHECKING:
    from tui.visit import StoreDoor

_REFUSED, _WRONG_USAGE = 1, 2
_INTERRUPTED, _NOBODY_READS = 130, 141
_SLOW_TO_OPEN = 2.0
"""Seconds."""
_SIMPLE_TERMINALS = {"", "dumb", "unknown"}
_COMMANDS = {
    "plain": _("the same as line prompts, for screen readers and simple terminals"),
    "demo": _(
        "try everything with invented people, in a store that is thrown away (--plain: as line prompts)"
    ),
    "locate": _("print where everything is kept"),
    "admin": _("look after operators, decide on verifications (macle admin --help)"),
}


@dataclass(frozen=True)
class Call:
    """One run of `macle`: what was asked for, and by whom."""

    command: str | None
    options: argparse.Namespace
    plain: bool
    language: Language
    language_fixed: bool
    locations: Locations
    state: Path
    terminal: str
    place: str


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Carry out a command line and return the exit status. Whatever goes wrong ends in a sentence."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal does not have becomes a question mark, not a crash.
        cast(io.TextIOWrapper, stream).reconfigure(errors="replace")
    language = language_of_locale(environment)
    try:
        home, state = data_folder(environment), state_folder(environment)
    except (OSError, RuntimeError):  # a folder that is gone, links that go round in circles
        _refuse(language, Problem(Refusal.FOLDER_UNUSABLE))
        return _REFUSED
    try:
        language = _language(arguments, language)
        options = read_options(_parser(language, arguments), arguments)
        if options.help:
            print(options.explained.format_help(), end="")
            status = 0
        elif options.version:
            print(_version())
            status = 0
        else:
            status = _carry_out(_call(options, language, Locations(home), state, environment))
        sys.stdout.flush()
    except WrongUsage as wrong:
        _complain(language, wrong.sentence)
        _complain(language, _("Type “macle --help” to see what can be asked."))
        return _WRONG_USAGE
    except Problem as problem:
        _refuse(language, problem)
        return _REFUSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Python flushes once more at its end: let it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS
    except Exception as error:
        from tui.incidents import crash_sentence, record_crash

        _complain(language, crash_sentence(record_crash(error, home)))
        return _REFUSED
    return status


def _carry_out(call: Call) -> int:
    match call.command:
        case "locate":
            return _locate(call)
        case "demo":
            from tui.demo import run_demo

            return run_demo(call.language, call.language_fixed, call.terminal, call.plain)
    from store.settings import read_settings
    from tui.visit import StoreDoor

    door = StoreDoor(replace(read_settings(call.locations.home), state=call.state))
    try:
        if call.command == "admin":
            from tui.administration import administer

            return administer(call.options, door, call.language, call.terminal, call.place)
        return _in_plain(call, door) if call.plain else _full_screen(call, door)
    finally:
        door.close()


def _locate(call: Call) -> int:
    from i18n import harmless
    from store.database.choice import description_of
    from store.database.record import can_be_kept
    from tui.administration import older_copies_unseen

    locations, database = call.locations, description_of(call.locations)
    for name, path in {
        "home": locations.home,
        "database": database.place,
        "key": locations.server_key,
        "mail": locations.mail,
        "sms": locations.sms,
        "logs": locations.logs,
        "settings": locations.settings_file,
        "state": call.state,
    }.items():
        print(f"{name:<8}  {harmless(str(path))}")
    for name, line in database.lines.items():
        print(f"{name:<8}  {line}")
    if not can_be_kept(call.state):
        _complain(call.language, older_copies_unseen(call.state))
    return 0


def _open(door: StoreDoor, language: Language) -> None:
    """Open the store, and say meanwhile that it takes long, as where other processes hold what it needs."""
    import threading

    waits = threading.Timer(_SLOW_TO_OPEN, print, [language.say(_("One moment…"))], {"flush": True})
    waits.daemon = True
    waits.start()
    try:
        door.open()
    finally:
        waits.cancel()


def _in_plain(call: Call, door: StoreDoor) -> int:
    import asyncio

    from tui.journeys.welcome import welcome
    from tui.lines import Lines
    from tui.plain.front import PlainFront
    from tui.signals import hold
    from tui.visit import Visit

    # Here, so that a store that cannot be used is said at once and not in the middle of a page.
    _open(door, call.language)
    lines = Lines(sys.stdin.fileno(), sys.stdout, locale.getencoding())
    visit = Visit(
        PlainFront(lines), door, call.language, call.terminal, call.language_fixed, place=call.place
    )
    return asyncio.run(hold(visit, lines, welcome))


def _full_screen(call: Call, door: StoreDoor) -> int:
    from tui.journeys.welcome import welcome
    from tui.screens.app import MacleApp
    from tui.screens.look import Look

    app = MacleApp(
        door=door,
        journey=welcome,
        language=call.language,
        language_fixed=call.language_fixed,
        terminal_name=call.terminal,
        place=call.place,
        look=Look.of(os.environ),
    )
    app.run()
    if app.ending.sentence:
        print(app.ending.sentence, file=sys.stderr)
    return app.ending.status


def _call(
    options: argparse.Namespace,
    language: Language,
    locations: Locations,
    state: Path,
    environment: Mapping[str, str],
) -> Call:
    on_screen = os.isatty(0) and os.isatty(1) and environment.get("TERM", "") not in _SIMPLE_TERMINALS
    return Call(
        command=options.command,
        options=options,
        plain=options.plain or options.command == "plain" or not on_screen,
        language=language,
        language_fixed=options.lang is not None,
        locations=locations,
        state=state,
        terminal=terminal_name(environment),
        place=place(environment),
    )


def _language(arguments: Sequence[str], fallback: Language) -> Language:
    """Return the language that `--lang` asks for, so that the rest is told in it."""
    parser = new_parser(fallback)
    parser.add_argument("--lang", choices=[*LANGUAGES])
    try:
        asked, _rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        raise WrongUsage(_("After --lang comes one of: {codes}.", codes=", ".join(LANGUAGES))) from None
    return fallback if asked.lang is None else LANGUAGES[asked.lang]


def _parser(language: Language, arguments: Sequence[str]) -> Parser:
    shared = shared_options(language)
    whole = new_parser(
        language,
        prog="macle",
        parents=[shared],
        description=language.say(_("Keep hold of your own account. Without a command: the full screen.")),
    )
    whole.set_defaults(command=None, lang=None, help=False, version=False, plain=False, explained=whole)
    commands = add_commands(whole, language, shared, "command", _COMMANDS)
    commands["demo"].add_argument("--plain", action="store_true", default=argparse.SUPPRESS)
    if "admin" in arguments:
        from tui.administration import add_tasks  # sessions do without

        add_tasks(commands["admin"], language, shared)
    return whole


def _version() -> str:
    from importlib import metadata

    return f"macle {metadata.version('macle')}"


def _refuse(language: Language, problem: Problem) -> None:
    from tui.wording import sentence  # the first page does without

    _complain(language, sentence(problem))


def _complain(language: Language, text: Message) -> None:
    print(language.say(text), file=sys.stderr)
