"""Many accounts and tokens at once, made by the ways that everybody takes."""

from __future__ import annotations

import re

from i18n import ENGLISH
from store import Secret
from tests.town import PASSWORD, TERMINAL, TOKEN, Person, Town, ticket_of

Prize = tuple[str, str]
"""The ticket of a sign-up and its code, as plain text: secrets do not travel between processes."""


def person(number: int, password: Secret = PASSWORD) -> Person:
    username = f"person-{number:05}"
    return Person(username, f"{username}@example.org", password)


def people(town: Town, numbers: range) -> list[Person]:
    """Open these accounts."""
    crowd = [person(number) for number in numbers]
    for prize in prizes(town, crowd):
        open_account(town, prize)
    return crowd


def prizes(town: Town, crowd: list[Person]) -> list[Prize]:
    """Ask for an account for each, and return what opens it."""
    town.new_files()
    tickets = [
        town.store.sign_up.begin(one.username, one.email, one.password, one.password, "en") for one in crowd
    ]
    codes = _mailed(town, r"^\d{6}$")
    return [(ticket.token.reveal(), codes[one.email]) for ticket, one in zip(tickets, crowd, strict=True)]


def open_account(town: Town, prize: Prize) -> None:
    ticket, code = map(Secret, prize)
    town.store.sign_up.confirm(ticket_of(ticket), code, TERMINAL)


def tokens(town: Town, crowd: list[Person]) -> list[str]:
    """Return a reset token for each."""
    town.new_files()
    for one in crowd:
        town.store.reset.request(one.email, ENGLISH, TERMINAL)
    mailed = _mailed(town, f"{TOKEN}$")
    return [mailed[one.email] for one in crowd]


def _mailed(town: Town, pattern: str) -> dict[str, str]:
    """Deliver what waits, and return the code or token that each address got."""
    return {
        str(mail["To"]): found[0]
        for mail in town.new_mail()
        if (found := re.search(pattern, mail.get_content(), re.MULTILINE))
    }
