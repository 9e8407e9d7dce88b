"""A document number and its contrast datum, by which one begins a sign-in with a PIN (PRODUCT §8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session as Transaction

from i18n import ENGLISH
from store.accounts import quotas, tries
from store.accounts.alike import kept, nobody
from store.accounts.context import Context
from store.accounts.identity import naming, registered
from store.accounts.signing_in import places
from store.database import alone
from store.database.alone import Names
from store.database.tables.identity import Account
from store.problems import Problem, Refusal, Refusals
from store.rules import documents, identifiers
from store.rules.contrast import contrast_datum
from store.rules.limits import GUESSES_AT_A_PLACE_AN_HOUR
from store.rules.secret import Secret

T = TypeVar("T")

_GUESSES, _AN_HOUR = "contrast guess", GUESSES_AT_A_PLACE_AN_HOUR
_NOBODY = "nobody@example.org"
"""Whom the letter that is taken back is written to."""


@dataclass(frozen=True)
class Presented:
    """Whose document it is, and the mark of the place where it was presented."""

    account: Account
    place: str

    @property
    def account_id(self) -> int:
        assert self.account.id is not None
        return self.account.id


def present(
    context: Context,
    document: str,
    contrast: Secret,
    terminal: str,
    place: str,
    then: Callable[[Transaction, Presented], T],
) -> T:
    """Return what comes of `then`, within the transaction that found number and datum right.

    A try is counted before it is compared, for numbers of nobody too, separately at a known place; see
    `SignIn.with_password`. Raises `Problem`: all at once, DOCUMENT_NUMBER (kind, fault), and DATE_FORM or
    CONTRAST_FORM (fault); WRONG_DOCUMENT (tries_left, until) for a wrong datum, nobody's number, an account
    that is blocked or whose reset is due alike; DOCUMENT_LOCKED (until) while a wait runs, also for too many
    wrong ones at an unknown place.
    """
    number, datum = _read(document, contrast)
    lookup, guesses = identifiers.lookup(number), _Guesses(context, place)
    alone_with = naming.identifier(context, lookup)
    with context.database.write(alone_with=alone_with + guesses.name) as db:
        account = naming.account_named(db, context, lookup)
        # Looked for in any case: neither known nor unknown numbers take a query more.
        stranger = nobody(db, _NOBODY, ENGLISH)
        of_whom = account or stranger
        assert of_whom.id is not None
        account_id = of_whom.id
        place = places.mark(db, context, account_id, place)
        at_known = places.known(db, account_id, place)
        if not at_known:
            guesses.refuse_spent(db)
        if account is None:
            tried = tries.claim_of_nobody(db, context, lookup, tries.CONTRAST, alone_with)
        else:
            tried = tries.claim_of_account(db, context, account_id, tries.CONTRAST, at_known)
        is_right = registered.has_contrast(db, context, account_id, datum)
        if account is not None and is_right and not (tried.was_blocked or account.reset_due):
            if at_known:
                tries.succeed(db, account_id, tries.CONTRAST, at_known)
            else:
                tries.take_back(db, tried)
            return then(db, Presented(account, place))
        if not at_known:
            guesses.count(db)
        # For nobody's number the same is done and taken back: by its time, no answer tells the two apart.
        with kept(db, account is not None):
            tries.fail(db, context, of_whom, tried, terminal)
    raise tries.wrong(Refusal.WRONG_DOCUMENT, "contrast", tried)


@dataclass(frozen=True)
class _Guesses:
    """Wrong contrast data at a place, whoever's: each number has waits of its own, and there are many.

    A date can be guessed, so that none is compared once there were too many; a right one would tell. What
    stands for no one in particular is no place: there, one stranger would shut everybody out.
    """

    context: Context
    place: str

    @property
    def name(self) -> Names:
        return alone.quota(self._subject)

    @property
    def _subject(self) -> str:
        return self.context.mark_keys.mark(_GUESSES, self.place)

    def refuse_spent(self, db: Transaction) -> None:
        """Raise `Problem` DOCUMENT_LOCKED (until) where there were too many."""
        if self.place and quotas.is_spent(db, _GUESSES, self._subject, self.context.now(), _AN_HOUR):
            until = quotas.allowed_at(db, _GUESSES, self._subject, _AN_HOUR)
            raise Problem(tries.CONTRAST.locked, until=until)

    def count(self, db: Transaction) -> None:
        if self.place:
            quotas.allowed(db, _GUESSES, self._subject, self.context.now(), _AN_HOUR)


def _read(document: str, contrast: Secret) -> tuple[str, str]:
    refusals = Refusals()
    with refusals:
        number = documents.spanish_document(document)
    with refusals:
        datum = contrast_datum(documents.kind_of_spanish(document), contrast.reveal())
    refusals.end()
    return number, datum
