"""`macle admin audit`: what an auditor is told of the events, and given of them."""

from __future__ import annotations

import json
import os
import stat
import tracemalloc
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from store.accounts.upkeep import chaining, judging
from store.values.upkeep import ExportFault, FaultKind
from tests.command import complaint
from tests.commands.admin.administrator import Operator, macle, told
from tests.rotation import use_another_key
from tests.town import Person, Town

VERIFY, EXPORT = ("admin", "audit", "verify"), ("admin", "audit", "export")
FAULTS_FOUND = 4
HOSTILE = "\x1b]52;c;QUJD\x07\u202etxt"


def found(town: Town, *arguments: str) -> str:
    """Return what is told of faults."""
    run = macle(town, *arguments)
    assert (run.returncode, run.stderr) == (FAULTS_FOUND, "")
    return run.stdout


@pytest.fixture
def someone(town: Town) -> Person:
    """Someone with five events, all linked."""
    someone = town.person()
    for _ in range(4):
        town.sign_in(someone)
    town.store.audit.link()
    return someone


@pytest.fixture
def export(town: Town, someone: Person, tmp_path: Path) -> Path:
    file = tmp_path / "events.jsonl"
    assert macle(town, *EXPORT, "--output", str(file)).returncode == 0
    return file


def test_events_that_nobody_touched_are_said_to_be_so(town: Town, someone: Person) -> None:
    said = told(macle(town, *VERIFY))
    assert said == "5 events are linked, and none was altered, removed or put in another order.\n"
    assert told(macle(town, *VERIFY, "--lang", "fr")).startswith("5 événements sont liés")


def test_an_altered_event_is_told_with_its_place_and_a_status_of_its_own(town: Town, someone: Person) -> None:
    town.rows("UPDATE event SET terminal = 'elsewhere' WHERE id = 3")
    assert found(town, *VERIFY).splitlines() == [
        "Faults in the events: 1.",
        "Position 3, event 3: the event or its link was altered or moved.",
    ]


def test_each_kind_of_fault_has_its_words(town: Town, someone: Person) -> None:
    town.rows("DELETE FROM event WHERE id = 2")
    town.rows("DELETE FROM event_link WHERE position = 3")
    town.rows(
        "INSERT INTO event (id, account_id, kind, happened_at, terminal)"
        " SELECT -1, account_id, kind, happened_at, '' FROM event WHERE id = 1"
    )
    said = found(town, *VERIFY)
    assert "Position 2: event 2 is gone." in said
    assert "Position 3: one link or several are gone." in said
    assert "Event -1: it has no link" in said


def test_an_end_that_was_cut_off_with_its_links_is_told(town: Town, someone: Person) -> None:
    town.rows("DELETE FROM event WHERE id > 3")
    town.rows("DELETE FROM event_link WHERE event_id > 3")
    assert "Position 5: this host noted that the events came as far" in found(town, *VERIFY)


def test_a_restore_is_told_to_an_auditor(town: Town, someone: Person, tmp_path: Path) -> None:
    backup = str(tmp_path / "one.db")
    told(macle(town, "admin", "backup", backup))
    town.store.close()
    reason = "The disk failed."
    told(macle(town, "admin", "restore", backup, "--replace", "--reason", reason))
    said = told(macle(town, *VERIFY))
    assert "An older copy or a backup took the place of the accounts" in said
    assert reason in said
    town.reopen()


def test_an_export_has_a_line_for_each_event_with_its_link(
    town: Town, operator: Operator, someone: Person
) -> None:
    lines = [json.loads(line) for line in told(macle(town, *EXPORT)).splitlines()]
    assert [line["position"] for line in lines] == [*range(1, len(lines) + 1)]
    assert [line["previous"] for line in lines] == ["", *(line["mac"] for line in lines[:-1])]
    assert {tuple(line) for line in lines} == {tuple(lines[0])}
    [(number,)] = town.rows("SELECT number FROM account WHERE username = ?", someone.username)
    assert lines[-1]["account"] == number
    assert lines[-1]["kind"] == "signed-in"
    assert lines[-1]["happened_at"].endswith("+00:00")


def test_an_export_is_a_file_for_its_owner_alone_and_over_no_other(town: Town, export: Path) -> None:
    assert stat.S_IMODE(export.stat().st_mode) == 0o600
    before = export.read_bytes()
    assert "overwrites nothing" in complaint(macle(town, *EXPORT, "--output", str(export)))
    assert export.read_bytes() == before
    assert len(before.splitlines()) == 5


def test_no_text_of_an_event_steers_a_terminal(town: Town, someone: Person) -> None:
    town.rows("UPDATE event SET reason = ? WHERE id = 3", HOSTILE)
    said = told(macle(town, *EXPORT))
    assert said.isascii()
    assert said.replace("\n", "").isprintable()
    assert json.loads(said.splitlines()[2])["reason"] == HOSTILE


def test_an_export_can_be_verified_by_itself(town: Town, export: Path) -> None:
    said = told(macle(town, *VERIFY, str(export)))
    assert said.startswith("5 lines are linked, and none was altered, removed or put in another order.\n")
    assert "The lines end at position 5." in said


def test_a_line_that_was_altered_removed_or_moved_is_found(town: Town, export: Path) -> None:
    lines = export.read_text().splitlines(keepends=True)

    def faults_of(*changed: str) -> list[str]:
        export.write_text("".join(changed))
        return found(town, *VERIFY, str(export)).splitlines()[1:-1]

    altered = lines[2].replace("signed-in", "signed-out")
    assert faults_of(*lines[:2], altered, *lines[3:]) == ["Line 3: it was altered."]
    gap = "it does not follow the line before."
    assert faults_of(*lines[:2], *lines[3:]) == [f"Line 3: {gap}"]
    assert faults_of(*lines[1:]) == [f"Line 1: {gap}"]
    moved = faults_of(lines[0], lines[2], lines[1], *lines[3:])
    assert moved == [f"Line {number}: {gap}" for number in (2, 3, 4)]
    assert faults_of(*lines, "nonsense\n")[-1] == "Line 6: it was altered."
    assert faults_of(*lines, "[" * 100_000)[-1] == "Line 6: it was altered."


def without_link(line: str) -> str:
    """Return a line as an export has it of an event that is not linked yet."""
    told = json.loads(line) | {"position": None}
    return (
        json.dumps({key: told[key] for key in told if key not in ("previous", "mac", "key_version")}) + "\n"
    )


def test_lines_without_links_are_not_said_to_be_whole(town: Town, export: Path) -> None:
    lines = export.read_text().splitlines(keepends=True)
    forged = [without_link(line).replace('"terminal": "', '"terminal": "forged') for line in lines]
    export.write_text("".join(forged))
    assert found(town, *VERIFY, str(export)).splitlines() == [
        "No line has a link, so anyone could have written them. Export the events again.",
        "5 lines are of events that were not linked yet, so nothing vouches for them.",
    ]
    export.write_text("".join([*lines, forged[0]]))
    said = told(macle(town, *VERIFY, str(export))).splitlines()
    assert said[0] == "5 lines are linked, and none was altered, removed or put in another order."
    assert said[-1] == "1 line is of an event that was not linked yet, so nothing vouches for it."


@pytest.mark.parametrize("place", [0, 2])
def test_a_line_without_a_link_is_found_before_one_with_its_link(
    town: Town, export: Path, place: int
) -> None:
    lines = export.read_text().splitlines(keepends=True)
    lines[place:place] = [without_link(lines[0])] * 2
    export.write_text("".join(lines))
    said = found(town, *VERIFY, str(export)).splitlines()
    assert said[:2] == [
        f"Faults in {export}: 1.",
        f"Line {place + 3}: it does not follow the line before.",
    ]


def test_lines_that_go_on_with_a_key_of_before_are_found(town: Town, someone: Person) -> None:
    """As whoever knows a key that was replaced could make them."""
    use_another_key(town)
    town.sign_in(someone)
    town.store.audit.link()
    [event] = town.rows("SELECT * FROM event ORDER BY id DESC LIMIT 1")
    lines = [*town.store.audit_trail.lines()]
    for _ in range(2):
        last = json.loads(lines[-1])
        event = (last["event"] + 1, *event[1:])
        link = {
            "position": last["position"] + 1,
            "previous": last["mac"],
            "mac": chaining.mac(town.store.context.mark_keys, 1, last["mac"], event),
            "key_version": 1,
        }
        lines.append(json.dumps({**last, **link, "event": event[0]}))
    judged = town.store.audit_trail.judge(lines)
    assert judged.faults == (ExportFault(FaultKind.ALTERED, 7), ExportFault(FaultKind.ALTERED, 8))


@pytest.mark.parametrize(
    "forged",
    [
        '"account": []',
        pytest.param('"account": {"a": 1}', marks=pytest.mark.more),
        pytest.param(r'"account": "\ud800"', marks=pytest.mark.more),
        pytest.param('"actor": [[]]', marks=pytest.mark.more),
        pytest.param(r'"actor": "\udfff"', marks=pytest.mark.more),
        '"mac": null',
        '"key_version": []',
        '"happened_at": 1e999',
        f'"previous": {"[" * 900}{"]" * 900}',
    ],
)
def test_a_forged_line_is_found_whatever_stands_in_it(town: Town, export: Path, forged: str) -> None:
    lines = export.read_text().splitlines(keepends=True)
    line = lines[3].replace("}", f", {forged}}}", 1)  # the later of two wins
    export.write_text("".join([*lines[:3], line, lines[4]]))
    assert "Line 4: it was altered." in found(town, *VERIFY, str(export))


@pytest.mark.parametrize(
    ("written", "forged"),
    [
        ('"kind": "signed-in"', '"kind": "signed-out", "kind": "signed-in"'),
        ("}", ', "decision": "accepted"}'),
        ('"position": 4', '"position": 9, "position": null'),
    ],
)
def test_a_line_in_which_a_person_reads_what_the_program_does_not_is_found(
    town: Town, export: Path, written: str, forged: str
) -> None:
    lines = export.read_text().splitlines(keepends=True)
    assert written in lines[3]
    export.write_text("".join([*lines[:3], lines[3].replace(written, forged), lines[4]]))
    assert "Line 4: it was altered." in found(town, *VERIFY, str(export))


def test_another_way_to_write_the_same_moment_is_found(town: Town, export: Path) -> None:
    lines = export.read_text().splitlines(keepends=True)
    moment = datetime.fromisoformat(json.loads(lines[3])["happened_at"])
    elsewhere = moment.astimezone(timezone(timedelta(hours=2))).isoformat(timespec="microseconds")
    lines[3] = lines[3].replace(moment.isoformat(timespec="microseconds"), elsewhere)
    export.write_text("".join(lines))
    assert "Line 4: it was altered." in found(town, *VERIFY, str(export))


def test_the_number_of_a_line_is_written_as_an_editor_does(town: Town, export: Path) -> None:
    export.write_text(without_link(export.read_text().splitlines()[0]) * 1_200 + "nonsense\n")
    assert "Line 1201: it was altered." in found(town, *VERIFY, str(export))


def test_a_position_of_any_size_is_told(town: Town, export: Path) -> None:
    forged = export.read_text().replace('"position": 5', f'"position": {"9" * 4_000}')
    export.write_text(forged)
    assert "Line 5: it does not follow the line before." in found(town, *VERIFY, str(export))


def test_events_that_are_linked_while_an_export_is_made_are_in_it_once(
    town: Town, someone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "AT_ONCE", 2)
    town.sign_in(someone)
    every = list[str]()
    for line in town.store.audit_trail.lines():
        every.append(line)
        if len(every) == 5:  # the last portion of links has been read
            town.store.audit.link()
    assert [json.loads(line)["event"] for line in every] == [1, 2, 3, 4, 5, 6]


def test_events_that_were_altered_past_all_types_are_exported_and_found(
    town: Town, someone: Person, tmp_path: Path
) -> None:
    town.rows("UPDATE event SET happened_at = x'ff', reason = x'00', account_id = 99 WHERE id = 3")
    file = tmp_path / "events.jsonl"
    assert macle(town, *EXPORT, "--output", str(file)).returncode == 0
    assert "Line 3: it was altered." in found(town, *VERIFY, str(file))


@pytest.mark.parametrize("content", ["", "a letter\n\nto nobody\n", '{"position": "1"}\n', "\xff\n"])
def test_a_file_that_is_no_export_is_told_and_not_judged(town: Town, tmp_path: Path, content: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(content)
    assert f"{file} is no export of events" in complaint(macle(town, *VERIFY, str(file)))


def test_an_export_to_a_file_says_how_many_events_it_has(town: Town, someone: Person, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    assert told(macle(town, *EXPORT, "--output", str(file))) == f"5 events are in {file}.\n"


def test_a_line_without_an_end_is_told_and_takes_no_memory(town: Town, export: Path) -> None:
    lines = export.read_text()
    with export.open("a") as file:
        file.truncate(len(lines) + (1 << 26))  # a hole, read as zeros
    tracemalloc.start()
    try:
        assert found(town, *VERIFY, str(export)).splitlines()[2] == "Line 6: it was altered."
        assert tracemalloc.get_traced_memory()[1] < 1 << 24
    finally:
        tracemalloc.stop()


def test_nobody_who_would_write_to_a_pipe_is_waited_for(town: Town, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "events.jsonl")
    assert "cannot be read" in complaint(macle(town, *VERIFY, str(tmp_path / "events.jsonl")))


def test_a_file_that_is_not_there_is_told(town: Town, tmp_path: Path) -> None:
    assert "cannot be read" in complaint(macle(town, *VERIFY, str(tmp_path / "no.jsonl")))
