"""What is looked at in the database, which is opened to be read alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from sqlmodel import Session, col, func, select

from store.accounts.access import OPERATORS
from store.accounts.methods import held
from store.accounts.upkeep import older_copy
from store.checkup.finding import Finding, Grade, Part, Sign
from store.checkup.host import not_looked_at
from store.database.choice import database_of
from store.database.keys_in_use import IN_USE, refuse_foreign
from store.database.port import Database
from store.database.record import can_be_kept, noted_of
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.tables.upkeep import Fact
from store.database.upgrade import HEAD, is_known, revision
from store.database.watching import last_look
from store.locations import Locations
from store.messages.waiting import Waiting
from store.opening import refuse_gone
from store.problems import Problem, Refusal
from store.rules.limits import BUSY_AFTER, CLOCK_TOLERANCE
from store.rules.moments import Watch, lies_ahead
from store.settings import Settings
from store.values.desk import Role
from store.vault.keyring import KeyRing

_LOOKS_FOR_S = BUSY_AFTER.total_seconds() / 2
"""Seconds: where a reader keeps writers waiting, none of them gives up meanwhile."""
_SHOWN = 2
"""So many of the things that a database tells of itself stand in the sentence."""
_ADDRESS = re.compile(
    r"(?P<status>\b[245]\d\d[ -][245](?:\.\d{1,3}){2}(?![\d.]))|\S*@\S*|\+?\d(?:[ ().-]*\d){5,}"
)
"""What may be an email address, or the number of a phone; a mail server's `status` (RFC 3463) is neither."""
_LATE_AFTER = timedelta(hours=1)


class Kept:
    """The database of a store, part after part; a part that another one's fault hides is skipped."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._locations = settings, Locations(settings.home)
        self._database: Database = database_of(settings)
        self._keys: KeyRing | None = None
        self.told: Mapping[str, str | int] = {}
        """What the database tells of itself, once it was looked at."""

    def findings(self) -> Iterator[Finding]:
        """Look at each part, and at those that need another only where that has no fault."""
        found = dict[Part, Grade]()
        try:
            for part, look, needed in self._parts:
                findings: Sequence[Finding] = [not_looked_at(part)]
                if not any(found[one] in (Grade.FAULT, Grade.SKIPPED) for one in needed):
                    findings = self._seen(part, look)
                found[part] = findings[0].grade
                yield from findings
        finally:
            self._database.close()

    @property
    def _parts(self) -> Iterator[tuple[Part, Callable[[], Finding | Sequence[Finding]], tuple[Part, ...]]]:
        database, schema = Part.DATABASE, Part.SCHEMA
        yield database, self._soundness, ()
        yield Part.KEYS, self._key_file, (database,)
        yield schema, self._schema, (database,)
        yield Part.OLDER_COPY, self._age, (database, schema)
        yield Part.CLOCK, self._clock, (database, schema)
        yield Part.OUTBOX, self._outbox, (database, Part.KEYS, schema)
        yield Part.GIVEN_UP, self._given_up, (database, Part.KEYS, schema)
        yield Part.OPERATORS, self._operators, (database, schema)
        yield Part.REMOVALS, self._removals, (database, schema)

    def _seen(self, part: Part, look: Callable[[], Finding | Sequence[Finding]]) -> Sequence[Finding]:
        try:
            with self._database.refusals():
                seen = look()
        except Problem as problem:
            seen = Finding.of_problem(part, problem)
        except (self._database.error, ValueError, OverflowError):
            # Rows or tables that are not what the schema says: whatever else is amiss has to be found yet.
            seen = Finding(part, Grade.FAULT, Refusal.CORRUPT)
        return [seen] if isinstance(seen, Finding) else seen

    def _soundness(self) -> Finding:
        part, database = Part.DATABASE, self._database
        if not database.exists():
            refuse_gone(self._locations, database, self._settings.state)
            return not_looked_at(part)
        if database.is_empty():
            raise Problem(Refusal.CORRUPT)
        self._database = database.looking(_LOOKS_FOR_S)
        self.told = self._database.told()
        faults = self._database.faults()
        told = ", ".join(f"{name} {self.told[name]}" for name in [*self.told][:_SHOWN])
        facts = {"place": database.place, "told": told}
        if faults is None:
            return Finding(part, Grade.OK, Sign.SOUND_SO_FAR, facts)
        if faults:
            return Finding(part, Grade.FAULT, Sign.UNSOUND, {**facts, "faults": faults})
        return Finding(part, Grade.OK, Sign.SOUND, facts)

    def _key_file(self) -> Finding:
        keys = KeyRing.load(self._locations.server_key, closes=False)
        with self._database.read() as db:
            refuse_foreign(db, keys)
            in_use = _fact(db, IN_USE)
        self._keys = keys
        facts = {"versions": len(keys.versions), "in_use": int(in_use or keys.in_use)}
        if facts["in_use"] not in keys.versions:
            raise Problem(Refusal.KEY_FOREIGN, path=str(keys.path))
        return Finding(Part.KEYS, Grade.OK, Sign.KEYS_FIT, facts)

    def _schema(self) -> Finding:
        found = revision(self._database)
        facts = {"found": found, "newest": HEAD}
        if found == HEAD:
            return Finding(Part.SCHEMA, Grade.OK, Sign.UP_TO_DATE, facts)
        if found is None:
            raise Problem(Refusal.CORRUPT)
        if not is_known(found):
            return Finding(Part.SCHEMA, Grade.FAULT, Refusal.NEWER_SCHEMA, facts)
        return Finding(Part.SCHEMA, Grade.WARNING, Sign.SCHEMA_OLDER, facts)

    def _age(self) -> Finding:
        part, home, state = Part.OLDER_COPY, self._settings.home, self._settings.state
        assert state is not None
        with self._database.read() as db:
            store_id = older_copy.id_of(db)
        # First what was noted: what is committed meanwhile must not make the database look old.
        noted = 0 if store_id is None else noted_of(state, home, store_id)
        with self._database.read() as db:
            commits = older_copy.commits_of(db)
        if noted > commits:
            raise Problem(Refusal.OLDER_COPY, path=self._database.place)
        if not can_be_kept(state):
            return Finding(part, Grade.WARNING, Sign.NOTHING_NOTED, {"path": str(state)})
        return Finding(part, Grade.OK, Sign.NEWEST, {"commits": commits, "noted": noted})

    def _clock(self) -> Finding:
        part, now = Part.CLOCK, self._settings.clock()
        with self._database.read() as db:
            watch = last_look(db)
        if watch is not None and lies_ahead(watch.seen, now):
            return Finding(part, Grade.FAULT, Sign.CLOCK_BACK, {"now": now, "seen": watch.seen})
        newest = self._database.newest_write()
        if newest is not None and newest > now.timestamp() + CLOCK_TOLERANCE.total_seconds():
            return Finding(part, Grade.FAULT, Sign.FILES_AHEAD, {"now": now})
        return Finding(part, *_jump(watch))

    def _outbox(self) -> Finding:
        part, state = Part.OUTBOX, self._messages.state()
        oldest = state.oldest_written_at
        waited = timedelta() if oldest is None else self._settings.clock() - oldest
        facts = {
            "waiting": state.waiting,
            "oldest_written_at": oldest,
            "last_error": _without_addresses(state.last_error),
        }
        if waited > _LATE_AFTER:
            return Finding(part, Grade.WARNING, Sign.OUTBOX_LATE, facts)
        if state.last_error is not None:
            return Finding(part, Grade.WARNING, Sign.OUTBOX_FAILS, facts)
        return Finding(part, Grade.OK, Sign.OUTBOX_WAITS if state.waiting else Sign.OUTBOX_EMPTY, facts)

    def _given_up(self) -> Finding:
        part, given_up = Part.GIVEN_UP, self._messages.given_up()
        others = given_up.in_all - given_up.for_recipient
        facts = {
            "others": others,
            "for_recipient": given_up.for_recipient,
            "last_error": _without_addresses(given_up.last_error),
        }
        if others:
            return Finding(part, Grade.FAULT, Sign.MESSAGES_GIVEN_UP, facts)
        if given_up.for_recipient:
            return Finding(part, Grade.WARNING, Sign.NO_RECIPIENT, facts)
        return Finding(part, Grade.OK, Sign.NONE_GIVEN_UP, facts)

    @property
    def _messages(self) -> Waiting:
        assert self._keys is not None
        return Waiting(self._database, self._keys, self._settings.clock)

    def _operators(self) -> Sequence[Finding]:
        with self._database.read() as db:
            with_a_role = col(Account.role).in_([role.value for role in OPERATORS])
            accounts = db.exec(select(Account).where(with_a_role)).all()
            lacking = sum(one.id is None or not held.has_any(db, one.id) for one in accounts)
        supervisors = sum(one.role == Role.SUPERVISOR.value for one in accounts)
        suspended = sum(one.role_suspended for one in accounts)
        facts = {
            "operators": len(accounts) - supervisors,
            "supervisors": supervisors,
            "without_second_step": lacking,
            "suspended": suspended,
        }
        lacks = {
            Sign.NO_SUPERVISOR: not supervisors,
            Sign.NO_SECOND_STEP: lacking,
            Sign.ROLES_SUSPENDED: suspended,
        }
        amiss = [
            Finding(Part.OPERATORS, Grade.WARNING, sign, facts) for sign, is_so in lacks.items() if is_so
        ]
        return amiss or [Finding(Part.OPERATORS, Grade.OK, Sign.OPERATORS_READY, facts)]

    def _removals(self) -> Finding:
        part = Part.REMOVALS
        if revision(self._database) != HEAD:
            return not_looked_at(part)
        with self._database.read() as db:
            due_before = self._settings.clock() - _LATE_AFTER
            overdue = select(func.count()).where(
                col(RemovalRow.approved_at).is_not(None), col(RemovalRow.due_at) < due_before
            )
            count = db.exec(overdue).one()
        if count:
            return Finding(part, Grade.WARNING, Sign.REMOVALS_OVERDUE, {"removals": count})
        return Finding(part, Grade.OK, Sign.REMOVALS_DONE)


def _jump(watch: Watch | None) -> tuple[Grade, Sign, Mapping[str, object]]:
    """Say whether the clock has jumped and not yet run evenly for long enough since."""
    if watch is None or watch.jumped_at is None or watch.is_even:
        return Grade.OK, Sign.CLOCK_EVEN, {}
    return Grade.WARNING, Sign.CLOCK_JUMPED, {"at": watch.jumped_at, "by": watch.jumped_by}


def _without_addresses(error: str | None) -> str | None:
    """Return what a server answered without the email addresses and the numbers that it quotes."""
    return None if error is None else _ADDRESS.sub(lambda found: found["status"] or "…", error)


def _fact(db: Session, name: str) -> str | None:
    found = db.get(Fact, name)
    return None if found is None else found.value
