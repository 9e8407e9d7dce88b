"""Finding a person's account at the help desk, and what an operator sees of it (PRODUCT §10)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import access
from store.accounts.access import OPERATOR, Holder
from store.accounts.context import Context
from store.accounts.desk import finding, hindrances, looking, unknown_documents, whose
from store.accounts.identity import registered
from store.accounts.identity.naming import shown_name
from store.accounts.methods import held
from store.accounts.password import activation_codes, recovery_answers
from store.accounts.profile import sealed_profile
from store.accounts.signing_in import history, sessions
from store.database.tables.identity import Account
from store.rules import identifiers, phone
from store.values.desk import (
    ActivationState,
    FoundPeople,
    FoundPerson,
    Hindrance,
    InPerson,
    PersonAtDesk,
    Role,
    TriedSecret,
)
from store.values.profile import ProfileState
from store.values.signing_in import Session


@dataclass(frozen=True)
class People:
    """For operators, who see no secret of anybody's."""

    context: Context

    def find(self, session: Session, query: str, after: str | None = None) -> FoundPeople:
        """Return some of the accounts whose username, email address or ID begins as `query`, by these.

        Whoever has exactly this identifier, be it a document number, comes first. Nobody is found by less
        than 3 characters, or by a former email address. The next ones come `after` what is `following`.
        Raises what `access.require` raises; `Problem` DOCUMENTS_TOO_MANY (until) of a whole document number
        past the quota of an hour of those that nobody has: see `unknown_documents`.
        """
        context, by_document = self.context, finding.is_document(query)
        with context.database.read() as db:
            operator = access.require(db, context, session, OPERATOR)
            if by_document:
                unknown_documents.refuse_many(db, context, operator)
            accounts, following = finding.page(db, context, query, after)
            ids = [account.id for account in accounts if account.id is not None]
            hindered = hindrances.of(db, context, ids)
            rows = tuple(
                FoundPerson(
                    account.number,
                    shown_name(account),
                    _masked(account),
                    Role(account.role),
                    hindrances.state(context, account, hindered[account_id]),
                )
                for account_id, account in zip(ids, accounts, strict=True)
            )
        if by_document and not rows:
            unknown_documents.count(context, session, operator)
        return FoundPeople(rows, following)

    def open(self, session: Session, account: str) -> PersonAtDesk:
        """Return what an operator sees of the account with this ID, and note that they looked.

        It is noted before anything is shown, and once within 10 minutes. Raises what `access.require` raises;
        `Problem` ACCOUNT_UNKNOWN; CORRUPT where something of it is damaged.
        """
        context = self.context
        looking.note(context, session, account)
        with context.database.read() as db:
            operator = access.require(db, context, session, OPERATOR)
            return self._seen(db, operator, whose.account_with(db, account))

    def _seen(self, db: Transaction, operator: Holder, person: Account) -> PersonAtDesk:
        context = self.context
        assert person.id is not None
        hindered = hindrances.of(db, context, [person.id])[person.id]
        request = sealed_profile.find(db, person.id, ProfileState.PENDING)
        return PersonAtDesk(
            account=person.number,
            name=shown_name(person),
            email=_masked(person),
            language=person.language,
            role=Role(person.role),
            role_suspended=person.role_suspended,
            since=person.created_at,
            state=hindrances.state(context, person, hindered),
            has_password=person.verifier is not None,
            reset_due=person.reset_due,
            password_expired_at=hindrances.expired_at(context, person),
            hindrances=hindered,
            registered=self._in_person(db, person.id, hindered),
            profile=sealed_profile.status(db, context, person.id),
            ways=held.ways(db, context, person.id),
            has_questions=recovery_answers.are_set(db, person.id),
            sessions=sessions.alive(db, context, person.id),
            events=history.page(db, person.id, says_by=True)[: history.LINES],
            verification=None if request is None else request.id,
            may_act=whose.may_act(operator, person),
        )

    def _in_person(
        self, db: Transaction, account_id: int, hindered: tuple[Hindrance, ...]
    ) -> InPerson | None:
        row = registered.find(db, account_id)
        if row is None:
            return None
        code, activation, expires_at = activation_codes.in_use(db, account_id), None, None
        if code is not None:
            expires_at, activation = code.expires_at, ActivationState.LIVE
            if Hindrance(TriedSecret.ACTIVATION_CODE, None) in hindered:
                activation = ActivationState.BLOCKED
            elif activation_codes.has_expired(code, self.context.now()):
                activation = ActivationState.EXPIRED
        number = registered.phone_of(self.context, row).reveal()
        return InPerson(registered.level_of(self.context, row), phone.masked(number), activation, expires_at)


def _masked(account: Account) -> str:
    return "" if account.email is None else identifiers.masked(account.email)
