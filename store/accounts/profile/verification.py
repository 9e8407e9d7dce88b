"""Verifying an identity (PRODUCT §4): a person asks, an operator who saw the document decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from i18n import Language, language_of
from store.accounts import events
from store.accounts.context import Context
from store.accounts.desk import roles
from store.accounts.identity.naming import shown_name
from store.accounts.password import proofs
from store.accounts.profile import sealed_profile
from store.accounts.profile.personal_keys import IDENTITY, PASSWORD_WRAP
from store.accounts.signing_in import sessions
from store.accounts.signing_in.sessions import Holder
from store.database.tables.identity import Account
from store.database.tables.profile import ProfileRow
from store.messages.letters.letter import Letter
from store.messages.letters.profile import verification_accepted, verification_refused
from store.problems import Problem, Refusal
from store.rules import documents
from store.rules.plain_text import plain_text
from store.rules.secret import Secret
from store.values import Happening, Identity, PendingVerification, ProfileState, Session
from store.vault.profile import ProfileKey
from store.vault.sealing import Place


@dataclass(frozen=True)
class Verification:
    """The person's side."""

    context: Context

    def check(self, legal_name: str, birth_date: str, kind: str, number: str, address: str) -> Identity:
        """Return what was typed as an identity.

        Raises `Problem` of the field at fault: DATE_FORM, DOCUMENT_NUMBER (kind), MISSING, TOO_LONG,
        TEXT_CHARACTERS.
        """
        return Identity(
            plain_text(legal_name, "legal_name"),
            documents.birth_date(birth_date, self.context.now().date()),
            kind,
            documents.document_number(kind, number),
            plain_text(address, "address"),
        )

    def request(self, session: Session, identity: Identity, password: Secret) -> None:
        """Seal the identity under a key of its own, which the password opens, and ask for its verification.

        What the operator is to compare with the document is sealed under the server's key until the decision.
        Raises what `check` raises, wherever the identity comes from; `Problem` SESSION_ENDED, WRONG_PASSWORD,
        LOCKED; PROFILE_CHANGED where there is an active profile or a request already.
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
            self._may_ask(db, session)
        proof = proofs.prove(context, session, password)
        with context.database.write() as db:
            holder = self._may_ask(db, session)
            if holder.account.verifier != proof.verifier:
                raise Problem(Refusal.SESSION_ENDED)
            sealed_profile.forget_ended(db, holder.row.account_id)
            row = self._sealed(holder.row.account_id, judged, proof.wrapping_key)
            db.add(row)
            events.record(
                db, row.account_id, Happening.VERIFICATION_REQUESTED, row.requested_at, holder.row.terminal
            )

    def _may_ask(self, db: Transaction, session: Session) -> Holder:
        holder = sessions.require(db, self.context, session)
        hindered = sealed_profile.find(
            db, holder.row.account_id, ProfileState.ACTIVE, ProfileState.PENDING, ProfileState.ACCEPTED
        )
        if hindered is not None:
            raise Problem(Refusal.PROFILE_CHANGED)
        return holder

    def _sealed(self, account_id: int, identity: Identity, wrapping_key: bytes) -> ProfileRow:
        profile, account = token_hex(16), str(account_id)
        profile_key = ProfileKey.new(profile, account)
        plain = written(identity)
        return ProfileRow(
            id=profile,
            account_id=account_id,
            state=ProfileState.PENDING.value,
            requested_at=self.context.now(),
            identity=profile_key.seal(IDENTITY, plain),
            password_wrap=profile_key.wrap(wrapping_key, PASSWORD_WRAP),
            for_operator=self.context.keys.seal(_operators_place(profile, account), plain),
        )


@dataclass(frozen=True)
class Verifications:
    """The operator's side."""

    context: Context

    def pending(self, session: Session) -> tuple[PendingVerification, ...]:
        """Return the requests that wait, the oldest first, damaged ones among them.

        Raises what `roles.require_operator` raises.
        """
        with self.context.database.read() as db:
            roles.require_operator(db, self.context, session)
            oldest_first = (
                select(ProfileRow, Account)
                .join(Account, col(Account.id) == col(ProfileRow.account_id))
                .where(col(ProfileRow.state) == ProfileState.PENDING.value)
                .order_by(col(ProfileRow.requested_at))
            )
            return tuple(
                PendingVerification(row.id, shown_name(account), row.requested_at, self._legible(row))
                for row, account in db.exec(oldest_first)
            )

    def accept(self, session: Session, request: str) -> None:
        """Note that the document was seen. A profile that was deactivated before is destroyed.

        Raises what `roles.require_operator` raises of who decides; `Problem` NOT_ALLOWED for one's own
        request; PROFILE_CHANGED where it no longer waits; CORRUPT where what was to be compared with the
        document is damaged.
        """
        with self.context.database.write(destroys=True) as db:
            operator, row, account = self._waiting(db, session, request)
            self._seen(row)
            row.state, row.verified_at = ProfileState.ACCEPTED.value, self.context.now()
            row.for_operator = None
            db.add(row)
            replaced = sealed_profile.find(db, row.account_id, ProfileState.DEACTIVATED)
            if replaced is not None:
                sealed_profile.delete(db, replaced)
            self._note(db, operator, row, Happening.VERIFICATION_ACCEPTED, Happening.ACCEPTED_A_VERIFICATION)
            self._write(db, account, verification_accepted())
        self.context.outbox.wake()

    def refuse(self, session: Session, request: str, reason: str) -> None:
        """Refuse, with a reason that the person is told; what was sealed is destroyed.

        Raises what `accept` raises, and `Problem` MISSING, TOO_LONG, TEXT_CHARACTERS of `reason`.
        """
        why = plain_text(reason, "reason")
        with self.context.database.write(destroys=True) as db:
            operator, row, account = self._waiting(db, session, request)
            sealed_profile.refuse(db, self.context, row, why)
            self._note(db, operator, row, Happening.VERIFICATION_REFUSED, Happening.REFUSED_A_VERIFICATION)
            self._write(db, account, verification_refused(why))
        self.context.outbox.wake()

    def _waiting(self, db: Transaction, session: Session, request: str) -> tuple[Holder, ProfileRow, Account]:
        operator = roles.require_operator(db, self.context, session, decides=True)
        row = db.get(ProfileRow, request)
        if row is None or row.state != ProfileState.PENDING.value:
            raise Problem(Refusal.PROFILE_CHANGED)
        if row.account_id == operator.row.account_id:
            raise Problem(Refusal.NOT_ALLOWED)
        account = db.get(Account, row.account_id)
        assert account is not None
        return operator, row, account

    def _seen(self, row: ProfileRow) -> Identity:
        """Return what the operator is to compare. Raises `Problem` CORRUPT."""
        place = _operators_place(row.id, str(row.account_id))
        return read(self.context.keys.open(place, row.for_operator or b""))

    def _legible(self, row: ProfileRow) -> Identity | None:
        try:
            return self._seen(row)
        except Problem:
            # One that is damaged does not hide the others.
            return None

    def _note(
        self, db: Transaction, operator: Holder, row: ProfileRow, befell: Happening, did: Happening
    ) -> None:
        """Write a decision into both histories: the person's says whose it was, to an auditor alone."""
        now, decider = self.context.now(), operator.row
        events.record(db, row.account_id, befell, now, "", decider.account_id)
        events.record(db, decider.account_id, did, now, decider.terminal)

    def _write(self, db: Transaction, account: Account, letter: Letter) -> None:
        language: Language = language_of(account.language)
        self.context.outbox.queue(db, letter, account.email, language, account.id)


def written(identity: Identity) -> bytes:
    """Return an identity as it is sealed."""
    return json.dumps({**vars(identity), "birth_date": identity.birth_date.isoformat()}).encode()


def read(plain: bytes) -> Identity:
    """Return the identity that `written` wrote."""
    values = json.loads(plain)
    return Identity(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})


def _operators_place(profile: str, account: str) -> Place:
    return Place("profile", "for_operator", profile, account)
