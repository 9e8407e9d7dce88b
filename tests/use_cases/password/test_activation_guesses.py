"""Guesses at activation codes, and at the codes of the phone that follow: counted, and limited by place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import CodeTicket, Refusal, Secret
from store.database import alone
from store.database.tidying import tidy
from store.rules.limits import ENDED_KEPT, GUESSES_AT_A_PLACE_AN_HOUR
from tests.digits import wrong
from tests.registered import Registered, activated, registered, token_for
from tests.town import TERMINAL, Town, outcome, refused

OTHER_DNI, OTHER_CODE = "87654321X", Secret("0000-0000-0000")


@pytest.fixture
def ines(town: Town) -> Registered:
    return registered(town)


def begin(town: Town, someone: Registered, **typed: str) -> CodeTicket:
    """Type what someone has, but for what is `typed` otherwise."""
    usual = {"document": someone.document, "email": someone.email, "code": someone.code.reveal()}
    values = {**usual, **typed}
    return town.store.activation.begin(values["document"], values["email"], Secret(values["code"]), TERMINAL)


def test_wrong_codes_by_sms_count_over_all_activations_and_a_right_one_forgets_them(
    town: Town, ines: Registered
) -> None:
    def guess() -> Refusal:
        ticket = begin(town, ines)
        code = Secret(wrong(town.sms_code().reveal()))
        return refused(town.store.activation.confirm, ticket, code, TERMINAL).refusal

    for _ in range(5):
        assert guess() is Refusal.WRONG_CODE
        town.clock.now += timedelta(hours=1)
    town.clock.now -= timedelta(hours=1)
    assert guess() is Refusal.CODE_LOCKED
    town.clock.now += timedelta(hours=1)
    token_for(town, ines)
    assert guess() is Refusal.WRONG_CODE


def test_after_a_hundred_wrong_codes_by_sms_no_right_one_is_taken(town: Town, ines: Registered) -> None:
    town.rows("INSERT INTO counter SELECT 'account:' || id, 'registered-phone', 99, NULL, 0 FROM account")
    ticket = begin(town, ines)
    code = town.sms_code()
    wrong_code = Secret(wrong(code.reveal()))
    assert outcome(town.store.activation.confirm, ticket, wrong_code, TERMINAL) is Refusal.WRONG_CODE
    assert [letter["Subject"] for letter in town.new_mail()] == ["Your account was blocked"]
    town.clock.now += timedelta(hours=1)
    ticket = begin(town, ines)
    refusal = outcome(town.store.activation.confirm, ticket, town.sms_code(), TERMINAL)
    assert refusal is Refusal.WRONG_CODE


def test_a_document_number_alone_blocks_nobodys_code(town: Town, ines: Registered) -> None:
    for _ in range(6):
        refused(lambda: begin(town, ines, email="stranger@example.org", code=OTHER_CODE.reveal()))
    begin(town, ines)


@pytest.mark.parametrize("known", [pytest.param(True, marks=pytest.mark.more), False])
def test_guesses_at_one_place_are_limited_whoever_they_are_at(
    town: Town, ines: Registered, known: bool
) -> None:
    def guess(place: str, number: int) -> Refusal:
        document = ines.document if known else OTHER_DNI
        email, begin_at = f"stranger-{number}@example.org", town.store.activation.begin
        return refused(lambda: begin_at(document, email, OTHER_CODE, TERMINAL, place)).refusal

    for number in range(GUESSES_AT_A_PLACE_AN_HOUR):
        assert guess("here", number) is Refusal.WRONG_ACTIVATION
    assert guess("here", 99) is Refusal.CODE_LOCKED
    assert guess("there", 100) is Refusal.WRONG_ACTIVATION
    town.store.activation.begin(ines.document, ines.email, ines.code, TERMINAL, "here")


def test_no_time_lifts_a_block(town: Town, ines: Registered) -> None:
    following = activated(town, ines)
    for _ in range(5):
        refused(lambda: begin(town, ines))
    town.clock.now += 2 * ENDED_KEPT
    with town.store.context.database.write(alone_with=alone.EVERYTHING) as db:
        tidy(db, town.clock.now)
    assert refused(lambda: begin(town, ines, code=following.reveal())).refusal is Refusal.ACTIVATION_BLOCKED
