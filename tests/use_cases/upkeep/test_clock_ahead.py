"""A clock that is ahead for a moment locks nobody out, and all it dated is put right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import ENGLISH
from store import Refusal, Secret, Session, open_store
from store.database import righting
from store.database.tables.row import Moment
from store.rules.limits import KEY_WAIT, LETTERS_BY_ADDRESS_AN_HOUR, LONGEST_WAIT
from tests import tables
from tests.registered import activated, registered
from tests.theft import ANSWERS, Told, disown
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, TERMINAL, Person, Town, refused
from tests.use_cases.signing_in.second_step import enters, is_open, is_refused

YEAR = 365
FOREIGN_KEY = Secret("0" * 16)


def test_five_wrong_passwords_a_year_ahead_do_not_lock_until_then(town: Town, someone: Person) -> None:
    town.clock.jump(days=YEAR)
    town.fails_to_sign_in(someone.username, 5)
    town.clock.jump(days=-YEAR)
    locked = refused(town.sign_in, someone)
    assert locked.refusal is Refusal.LOCKED
    assert locked.until is not None
    assert town.clock.now < locked.until <= town.clock.now + LONGEST_WAIT
    # Once rewritten it counts down.
    town.clock.now = locked.until
    town.sign_in(someone)


@pytest.mark.parametrize("reopened", [False, True])
def test_the_longest_wait_from_the_future_is_no_longer_than_any(
    town: Town, someone: Person, reopened: bool
) -> None:
    town.clock.jump(days=YEAR)
    for _ in range(12):
        until = town.fails_to_sign_in(someone.username).until
        if until is not None:
            town.clock.now = until
    town.fails_to_sign_in(someone.username)
    town.clock.jump(days=-YEAR)
    if reopened:
        town.reopen()
    until = refused(town.sign_in, someone).until
    assert until == town.clock.now + LONGEST_WAIT
    town.clock.advance(minutes=59)
    assert refused(town.sign_in, someone).until == until
    town.clock.advance(minutes=1)
    town.sign_in(someone)


def test_a_store_that_was_open_all_the_while_sees_what_another_process_did_in_the_future(
    town: Town, someone: Person
) -> None:
    town.clock.jump(days=YEAR)
    another = open_store(town.settings)
    for _ in range(5):
        refused(another.sign_in.with_password, someone.username, NEW_PASSWORD, TERMINAL)
    another.close()
    town.clock.jump(days=-YEAR)
    until = refused(town.sign_in, someone).until
    assert until == town.clock.now + timedelta(seconds=30)


def test_failures_from_the_future_go_on_counting(town: Town, someone: Person) -> None:
    town.clock.jump(days=YEAR)
    town.fails_to_sign_in(someone.username, 4)
    town.clock.jump(days=-YEAR)
    assert town.fails_to_sign_in(someone.username).until == town.clock.now + timedelta(seconds=30)


def test_a_second_step_that_failed_in_the_future_opens_again_also_after_a_reset(
    town: Town, someone: Person, app: str
) -> None:
    town.clock.jump(days=YEAR)
    town.clock.advance(minutes=5)
    session = town.sign_in(someone)
    for _ in range(5):
        refused(enters, town, session, "000000")
    town.clock.jump(days=-YEAR)
    someone = town.reset(someone)
    session = town.sign_in(someone)
    assert is_refused(town, session, town.app_code(app)) is Refusal.CODE_LOCKED
    opens_at = town.store.second_step.opens_at(session)
    assert opens_at is not None
    assert opens_at <= town.clock.now + LONGEST_WAIT
    town.clock.now = opens_at
    enters(town, session, town.app_code(app, 1))


def test_wrong_personal_keys_of_the_future_wait_no_longer_than_others(town: Town) -> None:
    holder = town.reset(town.verified_person())
    town.clock.jump(days=300)
    session = town.sign_in(holder)
    for _ in range(5):
        refused(town.store.reactivation.check_key, session, FOREIGN_KEY)
    town.clock.jump(days=-300)
    session = town.sign_in(holder)
    opens_at = town.store.reactivation.key_opens_at(session)
    assert opens_at == town.clock.now + KEY_WAIT
    town.clock.now = opens_at
    town.store.reactivation.check_key(town.sign_in(holder), holder.key)


def test_wrong_answers_of_the_future_wait_no_longer_than_others(town: Town, owner: Person) -> None:
    town.clock.jump(days=YEAR)
    token = town.reset_token(owner)
    question = town.store.reset.open(token).question
    assert question is not None
    for _ in range(5):
        refused(town.store.reset.answer, token, question, Secret("not this"), TERMINAL)
    town.clock.jump(days=-YEAR)
    token = town.reset_token(owner)
    locked = refused(town.store.reset.answer, token, question, dict(ANSWERS)[question], TERMINAL)
    assert locked.refusal is Refusal.ANSWER_LOCKED
    assert locked.until is not None
    assert locked.until <= town.clock.now + LONGEST_WAIT
    town.clock.now = locked.until
    token = town.reset_token(owner)
    town.store.reset.answer(token, question, dict(ANSWERS)[question], TERMINAL)


def test_requests_of_the_future_fill_no_quota_for_longer_than_an_hour(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)

    def ask_all() -> int:
        town.clock.advance(seconds=1)
        town.store.reset.request(someone.email, ENGLISH, TERMINAL)
        town.store.forgotten_username.request(someone.email, ENGLISH, TERMINAL)
        town.store.sign_up.begin("newcomer", "new@example.org", PASSWORD, PASSWORD, "en")
        town.store.email_address.begin(session, "other@example.org", NEW_PASSWORD)
        town.store.phones.begin(session, OTHER_PHONE, ENGLISH)
        return len(town.new_mail())

    town.new_mail()
    town.clock.jump(days=YEAR)
    town.store.password.change_expired(town.sign_in(someone), NEW_PASSWORD, NEW_PASSWORD)
    session = town.sign_in(someone, NEW_PASSWORD)
    town.new_mail()
    sent = [ask_all() for _ in range(2 * LETTERS_BY_ADDRESS_AN_HOUR)]
    assert sent[-1] == 0
    town.clock.jump(days=-YEAR)
    town.sign_in(someone, NEW_PASSWORD)
    town.clock.advance(hours=1)
    session = town.sign_in(someone, NEW_PASSWORD)
    assert ask_all() == 4


def test_an_app_that_was_put_back_nine_days_ahead_works_afterwards(
    town: Town, someone: Person, session: Session
) -> None:
    town.add_phone(session)
    app = town.add_app(session)
    town.clock.advance(minutes=5)
    Told.lately(town)
    [app_id] = [one.id for one in town.store.account.overview(session).ways.methods if one.name == "Aegis"]
    town.store.authenticator.remove(session, app_id, PASSWORD)
    code = Told.lately(town).to(someone.email)
    town.clock.jump(days=9)
    disown(town, code)
    town.clock.jump(days=-9)
    someone = town.reset(someone)
    again = town.sign_in(someone)
    # The step of now counts as used.
    enter = town.store.second_step.enter
    assert refused(enter, again, app_id, Secret(town.app_code(app))).refusal is Refusal.CODE_USED
    town.clock.advance(seconds=60)
    enter(again, app_id, Secret(town.app_code(app)))
    assert is_open(town, again)


@pytest.mark.parametrize("ahead", [1, 30, YEAR])
def test_a_code_of_an_app_from_the_future_shuts_the_app_no_longer_than_the_longest_wait(
    town: Town, someone: Person, app: str, ahead: int
) -> None:
    town.clock.jump(days=ahead)
    enters(town, town.sign_in(someone), town.app_code(app))
    town.clock.jump(days=-ahead)
    town.sign_in(someone)
    town.clock.advance(minutes=2)
    enters(town, town.sign_in(someone), town.app_code(app))


def test_a_code_used_minutes_ahead_is_taken_no_second_time(town: Town, someone: Person, app: str) -> None:
    town.clock.jump(minutes=20)
    code = town.app_code(app)
    enters(town, town.sign_in(someone), code)
    town.clock.jump(minutes=-20)
    assert is_refused(town, town.sign_in(someone), town.app_code(app)) is Refusal.CODE_USED
    town.clock.advance(minutes=20)
    assert is_refused(town, town.sign_in(someone), code) is Refusal.CODE_USED
    town.clock.advance(minutes=1)
    enters(town, town.sign_in(someone), town.app_code(app))


def test_a_message_from_the_future_is_delivered_now(town: Town, someone: Person) -> None:
    town.new_mail()
    town.clock.jump(days=YEAR)
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    town.clock.jump(days=-YEAR)
    assert [letter["To"] for letter in town.new_mail()] == [someone.email]


def test_a_password_set_in_the_future_lives_no_longer_than_others(town: Town, someone: Person) -> None:
    town.clock.jump(days=YEAR)
    town.store.password.change_expired(town.sign_in(someone), NEW_PASSWORD, NEW_PASSWORD)
    town.clock.jump(days=-YEAR)
    town.reopen()
    town.clock.advance(hours=1)
    town.reopen()
    session = town.sign_in(someone, NEW_PASSWORD)
    expires_at = town.store.account.overview(session).password_expires_at
    assert expires_at == town.clock.now + timedelta(days=YEAR)


def test_what_a_store_held_before_it_knew_of_the_clock_is_put_right_too(town: Town, someone: Person) -> None:
    town.clock.jump(days=YEAR)
    town.fails_to_sign_in(someone.username, 5)
    town.clock.jump(days=-YEAR)
    town.store.close()
    town.rows("DELETE FROM fact WHERE name = 'clock'")
    town.reopen()
    until = refused(town.sign_in, someone).until
    assert until is not None
    assert until <= town.clock.now + LONGEST_WAIT


def test_a_slip_of_the_future_works_once_the_clock_is_trusted(town: Town) -> None:
    town.clock.jump(days=YEAR)
    someone = registered(town)
    town.clock.jump(days=-YEAR)
    town.reopen()
    town.clock.advance(hours=1)
    town.reopen()
    activated(town, someone)


def test_every_date_is_put_right_or_known_to_do_no_harm() -> None:
    harmless = {
        # Shown, and used for nothing else.
        "event.happened_at",
        "profile.requested_at",
        "profile.verified_at",
        "profile.key_made_at",
        "profile.key_kept_at",
        "registration.registered_at",
        "pin_app.added_at",
        "authority_key.made_at",
        "certificate.made_at",
        "certificate.expires_at",
        "certificate.revoked_at",
        # Tells whether it was used, not when.
        "recovery_code.used_at",
    }
    statements = [*righting._AT_ONCE, *righting._ONCE_TRUSTED]

    def is_right(table: str, column: str) -> bool:
        return any(table in words.split() and f"{column} >" in words for words in statements)

    dates = {
        (table.name, column.name)
        for table in tables.declared().tables.values()
        for column in table.columns
        if isinstance(column.type, Moment)
    }
    # What ends is as long as it was, counted from when it began.
    ends = {("reset_token", "expires_at"), ("sent_code", "expires_at")}
    ends |= {("notice", "expires_at")}
    left = {f"{table}.{column}" for table, column in dates - ends if not is_right(table, column)}
    assert left == harmless
