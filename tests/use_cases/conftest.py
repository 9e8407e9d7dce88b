"""People of the town, for use cases to be tried with."""

from __future__ import annotations

import pytest

from store import Session
from tests.theft import person_with_phone_and_questions
from tests.town import Person, Town


@pytest.fixture
def someone(town: Town) -> Person:
    """Someone with an account and nothing else."""
    return town.person()


@pytest.fixture
def session(town: Town, someone: Person) -> Session:
    """Their session."""
    return town.sign_in(someone)


@pytest.fixture
def app(town: Town, someone: Person) -> str:
    """The secret of their authenticator app, from then on the second step."""
    return town.add_app(town.sign_in(someone))


@pytest.fixture
def phone(town: Town, someone: Person) -> str:
    """The id of their phone, from then on the second step."""
    return town.add_phone(town.sign_in(someone))


@pytest.fixture
def owner(town: Town) -> Person:
    """Someone with a phone and recovery questions, who has had no notice for long."""
    return person_with_phone_and_questions(town)
