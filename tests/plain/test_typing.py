"""What the keys of a terminal make of a line, and what shows it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import termios
from collections.abc import Iterator

import pytest

from tests.plain.piped import Paper
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


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both sides of a terminal, the far one first."""
    far, near = os.openpty()
    yield far, near
    os.close(far)
    os.close(near)


async def test_a_terminal_that_was_found_without_an_echo_is_left_without_one(
    terminal: tuple[int, int],
) -> None:
    far, near = terminal
    modes = termios.tcgetattr(near)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(near, termios.TCSANOW, modes)
    paper = Paper()
    reading = asyncio.ensure_future(Lines(near, paper).read("Name: "))
    await paper.shows("Name: ")
    os.write(far, b"alexandre\n")
    assert await reading == "alexandre"
    assert paper.getvalue() == "Name: "
    assert termios.tcgetattr(near) == modes


async def test_what_was_typed_before_a_warning_is_there_after_it(terminal: tuple[int, int]) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"alex")
        with pytest.raises(TimeoutError):
            await lines.read("Name: ", seconds=0.2)
        reading = asyncio.ensure_future(lines.read())
        await paper.shows("Name: alex\nalex")
        os.write(far, b"andre\n")
        assert await reading == "alexandre"
        reading = asyncio.ensure_future(lines.read("Password: ", secret=True))
        await paper.shows("Password: ")
        os.write(far, b"secret\n")
        assert await reading == "secret"
    assert paper.getvalue() == "Name: alex\nalexandre\nPassword: \n"


async def test_a_secret_that_is_typed_once_more_stays_hidden_to_its_end(terminal: tuple[int, int]) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"secret\n")
        assert await lines.read("Password: ", secret=True) == "secret"
        os.write(far, b"secr")
        lines.write("The next page\n")
        reading = asyncio.ensure_future(lines.read("Your choice: "))
        await paper.shows("Your choice: ")
        os.write(far, b"et\n")
        with pytest.raises(Unfit):
            await reading
        os.write(far, b"2\n")
        assert await lines.read("Your choice: ") == "2"
    assert paper.getvalue() == "Password: \nThe next page\nYour choice: \nYour choice: 2\n"


async def test_a_secret_typed_once_more_while_the_next_page_is_written_stays_hidden(
    terminal: tuple[int, int],
) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"secret\n")
        assert await lines.read("Password: ", secret=True) == "secret"
        lines.write("The next page\n")
        os.write(far, b"secret\n")
        with pytest.raises(Unfit):
            await lines.read("Your choice: ")
        os.write(far, b"2\n")
        assert await lines.read("Your choice: ") == "2"
    assert "secret" not in paper.getvalue()


async def test_a_dropped_secret_stays_hidden_across_a_warning(terminal: tuple[int, int]) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"secret\nsecr")
        assert await lines.read("Password: ", secret=True, then_secret=True) == "secret"
        with pytest.raises(TimeoutError):
            await lines.read("Your choice: ", seconds=0.2)
        os.write(far, b"et\n")
        with pytest.raises(Unfit):
            await lines.read()
        os.write(far, b"2\n")
        assert await lines.read("Your choice: ") == "2"
    assert paper.getvalue() == "Password: \nYour choice: \nYour choice: 2\n"


async def test_a_line_that_was_begun_hidden_is_neither_shown_nor_taken_where_lines_are_shown(
    terminal: tuple[int, int],
) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"secr")
        with pytest.raises(TimeoutError):
            await lines.read("Password: ", secret=True, seconds=0.2)
        os.write(far, b"et\n")
        with pytest.raises(Unfit):
            await lines.read("Your choice: ")
        os.write(far, b"2\n")
        assert await lines.read("Your choice: ") == "2"
    assert paper.getvalue() == "Password: \nYour choice: \nYour choice: 2\n"


@pytest.mark.parametrize("secret", [False, True])
async def test_nothing_that_one_person_began_to_type_is_there_for_the_next(
    terminal: tuple[int, int], secret: bool
) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"lanterne")
        with pytest.raises(TimeoutError):
            await lines.read("First: ", secret=secret, seconds=0.2)
        os.write(far, b"more\n")
        lines.forget()
        reading = asyncio.ensure_future(lines.read("Second: "))
        await paper.shows("Second: ")
        os.write(far, b"2\n")
        assert await reading == "2"
    assert paper.getvalue().endswith("\nSecond: 2\n")


async def test_the_rest_of_a_line_begun_when_a_visit_ends_is_neither_shown_nor_taken(
    terminal: tuple[int, int],
) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"lant")
        lines.forget()
        os.write(far, b"erne\n")
        with pytest.raises(Unfit):
            await lines.read("Your choice: ")
    assert paper.getvalue() == "Your choice: \n"


@pytest.mark.parametrize("ended", [b"\n", b""])
async def test_a_secret_typed_on_after_a_visit_ends_is_neither_shown_nor_taken(
    terminal: tuple[int, int], ended: bytes
) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, b"secret" + ended)
        with contextlib.suppress(TimeoutError):
            await lines.read("Password: ", secret=True, seconds=0.2)
        lines.forget()
        reading = asyncio.ensure_future(lines.read("Your choice: "))
        for more in (b"sec", b"ret\n"):
            # As long as a paste would take, and no pause.
            await asyncio.wait({reading}, timeout=0.1)
            os.write(far, more)
        with pytest.raises(Unfit):
            await reading
        os.write(far, b"2\n")
        assert await lines.read("Your choice: ") == "2"
    assert paper.getvalue() == "Password: \nYour choice: \nYour choice: 2\n"


@pytest.mark.parametrize("name", [b"alex\x1bandre", b"help"])
async def test_a_password_that_came_with_what_is_no_answer_is_neither_shown_nor_taken(
    terminal: tuple[int, int], name: bytes
) -> None:
    far, near = terminal
    paper = Paper()
    lines = Lines(near, paper)
    with lines.in_hand():
        os.write(far, name + b"\nsecret\n")
        with contextlib.suppress(Unfit):
            await lines.read("Name: ", then_secret=True)
        with pytest.raises(Unfit):
            await lines.read("Name: ", then_secret=True)
        os.write(far, b"alexandre\nsecret\n")
        assert await lines.read("Name: ", then_secret=True) == "alexandre"
        assert await lines.read("Password: ", secret=True) == "secret"
    assert "secret" not in paper.getvalue()
