"""What the requests of scripts have in common: an id, and an answer in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from i18n import Language, Message
from tui.commands.command import Call, Command
from tui.commands.door import store_door
from tui.commands.explained import DONE, REFUSED
from tui.commands.usage import Parser, answer, complain
from tui.store_door import StoreDoor


class Refused(Exception):
    """A request that is refused with words of its own: `sentences` say what to do."""

    def __init__(self, *sentences: Message) -> None:
        super().__init__(*(one.text for one in sentences))
        self.sentences = sentences


def script_request(
    name: str,
    purpose: Message,
    carry_out: Callable[[Call, StoreDoor], Mapping[str, Any]],
    add_arguments: Callable[[Parser, Language], None],
    usage: str,
    example: Sequence[str],
) -> Command:
    """Return the command that carries a request out, and prints what this returns, with the request's id.

    The id is also in each event of it. What is not ASCII is escaped, so that no name in the answer can steer
    a terminal, whatever its encoding. `carry_out` raises `WrongUsage`, `Refused`, and the `Problem` with
    which the store refuses; then nothing has been printed.
    """

    def run(call: Call) -> int:
        request_id = str(uuid4())
        with store_door(call, request_id) as door:
            try:
                said = carry_out(call, door)
            except Refused as refused:
                for sentence in refused.sentences:
                    complain(call.language, sentence)
                return REFUSED
            answer(json.dumps({**said, "ResponseMetadata": {"RequestId": request_id}}, indent=2))
        return DONE

    return Command(name, purpose, run, add_arguments, usage=usage, example=example)
