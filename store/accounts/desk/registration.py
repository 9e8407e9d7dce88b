"""Registering people in person, who get an activation code on paper (PRODUCT §8, seed 002)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlmodel import Session as Transaction

from i18n import Language
from store.accounts import access, live_removals, quotas, tries
from store.accounts.access import DECIDING_OPERATOR, Holder
from store.accounts.change import Change, changing_account
from store.accounts.context import Context
from store.accounts.desk import unblocking, unknown_documents, whose
from store.accounts.identity import naming, registered
from store.accounts.identity.new_account import NewAccount, create_account
from store.accounts.password import activation_codes
from store.database.alone import Names
from store.database.tables.identity import Account, RegistrationRow
from store.events import Happening
from store.messages.letters.password import activation_handed_over
from store.problems import Problem, Refusal, Refusals
from store.rules import documents, identifiers, plain_text
from store.rules import phone as phones
from store.rules.contrast import contrast_at_the_desk
from store.rules.identifiers import Email
from store.rules.limits import REGISTERED_AN_HOUR, SLIPS_A_DAY
from store.rules.quota import DAY
from store.values.desk import HandedOver, ToRegister
from store.values.identity import RegisteredLevel
from store.values.signing_in import Session

_DOCUMENT_TAKEN = Refusal.DOCUMENT_TAKEN, "document"
_EMAIL_TAKEN = Refusal.EMAIL_TAKEN, "email"
_SLIPS, _REGISTERED = "slip", "registered by operator"


@dataclass(frozen=True, repr=False)
class _Read:
    """What was typed of a person, in the forms in which it is kept."""

    document: str
    contrast: str
    email: Email
    phone: str
    reason: str


@dataclass(frozen=True, repr=False)
class _Others:
    """What may take the place of what someone was registered with: a contrast datum, the level."""

    contrast: str | None
    advanced: bool


_Find: TypeAlias = Callable[[Transaction, Holder], tuple[Account, RegistrationRow]]
"""Returns whoever an operator hands a code over to."""


@dataclass(frozen=True)
class Registration:
    """For operators, who have the person and their document before them."""

    context: Context

    def register(self, session: Session, person: ToRegister, language: Language, reason: str) -> str:
        """Open an account for a person, print the slip with their activation code, and return its number.

        Raises what `access.require` raises; all at once, `Problem` DOCUMENT_NUMBER (fault), DATE_FORM or
        CONTRAST_FORM (fault) of `contrast` or `issued`, EMAIL_FORM, DESK_PHONE_FORM or
        PHONE_AFTER_PLUS, and what `plain_text.reason` raises; DOCUMENT_TAKEN and
        EMAIL_TAKEN, also at once, where somebody has it; DOCUMENTS_TOO_MANY, as `refuse_known_document`;
        REGISTERED_TOO_MANY (until) past what one operator may register in an hour, whatever was typed.
        """
        context = self.context
        read = _read(context, person, reason)
        wanted = NewAccount(None, read.email, language.code, document=read.document)
        lookups = [lookup for lookup, _kind in wanted.identifiers()]
        self._refuse_known_address(session, read)
        alone_with = access.name_account(context, session) + naming.identifier(context, *lookups)
        with context.database.write(alone_with=alone_with) as db:
            operator = access.require(db, context, session, DECIDING_OPERATOR)
            # First of all: see `_may_register`.
            _take_registration(db, operator, context.now())
            self._refuse_known(db, identifiers.lookup(read.document), _DOCUMENT_TAKEN)
            self._refuse_known(db, read.email.lookup, _EMAIL_TAKEN)
            account = create_account(db, context, wanted, "")
            with changing_account(db, context, account, notifies=False) as change:
                registered.keep(
                    db, context, change.account_id, read.contrast, read.phone, advanced=person.advanced
                )
                change.note_decision(
                    operator, Happening.REGISTERED, Happening.REGISTERED_A_PERSON, reason=read.reason
                )
                unknown_documents.give_back(db, operator)
                return activation_codes.hand_over(change)

    def admit(self, session: Session) -> None:
        """Refuse who may not register anybody, before anything is asked: what `access.require` raises."""
        with self.context.database.read() as db:
            access.require(db, self.context, session, DECIDING_OPERATOR)

    def refuse_known_document(self, session: Session, document: str) -> None:
        """Refuse a number that `register` would refuse: DOCUMENT_NUMBER (fault), DOCUMENT_TAKEN.

        Raises also what `access.require` raises, REGISTERED_TOO_MANY (until) as `register`, and
        DOCUMENTS_TOO_MANY (until) as `People.find`. One that nobody has is counted until somebody is
        registered.
        """
        lookup = identifiers.lookup(documents.spanish_document(document))
        with self.context.database.read() as db:
            operator = self._may_register(db, session)
            unknown_documents.refuse_many(db, self.context, operator)
            self._refuse_known(db, lookup, _DOCUMENT_TAKEN)
        unknown_documents.count(self.context, session, operator)

    def refuse_known_email(self, session: Session, email: str) -> None:
        """Refuse an address that `register` would refuse: EMAIL_FORM, TOO_LONG, EMAIL_TAKEN.

        Raises also what `access.require` raises.
        """
        lookup = identifiers.email(email).lookup
        with self.context.database.read() as db:
            access.require(db, self.context, session, DECIDING_OPERATOR)
            self._refuse_known(db, lookup, _EMAIL_TAKEN)

    def refuse_unknown_document(self, session: Session, document: str) -> None:
        """Refuse a number that `hand_over` would refuse: DOCUMENT_NUMBER (fault), DOCUMENT_UNKNOWN, or one's
        own, NOT_ALLOWED.

        Raises also what `access.require` raises, and DOCUMENTS_TOO_MANY (until) as `People.find`.
        """
        lookup = identifiers.lookup(documents.spanish_document(document))
        with self.context.database.read() as db:
            operator = access.require(db, self.context, session, DECIDING_OPERATOR)
            unknown_documents.refuse_many(db, self.context, operator)
            is_known = naming.account_named(db, self.context, lookup) is not None
        if not is_known:
            unknown_documents.count(self.context, session, operator)
        with self.context.database.read() as db:
            self._registered(db, lookup, operator)

    def hand_over(
        self,
        session: Session,
        document: str,
        reason: str,
        *,
        contrast: str | None = None,
        issued: str = "",
        advanced: bool = False,
    ) -> HandedOver:
        """Print a slip with another activation code for a person who was registered.

        It takes the place of the code before and lifts a block; see `unblocking.lift_of_document`. Where
        another `contrast` datum is given, with the date on which a permanent DNI was `issued`, one-time PINs
        ask for that one; where it is `advanced`, the person is registered at that level from then on. Every
        address of the account is told, and the phone of the registration.
        Another phone takes two operators and a day: see `Removals`. Raises what `access.require` raises; all
        at once, `Problem` DOCUMENT_NUMBER (fault), DATE_FORM or CONTRAST_FORM (fault) of `contrast` or
        `issued`, what `plain_text.reason` raises; DOCUMENT_UNKNOWN where nobody was registered with it;
        NOT_ALLOWED for one's own account, and for a supervisor's unless one is one; SLIPS_TOO_MANY (until)
        past the quota of a day; DOCUMENTS_TOO_MANY, as `refuse_unknown_document`.
        """
        context, refusals = self.context, Refusals()
        with refusals:
            number = documents.spanish_document(document)
        with refusals:
            datum = None if contrast is None else _read_contrast(context, document, contrast, issued)
        with refusals:
            why = plain_text.reason(reason)
        refusals.end()
        self.refuse_unknown_document(session, number)
        lookup = identifiers.lookup(number)

        def find(db: Transaction, operator: Holder) -> tuple[Account, RegistrationRow]:
            return self._registered(db, lookup, operator)

        names, others = naming.identifier(context, lookup), _Others(datum, advanced)
        return self._hand_over(session, names, find, others, why)

    def hand_over_to(
        self,
        session: Session,
        account: str,
        reason: str,
        *,
        document: str = "",
        contrast: str = "",
        issued: str = "",
        advanced: bool = False,
    ) -> HandedOver:
        """Do what `hand_over` does for whoever was registered and has the account with this ID.

        Another `contrast` datum takes the number of the `document` that it is of, which must be theirs; all
        three are empty where the document is as it was. Raises what `access.require` raises; all at once,
        `Problem` DOCUMENT_NUMBER (fault), DATE_FORM or CONTRAST_FORM (fault) of `contrast` or `issued`,
        what `plain_text.reason` raises; ACCOUNT_UNKNOWN; NOT_ALLOWED, PHONE_BEING_REPLACED and
        SLIPS_TOO_MANY, as there; NOT_IN_PERSON for whoever was not registered in person; DOCUMENT_OTHER for a
        document that is not theirs.
        """
        context, refusals = self.context, Refusals()
        names, lookup = whose.name_account(account), ""
        datum: str | None = None
        if document or contrast or issued:
            with refusals:
                lookup = identifiers.lookup(documents.spanish_document(document))
                names += naming.identifier(context, lookup)
            with refusals:
                datum = _read_contrast(context, document, contrast, issued)
        with refusals:
            why = plain_text.reason(reason)
        refusals.end()

        def find(db: Transaction, operator: Holder) -> tuple[Account, RegistrationRow]:
            person = whose.person_for(db, operator, account)
            row = None if person.id is None else registered.find(db, person.id)
            if row is None:
                raise Problem(Refusal.NOT_IN_PERSON)
            holder = naming.account_named(db, context, lookup)
            if lookup and (holder is None or holder.id != person.id):
                raise Problem(Refusal.DOCUMENT_OTHER, "document")
            return person, row

        return self._hand_over(session, names, find, _Others(datum, advanced), why)

    def _hand_over(
        self, session: Session, names: Names, find: _Find, others: _Others, why: str
    ) -> HandedOver:
        context, datum = self.context, others.contrast
        alone_with = access.name_account(context, session) + names
        with context.database.write(alone_with=alone_with, destroys=True) as db:
            operator = access.require(db, context, session, DECIDING_OPERATOR)
            account, row = find(db, operator)
            if live_removals.replaces_phone(db, row.account_id):
                # The code that its owner has is what keeps that from happening.
                raise Problem(Refusal.PHONE_BEING_REPLACED)
            if datum is not None and registered.has_contrast(db, context, row.account_id, datum):
                datum = None
            raises = others.advanced and registered.level_of(context, row) is not RegisteredLevel.ADVANCED
            with changing_account(db, context, account) as change:
                _take_slip(change)
                notice = activation_handed_over(
                    change.now,
                    other_contrast=datum is not None,
                    advanced=raises,
                )
                phone = registered.phone_of(context, row).reveal()
                change.tell_decision(operator, notice, Happening.HANDED_OVER_A_CODE, reason=why, also=phone)
                if datum is not None:
                    _replace_contrast(change, operator, row, datum, why)
                if raises:
                    _raise_level(change, operator, row, why)
                slip = activation_codes.hand_over(change)
                liftable_at = unblocking.lift_of_document(change)
                email = identifiers.masked(account.email or "")
                return HandedOver(slip, email, account.number, liftable_at)

    def _registered(self, db: Transaction, lookup: str, operator: Holder) -> tuple[Account, RegistrationRow]:
        """Return the account of whoever was registered with a document, for an `operator` to act on.

        Raises `Problem` DOCUMENT_UNKNOWN, NOT_ALLOWED.
        """
        account = naming.account_named(db, self.context, lookup)
        row = None if account is None or account.id is None else registered.find(db, account.id)
        if account is None or row is None:
            raise Problem(Refusal.DOCUMENT_UNKNOWN, "document")
        whose.refuse_others(operator, account)
        return account, row

    def _refuse_known_address(self, session: Session, read: _Read) -> None:
        """Refuse an address that somebody has, and the document at once, which then counts: nobody is going
        to be registered with it.
        """
        with self.context.database.read() as db:
            self._may_register(db, session)
            if naming.holder_of(db, self.context, read.email.lookup) is None:
                return
        refusals = Refusals()
        with refusals:
            self.refuse_known_document(session, read.document)
        with refusals:
            raise Problem(*_EMAIL_TAKEN)
        refusals.end()

    def _may_register(self, db: Transaction, session: Session) -> Holder:
        """Return the operator of a session, before anything is looked up: past the quota, the answer would
        tell without an end who is registered.

        Raises what `access.require` raises; `Problem` REGISTERED_TOO_MANY (until).
        """
        operator = access.require(db, self.context, session, DECIDING_OPERATOR)
        of_operator = tries.of_account(operator.account_id)
        if quotas.is_spent(db, _REGISTERED, of_operator, self.context.now(), REGISTERED_AN_HOUR):
            raise _too_many(db, operator)
        return operator

    def _refuse_known(self, db: Transaction, lookup: str, taken: tuple[Refusal, str]) -> None:
        if naming.holder_of(db, self.context, lookup) is not None:
            raise Problem(*taken)


def _take_registration(db: Transaction, operator: Holder, now: datetime) -> None:
    """Raise `Problem` REGISTERED_TOO_MANY (until) past the quota of an hour: nobody else can be registered
    with a number that was.
    """
    if not quotas.allowed(db, _REGISTERED, tries.of_account(operator.account_id), now, REGISTERED_AN_HOUR):
        raise _too_many(db, operator)


def _too_many(db: Transaction, operator: Holder) -> Problem:
    until = quotas.allowed_at(db, _REGISTERED, tries.of_account(operator.account_id), REGISTERED_AN_HOUR)
    return Problem(Refusal.REGISTERED_TOO_MANY, until=until)


def _take_slip(change: Change) -> None:
    """Raise `Problem` SLIPS_TOO_MANY (until) past the quota of a day: each gives tries at another code."""
    db, of_account = change.db, tries.of_account(change.account_id)
    if not quotas.allowed(db, _SLIPS, of_account, change.now, SLIPS_A_DAY, DAY):
        raise Problem(
            Refusal.SLIPS_TOO_MANY, until=quotas.allowed_at(db, _SLIPS, of_account, SLIPS_A_DAY, DAY)
        )


def _replace_contrast(
    change: Change, operator: Holder, row: RegistrationRow, contrast: str, reason: str
) -> None:
    registered.change_contrast(change.db, change.context, row, contrast)
    change.note_decision(
        operator,
        Happening.REGISTERED_CONTRAST_REPLACED,
        Happening.REPLACED_A_REGISTERED_CONTRAST,
        reason=reason,
    )


def _raise_level(change: Change, operator: Holder, row: RegistrationRow, reason: str) -> None:
    phone = registered.phone_of(change.context, row).reveal()
    registered.change(change.db, change.context, row, RegisteredLevel.ADVANCED, phone)
    change.note_decision(operator, Happening.LEVEL_RAISED, Happening.RAISED_A_LEVEL, reason=reason)


def _read_contrast(context: Context, document: str, contrast: str, issued: str) -> str:
    kind = documents.kind_of_spanish(document)
    return contrast_at_the_desk(kind, contrast, issued, context.now().date())


def _read(context: Context, person: ToRegister, reason: str) -> _Read:
    refusals = Refusals()
    with refusals:
        number = documents.spanish_document(person.document)
    with refusals:
        contrast = _read_contrast(context, person.document, person.contrast, person.issued)
    with refusals:
        email = identifiers.email(person.email)
    with refusals:
        to = phones.read_number_at_the_desk(person.phone)
    with refusals:
        why = plain_text.reason(reason)
    refusals.end()
    return _Read(number, contrast, email, to, why)
