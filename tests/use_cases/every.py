"""Every use case that takes a session, with all else in the right form."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path

from i18n import ENGLISH
from store import (
    ActFilter,
    Confirmation,
    ContactDetails,
    Enrolment,
    Removable,
    Secret,
    Session,
    ToRegister,
    ToRemove,
)
from store.accounts.profile.file_to_sign import FileToSign
from store.accounts.profile.signature import ReadyToSign
from store.values.profile import PersonalKey
from store.vault.opened_passwords import OpenedPassword
from tests.town import CONTRAST, DNI, IDENTITY, NEW_PASSWORD, PASSWORD, PHONE, Town, ticket_of

UseCase = Callable[[Session], object]


def use_cases(town: Town, **of_somebody: object) -> dict[str, UseCase]:
    """Return every use case that takes a session, with all else in the right form, or `of_somebody`."""
    arguments: dict[str, object] = {
        "password": PASSWORD,
        "current": PASSWORD,
        "new": NEW_PASSWORD,
        "confirmation": NEW_PASSWORD,
        "identity": IDENTITY,
        "enrolment": Enrolment("Aegis", Secret("A" * 32), Secret("")),
        "language": ENGLISH,
        "number": PHONE,
        "email": "other@example.org",
        "name": "Aegis",
        "reason": "because",
        "code": Secret("123456"),
        "pin": Secret("ABC"),
        "key": Secret("0123456789ABCDEF"),
        "answers": [(1, Secret("first")), (2, Secret("second")), (3, Secret("third"))],
        "method_id": "0" * 32,
        "request": "0" * 32,
        "document": DNI,
        "account": "0" * 12,
        "query": "nobody",
        "wanted": ActFilter(),
        "removal": "0" * 32,
        "to_remove": ToRemove(Removable.QUESTIONS),
        "ticket": ticket_of(Secret("A" * 43)),
        "username": "nobody-here",
        "service_id": "library",
        "details": ContactDetails(first_name="Dominique"),
        "version": 0,
        "file": Path("/nowhere"),
        "tell": lambda _done, _of_all: None,
        "ready": ReadyToSign(FileToSign(Path("/nowhere"), (), b""), OpenedPassword(b"", "", town.clock.now)),
        "typed": Confirmation("0" * 32, Secret("123456")),
        "person": ToRegister(DNI, CONTRAST, "ines@example.org", PHONE, advanced=False),
        **of_somebody,
    }
    shown_key = PersonalKey(Secret("0123456789ABCDEF"), town.clock.now, "0" * 32)
    found: dict[str, UseCase] = {}
    for group, of_group in inspect.getmembers(town.store):
        if not type(of_group).__module__.startswith("store.accounts."):
            continue  # the outbox and the database: their sessions are others
        for name, method in inspect.getmembers(type(of_group), inspect.isfunction):
            _self, *parameters = inspect.signature(method).parameters.values()
            if name.startswith("_") or not parameters or parameters[0].annotation != "Session":
                continue
            needed = {
                one.name: shown_key if one.annotation == "PersonalKey" else arguments[one.name]
                for one in parameters[1:]
                if one.default is one.empty
            }
            if name == "enter_recovery_code":
                needed["code"] = Secret("0123456789")
            found[f"{group}.{name}"] = partial(getattr(of_group, name), **needed)
    return found
