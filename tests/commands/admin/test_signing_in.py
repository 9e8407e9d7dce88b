"""How an operator signs in for a task of `macle admin`, and that no session of theirs is left."""

from __future__ import annotations

import os

import pexpect
import pytest

from store import ProfileState
from store.rules.limits import CODES_TO_A_PHONE_AN_HOUR, FAILURES_BEFORE_A_WAIT
from tests.command import complaint, in_terminal
from tests.commands.admin.administrator import (
    LIST,
    TYPED,
    WHY,
    Operator,
    asks,
    ids,
    macle,
    open_sessions,
    request_of,
    told,
)
from tests.town import PASSWORD, WRONG, Person, Town


def test_a_wrong_password_tells_nobody_who_is_an_operator(town: Town, operator: Person) -> None:
    town.person("alexandre")
    answers = {
        complaint(macle(town, "admin", "verifications", "--as", name, typed=f"{WRONG.reveal()}\n"))
        for name in (operator.username, "alexandre", "nobody-here")
    }
    assert len(answers) == 1


def test_an_operator_does_not_wait_for_strangers_where_they_signed_in_before(
    town: Town, operator: Operator
) -> None:
    told(macle(town, *LIST, typed=operator.types()))
    town.fails_to_sign_in(operator.username, 5)
    told(macle(town, *LIST, typed=operator.types()))


def test_no_session_is_left_whatever_came_of_it(town: Town, operator: Operator) -> None:
    before = open_sessions(town, operator)
    macle(town, *LIST, typed=operator.types())
    macle(town, *LIST, "accept", "xyz", *WHY, typed=operator.types())
    macle(town, "admin", "verifications", "--as", town.person("alexandre").username, typed=f"{TYPED}\n")
    assert open_sessions(town, operator) == before
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'signed-out' AND account_id = 1") == [(3,)]


@pytest.mark.parametrize("between", ["", " ", "-"])
def test_an_operator_with_an_app_is_asked_for_its_code(town: Town, newcomer: Person, between: str) -> None:
    app = town.add_app(town.sign_in(newcomer))
    shown = town.app_code(app)
    code = f"{shown[:3]}{between}{shown[3:]}"
    said = told(macle(town, *LIST, typed=f"{TYPED}\n{code}\n"))
    assert said == "No verification of identity waits.\n"
    assert "déjà" in complaint(macle(town, *LIST, "--lang", "fr", typed=f"{TYPED}\n{code}\n"))


def test_an_operator_with_a_phone_is_sent_a_code_while_the_command_waits(
    town: Town, newcomer: Person
) -> None:
    town.add_phone(town.sign_in(newcomer))
    town.new_texts()
    child = in_terminal(*LIST, home=town.home)
    child.expect("Password:")
    child.sendline(TYPED)
    child.expect("Code sent by SMS to the number ending in 0134, or a recovery code:")
    while not (texts := town.new_texts()):
        os.sched_yield()  # the command may be about to deliver it
    [text] = texts
    child.sendline(text.text.rsplit(" ", 1)[-1])
    child.expect("No verification of identity waits.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_an_operators_recovery_code_will_do_as_well(town: Town, operator: Operator) -> None:
    typed = operator.types()
    told(macle(town, *LIST, typed=typed.lower().replace(TYPED.lower(), TYPED)))
    assert "used already" in complaint(macle(town, *LIST, typed=typed))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("123", "A code has 6 digits; here are 3."),
        ("1234567", "A code has 6 digits; here are 7."),
        ("ABC12", "A recovery code has 10 characters; here are 5."),
        ("ABCDE-FGHU1", "No recovery code holds “U”."),
    ],
)
def test_what_can_be_no_code_is_told_as_the_kind_that_it_looks_like(
    town: Town, operator: Operator, typed: str, words: str
) -> None:
    assert words in complaint(macle(town, *LIST, typed=f"{TYPED}\n{typed}\n"))
    told(macle(town, *LIST, typed=operator.types()))


@pytest.mark.more
def test_a_recovery_code_will_do_also_where_no_more_can_be_sent_to_the_phone(
    town: Town, newcomer: Person
) -> None:
    session = town.sign_in(newcomer)
    phone = town.add_phone(session)
    code = town.store.recovery_codes.make(session, PASSWORD)[0].reveal()
    for _ in range(CODES_TO_A_PHONE_AN_HOUR):
        town.store.second_step.send(town.sign_in(newcomer), phone)
    assert told(macle(town, *LIST, typed=f"{TYPED}\n{code}\n")) == "No verification of identity waits.\n"


@pytest.mark.more
def test_without_the_code_an_operator_decides_nothing_and_no_session_is_left(
    town: Town, operator: Operator
) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    before = open_sessions(town, operator)
    assert "4 tries" in complaint(macle(town, *LIST, "accept", number, *WHY, typed=f"{TYPED}\n000000\n"))
    assert "3 essais" in complaint(macle(town, *LIST, "--lang", "fr", typed=f"{TYPED}\n111111\n"))
    complaint(macle(town, *LIST, "accept", number, *WHY, typed=f"{TYPED}\n"), status=2)
    assert request_of(town, session) is ProfileState.PENDING
    assert open_sessions(town, operator) == before


def test_at_a_terminal_a_wrong_password_and_a_wrong_code_are_typed_again(
    town: Town, operator: Operator
) -> None:
    child, shown = in_terminal(*LIST, home=town.home), ""
    for prompt, answer in (
        ("Password:", WRONG.reveal()),
        ("Password:", TYPED),
        ("recovery code:", "123"),
        ("recovery code:", "000000"),
        ("recovery code:", operator.codes.pop()),
    ):
        child.expect(prompt)
        shown += child.before
        child.sendline(answer)
    child.expect("No verification of identity waits.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "These details do not match." in shown
    assert "A code has 6 digits; here are 3." in shown
    assert "This code is not right." in shown


def test_at_a_terminal_the_command_ends_once_no_try_is_left(town: Town, operator: Operator) -> None:
    child = in_terminal(*LIST, home=town.home)
    child.expect("Password:")
    child.sendline(TYPED)
    for _ in range(FAILURES_BEFORE_A_WAIT):
        child.expect("recovery code:")
        child.sendline("000000")
    child.expect(pexpect.EOF)
    child.close()
    assert "Try again from" in child.before
    assert child.exitstatus == 1
