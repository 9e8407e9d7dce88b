"""Going on from a backup of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.accounts import events
from store.accounts.upkeep import chaining, older_copy
from store.database.alone import EVERYTHING
from store.database.choice import database_of
from store.database.keys_in_use import refuse_foreign
from store.database.port import Database, Progress
from store.database.record import most_noted
from store.database.upgrade import refuse_altered, revision, upgrade
from store.locations import Locations
from store.opening import in_turn, make_folders, noting_accepted
from store.problems import Problem, Refusal
from store.rules.plain_text import plain_text
from store.settings import Settings
from store.vault.keyring import KeyRing


@dataclass(frozen=True)
class Restored:
    """What was restored: when the last event in it was, if there is one, and where the accounts of before are
    kept, if there were some.
    """

    last_event: datetime | None
    kept: str | None


def restore(settings: Settings, backup: Path, reason: str, progress: Progress, *, replace: bool) -> Restored:
    """Put a backup in the database's place.

    Sessions, tokens and codes of then are void. A kill at any moment leaves the database of before, or the
    restored one, whole. Raises `Problem`, and has changed nothing then: MISSING, TOO_LONG and TEXT_CHARACTERS
    of `reason`; STORE_OPEN; STORE_EXISTS without `replace`; KEY_MISSING; of the backup, INPUT_UNREADABLE,
    BACKUP_FOREIGN, BACKUP_DAMAGED, BACKUP_KEY and NEWER_SCHEMA, FILE_LINK, and FILE_FOREIGN and FOLDER_OPEN
    of a folder above it; and what the disk cannot do.
    """
    reason = plain_text(reason, "reason")
    locations, database = Locations(settings.home), database_of(settings)
    with database.refusals():
        # First, so that nothing is made where it is missing.
        keys = KeyRing.load(locations.server_key)
        make_folders(locations)
        with in_turn(locations), database.unused(locations.locks):
            if not replace and (database.exists() or any(database.traces())):
                raise Problem(Refusal.STORE_EXISTS, path=database.place)
            with database.from_backup(backup, progress) as restored:
                _bring_up_to_date(restored, keys, backup)
                with restored.write(alone_with=EVERYTHING) as db:
                    older_copy.identify(db)
                    noted = 0 if settings.state is None else most_noted(settings.state, settings.home)
                    commits = max(older_copy.commits_of(db), noted)
                    older_copy.accept(db, keys, reason, commits, settings.clock())
                    store_id, end = older_copy.id_of(db), chaining.end_of_chain(db)
                    last_event = events.last_moment(db)
                before = f"before-{settings.clock():%Y%m%dT%H%M%SZ}"
                with noting_accepted(settings, store_id, end, reason):
                    return Restored(last_event, database.give_way(restored, before))


def _bring_up_to_date(restored: Database, keys: KeyRing, backup: Path) -> None:
    """Bring a backup to the schema of today, and see that it is one of ours, under these keys."""
    try:
        if revision(restored) is None:
            raise Problem(Refusal.CORRUPT)
        with restored.read() as db:
            refuse_foreign(db, keys)
        upgrade(restored, keys)
        refuse_altered(restored, keys)
    except restored.error:
        raise Problem(Refusal.BACKUP_DAMAGED, path=str(backup)) from None
    except Problem as problem:
        match problem.refusal:
            case Refusal.CORRUPT:
                raise Problem(Refusal.BACKUP_DAMAGED, path=str(backup)) from None
            case Refusal.KEY_FOREIGN:
                raise Problem(Refusal.BACKUP_KEY, path=str(backup), key=str(keys.path)) from None
        raise
