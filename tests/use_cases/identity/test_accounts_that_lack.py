"""An account may have no username, no email and no password yet: its person was registered at a desk."""

from __future__ import annotations

import pytest

from i18n import ENGLISH
from store import Happening, Refusal, Role, Secret, Session
from store.accounts.context import Context
from store.accounts.identity import naming
from store.accounts.signing_in import sessions
from store.database.alone import EVERYTHING
from store.database.sealed_columns import VERIFIER
from store.database.tables.identity import Account
from store.rules import identifiers
from store.rules.levels import Factor
from tests.theft import Told
from tests.town import NEW_PASSWORD, PASSWORD, PHONE, TERMINAL, WRONG, Town, answer, refused

NUMBER, DNI, EMAIL = "123456789012", "12345678Z", "ines@example.org"


@pytest.fixture
def account(town: Town) -> Account:
    """An account that has a document number and nothing else, written past the store."""
    now = int(town.clock.now.timestamp() * 1_000_000)
    town.rows(
        "INSERT INTO account (number, language, password_set_at, created_at) VALUES (?, 'en', ?, ?)",
        NUMBER,
        now,
        now,
    )
    context: Context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        account = db.get_one(Account, 1)
        lookup = identifiers.lookup(DNI)
        naming.add_identifier(db, context, 1, naming.DOCUMENT_NUMBER, lookup, context.now())
    return account


@pytest.fixture
def session(town: Town, account: Account) -> Session:
    """A session of it, as if a password had been typed: in question is what the account lacks."""
    context: Context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        return sessions.start(db, context, account, TERMINAL, proof=Factor.PASSWORD)


def has_an_email(town: Town) -> None:
    """Give the account an email and still no password, past the use cases: to change it takes a password."""
    context: Context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        naming.change_email(db, db.get_one(Account, 1), identifiers.email(EMAIL), context.now())


@pytest.mark.parametrize("typed", [WRONG, PASSWORD, Secret("")])
def test_no_password_signs_it_in_and_the_answer_is_that_of_nobodys_name(
    town: Town, account: Account, typed: Secret
) -> None:
    known, unknown = (
        [answer(refused(town.store.sign_in.with_password, name, typed, TERMINAL)) for _ in range(6)]
        for name in (DNI, "87654321X")
    )
    assert known == unknown
    assert known[0][0] is Refusal.WRONG_SIGN_IN
    assert town.new_mail() == []


def test_no_password_is_the_one_of_its_session(town: Town, session: Session) -> None:
    for typed in (PASSWORD, Secret("")):
        problem = refused(town.store.password.prove, session, typed)
        assert problem.refusal is Refusal.WRONG_PASSWORD
    change = town.store.password.change
    problem = refused(change, session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert problem.refusal is Refusal.WRONG_PASSWORD


def test_a_session_in_which_no_password_was_typed_changes_nothing_sensitive(
    town: Town, account: Account
) -> None:
    context: Context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        session = sessions.start(db, context, account, TERMINAL, proof=None)
    assert town.due(session) is None
    assert town.store.sessions.needs_proof(session)
    assert refused(town.store.phones.begin, session, PHONE, ENGLISH).refusal is Refusal.PASSWORD_NEEDED


def test_its_overview_has_what_there_is(town: Town, session: Session) -> None:
    overview = town.store.account.overview(session)
    assert (overview.account_number, session.username) == (NUMBER, NUMBER)
    assert (overview.username, overview.email, overview.password_set_at) == (None, None, None)
    refused(town.store.password.prove, session, WRONG)
    [line] = town.store.history.recent(session)
    assert line.happening is Happening.PROOF_FAILED


def test_it_may_have_a_second_step_and_notices_reach_the_phone_alone(town: Town, session: Session) -> None:
    town.add_phone(session)
    town.new_texts()
    town.add_app(session)
    assert {text.to for text in town.new_texts()} == {PHONE}
    assert town.new_mail() == []


def test_an_added_email_is_told_of_and_signs_nobody_in_once_it_is_disowned(
    town: Town, session: Session
) -> None:
    """The phone has been there from the start; a mailbox that was added would else open the account."""
    town.add_phone(session)
    town.rows("UPDATE method SET added_at = (SELECT created_at FROM account)")
    town.clock.advance(days=11)
    context: Context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        account = db.get_one(Account, 1)
        VERIFIER.put(context.keys, account, context.hasher.make(PASSWORD))
        db.add(account)
        session = sessions.start(db, context, account, TERMINAL, proof=Factor.PASSWORD)
    town.new_texts()
    ticket = town.store.email_address.begin(session, EMAIL, PASSWORD)
    town.store.email_address.confirm(session, ticket, town.code())
    assert town.store.account.overview(session).email == EMAIL
    told = Told.lately(town)
    assert set(told.by_address) == {EMAIL, PHONE}
    [change] = town.store.disowning.disown(told.to(PHONE), TERMINAL).changes
    assert change.happening is Happening.EMAIL_CHANGED
    assert town.rows("SELECT email, reset_due FROM account") == [(None, 1)]
    assert town.rows("SELECT kind FROM identifier ORDER BY kind") == [("document-number",), ("former-email",)]


@pytest.mark.usefixtures("account")
def test_a_mailbox_does_not_give_it_its_first_password(town: Town) -> None:
    has_an_email(town)
    letters = []
    for email in (EMAIL, "nobody@example.org"):
        town.store.reset.request(email, ENGLISH, TERMINAL)
        letters.append(sorted((letter["Subject"], letter.get_content()) for letter in town.new_mail()))
    assert letters[0] == letters[1]
    assert town.rows("SELECT 1 FROM reset_token") == []


@pytest.mark.usefixtures("account")
def test_who_forgot_a_username_that_they_never_had_is_told_the_address_to_sign_in_with(town: Town) -> None:
    has_an_email(town)
    town.store.forgotten_username.request(EMAIL, ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert EMAIL in letter.get_content()


def test_an_operator_without_a_username_is_listed_by_the_account_id(town: Town, account: Account) -> None:
    town.rows("UPDATE account SET role = 'operator'")
    assert [one.username for one in town.store.operators.everyone()] == [NUMBER]
    town.store.operators.add("odile-desk", "o@example.org", PASSWORD, PASSWORD, "en", Role.OPERATOR)
    assert [one.username for one in town.store.operators.everyone()] == [NUMBER, "odile-desk"]
