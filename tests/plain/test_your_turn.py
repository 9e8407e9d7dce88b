"""The screen in the hands of the person beside an operator, at line prompts."""

from __future__ import annotations

import asyncio
import os
import termios
from collections.abc import Iterator

import pytest

import tui.lines as lines_of_terminal
from i18n import ENGLISH, _
from store import Role, Secret, Session
from store.accounts.store import Store
from tests.plain.conftest import PASSWORD
from tests.plain.piped import SIGN_IN, Paper
from tui.journeys.desk.your_turn import hand_over_screen
from tui.lines import Lines
from tui.plain.front import PlainFront
from tui.store_door import StoreDoor
from tui.unwinding import WentBack
from tui.visit import Visit

CLEARED = "\x1b[H\x1b[2J\x1b[3J"


class Desk:
    """An operator at a terminal, who has shown something there and then hands it over."""

    def __init__(self, door: StoreDoor, session: Session, *, clears: bool) -> None:
        self.keys, self._ours = os.openpty()
        self.paper = Paper()
        front = PlainFront(Lines(self._ours, self.paper, clears=clears))
        self.visit = Visit(front, door, ENGLISH)
        self.visit.enter(session)

    async def hands_over(self) -> None:
        with self.visit.within("odile-desk"), self.visit.within(_("Search")):
            self.paper.write("Of somebody else.\n")
            await hand_over_screen(self.visit)
            self.paper.write("Of somebody else again.\n")

    async def types(self, line: str, *, then: str = "Your choice") -> None:
        """Type a line, and wait for the prompt that comes `then`."""
        self.paper.seek(0)
        self.paper.truncate()
        os.write(self.keys, f"{line}\n".encode())
        await self.paper.shows(then)

    async def takes_back(self, turn: asyncio.Future[None]) -> None:
        os.write(self.keys, f"{PASSWORD}\n".encode())
        await turn

    def sends_signals(self) -> bool:
        """Whether Ctrl+C and the like reach the process as signals."""
        return bool(termios.tcgetattr(self._ours)[3] & termios.ISIG)

    def close(self) -> None:
        os.close(self.keys)
        os.close(self._ours)


@pytest.fixture
def session(store: Store) -> Session:
    password = Secret(PASSWORD)
    store.operators.add("odile-desk", "odile-desk@example.org", password, password, "en", Role.OPERATOR)
    return store.sign_in.with_password("odile-desk", password, "pts/0")


@pytest.fixture
def desk(door: StoreDoor, session: Session) -> Iterator[Desk]:
    desk = Desk(door, session, clears=True)
    yield desk
    desk.close()


async def test_the_terminal_is_cleared_for_the_person_and_again_for_the_operator(desk: Desk) -> None:
    turn = asyncio.ensure_future(desk.hands_over())
    await desk.paper.shows("Your choice")
    before, seen = desk.paper.getvalue().split(CLEARED)
    assert "Of somebody else" in before
    assert "Your turn" in seen
    assert "odile" not in seen
    for command in ("/quit", "/logout", "/back"):
        await desk.types(command)
        assert not turn.done()
    await desk.types("Give the screen back", then="Password: ")
    assert "odile-desk, enter your password" in desk.paper.getvalue()
    await desk.takes_back(turn)
    assert desk.paper.getvalue().split(CLEARED)[-1] == "Of somebody else again.\n"


async def test_a_person_who_signs_in_has_left_when_the_screen_comes_back(desk: Desk, store: Store) -> None:
    turn = asyncio.ensure_future(desk.hands_over())
    await desk.paper.shows("Your choice")
    await desk.types("Sign in", then="document number: ")
    await desk.types("alexandre", then="Password: ")
    await desk.types(PASSWORD)
    assert "Account ID" in desk.paper.getvalue()
    await desk.types("/logout")
    await desk.types("Give the screen back", then="Password: ")
    await desk.takes_back(turn)
    assert desk.paper.getvalue().split(CLEARED)[-1] == "Of somebody else again.\n"


async def test_what_the_operator_answers_once_they_are_back_is_taken_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_of_terminal, "PAUSE", 3600)
    turn = asyncio.ensure_future(desk.hands_over())
    await desk.paper.shows("Your choice")
    await desk.types("Give the screen back", then="Password: ")
    await desk.takes_back(turn)
    asked = asyncio.ensure_future(desk.visit.ask(SIGN_IN))
    await desk.paper.shows("Username: ")
    await desk.types("odile-desk", then="Password: ")
    os.write(desk.keys, b"secret\n")
    assert (await asked)["identifier"] == "odile-desk"


async def test_whoever_goes_back_from_a_secret_is_asked_the_next_question_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_of_terminal, "PAUSE", 3600)
    asked = asyncio.ensure_future(desk.visit.ask(SIGN_IN))
    await desk.paper.shows("Username: ")
    await desk.types("odile-desk", then="Password: ")
    os.write(desk.keys, b"\x04")
    with pytest.raises(WentBack):
        await asked
    await desk.visit.leave()
    asked = asyncio.ensure_future(desk.visit.ask(SIGN_IN))
    await desk.paper.shows("Password: \n\nSign in\n\nOther choices: /1 Back.\nUsername: ")
    await desk.types("odile-desk", then="Password: ")
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)


async def test_no_key_ends_or_stops_the_program_in_the_persons_turn(desk: Desk) -> None:
    with desk.visit.front.lines.in_hand():  # type: ignore[attr-defined]  # the plain one
        turn = asyncio.ensure_future(desk.hands_over())
        await desk.paper.shows("Your choice")
        assert not desk.sends_signals()
        for key in ("\x03", "\x1a", "\x1c"):
            await desk.types(key)
            assert "Control characters" in desk.paper.getvalue()
        await desk.types("Give the screen back", then="Password: ")
        await desk.takes_back(turn)
        asked = asyncio.ensure_future(desk.visit.ask(SIGN_IN))
        while not desk.sends_signals():  # noqa: ASYNC110  # with the next page
            await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)


async def test_a_terminal_that_cannot_be_cleared_is_not_handed_over(
    door: StoreDoor, session: Session
) -> None:
    desk = Desk(door, session, clears=False)
    await desk.hands_over()
    assert desk.paper.getvalue() == "Of somebody else.\nOf somebody else again.\n"
    assert "This terminal cannot be cleared" in ENGLISH.say(desk.visit.unsaid[0].text)
    desk.close()
