"""A change of an account is in its history and told to its owner, or it is not made."""

from __future__ import annotations

import threading

import pytest

from i18n import ENGLISH
from store import Happening, Refusal, Session
from store.accounts.change import NOTIFIED, changing
from store.accounts.password import proving
from store.database.alone import EVERYTHING
from store.messages.letters.password import no_account_to_reset, password_changed
from tests.town import NEW_PASSWORD, PASSWORD, Town, refused


@pytest.fixture
def session(town: Town) -> Session:
    session = town.sign_in(town.person())
    town.new_mail()
    return session


def test_a_change_that_no_history_tells_of_is_not_made(town: Town, session: Session) -> None:
    with pytest.raises(AssertionError), changing(town.store.context, session) as change:
        change.account.language = "fr"
    assert town.rows("SELECT language FROM account") == [("en",)]


@pytest.mark.parametrize("happening", sorted(NOTIFIED, key=str))
def test_a_change_of_which_the_owner_must_be_told_is_not_made_without_a_notice(
    town: Town, session: Session, happening: Happening
) -> None:
    with pytest.raises(AssertionError), changing(town.store.context, session) as change:
        change.note(happening)
    assert town.rows("SELECT count(*) FROM event WHERE kind = ?", happening.value) == [(0,)]


def test_a_change_has_one_event_and_reaches_every_address_after_its_transaction(
    town: Town, session: Session
) -> None:
    with changing(town.store.context, session) as change:
        change.notify(password_changed(change.now))
        assert town.rows("SELECT count(*) FROM outbox") == [(0,)]
    assert [mail["Subject"] for mail in town.new_mail()] == ["Your password was changed"]
    [first, *_older] = town.store.history.recent(session)
    assert (first.happening, first.happened_at) == (Happening.PASSWORD_CHANGED, town.clock.now)


def test_what_is_left_as_it_was_is_in_no_history(town: Town, session: Session) -> None:
    before = town.store.history.recent(session)
    with changing(town.store.context, session) as change:
        change.leave()
    assert town.store.history.recent(session) == before
    assert town.new_mail() == []


def test_what_an_earlier_password_opened_changes_nothing(town: Town, session: Session) -> None:
    context = town.store.context
    opened = proving.prove(context, session, PASSWORD)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)

    def change() -> None:
        with changing(context, session, opened=opened):
            raise ZeroDivisionError

    assert refused(change).refusal is Refusal.SESSION_ENDED


def test_whatever_is_queued_leaves_by_itself_once_it_is_committed(town: Town) -> None:
    """No use case has to remember it."""
    town.reopen(works_in_background=True)
    outbox, woken = town.store.outbox, threading.Event()

    def deliver(*_how: object) -> int:
        woken.set()
        return 0

    outbox.deliver = deliver  # type: ignore[method-assign,assignment]
    with town.store.database.write(alone_with=EVERYTHING) as db:
        outbox.queue(db, no_account_to_reset(), "nobody@example.org", ENGLISH, None)
        assert not woken.is_set()
    assert woken.wait(20)


def test_nothing_leaves_of_a_transaction_that_was_undone(town: Town) -> None:
    def fails() -> None:
        with town.store.database.write(alone_with=EVERYTHING) as db:
            town.store.outbox.queue(db, no_account_to_reset(), "nobody@example.org", ENGLISH, None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert town.new_mail() == []
