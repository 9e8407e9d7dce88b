"""What the administrator's tasks have in common: a store, and a word on what was done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from i18n import Language, Message
from tui.commands.command import Call, Command, no_arguments
from tui.commands.door import store_door
from tui.commands.explained import DONE, FAULTS_FOUND, NOTHING_TO_DO
from tui.commands.usage import Parser, answer, complain, fitted
from tui.store_door import StoreDoor
from tui.wording.upkeep import older_copies_unseen


class NothingToDo(Exception):
    """What was asked for is so already, as `sentence` says; the exit status tells it from what was done."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


class FaultsFound(Exception):
    """What was looked through has faults, as the `report` says; so does the exit status."""

    def __init__(self, report: str) -> None:
        super().__init__("faults found")
        self.report = report


def task(
    name: str,
    purpose: Message,
    carry_out: Callable[[Call, StoreDoor], str | None],
    add_arguments: Callable[[Parser, Language], None] = no_arguments,
    commands: Sequence[Command] = (),
    usage: str | None = None,
    example: Sequence[str] = (),
    statuses: Sequence[int] = (),
    *,
    makes_store: bool = False,
) -> Command:
    """Return the command that carries a task out in the store, and prints the text that this returns.

    It returns None where it has printed all itself. It raises `WrongUsage`, `NothingToDo`, `FaultsFound`, and
    the `Problem` with which the store refuses. One that `makes_store` begins where there is none yet.
    """

    def run(call: Call) -> int:
        status = DONE
        with store_door(call, makes_store=makes_store) as door:
            try:
                told = carry_out(call, door)
                if told is not None:
                    answer(fitted(told, sys.stdout))
            except NothingToDo as nothing:
                complain(call.language, nothing.sentence)
                status = NOTHING_TO_DO
            except FaultsFound as found:
                answer(fitted(found.report, sys.stdout))
                status = FAULTS_FOUND
            if not door.open().sees_older_copies:
                complain(call.language, older_copies_unseen(call.state))
        return status

    return Command(name, purpose, run, add_arguments, lambda: commands, usage, example, statuses)
