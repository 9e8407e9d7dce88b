"""Unblocking, starting a reset, ending sessions: with a reason, told to the owner, and bought no guesses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from i18n import LANGUAGES
from store import HandedOver, Happening, Refusal, Role, Secret, Session
from store.messages.letters.desk import account_unblocked, reset_started, sessions_ended
from store.messages.letters.letter import Notice
from store.rules.limits import LETTERS_BY_ADDRESS_AN_HOUR, RESETS_BY_ONE_AN_HOUR, UNBLOCKINGS_A_DAY
from tests.languages import IN_EACH
from tests.one_time_pins import begin
from tests.registered import registered, token_for
from tests.town import DNI, NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town, outcome, refused
from tests.use_cases.desk.test_a_persons_page import OTHER_CODE, number_of

REASON = "She came with her passport."
DOMINIQUE = Person("dominique", "dominique@example.org")
DEEDS: dict[str, tuple[Happening, Happening, Callable[..., Notice]]] = {
    "unblock": (Happening.UNBLOCKED, Happening.UNBLOCKED_AN_ACCOUNT, account_unblocked),
    "start_reset": (Happening.RESET_STARTED, Happening.STARTED_A_RESET, reset_started),
    "end_sessions": (Happening.SESSIONS_ENDED, Happening.ENDED_SESSIONS, sessions_ended),
}


def do(town: Town, deed: str, username: str, operator: Session | None = None, reason: str = REASON) -> None:
    getattr(town.store.care, deed)(operator or town.operator(), number_of(town, username), reason)


def hindered(town: Town, language: str = "en", username: str = "dominique") -> Session:
    """Let someone be signed in with a phone beside the email, and wait after wrong passwords."""
    someone = town.person(username, language)
    session = town.sign_in(someone)
    town.add_phone(session)
    town.fails_to_sign_in(username, 5)
    town.new_mail()
    town.new_texts()
    return session


def blocked(town: Town, someone: Person) -> None:
    """Guess wrong until no password is right any more."""
    town.fails_to_sign_in(someone.username)
    town.passes_over_failures()
    town.fails_to_sign_in(someone.username)
    town.clock.advance(hours=1)


@IN_EACH
@pytest.mark.parametrize("deed", DEEDS)
def test_every_address_is_told_with_the_reason_and_so_are_both_histories(
    town: Town, deed: str, code: str
) -> None:
    hindered(town, code)
    befell, did, notice = DEEDS[deed]
    do(town, deed, "dominique", reason=f" {REASON}\n")
    told = notice(town.clock.now, REASON)
    expected = told.letter(None, town.clock.now, elsewhere=False).said(LANGUAGES[code])
    letters = [(mail["To"], mail["Subject"], mail.get_content()) for mail in town.new_mail()]
    assert (DOMINIQUE.email, *expected) in letters
    assert [text.text for text in town.new_texts()] == [told.text(None).said(LANGUAGES[code])]
    assert town.rows(
        "SELECT whose.username, event.kind, actor.username, reason FROM event"
        " JOIN account whose ON whose.id = account_id LEFT JOIN account actor ON actor.id = actor_id"
        " WHERE reason <> '' ORDER BY event.id"
    ) == [("dominique", befell.value, "odile-desk", REASON), ("odile-desk", did.value, None, REASON)]


@pytest.mark.parametrize(
    "deed", [pytest.param(deed, marks=() if deed == "unblock" else pytest.mark.more) for deed in DEEDS]
)
def test_nobody_does_it_to_themselves_nor_an_operator_to_a_supervisor(town: Town, deed: str) -> None:
    omar, olive = (town.operator(name, Role.SUPERVISOR) for name in ("omar-desk", "olive-desk"))
    for name in ("odile-desk", "oscar-desk"):
        town.operator(name)
    for name in ("omar-desk", "odile-desk", "oscar-desk"):
        town.fails_to_sign_in(name, 5)
    for name, operator in (
        ("odile-desk", town.operator()),
        ("omar-desk", town.operator()),
        ("omar-desk", omar),
    ):
        assert outcome(do, town, deed, name, operator) is Refusal.NOT_ALLOWED
    do(town, deed, "oscar-desk", town.operator())
    do(town, deed, "omar-desk", olive)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", Refusal.MISSING),
        ("x", Refusal.REASON_SHORT),
        ("x" * 201, Refusal.TOO_LONG),
        ("a\x1b[2J", Refusal.TEXT_CHARACTERS),
    ],
    ids=range(4),
)
def test_nothing_is_done_without_a_reason(town: Town, deed: str, reason: str, refusal: Refusal) -> None:
    hindered(town)
    problem = refused(do, town, deed, "dominique", None, reason)
    assert (problem.refusal, problem.field) == (refusal, "reason")
    assert town.rows("SELECT count(*) FROM event WHERE actor_id IS NOT NULL") == [(0,)]
    assert town.new_texts() == []


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_is_done_to_an_account_that_there_is_not(town: Town, deed: str) -> None:
    use_case = getattr(town.store.care, deed)
    for account in ("0" * 12, "dominique", ""):
        assert outcome(use_case, town.operator(), account, REASON) is Refusal.ACCOUNT_UNKNOWN


# Unblocking


def test_who_is_unblocked_signs_in_again(town: Town) -> None:
    someone = town.person("dominique")
    blocked(town, someone)
    assert outcome(town.sign_in, someone) is Refusal.WRONG_SIGN_IN
    town.clock.advance(hours=1)
    do(town, "unblock", "dominique")
    assert town.sign_in(someone)


def test_an_activation_code_that_is_blocked_is_good_again(town: Town) -> None:
    someone = registered(town)
    for _ in range(5):
        refused(lambda: token_for(town, someone, OTHER_CODE))
    assert outcome(token_for, town, someone) is Refusal.ACTIVATION_BLOCKED
    town.store.care.unblock(town.operator(), someone.username, REASON)
    assert token_for(town, someone)


def test_unblocking_gives_back_few_answers_few_contrast_data_and_few_pins(town: Town) -> None:
    town.person("dominique")
    [(account_id,)] = town.rows("SELECT id FROM account WHERE username = 'dominique'")
    for kind in ("answer", "pin", "contrast"):
        town.rows("INSERT INTO counter VALUES (?, ?, 100, NULL, 0)", f"account:{account_id}", kind)
    do(town, "unblock", "dominique")
    counted = town.rows("SELECT kind, failures, opens_at FROM counter WHERE subject LIKE 'account:%'")
    assert sorted(counted) == [("answer", 12, None), ("contrast", 12, None), ("pin", 95, None)]


def test_unblocking_again_and_again_buys_no_guesses(town: Town) -> None:
    someone = town.person("dominique")
    for _ in range(UNBLOCKINGS_A_DAY):
        town.fails_to_sign_in(someone.username, 5)
        do(town, "unblock", "dominique")
    town.fails_to_sign_in(someone.username, 5)
    problem = refused(do, town, "unblock", "dominique")
    assert problem.refusal is Refusal.UNBLOCKED_TOO_OFTEN
    town.operator("omar-desk")
    assert outcome(do, town, "unblock", "dominique", town.operator("omar-desk")) is problem.refusal
    town.clock.advance(seconds=(problem.until - town.clock.now).total_seconds())
    town.fails_to_sign_in(someone.username)
    do(town, "unblock", "dominique")
    assert outcome(do, town, "unblock", "dominique") is Refusal.NOT_BLOCKED


def test_a_supervisor_who_unblocks_an_operator_takes_from_the_same_quota(town: Town) -> None:
    town.operator()
    omar = town.operator("omar-desk", Role.SUPERVISOR)
    for _ in range(UNBLOCKINGS_A_DAY):
        town.store.supervisors.unblock(omar, "odile-desk", REASON)
    unblock = town.store.supervisors.unblock
    assert outcome(unblock, omar, "odile-desk", REASON) is Refusal.UNBLOCKED_TOO_OFTEN


def test_where_nothing_is_blocked_nothing_is_lifted_told_or_taken_from_the_quota(town: Town) -> None:
    town.person("dominique")
    [(account_id,)] = town.rows("SELECT id FROM account WHERE username = 'dominique'")
    until = (town.clock.now.timestamp() + 600) * 1_000_000
    key_waits = "INSERT INTO counter VALUES (?, 'personal-key', 5, ?, ?)"
    town.rows(key_waits, f"account:{account_id}", int(until), int(until) - 900_000_000)
    town.new_mail()
    for _ in range(UNBLOCKINGS_A_DAY + 1):
        assert outcome(do, town, "unblock", "dominique") is Refusal.NOT_BLOCKED
    assert town.new_mail() == []


# Sessions


def test_every_session_of_the_account_ends_and_no_other(town: Town) -> None:
    session = hindered(town)
    other = town.sign_in(town.person("camille-b"))
    operator = town.operator()
    do(town, "end_sessions", "dominique", operator)
    assert outcome(town.store.sessions.touch, session) is Refusal.SESSION_ENDED
    town.store.sessions.touch(other)
    town.store.sessions.touch(operator)
    assert outcome(do, town, "end_sessions", "dominique", operator) is Refusal.NO_SESSIONS


# A reset


def test_the_token_goes_to_the_stored_address_and_sets_the_password(town: Town) -> None:
    hindered(town)
    do(town, "start_reset", "dominique")
    letters = town.new_mail()
    assert {letter["To"] for letter in letters} == {DOMINIQUE.email}
    [token] = [
        line.rpartition("/")[2]
        for letter in letters
        for line in letter.get_content().splitlines()
        if line.startswith("macle:reset/")
    ]
    town.store.reset.set_password(Secret(token), NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert town.store.sign_in.with_password("dominique", NEW_PASSWORD, TERMINAL)


def test_a_reset_that_was_started_changes_nothing_until_the_token_is_used(town: Town) -> None:
    someone = town.person("dominique")
    session = town.sign_in(someone)
    do(town, "start_reset", "dominique")
    town.store.sessions.touch(session)
    assert town.sign_in(someone)


def test_who_was_registered_in_person_gets_no_token(town: Town) -> None:
    someone = registered(town)
    start = town.store.care.start_reset
    assert outcome(start, town.operator(), someone.username, REASON) is Refusal.ACTIVATION_CODE_NEEDED
    assert town.new_mail() == []


def test_without_an_address_no_reset_is_started(town: Town) -> None:
    town.person("dominique")
    town.rows("UPDATE account SET email = NULL WHERE username = 'dominique'")
    assert outcome(do, town, "start_reset", "dominique") is Refusal.NO_EMAIL


def test_no_more_resets_are_started_than_anyone_may_ask_for(town: Town) -> None:
    town.person("dominique")
    for _ in range(LETTERS_BY_ADDRESS_AN_HOUR):
        do(town, "start_reset", "dominique")
    problem = refused(do, town, "start_reset", "dominique")
    assert (problem.refusal, problem.until > town.clock.now) == (Refusal.RESETS_TOO_MANY, True)


def test_one_operator_starts_few_resets_an_hour(town: Town) -> None:
    for number in range(RESETS_BY_ONE_AN_HOUR // LETTERS_BY_ADDRESS_AN_HOUR + 1):
        town.person(f"person-{number}")
    for number in range(RESETS_BY_ONE_AN_HOUR):
        do(town, "start_reset", f"person-{number // LETTERS_BY_ADDRESS_AN_HOUR}")
    last = f"person-{RESETS_BY_ONE_AN_HOUR // LETTERS_BY_ADDRESS_AN_HOUR}"
    problem = refused(do, town, "start_reset", last)
    assert (problem.refusal, problem.until > town.clock.now) == (Refusal.OWN_RESETS_TOO_MANY, True)
    do(town, "start_reset", last, town.operator("olive-desk"))


@pytest.mark.parametrize(
    "address", ["https://evil.example", "see WWW.evil.example", "ｈｔｔｐ：／／evil.example"]
)
def test_no_reason_leads_people_to_an_address(town: Town, address: str) -> None:
    number = number_of(town, town.person("dominique").username)
    for use_case in (town.store.care.start_reset, town.store.care.end_sessions, town.store.care.unblock):
        problem = refused(use_case, town.operator(), number, f"Type it at {address}")
        assert (problem.refusal, problem.field) == (Refusal.WEB_ADDRESS, "reason")


# An activation code, by the account


def test_a_code_is_handed_over_by_the_account_as_by_the_document(town: Town) -> None:
    someone = registered(town)
    done = town.store.registration.hand_over_to(town.operator(), someone.username, "Lost the slip.")
    assert done.email == "i•••@example.org"
    town.new_mail()
    assert f"Slip {done.slip}" in town.slips[-1]
    assert outcome(token_for, town, someone) is Refusal.WRONG_ACTIVATION


def test_nobody_else_gets_a_code_by_their_account(town: Town) -> None:
    hand_over_to = town.store.registration.hand_over_to
    number = number_of(town, town.person("dominique").username)
    assert outcome(hand_over_to, town.operator(), number, REASON) is Refusal.NOT_IN_PERSON
    assert outcome(hand_over_to, town.operator(), "0" * 12, REASON) is Refusal.ACCOUNT_UNKNOWN
    assert outcome(hand_over_to, town.operator(), DNI, REASON) is Refusal.ACCOUNT_UNKNOWN
    own = number_of(town, "odile-desk")
    assert outcome(hand_over_to, town.operator(), own, REASON) is Refusal.NOT_ALLOWED
    assert town.store.sign_in.with_password("dominique", PASSWORD, TERMINAL)


def test_another_contrast_datum_takes_the_number_of_the_persons_own_document(town: Town) -> None:
    someone, other = registered(town), registered(town, "X1234567L", "noel@example.org", contrast="E01234567")
    hand_over_to, session = town.store.registration.hand_over_to, town.operator()

    def renewed(document: str, contrast: str = "18/05/2036", reason: str = REASON) -> HandedOver:
        return hand_over_to(session, someone.username, reason, document=document, contrast=contrast)

    problem = refused(renewed, "", "18/05/2016", "")
    assert [one.field for one in problem.all] == ["document", "contrast", "reason"]
    assert outcome(renewed, "87654321X") is Refusal.DOCUMENT_OTHER
    assert outcome(renewed, other.document, "E01234567") is Refusal.DOCUMENT_OTHER
    assert outcome(begin, town, DNI, "18/05/2036") is Refusal.WRONG_DOCUMENT
    town.new_mail()
    renewed("12.345.678-z")
    [letter] = [letter for letter in town.new_mail() if letter["To"] == someone.email]
    assert "another contrast datum" in letter.get_content()
    begin(town, contrast="18/05/2036")
