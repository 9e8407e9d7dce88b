"""Removing what someone has lost: who asks, who approves, who is told, and what then happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import Happening, Refusal, Removable, Role, Secret, ToRemove
from store.rules.limits import REMOVAL_APPROVED_WITHIN, REMOVAL_HOLD
from tests.lost import APPROVED, QUESTIONS, REASON, Lost, with_code
from tests.one_time_pins import HERE, begin, register_app, signed_in
from tests.registered import registered
from tests.town import (
    CONTRAST,
    DNI,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TERMINAL,
    Person,
    Town,
    outcome,
    refused,
)

METHOD = Removable.METHOD


@pytest.fixture
def lost(town: Town) -> Lost:
    return Lost(town)


def test_what_is_asked_waits_for_a_second_operator_with_all_that_one_has_to_know(lost: Lost) -> None:
    asked = lost.store.removals.open(lost.first, lost.asked().id)
    assert (asked.account, asked.name, asked.what, asked.kind) == (lost.account, "maxime-tr", METHOD, "phone")
    assert asked.method is not None
    assert (asked.method.name, asked.reason, asked.asked_by) == ("•••• 0134", REASON, "odile-desk")
    assert (asked.approved_by, asked.asked_at) == (None, lost.town.clock.now)
    assert asked.due_at == lost.town.clock.now + REMOVAL_APPROVED_WITHIN
    assert not asked.may_approve
    [seen] = lost.store.removals.pending(lost.second)
    assert seen.may_approve
    assert lost.happened()[-2:] == ["removal-asked", "page-opened"]
    assert lost.town.new_mail() == []


def test_who_asked_does_not_approve_in_any_session(lost: Lost) -> None:
    removal = lost.asked().id
    town, approve = lost.town, lost.store.removals.approve
    assert refused(approve, lost.first, removal, APPROVED).refusal is Refusal.SECOND_OPERATOR_NEEDED
    town.clock.advance(minutes=2)
    elsewhere = town.operator_at("pts/99", lost.asking)
    assert refused(approve, elsewhere, removal, APPROVED).refusal is Refusal.SECOND_OPERATOR_NEEDED
    assert lost.methods() == [lost.phone]


def test_approving_tells_every_address_and_gives_the_lost_one_no_code(lost: Lost) -> None:
    town = lost.town
    removal = lost.asked().id
    due_at = lost.store.removals.approve(lost.second, removal, APPROVED)
    assert due_at == town.clock.now + REMOVAL_HOLD
    [text] = town.new_texts()
    assert text.to == PHONE
    assert not with_code([text])
    assert "a method will be removed" in text.text
    letters = [one for one in town.new_mail() if one["To"] == lost.person.email]
    [letter] = letters
    # Two phones may end alike.
    assert "•••• 0134 (since March 14, 2026)" in letter.get_content()
    assert REASON not in letter.get_content()
    assert lost.happened()[-1] == "removal-approved"
    [running] = lost.pending()
    assert (running.is_approved, running.due_at, running.may_approve) == (True, due_at, False)
    assert lost.store.removals.open(lost.first, removal).approved_by == "omar-desk"
    assert lost.methods() == [lost.phone]


def test_after_the_hold_the_method_is_gone_and_the_password_alone_signs_in(lost: Lost) -> None:
    lost.approved()
    town = lost.town
    town.new_mail()
    town.clock.now += REMOVAL_HOLD - timedelta(seconds=1)
    assert town.due(town.sign_in(lost.person)) is not None
    town.clock.now += timedelta(seconds=1)
    session = town.sign_in(lost.person)
    assert town.due(session) is None
    assert lost.methods() == []
    assert lost.pending() == ()
    assert "method-removed" in lost.happened()
    town.add_phone(session, OTHER_PHONE)


def test_the_code_of_the_notice_at_the_end_undoes_it_and_the_lost_phone_gets_none(lost: Lost) -> None:
    lost.approved()
    lost.town.new_mail()
    lost.town.new_texts()
    lost.over()
    assert with_code(lost.town.new_texts()) == set()
    code = lost.code()
    assert [change.happening for change in lost.store.disowning.changes(code)] == [Happening.METHOD_REMOVED]
    lost.store.disowning.disown(code, TERMINAL)
    assert lost.methods() == [lost.phone]


def test_another_standing_phone_gets_the_code_and_becomes_the_default(town: Town) -> None:
    lost = Lost(town)
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    other = town.add_phone(session, OTHER_PHONE)
    town.clock.advance(days=11)
    town.new_texts()
    lost.approved()
    assert with_code(town.new_texts()) == {OTHER_PHONE}
    lost.over()
    assert town.rows("SELECT id, is_default FROM method WHERE account_id = 1") == [(other, 1)]
    assert with_code(town.new_texts()) == {OTHER_PHONE}


def test_an_address_that_is_not_standing_gets_no_code(town: Town) -> None:
    lost = Lost(town)
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    town.add_phone(session, OTHER_PHONE)
    town.new_texts()
    lost.approved()
    assert with_code(town.new_texts()) == set()


def test_with_the_last_method_go_the_unused_recovery_codes(town: Town) -> None:
    lost = Lost(town)
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    town.store.recovery_codes.make(session, PASSWORD)
    lost.approved()
    lost.over()
    assert town.rows("SELECT count(*) FROM recovery_code") == [(0,)]
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED


def test_recovery_codes_alone_go_with_a_notice_that_puts_them_back(town: Town) -> None:
    lost = Lost(town)
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    town.store.recovery_codes.make(session, PASSWORD)
    lost.approved(ToRemove(Removable.RECOVERY_CODES))
    town.new_mail()
    lost.over()
    assert lost.methods() == [lost.phone]
    assert town.rows("SELECT count(*) FROM recovery_code") == [(0,)]
    lost.store.disowning.disown(lost.code(), TERMINAL)
    assert town.rows("SELECT count(*) FROM recovery_code") == [(10,)]


def test_recovery_questions_go_and_a_reset_then_asks_none(town: Town) -> None:
    lost = Lost(town)
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    lost.approved(ToRemove(Removable.QUESTIONS))
    town.new_mail()
    town.clock.now += REMOVAL_HOLD
    token = town.reset_token(lost.person)
    assert town.store.reset.open(token).question is None
    assert "questions-removed" in lost.happened()


def test_the_phone_of_the_registration_is_replaced_after_the_hold_alone(town: Town) -> None:
    lost = Lost(town)
    lost.account = town.register()
    town.clock.advance(days=11)
    town.new_mail()
    town.new_texts()
    lost.person = Person("ines", "ines@example.org")
    [(account_id,)] = town.rows("SELECT account_id FROM registration")
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612 34 56 78"))
    [text] = town.new_texts()
    assert text.to == PHONE
    assert not with_code([text])
    before = town.rows("SELECT sealed FROM registration")
    town.clock.now += REMOVAL_HOLD - timedelta(seconds=1)
    lost.store.due_removals.carry_out()
    assert town.rows("SELECT sealed FROM registration") == before
    town.clock.now += timedelta(seconds=1)
    lost.store.due_removals.carry_out()
    assert town.rows("SELECT sealed FROM registration") != before
    assert [text.to for text in town.new_texts()] == [PHONE]
    events = town.rows("SELECT kind FROM event WHERE account_id = ? ORDER BY id", account_id)
    assert events[-1] == ("registered-phone-replaced",)
    assert town.rows("SELECT sealed, ended FROM removal") == [(None, "done")]


def test_what_the_phone_before_could_open_ends_with_it_and_is_told(town: Town) -> None:
    lost, ines = Lost(town), registered(town)
    lost.account = ines.username
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612 34 56 78"))
    town.clock.now += REMOVAL_HOLD - timedelta(minutes=5)
    register_app(town)
    by_sms = signed_in(town)
    begun, asked = begin(town), town.store.pin_app.begin(DNI, Secret(CONTRAST), HERE)
    code = town.sms_code()
    town.store.one_time_pin.obtain(begun)
    activation = town.store.activation.begin(DNI, ines.email, ines.code, TERMINAL)
    activation_code = town.sms_code()
    town.new_mail()
    town.clock.advance(minutes=5)
    lost.store.due_removals.carry_out()
    assert town.rows("SELECT * FROM one_time_pin") == town.rows("SELECT * FROM sent_code") == []
    for session in (by_sms, begun):
        assert outcome(town.store.sessions.due, session) is Refusal.SESSION_ENDED
    assert outcome(town.store.pin_app.shown, HERE.secret) is Refusal.PIN_APP_GONE
    assert outcome(town.store.pin_app.confirm, asked, code, HERE) is Refusal.CODE_EXPIRED
    confirm = town.store.activation.confirm
    assert outcome(confirm, activation, activation_code, TERMINAL) is Refusal.CODE_EXPIRED
    told = {letter["Subject"]: letter.get_content() for letter in town.new_mail()}
    assert "Another message says why" in told["No terminal shows your PINs any more"]
    assert "All your sessions have ended." in told["Another phone gets your codes and PINs"]
    town.new_texts()
    town.store.activation.begin(DNI, ines.email, ines.code, TERMINAL)
    assert [text.to for text in town.new_texts()] == ["+34612345678"]


@pytest.mark.parametrize("role", [pytest.param(Role.OPERATOR, marks=pytest.mark.more), Role.SUPERVISOR])
def test_an_operator_whose_last_method_goes_has_no_rights_until_they_are_given_back(
    town: Town, role: Role
) -> None:
    lost = Lost(town)
    town.operator("lucie-desk", role)
    town.clock.advance(days=11)
    [(lost.account, method)] = town.rows(
        "SELECT number, method.id FROM account JOIN method ON account_id = account.id"
        " WHERE username = 'lucie-desk'"
    )
    lost.asking = "nadia-desk"
    town.operator("nadia-desk", Role.SUPERVISOR)
    lost.approved(ToRemove(METHOD, str(method)))
    lost.over()
    assert town.rows("SELECT role_suspended FROM account WHERE username = 'lucie-desk'") == [(1,)]


def test_what_nobody_approves_in_a_week_lapses_and_can_be_asked_for_again(lost: Lost) -> None:
    removal = lost.asked().id
    lost.town.clock.now += REMOVAL_APPROVED_WITHIN
    assert lost.pending() == ()
    assert (
        refused(lost.store.removals.approve, lost.second, removal, APPROVED).refusal is Refusal.REMOVAL_GONE
    )
    assert lost.asked().id != removal
    lost.store.due_removals.carry_out()
    assert lost.happened()[-2:] == ["removal-asked", "removal-lapsed"]
    assert len(lost.pending()) == 1


def test_the_same_is_asked_for_once_at_a_time(lost: Lost) -> None:
    lost.approved()
    ask, phone = lost.store.removals.ask, ToRemove(METHOD, lost.phone)
    assert refused(ask, lost.second, lost.account, phone, REASON).refusal is Refusal.REMOVAL_ASKED


@pytest.mark.parametrize("approved", [pytest.param(False, marks=pytest.mark.more), True])
def test_any_operator_withdraws_it_and_whoever_was_told_of_it_is_told_again(
    lost: Lost, *, approved: bool
) -> None:
    removal = lost.approved() if approved else lost.asked().id
    lost.town.new_mail()
    lost.store.removals.withdraw(lost.first, removal, "A mistake.")
    told = {str(one["To"]) for one in lost.town.new_mail()}
    assert (lost.person.email in told) is approved
    assert lost.pending() == ()
    lost.over()
    assert lost.methods() == [lost.phone]
    gone = refused(lost.store.removals.withdraw, lost.first, removal, "Again.")
    assert gone.refusal is Refusal.REMOVAL_GONE


def test_nobody_acts_on_their_own_account_nor_an_operator_on_a_supervisors(town: Town) -> None:
    lost = Lost(town)
    desk = lost.store.removals
    for account, session in (
        ("odile-desk", lost.first),
        ("omar-desk", lost.second),
        ("omar-desk", lost.first),
    ):
        [(number, method)] = town.rows(
            "SELECT number, method.id FROM account JOIN method ON account_id = account.id WHERE username = ?",
            account,
        )
        problem = refused(desk.ask, session, number, ToRemove(METHOD, method), REASON)
        assert problem.refusal is Refusal.NOT_ALLOWED
    # Whose account it is may not approve what others asked of it, nor withdraw it.
    [(lost.account, method)] = town.rows(
        "SELECT number, method.id FROM account JOIN method ON account_id = account.id"
        " WHERE username = 'odile-desk'"
    )
    desk.ask(lost.second, lost.account, ToRemove(METHOD, method), REASON)
    [own] = desk.pending(lost.first)
    assert not own.may_approve
    for decide in (desk.approve, desk.withdraw):
        assert refused(decide, lost.first, own.id, "Mine.").refusal is Refusal.NOT_ALLOWED


def test_what_the_account_does_not_have_is_not_asked_for(lost: Lost) -> None:
    [(others,)] = lost.town.rows("SELECT id FROM method WHERE kind = 'app' LIMIT 1")
    for wanted in (
        ToRemove(METHOD, "0" * 32),
        ToRemove(METHOD, str(others)),
        ToRemove(Removable.RECOVERY_CODES),
        ToRemove(Removable.QUESTIONS),
        ToRemove(Removable.REGISTERED_PHONE, phone="612345678"),
    ):
        problem = refused(lost.store.removals.ask, lost.first, lost.account, wanted, REASON)
        assert problem.refusal is Refusal.NOTHING_TO_REMOVE, wanted
    unknown = refused(lost.store.removals.ask, lost.first, "0" * 12, ToRemove(METHOD, lost.phone), REASON)
    assert unknown.refusal is Refusal.ACCOUNT_UNKNOWN


def test_the_same_phone_is_no_other_one_and_both_faults_are_told_at_once(town: Town) -> None:
    lost = Lost(town)
    account = town.register()
    ask = lost.store.removals.ask
    same = ToRemove(Removable.REGISTERED_PHONE, phone=PHONE)
    assert refused(ask, lost.first, account, same, REASON).refusal is Refusal.REGISTERED_PHONE_SAME
    problem = refused(ask, lost.first, account, ToRemove(Removable.REGISTERED_PHONE, phone="12"), "")
    assert {(one.refusal, one.field) for one in problem.all} == {
        (Refusal.MISSING, "reason"),
        (Refusal.DESK_PHONE_FORM, "phone"),
    }


def test_a_store_that_works_in_the_background_does_what_is_due_by_itself(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    town.clock.now += REMOVAL_HOLD
    town.reopen(works_in_background=True)
    # A last piece of work is done when it is closed.
    town.store.close()
    assert lost.methods() == []


def test_every_secret_of_it_is_a_mark_or_sealed(town: Town) -> None:
    lost = Lost(town)
    lost.account = town.register()
    lost.person = Person("ines", "ines@example.org")
    town.new_mail()
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345678"))
    code = Secret(lost.code().reveal().replace("-", ""))
    kept = repr(town.rows("SELECT * FROM removal"))
    assert code.reveal() not in kept
    assert "612345678" not in kept
