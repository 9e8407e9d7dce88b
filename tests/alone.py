"""Sees that a transaction that writes touches only what it named (`store.database.alone`).

On a database that lets writers in one by one, a name that is missing harms nothing. So each test that writes
looks for it: what was named is resolved when the transaction begins, and each row that is then added,
changed, deleted or loaded must be of an account, an identifier or a quota among it.

Free are: rows of no account (`NO_ID`), which are taken back; an account that the transaction itself makes;
messages, which only their own row stands for: they are added, and later leased and deleted, by one statement
each; the facts that the database itself keeps; and the deleting of what has ended, of whoever it was, by one
statement: former emails that no notice can put back, and sign-ups that nobody confirmed.

Of statements that read some columns, only whether any account was named is seen (of quotas, any quota), and
of statements in words, only whether everything was. Statements that pass by the session, to its connection,
are not seen.

A row that is only loaded is judged at the end: whose token or method another account's is, is refused, and
nothing is decided by it but that. A transaction that raises has done nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import Connection, Engine, TextClause, event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.util import find_tables
from sqlmodel import Session, SQLModel, col, select

from store.accounts.alike import NO_ID
from store.accounts.context import Context
from store.accounts.identity.naming import FORMER_EMAIL
from store.accounts.store import Store
from store.database.alone import AccountOf, Names, Sort
from store.database.port import Database
from store.database.tables.events import EventLink
from store.database.tables.identity import Account, Identifier
from store.database.tables.outbox import OutboxMessage
from store.database.tables.profile import KeyCandidate, ProfileRow
from store.database.tables.row import Moment, Row
from store.database.tables.sent_codes import SentCode, SignUpRow
from store.database.tables.signing_in import ProofRow, SessionRow
from store.database.tables.tries import Counter, Quota
from store.database.tables.upkeep import Fact
from store.rules import identifiers

_KINDS: dict[str, Any] = {str(kind.__tablename__): kind for kind in Row.__subclasses__()}
_WRITTEN_TO = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")


class Unnamed(AssertionError):
    """A transaction has touched what it did not name."""


class Guard:
    """Watches every store that is opened while it is installed; `unnamed` is what was found."""

    def __init__(self) -> None:
        self.unnamed: list[str] = []
        self._contexts: WeakKeyDictionary[Database, Context] = WeakKeyDictionary()

    def install(self, patch: pytest.MonkeyPatch) -> None:
        write, begin = Database.write, Store.__init__

        @contextmanager
        def watched(database: Database, *, alone_with: Names, destroys: bool = False) -> Iterator[Session]:
            with write(database, alone_with=alone_with, destroys=destroys) as db:
                touched = _Touched(self, db, alone_with, self._contexts.get(database))
                with touched.looking_on():
                    yield db
                    db.flush()
                touched.end()

        def begun(store: Store, context: Context) -> None:
            begin(store, context)
            self._contexts[context.database] = context

        patch.setattr(Database, "write", watched)
        patch.setattr(Store, "__init__", begun)


class _Touched:
    """What one transaction named, and what it touches."""

    def __init__(self, guard: Guard, db: Session, names: Names, context: Context | None) -> None:
        self._guard, self._db = guard, db
        self._accounts, self._identifiers, self._quotas = {NO_ID}, set[str](), set[str]()
        self._names_accounts = self._names_chain = self._names_everything = False
        self._loaded: list[str] = []
        for name in names:
            if isinstance(name, AccountOf):
                self._accounts.update(self._account_ids(name))
                self._names_accounts = True
            elif name.sort is Sort.ACCOUNT:
                self._accounts.add(int(name.key))
                self._names_accounts = True
            elif name.sort is Sort.EVERYTHING:
                self._names_everything = True
            elif name.sort is Sort.CHAIN:
                self._names_chain = True
            else:
                {Sort.IDENTIFIER: self._identifiers, Sort.QUOTA: self._quotas}[name.sort].add(name.key)
        self._of_nobody = set[str]()
        if context is not None:
            of_any = (context.mark_keys.marks("identifier", one) for one in self._identifiers)
            self._of_nobody = {f"nobody:{mark}" for marks in of_any for mark in marks}

    @contextmanager
    def looking_on(self) -> Iterator[None]:
        """See what is done in the transaction meanwhile, unless it is alone with everything."""
        if self._names_everything:
            yield
            return
        infos = self._db.info, self._db.connection().info  # that of a connection outlives the transaction
        for info in infos:
            info[_Touched] = self
        try:
            yield
        finally:
            for info in infos:
                del info[_Touched]

    def end(self) -> None:
        if self._loaded:
            self._fail(f"read to decide by: {self._loaded}")

    def flushed(self, db: Session) -> None:
        changed = [row for row in db.dirty if db.is_modified(row)]
        for row in (*db.new, *changed, *db.deleted):
            # Who takes an identifier that is free has to be alone with it: another could take it as well.
            taken = isinstance(row, Identifier) and row.kind != FORMER_EMAIL.name and row not in db.deleted
            if not self._is_named(type(row), row) or (taken and row.lookup not in self._identifiers):
                self._fail(f"written: {_shown(type(row), row)}")

    def made(self, row: SQLModel) -> None:
        if isinstance(row, Account):
            assert row.id is not None
            self._accounts.add(row.id)

    def read(self, kind: type[Any], row: Any) -> None:
        if not self._is_named(kind, row):
            self._loaded.append(_shown(kind, row))

    def executed(self, state: ORMExecuteState) -> None:
        """Look at statements that change many rows at once, and at those that read columns."""
        statement: Any = state.statement
        if state.is_select:
            tables = {str(table) for table in find_tables(statement)}
            free = {OutboxMessage.__tablename__, Fact.__tablename__}
            if self._quotas:
                free.add(Quota.__tablename__)
            if tables - free and not self._names_accounts:
                self._loaded.append(str(statement))
            for kind in (_KINDS[name] for name in tables & _KINDS.keys()):
                # A whole table, and not its objects, which are judged when they are loaded.
                if any(chosen is kind.__table__ for chosen in statement._raw_columns):
                    for row in self._db.connection().execute(statement, state.parameters):
                        self.read(kind, row)
        elif state.is_insert:
            kind = _KINDS[statement.table.name]
            assert state.parameters
            given = state.parameters if isinstance(state.parameters, list) else [state.parameters]
            for row in (kind(**values) for values in cast("list[dict[str, Any]]", given)):
                if not self._is_named(kind, row):
                    self._fail(f"added: {_shown(kind, row)}")
        elif (state.is_update or state.is_delete) and statement.table.name != OutboxMessage.__tablename__:
            kind = _KINDS[statement.table.name]
            # Not the moments: those of a damaged row cannot be read.
            legible = (one for one in kind.__table__.columns if not isinstance(one.type, Moment))
            found = select(*legible).where(*statement._where_criteria)
            for row in self._db.connection().execute(found, state.parameters):
                has_ended = state.is_delete and _has_ended(kind, row)
                if not has_ended and not self._is_named(kind, row):
                    self._fail(f"written by one statement: {_shown(kind, row)}")

    def asked(self, statement: str, context: Any) -> None:
        """Look at statements in words, of which nobody can tell the rows."""
        in_words = context.compiled is None or isinstance(context.compiled.statement, TextClause)
        found = _WRITTEN_TO.match(statement) if in_words else None
        if found is not None and found[1] != Fact.__tablename__:
            self._fail(f"written in words: {statement}")

    def _is_named(self, kind: type[Any], row: Any) -> bool:
        judges: dict[type[Any], Callable[[Any], bool]] = {
            Account: self._is_account_named,
            Counter: lambda row: self._is_of_account(row.subject) or row.subject in self._of_nobody,
            EventLink: lambda _row: self._names_chain,
            Fact: lambda _row: False,
            Identifier: lambda row: row.account_id in self._accounts or row.lookup in self._identifiers,
            KeyCandidate: lambda row: self._is_of(ProfileRow, row.profile_id),
            OutboxMessage: lambda _row: True,
            ProofRow: lambda row: self._is_of(SessionRow, row.session),
            Quota: lambda row: self._is_of_account(row.subject) or row.subject.split()[0] in self._quotas,
            SentCode: self._is_code_named,
            SignUpRow: self._is_sign_up_named,
        }
        return judges.get(kind, lambda row: row.account_id in self._accounts)(row)

    def _is_sign_up_named(self, row: Any) -> bool:
        return {row.email_lookup, identifiers.lookup(row.username)} <= self._identifiers

    def _is_account_named(self, row: Any) -> bool:
        return row.id is None or row.id in self._accounts

    def _is_code_named(self, row: Any) -> bool:
        if row.account_id is not None:
            return row.account_id in self._accounts
        # The sign-up that waits for one that is new comes after it.
        lookup = self._column(SignUpRow, "email_lookup", row.mark)
        return bool(self._identifiers) if lookup is None else lookup in self._identifiers

    def _is_of(self, kind: type[SQLModel], key: str) -> bool:
        return self._column(kind, "account_id", key) in self._accounts

    def _is_of_account(self, subject: str) -> bool:
        found = re.match(r"account:(\d+)(:|$)", subject)
        return found is not None and int(found[1]) in self._accounts

    def _column(self, kind: type[SQLModel], column: str, key: str) -> Any:
        """Return a column of the row with this key, be it on its way to the database or there."""
        db, table = self._db, kind.__table__  # type: ignore[attr-defined]
        [primary] = table.primary_key.columns
        for row in db.new:
            if isinstance(row, kind) and getattr(row, primary.name) == key:
                return getattr(row, column)
        return db.connection().execute(select(table.c[column]).where(primary == key)).scalar()

    def _account_ids(self, name: AccountOf) -> list[int]:
        column: Any = name.column
        table = column.class_
        owner = table.id if table is Account else table.account_id
        found = select(col(owner)).where(column == name.key)
        return list(self._db.connection().execute(found).scalars())

    def _fail(self, what: str) -> None:
        self._guard.unnamed.append(what)
        raise Unnamed(what)


def _listen() -> None:
    """Hear once of what is done in any transaction: to listen anew for each took longer than most of them."""

    @event.listens_for(Session, "before_flush")
    def flushed(db: Session, _context: object, _instances: object) -> None:
        if (touched := db.info.get(_Touched)) is not None:
            touched.flushed(db)

    @event.listens_for(Session, "pending_to_persistent")
    def made(db: Session, row: SQLModel) -> None:
        if (touched := db.info.get(_Touched)) is not None:
            touched.made(row)

    @event.listens_for(Session, "loaded_as_persistent")
    def loaded(db: Session, row: SQLModel) -> None:
        if (touched := db.info.get(_Touched)) is not None:
            touched.read(type(row), row)

    @event.listens_for(Session, "do_orm_execute")
    def executed(state: ORMExecuteState) -> None:
        if (touched := state.session.info.get(_Touched)) is not None:
            touched.executed(state)

    @event.listens_for(Engine, "before_cursor_execute")
    def asked(
        connection: Connection, _cursor: object, statement: str, _values: object, context: Any, _many: object
    ) -> None:
        if (touched := connection.info.get(_Touched)) is not None:
            touched.asked(statement, context)


_listen()


def _has_ended(kind: type[Any], row: Any) -> bool:
    if kind is Identifier:
        return bool(row.kind == FORMER_EMAIL.name)
    return kind is SentCode and row.account_id is None


def _shown(kind: type[Any], row: Any) -> str:
    keys = {column.name: getattr(row, column.name) for column in kind.__table__.primary_key.columns}
    return f"{kind.__name__} {keys}"
