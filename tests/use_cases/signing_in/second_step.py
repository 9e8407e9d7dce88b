"""Someone at the second step of signing in."""

from __future__ import annotations

from store import Refusal, Secret, Session
from tests.town import Town, refused


def only_method(town: Town, session: Session) -> str:
    [method] = town.store.second_step.ways(session).methods
    return method.id


def enters(town: Town, session: Session, code: str) -> None:
    """Enter a code of the only method."""
    town.store.second_step.enter(session, only_method(town, session), Secret(code))


def passes(town: Town, session: Session, code: str) -> bool:
    """Enter a code of the only method; tell whether the sign-in is complete by it."""
    enters(town, session, code)
    return town.due(session) is None


def is_refused(town: Town, session: Session, code: str) -> Refusal:
    return refused(enters, town, session, code).refusal


def sent_code(town: Town, session: Session, phone: str, *, again: bool = False) -> str:
    town.new_texts()
    town.store.second_step.send(session, phone, again=again)
    return town.sms_code().reveal()


def is_open(town: Town, session: Session) -> bool:
    return town.store.account.overview(session).username != ""
