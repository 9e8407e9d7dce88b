"""Changing the email address, confirmed by a code to the new one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from i18n import ENGLISH, FRENCH
from store import CodeTicket, Happening, Problem, Refusal, Secret, Session
from store.messages.letters.identity import address_has_account, email_changed, new_address_code
from store.messages.letters.password import no_account_to_reset
from store.rules import codes
from store.rules.limits import CODE_LIFE, CODE_TRIES, CODES_TO_AN_ADDRESS_AN_HOUR
from tests.theft import Told
from tests.town import PASSWORD, PHONE, TERMINAL, WRONG, Person, Town, answer, as_told, refused

NEW = "nouvelle@example.org"


@pytest.fixture
def owner(town: Town) -> Person:
    return town.person(language="fr")


@pytest.fixture
def session(town: Town, owner: Person) -> Session:
    return town.sign_in(owner)


def begin(town: Town, session: Session, email: str = NEW) -> CodeTicket:
    return town.store.email_address.begin(session, email, PASSWORD)


def confirm(town: Town, session: Session, ticket: CodeTicket, code: Secret) -> None:
    town.store.email_address.confirm(session, ticket, code)


def email_of(town: Town, session: Session) -> str | None:
    return town.store.account.overview(session).email


def test_the_new_address_signs_in_and_gets_the_mail_and_the_former_does_neither(
    town: Town, owner: Person, session: Session
) -> None:
    confirm(town, session, begin(town, session), town.code())
    assert email_of(town, session) == NEW
    town.store.sign_in.with_password(NEW, PASSWORD, TERMINAL)
    town.store.sign_in.with_password(owner.username, PASSWORD, TERMINAL)
    refusal = refused(town.store.sign_in.with_password, owner.email, PASSWORD, TERMINAL).refusal
    assert refusal is Refusal.WRONG_SIGN_IN
    town.new_mail()
    for email, subject in ((NEW, FRENCH), (owner.email, ENGLISH)):
        town.store.reset.request(email, ENGLISH, TERMINAL)
        [letter] = town.new_mail()
        assert (letter["To"], letter["Subject"]) == (
            email,
            subject.say(no_account_to_reset().subject),
        )


def test_both_addresses_and_every_phone_are_told(town: Town, owner: Person, session: Session) -> None:
    town.add_phone(session)
    Told.lately(town)
    confirm(town, session, begin(town, session), town.code())
    came = {str(letter["To"]): letter for letter in town.new_mail()}
    assert set(came) == {owner.email, NEW}
    assert [text.to for text in town.new_texts()] == [PHONE]
    notice = email_changed(NEW, town.clock.now)
    for letter in came.values():
        expected = as_told(notice, letter, town.clock.now, FRENCH)
        assert (letter["Subject"], letter.get_content()) == expected


def test_the_history_says_so(town: Town, session: Session) -> None:
    confirm(town, session, begin(town, session), town.code())
    assert town.store.history.recent(session)[0].happening is Happening.EMAIL_CHANGED


def test_the_code_is_told_in_the_accounts_language_and_until_when_it_works(
    town: Town, owner: Person, session: Session
) -> None:
    ticket = begin(town, session)
    [letter] = town.new_mail()
    assert letter["To"] == ticket.sent.address == NEW
    expires_at = town.clock.now + CODE_LIFE
    assert ticket.sent.expires_at == expires_at
    code = next(line for line in letter.get_content().splitlines() if len(line) == 6 and line.isdigit())
    expected = new_address_code(Secret(code), owner.username, expires_at).said(FRENCH)
    assert (letter["Subject"], letter.get_content()) == expected


@pytest.mark.parametrize("written", [" {0} {1} ", "{0}-{1}", "{0}\u00a0{1}"])
def test_a_code_may_be_typed_with_spaces(town: Town, session: Session, written: str) -> None:
    ticket, code = begin(town, session), town.code().reveal()
    confirm(town, session, ticket, Secret(written.format(code[:3], code[3:])))


def test_a_code_works_once(town: Town, session: Session) -> None:
    ticket, code = begin(town, session), town.code()
    confirm(town, session, ticket, code)
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.CODE_EXPIRED


def test_a_code_expires(town: Town, session: Session) -> None:
    ticket, code = begin(town, session), town.code()
    town.clock.now += CODE_LIFE
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.CODE_EXPIRED


def test_five_tries_are_all_there_are_over_every_code_that_is_sent(town: Town, session: Session) -> None:
    ticket = begin(town, session)
    wrong = "000000" if town.code().reveal() != "000000" else "111111"
    left = [refused(confirm, town, session, ticket, Secret(wrong)).facts for _ in range(CODE_TRIES - 2)]
    assert [facts["tries_left"] for facts in left] == [4, 3, 2]
    town.clock.advance(minutes=1)
    ticket = town.store.email_address.send_again(session, ticket)
    code = town.code()
    wrong = "000000" if code.reveal() != "000000" else "111111"
    assert refused(confirm, town, session, ticket, Secret(wrong)).facts["tries_left"] == 1
    assert refused(confirm, town, session, ticket, Secret(wrong)).refusal is Refusal.CODE_TRIES_SPENT
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.CODE_TRIES_SPENT
    town.clock.advance(minutes=1)
    refusal = refused(town.store.email_address.send_again, session, ticket).refusal
    assert refusal is Refusal.CODE_TRIES_SPENT


def test_a_code_of_another_account_another_session_or_another_purpose_is_refused(
    town: Town, session: Session
) -> None:
    other = town.sign_in(town.person("catherine"))
    ticket, code = begin(town, session), town.code()
    phone = town.store.phones.begin(session, PHONE, ENGLISH)
    sms_code = town.sms_code()
    for wrong in (
        refused(confirm, town, other, ticket, code),
        refused(town.store.email_address.send_again, other, ticket),
        refused(confirm, town, session, phone, sms_code),
        refused(town.store.phones.confirm, session, ticket, code),
    ):
        assert wrong.refusal is Refusal.CODE_EXPIRED
    confirm(town, session, ticket, code)


def test_the_address_one_has_is_refused_in_whatever_case(town: Town, owner: Person, session: Session) -> None:
    for email in (owner.email, f" {owner.email.upper()} "):
        assert answer(refused(begin, town, session, email)) == (Refusal.EMAIL_SAME, "email", {})
    assert refused(begin, town, session, "nobody").refusal is Refusal.EMAIL_FORM
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]


def test_it_takes_the_password_however_lately_it_was_typed(town: Town, session: Session) -> None:
    problem = refused(town.store.email_address.begin, session, NEW, WRONG)
    facts = {"tries_left": 4, "until": None}
    assert answer(problem) == (Refusal.WRONG_PASSWORD, "password", facts)
    assert town.new_mail() == []


def test_a_free_and_a_taken_address_get_one_answer_and_the_owner_of_the_taken_one_is_told(
    town: Town, session: Session
) -> None:
    taken = town.person("catherine")
    town.new_mail()
    ticket = begin(town, session, taken.email)
    [letter] = town.new_mail()
    expected = address_has_account().said(ENGLISH)
    assert (letter["To"], letter["Subject"], letter.get_content()) == (taken.email, *expected)
    free = begin(town, session)
    assert (ticket.sent.expires_at, ticket.sent.resend_at) == (free.sent.expires_at, free.sent.resend_at)
    code = town.code()
    wrong = "000000" if code.reveal() != "000000" else "111111"
    told = [answer(refused(confirm, town, session, one, Secret(wrong))) for one in (ticket, free)]
    assert told[0] == told[1]
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.WRONG_CODE


def test_past_five_requests_an_hour_nothing_is_sent_the_answer_is_the_same_and_the_last_code_stays(
    town: Town, session: Session
) -> None:
    ticket = begin(town, session)
    for _ in range(CODES_TO_AN_ADDRESS_AN_HOUR - 1):
        town.clock.advance(minutes=1)
        town.new_mail()
        ticket = town.store.email_address.send_again(session, ticket)
    code = town.code()
    town.clock.advance(minutes=1)
    again = town.store.email_address.send_again(session, ticket)
    assert again.sent.resend_at > ticket.sent.resend_at
    refusal = refused(town.store.email_address.send_again, session, again).refusal
    assert refusal is Refusal.CODE_TOO_SOON
    anew = begin(town, session)
    refusal = refused(town.store.email_address.send_again, session, anew).refusal
    assert refusal is Refusal.CODE_TOO_SOON
    assert town.new_mail() == []
    confirm(town, session, again, code)


def test_no_code_is_right_that_was_sent_to_nobody(
    town: Town, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = town.person("catherine").email
    monkeypatch.setattr(codes, "six_digits", lambda: "123456")
    for _ in range(CODES_TO_AN_ADDRESS_AN_HOUR):
        begin(town, session)
    for email in (NEW, taken):
        refusal = refused(confirm, town, session, begin(town, session, email), Secret("123456")).refusal
        assert refusal is Refusal.WRONG_CODE


def test_another_code_comes_after_a_minute_and_the_one_before_is_wrong_then(
    town: Town, session: Session
) -> None:
    ticket, first = begin(town, session), town.code()
    too_soon = refused(town.store.email_address.send_again, session, ticket)
    assert answer(too_soon) == (Refusal.CODE_TOO_SOON, None, {"until": ticket.sent.resend_at})
    town.clock.now = ticket.sent.resend_at
    ticket = town.store.email_address.send_again(session, ticket)
    second = town.code()
    if first.reveal() != second.reveal():
        assert refused(confirm, town, session, ticket, first).refusal is Refusal.WRONG_CODE
    confirm(town, session, ticket, second)


def test_a_live_reset_token_ends_with_the_address_it_was_sent_to(
    town: Town, owner: Person, session: Session
) -> None:
    token = town.reset_token(owner)
    confirm(town, session, begin(town, session), town.code())
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED


def test_an_address_that_was_taken_meanwhile_is_told_so_and_changes_nothing(
    town: Town, owner: Person, session: Session
) -> None:
    ticket, code = begin(town, session), town.code()
    other = town.store.sign_up.begin("newcomer", NEW, PASSWORD, PASSWORD, "en")
    town.store.sign_up.confirm(other, town.code(), TERMINAL)
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.EMAIL_TAKEN
    assert email_of(town, session) == owner.email
    assert town.new_mail() == []


def test_of_two_accounts_that_confirm_one_address_at_once_one_gets_it(town: Town, session: Session) -> None:
    other = town.sign_in(town.person("catherine"))
    tries = []
    for one in (session, other):
        ticket = begin(town, one)
        tries.append((one, ticket, town.code()))

    def tried(one: tuple[Session, CodeTicket, Secret]) -> Refusal | None:
        try:
            confirm(town, *one)
        except Problem as problem:
            return problem.refusal
        return None

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(tried, tries))
    assert sorted(ends, key=str) == sorted([None, Refusal.EMAIL_TAKEN], key=str)
    assert [email_of(town, session), email_of(town, other)].count(NEW) == 1


def test_one_can_go_back_to_a_former_address_of_ones_own(town: Town, owner: Person, session: Session) -> None:
    confirm(town, session, begin(town, session), town.code())
    town.new_mail()
    confirm(town, session, begin(town, session, owner.email), town.code())
    assert email_of(town, session) == owner.email
    town.store.sign_in.with_password(owner.email, PASSWORD, TERMINAL)
    kinds = town.rows("SELECT lookup, kind FROM identifier WHERE kind != 'username' ORDER BY kind")
    assert kinds == [(owner.email, "email"), (NEW, "former-email")]


def test_a_cancelled_change_leaves_no_trace(town: Town, owner: Person, session: Session) -> None:
    ticket, code = begin(town, session), town.code()
    town.store.email_address.cancel(town.sign_in(town.person("catherine")), ticket)
    assert town.rows("SELECT count(*) FROM sent_code") == [(1,)]
    town.store.email_address.cancel(session, ticket)
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.CODE_EXPIRED
    assert email_of(town, session) == owner.email


def test_an_address_that_waits_for_its_code_is_stored_sealed(town: Town, session: Session) -> None:
    begin(town, session)
    town.code()
    town.reopen()
    assert NEW.encode() not in town.stored()


def test_a_change_of_password_in_another_session_ends_a_change_under_way(
    town: Town, owner: Person, session: Session
) -> None:
    ticket, code = begin(town, session), town.code()
    new = Secret("Chouette-2027?")
    town.store.password.change(town.sign_in(owner), PASSWORD, new, new)
    assert refused(confirm, town, session, ticket, code).refusal is Refusal.SESSION_ENDED


def test_nobody_uses_up_an_owners_way_back_to_the_address_of_before(town: Town, session: Session) -> None:
    confirm(town, session, begin(town, session), town.code())
    for number in range(5):
        other = town.sign_in(town.person(f"catherine-{number}"))
        for _time in range(5):
            begin(town, other, "alexandre@example.org")
    town.new_mail()
    confirm(town, session, begin(town, session, "alexandre@example.org"), town.code())
