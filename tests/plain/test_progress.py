"""What takes long says how far it is at line prompts, too."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from store import Problem, Refusal
from tests.plain.piped import SIGN_IN, Piped

PAGE = replace(SIGN_IN, fields=SIGN_IN.fields[:1])


async def test_it_is_said_while_it_is_under_way(person: Piped) -> None:
    seen = threading.Event()

    def work(_store: object, _answers: object) -> str:
        with person.visit.progress.under_way() as tell:
            tell(42, 100)
            assert seen.wait(30)
            return "done"

    performed = person.types("alexandre").visit.perform(PAGE, work)
    task = asyncio.ensure_future(performed)
    await person.paper.shows("Reading: 42 %")
    seen.set()
    assert await task == "done"


async def test_once_the_visit_is_left_it_goes_no_further(person: Piped) -> None:
    with person.visit.progress.under_way() as tell:
        await person.visit.leave()
        with pytest.raises(Problem) as caught:
            tell(42, 100)
    assert caught.value.refusal is Refusal.STOPPED
