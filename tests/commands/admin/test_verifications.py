"""`macle admin verifications`: the requests that wait, accepted and refused from a shell."""

from __future__ import annotations

import pytest

from store import ProfileState, Secret
from tests.command import complaint
from tests.commands.admin.administrator import LIST, TYPED, Operator, asks, ids, macle, request_of, told
from tests.town import PASSWORD, Town

SEEN = ("--reason", "The passport.")
OPENED = "SELECT username FROM event JOIN account ON account.id = account_id WHERE kind = 'page-opened'"


def test_the_requests_that_wait_are_listed_and_one_is_shown_with_what_is_to_be_compared(
    town: Town, operator: Operator
) -> None:
    asks(town)
    asks(town, "dominique", "Dominique Łoś")
    listed = told(macle(town, *LIST, typed=operator.types()))
    first, second = listed.split("\n\n")
    assert "Account: alexandre\nAsked for: " in first
    assert "Account: dominique\n" in second
    assert "Full name" not in listed
    assert town.rows(OPENED) == []
    number = ids(listed)[0]
    shown = told(macle(town, *LIST, "show", number, typed=operator.types()))
    assert shown.startswith("Full name: Alexandre Dupont\nDate of birth: May 31, 1990\n")
    assert "Spanish DNI: 12345678Z\nAddress: 1 rue [b]Haute[/b], Lyon" in shown
    assert town.rows(OPENED) == [("alexandre",)]


@pytest.mark.more
def test_a_damaged_request_is_listed_among_the_others_shown_as_such_and_refused(
    town: Town, operator: Operator
) -> None:
    session = asks(town)
    asks(town, "dominique", "Dominique Łoś")
    town.rows("UPDATE profile SET for_operator = x'00' WHERE account_id = 2")
    listed = told(macle(town, *LIST, typed=operator.types()))
    number = ids(listed)[0]
    shown = told(macle(town, *LIST, "show", number, typed=operator.types()))
    assert shown == "Damaged: it cannot be read, and can only be refused\n"
    assert "damaged" in complaint(macle(town, *LIST, "accept", number, *SEEN, typed=operator.types()))
    assert request_of(town, session) is ProfileState.PENDING
    told(macle(town, *LIST, "refuse", number, "--reason", "Please ask again.", typed=operator.types()))
    assert request_of(town, session) is ProfileState.REFUSED


def test_a_request_is_shown_in_french(town: Town, operator: Operator) -> None:
    asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    said = told(macle(town, *LIST, "show", number, "--lang", "fr", typed=operator.types()))
    assert "Date de naissance\u00a0: 31 mai 1990\n" in said


def test_that_nothing_waits_is_said(town: Town, operator: Operator) -> None:
    assert "No verification" in told(macle(town, *LIST, typed=operator.types()))


def test_a_request_is_accepted_by_the_number_in_the_list(town: Town, operator: Operator) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    said = told(macle(town, *LIST, "accept", number, *SEEN, typed=operator.types()))
    assert said == "The identity of alexandre is verified.\n"
    assert request_of(town, session) is ProfileState.ACCEPTED
    assert "No verification" in told(macle(town, *LIST, typed=operator.types()))


def test_the_operator_may_be_named_after_the_decision(town: Town, operator: Operator) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    decide = ("admin", "verifications", "accept", number.upper(), *SEEN, "--as", operator.username)
    told(macle(town, *decide, typed=operator.types().rstrip()))
    assert request_of(town, session) is ProfileState.ACCEPTED


def test_a_request_is_refused_with_a_reason_that_the_person_reads(town: Town, operator: Operator) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    said = told(
        macle(town, *LIST, "refuse", number, "--reason", "The photo is torn.", typed=operator.types())
    )
    assert said == "The request of alexandre is refused.\n"
    assert request_of(town, session) is ProfileState.REFUSED
    assert town.store.profile.status(session).reason == "The photo is torn."


def test_the_person_has_their_message_when_the_command_ends(town: Town, operator: Operator) -> None:
    asks(town)
    town.new_mail()
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    told(macle(town, *LIST, "accept", number, *SEEN, typed=operator.types()))
    assert town.rows("SELECT 1 FROM outbox") == []
    assert [mail["To"] for mail in town.new_mail() if mail["To"] != operator.email] == [
        "alexandre@example.org"
    ]


@pytest.mark.parametrize("number", ["", " ", "xyz", "0" * 33, "\x1b]0;x\x07", "\udcff"])
def test_a_number_that_is_none_decides_nothing(town: Town, operator: Operator, number: str) -> None:
    session = asks(town)
    said = complaint(macle(town, *LIST, "accept", number, *SEEN, typed=operator.types()))
    assert "\x1b" not in said
    assert request_of(town, session) is ProfileState.PENDING


def test_a_number_that_several_requests_begin_with_decides_nothing(town: Town, operator: Operator) -> None:
    seen: set[str] = set()
    for letter in "abcdefghijklmnopq":
        asks(town, f"person-{letter}")
        digits = [number[0] for (number,) in town.rows("SELECT id FROM profile ORDER BY requested_at")]
        if digits[-1] in seen:
            break
        seen.add(digits[-1])
    assert "Several" in complaint(macle(town, *LIST, "accept", digits[-1], *SEEN, typed=operator.types()))
    assert town.rows("SELECT DISTINCT state FROM profile") == [("pending",)]


def test_a_decided_request_is_not_decided_again(town: Town, operator: Operator) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    told(macle(town, *LIST, "accept", number, *SEEN, typed=operator.types()))
    complaint(macle(town, *LIST, "refuse", number, "--reason", "Not so.", typed=operator.types()))
    assert request_of(town, session) is ProfileState.ACCEPTED


def test_who_is_no_operator_sees_and_decides_nothing(town: Town, operator: Operator) -> None:
    session = asks(town)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    as_a_person = ("admin", "verifications", "--as", "alexandre")
    for rest in ((), ("accept", number, *SEEN), ("refuse", number, "--reason", "Not so.")):
        said = complaint(macle(town, *as_a_person, *rest, typed=f"{TYPED}\n"))
        assert said == "Your account is not allowed to do this.\n"
    assert request_of(town, session) is ProfileState.PENDING


def test_an_operator_does_not_accept_their_own_request(town: Town, operator: Operator) -> None:
    code = Secret(operator.codes.pop())
    session = town.sign_in(operator)
    town.store.second_step.enter_recovery_code(session, code)
    identity = town.store.verification.check("Odile Roy", "31/05/1990", "passport", "AB123456", "Lyon")
    town.store.verification.request(session, identity, PASSWORD)
    (number,) = ids(told(macle(town, *LIST, typed=operator.types())))
    complaint(macle(town, *LIST, "accept", number, *SEEN, typed=operator.types()))
    assert request_of(town, session) is ProfileState.PENDING
