"""Someone who adds and replaces phones."""

from __future__ import annotations

from i18n import ENGLISH, Language
from store import CodeTicket, Method, Session
from tests.town import PASSWORD, PHONE, Town

FIVE = tuple(f"+1514555013{digit}" for digit in range(5))


def begin(town: Town, session: Session, number: str = PHONE, language: Language = ENGLISH) -> CodeTicket:
    """Ask for a phone, the texts before it read."""
    town.new_texts()
    return town.store.phones.begin(session, number, language)


def replace(town: Town, session: Session, method_id: str, number: str) -> None:
    """Put another phone in the place of one."""
    town.new_texts()
    ticket = town.store.phones.begin_replacing(session, method_id, number, ENGLISH, PASSWORD)
    town.store.phones.confirm(session, ticket, town.sms_code())


def methods(town: Town, session: Session) -> tuple[Method, ...]:
    return town.store.account.overview(session).ways.methods


def names(town: Town, session: Session) -> list[str]:
    return [method.name for method in methods(town, session)]
