"""`macle admin register`: an operator registers someone from a shell."""

from __future__ import annotations

import re
from typing import Any

import pytest

from store import RegisteredLevel, Role
from store.accounts.identity.registered import level
from tests.command import complaint, in_terminal
from tests.commands.admin.administrator import TYPED, Operator, macle, told
from tests.one_time_pins import begin
from tests.town import CONTRAST, DNI, PASSWORD, PHONE, Town

LONG_AGO = "17/05/2011"
REGISTER = ("admin", "register", "--as", "odile-desk")
OPTIONS = (
    *("--document", DNI, "--email", "ines@example.org", "--phone", PHONE, "--level", "advanced"),
    *("--speaks", "fr", "--reason", "Came in person."),
)


@pytest.fixture(autouse=True)
def no_printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Let no real printer print: none is found."""
    monkeypatch.setattr("store.printing.shutil.which", lambda _program: None)


def registered(town: Town) -> list[tuple[Any, ...]]:
    rows = town.rows("SELECT id, email, language FROM account JOIN registration ON account.id = account_id")
    with town.store.context.database.read() as db:
        return [
            (email, language, level(db, town.store.context, account_id))
            for account_id, email, language in rows
        ]


def test_what_no_option_gives_is_read_from_a_pipe(town: Town, operator: Operator) -> None:
    said = told(macle(town, *REGISTER, *OPTIONS, typed=f"{operator.types()}{CONTRAST}\n"))
    assert re.search(r"Slip \d{6}", said)
    assert "+1 514-555-0134" in said
    assert registered(town) == [("ines@example.org", "fr", RegisteredLevel.ADVANCED)]


def test_everything_may_come_from_a_pipe(town: Town, operator: Operator) -> None:
    lines = f"{DNI}\n{CONTRAST}\nines@example.org\n{PHONE}\nBasic\nen\nCame in person.\n"
    told(macle(town, *REGISTER, typed=f"{operator.types()}{lines}"))
    assert registered(town) == [("ines@example.org", "en", RegisteredLevel.BASIC)]


@pytest.mark.parametrize(
    ("document", "contrast", "read"),
    [
        pytest.param("X1234567L", "E0123456", "E00123456", marks=pytest.mark.more),
        (DNI, CONTRAST, "May 17, 2031"),
    ],
)
def test_the_contrast_datum_is_shown_as_it_was_read(
    town: Town, operator: Operator, document: str, contrast: str, read: str
) -> None:
    given = ("--document", document, *OPTIONS[2:])
    assert f"read as {read}." in told(macle(town, *REGISTER, *given, typed=f"{operator.types()}{contrast}\n"))


def test_a_level_and_a_language_are_taken_in_the_words_of_the_operator(
    town: Town, operator: Operator
) -> None:
    lines = f"{DNI}\n{CONTRAST}\nines@example.org\n{PHONE}\nAvancé\nanglais\nEn personne.\n"
    told(macle(town, *REGISTER, "--lang", "fr", typed=f"{operator.types()}{lines}"))
    assert registered(town) == [("ines@example.org", "en", RegisteredLevel.ADVANCED)]


@pytest.mark.parametrize("command", ["register", "activation-code"])
def test_who_has_no_second_step_is_told_before_anything_is_asked(town: Town, command: str) -> None:
    town.store.operators.add("olga-desk", "olga@example.org", PASSWORD, PASSWORD, "en", Role.OPERATOR)
    refused = complaint(macle(town, "admin", command, "--as", "olga-desk", typed=f"{TYPED}\n"))
    assert "An operator needs a second step" in refused


def test_all_faults_are_told_at_once_beside_what_they_are_about(town: Town, operator: Operator) -> None:
    faulty = ("--document", "12345678A", "--email", "ines", "--phone", "1", "--level", "basic")
    more = ("--speaks", "en", "--reason", "Came.", "--contrast", "31/02/2031")
    complained = complaint(macle(town, *REGISTER, *faulty, *more, typed=operator.types()))
    for label in ("Document number: ", "Contrast datum: ", "Email address: ", "Phone number: "):
        assert label in complained
    assert complained.endswith("Nobody was registered. Correct what is told above, then begin again.\n")
    assert registered(town) == []


def test_a_known_document_is_refused(town: Town, operator: Operator) -> None:
    told(macle(town, *REGISTER, *OPTIONS, typed=f"{operator.types()}{CONTRAST}\n"))
    again = complaint(macle(town, *REGISTER, *OPTIONS, typed=f"{operator.types()}{CONTRAST}\n"))
    assert "An account has this document number already." in again
    assert "An account has this email address already." in again


def test_the_prompts_and_the_faults_speak_french(town: Town, operator: Operator) -> None:
    wrong = ("--email", "ines", *OPTIONS[:2], *OPTIONS[4:])
    typed = f"{operator.types()}{CONTRAST}\n"
    assert "Adresse courriel\u00a0: " in complaint(
        macle(town, *REGISTER, *wrong, "--lang", "fr", typed=typed)
    )


def test_a_level_that_there_is_not_is_told(town: Town, operator: Operator) -> None:
    refused = macle(town, *REGISTER, "--level", "medium", typed=operator.types())
    assert refused.returncode == 2
    assert "basic, advanced" in refused.stderr


def test_the_issue_date_of_a_permanent_dni_is_read_after_its_expiry_date(
    town: Town, operator: Operator
) -> None:
    typed = f"{operator.types()}01/01/9999\n{LONG_AGO}\n"
    told(macle(town, *REGISTER, *OPTIONS, typed=typed))
    begin(town, contrast=LONG_AGO)


def test_an_expired_dni_is_refused_in_french_too(town: Town, operator: Operator) -> None:
    typed = f"{operator.types()}{LONG_AGO}\n"
    assert "n’est plus valable" in complaint(macle(town, *REGISTER, *OPTIONS, "--lang", "fr", typed=typed))
    assert registered(town) == []


@pytest.mark.more
def test_at_a_terminal_what_somebody_has_is_asked_again_at_once(town: Town, operator: Operator) -> None:
    told(macle(town, *REGISTER, *OPTIONS, typed=f"{operator.types()}{CONTRAST}\n"))
    town.store.close()
    child = in_terminal(*REGISTER, "--document", DNI, home=town.home)
    child.expect("Password:")
    child.sendline(TYPED)
    child.expect(":")
    child.sendline(operator.codes.pop())
    child.expect("has this document number already")
    child.expect("Document number:")
    child.sendline("X1234567L")
    child.expect("Contrast datum:")
    child.sendline("E01234567")
    child.expect("Email address:")
    child.sendline("ines@example.org")
    child.expect("has this email address already")
    child.expect("Email address:")
    child.sendintr()
    child.wait()
    child.close()


@pytest.mark.more
def test_at_a_terminal_what_is_what_is_wrong_is_asked_again(town: Town, operator: Operator) -> None:
    town.store.close()
    child = in_terminal(*REGISTER, *OPTIONS[2:], home=town.home)
    child.expect("Password:")
    child.sendline(TYPED)
    child.expect(":")
    child.sendline(operator.codes.pop())
    child.expect("Document number:")
    child.sendline("12345678A")
    child.expect("check letter|letter")
    child.expect("Document number:")
    child.sendline(DNI)
    child.expect("Contrast datum:")
    child.sendline(CONTRAST)
    child.expect(r"Slip \d{6}")
    child.wait()
    child.close()
    assert child.exitstatus == 0
