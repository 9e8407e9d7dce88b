"""What keeps a removal from happening: the code of its message, coming back, a change, a reset."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import Confirmation, Ending, Refusal, Removable, Secret, ToRemove
from store.accounts.guesses import NOTICE_CODE
from store.rules.limits import GUESSES_AT_A_PLACE_AN_HOUR, REMOVAL_HOLD
from store.values.methods import RECOVERY_SHEET
from tests.lost import QUESTIONS, Lost, came_back, number_of, with_code
from tests.one_time_pins import begin, by_sms
from tests.registered import activated, code_in, registered
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, PHONE, TERMINAL, Person, Town, refused

METHOD = Removable.METHOD


@pytest.fixture
def lost(town: Town) -> Lost:
    return Lost(town)


def test_the_code_says_what_it_cancels_and_cancels_it_once(lost: Lost) -> None:
    town, announced = lost.town, lost.store.announced_removals
    lost.approved()
    due_at, code = town.clock.now + REMOVAL_HOLD, lost.code()
    session = town.sign_in(lost.person)
    told = announced.told_by(code)
    assert told is not None
    assert (told.what, told.kind, told.due_at) == (METHOD, "phone", due_at)
    announced.cancel(code, TERMINAL, "here")
    assert lost.pending() == ()
    assert [one["Subject"] for one in town.new_mail() if one["To"] == lost.person.email] == [
        "The method of your second step stays"
    ]
    assert PHONE in {text.to for text in town.new_texts()}
    for again in (announced.told_by, lambda typed: announced.cancel(typed, TERMINAL)):
        problem = refused(again, code)
        assert (problem.refusal, problem.facts["ending"]) == (Refusal.REMOVAL_ENDED, Ending.CANCELLED.value)
    # Neither a session ends, nor is anybody kept out.
    town.store.sessions.touch(session)
    lost.over()
    assert lost.methods() == [lost.phone]
    assert lost.happened()[-1] == "removal-cancelled"


def test_once_it_was_carried_out_the_code_says_so(lost: Lost) -> None:
    lost.approved()
    code = lost.code()
    lost.over()
    problem = refused(lost.store.announced_removals.told_by, code)
    assert (problem.refusal, problem.facts["ending"]) == (Refusal.REMOVAL_ENDED, Ending.DONE.value)


def test_guesses_at_it_count_with_those_at_codes_of_notices(lost: Lost) -> None:
    guess = Secret("A" * 20)
    assert lost.store.announced_removals.told_by(guess) is None
    for _ in range(GUESSES_AT_A_PLACE_AN_HOUR):
        problem = refused(lost.store.announced_removals.cancel, guess, TERMINAL, "here")
        assert problem.refusal is Refusal.NOTICE_UNKNOWN
    assert refused(lost.store.disowning.changes, guess, "here").refusal is NOTICE_CODE.locked
    assert (
        refused(lost.store.announced_removals.cancel, guess, TERMINAL, "here").refusal is NOTICE_CODE.locked
    )


@pytest.mark.parametrize("approved", [pytest.param(False, marks=pytest.mark.more), True])
def test_whoever_signs_in_with_the_method_keeps_it_and_is_told_so(lost: Lost, *, approved: bool) -> None:
    if approved:
        lost.approved()
    else:
        lost.asked()
    lost.town.clock.advance(hours=1)
    lost.town.new_mail()
    session = came_back(lost)
    assert lost.store.announced_removals.ended_by_coming_back(session) == (METHOD,)
    assert lost.pending() == ()
    told = [letter["Subject"] for letter in lost.town.new_mail() if letter["To"] == lost.person.email]
    assert told == ["The method of your second step stays"] * approved
    assert lost.happened().count("removal-needless") == 1
    lost.over()
    assert lost.methods() == [lost.phone]
    later = came_back(lost)
    assert lost.store.announced_removals.ended_by_coming_back(later) == ()


def test_of_the_end_all_are_told_who_were_told_of_the_beginning(lost: Lost) -> None:
    """Whoever came back may be a thief, who has the lost phone and reads the email."""
    town = lost.town
    town.add_phone(came_back(lost), OTHER_PHONE)
    town.clock.advance(days=11)
    town.new_texts()
    lost.approved()
    announced = town.new_texts()
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    code = town.sms_code()
    town.new_texts()
    town.store.second_step.enter(session, lost.phone, code)
    told = town.new_texts()
    assert {text.to for text in told} == {text.to for text in announced} == {PHONE, OTHER_PHONE}
    assert with_code(told) == set()


def test_nor_does_one_end_untold_at_the_end_of_the_hold(lost: Lost) -> None:
    town = lost.town
    session = came_back(lost)
    town.new_mail()
    added = town.add_phone(session, OTHER_PHONE)
    code = lost.code()
    lost.approved(ToRemove(METHOD, added))
    town.store.disowning.disown(code, TERMINAL)
    assert lost.methods() == [lost.phone]
    town.new_mail()
    town.new_texts()
    lost.over()
    assert [(one["To"], one["Subject"]) for one in town.new_mail()] == [
        (lost.person.email, "The method of your second step stays")
    ]
    assert {text.to for text in town.new_texts()} == {PHONE}


def test_the_password_alone_is_no_coming_back(lost: Lost) -> None:
    lost.approved()
    lost.town.sign_in(lost.person)
    assert len(lost.pending()) == 1


def test_any_second_step_ends_what_its_person_can_now_do_alone(town: Town) -> None:
    lost = Lost(town)
    session = came_back(lost)
    other = town.add_phone(session, OTHER_PHONE)
    town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    lost.approved()
    lost.asked(ToRemove(Removable.QUESTIONS))
    town.clock.advance(minutes=1)
    half = town.sign_in(lost.person)
    town.new_texts()
    town.store.second_step.send(half, other)
    town.store.second_step.enter(half, other, town.sms_code())
    assert lost.pending() == ()


def test_without_a_second_step_a_sign_in_keeps_the_questions(town: Town) -> None:
    lost = Lost(town)
    lost.person = town.person("dominique")
    lost.account = number_of(town, lost.person)
    town.store.recovery_questions.set(town.sign_in(lost.person), QUESTIONS, PASSWORD)
    lost.approved(ToRemove(Removable.QUESTIONS))
    session = town.sign_in(lost.person)
    assert lost.store.announced_removals.ended_by_coming_back(session) == (Removable.QUESTIONS,)
    assert lost.pending() == ()


def test_a_code_that_confirms_a_change_in_an_open_session_keeps_the_method(town: Town) -> None:
    lost = Lost(town)
    session = came_back(lost)
    other = town.add_phone(session, OTHER_PHONE)
    town.clock.advance(minutes=1)
    lost.approved()
    town.new_texts()
    town.store.confirming.send(session, lost.phone)
    by_phone = Confirmation(lost.phone, town.sms_code())
    town.store.phones.delete(session, other, OTHER_PHONE, PASSWORD, by_phone)
    assert lost.pending() == ()


def test_a_recovery_code_keeps_the_sheet(town: Town) -> None:
    lost = Lost(town)
    session = came_back(lost)
    sheet = town.store.recovery_codes.make(session, PASSWORD)
    app = town.add_app(session)
    town.clock.advance(days=11)
    session = town.pass_by_app(town.sign_in(lost.person), app)
    lost.approved(ToRemove(Removable.RECOVERY_CODES))
    by_sheet = Confirmation(RECOVERY_SHEET, sheet[0])
    town.store.phones.delete(session, lost.phone, PHONE, PASSWORD, by_sheet)
    assert lost.pending() == ()


def test_what_its_owner_changes_in_an_open_session_outdates_it(town: Town) -> None:
    lost = Lost(town)
    session = came_back(lost)
    town.add_phone(session, OTHER_PHONE)
    town.store.recovery_codes.make(session, PASSWORD)
    town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    for wanted in (
        ToRemove(METHOD, lost.phone),
        *map(ToRemove, (Removable.RECOVERY_CODES, Removable.QUESTIONS)),
    ):
        lost.approved(wanted)
    town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    assert {one.what for one in lost.pending()} == {METHOD, Removable.RECOVERY_CODES}
    town.store.recovery_codes.make(session, PASSWORD)
    assert {one.what for one in lost.pending()} == {METHOD}
    town.store.phones.delete(session, lost.phone, PHONE, PASSWORD)
    assert lost.pending() == ()
    lost.over()
    assert town.rows("SELECT count(*) FROM recovery_code") == [(10,)]
    assert town.rows("SELECT count(*) FROM recovery_answer") == [(3,)]


def test_a_reset_ends_it_and_disowning_a_change_makes_one_due(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    lost.person = town.reset(lost.person)
    assert lost.pending() == ()
    lost.approved()
    town.new_mail()
    town.store.password.change(came_back(lost), NEW_PASSWORD, PASSWORD, PASSWORD)
    lost.person = Person(lost.person.username, lost.person.email)
    code = lost.code()
    lost.approved()
    town.store.disowning.disown(code, TERMINAL)
    assert len(lost.pending()) == 1
    lost.person = town.reset(lost.person)
    assert lost.pending() == ()


def test_a_one_time_pin_alone_keeps_nothing(town: Town) -> None:
    lost = Lost(town)
    lost.account = town.register()
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345678"))
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    town.store.one_time_pin.enter(session, by_sms(town, session))
    assert town.due(session) is None
    assert len(lost.pending()) == 1


def test_a_second_step_by_the_registered_phone_keeps_that_one_and_another_does_not(town: Town) -> None:
    lost = Lost(town)
    ines = registered(town)
    activated(town, ines)
    lost.person = Person(ines.email, ines.email)
    lost.account = number_of(town, lost.person)
    session = town.sign_in(lost.person)
    lost.phone = town.add_phone(session, PHONE)
    other = town.add_phone(session, OTHER_PHONE)
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345679"))
    town.clock.advance(minutes=1)
    half = town.sign_in(lost.person)
    town.new_texts()
    town.store.second_step.send(half, other)
    town.store.second_step.enter(half, other, town.sms_code())
    assert len(lost.pending()) == 1
    came_back(lost)
    assert lost.pending() == ()


def test_no_slip_takes_the_code_that_keeps_the_registered_phone(town: Town) -> None:
    lost, ines, desk = Lost(town), registered(town), town.store.registration
    activated(town, ines)
    lost.person = Person(ines.email, ines.email)
    lost.account = number_of(town, lost.person)
    lost.asked(ToRemove(Removable.REGISTERED_PHONE, phone="612345679"))
    desk.hand_over_to(lost.first, lost.account, "Only asked for yet.")
    town.new_mail()
    code = activated(town, ines, code_in(town.slips.pop()), NEW_PASSWORD)
    wanted = lost.asked(ToRemove(Removable.REGISTERED_PHONE, phone="612345679"))
    town.store.removals.approve(lost.second, wanted.id, "Seen.")
    for hand_over, whom in ((desk.hand_over_to, lost.account), (desk.hand_over, ines.document)):
        assert refused(hand_over, lost.first, whom, "Lost it.").refusal is Refusal.PHONE_BEING_REPLACED
    activated(town, ines, code, PASSWORD)
    assert lost.pending() == ()
    desk.hand_over_to(lost.first, lost.account, "It is theirs again.")


def test_a_clock_that_is_ahead_for_a_moment_removes_nothing(lost: Lost) -> None:
    lost.approved()
    lost.town.clock.jump(days=2)
    lost.store.due_removals.carry_out()
    assert lost.methods() == [lost.phone]
    lost.town.clock.jump(days=-2)
    # The clock is looked at by whatever writes next.
    lost.town.sign_in(lost.person)
    lost.over()
    assert lost.methods() == []


def test_a_clock_that_was_behind_at_the_approval_cuts_nothing_off_the_hold(lost: Lost) -> None:
    removal, behind = lost.asked().id, 24
    lost.town.clock.jump(hours=-behind)
    due_at = lost.store.removals.approve(lost.town.operator("third-desk"), removal, "Seen.")
    assert due_at == lost.town.clock.now + timedelta(hours=behind) + REMOVAL_HOLD
    lost.town.clock.jump(hours=behind)
    lost.town.sign_in(lost.person)
    lost.town.clock.advance(hours=2)
    lost.store.due_removals.carry_out()
    assert lost.methods() == [lost.phone]


def test_nor_does_one_that_was_set_back_long_ago_put_it_off(lost: Lost) -> None:
    town = lost.town
    removal = lost.asked().id
    town.clock.jump(hours=-1)
    town.sign_in(lost.person)
    town.clock.advance(hours=2)
    town.sign_in(lost.person)
    assert lost.store.removals.approve(lost.second, removal, "Seen.") == town.clock.now + REMOVAL_HOLD
