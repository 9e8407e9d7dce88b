"""`macle admin operators`: who has which rights, unblocked and given back from a shell."""

from __future__ import annotations

import pexpect
import pytest

from store import Refusal
from store.rules.limits import FAILURES_THAT_BLOCK
from tests.command import complaint, in_terminal
from tests.commands.admin.administrator import LIST, TYPED, Operator, macle, told
from tests.town import NEW_PASSWORD, Person, Town, refused

REASON = "The guesses came from elsewhere."
OPERATORS = ("admin", "operators")
GIVE_BACK = (*OPERATORS, "give-back", "odile-desk", "--reason")
UNBLOCK = (*OPERATORS, "unblock", "odile-desk", "--as", "omar-desk", "--reason")


def test_the_list_says_who_has_what_rights(town: Town, operator: Operator, supervisor: Operator) -> None:
    town.reset(operator)
    first, second = told(macle(town, *OPERATORS)).split("\n\n")
    assert first == (
        "Account: odile-desk\nRole: operator\nSecond step: set up\n"
        "Rights: suspended since a reset of the password, or a restore"
    )
    assert second == "Account: omar-desk\nRole: supervisor\nSecond step: set up\n"


def test_the_list_says_who_still_needs_a_second_step_and_in_french(town: Town, newcomer: Person) -> None:
    said = told(macle(town, *OPERATORS, "--lang", "fr"))
    assert "Deuxième étape\u00a0: pas encore en place, donc aucun droit\n" in said


def test_that_there_is_no_operator_is_said(town: Town) -> None:
    assert told(macle(town, *OPERATORS)) == "There is no operator yet.\n"


def test_an_operator_without_a_second_step_is_told_to_set_one_up(town: Town, newcomer: Person) -> None:
    assert "set one up" in complaint(macle(town, *LIST, typed=f"{TYPED}\n"))
    assert "mettez-en une" in complaint(macle(town, *LIST, "--lang", "fr", typed=f"{TYPED}\n"))


def test_rights_that_a_reset_suspended_are_given_back_at_the_machine(town: Town, operator: Operator) -> None:
    town.reset(operator)
    typed = operator.types().replace(TYPED, NEW_PASSWORD.reveal())
    assert "suspended" in complaint(macle(town, *LIST, typed=typed))
    town.new_mail()
    assert "again" in told(macle(town, *GIVE_BACK, REASON))
    [letter] = town.new_mail()
    assert (letter["To"], REASON in letter.get_content()) == (operator.email, True)
    typed = operator.types().replace(TYPED, NEW_PASSWORD.reveal())
    assert told(macle(town, *LIST, typed=typed)) == "No verification of identity waits.\n"
    assert town.rows("SELECT reason FROM event WHERE kind = 'role-given-back'") == [(REASON,)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The rights of this account are not suspended, so nothing was given back.\n"),
        ("fr", "Les droits de ce compte ne sont pas suspendus, donc rien n’a été rendu.\n"),
    ],
)
def test_rights_that_are_not_suspended_are_not_given_back(
    town: Town, supervisor: Operator, language: str, words: str
) -> None:
    give_back = (*OPERATORS, "give-back", supervisor.username, "--reason", REASON, "--lang", language)
    assert complaint(macle(town, *give_back)) == words


def test_a_supervisor_is_not_written_to_as_an_operator(
    town: Town, operator: Operator, supervisor: Operator
) -> None:
    town.reset(supervisor)
    told(macle(town, *OPERATORS, "give-back", supervisor.username, "--reason", REASON))
    written = [mail for mail in town.new_mail() if mail["To"] == supervisor.email]
    subjects = [mail["Subject"] for mail in written]
    assert {"The rights of your role are suspended", "Your rights were given back to you"} <= {*subjects}
    assert not any("operator" in f"{mail['Subject']} {mail.get_content()}" for mail in written)


def test_a_sole_supervisor_gets_the_rights_back_too(town: Town, supervisor: Operator) -> None:
    town.reset(supervisor)
    told(macle(town, *OPERATORS, "give-back", supervisor.username, "--reason", REASON))
    assert town.rows("SELECT role, role_suspended FROM account") == [("supervisor", 0)]


def test_who_has_no_second_step_has_no_rights_to_be_given_back(town: Town, newcomer: Person) -> None:
    said = complaint(macle(town, *OPERATORS, "give-back", newcomer.username, "--reason", REASON))
    assert "no second step" in said


@pytest.mark.more
def test_a_reason_that_cannot_be_read_gives_nothing_back(
    town: Town, operator: Operator, supervisor: Operator
) -> None:
    town.reset(operator)
    for reason in ("", " ", "x" * 201, "\x1b[2J", "\udcff"):
        complaint(macle(town, *GIVE_BACK, reason))
        complaint(macle(town, *UNBLOCK, reason, typed=supervisor.types()))
    assert town.rows("SELECT role_suspended FROM account WHERE username = 'odile-desk'") == [(1,)]
    assert town.rows("SELECT 1 FROM event WHERE reason != ''") == []


def test_nobody_else_gets_rights(town: Town, operator: Operator) -> None:
    town.person("alexandre")
    for name in ("nobody-here", "alexandre", "odile-desk", "", "\x1b]0;x\x07", "\udcff"):
        said = complaint(macle(town, *OPERATORS, "give-back", name, "--reason", REASON))
        assert "\x1b" not in said
    assert town.rows("SELECT 1 FROM event WHERE reason != ''") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [pytest.param("en", "is unblocked", marks=pytest.mark.more), ("fr", "n’a plus de blocage")],
)
def test_a_supervisor_unblocks_an_operator_from_a_shell(
    town: Town, operator: Operator, supervisor: Operator, language: str, words: str
) -> None:
    town.rows(
        "INSERT INTO counter (subject, kind, failures, opens_at, counted_at)"
        " VALUES ('account:1', 'password', ?, NULL, 0)",
        FAILURES_THAT_BLOCK,
    )
    assert refused(town.sign_in, operator).refusal is Refusal.WRONG_SIGN_IN
    town.rows("UPDATE counter SET opens_at = NULL")
    assert words in told(macle(town, *UNBLOCK, REASON, "--lang", language, typed=supervisor.types()))
    assert "waits" in told(macle(town, *LIST, typed=operator.types()))


def test_an_operator_unblocks_nobody_and_a_supervisor_not_themselves(
    town: Town, operator: Operator, supervisor: Operator
) -> None:
    as_operator = (*OPERATORS, "unblock", "omar-desk", "--as", "odile-desk", "--reason", REASON)
    assert "not allowed" in complaint(macle(town, *as_operator, typed=operator.types()))
    themselves = (*OPERATORS, "unblock", "omar-desk", "--as", "omar-desk", "--reason", REASON)
    assert "another supervisor" in complaint(macle(town, *themselves, typed=supervisor.types()))


@pytest.mark.more
@pytest.mark.terminal
def test_at_a_terminal_a_supervisor_is_asked_for_both_steps(
    town: Town, operator: Operator, supervisor: Operator
) -> None:
    child = in_terminal(*UNBLOCK, REASON, home=town.home)
    password, code = supervisor.types().splitlines()
    child.expect("Password: ")
    child.waitnoecho()
    child.sendline(password)
    child.expect("Code of the app .*, or a recovery code: ")
    child.waitnoecho()
    child.sendline(code)
    child.expect("odile-desk is unblocked; their rights are as they were.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


ROLE = (*OPERATORS, "role")


def test_who_has_an_account_is_made_an_operator_and_told(town: Town) -> None:
    alexandre = town.person("alexandre")
    session = town.sign_in(alexandre)
    first, then = told(macle(town, *ROLE, "Alexandre", "supervisor", "--reason", REASON)).splitlines()
    assert first == "Alexandre is a supervisor now."
    assert then.startswith("First they have to set up a second step: ")
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED
    [letter] = [mail for mail in town.new_mail() if mail["Subject"] == "Your role was changed"]
    assert (letter["To"], REASON in letter.get_content()) == (alexandre.email, True)
    assert town.rows("SELECT reason FROM event WHERE kind = 'role-changed'") == [(REASON,)]
    assert "Second step: not set up yet" in told(macle(town, *OPERATORS))


def test_who_leaves_has_no_role_any_more(town: Town, operator: Operator) -> None:
    town.reset(operator)
    told(macle(town, *ROLE, operator.username, "person", "--reason", REASON))
    assert town.rows("SELECT role, role_suspended FROM account") == [("person", 0)]
    assert told(macle(town, *OPERATORS)) == "There is no operator yet.\n"


@pytest.mark.parametrize(
    ("role", "words", "left"),
    [
        ("person", "is neither an operator nor a supervisor any more.", "your role as a supervisor"),
        ("operator", "is an operator now.", "made you an operator"),
    ],
)
def test_the_only_supervisor_is_told_what_was_taken_and_the_administrator_how_to_make_another(
    town: Town, supervisor: Operator, role: str, words: str, left: str
) -> None:
    said = told(macle(town, *ROLE, supervisor.username, role, "--reason", REASON))
    first, then = said.splitlines()
    assert first == f"{supervisor.username} {words}"
    assert "There is no supervisor." in then
    assert "“macle admin operators role USERNAME supervisor”" in then
    [letter] = [mail for mail in town.new_mail() if mail["Subject"] == "Your role was changed"]
    assert left in letter.get_content()


def test_another_role_gives_nobody_back_what_a_reset_suspended(town: Town, operator: Operator) -> None:
    town.reset(operator)
    said = told(macle(town, *ROLE, operator.username, "supervisor", "--reason", REASON))
    assert said == "odile-desk is a supervisor now.\n"
    assert town.rows("SELECT role, role_suspended FROM account") == [("supervisor", 1)]


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [("nobody-here", "operator", "No account"), ("odile-desk", "operator", "already")],
)
def test_a_role_that_cannot_be_given_changes_nothing(
    town: Town, operator: Operator, name: str, role: str, words: str
) -> None:
    assert words in complaint(macle(town, *ROLE, name, role, "--reason", REASON))
    assert town.rows("SELECT 1 FROM event WHERE kind = 'role-changed'") == []
