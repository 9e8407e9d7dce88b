"""What the administrator's tasks have in common: a store, and a word on what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from i18n import Language, Message
from tui.commands.command import Call, Command, no_arguments
from tui.commands.door import store_door
from tui.commands.explained import DONE, NOTHING_TO_DO
from tui.commands.usage import Parser, answer, complain
from tui.store_door import StoreDoor
from tui.wording.upkeep import older_copies_unseen


class NothingToDo(Exception):
    """What was asked for is so already, as `sentence` says; the exit status tells it from what was done."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def task(
    name: str,
    purpose: Message,
    carry_out: Callable[[Call, StoreDoor], str],
    add_arguments: Callable[[Parser, Language], None] = no_arguments,
    commands: Sequence[Command] = (),
    usage: str | None = None,
    example: Sequence[str] = (),
) -> Command:
    """Return the command that carries a task out in the store, and prints the text that this returns.

    It raises `WrongUsage`, `NothingToDo`, and the `Problem` with which the store refuses; then nothing has
    been printed.
    """

    def run(call: Call) -> int:
        status = DONE
        with store_door(call) as door:
            try:
                answer(carry_out(call, door))
            except NothingToDo as nothing:
                complain(call.language, nothing.sentence)
                status = NOTHING_TO_DO
            if not door.open().sees_older_copies:
                complain(call.language, older_copies_unseen(call.state))
        return status

    return Command(name, purpose, run, add_arguments, lambda: commands, usage, example)
