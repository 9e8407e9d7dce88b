"""Asking for the verification of an identity (PRODUCT §4); an operator who saw the document decides."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex

from sqlmodel import Session as Transaction

from store.accounts import access
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.identity import naming, registered
from store.accounts.password import proving
from store.accounts.profile import sealed_profile
from store.accounts.profile.sealed_profile import IDENTITY
from store.accounts.profile.stated_identity import written
from store.database.sealed_columns import FOR_OPERATOR
from store.database.tables.profile import ProfileRow
from store.events import Happening
from store.problems import Problem, Refusal, Refusals
from store.rules import dates, documents, identifiers
from store.rules.plain_text import person_name, plain_text
from store.rules.secret import Secret
from store.values.profile import Identity, ProfileState
from store.values.signing_in import Session
from store.vault.profile import ProfileKey


@dataclass(frozen=True)
class Verification:
    context: Context

    def check(self, legal_name: str, birth_date: str, kind: str, number: str, address: str) -> Identity:
        """Return what was typed as an identity.

        Raises `Problem` of each field at fault, all at once: what the rules of `dates`, `documents`
        and `plain_text` raise.
        """
        refusals = Refusals()
        with refusals:
            name = person_name(legal_name, "legal_name")
        with refusals:
            born = dates.birth_date(birth_date, self.context.now().date())
        with refusals:
            document = documents.document_number(kind, number)
        with refusals:
            place = plain_text(address, "address")
        refusals.end()
        return Identity(name, born, kind, document, place)

    def refuse_other_document(self, session: Session, identity: Identity) -> None:
        """Raise `Problem` OTHER_DOCUMENT of `number` where someone was registered in person with another one.

        Else their certificate would name somebody whom nobody registered. Raises what `access.require`
        raises.
        """
        with self.context.database.read() as db:
            self._refuse_other(db, access.require(db, self.context, session).account_id, identity)

    def request(self, session: Session, identity: Identity, password: Secret) -> None:
        """Seal the identity under a key of its own, which the password opens, and ask for its verification.

        What the operator is to compare with the document is sealed under the server's key until the decision.
        Raises what `check` raises, wherever the identity comes from; `Problem` SESSION_ENDED, WRONG_PASSWORD,
        LOCKED; PROFILE_CHANGED where there is an active profile or a request already; what
        `refuse_other_document` raises.
        """
        context, stated = self.context, identity
        judged = self.check(
            stated.legal_name,
            str(stated.birth_date),
            stated.document_kind,
            stated.document_number,
            stated.address,
        )
        with context.database.read() as db:
            account_id = access.require(db, context, session).account_id
            self._refuse_hindered(db, account_id)
            self._refuse_other(db, account_id, judged)
        opened = proving.prove(context, session, password)
        with changing(context, session, opened=opened, notifies=False) as change:
            self._refuse_hindered(change.db, change.account_id)
            sealed_profile.forget_ended(change.db, change.account_id)
            change.db.add(self._sealed(change.account_id, judged, opened.wrapping_key))
            change.note(Happening.VERIFICATION_REQUESTED)

    def _refuse_hindered(self, db: Transaction, account_id: int) -> None:
        hindered = sealed_profile.find(
            db, account_id, ProfileState.ACTIVE, ProfileState.PENDING, ProfileState.ACCEPTED
        )
        if hindered is not None:
            raise Problem(Refusal.PROFILE_CHANGED)

    def _refuse_other(self, db: Transaction, account_id: int, identity: Identity) -> None:
        if registered.find(db, account_id) is None:
            return
        # Nobody is registered with a document of another kind, whose number could read the same.
        is_spanish = identity.document_kind in {documents.DNI, documents.NIE}
        holder = naming.holder_of(db, self.context, identifiers.lookup(identity.document_number))
        if not is_spanish or holder is None or holder.id != account_id:
            raise Problem(Refusal.OTHER_DOCUMENT, "number")

    def _sealed(self, account_id: int, identity: Identity, wrapping_key: bytes) -> ProfileRow:
        profile = token_hex(16)
        profile_key = ProfileKey.new(profile, str(account_id))
        plain = written(identity)
        row = ProfileRow(
            id=profile,
            account_id=account_id,
            state=ProfileState.PENDING.value,
            requested_at=self.context.now(),
            identity=profile_key.seal(IDENTITY, plain),
        )
        sealed_profile.wrap_by_password(self.context, row, profile_key, wrapping_key)
        FOR_OPERATOR.put(self.context.keys, row, plain)
        return row
