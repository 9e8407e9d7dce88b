"""No answer tells a secret before it is certain that what was asked for is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from store import Refusal, Secret
from store.accounts.context import Context
from store.accounts.password.proving import prove
from store.accounts.password.reset import Reset
from store.vault.hashing import Hasher
from tests.theft import ANSWERS, signed_in
from tests.town import (
    NEW_PASSWORD,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TERMINAL,
    WRONG,
    KeyHolder,
    Person,
    Town,
    refused,
)

OTHER = Secret("Girouette-2028!")
WRONG_KEY = Secret("0123456789ABCDEF")


class Meanwhile(Hasher):
    """Hashes as the town does, while another process does something."""

    def __init__(self, town: Town, deed: Callable[[], object]) -> None:
        # Its threads as well, which end with the store.
        vars(self).update(vars(town.store.context.hasher))
        self._deed = deed

    def open(self, verifier: str | None, secret: Secret) -> bytes | None:
        self._deed()
        return super().open(verifier, secret)


def while_hashing(town: Town, deed: Callable[[], object]) -> Context:
    context: Context = town.store.context
    return dataclasses.replace(context, hasher=Meanwhile(town, deed))


def may_set_password(town: Town, someone: Person) -> Secret:
    """Return a token, whose question is answered where there is one."""
    token = town.reset_token(someone)
    question = town.store.reset.open(token).question
    if question is not None:
        town.store.reset.answer(token, question, dict(ANSWERS)[question], TERMINAL)
    return token


@pytest.fixture
def holder(town: Town) -> KeyHolder:
    return town.verified_person()


@pytest.mark.parametrize("password", [PASSWORD, OTHER], ids=["right", "wrong"])
def test_a_token_tells_nothing_of_the_password_where_no_other_would_be_set(
    town: Town, holder: KeyHolder, password: Secret
) -> None:
    token = town.reset_token(holder)
    told = dataclasses.replace(town.store.reset.open(token).profile, profile=None)
    for _ in range(20):
        problem = refused(town.store.reset.set_password, token, password, password, TERMINAL, told)
        assert problem.refusal is Refusal.PROFILE_CHANGED


@pytest.mark.parametrize("password", [PASSWORD, OTHER], ids=["right", "wrong"])
@pytest.mark.parametrize("ended", [Refusal.TOKEN_EXPIRED, Refusal.TOKEN_USED])
def test_a_token_that_ends_while_a_guess_is_hashed_tells_nothing_of_the_password(
    town: Town, someone: Person, ended: Refusal, password: Secret
) -> None:
    token = town.reset_token(someone)

    def end() -> None:
        if ended is Refusal.TOKEN_EXPIRED:
            town.reset_token(someone)
        else:
            town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)

    reset = Reset(while_hashing(town, end))
    assert refused(reset.set_password, token, password, password, TERMINAL).refusal is ended


def test_a_guess_at_the_password_with_a_token_is_counted_and_uses_the_token_up(
    town: Town, someone: Person
) -> None:
    token = town.reset_token(someone)
    problem = refused(town.store.reset.set_password, token, PASSWORD, PASSWORD, TERMINAL)
    assert (problem.refusal, problem.field) == (Refusal.PASSWORD_SAME, "new")
    assert town.rows("SELECT failures FROM counter WHERE kind = 'new-password'") == [(1,)]
    town.sign_in(someone)
    town.store.reset.set_password(token, OTHER, OTHER, TERMINAL)
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_USED


def test_past_five_guesses_with_tokens_none_is_told_and_a_new_password_never_waits(
    town: Town, someone: Person
) -> None:
    token = town.reset_token(someone)
    for _ in range(5):
        refused(town.store.reset.set_password, token, PASSWORD, PASSWORD, TERMINAL)
    town.store.reset.set_password(token, PASSWORD, PASSWORD, TERMINAL)
    token = town.reset_token(someone)
    for _ in range(5):
        refused(town.store.reset.set_password, token, PASSWORD, PASSWORD, TERMINAL)
    town.store.reset.set_password(token, OTHER, OTHER, TERMINAL)
    town.sign_in(someone, OTHER)


@pytest.mark.parametrize("password", [PASSWORD, OTHER], ids=["right", "wrong"])
def test_an_expired_password_is_not_told_to_who_has_not_just_typed_it(town: Town, password: Secret) -> None:
    town.reopen(password_life_days=90)
    someone = town.person()
    town.clock.advance(days=91)
    session = town.sign_in(someone)
    # What the password opens is in the memory of the process that it was typed in.
    town.reopen()
    problem = refused(town.store.password.change_expired, session, password, password)
    assert problem.refusal is Refusal.PASSWORD_NEEDED


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_a_token_that_ends_while_an_answer_is_hashed_tells_nothing_of_it(
    town: Town, owner: Person, right: bool
) -> None:
    session = signed_in(town, owner)
    token = town.reset_token(owner)
    question = town.store.reset.open(token).question
    assert question is not None
    typed = dict(ANSWERS)[question] if right else Secret("nothing of the kind")
    change = town.store.password.change
    reset = Reset(while_hashing(town, lambda: change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)))
    assert refused(reset.answer, token, question, typed, TERMINAL).refusal is Refusal.TOKEN_EXPIRED


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_a_token_that_is_replaced_while_a_key_is_hashed_tells_nothing_of_it(
    town: Town, holder: KeyHolder, right: bool
) -> None:
    token = town.reset_token(holder)
    reset = Reset(while_hashing(town, lambda: town.reset_token(holder)))
    assert (
        refused(reset.test_key, token, holder.key if right else WRONG_KEY, TERMINAL).refusal
        is Refusal.TOKEN_EXPIRED
    )


def test_a_token_alone_neither_tries_nor_locks_a_personal_key_whose_owner_has_questions(
    town: Town, holder: KeyHolder
) -> None:
    town.store.recovery_questions.set(town.sign_in(holder), ANSWERS, PASSWORD)
    token = town.reset_token(holder)
    for key in (holder.key, *[WRONG_KEY] * 6):
        assert refused(town.store.reset.test_key, token, key, TERMINAL).refusal is Refusal.ANSWER_NEEDED
    assert refused(town.store.reset.key_opens_at, token).refusal is Refusal.ANSWER_NEEDED
    town.store.reset.test_key(may_set_password(town, holder), holder.key, TERMINAL)


@pytest.mark.parametrize("number", [PHONE, OTHER_PHONE], ids=["right", "wrong"])
def test_nothing_is_told_of_the_number_of_a_phone_that_cannot_be_deleted(
    town: Town, someone: Person, number: str
) -> None:
    session = town.sign_in(someone)
    phone = town.add_phone(session, PHONE)
    assert refused(town.store.phones.delete, session, phone, number, PASSWORD).refusal is Refusal.ONLY_METHOD


@pytest.mark.parametrize("password", [PASSWORD, WRONG], ids=["right", "wrong"])
def test_a_session_that_ends_while_a_password_is_hashed_tells_nothing_of_it(
    town: Town, someone: Person, password: Secret
) -> None:
    session = town.sign_in(someone)
    context = while_hashing(town, lambda: town.store.sessions.end(session))
    assert refused(prove, context, session, password).refusal is Refusal.SESSION_ENDED
