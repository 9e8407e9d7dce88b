"""An identity as its person stated it: how it is written to be sealed."""

from __future__ import annotations

import json
from datetime import date

from store.values.profile import Identity


def written(identity: Identity) -> bytes:
    """Return an identity as it is sealed."""
    return json.dumps({**vars(identity), "birth_date": identity.birth_date.isoformat()}).encode()


def read(plain: bytes) -> Identity:
    """Return the identity that `written` wrote."""
    values = json.loads(plain)
    return Identity(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})
