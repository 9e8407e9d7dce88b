"""Sessions of every kind, by the username of whose they are."""

from __future__ import annotations

import zlib

from stdnum.es import dni

from store import Role, Session
from store.rules.limits import PROOF_LIFE
from tests.one_time_pins import begin, by_sms
from tests.registered import activated, registered
from tests.town import PASSWORD, TERMINAL, Person, Town

YEAR_US = 366 * 24 * 3600 * 1_000_000


def ended(town: Town, username: str) -> Session:
    session = complete(town, username)
    town.store.sessions.end(session)
    return session


def at_the_second_step(town: Town, username: str) -> Session:
    someone = town.person(username)
    town.add_app(town.sign_in(someone))
    return town.sign_in(someone)


def at_a_new_password(town: Town, username: str) -> Session:
    someone = town.person(username)
    town.rows(
        "UPDATE account SET password_set_at = password_set_at - ? WHERE username = ?", YEAR_US, username
    )
    return town.sign_in(someone)


def complete(town: Town, username: str) -> Session:
    return town.sign_in(town.person(username))


def with_a_second_step(town: Town, username: str) -> Session:
    someone = town.person(username)
    app = town.add_app(town.sign_in(someone))
    return town.pass_by_app(town.sign_in(someone), app)


def no_longer_fresh(town: Town, username: str) -> Session:
    return _left_alone(town, with_a_second_step(town, username))


def operators(town: Town, username: str) -> Session:
    return town.operator(username)


def operators_no_longer_fresh(town: Town, username: str) -> Session:
    return _left_alone(town, town.operator(username))


def supervisors(town: Town, username: str) -> Session:
    return town.operator(username, Role.SUPERVISOR)


def operators_without_a_second_step(town: Town, username: str) -> Session:
    town.store.operators.add(username, f"{username}@example.org", PASSWORD, PASSWORD, "en", Role.SUPERVISOR)
    return town.store.sign_in.with_password(username, PASSWORD, TERMINAL)


def suspended(town: Town, username: str) -> Session:
    town.operator(username, Role.SUPERVISOR)
    someone = town.reset(Person(username, f"{username}@example.org"))
    town.clock.advance(minutes=2)
    return town.pass_by_app(town.sign_in(someone), town.app_of(username))


def at_the_pin(town: Town, username: str) -> Session:
    document = _number_of(username)
    town.register(document, f"{username}@example.org")
    return begin(town, document)


def by_pin(town: Town, username: str) -> Session:
    return _with_pin(town, at_the_pin(town, username))


def at_the_second_step_after_a_pin(town: Town, username: str) -> Session:
    someone = registered(town, _number_of(username), f"{username}@example.org")
    activated(town, someone)
    town.add_app(town.sign_in(Person(someone.email, someone.email)))
    return _with_pin(town, begin(town, someone.document))


def _with_pin(town: Town, session: Session) -> Session:
    town.store.one_time_pin.obtain(session)
    town.store.one_time_pin.enter(session, by_sms(town, session))
    return session


def _number_of(username: str) -> str:
    """Return the number of a DNI of theirs, which nobody else has."""
    number = zlib.crc32(username.encode()) % 10**8
    return f"{number:08}{dni.calc_check_digit(f'{number:08}')}"


def _left_alone(town: Town, session: Session) -> Session:
    for _ in range(2):
        town.clock.advance(seconds=PROOF_LIFE.seconds // 2 + 1)
        town.store.sessions.touch(session)
    return session
