"""`macle icu UpdateAccount`: contact details changed by whoever proves to be their owner, and no others."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from store import ContactDetails
from tests.command import MACLE, ROOT, complaint, environment
from tests.commands.icu.script import answered, icu, kinds_of_events
from tests.town import PASSWORD, Person, Town

UPDATE = "UpdateAccount"
TYPED = f"{PASSWORD.reveal()}\n"


@pytest.fixture
def someone(town: Town) -> Person:
    return town.person()


def as_owner(town: Town, *arguments: str, typed: str = TYPED) -> subprocess.CompletedProcess[str]:
    return icu(town, UPDATE, "--As", "alexandre", *arguments, typed=typed)


def details(town: Town, someone: Person) -> ContactDetails:
    session = town.sign_in(someone)
    try:
        return town.store.contact_details.read(session).details
    finally:
        town.store.sessions.end(session)


def sessions(town: Town) -> int:
    return len(town.rows("SELECT 1 FROM session"))


def test_the_answer_is_the_account_with_its_id_unchanged(town: Town, someone: Person) -> None:
    [(number,)] = town.rows("SELECT number FROM account")
    answer = answered(
        as_owner(town, "--FirstName", "Zoé", "--Country", "France", "--PhoneNumber=06 12 34 56 78")
    )
    assert [*answer] == ["Account", "ResponseMetadata"]
    assert answer["Account"] == {
        "AccountId": number,
        "Email": someone.email,
        "FirstName": "Zoé",
        "LastName": "",
        "CompanyName": "",
        "JobTitle": "",
        "Address": "",
        "City": "",
        "ZipCode": "",
        "StateProvince": "",
        "Country": "FR",
        "PhoneNumber": "+33612345678",
    }
    assert "contact-details-changed" in kinds_of_events(town, answer["ResponseMetadata"]["RequestId"])
    assert sessions(town) == 0


def test_only_what_is_given_changes_and_an_empty_value_deletes(town: Town, someone: Person) -> None:
    answered(as_owner(town, "--FirstName", "Zoé", "--ZipCode", "0123", "--City", "- Lyon #2"))
    assert details(town, someone) == ContactDetails(first_name="Zoé", postal_code="0123", city="- Lyon #2")
    answered(as_owner(town, "--City", "", "--LastName", "Roy"))
    assert details(town, someone) == ContactDetails(first_name="Zoé", postal_code="0123", last_name="Roy")


def test_all_that_is_wrong_is_told_at_once_with_its_option_and_nothing_changes(
    town: Town, someone: Person
) -> None:
    said = complaint(as_owner(town, "--Country", "Atlantis", "--City", "x" * 101, "--LastName", "Roy"))
    assert [line.partition(":")[0] for line in said.splitlines()] == ["--City", "--Country"]
    french = complaint(as_owner(town, "--Country", "FR", "--PhoneNumber", "12", "--lang", "fr"))
    assert french.startswith("--PhoneNumber\u00a0: ")
    assert details(town, someone) == ContactDetails()
    assert sessions(town) == 0


@pytest.mark.more
def test_a_wrong_password_is_the_answer_of_the_door_and_counts_as_there(town: Town, someone: Person) -> None:
    said = [complaint(as_owner(town, "--City", "Lyon", typed="Wrong-Guess-1!\n")) for _ in range(2)]
    nobody = icu(town, UPDATE, "--As", "nobody-here", "--City", "Lyon", typed="Wrong-Guess-1!\n")
    assert complaint(nobody) == said[0]
    assert said[0] != said[1]
    assert details(town, someone) == ContactDetails()


def test_where_nothing_is_to_change_the_answer_is_the_account(town: Town, someone: Person) -> None:
    answer = answered(as_owner(town))
    assert answer["Account"]["Email"] == someone.email
    assert "contact-details-changed" not in kinds_of_events(town, answer["ResponseMetadata"]["RequestId"])


@pytest.mark.parametrize("form", [pytest.param("option", marks=pytest.mark.more), "input"])
def test_a_second_step_is_asked_for_and_not_skipped(town: Town, someone: Person, form: str) -> None:
    session = town.sign_in(someone)
    secret = town.add_app(session)
    town.store.sessions.end(session)
    missing = complaint(as_owner(town, "--City", "Lyon"), status=2)
    assert missing.startswith("Standard input must have one more line: ")
    assert complaint(as_owner(town, "--City", "Lyon", "--Code", "000000"))
    assert sessions(town) == 0
    code = town.app_code(secret)
    given = {"option": (("--Code", code), TYPED), "input": ((), f"{TYPED}{code}\n")}
    arguments, typed = given[form]
    assert answered(as_owner(town, "--City", "Lyon", *arguments, typed=typed))["Account"]["City"] == "Lyon"
    assert sessions(town) == 0


def test_the_password_can_come_by_a_descriptor_of_its_own(town: Town, someone: Person) -> None:
    source, sink = os.pipe()
    os.write(sink, TYPED.encode())
    os.close(sink)
    run = subprocess.run(
        [*MACLE, "icu", UPDATE, "--As", someone.username, "--City", "Lyon", "--PasswordFd", str(source)],
        cwd=ROOT, env=environment(town.home), pass_fds=[source], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    os.close(source)
    assert answered(run)["Account"]["City"] == "Lyon"


def test_a_descriptor_without_a_password_is_named(town: Town, someone: Person, tmp_path: Path) -> None:
    with (tmp_path / "empty").open("w+") as empty:
        run = subprocess.run(
            [*MACLE, "icu", UPDATE, "--As", someone.username, "--PasswordFd", str(empty.fileno())],
            cwd=ROOT, env=environment(town.home), pass_fds=[empty.fileno()], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        number = empty.fileno()
    said = complaint(run, status=2)
    assert f"The file descriptor {number} must have one more line: Password." in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("--City", "Lyon"),
        ("--As", "alexandre", "--PasswordFd", "77"),
        ("--As", "alexandre", "--PasswordFd", "x"),
        ("--As", "alexandre", "--AccountId", "123456789012"),
        ("--As", "alexandre", "--City"),
    ],
)
def test_a_wrong_usage_is_told_apart(town: Town, someone: Person, arguments: tuple[str, ...]) -> None:
    said = complaint(icu(town, UPDATE, *arguments, typed=TYPED), status=2)
    assert f"macle icu {UPDATE} --help" in said
