"""Nothing that was live in a backup, or in an older copy, comes alive with it."""

from __future__ import annotations

from pathlib import Path

from store import Refusal, Role
from tests.database.restoring import restored, untold
from tests.town import NEW_PASSWORD, TERMINAL, Town, refused


def test_what_was_live_then_is_void(town: Town, tmp_path: Path) -> None:
    someone, file = town.person(), tmp_path / "one.db"
    session, token = town.sign_in(someone), town.reset_token(someone)
    town.store.backup.make(file, untold)
    restored(town, file)
    town.reopen()
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
