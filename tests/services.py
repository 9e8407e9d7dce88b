"""Services that an administrator lists, and sessions that a one-time PIN has opened."""

from __future__ import annotations

from store import Session
from store.accounts import access
from store.accounts.signing_in import sessions
from store.database.alone import account
from store.database.tables.identity import Account
from store.rules.levels import Factor
from tests.town import TERMINAL, Town

LISTED = """\
[library]
name.en = "Public library"
name.fr = "Bibliothèque publique"
address = "https://library.example.org/enter?from=macle"
level = 1

[taxes]
name.en = "Tax office"
name.fr = "Centre des impôts"
address = "https://taxes.example.org/came?lang=en#top"
level = 2
statement = true

[registry]
name.en = "Land registry"
name.fr = "Registre foncier"
address = "https://registry.example.org/"
level = 3
statement = true
"""


def list_services(town: Town, text: str = LISTED) -> None:
    town.locations.services_file.write_text(text)


def by_pin(town: Town, account_id: int, *, to_do: bool = False) -> Session:
    """Return a session of an account that a PIN has opened; the second step may be still `to_do`."""
    context = town.store.context
    with context.database.write(alone_with=account(account_id)) as db:
        owner = db.get_one(Account, account_id)
        session = sessions.start(db, context, owner, TERMINAL, proof=Factor.DOCUMENT, asks_second_step=to_do)
        holder = access.find_holder(db, context, session)
        assert holder is not None
        sessions.proved(db, context, holder.row, Factor.PIN, "sms")
    return session
