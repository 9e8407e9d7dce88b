"""Contact details: what an account says of its owner, as they wish (PRODUCT §9, seed 003)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import access, quotas, tries
from store.accounts.change import Change, changing
from store.accounts.context import Context
from store.database.sealed_columns import CONTACT_DETAILS
from store.database.tables.identity import Account
from store.database.tables.identity import ContactDetails as DetailsRow
from store.messages.letters.identity import contact_details_changed
from store.problems import Problem, Refusal
from store.rules.contact_details import read_details
from store.rules.limits import CHANGES_OF_DETAILS_AN_HOUR
from store.values.identity import ContactDetails, PersonalInformation
from store.values.signing_in import Session


@dataclass(frozen=True)
class AccountDetails:
    """Reads and changes the contact details of whoever is signed in."""

    context: Context

    def read(self, session: Session) -> PersonalInformation:
        """Return what the account says of its owner. Raises `Problem` SESSION_ENDED, CORRUPT."""
        with self.context.database.read() as db:
            return _information(db, self.context, access.require(db, self.context, session).account)

    def check(self, typed: ContactDetails, language: str) -> ContactDetails:
        """Return what was typed as it would be kept. Raises what `read_details` raises."""
        return ContactDetails(**read_details(vars(typed), language))

    def update(self, session: Session, details: ContactDetails, version: int) -> PersonalInformation:
        """Keep these details in place of those of this `version`, and return what is kept then.

        Where they are the same, nothing is changed and nobody is told. Raises what `check` raises, `Problem`
        SESSION_ENDED; DETAILS_CHANGED where the details have another version by now; DETAILS_TOO_OFTEN
        (until) past the quota of the account.
        """
        context, wanted = self.context, self.check(details, session.language)
        with changing(context, session, destroys=True) as change:
            before = _information(change.db, context, change.account)
            if before.version != version:
                raise Problem(Refusal.DETAILS_CHANGED)
            changed = tuple(
                name for name, value in vars(wanted).items() if getattr(before.details, name) != value
            )
            if changed:
                _count(change)
                keep(change.db, context, change.account_id, wanted, version + 1)
                change.tell(contact_details_changed(changed, change.now))
            else:
                change.leave()
            return _information(change.db, context, change.account)


def keep(db: Transaction, context: Context, account_id: int, details: ContactDetails, version: int) -> None:
    """Keep the details of an account, which were read as `check` does, as a `version`: 1 is the first."""
    if version == 1:
        row = DetailsRow(account_id=account_id, sealed=b"", version=version)
    else:
        row = db.get_one(DetailsRow, account_id)
        row.version = version
    CONTACT_DETAILS.put(context.keys, row, json.dumps(vars(details), ensure_ascii=False))
    db.add(row)


def _count(change: Change) -> None:
    """Take one from the quota of changes. Raises `Problem` DETAILS_TOO_OFTEN (until)."""
    quota = ("details", tries.of_account(change.account_id))
    if not quotas.allowed(change.db, *quota, change.now, CHANGES_OF_DETAILS_AN_HOUR):
        until = quotas.allowed_at(change.db, *quota, CHANGES_OF_DETAILS_AN_HOUR)
        raise Problem(Refusal.DETAILS_TOO_OFTEN, until=until)


def _information(db: Transaction, context: Context, account: Account) -> PersonalInformation:
    row = db.get(DetailsRow, account.id)
    if row is None:
        return PersonalInformation(account.number, account.email, ContactDetails(), 0)
    kept = json.loads(CONTACT_DETAILS.open(context.keys, row))
    return PersonalInformation(account.number, account.email, ContactDetails(**kept), row.version)
