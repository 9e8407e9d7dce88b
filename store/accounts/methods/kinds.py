"""Every kind of method of the second step, by its name in the database."""

from __future__ import annotations

from store.accounts.methods import app, phone
from store.accounts.methods.kind import Kind

KINDS: dict[str, Kind] = {"app": app.KIND, "phone": phone.KIND}
