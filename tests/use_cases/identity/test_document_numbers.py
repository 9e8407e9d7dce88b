"""A document number signs in like a username, and the database does not tell it."""

from __future__ import annotations

import sqlite3

import pytest

from store import Refusal
from store.accounts.context import Context
from store.accounts.identity import naming
from store.database.alone import EVERYTHING
from store.rules import identifiers
from store.rules.documents import document_number
from tests.town import PASSWORD, TERMINAL, WRONG, Person, Town, answer, outcome, refused

DNI, PASSPORT = "12345678Z", "AB123456"


def give(town: Town, someone: Person, kind: str, number: str) -> None:
    """Add a document number to someone's identifiers, as whoever has seen the document does."""
    context: Context = town.store.context
    lookup = identifiers.lookup(document_number(kind, number))
    [(account_id,)] = town.rows("SELECT id FROM account WHERE username = ?", someone.username)
    with context.database.write(alone_with=EVERYTHING) as db:
        naming.add_identifier(db, context, account_id, naming.DOCUMENT_NUMBER, lookup, context.now())


def holder(town: Town, number: str) -> str | None:
    context: Context = town.store.context
    with context.database.read() as db:
        found = naming.holder_of(db, context, identifiers.lookup(number))
        return None if found is None else found.username


@pytest.mark.parametrize("typed", [DNI, "12345678-z", " 12.345.678 Z ", "１２３４５６７８Ｚ"])
def test_a_document_number_signs_in_however_it_is_spaced(town: Town, typed: str) -> None:
    someone = town.person()
    give(town, someone, "dni", DNI)
    assert town.store.sign_in.with_password(typed, PASSWORD, TERMINAL).username == someone.username
    assert town.sign_in(someone).username == someone.username


@pytest.mark.parametrize("typed", [PASSPORT, "ab123456"])
def test_a_number_that_reads_like_a_username_signs_in_as_well(town: Town, typed: str) -> None:
    someone = town.person()
    give(town, someone, "passport", PASSPORT)
    assert town.store.sign_in.with_password(typed, PASSWORD, TERMINAL).username == someone.username


def test_nobody_else_can_take_the_number(town: Town) -> None:
    owner, other = town.person(), town.person("dominique")
    for kind, number in (("dni", DNI), ("passport", PASSPORT)):
        give(town, owner, kind, number)
        assert holder(town, number) == owner.username
        with pytest.raises(Exception, match="UNIQUE") as caught:
            give(town, other, kind, number)
        assert type(caught.value).__name__ == sqlite3.IntegrityError.__name__
    assert outcome(town.store.sign_up.check_names, PASSPORT, "new@example.org") is Refusal.USERNAME_TAKEN
    assert holder(town, "87654321X") is None


def test_the_number_is_nowhere_in_the_file(town: Town) -> None:
    someone = town.person()
    give(town, someone, "dni", DNI)
    town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    town.fails_to_sign_in(DNI)
    lookup = identifiers.lookup(DNI)
    assert town.rows("SELECT 1 FROM identifier WHERE lookup = ?", lookup) == []
    stored = town.stored()
    for form in (DNI, DNI.lower(), lookup, lookup[1:]):
        assert form.encode() not in stored


def test_tries_are_counted_together_however_the_number_is_spaced_and_whoever_has_it(town: Town) -> None:
    someone = town.person()
    give(town, someone, "dni", DNI)
    known, unknown = (
        [
            answer(refused(town.store.sign_in.with_password, typed, WRONG, TERMINAL))
            for typed in (number, f"{number[:8]}-{number[8:]}", number.lower(), f" {number[:4]} {number[4:]}")
        ]
        for number in (DNI, "87654321X")
    )
    assert known == unknown
