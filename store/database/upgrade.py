"""The schema, brought up to date by Alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from store.database.port import Database
from store.problems import Problem, Refusal
from store.vault.keyring import KeyRing

HEAD = "0018"
_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database, keys: KeyRing) -> None:
    """Bring the schema to `HEAD` in one transaction; what is sealed in it is, under the `keys`.

    Raises `Problem` NEWER_SCHEMA for a later one, CORRUPT for a database that is another program's, or that
    has other tables than the schema that it names; then nothing was changed.
    The caller holds the lock on the store.
    """
    found = revision(database)
    if found == HEAD:
        return
    if found is not None and not is_known(found):
        raise Problem(Refusal.NEWER_SCHEMA)
    # 12 MiB and 0.2 s, which the sessions of a store that is up to date need not pay for.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with database.connection() as connection:
        config.attributes["connection"], config.attributes["keys"] = connection, keys
        command.upgrade(config, HEAD)


def refuse_altered(database: Database, keys: KeyRing) -> None:
    """Raise `Problem` CORRUPT unless a database at `HEAD` is made as a new one is.

    A constraint that somebody gave a table can, like a trigger, let a statement do nothing.
    """
    if not database.is_made_as(lambda new: upgrade(new, keys)):
        raise Problem(Refusal.CORRUPT)


def is_known(found: str) -> bool:
    """Tell whether a revision is one of this program's; else a newer one has made it."""
    return any(file.name.startswith(f"{found}_") for file in (_MIGRATIONS / "versions").glob("*.py"))


def revision(database: Database) -> str | None:
    """Return the schema's revision, None for a new database. Raises `Problem` CORRUPT for a foreign one."""
    with database.read() as session:
        tables = inspect(session.connection()).get_table_names()
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise Problem(Refusal.CORRUPT)
        found = session.connection().execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if len(found) != 1 or not isinstance(found[0], str):
            raise Problem(Refusal.CORRUPT)
        return found[0]
