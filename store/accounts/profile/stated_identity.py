"""An identity as its person stated it: how it is written to be sealed."""

from __future__ import annotations

import json
from datetime import date

from store.values import Identity
from store.vault.sealing import Place


def written(identity: Identity) -> bytes:
    """Return an identity as it is sealed."""
    return json.dumps({**vars(identity), "birth_date": identity.birth_date.isoformat()}).encode()


def read(plain: bytes) -> Identity:
    """Return the identity that `written` wrote."""
    values = json.loads(plain)
    return Identity(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})


def operators_place(profile: str, account_id: int) -> Place:
    """Return where the copy is sealed that an operator compares with the document."""
    return Place("profile", "for_operator", profile, str(account_id))
