"""The files of a mail server's settings: certificates that others could replace are never trusted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from store import Refusal
from store.messages.routes.mail_files import password_of, trusted_by
from store.settings import Mail
from tests.messages.mail_server import certificate
from tests.town import refused

of_another_user = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def trusting(ca_file: Path) -> Mail:
    return Mail(server="mail.example.org", sender="macle@example.org", ca_file=str(ca_file))


def names(file: Path, home: Path) -> list[str]:
    """Return for whom the certificates vouch that are trusted."""
    found: list[Any] = [*trusted_by(trusting(file), home).get_ca_certs()]
    return [value for one in found for ((_kind, value),) in one["subject"]]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder in which others can put something in the place of what is not theirs."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "closed").mkdir(mode=0o755)
    return certificate(tmp_path / "closed")


def refuses_folder(file: Path, folder: Path) -> None:
    problem = refused(trusted_by, trusting(file), folder)
    assert (problem.refusal, problem.facts) == (Refusal.FOLDER_OPEN, {"path": str(folder)})


def test_certificates_in_a_folder_of_everyones_are_not_trusted(shared: Path, own: Path) -> None:
    refuses_folder(Path(shutil.copy(own, shared)), shared)


def test_a_link_that_others_can_turn_elsewhere_is_not_followed(shared: Path, own: Path) -> None:
    (shared / "ca.pem").symlink_to(own)
    refuses_folder(shared / "ca.pem", shared)
    (shared / "folder").symlink_to(own.parent)
    refuses_folder(shared / "folder" / own.name, shared)


def test_a_link_to_what_others_can_replace_is_not_followed(shared: Path, own: Path) -> None:
    link = own.with_name("link.pem")
    link.symlink_to(shutil.copy(own, shared))
    refuses_folder(link, shared)


def test_a_link_that_nobody_else_can_change_is_followed(own: Path, tmp_path: Path) -> None:
    link = own.with_name("link.pem")
    link.symlink_to(own)
    assert names(link, tmp_path) == names(own, tmp_path) == ["localhost"]


@of_another_user
@pytest.mark.parametrize("linked", ["ca.pem", "folder"])
def test_a_link_of_another_user_in_a_folder_for_all_is_not_followed(
    shared: Path, own: Path, linked: str
) -> None:
    shared.chmod(0o1777)  # as /tmp
    link = shared / linked
    link.symlink_to(own if linked == "ca.pem" else own.parent)
    os.chown(link, 65_534, 65_534, follow_symlinks=False)
    problem = refused(names, link if linked == "ca.pem" else link / own.name, shared)
    assert (problem.refusal, problem.facts) == (Refusal.FILE_FOREIGN, {"path": str(link)})


@of_another_user
def test_certificates_of_another_user_are_not_trusted(own: Path, tmp_path: Path) -> None:
    os.chown(own, 65_534, 65_534)
    assert refused(names, own, tmp_path).refusal is Refusal.FILE_FOREIGN


@pytest.mark.parametrize("mode", [0o646, 0o1646], ids=["", "sticky"])
def test_certificates_that_others_can_write_are_not_trusted(own: Path, tmp_path: Path, mode: int) -> None:
    own.chmod(mode)
    assert refused(names, own, tmp_path).refusal is Refusal.FILE_WRITABLE


def test_certificates_may_have_names_in_any_script_beside_them(own: Path, tmp_path: Path) -> None:
    own.write_text(f"# Autorité de certification № 1\n{own.read_text()}", encoding="utf-8")
    assert names(own, tmp_path) == ["localhost"]


@pytest.mark.parametrize("content", ["", "# none yet\n", "-----BEGIN CERTIFICATE-----\nno\n"])
def test_a_file_without_certificates_does_not_bring_back_those_of_the_system(
    own: Path, tmp_path: Path, content: str
) -> None:
    own.write_text(content)
    problem = refused(names, own, tmp_path)
    assert (problem.refusal, problem.facts) == (Refusal.MAIL_AUTHORITY, {"detail": str(own)})


def test_a_password_that_others_could_write_is_not_sent_and_its_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "mail-password"
    file.write_text("theirs\n")
    file.chmod(0o622)
    problem = refused(password_of, Mail(username="macle", password_file=str(file)), tmp_path)
    assert (problem.refusal, problem.facts) == (Refusal.FILE_WRITABLE, {"path": str(file)})
    assert file.stat().st_mode & 0o777 == 0o622
