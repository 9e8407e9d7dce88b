"""People whom an operator has registered in person, and how they set their password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from store import Secret
from tests.town import DNI, PASSWORD, TERMINAL, Person, Town

CODE = r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}"
"""What an activation code looks like on paper and in a message."""


@dataclass(frozen=True, kw_only=True)
class Registered(Person):
    """Someone who has no username: their account is called by its ID. `code` is the one on their slip."""

    document: str
    code: Secret


def registered(town: Town, document: str = DNI, email: str = "ines@example.org", **others: Any) -> Registered:
    """Have someone registered, and take their slip from the printer."""
    number = town.register(document, email, **others)
    town.new_mail()
    [slip] = town.slips
    town.slips.clear()
    return Registered(number, email, document=document, code=code_in(slip))


def code_in(text: str) -> Secret:
    """Return the activation code that stands alone on a line."""
    [code] = re.findall(f"^{CODE}$", text, re.MULTILINE)
    return Secret(code)


def token_for(town: Town, someone: Registered, code: Secret | None = None) -> Secret:
    """Type what is on the slip, or a later `code`, then the code of the phone; return the token."""
    town.new_texts()
    begin = town.store.activation.begin
    ticket = begin(someone.document, someone.email, code or someone.code, TERMINAL)
    return town.store.activation.confirm(ticket, town.sms_code(), TERMINAL)


def activated(town: Town, someone: Registered, code: Secret | None = None, new: Secret = PASSWORD) -> Secret:
    """Set someone's password, and return their next activation code."""
    following = town.store.reset.set_password(token_for(town, someone, code), new, new, TERMINAL)
    assert following is not None
    return following
