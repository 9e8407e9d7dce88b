"""The address of a service at line prompts: how long it is good is told as of now."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from store import ListedService, OpenedService, Secret
from tests.clock import Clock
from tests.plain.piped import Piped
from tui.journeys.signing_in.services import service_page
from tui.unwinding import WentBack

SERVICE = ListedService("taxes", (("en", "Tax office"), ("fr", "Centre des impôts")), 2)


async def test_the_page_that_is_said_again_says_how_long_its_address_is_good_now(person: Piped) -> None:
    clock = Clock()
    person.visit.door.settings = replace(person.visit.door.settings, clock=clock)
    opened = OpenedService(Secret("https://taxes.example.org/"), clock.now + timedelta(seconds=60))
    asked = asyncio.create_task(person.visit.ask(service_page(SERVICE, opened, copies=False)))
    await person.paper.shows("works once, within 60 seconds")
    clock.advance(seconds=18)
    person.types("/fr")
    await person.paper.shows("un délai de 42\N{NO-BREAK SPACE}secondes")
    clock.advance(seconds=42)
    person.types("/en")
    await person.paper.shows("The address is no longer good. Open the service again.")
    person.types("/back")
    with pytest.raises(WentBack):
        await asked
