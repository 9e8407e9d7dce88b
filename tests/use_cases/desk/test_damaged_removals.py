"""A removal that is damaged hinders nobody else: no sign-in, and no other removal."""

from __future__ import annotations

import pytest

from store import Refusal, Removable, ToRemove
from store.database.tables.desk import RemovalRow
from store.database.tables.row import table_of
from store.rules.limits import REMOVAL_HOLD, REMOVAL_TRIED_AGAIN
from tests.lost import Lost
from tests.town import WRONG, Town, refused


@pytest.mark.parametrize("value", [None, "rubbish", b"\xff", -(2**62)])
def test_whatever_is_damaged_of_it_everybody_signs_in_and_the_next_removal_is_done(
    town: Town, value: object
) -> None:
    lost, someone = Lost(town), town.person("dominique")
    of_maxime, lost.account = lost.account, town.register()
    damaged = lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345678"))
    lost.account = of_maxime
    town.clock.advance(minutes=1)
    lost.approved()
    town.clock.now += REMOVAL_HOLD
    copy = town.copy()
    for column in table_of(RemovalRow).columns:
        if value is None and not column.nullable:
            continue
        town.rows(f"UPDATE removal SET {column.name} = ? WHERE id = ?", value, damaged)
        town.sign_in(someone)
        assert lost.methods() == [], column.name
        town.store.due_removals.carry_out()
        town.put_back(copy)


def test_a_damaged_method_hides_no_other_removal_and_stops_no_sign_in(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    [(sealed,)] = town.rows("SELECT sealed FROM method WHERE account_id = 1")
    town.rows("UPDATE method SET sealed = x'00' WHERE account_id = 1")
    assert [one.method for one in lost.pending()] == [None]
    town.clock.now += REMOVAL_HOLD
    someone = town.person("dominique")
    assert refused(town.sign_in, someone, WRONG).refusal is Refusal.WRONG_SIGN_IN
    town.sign_in(someone)
    assert lost.methods() == [lost.phone]
    # It is put off, and not lost.
    [(due_at,)] = town.rows("SELECT due_at FROM removal")
    town.sign_in(someone)
    assert town.rows("SELECT due_at FROM removal") == [(due_at,)]
    town.rows("UPDATE method SET sealed = ? WHERE account_id = 1", sealed)
    town.clock.now += REMOVAL_TRIED_AGAIN
    town.sign_in(someone)
    assert lost.methods() == []


def test_a_removal_of_nobody_knows_what_hides_no_other_and_stops_no_sign_in(town: Town) -> None:
    lost = Lost(town)
    lost.approved()
    town.rows(
        "INSERT INTO removal SELECT 'x', account_id, 'nonsense', method, kind, sealed, reason, asked_by,"
        " asked_at, approved_by, approved_at, NULL, due_at, '', NULL FROM removal"
    )
    assert len(lost.pending()) == 1
    lost.over()
    assert lost.methods() == []
    town.sign_in(lost.person)
