"""Full screen: whoever signs out while they are being signed in leaves no session behind."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import cast

import pytest
from textual.pilot import Pilot

from store import Session
from store.accounts.store import Store
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import MENU, REFUSED, SIGN_IN, TOKEN, app_of, line, settle, text
from tui.pages import Answers, Page
from tui.visit import Visit

SESSION = cast(Session, SimpleNamespace(username="elodie", language="en"))
TOLD = "You will be signed out once this is done."


class SigningIn:
    """Someone who signs in, with a second step or without; what is checked is checked once they `go`."""

    def __init__(self, *, second_step: bool = False, checks: Page = SIGN_IN, wrong: bool = False) -> None:
        self.second_step, self.checks, self.wrong = second_step, checks, wrong
        self.checking, self.go = threading.Event(), threading.Event()

    async def __call__(self, visit: Visit) -> None:
        await visit.sign_in(SIGN_IN, lambda _store, _answers: self._check(SIGN_IN))
        if self.second_step:
            await visit.perform(TOKEN, self._check_code)
        with visit.within("elodie"):
            await visit.ask(MENU)

    def _check_code(self, _store: Store, _answers: Answers) -> None:
        self._check(TOKEN)

    def _check(self, page: Page) -> Session:
        if page is self.checks:
            self.checking.set()
            self.go.wait()
            if self.wrong:
                raise REFUSED
        return SESSION


async def signs_out_meanwhile(pilot: Pilot[None], person: SigningIn) -> None:
    await pilot.press(*"alex", "enter", *"secret", "enter")
    if person.checks is TOKEN:
        while app_of(pilot).pages.page is not TOKEN or app_of(pilot).pages.waits:
            await pilot.pause()
        await pilot.press(*"123456", "enter")
    while not person.checking.is_set():
        await pilot.pause()
    await pilot.press("f9")
    while TOLD not in text(pilot):
        await pilot.pause()
    person.go.set()


@pytest.mark.parametrize(
    "person",
    [
        SigningIn(),
        SigningIn(second_step=True),
        SigningIn(second_step=True, checks=TOKEN),
        SigningIn(second_step=True, checks=TOKEN, wrong=True),
    ],
    ids=["sign-in", "before the second step", "second step", "second step refused"],
)
async def test_who_signs_out_while_they_are_signed_in_is_told_so_and_their_session_ends(
    run: Run, door: FakeDoor, person: SigningIn
) -> None:
    async with run(person) as pilot:
        await signs_out_meanwhile(pilot, person)
        await app_of(pilot).leaving.wait()
        while not door.store.told:
            await pilot.pause()
    assert door.store.told == ["ended"]


async def test_who_is_not_let_in_is_not_signed_out_later(run: Run, door: FakeDoor) -> None:
    person = SigningIn(wrong=True)
    async with run(person) as pilot:
        await signs_out_meanwhile(pilot, person)
        await settle(pilot, "attempt")
        person.wrong = False
        await pilot.press(*"secret")
        while line(pilot, "password").value != "secret":
            await pilot.pause()
        await pilot.press("enter")
        while app_of(pilot).visit.where != ("elodie",):
            await pilot.pause()
        await settle(pilot)
        assert door.store.told == []


async def test_where_nobody_signs_in_the_key_says_nothing(run: Run) -> None:
    checking, go = threading.Event(), threading.Event()

    def check(_store: Store, _answers: Answers) -> None:
        checking.set()
        go.wait()

    async def journey(visit: Visit) -> None:
        await visit.perform(TOKEN, check)

    async with run(journey) as pilot:
        await pilot.press(*"abc", "enter")
        while not checking.is_set():
            await pilot.pause()
        await pilot.press("f9")
        assert TOLD not in text(pilot)
        go.set()
