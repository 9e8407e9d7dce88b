"""`macle admin import`: accounts in bulk from a file, at a shell."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pexpect
import pytest

from tests.command import complaint, in_terminal
from tests.commands.admin.administrator import macle, told
from tests.town import Town
from tests.trials.settings_file import write_light_settings

IMPORT = ("admin", "import")
HEADER = "username,email,language,first_name,last_name,phone"
LINES = [
    HEADER,
    'elodie-n,elodie@example.org,fr,Élodie,"Noël, dite ""Lou""",+33 1 42 68 53 00',
    "sam-keys,sam@example.org,en,,,",
]


@pytest.fixture(autouse=True)
def opened_by(town: Town) -> None:
    """Let invitations say how Macle is opened."""
    file = town.locations.settings_file
    file.write_text(f'opened_by = "ssh macle@example.org"\n{file.read_text()}')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def accounts(town: Town) -> list[str]:
    return [username for (username,) in town.rows("SELECT username FROM account ORDER BY id")]


def refusal(town: Town, file: Path, text: str | bytes) -> str:
    """Return what is said of a file that has this in it, and that nobody is then imported."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    said = complaint(macle(town, *IMPORT, str(file)))
    assert accounts(town) == []
    return said


def test_it_says_what_it_would_do_then_does_it_then_has_nothing_to_do(town: Town, file: Path) -> None:
    assert told(macle(town, *IMPORT, str(file), "--dry-run")) == (
        "2 accounts would be opened, and their owners invited.\n"
    )
    assert accounts(town) == []
    assert told(macle(town, *IMPORT, str(file))) == "2 accounts are opened, and their owners invited.\n"
    assert accounts(town) == ["elodie-n", "sam-keys"]
    assert "already" in complaint(macle(town, *IMPORT, str(file)), 3)
    assert told(macle(town, *IMPORT, str(file), "--invite-again", "--lang", "fr")) == (
        "2\u00a0personnes reçoivent une nouvelle invitation.\n"
        "2\u00a0personnes du fichier avaient déjà un compte, qui n’a pas changé.\n"
    ).replace("\u00a0", " ")


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--invite-again",)], ids=["plain", "dry", "again"])
def test_a_file_that_names_nobody_is_told(town: Town, file: Path, more: tuple[str, ...]) -> None:
    file.write_text("username,email\n\n")
    assert "The file names nobody." in complaint(macle(town, *IMPORT, str(file), *more), 3)


def test_where_nobody_is_left_to_be_invited_again_that_is_told(town: Town, file: Path) -> None:
    alexandre = town.person("alexandre")
    file.write_text(f"username,email\nalexandre,{alexandre.email}\n")
    said = complaint(macle(town, *IMPORT, str(file), "--invite-again"), 3)
    assert said == "All people of the file have set a password already. Nobody was invited again.\n"


def test_where_invitations_cannot_say_how_macle_is_opened_that_is_told(town: Town, file: Path) -> None:
    write_light_settings(town.home)
    for more in (("--dry-run",), (), ("--invite-again", "--lang", "fr")):
        run = macle(town, *IMPORT, str(file), *more)
        assert run.returncode == 0
        assert "opened_by" in run.stderr
    assert "opened_by" not in complaint(macle(town, *IMPORT, str(file)), 3)


def test_standard_input_will_do(town: Town) -> None:
    run = macle(town, *IMPORT, "-", typed="\n".join(LINES))
    assert told(run) == "2 accounts are opened, and their owners invited.\n"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + "\r\n".join(LINES),
        "\r".join(LINES),
        "\n".join(LINES).replace(",", ";").replace("Noël; dite", "Noël, dite"),
        "Email;Username\nelodie@example.org;elodie-n\n\n;\nsam@example.org;sam-keys",
        "username,email,,\nelodie-n,elodie@example.org,,\nsam-keys,sam@example.org\n",
        "User name,E-MAIL\nelodie-n,elodie@example.org\nsam-keys,sam@example.org\n",
        'username,email,first name\nelodie-n,elodie@example.org,"Élodie"\nsam-keys,sam@example.org,\n',
    ],
    ids=["bom", "old-mac", "semicolons", "two-columns", "empty-columns", "e-mail", "spaces-in-names"],
)
def test_a_file_is_read_as_spreadsheets_write_it(town: Town, file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    told(macle(town, *IMPORT, str(file)))
    assert accounts(town) == ["elodie-n", "sam-keys"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no column “username”"),
        ("username\nelodie-n\n", "names no column “email”"),
        (f"{HEADER},Shoe size\n", "“Shoe size”, which is not known"),
        ("x" * 3_000_000, f"“{'x' * 40}…”, which is not known"),
        ("username,email,email\n", "“email” twice"),
        (f"{HEADER}{chr(10) * 12_000}a,b\n", "Line 12001: The first line names 6 columns; here are 2."),
        (f"{HEADER}\nelodie-n,elodie@example.org\n", "Line 2: The first line names 6 columns; here are 2."),
        (f'{HEADER}\n\nelodie-n,"elodie\n', "From line 3 on"),
        (f'{HEADER}\n\nelodie-n,"elodie{chr(10) * 200_000}', "From line 3 on"),
        ("\n".join(LINES).encode("latin-1"), "Line 2 is not in UTF-8"),
        ("\n".join(LINES).encode("utf-16"), "Line 1 is not in UTF-8"),
        (b"\x00\xff\xfe" * 100, "Line 1 is not in UTF-8"),
    ],
)
def test_a_file_of_another_form_gets_a_sentence(town: Town, file: Path, text: str | bytes, said: str) -> None:
    assert said in " ".join(refusal(town, file, text).split())


def test_each_fault_is_told_by_its_line_and_column(town: Town, file: Path) -> None:
    lines = [
        *LINES,
        '"short","no address",de,R2-D2,,12',
        'with-break,b@example.org,fr,"a',
        'b",,',
        "sam-keys,other@example.org,,,,",
    ]
    said = refusal(town, file, "\n".join(lines)).splitlines()
    assert [line.split(": ")[0] for line in said] == [
        *(f"Line 4, {column}" for column in ("username", "email", "language", "first_name", "phone")),
        "Line 5, first_name",
        "Line 7, username",
        "Nobody was imported",
    ]
    assert "Line 3 has the same" in said[-2]
    assert "3 lines have faults" in said[-1]


def test_a_cell_that_is_far_too_long_is_told_as_what_it_is(town: Town, file: Path) -> None:
    said = refusal(town, file, f"{HEADER}\n{','.join(['x' * 140_000] * 6)}\n").splitlines()
    assert [line.split(": ")[0] for line in said] == [
        *(f"Line 2, {column}" for column in HEADER.split(",")),
        "Nobody was imported",
    ]
    assert max(map(len, said)) < 200


def test_many_faults_of_one_kind_fill_no_terminal(town: Town, file: Path) -> None:
    lines = [f"user-a{number:04d},u{number}@example.org,,Élodie,Noël 2," for number in range(1_000)]
    said = refusal(town, file, "\n".join([HEADER, *lines, "user-b,,,,,"])).splitlines()
    assert said[:20] == [
        f"Line {line}, last_name: This is not a name. A name has letters, and no digits."
        for line in range(2, 22)
    ]
    assert said[20] == "980 more lines have a fault like that one."
    assert [line.split(":")[0] for line in said[21:]] == [
        "Line 1002, username",
        "Line 1002, email",
        "Nobody was imported",
    ]
    assert "1,001 lines have faults" in said[-1]


def test_a_name_that_is_none_is_told_without_a_document(town: Town, file: Path) -> None:
    text = f"{HEADER}\nelodie-n,elodie@example.org,,Test7,-,\n"
    said = refusal(town, file, text).splitlines()
    assert said[:2] == [
        f"Line 2, {column}: This is not a name. A name has letters, and no digits."
        for column in ("first_name", "last_name")
    ]


def test_a_file_that_is_too_large_is_told(town: Town, file: Path) -> None:
    with file.open("r+b") as people:
        people.truncate(3 << 30)  # a hole, read as zeros
    assert "more than 20 MB" in complaint(macle(town, *IMPORT, str(file)))
    assert "more than 20 MB" in complaint(macle(town, *IMPORT, "-", typed="x" * 20_000_001))


def test_nobody_who_would_write_to_a_pipe_is_waited_for(town: Town, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "people.csv")
    assert "cannot be read" in complaint(macle(town, *IMPORT, str(tmp_path / "people.csv")))


def test_a_file_to_which_others_can_add_people_is_not_believed(town: Town, file: Path) -> None:
    file.chmod(0o666)
    assert f"Other users could change {file}" in complaint(macle(town, *IMPORT, str(file)))
    file.chmod(0o644)
    file.parent.chmod(0o777)
    assert f"what is in {file.parent}" in complaint(macle(town, *IMPORT, str(file)))
    file.parent.chmod(0o755)
    link = file.with_name("link.csv")
    link.symlink_to(file)
    assert "is a link" in complaint(macle(town, *IMPORT, str(link)))
    assert accounts(town) == []
    if os.geteuid() == 0:
        os.chown(file, 65534, 65534)
        assert "belongs to another user" in complaint(macle(town, *IMPORT, str(file)))
    assert accounts(town) == []
    assert "2 accounts are opened" in told(macle(town, *IMPORT, "-", typed=file.read_text()))


def test_a_control_character_reaches_no_terminal(town: Town, file: Path) -> None:
    said = refusal(town, file, "username,email,\x1b]52;c;AAAA\x07\n")
    assert "\x1b" not in said
    assert "\x07" not in said


def test_a_file_that_is_not_there_or_none_gets_a_sentence(town: Town, tmp_path: Path) -> None:
    assert "cannot be read" in complaint(macle(town, *IMPORT, str(tmp_path / "nobody.csv")))
    assert "cannot be read" in complaint(macle(town, *IMPORT, str(tmp_path)))
    assert "FILE is missing" in complaint(macle(town, *IMPORT), 2)


def test_the_help_has_the_columns_and_an_example(town: Town) -> None:
    said = told(macle(town, *IMPORT, "--help"))
    assert HEADER in said
    assert "macle admin import people.csv --dry-run" in said


def many(file: Path, count: int) -> None:
    """Write a file with so many people."""
    lines = (f"user-{number:06d},user{number}@example.org,fr,Élodie,Noël," for number in range(count))
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")


@pytest.mark.more
@pytest.mark.terminal
def test_at_a_terminal_it_shows_how_far_it_is(town: Town, file: Path) -> None:
    many(file, 1_000)
    child = in_terminal(*IMPORT, str(file), home=town.home)
    child.expect("[0-9,]+ of 1,000")
    child.expect("1,000 accounts are opened")
    child.expect(pexpect.EOF)
    child.close()


@pytest.mark.more
def test_ten_thousand_are_there_once_although_it_was_killed(town: Town, file: Path) -> None:
    count = 10_000
    many(file, count)
    child = in_terminal(*IMPORT, str(file), home=town.home)
    child.expect("[0-9,]+ of 10,000", timeout=300)
    child.kill(signal.SIGKILL)
    child.wait()
    child.close()
    assert 0 < len(accounts(town)) < count
    assert "had an account already" in told(macle(town, *IMPORT, str(file)))
    names = [f"user-{number:06d}" for number in range(count)]
    assert accounts(town) == names
    for table in ("reset_token", "contact_details"):
        assert town.rows(f"SELECT count(*), count(DISTINCT account_id) FROM {table}") == [(count, count)]
    invited = "SELECT count(*), count(DISTINCT account_id) FROM event WHERE kind = 'invited'"
    assert town.rows(invited) == [(count, count)]
    [(waiting,)] = town.rows("SELECT count(*) FROM outbox")
    assert waiting + len(list(town.locations.mail.glob("*.eml"))) >= count
