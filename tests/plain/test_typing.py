"""What the keys of a terminal make of a line, and what shows it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import termios
from collections.abc import Iterator

import pytest

from tests.plain.piped import Paper
from tui import lines as lines_of_terminal
from tui.lines import Lines, Unfit
from tui.typed_line import LONGEST_LINE, TypedLine


@pytest.fixture
def line() -> TypedLine:
    return TypedLine("utf-8", erase=b"\x7f", erase_word=b"\x17", kill=b"\x15")


def types(line: TypedLine, keys: str | bytes) -> str:
    """Return what is written to show the keys."""
    return "".join(map(line.take, keys.encode() if isinstance(keys, str) else keys))


@pytest.mark.parametrize(
    ("keys", "shown", "text"),
    [
        ("Élodie", "Élodie", "Élodie"),
        ("ab\x7fc", "ab\b \bc", "ac"),
        ("\x7f\x17\x15a", "a", "a"),
        ("日\x7fa", "日\b \b\b \ba", "a"),
        ("e\u0301\x7fa", "e\u0301\b \ba", "a"),
        ("one two \x17x", "one two " + "\b \b" * 4 + "x", "one x"),
        ("one\x15two", "one" + "\b \b" * 3 + "two", "two"),
        ("\x1b[A\x7f\x7f\x7fa", "^[" + "\b \b" * 2 + "a", "a"),
        ("alexandre\tsecret", "alexandre^I", "alexandre\tsecret"),
        ("a\tsecret \x17\x7fbc", "a^I" + "\b \b" * 2 + "bc", "abc"),
        ("a\u202eb", "a\ufffdb", "a\u202eb"),
        # A joiner belongs to the letter before it.
        ("ශ්\u200dරී", "ශ්\u200dරී", "ශ්\u200dරී"),
        ("می\u200c\x7fx", "می\u200c\b \bx", "مx"),
    ],
)
def test_a_line_is_shown_and_corrected_as_terminals_do(
    line: TypedLine, keys: str, shown: str, text: str
) -> None:
    assert types(line, keys) == shown
    assert line.end() == text
    assert line.end() == ""


def test_what_is_no_text_can_be_erased_like_a_letter(line: TypedLine) -> None:
    assert types(line, b"a\xff") == "a\ufffd"
    assert types(line, b"\x7f") == "\b \b"
    assert line.end() == "a"


def test_nothing_of_a_line_that_is_too_long_seems_to_have_been_kept(line: TypedLine) -> None:
    types(line, "x" * (LONGEST_LINE + 10) + "\x7f\x17y")
    assert len(line.end()) == LONGEST_LINE
    types(line, "x" * (LONGEST_LINE + 10) + "\x15y")
    assert line.end() == "y"


class Typist:
    """Someone at a terminal whose echo the lines have in hand."""

    def __init__(self, far: int, lines: Lines, paper: Paper) -> None:
        self.far, self.lines, self.paper = far, lines, paper
        self.read = lines.read

    def types(self, keys: bytes) -> None:
        os.write(self.far, keys)

    async def stops_before_the_end(self, prompt: str, *, secret: bool = False) -> None:
        """Be asked for a line that does not come to its end in time."""
        with pytest.raises(TimeoutError):
            await self.read(prompt, secret=secret, seconds=0.2)

    async def is_not_taken(self, prompt: str = "") -> None:
        with pytest.raises(Unfit):
            await self.read(prompt)

    async def answers(self, line: str, prompt: str, *, secret: bool = False) -> None:
        """See the prompt, and then type a line."""
        reading = asyncio.ensure_future(self.read(prompt, secret=secret))
        await self.paper.shows(prompt)
        self.types(f"{line}\n".encode())
        assert await reading == line

    async def answers_ahead(self, line: str, prompt: str, *, secret: bool = False) -> None:
        """Type a line before it is asked for."""
        self.types(f"{line}\n".encode())
        assert await self.read(prompt, secret=secret) == line

    @property
    def shown(self) -> str:
        return self.paper.getvalue()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both sides of a terminal, the far one first."""
    far, near = os.openpty()
    yield far, near
    os.close(far)
    os.close(near)


@pytest.fixture
def person(terminal: tuple[int, int]) -> Iterator[Typist]:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        yield Typist(far, lines, paper)


async def test_a_terminal_that_was_found_without_an_echo_is_left_without_one(
    terminal: tuple[int, int],
) -> None:
    far, near = terminal
    modes = termios.tcgetattr(near)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(near, termios.TCSANOW, modes)
    paper = Paper()
    await Typist(far, Lines(near, paper), paper).answers("alexandre", "Name: ")
    assert paper.getvalue() == "Name: "
    assert termios.tcgetattr(near) == modes


async def test_what_was_typed_before_a_warning_is_there_after_it(person: Typist) -> None:
    person.types(b"alex")
    await person.stops_before_the_end("Name: ")
    reading = asyncio.ensure_future(person.read())
    await person.paper.shows("Name: alex\nalex")
    person.types(b"andre\n")
    assert await reading == "alexandre"
    await person.answers("secret", "Password: ", secret=True)
    assert person.shown == "Name: alex\nalexandre\nPassword: \n"


async def test_a_secret_that_is_typed_once_more_stays_hidden_to_its_end(person: Typist) -> None:
    await person.answers_ahead("secret", "Password: ", secret=True)
    person.types(b"secr")
    person.lines.write("The next page\n")
    reading = asyncio.ensure_future(person.read("Your choice: "))
    await person.paper.shows("Your choice: ")
    person.types(b"et\n")
    with pytest.raises(Unfit):
        await reading
    await person.answers_ahead("2", "Your choice: ")
    assert person.shown == "Password: \nThe next page\nYour choice: \nYour choice: 2\n"


async def test_a_secret_typed_once_more_while_the_next_page_is_written_stays_hidden(person: Typist) -> None:
    await person.answers_ahead("secret", "Password: ", secret=True)
    person.lines.write("The next page\n")
    person.types(b"secret\n")
    await person.is_not_taken("Your choice: ")
    await person.answers_ahead("2", "Your choice: ")
    assert "secret" not in person.shown


async def test_a_dropped_secret_stays_hidden_across_a_warning(person: Typist) -> None:
    person.types(b"secret\nsecr")
    assert await person.read("Password: ", secret=True, then_secret=True) == "secret"
    await person.stops_before_the_end("Your choice: ")
    person.types(b"et\n")
    await person.is_not_taken()
    await person.answers_ahead("2", "Your choice: ")
    assert person.shown == "Password: \nYour choice: \nYour choice: 2\n"


async def test_a_line_that_was_begun_hidden_is_neither_shown_nor_taken_where_lines_are_shown(
    person: Typist,
) -> None:
    person.types(b"secr")
    await person.stops_before_the_end("Password: ", secret=True)
    person.types(b"et\n")
    await person.is_not_taken("Your choice: ")
    await person.answers_ahead("2", "Your choice: ")
    assert person.shown == "Password: \nYour choice: \nYour choice: 2\n"


@pytest.mark.parametrize("secret", [False, True])
async def test_nothing_that_one_person_began_to_type_is_there_for_the_next(
    person: Typist, secret: bool
) -> None:
    person.types(b"lanterne")
    await person.stops_before_the_end("First: ", secret=secret)
    person.types(b"more\n")
    person.lines.forget()
    await person.answers("2", "Second: ")
    assert person.shown.endswith("\nSecond: 2\n")


async def test_the_rest_of_a_line_begun_when_a_visit_ends_is_neither_shown_nor_taken(person: Typist) -> None:
    person.types(b"lant")
    person.lines.forget()
    person.types(b"erne\n")
    await person.is_not_taken("Your choice: ")
    assert person.shown == "Your choice: \n"


@pytest.mark.parametrize("ended", [b"\n", b""])
async def test_a_secret_typed_on_after_a_visit_ends_is_neither_shown_nor_taken(
    person: Typist, ended: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_of_terminal, "PAUSE", 0.5)  # it is long
    person.types(b"secret" + ended)
    with contextlib.suppress(TimeoutError):
        await person.read("Password: ", secret=True, seconds=0.2)
    person.lines.forget()
    reading = asyncio.ensure_future(person.read("Your choice: "))
    for more in (b"sec", b"ret\n"):
        # As long as a paste would take, and no pause.
        await asyncio.wait({reading}, timeout=0.1)
        person.types(more)
    with pytest.raises(Unfit):
        await reading
    await person.answers_ahead("2", "Your choice: ")
    assert person.shown == "Password: \nYour choice: \nYour choice: 2\n"


async def test_a_password_typed_after_a_visit_ends_behind_the_name_is_neither_shown_nor_taken(
    person: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_of_terminal, "PAUSE", 0.5)  # it is long
    person.types(b"alexandre\n")
    assert await person.read("Name: ", then_secret=True) == "alexandre"
    person.lines.forget()
    reading = asyncio.ensure_future(person.read("Your choice: "))
    # As long as a paste would take, and no pause.
    await asyncio.wait({reading}, timeout=0.1)
    person.types(b"secret\n")
    with pytest.raises(Unfit):
        await reading
    assert "secret" not in person.shown


async def test_after_a_command_in_the_place_of_the_name_the_next_question_comes_at_once(
    person: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_of_terminal, "PAUSE", 3600)
    person.types(b"/back\n")
    assert await person.read("Name: ", then_secret=True) == "/back"
    person.lines.secret_over = True
    person.lines.forget()
    await person.answers("2", "Your choice: ")


@pytest.mark.parametrize("name", [b"alex\x1bandre", b"help"])
async def test_a_password_that_came_with_what_is_no_answer_is_neither_shown_nor_taken(
    person: Typist, name: bytes
) -> None:
    person.types(name + b"\nsecret\n")
    with contextlib.suppress(Unfit):
        await person.read("Name: ", then_secret=True)
    with pytest.raises(Unfit):
        await person.read("Name: ", then_secret=True)
    person.types(b"alexandre\nsecret\n")
    assert await person.read("Name: ", then_secret=True) == "alexandre"
    assert await person.read("Password: ", secret=True) == "secret"
    assert "secret" not in person.shown
