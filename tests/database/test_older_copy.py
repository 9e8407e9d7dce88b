"""An older copy of the database is not taken for the newest: old passwords and used codes stay dead."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from i18n import ENGLISH, LANGUAGES
from store import Refusal, Secret, open_store
from store.database.record import Record, can_be_kept
from store.opening import accept_older
from tests.command import macle_here
from tests.database.restoring import with_a_role_that_stays
from tests.one_time_pins import HERE, begin, register_app
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town, refused
from tests.trials.processes import race
from tests.trials.settings_file import write_light_settings
from tui.wording import sentence

if TYPE_CHECKING:
    from tests.database.conftest import Run


@pytest.fixture
def old(town: Town) -> Person:
    """Someone who has changed their password since the copy that is in the database's place."""
    someone = town.person()
    copy = town.copy()
    town.store.password.change(town.sign_in(someone), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    town.replace_database(copy)
    return someone


def _digits(text: str) -> Secret | None:
    found = re.search(r"^\d{6}$", text, re.MULTILINE)
    return None if found is None else Secret(found[0])


def state_of(town: Town) -> Path:
    assert town.settings.state is not None
    return town.settings.state


def records(town: Town) -> list[Path]:
    """Return the host's counts of commits; beside each is its note on the chain of events."""
    return [file for file in state_of(town).iterdir() if file.suffix != ".chain"]


def noted(town: Town) -> int:
    """Return the number of commits that the host has noted."""
    [record] = records(town)
    return record.stat().st_size


def counted(town: Town) -> int:
    [(commits,)] = town.rows("SELECT value FROM fact WHERE name = 'commits'")
    return int(commits)


def test_an_older_copy_is_refused_and_told_in_every_language(town: Town, old: Person) -> None:
    before = town.database_file.read_bytes()
    problem = refused(open_store, town.settings)
    assert problem.refusal is Refusal.OLDER_COPY
    assert town.database_file.read_bytes() == before
    for language in LANGUAGES.values():
        said = language.say(sentence(problem))
        assert str(town.database_file) in said
        assert "macle admin accept-older --reason" in said


def test_the_newest_put_back_opens(town: Town) -> None:
    someone, copy = town.person(), town.copy()
    town.sign_in(someone)
    newest = town.copy()
    town.replace_database(copy)
    assert refused(open_store, town.settings).refusal is Refusal.OLDER_COPY
    town.replace_database(newest)
    town.store = open_store(town.settings)
    town.sign_in(someone)


def test_one_wrong_guess_is_enough_to_know_a_copy_as_old(town: Town) -> None:
    town.person()
    copy = town.copy()
    town.fails_to_sign_in("alexandre")
    town.replace_database(copy)
    assert refused(open_store, town.settings).refusal is Refusal.OLDER_COPY


def test_a_copy_of_now_opens(town: Town) -> None:
    someone, copy = town.person(), town.copy()
    town.replace_database(copy)
    town.store = open_store(town.settings)
    town.sign_in(someone)


def test_an_older_copy_that_is_accepted_opens_with_its_codes_tokens_and_sessions_void(town: Town) -> None:
    someone = town.person()
    session, token = town.sign_in(someone), town.reset_token(someone)
    secret = town.add_app(session)
    codes = town.store.recovery_codes.make(session, PASSWORD)
    waiting = town.store.sign_up.begin("dominique", "d@example.org", PASSWORD, PASSWORD, "en")
    code = next(code for letter in town.new_mail() if (code := _digits(letter.get_content())))
    copy = town.copy()
    town.store.password.prove(session, PASSWORD)
    town.restore(copy)
    store = town.store
    assert refused(store.account.overview, session).refusal is Refusal.SESSION_ENDED
    problem = refused(store.reset.set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert problem.refusal is Refusal.TOKEN_EXPIRED
    assert refused(store.sign_up.confirm, waiting, code, TERMINAL).refusal is Refusal.CODE_EXPIRED
    half = town.sign_in(someone)
    assert refused(store.second_step.enter_recovery_code, half, codes[0]).refusal is Refusal.CODE_USED
    [method] = store.second_step.ways(half).methods
    for step in (0, 1):
        used = Secret(town.app_code(secret, step))
        assert refused(store.second_step.enter, half, method.id, used).refusal is Refusal.CODE_USED
    town.clock.advance(minutes=1)
    store.second_step.enter(half, method.id, Secret(town.app_code(secret)))


def test_no_pin_lives_on_in_an_older_copy_nor_a_terminal_that_shows_any(town: Town) -> None:
    town.register()
    register_app(town)
    town.store.one_time_pin.obtain(begin(town))
    copy = town.copy()
    # Its owner has ended it, as somebody else's.
    town.store.pin_app.forget(HERE.secret, TERMINAL)
    town.restore(copy)
    assert refused(town.store.pin_app.shown, HERE.secret).refusal is Refusal.PIN_APP_GONE
    assert town.store.one_time_pin.standing(begin(town)).live is None


def test_of_the_messages_that_wait_in_an_older_copy_those_with_a_token_are_not_sent(town: Town) -> None:
    someone = town.person()
    town.new_mail()
    town.store.password.change(town.sign_in(someone), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    copy = town.copy()
    assert len(town.new_mail()) == 2
    town.restore(copy)
    assert [message.of_use_until for message in town.store.waiting.messages()] == [None]


def test_an_older_copy_in_which_a_role_would_stay_is_not_accepted(town: Town, tmp_path: Path) -> None:
    copy = with_a_role_that_stays(town, tmp_path / "one.db").read_bytes()
    town.person()
    town.replace_database(copy)
    assert refused(accept_older, town.settings, "Restored.").refusal is Refusal.CORRUPT


def test_the_reason_is_kept_with_the_accounts_and_it_need_not_be_given_twice(town: Town, old: Person) -> None:
    assert accept_older(town.settings, "The disk of the 14th broke.")
    [(kept,)] = town.rows("SELECT value FROM fact WHERE name LIKE 'older-copy-accepted-%'")
    assert kept == f"{town.clock().isoformat(timespec='seconds')} The disk of the 14th broke."
    town.store = open_store(town.settings)
    town.sign_in(old)
    assert not accept_older(town.settings, "Again.")


@pytest.mark.parametrize(("reason", "refusal"), [(" ", "MISSING"), ("\x1b[2J", "TEXT_CHARACTERS")])
def test_a_reason_that_says_nothing_accepts_nothing(
    town: Town, old: Person, reason: str, refusal: str
) -> None:
    assert refused(accept_older, town.settings, reason).refusal is Refusal[refusal]
    assert refused(open_store, town.settings).refusal is Refusal.OLDER_COPY


def test_the_copy_that_was_accepted_is_older_in_turn_once_it_has_gone_on(town: Town, old: Person) -> None:
    copy = town.database_file.read_bytes()
    town.restore(copy)
    town.replace_database(copy)
    assert refused(open_store, town.settings).refusal is Refusal.OLDER_COPY


def test_what_is_noted_is_the_number_of_commits_and_only_grows(town: Town) -> None:
    someone = town.person()
    assert noted(town) == counted(town) > 0
    town.sign_in(someone)
    assert noted(town) == counted(town)
    [(store_id,)] = town.rows("SELECT value FROM fact WHERE name = 'store-id'")
    record = Record.open(state_of(town), town.home, store_id)
    assert record is not None
    record.raise_to(1)
    record.close()
    assert noted(town) == counted(town)


def test_reading_counts_nothing(town: Town) -> None:
    session = town.sign_in(town.person())
    before = counted(town)
    town.store.account.overview(session)
    town.store.history.recent(session)
    town.reopen()
    assert counted(town) == before


def test_many_processes_at_once_leave_the_highest_number(town: Town) -> None:
    town.person()
    race(town.home, 8, _guess)
    assert noted(town) == counted(town)
    town.reopen()


def _guess(town: Town, number: int) -> None:
    town.fails_to_sign_in(f"nobody-{number}", 5)


def test_after_a_kill_the_note_lags_at_most_and_the_store_opens(town: Town, run: Run) -> None:
    town.person()
    town.store.close()
    script = """
import os, signal
from store.database.record import Record
town = Town(home)
Record.raise_to = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
town.fails_to_sign_in("alexandre")
"""
    run(script, status=-9)
    assert noted(town) == counted(town) - 1
    town.reopen()
    assert noted(town) == counted(town)


def test_a_store_that_was_copied_elsewhere_makes_the_first_no_older(town: Town, tmp_path: Path) -> None:
    someone = town.person()
    town.store.close()
    shutil.copytree(town.home, tmp_path / "copy")
    copied = Town(tmp_path / "copy", state=state_of(town))
    copied.sign_in(someone)
    copied.store.close()
    town.reopen()
    assert len(records(town)) == 2


def test_a_copy_from_before_there_were_notes_is_an_older_one(town: Town) -> None:
    town.person()
    town.rows("DELETE FROM fact WHERE name IN ('store-id', 'commits')")
    town.store.close()
    assert refused(open_store, town.settings).refusal is Refusal.OLDER_COPY


def test_a_store_that_is_gone_whole_is_not_begun_anew_without_a_word(town: Town) -> None:
    town.store.close()
    [record] = records(town)
    shutil.rmtree(town.home)
    problem = refused(open_store, town.settings)
    assert (problem.refusal, problem.facts["trace"]) == (Refusal.DATABASE_MISSING, str(record))
    record.unlink()
    town.store = open_store(town.settings)
    town.person()


@pytest.mark.parametrize("kind", ["file", "link", "in a file"])
def test_without_its_folder_the_store_works_and_says_what_goes_unseen(tmp_path: Path, kind: str) -> None:
    state = tmp_path / "state"
    match kind:
        case "file":
            state.write_text("")
        case "link":
            (tmp_path / "elsewhere").mkdir()
            state.symlink_to(tmp_path / "elsewhere")
        case _:
            (tmp_path / "file").write_text("")
            state = tmp_path / "file" / "state"
    town = Town(tmp_path / "data", state=state)
    town.sign_in(town.person())
    assert not town.store.sees_older_copies
    town.store.close()
    if kind != "link":
        assert not can_be_kept(state)
        told = macle_here("locate", home=town.home, MACLE_STATE=str(state))
        assert (told.returncode, str(state) in told.stdout, str(state) in told.stderr) == (0, True, True)
    assert kind != "link" or not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_state_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, 65_534, 65_534)
    town = Town(tmp_path / "data", state=state)
    assert not town.store.sees_older_copies
    assert not can_be_kept(state)
    assert not list(state.iterdir())
    town.store.close()


@pytest.mark.parametrize("mode", [0o755, 0o750])
def test_a_folder_that_was_there_is_not_closed_for_a_note_which_is_its_owners_alone(
    town: Town, tmp_path: Path, mode: int
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(mode)
    town.reopen(state=home)
    assert town.store.sees_older_copies
    assert can_be_kept(home)
    assert stat.S_IMODE(home.stat().st_mode) == mode
    assert [stat.S_IMODE(note.stat().st_mode) for note in home.iterdir()] == [0o600]


def test_nothing_is_noted_in_a_folder_in_which_others_can_replace_it(town: Town, tmp_path: Path) -> None:
    state = tmp_path / "everyones"
    state.mkdir()
    state.chmod(0o777)
    town.reopen(state=state)
    assert not town.store.sees_older_copies
    assert not can_be_kept(state)
    assert not list(state.iterdir())


def test_what_cannot_be_noted_now_is_noted_later(tmp_path: Path) -> None:
    record = Record.open(tmp_path / "state", tmp_path, "id")
    assert record is not None
    record.raise_to(2**80)
    record.raise_to(0)
    assert record.commits == 0
    record.raise_to(7)
    assert record.commits == 7
    record.close()


def test_the_administrator_accepts_an_older_copy_by_a_command(town: Town, old: Person) -> None:
    write_light_settings(town.home)
    state = str(state_of(town))
    run = macle_here("plain", home=town.home, MACLE_STATE=state)
    assert (run.returncode, "accept-older" in run.stderr) == (1, True)
    bare = macle_here("admin", "accept-older", home=town.home, MACLE_STATE=state)
    assert bare.returncode == 2
    accepted = macle_here("admin", "accept-older", "--reason", "Disk", home=town.home, MACLE_STATE=state)
    assert (accepted.returncode, accepted.stderr) == (0, "")
    again = macle_here("admin", "accept-older", "--reason", "Disk", home=town.home, MACLE_STATE=state)
    assert (again.returncode, again.stdout) == (3, "")
    assert again.stderr.endswith("these accounts are not an older copy. Nothing was changed.\n")
    assert macle_here("plain", home=town.home, typed="/quit\n", MACLE_STATE=state).returncode == 0


def test_a_store_without_a_state_folder_keeps_no_note(tmp_path: Path) -> None:
    town = Town(tmp_path / "data", state=None)
    copy = town.copy()
    town.person()
    town.replace_database(copy)
    town.store = open_store(dataclasses.replace(town.settings))
    assert not town.store.sees_older_copies
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    town.store.close()
