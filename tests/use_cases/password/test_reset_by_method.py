"""After an undoing, a standing method does in the place of recovery questions that are not the owner's."""

from __future__ import annotations

import pytest

from store import Confirmation, Refusal, Secret
from store.values.methods import RECOVERY_SHEET
from tests.digits import wrong
from tests.theft import (
    HOSTILE_ANSWERS,
    THIEF,
    Told,
    change_email,
    disown,
    reset_with_answer,
    signed_in,
)
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town, outcome, refused


class Robbed:
    """Someone with a standing phone, whose recovery questions a thief chose: there were none before."""

    def __init__(self, town: Town) -> None:
        self.someone = town.person()
        session = town.sign_in(self.someone)
        self.phone = town.add_phone(session)
        self.codes = town.store.recovery_codes.make(session, PASSWORD)
        town.clock.advance(days=30)
        Told.lately(town)
        town.store.recovery_questions.set(signed_in(town, self.someone), HOSTILE_ANSWERS, PASSWORD)
        self.notice = Told.lately(town).to(self.someone.email)


@pytest.fixture
def robbed(town: Town) -> Robbed:
    return Robbed(town)


def test_a_code_of_a_standing_phone_does_in_the_place_of_the_answer(town: Town, robbed: Robbed) -> None:
    disown(town, robbed.notice)
    token = town.reset_token(robbed.someone)
    opened = town.store.reset.open(token)
    assert opened.question is not None
    assert opened.instead is not None
    assert [method.id for method in opened.instead.methods] == [robbed.phone]
    town.store.reset_by_method.send(token, robbed.phone)
    town.store.reset_by_method.enter(token, Confirmation(robbed.phone, town.sms_code()), TERMINAL)
    assert town.store.reset.open(token).question is None
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)


def test_a_recovery_code_of_a_standing_sheet_does_as_well(town: Town, robbed: Robbed) -> None:
    disown(town, robbed.notice)
    token = town.reset_token(robbed.someone)
    town.store.reset_by_method.enter(token, Confirmation(RECOVERY_SHEET, robbed.codes[0]), TERMINAL)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)


def test_in_any_other_reset_the_answer_is_needed(town: Town, robbed: Robbed) -> None:
    token = town.reset_token(robbed.someone)
    assert town.store.reset.open(token).instead is None
    send = town.store.reset_by_method.send
    assert refused(send, token, robbed.phone).refusal is Refusal.METHOD_GONE
    by_sheet = Confirmation(RECOVERY_SHEET, robbed.codes[0])
    problem = refused(town.store.reset_by_method.enter, token, by_sheet, TERMINAL)
    assert problem.refusal is Refusal.METHOD_GONE


def test_standing_questions_are_to_be_answered(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    disown(town, Told.lately(town).to(owner.email))
    opened = town.store.reset.open(town.reset_token(owner))
    assert (opened.question is not None, opened.instead) == (True, None)


def test_a_method_that_is_not_standing_does_not(town: Town, robbed: Robbed) -> None:
    someone = robbed.someone
    session = town.sign_in(someone)
    town.store.second_step.enter_recovery_code(session, robbed.codes[1])
    secret = town.add_app(session, "Thief")
    added = next(one.id for one in town.store.account.overview(session).ways.methods if one.name == "Thief")
    Told.lately(town)
    disown(town, robbed.notice)
    token = town.reset_token(someone)
    town.clock.advance(minutes=2)
    typed = Confirmation(added, Secret(town.app_code(secret)))
    assert refused(town.store.reset_by_method.enter, token, typed, TERMINAL).refusal is Refusal.METHOD_GONE


def test_without_a_standing_method_there_is_none_to_choose(town: Town) -> None:
    someone = town.person()
    town.clock.advance(minutes=1)
    town.store.recovery_questions.set(town.sign_in(someone), HOSTILE_ANSWERS, PASSWORD)
    disown(town, Told.lately(town).to(someone.email))
    opened = town.store.reset.open(town.reset_token(someone))
    assert opened.instead is not None
    assert (opened.instead.methods, opened.instead.recovery_codes) == ((), 0)


def test_a_wrong_code_counts_and_leaves_the_token_as_it_is(town: Town, robbed: Robbed) -> None:
    disown(town, robbed.notice)
    token = town.reset_token(robbed.someone)
    town.store.reset_by_method.send(token, robbed.phone)
    sent = town.sms_code()
    typed = Confirmation(robbed.phone, Secret(wrong(sent.reveal())))
    problem = refused(town.store.reset_by_method.enter, token, typed, TERMINAL)
    assert (problem.refusal, problem.facts["tries_left"]) == (Refusal.WRONG_CODE, 4)
    set_password = town.store.reset.set_password
    refusal = refused(set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL).refusal
    assert refusal is Refusal.ANSWER_NEEDED
    town.store.reset_by_method.enter(token, Confirmation(robbed.phone, sent), TERMINAL)


def test_whoever_blocked_the_answer_before_does_not_keep_the_owner_from_the_reset(
    town: Town, owner: Person
) -> None:
    change_email(town, signed_in(town, owner), THIEF)
    notice = Told.lately(town).to(owner.email)
    thiefs = Person(owner.username, THIEF)
    for _failure in range(3):  # the last two where it is blocked
        token = town.reset_token(thiefs)
        question = town.store.reset.open(token).question
        assert question is not None
        outcome(town.store.reset.answer, token, question, Secret("no idea"), TERMINAL)
        town.passes_over_failures()
        town.clock.advance(hours=1)
    disown(town, notice)
    reset_with_answer(town, owner)


def test_whoever_blocked_the_second_step_before_does_not_keep_the_owner_from_the_reset(
    town: Town, robbed: Robbed
) -> None:
    someone, wrong_code = robbed.someone, Secret("0123456789")
    for _failure in range(3):  # the last two where it is blocked
        half = town.sign_in(someone)
        outcome(town.store.second_step.enter_recovery_code, half, wrong_code)
        town.passes_over_failures()
        town.clock.advance(hours=1)
    disown(town, robbed.notice)
    token = town.reset_token(someone)
    town.store.reset_by_method.enter(token, Confirmation(RECOVERY_SHEET, robbed.codes[0]), TERMINAL)
