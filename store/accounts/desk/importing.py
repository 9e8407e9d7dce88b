"""Accounts in bulk: opened by the administrator, and each owner invited to set the first password."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session as Transaction

from i18n import LANGUAGES, Language, language_of
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.identity import contact_details, naming
from store.accounts.identity.new_account import NewAccount, create_accounts
from store.accounts.password import reset_tokens
from store.database.tables.identity import Account
from store.events import Happening
from store.problems import Problem, Refusal, Refusals
from store.rules import identifiers
from store.rules.contact_details import read_details
from store.rules.identifiers import Email
from store.values.desk import ImportState, LineFault, Newcomer
from store.values.identity import ContactDetails

_AT_ONCE = 100
"""Accounts in one transaction: others wait for it, and a kill takes back no more."""
_COLUMNS = {"phone_number": "phone"}
"""Columns of the file that are called otherwise than what is kept of them."""


@dataclass(frozen=True, repr=False)
class _Named:
    """A line of which can be read what its account is found by."""

    line: int
    username: str
    email: Email

    @property
    def lookups(self) -> tuple[str, str]:
        return identifiers.lookup(self.username), self.email.lookup


@dataclass(frozen=True, repr=False)
class _Entry(_Named):
    """A line that was read: what its account is made of."""

    language: Language
    details: ContactDetails


@dataclass(frozen=True, repr=False)
class Import:
    """What a file says, checked as a whole: nothing is imported where there are `faults`."""

    entries: tuple[_Entry, ...]
    faults: tuple[LineFault, ...]
    expected: ImportState


@dataclass(frozen=True)
class Importing:
    """For the administrator's commands and not for pages: the caller is not checked."""

    context: Context

    def check(self, people: Sequence[Newcomer], language: Language, *, invite_again: bool = False) -> Import:
        """Check all lines, and say what an import of them would do; who has none gets this `language`.

        The faults are, of each line and all at once: what `identifiers` and `read_details` raise;
        LANGUAGE_UNKNOWN; REPEATED (line) for a name or an address that an earlier line has, whatever else is
        wrong with either; USERNAME_TAKEN, EMAIL_TAKEN where it is another account's.
        """
        named, entries, faults = list[_Named](), list[_Entry](), list[LineFault]()
        earlier: dict[str, int] = {}
        for one in people:
            refusals = Refusals()
            with refusals:
                names = _names(one, earlier)
                named.append(names)
            with refusals:
                spoken, details = _details(one, language)
            try:
                refusals.end()
                entries.append(_Entry(one.line, names.username, names.email, spoken, details))
            except Problem as problem:
                faults += (LineFault(one.line, each) for each in problem.all)
        with self.context.database.read() as db:
            found = self._found(db, named)
            for names in named:
                try:
                    _account_of(names, found)
                except Problem as problem:
                    faults += (LineFault(names.line, each) for each in problem.all)
            if faults:
                return Import((), tuple(sorted(faults, key=lambda fault: fault.line)), ImportState(0, 0, 0))
            return Import(tuple(entries), (), self._expected(db, entries, found, invite_again=invite_again))

    def carry_out(self, checked: Import, *, invite_again: bool = False) -> Iterator[ImportState]:
        """Open the accounts that are not there yet, and yield after each portion what has been done by then.

        A new account has no password: its owner gets an invitation to set it. With `invite_again`, so does
        whoever has not set it since an earlier one. Cut off and called again, it goes on with the rest.
        Raises `Problem` USERNAME_TAKEN and EMAIL_TAKEN (line) where somebody took it after the check;
        the portions before stay.
        """
        done = ImportState(0, 0, 0)
        for start in range(0, len(checked.entries), _AT_ONCE):
            portion = checked.entries[start : start + _AT_ONCE]
            lookups = [lookup for entry in portion for lookup in entry.lookups]
            alone_with = naming.identifier(self.context, *lookups)
            with self.context.database.write(alone_with=alone_with) as db:
                found = self._found(db, portion)
                known = [_account_of(entry, found) for entry in portion]
                new = [entry for entry, account_id in zip(portion, known, strict=True) if account_id is None]
                self._open(db, new)
                again = self._invite_again(db, filter(None, known)) if invite_again else 0
            done = ImportState(
                done.opened + len(new), done.known + len(portion) - len(new), done.invited_again + again
            )
            yield done

    def _open(self, db: Transaction, entries: Sequence[_Entry]) -> None:
        context = self.context
        wanted = [NewAccount(one.username, one.email, one.language.code) for one in entries]
        accounts = create_accounts(db, context, wanted, "")
        # Nothing of it is read before the commit, so all rows of a table are written at once.
        with db.no_autoflush:
            for entry, account in zip(entries, accounts, strict=True):
                assert account.id is not None
                if entry.details != ContactDetails():
                    contact_details.keep(db, context, account.id, entry.details, version=1)
                self._invite(db, account)

    def _invite_again(self, db: Transaction, known: Iterable[int]) -> int:
        """Invite those who have not set a password yet; return how many."""
        waiting = [account for one in known if _waits_for_its_owner(account := db.get_one(Account, one))]
        for account in waiting:
            assert account.id is not None
            # Also the one that was opened: whoever did may not be the owner.
            reset_tokens.end(db, account.id, reset_tokens.REPLACED)
            self._invite(db, account)
        return len(waiting)

    def _invite(self, db: Transaction, account: Account) -> None:
        with changing_account(db, self.context, account, notifies=False) as change:
            change.note(Happening.INVITED)
            change.write(reset_tokens.make(db, self.context, account, change.now))

    def _found(self, db: Transaction, named: Sequence[_Named]) -> dict[str, int]:
        return naming.holders_of(db, self.context, (one for names in named for one in names.lookups))

    def _expected(
        self, db: Transaction, entries: Sequence[_Entry], found: dict[str, int], *, invite_again: bool
    ) -> ImportState:
        known = [account_id for entry in entries if (account_id := _account_of(entry, found)) is not None]
        again = [one for one in known if invite_again and _waits_for_its_owner(db.get_one(Account, one))]
        return ImportState(len(entries) - len(known), len(known), len(again))


def _names(one: Newcomer, earlier: dict[str, int]) -> _Named:
    """Return what the account of a line is found by. Raises what is wrong with it, all at once."""
    refusals = Refusals()
    with refusals:
        username = identifiers.username(one.username)
        _refuse_repeated("username", identifiers.lookup(username), one.line, earlier)
    with refusals:
        email = identifiers.email(one.email)
        _refuse_repeated("email", email.lookup, one.line, earlier)
    refusals.end()
    return _Named(one.line, username, email)


def _details(one: Newcomer, language: Language) -> tuple[Language, ContactDetails]:
    """Return the language and the details of a line. Raises what is wrong with them, all at once."""
    refusals, spoken, details = Refusals(), language, dict[str, str]()
    with refusals:
        spoken = _language(one.language, language)
    with refusals:
        given = ContactDetails(first_name=one.first_name, last_name=one.last_name, phone_number=one.phone)
        details = read_details(vars(given), spoken.code)
    try:
        refusals.end()
    except Problem as problem:
        for each in problem.all:
            each.field = _COLUMNS.get(each.field or "", each.field)
        raise
    return spoken, ContactDetails(**details)


def _language(typed: str, otherwise: Language) -> Language:
    """Return the language that a line asks for. Raises `Problem` LANGUAGE_UNKNOWN."""
    code = typed.strip().casefold()
    if not code:
        return otherwise
    if code not in LANGUAGES:
        raise Problem(Refusal.LANGUAGE_UNKNOWN, "language", codes=tuple(LANGUAGES))
    return language_of(code)


def _refuse_repeated(column: str, lookup: str, line: int, earlier: dict[str, int]) -> None:
    """Raise `Problem` REPEATED (line) for what an `earlier` line has too, and note what this one has."""
    first = earlier.setdefault(lookup, line)
    if first != line:
        raise Problem(Refusal.REPEATED, column, line=first)


def _account_of(entry: _Named, found: dict[str, int]) -> int | None:
    """Return which account a line is about, None where there is none yet.

    Raises `Problem` USERNAME_TAKEN, EMAIL_TAKEN where what it says is not of one account.
    """
    by_username, by_email = (found.get(lookup) for lookup in entry.lookups)
    if by_username == by_email:
        return by_username
    refusals = Refusals()
    with refusals:
        if by_username is not None:
            raise Problem(Refusal.USERNAME_TAKEN, "username", line=entry.line)
    with refusals:
        if by_email is not None:
            raise Problem(Refusal.EMAIL_TAKEN, "email", line=entry.line)
    refusals.end()
    return None


def _waits_for_its_owner(account: Account) -> bool:
    """Tell whether the owner of an account was invited, and has not set a password since."""
    return account.invited and account.verifier is None
