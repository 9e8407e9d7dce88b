"""An examination finds what is amiss with a store, says nothing of whose it is, and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal, Role, Settings, open_store
from store.accounts.upkeep import older_copy
from store.checkup.examination import examine
from store.checkup.finding import Finding, Grade, Part, Sign
from store.database.choice import database_of
from store.database.sqlite_driver import sqlite3
from store.messages.message import Outgoing
from store.messages.routes.route import RefusedForGood
from store.settings import utc_now
from tests.checkup.looking import everything_in, examined, found
from tests.coming_and_going import coming_and_going
from tests.command import ROOT
from tests.database.earlier_stores import EARLIER
from tests.lost import Lost
from tests.messages.other_routes import AnyRoute, Broken, outbox_with
from tests.messages.test_state import fails_for, waits
from tests.town import PASSWORD, TERMINAL, Town
from tui.wording.checkup import GRADES, PARTS, of_finding


@pytest.mark.parametrize("in_use", [True, False], ids=["in-use", "at-rest"])
def test_a_sound_store_is_sound_in_use_and_at_rest_and_nothing_is_changed(town: Town, in_use: bool) -> None:
    supervisor = town.person("omar-desk")
    town.add_app(town.sign_in(supervisor))
    town.rows("UPDATE account SET role = 'supervisor'")
    state = town.settings.state
    assert state is not None
    if not in_use:
        town.store.close()
    before = everything_in(town.home, state)
    seen = examined(town)
    assert everything_in(town.home, state) == before
    assert {one.part for one in seen.findings} == {*Part}
    amiss = {one.part: one.sign for one in seen.findings if one.grade is not Grade.OK}
    assert amiss == {Part.DELIVERY: Sign.FILES_ONLY}
    assert seen.grade is Grade.WARNING
    assert {"sqlite_version", "journal_mode", "synchronous", "secure_delete"} <= {*seen.database}


def test_where_there_is_no_store_none_is_made(tmp_path: Path) -> None:
    home, state = tmp_path / "data", tmp_path / "state"
    seen = examine(home, state)
    assert [one.sign for one in seen.findings if one.grade is Grade.FAULT] == [Sign.NO_STORE]
    assert [*tmp_path.iterdir()] == []


def test_a_missing_key_file_is_found(town: Town) -> None:
    town.locations.server_key.unlink()
    finding = found(town, Part.KEYS)
    assert (finding.grade, finding.sign) == (Grade.FAULT, Refusal.KEY_MISSING)
    assert found(town, Part.DATABASE).sign is Sign.SOUND
    assert found(town, Part.OUTBOX).grade is Grade.SKIPPED


def test_a_foreign_key_file_is_found(town: Town, tmp_path: Path) -> None:
    town.person()
    other = Town(tmp_path / "other")
    other.store.close()
    shutil.copyfile(other.locations.server_key, tmp_path / "key")
    (tmp_path / "key").chmod(0o400)
    (tmp_path / "key").rename(town.locations.server_key)
    finding = found(town, Part.KEYS)
    assert finding.sign is Refusal.KEY_FOREIGN
    assert ENGLISH.say(of_finding(finding)) == (
        "The key file does not belong to these accounts. Put the right one back."
    )


def test_a_key_file_that_was_cut_off_is_told_from_a_foreign_one(town: Town) -> None:
    key = town.locations.server_key
    key.chmod(0o600)
    key.write_bytes(key.read_bytes()[:20])
    finding = found(town, Part.KEYS)
    assert finding.sign is Refusal.KEY_DAMAGED
    assert str(key) in ENGLISH.say(of_finding(finding))


def test_the_key_in_use_is_told_while_another_waits_to_be_used(town: Town) -> None:
    town.store.key_rotation.add()
    assert found(town, Part.KEYS).facts == {"versions": 2, "in_use": 1}


@pytest.mark.parametrize("damage", ["page", "header", "empty"])
def test_a_damaged_database_is_found(town: Town, damage: str) -> None:
    for number in range(20):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    town.store.close()
    file = town.database_file
    content = bytearray(file.read_bytes())
    match damage:
        case "page":
            for start in range(4096, len(content), 4096):
                content[start : start + 8] = b"\xff" * 8
        case "header":
            content[:16] = bytes(16)
        case "empty":
            content.clear()
    file.write_bytes(content)
    finding = found(town, Part.DATABASE)
    assert finding.grade is Grade.FAULT
    assert finding.sign in (Sign.UNSOUND, Refusal.CORRUPT)
    assert "macle admin restore" in ENGLISH.say(of_finding(finding))
    assert found(town, Part.CLOCK).grade is Grade.SKIPPED


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_a_database_that_would_have_us_do_what_others_like_is_not_read(town: Town) -> None:
    """As in the folder of a user who knows that root looks at it."""
    town.store.close()
    with closing(sqlite3.connect(town.database_file, isolation_level=None)) as database:
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute("ALTER TABLE fact RENAME TO facts")
        database.execute(f"CREATE VIEW fact AS SELECT * FROM facts WHERE ({ENDLESS}) > 0")
    assert found(town, Part.DATABASE).sign is Refusal.CORRUPT
    assert found(town, Part.OPERATORS).grade is Grade.SKIPPED


def test_no_read_of_an_examination_goes_on_for_ever(town: Town) -> None:
    with closing(database_of(town.settings).looking(within_s=0.05)) as database:
        with pytest.raises(Problem) as caught, database.read() as db:
            db.connection().exec_driver_sql(ENDLESS).all()
        assert caught.value.refusal is Refusal.BUSY
        with database.read() as db:
            assert db.connection().exec_driver_sql("SELECT 1").all() == [(1,)]


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_pipe_beside_the_database_is_not_waited_for(town: Town, end: str) -> None:
    town.store.close()
    beside = town.database_file.with_name(f"{town.database_file.name}{end}")
    beside.unlink(missing_ok=True)
    os.mkfifo(beside)
    assert found(town, Part.DATABASE).sign is Refusal.CORRUPT


def test_a_database_that_is_gone_is_found_and_not_made(town: Town) -> None:
    town.store.close()
    shutil.rmtree(town.locations.database_folder)
    assert found(town, Part.DATABASE).sign is Refusal.DATABASE_MISSING
    assert not town.locations.database_folder.exists()


def test_a_newer_schema_is_found(town: Town) -> None:
    town.rows("UPDATE alembic_version SET version_num = '9999'")
    assert found(town, Part.SCHEMA).sign is Refusal.NEWER_SCHEMA
    assert found(town, Part.KEYS).sign is Sign.KEYS_FIT
    assert found(town, Part.OPERATORS).grade is Grade.SKIPPED


@pytest.mark.parametrize("revision", ["0001", "0007", "0010"])
def test_an_older_schema_is_told_and_not_upgraded(tmp_path: Path, revision: str) -> None:
    home = EARLIER[revision].make(tmp_path)
    seen = {one.part: one for one in examine(home, tmp_path / "state").findings}
    assert (seen[Part.SCHEMA].sign, seen[Part.SCHEMA].facts["found"]) == (Sign.SCHEMA_OLDER, revision)
    assert seen[Part.KEYS].sign is Sign.KEYS_FIT
    assert seen[Part.REMOVALS].grade is Grade.SKIPPED


def test_a_table_that_is_not_as_the_schema_says_is_a_fault_and_the_rest_is_looked_at(town: Town) -> None:
    town.rows("ALTER TABLE outbox RENAME TO elsewhere")
    finding = found(town, Part.OUTBOX)
    assert (finding.grade, finding.sign) == (Grade.FAULT, Refusal.CORRUPT)
    assert found(town, Part.OPERATORS).sign is Sign.NO_SUPERVISOR


def test_a_fault_of_the_program_is_not_told_as_one_of_the_database(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_any: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(older_copy, "commits_of", fail)
    with pytest.raises(RuntimeError):
        examined(town)


def test_an_older_copy_is_found(town: Town) -> None:
    copy = town.copy()
    town.person()
    town.replace_database(copy)
    assert found(town, Part.OLDER_COPY).sign is Refusal.OLDER_COPY


def test_that_nothing_can_be_noted_is_told(town: Town, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    seen = examine(town.home, tmp_path / "a-file" / "state").findings
    assert Sign.NOTHING_NOTED in {one.sign for one in seen}


def test_a_clock_that_went_back_is_found(town: Town) -> None:
    later = utc_now() + timedelta(days=1)
    [(written,)] = town.rows("SELECT value FROM fact WHERE name = 'clock'")
    town.rows(
        "UPDATE fact SET value = ? WHERE name = 'clock'",
        json.dumps({**json.loads(written), "seen": later.isoformat()}),
    )
    assert found(town, Part.CLOCK).sign is Sign.CLOCK_BACK


def test_files_from_the_future_are_found(town: Town) -> None:
    ahead = utc_now().timestamp() + 3600
    os.utime(town.database_file, (ahead, ahead))
    assert found(town, Part.CLOCK).sign is Sign.FILES_AHEAD


def test_files_that_go_away_while_they_are_looked_at_are_no_fault(town: Town) -> None:
    with coming_and_going(*(town.locations.database_folder / f"file-{number}" for number in range(20))):
        seen = [one for _ in range(20) for one in examined(town).findings]
    assert [one for one in seen if one.grade is Grade.FAULT] == []


def test_a_database_that_keeps_nothing_on_this_host_has_no_fault_for_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("size", "newest_write"):
        monkeypatch.setattr(type(town.store.database), name, lambda _self: None)
    assert found(town, Part.CLOCK).sign is Sign.CLOCK_EVEN
    assert found(town, Part.DISK_SPACE).sign is not Refusal.FOLDER_UNUSABLE


def test_a_clock_that_jumped_a_moment_ago_is_warned_of(tmp_path: Path) -> None:
    town = Town(tmp_path / "data", clock=lambda: utc_now() - timedelta(days=2))
    town.person()
    town.reopen(clock=utc_now)
    finding = found(town, Part.CLOCK)
    assert (finding.grade, finding.sign) == (Grade.WARNING, Sign.CLOCK_JUMPED)
    town.store.close()


def test_messages_that_wait_are_counted(town: Town) -> None:
    assert found(town, Part.OUTBOX).sign is Sign.OUTBOX_EMPTY
    waits(town)
    finding = found(town, Part.OUTBOX)
    assert (finding.sign, finding.facts["waiting"]) == (Sign.OUTBOX_WAITS, 1)


def test_a_full_outbox_that_nobody_delivers_is_warned_of_with_what_went_wrong_and_nobodys_address(
    tmp_path: Path,
) -> None:
    town = Town(tmp_path / "data", clock=lambda: utc_now() - timedelta(hours=2))
    for number in range(30):
        waits(town, f"nobody-{number}")
    outbox_with(
        town, Broken(error="550 5.1.10 <nobody-1@example.org>: no such user, call +34 600 000 000")
    ).deliver()
    finding = found(town, Part.OUTBOX)
    assert (finding.grade, finding.sign, finding.facts["waiting"]) == (Grade.WARNING, Sign.OUTBOX_LATE, 30)
    for language in (ENGLISH, FRENCH):
        told = language.say(of_finding(finding))
        assert "550 5.1.10" in told
        assert "no such user" in told
        assert "example.org" not in told
        assert "600" not in told
    town.store.close()


def test_messages_that_fail_are_warned_of_with_what_went_wrong_before_they_are_late(town: Town) -> None:
    waits(town)
    outbox_with(town, Broken()).deliver()
    finding = found(town, Part.OUTBOX)
    assert (finding.grade, finding.sign) == (Grade.WARNING, Sign.OUTBOX_FAILS)
    assert "no mail server today" in ENGLISH.say(of_finding(finding))


@pytest.mark.parametrize("status", ["535 5.7.8", "550-5.1.1", "450 4.7.25"])
def test_the_status_of_a_mail_server_is_told_and_a_number_beside_it_is_not(town: Town, status: str) -> None:
    waits(town)
    outbox_with(town, Broken(error=f"({status} no such user: +34 600 000 000, 250 55 12 34)")).deliver()
    told = ENGLISH.say(of_finding(found(town, Part.OUTBOX)))
    assert f"({status} no such user: …, …)" in told


def test_messages_that_were_given_up_are_a_fault(tmp_path: Path) -> None:
    town = Town(tmp_path / "data")  # its clock is that of a day long gone
    waits(town)
    fails_for(town, hours=25)
    finding = found(town, Part.GIVEN_UP)
    assert (finding.grade, finding.sign, finding.facts["others"]) == (Grade.FAULT, Sign.MESSAGES_GIVEN_UP, 1)
    assert "for a day" not in ENGLISH.say(of_finding(finding))
    assert found(town, Part.OUTBOX).sign is Sign.OUTBOX_EMPTY
    town.store.close()


class NobodyThere(AnyRoute):
    def send(self, message: Outgoing) -> None:
        raise RefusedForGood(Refusal.MAIL_RECIPIENT, detail=f"550 5.1.1 <{message.to}>: user unknown")


def test_what_is_refused_for_its_recipient_alone_is_no_fault_and_hides_nothing(tmp_path: Path) -> None:
    town = Town(tmp_path / "data", clock=lambda: utc_now() - timedelta(hours=2))
    assert found(town, Part.GIVEN_UP).sign is Sign.NONE_GIVEN_UP
    waits(town)
    outbox_with(town, NobodyThere()).deliver()
    waits(town, "no-one")
    finding = found(town, Part.GIVEN_UP)
    assert (finding.grade, finding.sign, finding.facts["for_recipient"]) == (
        Grade.WARNING,
        Sign.NO_RECIPIENT,
        1,
    )
    for language in (ENGLISH, FRENCH):
        told = language.say(of_finding(finding))
        assert "550 5.1.1" in told
        assert "example.org" not in told
    late = found(town, Part.OUTBOX)
    assert (late.sign, late.facts["waiting"], late.facts["last_error"]) == (Sign.OUTBOX_LATE, 1, None)
    town.store.close()


def test_who_has_rights_at_the_desk_is_told_by_numbers_alone(town: Town) -> None:
    assert found(town, Part.OPERATORS).sign is Sign.NO_SUPERVISOR
    town.store.operators.add("omar-desk", "o@example.org", PASSWORD, PASSWORD, "en", Role.SUPERVISOR)
    finding = found(town, Part.OPERATORS)
    assert finding.sign is Sign.NO_SECOND_STEP
    assert "omar" not in f"{dict(finding.facts)} {ENGLISH.say(of_finding(finding))}"


def test_all_that_keeps_operators_from_their_rights_is_told(town: Town) -> None:
    town.store.operators.add("odile-desk", "o@example.org", PASSWORD, PASSWORD, "en", Role.OPERATOR)
    town.rows("UPDATE account SET role_suspended = 1")
    told = [one for one in examined(town).findings if one.part is Part.OPERATORS]
    assert [one.sign for one in told] == [Sign.NO_SUPERVISOR, Sign.NO_SECOND_STEP, Sign.ROLES_SUSPENDED]
    assert {one.facts["suspended"] for one in told} == {1}


@pytest.mark.parametrize(("late", "sign"), [(0.5, Sign.REMOVALS_DONE), (1.5, Sign.REMOVALS_OVERDUE)])
def test_a_removal_that_was_to_be_done_more_than_an_hour_ago_is_warned_of(
    town: Town, late: float, sign: Sign
) -> None:
    lost = Lost(town)
    lost.asked()
    due_at = int((utc_now() - timedelta(hours=late)).timestamp()) * 1_000_000
    town.rows("UPDATE removal SET due_at = ?", due_at)
    assert found(town, Part.REMOVALS).sign is Sign.REMOVALS_DONE
    town.rows("UPDATE removal SET approved_at = asked_at, approved_by = asked_by")
    finding = found(town, Part.REMOVALS)
    assert finding.sign is sign
    assert "maxime" not in f"{dict(finding.facts)} {ENGLISH.say(of_finding(finding))}"


def test_every_part_and_every_grade_has_a_word() -> None:
    assert {*PARTS} == {*Part}
    assert {*GRADES} == {*Grade}


def test_looking_does_not_wait_for_whoever_writes(town: Town) -> None:
    with closing(sqlite3.connect(town.database_file)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert found(town, Part.DATABASE).sign is Sign.SOUND


def test_a_store_is_looked_at_after_a_kill(tmp_path: Path) -> None:
    home, state = tmp_path / "data", tmp_path / "state"
    script = (
        "import os, signal, sys; from pathlib import Path; from store import Settings, open_store\n"
        "open_store(Settings(Path(sys.argv[1]), state=Path(sys.argv[2])))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, home, state], cwd=ROOT, check=False)
    before = everything_in(home, state)
    seen = {one.part: one.sign for one in examine(home, state).findings}
    assert seen[Part.DATABASE] is Sign.SOUND
    assert everything_in(home, state) == before
    open_store(Settings(home, state=state)).close()


def test_what_the_store_refuses_is_said_for_an_administrator() -> None:
    for refusal in (Refusal.CORRUPT, Refusal.BUSY, Refusal.NO_PERMISSION, Refusal.READ_ONLY):
        told = of_finding(Finding.of_problem(Part.DATABASE, Problem(refusal)))
        assert ENGLISH.say(told) != FRENCH.say(told)
