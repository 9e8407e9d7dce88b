"""`macle admin activation-code`: an operator hands another code over from a shell."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from store import Refusal
from store.rules.quota import DAY
from store.settings import utc_now
from tests.command import complaint, in_terminal
from tests.commands.admin.administrator import TYPED, Operator, appoint, macle, told
from tests.one_time_pins import begin
from tests.registered import registered, token_for
from tests.town import DNI, PHONE, Town, outcome

HAND_OVER = ("admin", "activation-code", "--as", "olga-desk")


@pytest.fixture(autouse=True)
def no_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no real printer print: none is found."""
    monkeypatch.setattr("store.printing.shutil.which", lambda _program: None)


@pytest.fixture
def operator(town: Town) -> Operator:
    """One who did not register anybody: `registered` has an operator of its own."""
    return appoint(town, "olga-desk")


def test_a_lost_code_is_replaced_and_another_phone_asked_for(town: Town, operator: Operator) -> None:
    someone = registered(town)
    options = ("--document", DNI, "--phone", "612 34 56 78", "--lang", "fr")
    said = told(macle(town, *HAND_OVER, *options, typed=f"{operator.types()}Tout est perdu.\n"))
    assert re.search(r"La feuille \d{6} va", said)
    assert "L’autre téléphone a été demandé." in said
    assert "L’adresse i•••@example.org" in said
    assert outcome(token_for, town, someone) is Refusal.WRONG_ACTIVATION
    assert town.rows("SELECT what, approved_at, reason FROM removal") == [
        ("registered-phone", None, "Tout est perdu.")
    ]


def test_why_another_phone_is_not_asked_for_is_told_with_the_slip(town: Town, operator: Operator) -> None:
    registered(town)
    options = ("--document", DNI, "--phone", PHONE)
    said = told(macle(town, *HAND_OVER, *options, typed=f"{operator.types()}Lost.\n"))
    assert re.search(r"Slip \d{6} will", said)
    assert "This phone is registered already." in said
    assert town.rows("SELECT * FROM removal") == []


@pytest.mark.parametrize("is_spent", [False, True])
def test_that_a_block_stays_is_told_with_the_slip(town: Town, operator: Operator, *, is_spent: bool) -> None:
    registered(town)
    now = int(utc_now().timestamp()) * 1_000_000
    town.rows(
        "INSERT INTO counter SELECT 'account:' || account_id, 'pin', 100, NULL, ? FROM registration", now
    )
    if is_spent:
        spent = "INSERT INTO quota (subject, kind, full_at) SELECT 'account:' || account_id, 'unblocking', ?"
        town.rows(f"{spent} FROM registration", now + DAY // timedelta(microseconds=1))
    said = told(macle(town, *HAND_OVER, "--document", DNI, typed=f"{operator.types()}Lost.\n"))
    assert ("PINs stay blocked" in said) is is_spent


@pytest.mark.terminal
def test_at_a_terminal_an_unknown_number_is_asked_again_before_the_reason(
    town: Town, operator: Operator
) -> None:
    registered(town)
    town.store.close()
    child = in_terminal(*HAND_OVER, home=town.home)
    child.expect("Password:")
    child.sendline(TYPED)
    child.expect(":")
    child.sendline(operator.codes.pop())
    child.expect("Document number:")
    child.sendline("X1234567L")
    child.expect("Document number:")
    assert "Reason" not in child.before
    child.sendline(DNI)
    child.expect("Reason:")
    child.sendintr()
    child.wait()
    child.close()


def test_everything_but_a_phone_may_come_from_a_pipe(town: Town, operator: Operator) -> None:
    registered(town)
    told(macle(town, *HAND_OVER, typed=f"{operator.types()}{DNI}\nLost.\n"))
    assert town.rows("SELECT * FROM removal") == []


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (("--contrast",), "18/05/2036\n"),
        (("--contrast", "18/05/2036"), ""),
        (("--contrast",), "01/01/9999\n18/05/2016\n"),
        (("--issued", "18/05/2016"), "01/01/9999\n"),
    ],
)
def test_the_contrast_datum_of_a_renewed_document_is_taken_and_shown_as_it_was_read(
    town: Town, operator: Operator, options: tuple[str, ...], lines: str
) -> None:
    registered(town)
    typed = f"{operator.types()}{lines}Renewed.\n"
    said = told(macle(town, *HAND_OVER, "--document", DNI, *options, typed=typed))
    day = "18/05/2016" if "2016" in lines + "".join(options) else "18/05/2036"
    assert f"read as May 18, {day[-4:]}." in said
    begin(town, contrast=day)


def test_the_desk_is_told_of_the_level(town: Town, operator: Operator) -> None:
    registered(town)
    typed = f"{operator.types()}To sign.\n"
    said = told(macle(town, *HAND_OVER, "--document", DNI, "--advanced", typed=typed))
    assert "registered at the advanced level" in said


@pytest.mark.parametrize("faulty", [{"document": "12345678A"}, {"phone": "1"}, {"document": DNI}])
def test_what_is_wrong_is_told_beside_what_it_is_about(
    town: Town, operator: Operator, faulty: dict[str, Any]
) -> None:
    usual = {"document": DNI, "reason": "Lost."}
    options = [f"--{name}={value}" for name, value in {**usual, **faulty}.items()]
    complained = complaint(macle(town, *HAND_OVER, *options, typed=operator.types()))
    label = "Phone number: " if "phone" in faulty else "Document number: "
    assert label in complained
    assert complained.endswith("No activation code was made. Correct what is told above, then begin again.\n")
