"""Nothing that was live in a backup, or in an older copy, comes alive with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import Refusal, Role
from store.rules.limits import REMOVAL_HOLD
from tests.database.restoring import restored, untold
from tests.lost import Lost
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Town, notice_code, refused


@pytest.mark.parametrize("ahead", [0, 1, 24 * 30])
def test_what_was_live_then_is_void(town: Town, tmp_path: Path, ahead: int) -> None:
    """Also once a clock that was some hours ahead at the restore has been put right."""
    someone, file = town.person(), tmp_path / "one.db"
    session, token = town.sign_in(someone), town.reset_token(someone)
    waiting = town.store.sign_up.begin("dominique", "d@example.org", PASSWORD, PASSWORD, "en")
    code = town.code()
    town.store.backup.make(file, untold)
    town.clock.jump(hours=ahead)
    restored(town, file)
    town.clock.jump(hours=-ahead)
    town.reopen()
    assert refused(town.store.sign_up.confirm, waiting, code, TERMINAL).refusal is Refusal.CODE_EXPIRED
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED
    problem = refused(town.store.reset.set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert problem.refusal is Refusal.TOKEN_EXPIRED


def test_no_role_of_then_gives_rights_before_it_is_given_back(town: Town, tmp_path: Path) -> None:
    """Who has it may have been dismissed since; the last supervisor is given theirs back as well."""
    file, dismissed, supervisor = tmp_path / "one.db", "odile-desk", "omar-desk"
    town.operator(dismissed)
    town.operator(supervisor, Role.SUPERVISOR)
    town.person()
    town.store.backup.make(file, untold)
    town.store.operators.set_role(dismissed, Role.PERSON, "She left.")
    restored(town, file)
    town.reopen()
    assert [one.suspended for one in town.store.operators.everyone()] == [True, True]
    assert town.rows("SELECT username FROM account WHERE NOT role_suspended") == [("alexandre",)]
    town.clock.advance(minutes=2)
    for name in dismissed, supervisor:
        session = town.operator_at(TERMINAL, name)
        assert refused(town.store.decisions.pending, session).refusal is Refusal.ROLE_SUSPENDED
    town.store.operators.give_back(supervisor, "He is still here.")
    town.clock.advance(minutes=2)
    assert town.store.decisions.pending(town.operator_at(TERMINAL, supervisor)) == ()


def test_no_removal_goes_on_that_its_person_may_have_cancelled_since(town: Town, tmp_path: Path) -> None:
    lost, file = Lost(town), tmp_path / "one.db"
    lost.approved()
    code = lost.code()
    town.store.backup.make(file, untold)
    lost.store.announced_removals.cancel(code, TERMINAL)
    restored(town, file)
    town.reopen()
    town.clock.now += REMOVAL_HOLD
    town.store.due_removals.carry_out()
    assert lost.methods() == [lost.phone]
    assert refused(town.store.announced_removals.told_by, code).refusal is Refusal.REMOVAL_ENDED


def test_no_recovery_code_that_may_have_been_used_since_comes_back_by_a_notice(
    town: Town, tmp_path: Path
) -> None:
    """The first sheet is not in use by then: the notice of its replacement keeps it, and puts it back."""
    someone, file = town.person(), tmp_path / "one.db"
    session = town.sign_in(someone)
    app = town.add_app(session)
    first = town.store.recovery_codes.make(session, PASSWORD)
    town.clock.advance(days=11)
    session = town.pass_by_app(town.sign_in(someone), app)
    town.new_mail()
    town.store.recovery_codes.make(session, PASSWORD)
    [letter] = town.new_mail()
    town.store.backup.make(file, untold)
    restored(town, file)
    town.reopen()
    town.store.disowning.disown(notice_code(letter), TERMINAL)
    town.new_mail()
    half = town.sign_in(town.reset(someone))
    assert town.store.second_step.ways(half).recovery_codes == 0
    assert refused(town.store.second_step.enter_recovery_code, half, first[0]).refusal is Refusal.CODE_USED
