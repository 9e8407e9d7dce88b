"""Creating an account: its email is confirmed by a code before there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from i18n import FRENCH
from store import CodeTicket, Happening, Problem, Refusal, Secret
from store.messages.letters.identity import address_has_account, confirmation_code
from store.rules import codes
from store.rules.limits import CODE_LIFE, CODES_TO_AN_ADDRESS_AN_HOUR
from tests.digits import FULL_WIDTH, wrong_code
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Town, answer, refused, ticket_of


def begin(town: Town, username: str = "dominique", email: str = "dominique@example.org") -> CodeTicket:
    return town.store.sign_up.begin(username, email, PASSWORD, PASSWORD, "en")


def test_the_code_from_the_message_opens_the_account(town: Town) -> None:
    ticket = begin(town)
    assert ticket.sent.address == "dominique@example.org"
    assert town.store.sign_up.confirm(ticket, town.code(), TERMINAL) == "dominique"
    session = town.store.sign_in.with_password("dominique", PASSWORD, TERMINAL)
    overview = town.store.account.overview(session)
    assert re.fullmatch(r"[1-9]\d{11}", overview.account_number)
    assert (overview.username, overview.email) == ("dominique", "dominique@example.org")
    assert overview.password_set_at == town.clock.now
    assert town.store.history.recent(session)[-1].happening is Happening.ACCOUNT_CREATED


def test_nobody_can_sign_in_before_the_code_is_entered(town: Town) -> None:
    begin(town)
    assert town.fails_to_sign_in("dominique").refusal is Refusal.WRONG_SIGN_IN
    assert refused(town.store.sign_in.with_password, "dominique", PASSWORD, TERMINAL).refusal is (
        Refusal.WRONG_SIGN_IN
    )


def test_what_is_wrong_with_the_names_is_told_before_a_password_is_chosen(town: Town) -> None:
    town.person("alexandre")
    check = town.store.sign_up.check_names
    check("dominique", "dominique@example.org")
    assert answer(refused(check, "Alexandre", "x@example.org"))[:2] == (Refusal.USERNAME_TAKEN, "username")
    assert refused(check, "short", "x@example.org").refusal is Refusal.USERNAME_FORM
    assert refused(check, "dominique", "no address").refusal is Refusal.EMAIL_FORM


def test_a_taken_email_gets_the_same_answers_and_its_owner_a_message(town: Town) -> None:
    owner = town.person("alexandre", language="fr")
    town.store.sign_up.check_names("dominique", owner.email)
    taken = begin(town, "dominique", owner.email.upper())
    [letter] = town.new_mail()
    assert letter["To"] == owner.email
    assert letter["Subject"] == FRENCH.say(address_has_account().subject)
    assert not re.search(r"\d{6}", letter.get_content())
    free = begin(town, "camille-b", "camille@example.org")
    code = town.code()
    answers = []
    for ticket, guess in ((taken, code), (free, wrong_code(code))):
        tries = [refused(town.store.sign_up.confirm, ticket, guess, TERMINAL) for _ in range(6)]
        too_late = refused(town.store.sign_up.send_again, ticket)
        answers.append([answer(problem) for problem in (*tries, too_late)])
    assert answers[0] == answers[1]


def test_a_taken_email_gets_as_many_messages_as_a_free_one(town: Town) -> None:
    owner = town.person("alexandre")
    for email in (owner.email, "camille@example.org"):
        town.clock.advance(hours=1)
        ticket = begin(town, "camille-b", email)
        sent = [len(town.new_mail())]
        for _ in range(6):
            assert refused(town.store.sign_up.send_again, ticket).refusal is Refusal.CODE_TOO_SOON
            town.clock.advance(seconds=60)
            town.store.sign_up.send_again(ticket)
            sent.append(len(town.new_mail()))
        assert sent == [1, 1, 1, 1, 1, 0, 0]


def test_a_taken_username_is_told(town: Town) -> None:
    town.person("alexandre")
    problem = refused(begin, town, "ALEXANDRE", "other@example.org")
    assert (problem.refusal, problem.field) == (Refusal.USERNAME_TAKEN, "username")
    assert town.new_mail() == []


@pytest.mark.parametrize(
    "written",
    [
        lambda code: code.translate(FULL_WIDTH),
        lambda code: f" {code[:3]} {code[3:]}\r\n",
        "\u00a0".join,
        lambda code: f"{code[:3]}-{code[3:]}\u200b",
    ],
    ids=["full width", "spaces and a line break", "no-break spaces", "a dash and something invisible"],
)
def test_a_code_is_accepted_full_width_and_with_spaces(town: Town, written: Callable[[str], str]) -> None:
    ticket = begin(town)
    town.store.sign_up.confirm(ticket, Secret(written(town.code().reveal())), TERMINAL)


def test_a_wrong_code_says_how_many_tries_are_left(town: Town) -> None:
    ticket = begin(town)
    wrong = wrong_code(town.code())
    problems = [refused(town.store.sign_up.confirm, ticket, wrong, TERMINAL) for _ in range(5)]
    assert [problem.facts.get("tries_left") for problem in problems] == [4, 3, 2, 1, None]
    assert problems[-1].refusal is Refusal.CODE_TRIES_SPENT


def test_the_fifth_try_may_still_be_right(town: Town) -> None:
    ticket = begin(town)
    code = town.code()
    for _ in range(4):
        refused(town.store.sign_up.confirm, ticket, wrong_code(code), TERMINAL)
    town.store.sign_up.confirm(ticket, code, TERMINAL)


def test_five_wrong_codes_are_all_whatever_is_sent_again(town: Town) -> None:
    ticket = begin(town)
    wrong = wrong_code(town.code())
    for _ in range(2):
        refused(town.store.sign_up.confirm, ticket, wrong, TERMINAL)
        town.clock.advance(seconds=60)
        town.store.sign_up.send_again(ticket)
    code = town.new_mail()[-1].get_content()
    code = re.findall(r"^\d{6}$", code, re.MULTILINE)[0]
    for _ in range(3):
        refused(town.store.sign_up.confirm, ticket, wrong_code(Secret(code)), TERMINAL)
    assert refused(town.store.sign_up.confirm, ticket, Secret(code), TERMINAL).refusal is (
        Refusal.CODE_TRIES_SPENT
    )


def test_no_code_is_sent_that_could_not_be_used(town: Town) -> None:
    ticket = begin(town)
    wrong = wrong_code(town.code())
    for _ in range(5):
        refused(town.store.sign_up.confirm, ticket, wrong, TERMINAL)
    town.clock.advance(seconds=60)
    assert refused(town.store.sign_up.send_again, ticket).refusal is Refusal.CODE_TRIES_SPENT
    assert town.new_mail() == []


def test_a_code_lives_ten_minutes(town: Town) -> None:
    early, late = begin(town), begin(town, "camille-b", "camille@example.org")
    codes = {message["To"]: message.get_content() for message in town.new_mail()}
    early_code, late_code = (
        Secret(re.findall(r"^\d{6}$", codes[to], re.MULTILINE)[0])
        for to in ("dominique@example.org", "camille@example.org")
    )
    town.clock.advance(minutes=10, microseconds=-1)
    town.store.sign_up.confirm(early, early_code, TERMINAL)
    town.clock.advance(microseconds=1)
    assert refused(town.store.sign_up.confirm, late, late_code, TERMINAL).refusal is Refusal.CODE_EXPIRED


def test_an_expired_code_can_be_replaced(town: Town) -> None:
    ticket = begin(town)
    town.new_mail()
    town.clock.advance(minutes=11)
    town.store.sign_up.send_again(ticket)
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)


def test_another_code_is_sent_after_a_minute_and_only_the_newest_works(town: Town) -> None:
    ticket = begin(town)
    first = town.code()
    town.clock.advance(seconds=59)
    problem = refused(town.store.sign_up.send_again, ticket)
    assert problem.refusal is Refusal.CODE_TOO_SOON
    town.clock.advance(seconds=1)
    assert problem.until == town.clock.now
    town.store.sign_up.send_again(ticket)
    second = town.code()
    if first.reveal() != second.reveal():
        assert refused(town.store.sign_up.confirm, ticket, first, TERMINAL).refusal is Refusal.WRONG_CODE
    town.store.sign_up.confirm(ticket, second, TERMINAL)


def test_past_five_requests_an_hour_nothing_is_sent_and_the_answer_is_the_same(town: Town) -> None:
    tickets = [begin(town) for _ in range(7)]
    assert len(town.new_mail()) == 5
    assert len({ticket.token.reveal() for ticket in tickets}) == 7
    assert {ticket.sent.address for ticket in tickets} == {"dominique@example.org"}
    town.clock.advance(hours=1)
    begin(town)
    assert len(town.new_mail()) == 1


def test_a_request_that_sends_nothing_leaves_the_last_code_good(town: Town) -> None:
    for _ in range(4):
        begin(town)
    town.new_mail()
    ticket = begin(town)
    code = town.code()
    town.clock.advance(seconds=60)
    town.store.sign_up.send_again(ticket)
    assert town.new_mail() == []
    town.store.sign_up.confirm(ticket, code, TERMINAL)


def test_a_code_confirms_only_the_sign_up_it_was_sent_for(town: Town) -> None:
    begin(town)
    code = town.code()
    other = begin(town, "camille-b", "camille@example.org")
    if town.code().reveal() != code.reveal():
        assert refused(town.store.sign_up.confirm, other, code, TERMINAL).refusal is Refusal.WRONG_CODE


def test_a_made_up_ticket_confirms_nothing(town: Town) -> None:
    ticket = ticket_of(Secret("nothing"))
    assert refused(town.store.sign_up.confirm, ticket, Secret("123456"), TERMINAL).refusal is (
        Refusal.CODE_EXPIRED
    )
    assert refused(town.store.sign_up.send_again, ticket).refusal is Refusal.CODE_EXPIRED


@pytest.mark.parametrize(
    ("second_username", "second_email", "refusal"),
    [
        ("Dominique", "camille@example.org", Refusal.USERNAME_TAKEN),
        ("camille-b", "Dominique@Example.ORG", Refusal.SIGN_UP_OVER),
        ("dominique", "dominique@example.org", Refusal.SIGN_UP_OVER),
    ],
)
def test_two_people_racing_for_one_name_or_email_get_one_account_and_one_sentence(
    town: Town, second_username: str, second_email: str, refusal: Refusal
) -> None:
    first = begin(town)
    first_code = town.code()
    second = begin(town, second_username, second_email)
    second_code = town.code()

    def confirm(pair: tuple[CodeTicket, Secret]) -> str | Problem:
        try:
            return town.store.sign_up.confirm(*pair, TERMINAL)
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(confirm, [(first, first_code), (second, second_code)]))
    [loser] = [end for end in ends if isinstance(end, Problem)]
    assert loser.refusal is refusal
    assert town.rows("SELECT count(*) FROM account") == [(1,)]
    assert town.rows("SELECT count(*) FROM identifier") == [(2,)]


def test_one_code_entered_twice_at_once_opens_one_account(town: Town) -> None:
    ticket = begin(town)
    code = town.code()

    def confirm(_: int) -> str | Refusal:
        try:
            return town.store.sign_up.confirm(ticket, code, TERMINAL)
        except Problem as problem:
            return problem.refusal

    with ThreadPoolExecutor(5) as pool:
        ends = list(pool.map(confirm, range(5)))
    assert ends.count("dominique") == 1
    assert set(ends) - {"dominique"} <= {Refusal.SIGN_UP_OVER, Refusal.CODE_EXPIRED, Refusal.USERNAME_TAKEN}


def test_the_new_password_is_judged_and_both_entries_must_match(town: Town) -> None:
    begin_with = town.store.sign_up.begin
    names = ("dominique", "dominique@example.org")
    problem = refused(begin_with, *names, Secret("weak"), Secret("weak"), "en")
    assert (problem.refusal, problem.field) == (Refusal.PASSWORD_BREAKS_RULES, "new")
    problem = refused(begin_with, *names, PASSWORD, NEW_PASSWORD, "en")
    assert (problem.refusal, problem.field) == (Refusal.PASSWORDS_DIFFER, "confirmation")
    own_name = Secret("Dominique-2026!")
    assert "not-made-of-names" in refused(begin_with, *names, own_name, own_name, "en").facts["broken"]
    assert town.new_mail() == []


def test_the_code_and_its_end_are_told_in_the_chosen_language(town: Town) -> None:
    town.store.sign_up.begin("dominique", "dominique@example.org", PASSWORD, PASSWORD, "fr")
    [letter] = town.new_mail()
    assert letter["Subject"] == FRENCH.say(confirmation_code(Secret(""), town.clock.now).subject)
    assert FRENCH.tell(town.clock.now + CODE_LIFE) in letter.get_content()


def test_nothing_is_left_of_a_sign_up_a_day_after_its_code_expired(town: Town) -> None:
    """Nobody confirmed the address: it may be somebody else's."""
    begin(town)
    town.clock.advance(minutes=10)
    town.clock.advance(days=1)
    begin(town, "camille-b", "camille@example.org")
    town.reopen()
    assert town.rows("SELECT count(*) FROM sign_up") == [(2,)]
    town.clock.advance(microseconds=1)
    begin(town, "camille-b", "camille@example.org")
    assert town.rows("SELECT DISTINCT username FROM sign_up") == [("camille-b",)]
    town.clock.advance(days=2)
    town.reopen()
    assert town.rows("SELECT * FROM sign_up") == []
    town.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"camille" not in town.database_file.read_bytes()


def test_another_code_can_be_sent_for_a_day(town: Town) -> None:
    ticket = begin(town)
    town.new_mail()
    town.clock.advance(days=1, minutes=10)
    begin(town, "camille-b", "camille@example.org")
    town.new_mail()
    town.reopen()
    town.store.sign_up.send_again(ticket)
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)


def test_the_postman_is_woken_once_a_code_is_written(town: Town) -> None:
    """Else it would come when he next looks, half a minute later."""
    woken = town.store.outbox._wakened
    woken.clear()
    ticket = begin(town)
    assert woken.is_set()
    woken.clear()
    town.clock.advance(seconds=60)
    town.store.sign_up.send_again(ticket)
    assert woken.is_set()


def test_no_code_is_right_that_was_sent_to_nobody(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither past the quota, nor of an address that is taken, also once it is free."""
    taken = town.person().email
    monkeypatch.setattr(codes, "six_digits", lambda: "123456")
    for _ in range(CODES_TO_AN_ADDRESS_AN_HOUR):
        begin(town)
    tickets = begin(town), begin(town, "camille-b", taken)
    town.rows("DELETE FROM identifier")
    for ticket in tickets:
        refusal = refused(town.store.sign_up.confirm, ticket, Secret("123456"), TERMINAL).refusal
        assert refusal is Refusal.WRONG_CODE


def test_a_sign_up_goes_with_its_code(town: Town) -> None:
    ticket, other = begin(town), begin(town, "camille-b", "camille@example.org")
    town.store.sign_up.cancel(ticket)
    assert town.rows("SELECT username FROM sign_up") == [("camille-b",)]
    town.store.sign_up.cancel(other)
    assert town.rows("SELECT 1 FROM sent_code UNION ALL SELECT 1 FROM sign_up") == []
