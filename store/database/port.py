"""What Macle asks of a database. Each one that it runs on is a file beside this, named after it.

What only one database knows, its SQL, its files and its errors, is in its file and nowhere else. `choice.py`
names them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session

from store.database.alone import EVERYTHING, Names
from store.database.record import Record

COMMITS = "commits"
"""The fact that counts what was committed."""
Progress = Callable[[int, int], None]
"""Told again and again how much is done, of how much: bytes, or pages of a database."""
_FACTS = text("SELECT name, value FROM fact")
_AFTER_COMMIT, _DATABASE = "after-commit", "database"


class WatchedFact(ABC):
    """A fact of the store that is looked at in each transaction."""

    name: ClassVar[str]

    def is_wrong(self, found: str | None, *, writes: bool) -> bool:
        """Tell whether something must be put right before a transaction that reads or `writes` goes on."""
        return False

    def put_right(self, db: Session, found: str | None) -> None:  # noqa: B027
        """Put it right, in a transaction of its own."""

    @abstractmethod
    def begin(self, db: Session, found: str | None, *, writes: bool) -> None:
        """Let a transaction that begins know the fact."""

    def end(self, db: Session) -> None:  # noqa: B027
        """Write the fact anew, as the last thing that is written in a transaction."""


class Database(ABC):
    """One database. Thread-safe; every transaction has a connection to itself.

    What it and the file system cannot do is a `Problem` in whoever uses it: those of the store itself
    (`Refusal`), such as DISK_FULL, CORRUPT and BUSY. Other errors of it lose the values that they tell.
    """

    def __init__(self) -> None:
        self._watched: list[WatchedFact] = []
        self._record: Record | None = None

    # Opening, in this order, while nobody else makes or upgrades the store.

    @property
    @abstractmethod
    def place(self) -> str:
        """Where it is, for a person to find it."""

    @property
    @abstractmethod
    def error(self) -> type[Exception]:
        """What it raises of a statement for other tables than it has."""

    @abstractmethod
    def refusals(self) -> AbstractContextManager[None]:
        """Turn what the database and the file system cannot do into a `Problem`."""

    @abstractmethod
    def close_to_others(self) -> None:
        """Close to others what it keeps in files.

        Raises `Problem` FILE_FOREIGN, FILE_LINK and FILE_WRITABLE with the fact `path`.
        """

    @abstractmethod
    def exists(self) -> bool:
        """Tell whether it is there, whole or not."""

    @abstractmethod
    def traces(self) -> Iterable[Path]:
        """Return the files beside one that does not exist, of which each tells that it did."""

    @abstractmethod
    def was_being_made(self) -> bool:
        """Tell whether `create` was cut short."""

    @abstractmethod
    def create(self, fill: Callable[[Database], None]) -> None:
        """Make it, and `fill` it: it exists only once that is done and will stay done."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Tell whether there is nothing in it, not even what `create` makes first; it is not opened."""

    @abstractmethod
    def looking(self, within_s: float) -> Database:
        """Return the same one for `read`, `faults` and `told` alone: not even by opening it is it changed.

        A transaction that takes longer is cut off with `Problem` BUSY.
        """

    @abstractmethod
    def faults(self) -> list[str] | None:
        """Return what is damaged in it, in the database's own words; None where it took too long to look.

        Raises `Problem` CORRUPT where there is in it what Macle does not make, such as a view, by which
        whoever made that would choose what we do.
        """

    @abstractmethod
    def told(self) -> Mapping[str, str | int]:
        """Return what it tells of itself and of how it is used, for an administrator, by the names it has."""

    @abstractmethod
    def size(self) -> int | None:
        """Return how many bytes it takes on this host; None where there is none, or it is not kept here."""

    @abstractmethod
    def newest_write(self) -> float | None:
        """Return when it was last written by the clock of this host's disk, in seconds since 1970.

        None where there is none, or it is not kept here.
        """

    @abstractmethod
    def settle(self, locks: Path) -> None:
        """Bring in force what it needs of its other users, with locks of its own in the folder `locks`.

        Raises `Problem` BUSY where they cannot do with it.
        """

    def watch(self, fact: WatchedFact) -> None:
        """Look at a fact in each transaction from now on: the schema is there."""
        self._watched.append(fact)

    def keep_record(self, record: Record, commits: int) -> None:
        """Note from now on, in the host's record, how far the store has come, which is `commits` by now."""
        self._record = record
        record.raise_to(commits)

    @property
    def sees_older_copies(self) -> bool:
        """Whether an older copy in its place would be noticed."""
        return self._record is not None

    def close(self) -> None:
        """Let go of it; what waits in it stays."""
        if self._record is not None:
            self._record.close()
            self._record = None

    # Transactions

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads: it sees one state of the store throughout."""
        with self._transaction(None) as db:
            yield db

    @contextmanager
    def write(self, *, alone_with: Names, destroys: bool = False) -> Iterator[Session]:
        """A transaction that may write, from its first statement on `alone_with` this; commits at the end.

        It reads what was committed by then. What fails within takes back all of it. What one that `destroys`
        has overwritten or deleted is gone from all that the database keeps; where a reader is in the way,
        with the next that writes.
        """
        with self._transaction(alone_with) as db:
            yield db
            commits = self._count(db)
            for fact in self._watched:
                fact.end(db)
            db.commit()
        if commits is not None and self._record is not None:
            self._record.raise_to(commits)
        self._destroy_traces(destroys=destroys)
        for call in db.info.pop(_AFTER_COMMIT, ()):
            call()

    @abstractmethod
    def back_up(self, target: Path, progress: Progress) -> None:
        """Copy what is in it at one moment to the empty file `target`, while others go on with it.

        The copy is one file, and was read to its end and found sound. Raises `Problem`: CORRUPT where it is
        not, DATABASE_MOVED where the database has gone; and `FileRefused` for what the disk of `target`
        cannot do.
        """

    @abstractmethod
    def unused(self, locks: Path) -> AbstractContextManager[None]:
        """Let nobody open it meanwhile. Raises `Problem` STORE_OPEN where somebody has it open.

        Whoever has settled has it open until they close it; `locks` is the folder of `settle`.
        """

    @abstractmethod
    def from_backup(self, backup: Path, progress: Progress) -> AbstractContextManager[Database]:
        """Give a database made of a file that `back_up` wrote: it is gone at the end, unless it is in place.

        Raises `Problem` INPUT_UNREADABLE, FILE_LINK, BACKUP_FOREIGN and BACKUP_DAMAGED with the fact `path`;
        FILE_FOREIGN and FOLDER_OPEN of a folder above.
        """

    @abstractmethod
    def give_way(self, to: Database, name: str) -> str | None:
        """Let another, which came `from_backup`, take the place of this one while it is `unused`.

        At each moment, one or the other is in place. This one, if it is there, is kept under a `name` of its
        own; return where.
        """

    @abstractmethod
    def connection(self) -> AbstractContextManager[Connection]:
        """A transaction without a session that writes, alone with everything, for migrations.

        Raises `Problem` CORRUPT where what is to be made is there, or what is to be changed is not.
        """

    @abstractmethod
    def is_made_as(self, fill: Callable[[Database], None]) -> bool:
        """Tell whether its tables are, word for word, those of a new one once that was `fill`ed."""

    @abstractmethod
    def let_references_wait(self, db: Session) -> None:
        """Let rows refer to what there is not until the writing transaction `db` commits."""

    @abstractmethod
    def _engine(self, alone_with: Names | None) -> Engine:
        """Return what begins transactions that are alone with this, or that only read (None)."""

    @abstractmethod
    def _count(self, db: Session) -> int | None:
        """Count a transaction as the fact `COMMITS`, if it changed something; return how many there were."""

    @abstractmethod
    def _destroy_traces(self, *, destroys: bool) -> None:
        """Leave nothing of what was destroyed, by the transaction just committed or one before."""

    @contextmanager
    def _transaction(self, alone_with: Names | None) -> Iterator[Session]:
        writes = alone_with is not None
        with self.refusals(), Session(self._engine(alone_with), expire_on_commit=False) as db:
            db.info[_DATABASE] = self
            db.connection()  # begins, also where no fact is watched
            found = self._facts(db)
            if any(fact.is_wrong(found.get(fact.name), writes=writes) for fact in self._watched):
                db.rollback()
                self._put_right()
                found = self._facts(db)
            for fact in self._watched:
                fact.begin(db, found.get(fact.name), writes=writes)
            yield db

    def _put_right(self) -> None:
        with Session(self._engine(EVERYTHING), expire_on_commit=False) as db:
            found = self._facts(db)
            for fact in self._watched:
                value = found.get(fact.name)
                # Someone else can have done it meanwhile.
                if fact.is_wrong(value, writes=True):
                    fact.put_right(db, value)
            db.commit()

    def _facts(self, db: Session) -> Mapping[str, str]:
        """Return all facts: there are few, and no quicker statement reads those that are watched."""
        if not self._watched:
            return {}
        return {fact.name: fact.value for fact in db.connection().execute(_FACTS)}


def after_commit(db: Session, call: Callable[[], None]) -> None:
    """Call this once the writing transaction `db` is committed; never if it is not."""
    db.info.setdefault(_AFTER_COMMIT, []).append(call)


def let_references_wait(db: Session) -> None:
    """Let rows refer to what there is not until the writing transaction `db` commits."""
    database: Database = db.info[_DATABASE]
    database.let_references_wait(db)
