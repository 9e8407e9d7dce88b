"""Authenticator apps: added by one code, removed with the password."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from i18n import ENGLISH
from store import Enrolment, Happening, Method, Refusal, Secret, Session
from store.messages.letters.methods import app_added, app_removed
from tests.digits import WRITINGS
from tests.lost import code_in
from tests.town import PASSWORD, PHONE, WRONG, Person, Town, as_told, notice_code, outcome, refused


def begin(town: Town, session: Session, name: str = "My phone") -> Enrolment:
    return town.store.authenticator.begin(session, name)


def code_of(town: Town, enrolment: Enrolment, steps: int = 0) -> str:
    return town.app_code(enrolment.secret.reveal(), steps)


def confirm(town: Town, session: Session, enrolment: Enrolment, code: str | None = None) -> Method:
    """Prove an app by the code that it shows, or by another."""
    typed = Secret(code_of(town, enrolment) if code is None else code)
    return town.store.authenticator.confirm(session, enrolment, typed)


def add(town: Town, session: Session, name: str = "My phone") -> Method:
    return confirm(town, session, begin(town, session, name))


def methods(town: Town, session: Session) -> list[tuple[str, bool]]:
    """Return the names of the methods, and which is the default."""
    ways = town.store.account.overview(session).ways
    return [(method.name, method.is_default) for method in ways.methods]


def refusal(town: Town, session: Session, name: str) -> Refusal:
    problem = refused(begin, town, session, name)
    assert problem.field == "name"
    return problem.refusal


# Adding


def test_the_first_app_is_the_default_method(town: Town, session: Session) -> None:
    added = add(town, session)
    assert (added.kind, added.name, added.is_default) == ("app", "My phone", True)
    assert not add(town, session, "Tablet").is_default
    assert methods(town, session) == [("My phone", True), ("Tablet", False)]


def test_after_a_phone_an_app_is_not_the_default(town: Town, session: Session) -> None:
    town.add_phone(session)
    assert not add(town, session).is_default


def test_its_address_tells_an_app_whose_account_it_is_of(
    town: Town, someone: Person, session: Session
) -> None:
    enrolment = begin(town, session)
    secret = enrolment.secret.reveal()
    assert len(secret) == 32
    assert enrolment.address.reveal() == (
        f"otpauth://totp/Macle:{someone.username}?secret={secret}&issuer=Macle"
    )
    assert secret not in repr(enrolment)


def test_nothing_is_kept_of_an_app_that_was_not_proved(town: Town, session: Session) -> None:
    before = town.copy()
    enrolment = begin(town, session)
    refused(confirm, town, session, enrolment, "000000")
    assert town.copy() == before


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS.keys())
def test_the_code_is_taken_however_it_is_written(town: Town, session: Session, write: object) -> None:
    enrolment = begin(town, session)
    assert callable(write)
    confirm(town, session, enrolment, write(code_of(town, enrolment)))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_that_is_half_a_minute_off_does_no_harm(town: Town, session: Session, steps: int) -> None:
    enrolment = begin(town, session)
    assert confirm(town, session, enrolment, code_of(town, enrolment, steps)).name == "My phone"


@pytest.mark.parametrize("code", [-2, 2, "", "12345", "1234567", "abcdef"])
def test_any_other_code_proves_nothing(town: Town, session: Session, code: int | str) -> None:
    enrolment = begin(town, session)
    typed = code if isinstance(code, str) else code_of(town, enrolment, code)
    problem = refused(confirm, town, session, enrolment, typed)
    whole = len(typed) == 6 and typed.isdigit()
    assert problem.refusal is (Refusal.WRONG_CODE if whole else Refusal.CODE_FORM)
    assert problem.field == "code"
    assert methods(town, session) == []


def test_wrong_codes_of_an_app_that_is_not_there_yet_are_not_counted(town: Town, session: Session) -> None:
    enrolment = begin(town, session)
    for _ in range(20):
        refused(confirm, town, session, enrolment, "000000")
    assert confirm(town, session, enrolment).is_default


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_code_that_proved_an_app_does_not_sign_in(
    town: Town, someone: Person, session: Session, steps: int
) -> None:
    enrolment = begin(town, session)
    code = Secret(code_of(town, enrolment, steps))
    added = town.store.authenticator.confirm(session, enrolment, code)
    later = town.sign_in(someone)
    problem = refused(town.store.second_step.enter, later, added.id, code)
    assert problem.refusal is Refusal.CODE_USED
    unused = Secret(code_of(town, enrolment, 1)) if steps < 1 else None
    if unused is not None:
        town.store.second_step.enter(later, added.id, unused)


def test_an_app_is_sealed(town: Town, session: Session) -> None:
    enrolment = begin(town, session)
    confirm(town, session, enrolment)
    town.store.outbox.deliver()
    for trace in (enrolment.secret.reveal(), enrolment.address.reveal()):
        assert trace.encode() not in town.stored()


def test_it_is_in_the_history_and_every_address_is_told(
    town: Town, someone: Person, session: Session
) -> None:
    town.add_phone(session)
    town.new_mail()
    town.new_texts()
    add(town, session)
    [letter] = town.new_mail()
    notice = app_added("My phone", town.clock.now)
    assert letter["To"] == someone.email
    expected = as_told(notice, letter, town.clock.now, ENGLISH)
    assert (letter["Subject"], letter.get_content()) == expected
    [text] = town.new_texts()
    assert text.to == PHONE
    # It has a code of its own: the phone may be lost one day, and the email not.
    assert code_in([text], PHONE).reveal() != notice_code(letter).reveal()
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_ADDED


# Names and places


@pytest.mark.parametrize("name", ["", " \t ", "\n"])
def test_an_app_has_a_name(town: Town, session: Session, name: str) -> None:
    assert refusal(town, session, name) is Refusal.MISSING


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\u202eb", "a\nb", "\ud800"])
def test_a_name_can_be_shown(town: Town, session: Session, name: str) -> None:
    assert refusal(town, session, name) is Refusal.TEXT_CHARACTERS


def test_a_name_has_at_most_thirty_characters(town: Town, session: Session) -> None:
    assert begin(town, session, f" {'x' * 30} ").name == "x" * 30
    problem = refused(begin, town, session, "x" * 31)
    assert (problem.refusal, problem.facts) == (Refusal.TOO_LONG, {"limit": 30})


@pytest.mark.parametrize("again", ["Mon téléphone", " mon TÉLÉPHONE ", "Mon te\u0301le\u0301phone"])
def test_two_apps_have_different_names(town: Town, session: Session, again: str) -> None:
    waiting = begin(town, session, again)
    add(town, session, "Mon téléphone")
    assert refusal(town, session, again) is Refusal.APP_NAME_TAKEN
    assert refused(confirm, town, session, waiting).refusal is Refusal.APP_NAME_TAKEN


@pytest.mark.parametrize("again", ["Ａegis", "aegis", "АЕGІЅ".replace("G", "ց"), "ＡＥＧＩＳ", "ᴬegis"])
def test_two_apps_have_names_that_are_told_apart(town: Town, session: Session, again: str) -> None:
    add(town, session, "Aegis")
    assert refusal(town, session, again) in {Refusal.APP_NAME_TAKEN, Refusal.APP_NAME_MIXED}


@pytest.mark.parametrize("apostrophe", ["’", "‘", "ʼ"])
def test_an_apostrophe_is_one_whichever_is_typed(town: Town, session: Session, apostrophe: str) -> None:
    add(town, session, "L'appli d'Élodie")
    assert refusal(town, session, f"L{apostrophe}appli d{apostrophe}Élodie") is Refusal.APP_NAME_TAKEN


def test_a_name_wholly_in_look_alikes_is_the_same_name(town: Town, session: Session) -> None:
    add(town, session, "space ox")
    assert refusal(town, session, "ѕрасе ох") is Refusal.APP_NAME_TAKEN


@pytest.mark.parametrize("name", ["Aegiѕ", "Аegis", "Aegίs", "my Aеgis"])
def test_a_word_of_a_name_is_of_one_alphabet(town: Town, session: Session, name: str) -> None:
    assert refusal(town, session, name) is Refusal.APP_NAME_MIXED


@pytest.mark.parametrize(
    "name", ["Мой телефон", "Aegis телефон", "هاتفي", "我的手机 Aegis", "Aegisアプリ", "내 전화"]
)
def test_a_name_is_in_whichever_script_its_owner_writes(town: Town, session: Session, name: str) -> None:
    assert begin(town, session, name).name == name


def test_there_is_no_third_app(town: Town, session: Session) -> None:
    waiting = begin(town, session, "Third")
    add(town, session, "First")
    add(town, session, "Second")
    assert refusal(town, session, "Third") is Refusal.APPS_FULL
    assert refused(confirm, town, session, waiting).refusal is Refusal.APPS_FULL


def test_an_app_that_lost_its_name_in_between_is_not_kept(town: Town, session: Session) -> None:
    nameless = replace(begin(town, session), name="a\x1bb")
    assert refused(confirm, town, session, nameless).refusal is Refusal.TEXT_CHARACTERS


def test_two_sessions_that_race_for_the_last_place_get_one_app(town: Town, someone: Person) -> None:
    sessions = [town.sign_in(someone) for _ in range(8)]
    add(town, sessions[0], "First")
    waiting = [begin(town, session, f"App {place}") for place, session in enumerate(sessions)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda *racer: outcome(confirm, town, *racer), sessions, waiting))
    assert outcomes.count(None) == 1
    assert outcomes.count(Refusal.APPS_FULL) == 7
    assert len(methods(town, sessions[0])) == 2


def test_an_app_added_in_one_session_is_seen_in_the_other(
    town: Town, someone: Person, session: Session
) -> None:
    other = town.sign_in(someone)
    add(town, session)
    assert methods(town, other) == [("My phone", True)]


# The password


def test_both_steps_ask_for_a_password_typed_long_ago(town: Town, session: Session) -> None:
    enrolment = begin(town, session)
    for _ in range(3):
        town.clock.advance(minutes=10)
        town.store.sessions.touch(session)
    assert refused(begin, town, session).refusal is Refusal.PASSWORD_NEEDED
    assert refused(confirm, town, session, enrolment).refusal is Refusal.PASSWORD_NEEDED
    town.store.password.prove(session, PASSWORD)
    assert confirm(town, session, enrolment).is_default


def test_only_a_session_that_came_all_the_way_adds_an_app(
    town: Town, someone: Person, session: Session
) -> None:
    enrolment = begin(town, session)
    add(town, session, "First")
    half_way = town.sign_in(someone)
    assert refused(begin, town, half_way).refusal is Refusal.SECOND_STEP_DUE
    assert refused(confirm, town, half_way, enrolment).refusal is Refusal.SECOND_STEP_DUE


# Removing


def test_an_app_is_removed_with_the_password(town: Town, someone: Person, session: Session) -> None:
    first = add(town, session, "First")
    add(town, session, "Second")
    town.new_mail()
    problem = refused(town.store.authenticator.remove, session, first.id, WRONG)
    assert (problem.refusal, problem.field) == (Refusal.WRONG_PASSWORD, "password")
    town.store.authenticator.remove(session, first.id, PASSWORD)
    assert methods(town, session) == [("Second", True)]
    [letter] = town.new_mail()
    notice = app_removed("First", town.clock.now)
    expected = as_told(notice, letter, town.clock.now, ENGLISH)
    assert (letter["Subject"], letter.get_content()) == expected
    assert town.store.history.recent(session)[0].happening is Happening.METHOD_REMOVED


def test_the_only_method_stays_and_costs_no_try(town: Town, session: Session) -> None:
    only = add(town, session)
    for _ in range(10):
        problem = refused(town.store.authenticator.remove, session, only.id, WRONG)
        assert problem.refusal is Refusal.ONLY_METHOD
    town.add_phone(session)
    town.store.authenticator.remove(session, only.id, PASSWORD)
    assert methods(town, session) == [("•••• 0134", True)]


def test_nobody_removes_what_is_not_their_app(town: Town, session: Session) -> None:
    add(town, session)
    phone = town.add_phone(session)
    stranger = town.sign_in(town.person("dominique"))
    add(town, stranger)
    theirs = add(town, stranger, "Second").id
    for method_id in (phone, theirs, "", "no such"):
        problem = refused(town.store.authenticator.remove, session, method_id, PASSWORD)
        assert problem.refusal is Refusal.METHOD_GONE


def test_two_sessions_that_remove_the_last_two_leave_one(
    town: Town, someone: Person, session: Session
) -> None:
    other = town.sign_in(someone)
    ids = [add(town, session, "First").id, add(town, session, "Second").id]
    remove = town.store.authenticator.remove
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(lambda *racer: outcome(remove, *racer, PASSWORD), (session, other), ids)
    assert sorted(outcomes, key=str) == [None, Refusal.ONLY_METHOD]
    assert [is_default for _name, is_default in methods(town, session)] == [True]


def test_whoever_is_on_the_code_page_of_a_removed_app_starts_again(
    town: Town, someone: Person, session: Session
) -> None:
    waiting = begin(town, session)
    removed = confirm(town, session, waiting)
    add(town, session, "Second")
    at_the_code = town.sign_in(someone)
    town.store.authenticator.remove(session, removed.id, PASSWORD)
    code = Secret(code_of(town, waiting, 1))
    assert refused(town.store.second_step.enter, at_the_code, removed.id, code).refusal is Refusal.METHOD_GONE


# The default


def test_another_method_becomes_the_default(town: Town, session: Session) -> None:
    add(town, session)
    phone = town.add_phone(session)
    town.store.default_method.choose(session, phone)
    assert methods(town, session) == [("•••• 0134", True), ("My phone", False)]
    town.store.default_method.choose(session, phone)
    assert methods(town, session) == [("•••• 0134", True), ("My phone", False)]


def test_only_one_s_own_method_becomes_the_default(town: Town, session: Session) -> None:
    add(town, session)
    theirs = add(town, town.sign_in(town.person("dominique"))).id
    assert refused(town.store.default_method.choose, session, theirs).refusal is Refusal.METHOD_GONE
    assert methods(town, session) == [("My phone", True)]
