"""`macle completion`: the script by which a shell completes what one types, from the commands there are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial

from i18n import _
from tui.commands.command import Call, Command
from tui.commands.explained import DONE
from tui.commands.usage import WrongUsage, answer

_SHELLS = {
    "bash": _("print the script for bash"),
    "zsh": _("print the script for zsh"),
    "fish": _("print the script for fish"),
}
_TAKES_A_FILE = "FILE"
"""What stands in the usage for the name of a file."""


def _print(shell: str, call: Call) -> int:
    import shtab  # slow to load, and needed for this alone

    parser = call.declared()
    for action in _actions(parser):
        if _TAKES_A_FILE in str(action.metavar):
            action.complete = "file"  # type: ignore[attr-defined]
    answer(shtab.complete(parser, shell))
    return DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Return all that a parser and those of its commands take."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for own in action.choices.values():
                yield from _actions(own)


def _shells() -> Sequence[Command]:
    examples = {
        "bash": "macle completion bash > ~/.local/share/bash-completion/completions/macle",
        "zsh": "macle completion zsh > ~/.zfunc/_macle",
        "fish": "macle completion fish > ~/.config/fish/completions/macle.fish",
    }
    return [
        Command(shell, purpose, partial(_print, shell), usage="%(prog)s", example=(examples[shell],))
        for shell, purpose in _SHELLS.items()
    ]


def _without_shell(_call: Call) -> int:
    raise WrongUsage(_("After “macle completion” comes one of: {shells}.", shells=", ".join(_SHELLS)))


COMPLETION = Command(
    "completion",
    _("print the script by which your shell completes commands and options"),
    run=_without_shell,
    commands=_shells,
)
