"""Which files can be signed, and what becomes of one that is written to meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from store import Problem, Refusal
from store.rules.limits import LARGEST_SIGNED
from tests.signing import Desk, Verifier, silent
from tests.town import KeyHolder, refused


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


def test_where_the_signature_cannot_be_written_nothing_is_left_of_it(
    lucia: KeyHolder, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "folder" / ("a" * 255)
    file.parent.mkdir()
    file.touch()
    assert refused(desk.sign, lucia, file).refusal is Refusal.SIGNATURE_UNWRITABLE
    assert [*file.parent.iterdir()] == [file]
