"""A removal that is damaged hinders nobody: no sign-in, its owner's neither, and no other removal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from store import Refusal, Removable, ToRemove
from store.database.tables.desk import RemovalRow
from store.database.tables.row import table_of
from store.rules.limits import REMOVAL_DONE_WITHIN, REMOVAL_HOLD, REMOVAL_TRIED_AGAIN
from tests.lost import REASON, Lost, came_back, number_of
from tests.registered import activated, registered
from tests.town import PHONE, TERMINAL, WRONG, Person, Town, outcome, refused


@pytest.mark.parametrize("value", [None, "rubbish", b"\xff", -(2**62)])
class TestWhateverIsDamagedOfIt:
    def test_everybody_signs_in_and_the_next_removal_is_done(self, town: Town, value: object) -> None:
        lost, someone = Lost(town), town.person("dominique")
        damaged = two_approved(lost)
        town.clock.now += REMOVAL_HOLD
        for column in each_damaged(town, damaged, value):
            town.sign_in(someone)
            assert lost.methods() == [], column
            town.store.due_removals.carry_out()

    def test_the_list_has_the_others(self, town: Town, value: object) -> None:
        lost = Lost(town)
        damaged, session = two_approved(lost), lost.second
        for column in each_damaged(town, damaged, value):
            told = [one.what for one in town.store.removals.pending(session)]
            assert Removable.METHOD in told, column

    def test_its_owner_comes_back_and_no_code_and_no_operator_meets_a_traceback(
        self, town: Town, value: object
    ) -> None:
        lost = Lost(town)
        app = town.add_app(came_back(lost))
        town.clock.advance(days=11)
        town.new_mail()
        removal = lost.approved()
        code, operator = lost.code(), lost.second
        for column in each_damaged(town, removal, value):
            session = town.pass_by_app(town.sign_in(lost.person), app)
            town.store.announced_removals.ended_by_coming_back(session)
            if column == "account_id":
                continue  # It is nobody's.
            outcome(town.store.announced_removals.told_by, code)
            outcome(town.store.announced_removals.cancel, code, TERMINAL)
            outcome(town.store.removals.withdraw, operator, removal, REASON)
            town.store.announced_removals.ended_by_coming_back(session)


@pytest.mark.parametrize("approved", [False, True])
def test_whose_registration_is_damaged_comes_back_and_a_removal_of_its_phone_ends(
    town: Town, *, approved: bool
) -> None:
    lost, ines = Lost(town), registered(town)
    activated(town, ines)
    lost.person = Person(ines.email, ines.email)
    lost.account = number_of(town, lost.person)
    lost.phone = town.add_phone(town.sign_in(lost.person), PHONE)
    town.clock.advance(days=11)
    town.new_mail()
    wanted = ToRemove(Removable.REGISTERED_PHONE, phone="612345679")
    if not approved:
        lost.asked(wanted)
        town.rows("UPDATE registration SET sealed = x'00'")
        came_back(lost)
        assert len(lost.pending()) == 1
        return
    removal, code = lost.approved(wanted), lost.code()
    town.rows("UPDATE registration SET sealed = x'00'")
    copy, operator = town.copy(), lost.second
    came_back(lost)
    assert len(lost.pending()) == 1
    town.store.announced_removals.cancel(code, TERMINAL)
    assert lost.pending() == ()
    town.put_back(copy)
    town.store.removals.withdraw(operator, removal, REASON)
    assert town.rows("SELECT ended FROM removal") == [("withdrawn",)]


def two_approved(lost: Lost) -> str:
    """Have two removals approved: one of a registered phone, which is returned, and then one of a method."""
    of_maxime, lost.account = lost.account, lost.town.register()
    first = lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345678"))
    lost.account = of_maxime
    lost.town.clock.advance(minutes=1)
    lost.approved()
    return first


def each_damaged(town: Town, removal: str, value: object) -> Iterator[str]:
    """Yield each column of a removal once it has this value, and then put the store back."""
    copy = town.copy()
    for column in table_of(RemovalRow).columns:
        if value is not None or column.nullable:
            town.rows(f"UPDATE removal SET {column.name} = ? WHERE id = ?", value, removal)
            yield column.name
            town.put_back(copy)


def test_a_damaged_method_hides_no_other_removal_and_stops_no_sign_in(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    [(sealed,)] = town.rows("SELECT sealed FROM method WHERE account_id = 1")
    town.rows("UPDATE method SET sealed = x'00' WHERE account_id = 1")
    [damaged] = lost.pending()
    assert not damaged.failed
    assert lost.store.removals.open(lost.first, damaged.id).method is None
    promised = damaged.due_at
    town.clock.now += REMOVAL_HOLD
    someone = town.person("dominique")
    assert refused(town.sign_in, someone, WRONG).refusal is Refusal.WRONG_SIGN_IN
    town.sign_in(someone)
    assert lost.methods() == [lost.phone]
    # It is tried again, and what was promised of it stays as it was.
    [failed] = lost.pending()
    assert (failed.due_at, failed.failed) == (promised, True)
    [(failed_at,)] = town.rows("SELECT failed_at FROM removal")
    town.clock.advance(minutes=1)
    town.sign_in(someone)
    assert town.rows("SELECT failed_at FROM removal") == [(failed_at,)]
    town.rows("UPDATE method SET sealed = ? WHERE account_id = 1", sealed)
    town.clock.now += REMOVAL_TRIED_AGAIN
    town.sign_in(someone)
    assert lost.methods() == []


@pytest.mark.parametrize("in_time", [True, False])
def test_what_could_not_be_done_within_a_week_is_not_done_any_more_and_its_owner_is_told(
    town: Town, *, in_time: bool
) -> None:
    lost = Lost(town)
    lost.approved()
    [(sealed,)] = town.rows("SELECT sealed FROM method WHERE account_id = 1")
    town.rows("UPDATE method SET sealed = x'00' WHERE account_id = 1")
    lost.over()
    town.rows("UPDATE method SET sealed = ? WHERE account_id = 1", sealed)
    town.clock.now += REMOVAL_DONE_WITHIN - timedelta(seconds=in_time)
    town.new_mail()
    lost.store.due_removals.carry_out()
    assert lost.pending() == ()
    assert lost.methods() == ([] if in_time else [lost.phone])
    assert lost.happened()[-1] == ("method-removed" if in_time else "removal-withdrawn")
    assert lost.person.email in {letter["To"] for letter in town.new_mail()}


def test_a_removal_of_nobody_knows_what_hides_no_other_and_stops_no_sign_in(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    town.rows(
        "INSERT INTO removal SELECT 'x', account_id, 'nonsense', method, kind, sealed, reason, asked_by,"
        " asked_at, approved_by, approved_at, NULL, due_at, '', NULL, NULL FROM removal"
    )
    assert len(lost.pending()) == 1
    lost.over()
    assert lost.methods() == []
    town.sign_in(lost.person)
