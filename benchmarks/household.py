"""A store with one person in it, hashing at the cost that people get; and an operator who signs in to one."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pyotp

from store import HashingCost, Role, Secret, Session, Settings, open_store
from store.accounts.store import Store
from store.locations import Locations

USERNAME, EMAIL = "alexandre", "alexandre@example.org"
PASSWORD = Secret("Lanterne-2026!")
TERMINAL = "benchmark"
OPERATOR = "odile-desk"


def opened(home: Path, cost: HashingCost | None = None) -> Store:
    """Open the store in `home`, which sends nothing by itself."""
    return open_store(Settings(home, hashing=cost or HashingCost(), works_in_background=False))


def a_person(home: Path) -> None:
    """Open an account in a new store."""
    store = opened(home)
    ticket = store.sign_up.begin(USERNAME, EMAIL, PASSWORD, PASSWORD, "en")
    store.outbox.deliver()
    [mail] = Locations(home).mail.glob("*.eml")
    code = re.search(r"^\d{6}$", mail.read_text(), re.MULTILINE)
    assert code is not None
    store.sign_up.confirm(ticket, Secret(code[0]), TERMINAL)
    store.close()


def an_operator(store: Store) -> tuple[Session, pyotp.TOTP]:
    """Open an account with an operator's role and an app, and sign it in with both steps."""
    store.operators.add(OPERATOR, "odile@example.org", PASSWORD, PASSWORD, "en", Role.OPERATOR)
    session = store.sign_in.with_password(OPERATOR, PASSWORD, TERMINAL)
    enrolment = store.authenticator.begin(session, "App")
    app, now = pyotp.TOTP(enrolment.secret.reveal()), store.context.now()
    added = store.authenticator.confirm(session, enrolment, Secret(app.at(now - timedelta(seconds=30))))
    half = store.sign_in.with_password(OPERATOR, PASSWORD, TERMINAL)
    store.second_step.enter(half, added.id, Secret(app.at(now)))
    return half, app
