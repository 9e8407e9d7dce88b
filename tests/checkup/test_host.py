"""What an examination finds of the folder, its file system, its settings and the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from i18n import ENGLISH, LANGUAGES
from i18n.language import CATALOGUES
from store import Problem, Refusal
from store.checkup import host
from store.checkup.examination import examine
from store.checkup.finding import Examined, Finding, Grade, Part, Sign
from store.settings.reading import read_settings
from tests.checkup.looking import found
from tests.command import ROOT
from tests.messages.mail_server import certificate
from tests.services import list_services
from tests.town import Town
from tests.trials.settings_file import write_light_settings
from tui.wording import sentence
from tui.wording.checkup import of_finding


@pytest.mark.parametrize(
    "name", [".", "database", "database/macle.db", "keys/server.key", "locks/store.lock"]
)
def test_what_others_may_use_is_found_and_left_as_it_is(town: Town, name: str) -> None:
    path = town.home / name
    path.chmod(0o755)
    finding = found(town, Part.PERMISSIONS)
    assert (finding.grade, finding.sign) == (Grade.FAULT, Sign.OPEN_TO_OTHERS)
    assert finding.facts == {"path": str(path), "mode": "755", "closed": "700"}
    assert path.stat().st_mode & 0o777 == 0o755


def test_a_file_of_settings_may_be_read_by_others_and_not_written(town: Town) -> None:
    file = town.locations.settings_file
    file.write_text("")
    file.chmod(0o644)
    assert found(town, Part.SETTINGS).sign is Sign.SETTINGS_READ
    file.chmod(0o666)
    assert found(town, Part.SETTINGS).sign is Refusal.FILE_WRITABLE
    assert found(town, Part.PERMISSIONS).sign is Sign.CLOSED  # so that it is told once
    assert file.stat().st_mode & 0o777 == 0o666


def test_a_key_file_that_can_be_written_is_warned_of(town: Town) -> None:
    town.locations.server_key.chmod(0o600)
    finding = found(town, Part.PERMISSIONS)
    assert (finding.grade, finding.sign) == (Grade.WARNING, Sign.KEY_WRITABLE)


def test_a_link_in_place_of_a_file_is_found(town: Town, tmp_path: Path) -> None:
    key = town.locations.server_key
    key.rename(tmp_path / "elsewhere")
    key.symlink_to(tmp_path / "elsewhere")
    assert found(town, Part.PERMISSIONS).sign is Refusal.FILE_LINK


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_folder_of_another_user_is_told_once_and_all_else_is_looked_at(town: Town) -> None:
    town.store.close()
    write_light_settings(town.home)
    assert town.settings.state is not None
    for path in (town.home, *town.home.rglob("*"), *town.settings.state.rglob("*"), town.settings.state):
        os.chown(path, 65_534, 65_534)
    finding = found(town, Part.FOLDER)
    assert (finding.sign, finding.facts["user"]) == (Sign.OTHER_USER, "nobody")
    assert found(town, Part.PERMISSIONS).sign is Sign.CLOSED
    assert found(town, Part.DATABASE).sign is Sign.SOUND
    for part in (Part.SETTINGS, Part.KEYS, Part.OLDER_COPY):  # “take it over” would do harm
        assert found(town, part).sign is Sign.NOT_LOOKED_AT
    with pytest.raises(Problem) as refused:
        read_settings(town.home)
    assert refused.value.facts == {"path": str(town.home), "user": "nobody"}
    for language in LANGUAGES.values():
        assert "sudo" not in language.say(sentence(refused.value))
    os.chown(town.home.parent, 65_534, 65_534)
    assert found(town, Part.PERMISSIONS).sign is Sign.NOT_LOOKED_AT
    os.chown(town.home.parent, 0, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_told_with_what_gives_it_back(town: Town) -> None:
    key = town.locations.server_key
    os.chown(key, 65_534, 65_534)
    finding = found(town, Part.PERMISSIONS)
    assert finding.sign is Sign.OTHER_OWNER
    assert f"“chown root {key}”" in ENGLISH.say(of_finding(finding))


@pytest.mark.needs("setpriv")
@pytest.mark.parametrize("closed", [".", ".."])
def test_a_folder_that_cannot_be_read_is_told(town: Town, closed: str) -> None:
    town.store.close()
    (town.home / closed).resolve().chmod(0o000)
    script = (
        "import sys; from pathlib import Path; from store.checkup.examination import examine\n"
        "for one in examine(*map(Path, sys.argv[1:])).findings: print(one.part.value, one.sign.value)"
    )
    command = [sys.executable, "-c", script, str(town.home), str(town.settings.state)]
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if not os.geteuid() else []
    done = subprocess.run([*drop, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    (town.home.parent if closed == ".." else town.home).chmod(0o700)
    assert done.returncode == 0, done.stderr
    told = dict(line.split() for line in done.stdout.splitlines())
    assert told["folder"] == told["database"] == "no-permission"
    assert told["permissions"] == ("no-permission" if closed == "." else "not-looked-at")
    assert told["settings"] == "settings-form"
    town.reopen()


@pytest.mark.parametrize("text", ["colour = 1", "password_policy = ", "\x00"])
def test_a_faulty_file_of_settings_is_found_with_its_line_and_the_rest_is_looked_at(
    town: Town, text: str
) -> None:
    town.locations.settings_file.write_text(text)
    finding = found(town, Part.SETTINGS)
    assert (finding.sign, finding.facts["line"]) == (Refusal.SETTINGS_FORM, 1)
    assert found(town, Part.DATABASE).sign is Sign.SOUND


def test_light_hashing_is_a_fault(town: Town) -> None:
    town.locations.settings_file.write_text("[hashing]\nmemory_kib = 8\nlanes = 1\nfor_trials = true\n")
    assert found(town, Part.HASHING).sign is Sign.HASHING_LIGHT


MOUNTS = """\
22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /srv rw shared:1 - nfs4 server:/srv rw
31 30 0:41 / /srv/a\\040b rw - tmpfs none rw
32 22 0:42 / /home/x rw - fuse.sshfs host: rw
33 22 8:2 / /usb rw - vfat /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("place", "sign"),
    [
        ("/var/lib/macle", Sign.LOCAL),
        ("/srv/macle", Sign.NETWORK),
        ("/srv/a b/macle", Sign.IN_MEMORY),
        ("/home/x/macle", Sign.NETWORK),
        ("/home/xy", Sign.LOCAL),
        ("/usb/macle", Sign.NO_MODES),
    ],
)
def test_the_kind_of_file_system_is_that_of_the_nearest_mount(tmp_path: Path, place: str, sign: Sign) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    [finding] = host.file_system(Path(place), mounts)
    assert finding.sign is sign
    [finding] = host.file_system(Path(place), tmp_path / "none")
    assert (finding.grade, finding.sign) == (Grade.SKIPPED, Sign.KIND_UNKNOWN)
    well = Finding(Part.FOLDER, Grade.OK, Sign.FOLDER_FOUND)
    assert Examined((well, finding), {}).grade is Grade.OK


def test_a_damaged_catalogue_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(CATALOGUES, tmp_path / "catalogues")
    monkeypatch.setattr("i18n.completeness.CATALOGUES", tmp_path / "catalogues")
    assert [one.sign for one in host.languages()] == [Sign.LANGUAGES_COMPLETE]
    compiled = tmp_path / "catalogues" / "fr" / "LC_MESSAGES" / "macle.mo"
    compiled.write_bytes(b"nothing of the kind")
    assert [one.sign for one in host.languages()] == [Sign.LANGUAGE_INCOMPLETE]
    compiled.unlink()
    assert [one.sign for one in host.languages()] == [Sign.LANGUAGE_MISSING]


def test_what_leaves_is_told_and_a_password_that_delivery_refuses_is_a_fault(
    town: Town, tmp_path: Path
) -> None:
    assert found(town, Part.DELIVERY).sign is Sign.FILES_ONLY
    secret = town.locations.mail_password
    written = f"""[mail]\nserver = "127.0.0.1"\nsender = "a@example.org"\nusername = "a"
password_file = "{secret}"\n"""
    town.locations.settings_file.write_text(written)
    assert found(town, Part.DELIVERY).sign is Refusal.MAIL_FILE
    secret.write_text("secret\n")
    for mode, sign in (
        (0o600, Sign.EMAILS_LEAVE),
        (0o644, Refusal.FILE_OPEN),
        (0o622, Refusal.FILE_WRITABLE),
        (0o400, Sign.EMAILS_LEAVE),
    ):
        secret.chmod(mode)
        assert found(town, Part.DELIVERY).sign is sign
        assert secret.stat().st_mode & 0o777 == mode
    secret.chmod(0o600)
    for text, sign in (("two\nlines\n", Refusal.MAIL_ONE_LINE), ("clé\n", Refusal.MAIL_PASSWORD)):
        secret.write_text(text)
        assert found(town, Part.DELIVERY).sign is sign
    secret.rename(tmp_path / "elsewhere")
    secret.symlink_to(tmp_path / "elsewhere")
    assert found(town, Part.DELIVERY).sign is Refusal.FILE_LINK


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_password_of_another_user_is_a_fault_where_the_folder_is_ours_and_else_told_with_the_folder(
    town: Town,
) -> None:
    secret = town.locations.mail_password
    secret.write_text("secret\n")
    secret.chmod(0o600)
    os.chown(secret, 65_534, 65_534)
    written = f"""[mail]\nserver = "127.0.0.1"\nsender = "a@example.org"\nusername = "a"
password_file = "{secret}"\n"""
    town.locations.settings_file.write_text(written)
    assert found(town, Part.DELIVERY).sign is Refusal.FILE_FOREIGN
    os.chown(town.home, 65_534, 65_534)
    assert found(town, Part.DELIVERY).sign is Sign.NOT_LOOKED_AT
    os.chown(town.home, 0, 0)


def test_a_port_of_this_machine_at_which_anyone_can_listen_is_warned_of(town: Town) -> None:
    written = '[mail]\nserver = "localhost"\nsender = "a@example.org"\n'
    for more, sign in (
        ('port = 25\nsecurity = "none"\n', Sign.EMAILS_LEAVE),
        ('port = 2525\nsecurity = "none"\n', Sign.ANYONES_PORT),
        ('port = 2525\nsecurity = "starttls"\n', Sign.EMAILS_LEAVE),
    ):
        town.locations.settings_file.write_text(written + more)
        assert found(town, Part.DELIVERY).sign is sign


def test_certificates_that_others_can_replace_are_a_fault(town: Town, tmp_path: Path) -> None:
    authority = town.home / "authority.pem"
    written = f'[mail]\nserver = "127.0.0.1"\nsender = "a@example.org"\nca_file = "{authority}"\n'
    town.locations.settings_file.write_text(written)
    assert found(town, Part.DELIVERY).sign is Refusal.MAIL_FILE
    authority.touch(mode=0o644)
    assert found(town, Part.DELIVERY).sign is Refusal.MAIL_AUTHORITY
    certificate(tmp_path).rename(authority)
    assert found(town, Part.DELIVERY).sign is Sign.EMAILS_LEAVE
    authority.chmod(0o646)
    assert found(town, Part.DELIVERY).sign is Refusal.FILE_WRITABLE


def test_the_list_of_services_is_looked_at_with_each_of_its_faults(town: Town) -> None:
    assert found(town, Part.SERVICES).sign is Sign.NO_SERVICES
    list_services(town)
    assert found(town, Part.SERVICES).facts["services"] == 3
    list_services(town, "x = 1\n[library]\nlevel = 9\n")
    amiss = [one for one in examine(town.home, town.home / "state").findings if one.part is Part.SERVICES]
    assert [(one.grade, one.sign) for one in amiss] == [(Grade.FAULT, Refusal.SETTINGS_FORM)] * 3
    assert [one.facts["line"] for one in amiss] == [1, 2, 3]
