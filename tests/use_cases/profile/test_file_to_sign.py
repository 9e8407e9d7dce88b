"""Which files can be signed, and what becomes of one that is written to meanwhile."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from store import Happening, Problem, Refusal
from store.accounts.profile.file_to_sign import room_beside
from store.rules.limits import LARGEST_SIGNED
from tests.signing import Desk, Verifier, silent
from tests.town import WRONG, KeyHolder, Town, refused

READ_ONLY = Path("/proc/self/status")


def fault_of(desk: Desk, someone: KeyHolder, path: Path) -> str:
    problem = refused(desk.town.store.signature.prepare, desk.session, someone.password, path, silent)
    assert (problem.refusal, problem.field) == (Refusal.FILE_TO_SIGN, "file")
    return str(problem.facts["fault"])


def test_what_cannot_be_signed_is_told(lucia: KeyHolder, desk: Desk, tmp_path: Path, file: Path) -> None:
    pipe, large, dangling = tmp_path / "pipe", tmp_path / "large", tmp_path / "dangling"
    os.mkfifo(pipe)
    with large.open("wb") as it:
        it.truncate(LARGEST_SIGNED + 1)
    dangling.symlink_to(tmp_path / "nowhere")
    told = {
        path: fault_of(desk, lucia, path)
        for path in (tmp_path / "none", file / "below", dangling, tmp_path, pipe, Path("/dev/null"), large)
    }
    assert [*told.values()] == ["missing", "missing", "missing", "folder", "special", "special", "large"]


@pytest.mark.needs("openssl")
def test_a_link_of_ones_own_leads_to_the_file(
    lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    assert verifier.accepts(file, desk.sign(lucia, link))
    assert (tmp_path / "link.p7s").exists()


def test_a_file_that_changes_while_it_is_read_is_not_signed(lucia: KeyHolder, desk: Desk, file: Path) -> None:
    def grows(done: int, _of_all: int) -> None:
        if done:
            with file.open("ab") as it:
                it.write(b"more")

    problem = refused(desk.town.store.signature.prepare, desk.session, lucia.password, file, grows)
    assert problem.facts["fault"] == "changed"


def test_a_file_that_changed_since_is_not_signed_and_costs_no_code(
    lucia: KeyHolder, desk: Desk, file: Path
) -> None:
    signature, code = desk.town.store.signature, desk.code
    ready = signature.prepare(desk.session, lucia.password, file, silent)
    os.utime(file, ns=(0, 0))
    assert refused(signature.sign, desk.session, ready, code).facts["fault"] == "changed"
    ready = signature.prepare(desk.session, lucia.password, file, silent)
    assert signature.sign(desk.session, ready, code).exists()


def test_whoever_is_told_how_far_can_stop_it(lucia: KeyHolder, desk: Desk, file: Path) -> None:
    def stop(done: int, of_all: int) -> None:
        assert 0 <= done < of_all
        if done:
            raise Problem(Refusal.STOPPED)

    problem = refused(desk.town.store.signature.prepare, desk.session, lucia.password, file, stop)
    assert problem.refusal is Refusal.STOPPED
    assert [path.name for path in file.parent.iterdir()] == ["report.pdf"]


@pytest.mark.skipif(not READ_ONLY.exists(), reason="a folder that takes no file of anybody")
def test_a_folder_that_takes_no_signature_is_told_with_the_file_and_costs_no_try(
    lucia: KeyHolder, desk: Desk
) -> None:
    problem = refused(desk.town.store.signature.prepare, desk.session, WRONG, READ_ONLY, silent)
    assert (problem.refusal, problem.field) == (Refusal.SIGNATURE_UNWRITABLE, "file")


def test_where_there_is_no_room_by_then_it_costs_no_code_and_the_history_tells_of_no_signature(
    lucia: KeyHolder, desk: Desk, file: Path
) -> None:
    signature, code = desk.town.store.signature, desk.code
    ready = signature.prepare(desk.session, lucia.password, file, silent)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        problem = refused(signature.sign, desk.session, ready, code)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert (problem.refusal, problem.field) == (Refusal.SIGNATURE_UNWRITABLE, "file")
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    told = [event.happening for event in desk.town.store.history.recent(desk.session)]
    assert Happening.SIGNED_A_FILE not in told
    assert signature.sign(desk.session, ready, code).exists()


def test_a_file_changed_in_place_whose_time_is_set_back_is_not_signed(
    lucia: KeyHolder, desk: Desk, file: Path
) -> None:
    ready, was = desk.town.store.signature.prepare(desk.session, lucia.password, file, silent), file.stat()
    content = bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert refused(desk.town.store.signature.sign, desk.session, ready, desk.code).facts["fault"] == "changed"


def test_nothing_that_the_store_keeps_is_signed(
    town: Town, lucia: KeyHolder, desk: Desk, tmp_path: Path, file: Path
) -> None:
    kept, link, inside = town.locations, tmp_path / "link", town.locations.server_key.parent / "link"
    link.symlink_to(kept.server_key)
    inside.symlink_to(file)
    own = [town.database_file, kept.server_key, link, inside, kept.home / "note"]
    own[-1].touch()
    assert {fault_of(desk, lucia, path) for path in own} == {"unreadable"}
    papers = kept.home / "papers" / "note"
    papers.parent.mkdir()
    papers.touch()
    assert desk.sign(lucia, papers).parent == papers.parent


def test_where_the_signature_cannot_be_written_nothing_is_left_of_it(
    lucia: KeyHolder, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "folder" / ("a" * 255)
    file.parent.mkdir()
    file.touch()
    assert refused(desk.sign, lucia, file).refusal is Refusal.SIGNATURE_UNWRITABLE
    assert [*file.parent.iterdir()] == [file]


def test_whoever_can_write_to_the_folder_has_no_other_file_written_over(file: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"the only copy")
    with room_beside(file) as write:
        [partial] = file.parent.glob(".macle-*.part")
        partial.unlink()
        partial.symlink_to(precious)
        with pytest.raises(Problem) as caught:
            write(b"signature")
    assert (caught.value.refusal, caught.value.field) == (Refusal.SIGNATURE_UNWRITABLE, "file")
    assert precious.read_bytes() == b"the only copy"


def test_a_signature_that_is_taken_away_while_it_is_made_is_told(file: Path) -> None:
    with room_beside(file) as write:
        [partial] = file.parent.glob(".macle-*.part")
        partial.unlink()
        with pytest.raises(Problem) as caught:
            write(b"signature")
    assert caught.value.refusal is Refusal.SIGNATURE_UNWRITABLE
    assert [*file.parent.iterdir()] == [file]
