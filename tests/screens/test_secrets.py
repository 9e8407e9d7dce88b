"""What is typed reaches the store, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from i18n import ENGLISH
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import SIGN_IN, TOKEN, Attempted, app_of, line, settle, text
from tui.incidents import crash_sentence, record_crash
from tui.screens.fields import refusal
from tui.visit import Visit

CANARY = "Canari-7351-secret"


async def paste(pilot: Pilot[None], pasted: str) -> None:
    pilot.app.post_message(events.Paste(pasted))
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("shown", [pytest.param(False, marks=pytest.mark.more), True])
async def test_a_secret_gives_nothing_to_the_clipboard(run: Run, shown: bool) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press("down", *CANARY)
        if shown:
            await pilot.press("f3")
        field = line(pilot, "password")
        field.select_all()
        await pilot.press("ctrl+c", "ctrl+x", "ctrl+insert")
        await pilot.mouse_down(field, offset=(1, 0))
        await pilot.hover(field, offset=(12, 0))
        await pilot.mouse_up(field, offset=(12, 0))
        await pilot.press("ctrl+c")
        assert pilot.app.clipboard == ""
        assert field.value == CANARY


async def test_a_secret_is_masked_until_it_is_asked_for(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press("down", *CANARY)
        assert CANARY not in text(pilot)
        await pilot.press("f3")
        assert CANARY in text(pilot)
        await pilot.press("f3")
        assert CANARY not in text(pilot)


async def test_what_is_no_secret_can_be_copied(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press(*"alexandre")
        line(pilot, "identifier").select_all()
        await pilot.press("ctrl+c")
        assert pilot.app.clipboard == "alexandre"


async def test_workers_do_not_describe_the_answers(run: Run) -> None:
    journey = Attempted(SIGN_IN, waits=True)
    async with run(journey) as pilot:
        await pilot.press("down", *CANARY, "enter")
        await pilot.pause()
        told = " ".join(repr(worker) + worker.description for worker in pilot.app.workers)
        assert "attempt" in told
        assert CANARY not in told
        journey.go.set()


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("one\ntwo", "several lines"),
        ("one\r\ntwo", "several lines"),
        ("one\u2028two", "several lines"),
        ("x" * 21, "too long"),
        ("x" * 1_000_000, "too long"),
        ("one\x00two", "invisible characters"),
        ("one\x1b[31mtwo", "invisible characters"),
        ("one\u202etwo", "invisible characters"),
    ],
)
async def test_a_paste_that_cannot_be_taken_whole_is_refused_aloud(run: Run, pasted: str, said: str) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press("a", "b")
        await paste(pilot, pasted)
        assert said in text(pilot)
        assert line(pilot, "identifier").value == "ab"


@pytest.mark.parametrize(
    ("room", "said"), [(-3, "for 0 characters."), (1, "for 1 character."), (4, "for 4 characters.")]
)
def test_the_room_that_is_left_is_told_as_one_would_say_it(room: int, said: str) -> None:
    reason = refusal("pasted", room)
    assert reason is not None
    assert said in ENGLISH.say(reason)


async def test_a_line_pasted_with_its_end_is_taken(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await paste(pilot, "alexandre\r\n")
        assert line(pilot, "identifier").value == "alexandre"


async def test_emoji_and_combining_marks_are_taken_as_they_are(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await paste(pilot, "e\u0301👩\u200d💻 ﷽")
        assert line(pilot, "identifier").value == "e\u0301👩\u200d💻 ﷽"


async def test_a_token_pasted_with_line_breaks_is_accepted(run: Run) -> None:
    async with run(Attempted(TOKEN)) as pilot:
        await paste(pilot, "  abcde\r\n 12 \u2028345 ")
        assert line(pilot, "token").value == "abcde12345"
        await pilot.press("end", "space", "x")
        assert line(pilot, "token").value == "abcde12345x"


async def test_typing_past_the_limit_cuts_nothing(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press(*"abcdefghijklmnopqrstuvwxyz", "down", "x", "enter")
        await pilot.pause()
    assert journey.answers[0]["identifier"] == "abcdefghijklmnopqrstuvwxyz"


async def test_a_crash_leaves_a_number_and_no_secret(
    run: Run, door: FakeDoor, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    journey = Attempted(SIGN_IN, ValueError(CANARY))
    async with run(journey) as pilot:
        await pilot.press("down", *CANARY, "enter")
        await pilot.pause()
        ending = app_of(pilot).ending
    log = tmp_path / "logs" / "macle.log"
    written = log.read_text()
    incident = ending.sentence.split()[-1]
    assert ending.status == 1
    assert ending.sentence == ENGLISH.say(crash_sentence(incident))
    assert f"incident {incident}" in written
    assert "ValueError" in written
    assert CANARY not in written + ending.sentence + "".join(capfd.readouterr())
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


def test_an_incident_has_its_number_even_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    incident = record_crash(ValueError(CANARY), tmp_path)
    assert len(incident) == 8
    assert set(incident) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


async def test_bytes_that_cannot_be_read_are_told_of_until_they_are_gone_and_never_sent(run: Run) -> None:
    sent: list[str] = []

    async def journey(visit: Visit) -> None:
        sent.append((await visit.ask(SIGN_IN))["password"])

    async with run(journey) as pilot:
        await settle(pilot)
        await pilot.press(*"alex", "enter", *"se")
        for key in "\udcc3\udca9cret":
            pilot.app.post_message(events.Key(key, key))
        await pilot.pause()
        assert "cannot be read" in text(pilot)
        assert "•" * 8 in text(pilot)
        await pilot.press("enter")
        await settle(pilot, "attempt")
        assert (sent, "cannot be read" in text(pilot)) == ([], True)
        # What is right stays, the secret too: so it can be put right where it is.
        await pilot.press("home", "right", "right", "delete", "delete")
        await pilot.pause()
        assert "cannot be read" not in text(pilot)
        await pilot.press("enter")
        await settle(pilot, "attempt")
    assert sent == ["secret"]


async def test_a_paste_that_cannot_be_read_is_refused(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await paste(pilot, "al\udce9x")
        assert line(pilot, "identifier").value == ""
        assert "Nothing was inserted" in text(pilot)
