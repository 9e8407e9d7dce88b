"""The permanent password: set with an activation code and a code by SMS (PRODUCT §8, seed 002)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import ENGLISH, FRENCH
from store import CodeTicket, Happening, Refusal, Secret, Session
from store.messages.letters.password import (
    activation_blocked,
    password_activated,
    set_with_activation_code,
)
from store.rules.limits import (
    ACTIVATION_RENEWALS_AN_HOUR,
    CODE_LIFE,
    CODE_RESEND_AFTER,
    FIRST_ACTIVATION_LIFE,
    RESET_TOKEN_LIFE,
)
from tests import one_time_pins
from tests.registered import Registered, activated, code_in, registered, token_for
from tests.theft import THIEF, Told, disown, told_of_email
from tests.town import (
    DNI,
    NEW_PASSWORD,
    PASSWORD,
    PHONE,
    TERMINAL,
    TOKEN,
    Town,
    answer,
    as_told,
    outcome,
    refused,
)

OTHER_DNI, OTHER_CODE = "87654321X", Secret("0000-0000-0000")


@pytest.fixture
def ines(town: Town) -> Registered:
    return registered(town)


def begin(town: Town, someone: Registered, **typed: str) -> CodeTicket:
    """Type what someone has, but for what is `typed` otherwise."""
    usual = {"document": someone.document, "email": someone.email, "code": someone.code.reveal()}
    values = {**usual, **typed}
    return town.store.activation.begin(values["document"], values["email"], Secret(values["code"]), TERMINAL)


def signed_in(town: Town, someone: Registered, password: Secret = PASSWORD) -> Session:
    return town.store.sign_in.with_password(someone.document, password, TERMINAL)


def happened(town: Town, session: Session) -> list[Happening]:
    return [event.happening for event in town.store.history.recent(session)]


def test_the_slip_the_phone_and_a_new_password_open_the_account(town: Town, ines: Registered) -> None:
    activated(town, ines)
    session = signed_in(town, ines)
    assert session.username == ines.username
    assert Happening.PASSWORD_ACTIVATED in happened(town, session)


def test_every_way_of_writing_the_number_and_the_code_is_taken(town: Town, ines: Registered) -> None:
    code = ines.code.reveal().lower().replace("0", "o").replace("-", " ")
    begin(town, ines, document="12.345.678-z", email="INES@example.org", code=code)
    [text] = town.new_texts()
    assert text.to == PHONE


def test_the_code_by_sms_goes_to_the_phone_of_the_registration_which_is_masked(
    town: Town, ines: Registered
) -> None:
    ticket = begin(town, ines)
    assert ticket.sent.address.endswith(PHONE[-4:])
    assert PHONE not in ticket.sent.address
    assert ticket.sent.resend_at == town.clock.now + CODE_RESEND_AFTER


def test_another_code_by_sms_comes_after_a_minute_and_the_first_is_wrong_then(
    town: Town, ines: Registered
) -> None:
    ticket = begin(town, ines)
    first = town.sms_code()
    assert refused(town.store.activation.send_again, ticket).refusal is Refusal.CODE_TOO_SOON
    town.clock.now += CODE_RESEND_AFTER
    ticket = town.store.activation.send_again(ticket)
    second = town.sms_code()
    if first.reveal() != second.reveal():
        assert refused(town.store.activation.confirm, ticket, first, TERMINAL).refusal is Refusal.WRONG_CODE
    town.store.activation.confirm(ticket, second, TERMINAL)


def test_a_code_by_sms_works_once_for_ten_minutes(town: Town, ines: Registered) -> None:
    ticket = begin(town, ines)
    code = town.sms_code()
    town.store.activation.confirm(ticket, code, TERMINAL)
    assert refused(town.store.activation.confirm, ticket, code, TERMINAL).refusal is Refusal.CODE_EXPIRED
    ticket = begin(town, ines)
    code = town.sms_code()
    town.clock.now += CODE_LIFE
    assert refused(town.store.activation.confirm, ticket, code, TERMINAL).refusal is Refusal.CODE_EXPIRED


def test_after_going_back_no_code_by_sms_is_waited_for(town: Town, ines: Registered) -> None:
    ticket = begin(town, ines)
    town.store.activation.cancel(ticket)
    assert (
        refused(town.store.activation.confirm, ticket, town.sms_code(), TERMINAL).refusal
        is Refusal.CODE_EXPIRED
    )


def test_what_can_be_no_number_address_or_code_is_told_at_once_and_costs_no_try(
    town: Town, ines: Registered
) -> None:
    problem = refused(lambda: begin(town, ines, document="12345678A", email="ines", code="U"))
    assert [(one.refusal, one.field) for one in problem.all] == [
        (Refusal.DOCUMENT_NUMBER, "document"),
        (Refusal.EMAIL_FORM, "email"),
        (Refusal.ACTIVATION_CHARACTER, "code"),
    ]
    assert town.rows("SELECT * FROM counter WHERE kind = 'activation'") == []


WRONG = {
    "document": {"document": OTHER_DNI},
    "email": {"email": "other@example.org"},
    "code": {"code": OTHER_CODE.reveal()},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_an_unknown_document_a_wrong_address_and_a_wrong_code_have_one_answer(
    town: Town, ines: Registered, wrong: dict[str, str]
) -> None:
    answers = [answer(refused(lambda: begin(town, ines, **wrong))) for _ in range(6)]
    no_facts = dict[str, object]()
    blocked = (Refusal.ACTIVATION_BLOCKED, "code", no_facts)
    assert answers == [
        *((Refusal.WRONG_ACTIVATION, "code", {"tries_left": left, "until": None}) for left in (4, 3, 2, 1)),
        *(blocked, blocked),
    ]


def test_a_slip_past_its_date_is_answered_as_a_wrong_code(town: Town, ines: Registered) -> None:
    town.clock.now += FIRST_ACTIVATION_LIFE
    assert refused(lambda: begin(town, ines)).refusal is Refusal.WRONG_ACTIVATION


def test_a_blocked_code_stays_blocked_and_its_owner_is_told_once(town: Town, ines: Registered) -> None:
    for _ in range(7):
        refused(lambda: begin(town, ines, code=OTHER_CODE.reveal()))
    [letter] = town.new_mail()
    told = activation_blocked(ines.username, town.clock.now).said(ENGLISH)
    assert (letter["Subject"], letter.get_content()) == told
    town.clock.advance(days=29)
    assert refused(lambda: begin(town, ines)).refusal is Refusal.ACTIVATION_BLOCKED
    assert town.new_texts() == []


def test_tries_at_one_document_do_not_count_for_another(town: Town, ines: Registered) -> None:
    for _ in range(5):
        refused(lambda: begin(town, ines, document=OTHER_DNI))
    begin(town, ines)


def test_wrong_tries_end_no_session(town: Town, ines: Registered) -> None:
    following = activated(town, ines)
    session = signed_in(town, ines)
    for _ in range(6):
        refused(lambda: begin(town, ines, code=OTHER_CODE.reveal()))
    assert Happening.ACTIVATION_BLOCKED in happened(town, session)
    assert outcome(begin, town, ines) is Refusal.ACTIVATION_BLOCKED
    assert following.reveal()


def test_each_use_makes_the_next_code_and_the_one_before_is_dead(town: Town, ines: Registered) -> None:
    second = activated(town, ines)
    assert refused(lambda: begin(town, ines)).refusal is Refusal.WRONG_ACTIVATION
    town.clock.now += 2 * FIRST_ACTIVATION_LIFE
    third = activated(town, ines, second, NEW_PASSWORD)
    signed_in(town, ines, NEW_PASSWORD)
    assert len({ines.code.reveal(), second.reveal(), third.reveal()}) == 3


def test_a_second_activation_under_way_ends_with_the_first_that_sets_a_password(
    town: Town, ines: Registered
) -> None:
    tokens, ticket = [token_for(town, ines), token_for(town, ines)], begin(town, ines)
    code = town.sms_code()
    set_password = town.store.reset.set_password
    assert set_password(tokens[0], PASSWORD, PASSWORD, TERMINAL) is not None
    assert outcome(set_password, tokens[1], NEW_PASSWORD, NEW_PASSWORD, TERMINAL) is Refusal.TOKEN_USED
    assert outcome(town.store.activation.confirm, ticket, code, TERMINAL) is Refusal.CODE_EXPIRED


def test_a_renewed_code_ends_what_was_begun_with_the_one_before(town: Town, ines: Registered) -> None:
    following = activated(town, ines)
    token = token_for(town, ines, following)
    town.store.activation.renew(signed_in(town, ines))
    refusal = outcome(town.store.reset.set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert refusal is Refusal.TOKEN_EXPIRED


def test_a_password_that_is_refused_uses_nothing_up(town: Town, ines: Registered) -> None:
    token, weak = token_for(town, ines), Secret("abc")
    refusal = outcome(town.store.reset.set_password, token, weak, weak, TERMINAL)
    assert refusal is Refusal.PASSWORD_BREAKS_RULES
    assert town.store.reset.set_password(token, PASSWORD, PASSWORD, TERMINAL) is not None


def test_what_was_opened_lasts_half_an_hour(town: Town, ines: Registered) -> None:
    token = token_for(town, ines)
    town.clock.now += RESET_TOKEN_LIFE
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED


def test_the_page_knows_a_first_password_from_another(town: Town, ines: Registered) -> None:
    assert town.store.reset.open(token_for(town, ines)).is_first
    following = activated(town, ines)
    assert not town.store.reset.open(token_for(town, ines, following)).is_first


def test_a_blocked_password_is_set_anew_with_the_code(town: Town, ines: Registered) -> None:
    following = activated(town, ines)
    town.rows("INSERT INTO counter SELECT 'account:' || id, 'password', 100, NULL, 0 FROM account")
    assert outcome(signed_in, town, ines) is Refusal.WRONG_SIGN_IN
    activated(town, ines, following, NEW_PASSWORD)
    signed_in(town, ines, NEW_PASSWORD)


def test_it_ends_sessions_and_is_told_in_the_words_of_this_way(town: Town, ines: Registered) -> None:
    following = activated(town, ines)
    session = signed_in(town, ines)
    town.new_mail()
    activated(town, ines, following, NEW_PASSWORD)
    assert outcome(town.store.account.overview, session) is Refusal.SESSION_ENDED
    [letter] = town.new_mail()
    told = as_told(password_activated(town.clock.now, None), letter, town.clock.now, ENGLISH)
    assert (letter["Subject"], letter.get_content()) == told


def test_a_password_that_was_activated_lives_a_year(town: Town, ines: Registered) -> None:
    activated(town, ines)
    overview = town.store.account.overview(signed_in(town, ines))
    assert overview.password_expires_at == town.clock.now + timedelta(days=365)


def test_a_renewed_code_goes_to_the_stored_address_alone_and_lifts_the_block(
    town: Town, ines: Registered
) -> None:
    activated(town, ines)
    session = signed_in(town, ines)
    for _ in range(5):
        refused(lambda: begin(town, ines))
    town.new_mail()
    town.store.activation.renew(session)
    letters = town.new_mail()
    assert {letter["To"] for letter in letters} == {ines.email}
    [renewed] = [letter for letter in letters if letter["Subject"] == "Your new activation code"]
    assert Happening.ACTIVATION_RENEWED in happened(town, session)
    activated(town, ines, code_in(renewed.get_content()), NEW_PASSWORD)


def test_a_code_is_renewed_only_soon_after_the_password_or_the_pin(town: Town, ines: Registered) -> None:
    activated(town, ines)
    by_pin, session = one_time_pins.signed_in(town), signed_in(town, ines)
    town.store.activation.renew(by_pin)
    for _ in range(3):
        town.clock.advance(minutes=7)
        town.store.sessions.touch(session)
        town.store.sessions.touch(by_pin)
    assert outcome(town.store.activation.renew, session) is Refusal.PASSWORD_NEEDED
    assert outcome(town.store.activation.renew, by_pin) is Refusal.PIN_SIGN_IN_NEEDED


def test_who_disowns_a_change_gets_the_next_code_at_the_address_of_before(
    town: Town, ines: Registered
) -> None:
    activated(town, ines)
    town.clock.advance(days=30)
    session = signed_in(town, ines)
    Told.lately(town)
    code = told_of_email(town, session, THIEF, ines.email)
    town.store.activation.renew(session)
    town.new_mail()
    disown(town, code)
    [letter] = [letter for letter in town.new_mail() if letter["Subject"] == "Your new activation code"]
    assert letter["To"] == ines.email
    activated(town, ines, code_in(letter.get_content()), NEW_PASSWORD)
    signed_in(town, ines, NEW_PASSWORD)


def test_a_code_is_renewed_five_times_an_hour(town: Town, ines: Registered) -> None:
    activated(town, ines)
    session = signed_in(town, ines)
    for _ in range(ACTIVATION_RENEWALS_AN_HOUR):
        town.store.activation.renew(session)
    assert outcome(town.store.activation.renew, session) is Refusal.RENEWED_TOO_OFTEN


def test_who_was_not_registered_has_no_code_to_renew(town: Town) -> None:
    session = town.sign_in(town.person())
    assert outcome(town.store.activation.renew, session) is Refusal.NOT_REGISTERED


@pytest.mark.parametrize("has_password", [False, True])
def test_the_mailbox_alone_sets_no_password_and_is_told_what_does(
    town: Town, ines: Registered, has_password: bool
) -> None:
    if has_password:
        activated(town, ines)
        town.new_mail()
    town.store.reset.request(ines.email, FRENCH, TERMINAL)
    [letter] = town.new_mail()
    assert (letter["Subject"], letter.get_content()) == set_with_activation_code(ines.username).said(ENGLISH)
    assert TOKEN not in letter.get_content()
    assert town.rows("SELECT count(*) FROM reset_token WHERE ended = ''") == [(0,)]


def test_a_restored_store_takes_no_code_of_before(town: Town, ines: Registered) -> None:
    copy = town.copy()
    activated(town, ines)
    town.restore(copy)
    assert outcome(begin, town, ines) is Refusal.WRONG_ACTIVATION


def test_no_code_is_in_the_database(town: Town, ines: Registered) -> None:
    following = activated(town, ines)
    stored = town.stored()
    for code in (ines.code, following):
        plain = code.reveal().replace("-", "").encode()
        assert plain not in stored
        assert code.reveal().encode() not in stored
    assert DNI.encode() not in stored
