"""What the administrator's tasks have in common: a store, and a word on what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from i18n import Language, Message
from tui.commands.command import Call, Command, no_arguments
from tui.commands.door import store_door
from tui.commands.usage import Parser, complain
from tui.visit import StoreDoor
from tui.wording.upkeep import older_copies_unseen


def task(
    name: str,
    purpose: Message,
    carry_out: Callable[[Call, StoreDoor], str],
    add_arguments: Callable[[Parser, Language], None] = no_arguments,
    commands: Sequence[Command] = (),
    usage: str | None = None,
) -> Command:
    """Return the command that carries a task out in the store, and prints the text that this returns.

    It raises `WrongUsage`, and the `Problem` with which the store refuses; then nothing has been printed.
    """

    def run(call: Call) -> int:
        with store_door(call) as door:
            print(carry_out(call, door))
            if not door.open().sees_older_copies:
                complain(call.language, older_copies_unseen(call.state))
        return 0

    return Command(name, purpose, run, add_arguments, lambda: commands, usage)
