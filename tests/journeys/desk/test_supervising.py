"""A supervisor looks through what operators did, filters it, and writes it to a file."""

from __future__ import annotations

import codecs
import csv
import re
from datetime import UTC, datetime, timedelta
from itertools import islice, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import ENGLISH
from store import Act, BusyOperator, Happening, Refusal, Role
from store.rules.limits import MANY_WITHIN_AN_HOUR
from tests.journeys.desk.conftest import AtDesk
from tests.town import Town
from tui.demo.papers import DemoPaper, Papers
from tui.journeys.desk.supervising import as_csv, busy_words
from tui.scripted import Person

HOUR = timedelta(hours=1)


@pytest.fixture
async def supervisor(town: Town, at_desk: AtDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """A supervisor before what operators did: odile-desk has ended somebody's sessions."""
    monkeypatch.setenv("HOME", str(tmp_path))
    town.sign_in(town.person("dominique"))
    [(account,)] = town.rows("SELECT number FROM account WHERE username = 'dominique'")
    town.store.care.end_sessions(town.operator(), account, "=1+1 lost it")
    person = await at_desk("omar-desk", Role.SUPERVISOR)
    await person.chooses("acts")
    assert person.page.name == "acts"
    return person


async def test_it_says_who_did_what_to_whom_and_why(supervisor: Person) -> None:
    said = supervisor.says()
    assert "odile-desk" in said
    assert "dominique" in said
    assert "=1+1 lost it" in said


async def test_the_filter_looks_for_an_operator_or_a_kind(supervisor: Person) -> None:
    await supervisor.chooses("filter")
    await supervisor.answers(operator="omar-desk", kind="", days="")
    assert "dominique" not in supervisor.says()
    await supervisor.chooses("filter")
    assert supervisor.page.fields[0].value == "omar-desk"
    await supervisor.answers(operator="", kind="sessions", days="1")
    assert "dominique" in supervisor.says()
    await supervisor.chooses("filter")
    await supervisor.answers(operator="", kind="resets", days="7")
    assert "Nothing that fits was done." in supervisor.says()
    # A part is not taken for the whole.
    assert "Filter: all operators; password resets started; the last 7 days." in supervisor.says()


async def test_the_name_of_no_operator_is_refused_where_it_is_typed(supervisor: Person) -> None:
    await supervisor.chooses("filter")
    await supervisor.answers(operator="nobody")
    assert supervisor.page.name == "acts-filter"
    assert supervisor.problems["operator"].refusal is Refusal.OPERATOR_UNKNOWN


async def test_pages_go_back_and_forth(town: Town, supervisor: Person) -> None:
    for number in range(12):
        someone = town.person(f"person-{number:02}")
        session = town.sign_in(someone)
        [(account,)] = town.rows("SELECT number FROM account WHERE username = ?", someone.username)
        town.store.care.end_sessions(town.operator(), account, f"reason {number:02}")
        town.store.sessions.end(session)
        town.clock.advance(seconds=1)
    await supervisor.chooses("filter")
    await supervisor.answers(kind="sessions")
    assert "reason 11" in supervisor.says()
    assert "reason 00" not in supervisor.says()
    await supervisor.chooses("older")
    assert "reason 00" in supervisor.says()
    await supervisor.chooses("newer")
    assert "reason 11" in supervisor.says()


async def test_all_of_it_is_written_to_a_file_that_only_they_read_and_none_is_overwritten(
    town: Town, supervisor: Person, tmp_path: Path
) -> None:
    await supervisor.chooses("export")
    await supervisor.answers(file="acts.csv")
    file = tmp_path / "acts.csv"
    assert str(file) in supervisor.done, supervisor.says()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(codecs.BOM_UTF8)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        headings, *rows = csv.reader(lines)
    assert headings == ["When", "Operator", "What", "Account", "Account ID", "Reason"]
    assert any(row[1] == "odile-desk" and row[3] == "dominique" and row[5] == "'=1+1 lost it" for row in rows)
    await supervisor.chooses("export")
    await supervisor.answers(file="acts.csv")
    assert supervisor.problems["file"].refusal is Refusal.FILE_EXISTS
    of_the_first = town.rows("SELECT 1 FROM event WHERE kind = ?", Happening.ACTS_EXPORTED.value)
    assert len(of_the_first) == 1


async def test_the_page_says_where_the_file_goes(supervisor: Person, tmp_path: Path) -> None:
    await supervisor.chooses("export")
    assert "In your home folder" in supervisor.says()
    await supervisor.leaves()
    supervisor.visit.paper = DemoPaper(Papers(tmp_path), supervisor.visit)
    await supervisor.chooses("export")
    assert "Among the papers of this demo" in supervisor.says()


def test_acts_are_written_as_they_come() -> None:
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    acts = repeat(Act(1, moment, "odile-desk", Happening.UNBLOCKED, None, "0001", "dominique", "Came."))
    assert len([*islice(as_csv(acts, ENGLISH), 5)]) == 5


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(begins: str) -> None:
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    act = Act(1, moment, "odile-desk", Happening.UNBLOCKED, None, "0001", "dominique", f"{begins}cmd")
    [_headings, row] = csv.reader(as_csv([act], ENGLISH))
    assert row[5].startswith(f"'{begins}cmd")


@pytest.mark.parametrize("before", [";", "lost it; ", "lost it;", "lost it\t"])
@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_is_one_where_semicolons_or_tabs_end_cells_or_signs_are_wide(
    before: str, begins: str
) -> None:
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    for reason in (f"{begins}1+1", f"{before}{begins}1+1"):
        act = Act(1, moment, "odile-desk", Happening.UNBLOCKED, None, "0001", "dominique", reason)
        [_headings, row] = csv.reader(as_csv([act], ENGLISH))
        for cell in re.split(r"[;\t]", row[5]):
            assert cell.strip()[:1] != begins


@given(st.text(";,\t\"'=+@- x", max_size=12))
def test_no_cell_is_a_formula_whatever_ends_cells_for_who_reads_the_file(reason: str) -> None:
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    act = Act(1, moment, "odile-desk", Happening.UNBLOCKED, None, "0001", "dominique", reason)
    [_headings, row] = as_csv([act], ENGLISH)
    for separator in ",;\t":
        [cells] = csv.reader([row], delimiter=separator)
        assert not {cell.lstrip()[:1] for cell in cells} & {*"=+-@"}


def test_who_did_much_within_an_hour_is_named_with_what_and_how_often() -> None:
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    busy = BusyOperator("odile-desk", Happening.RESET_STARTED, MANY_WITHIN_AN_HOUR, HOUR, moment, moment)
    words = ENGLISH.say(busy_words(busy))
    assert words.startswith("odile-desk")
    assert f"{MANY_WITHIN_AN_HOUR} times within 60 minutes" in words


async def test_many_resets_within_an_hour_are_shown_to_supervisors(town: Town, at_desk: AtDesk) -> None:
    for number in range(MANY_WITHIN_AN_HOUR):
        someone = town.person(f"person-{number:02}")
        [(account,)] = town.rows("SELECT number FROM account WHERE username = ?", someone.username)
        town.store.care.start_reset(town.operator(), account, "asked")
        town.clock.advance(seconds=1)
    supervisor = await at_desk("omar-desk", Role.SUPERVISOR)
    # In one line, however many they are: the page is for finding people.
    assert "Warning: 1 operator did much in a short time" in supervisor.says()
    assert "odile-desk" not in supervisor.says()
    await supervisor.chooses("acts")
    assert "Warning: odile-desk" in supervisor.says()
