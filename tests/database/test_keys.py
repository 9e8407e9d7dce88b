"""What the store knows its keys by, whatever somebody wrote into its file."""

from __future__ import annotations

from store import Refusal
from tests.database.test_opening import refusal_to_open
from tests.rotation import use_another_key
from tests.town import Town


def test_accounts_of_an_earlier_schema_that_know_no_key_are_refused(town: Town) -> None:
    """Or whoever can write to the file could have the store seal what they put there."""
    town.person()
    for statement in (
        "UPDATE alembic_version SET version_num = '0008'",
        "DROP TABLE mark_key",
        "DROP TABLE event_link",
        "ALTER TABLE identifier DROP COLUMN sealed",
        "DELETE FROM fact WHERE name = 'key-in-use'",
        "UPDATE account SET verifier = '$argon2id$v=19$m=8,t=1,p=1$YQ$YQ'",
    ):
        town.rows(statement)
    assert refusal_to_open(town).refusal is Refusal.KEY_FOREIGN
    assert town.rows("SELECT version_num FROM alembic_version") == [("0008",)]


def test_one_key_of_marks_that_is_damaged_is_told_as_damage(town: Town) -> None:
    use_another_key(town)
    town.rows("UPDATE mark_key SET sealed = zeroblob(60) WHERE version = 1")
    assert refusal_to_open(town).refusal is Refusal.CORRUPT
