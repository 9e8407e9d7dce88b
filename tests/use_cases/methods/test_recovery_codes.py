"""Recovery codes: ten, each for one sign-in, and no more of them than were made last."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from store import Happening, Refusal, Secret, Session
from tests.town import PASSWORD, PHONE, WHAT_A_CODE_DOES, WRONG, Person, Town, answer, refused

WRITINGS: dict[str, Callable[[str], str]] = {
    "as shown": str,
    "in small letters": str.lower,
    "without the dash": lambda code: code.replace("-", ""),
    "with spaces": lambda code: " " + code.replace("-", " ") + "\n",
    "with O for 0 and l for 1": lambda code: code.replace("0", "O").replace("1", "l"),
    "full width": lambda code: "".join(chr(ord(character) + 0xFEE0) for character in code),
}


@pytest.fixture
def session(town: Town, someone: Person) -> Session:
    """The session of someone who has a phone."""
    session = town.sign_in(someone)
    town.add_phone(session)
    return session


def left(town: Town, session: Session) -> int:
    return town.store.second_step.ways(session).recovery_codes


def test_ten_different_codes_are_made(town: Town, session: Session) -> None:
    shown = [code.reveal() for code in town.store.recovery_codes.make(session, PASSWORD)]
    assert len(set(shown)) == 10
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code) for code in shown)
    assert left(town, session) == 10


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS.keys())
def test_a_code_signs_in_once_however_it_is_typed(
    town: Town, someone: Person, session: Session, write: Callable[[str], str]
) -> None:
    code = town.store.recovery_codes.make(session, PASSWORD)[0].reveal()
    enter = town.store.second_step.enter_recovery_code
    entered = town.sign_in(someone)
    enter(entered, Secret(write(code)))
    assert town.due(entered) is None
    assert left(town, entered) == 9
    again = town.sign_in(someone)
    assert refused(enter, again, Secret(code)).refusal is Refusal.CODE_USED
    assert refused(enter, again, Secret(write(code))).refusal is Refusal.CODE_USED


def test_new_codes_put_the_old_ones_out_of_use(town: Town, someone: Person, session: Session) -> None:
    old = town.store.recovery_codes.make(session, PASSWORD)
    new = town.store.recovery_codes.make(session, PASSWORD)
    enter = town.store.second_step.enter_recovery_code
    assert refused(enter, town.sign_in(someone), old[0]).refusal is Refusal.WRONG_RECOVERY_CODE
    session = town.sign_in(someone)
    enter(session, new[0])
    assert town.due(session) is None
    assert left(town, session) == 9


def test_nobody_elses_code_signs_in(town: Town, someone: Person, session: Session) -> None:
    other = town.sign_in(town.person("dominique"))
    town.add_phone(other)
    [code, *_rest] = town.store.recovery_codes.make(other, PASSWORD)
    town.store.recovery_codes.make(session, PASSWORD)
    enter = town.store.second_step.enter_recovery_code
    assert refused(enter, town.sign_in(someone), code).refusal is Refusal.WRONG_RECOVERY_CODE


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", Refusal.RECOVERY_CODE_LENGTH),
        ("0", Refusal.RECOVERY_CODE_LENGTH),
        ("A" * 256, Refusal.RECOVERY_CODE_LENGTH),
        ("01234-5678u", Refusal.RECOVERY_CODE_CHARACTER),
        ("\x00", Refusal.RECOVERY_CODE_CHARACTER),
        ("é", Refusal.RECOVERY_CODE_CHARACTER),
    ],
)
def test_what_can_be_no_code_is_told_by_name_and_costs_no_try(
    town: Town, someone: Person, session: Session, typed: str, refusal: Refusal
) -> None:
    town.store.recovery_codes.make(session, PASSWORD)
    enter, at_second_step = town.store.second_step.enter_recovery_code, town.sign_in(someone)
    assert refused(enter, at_second_step, Secret(typed)).refusal is refusal
    wrong = refused(enter, at_second_step, Secret("0" * 10))
    assert (wrong.refusal, wrong.facts["tries_left"]) == (Refusal.WRONG_RECOVERY_CODE, 4)


def test_there_are_none_without_a_method(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    assert refused(town.store.recovery_codes.make, session, PASSWORD).refusal is Refusal.METHOD_NEEDED
    assert left(town, session) == 0


def test_making_them_takes_the_password_however_lately_it_was_typed(town: Town, session: Session) -> None:
    problem = refused(town.store.recovery_codes.make, session, WRONG)
    facts = {"tries_left": 4, "until": None}
    assert answer(problem) == (Refusal.WRONG_PASSWORD, "password", facts)
    assert town.store.account.overview(session).ways.recovery_codes == 0


def test_making_and_using_them_is_told_to_every_address_and_in_the_history(
    town: Town, someone: Person, session: Session
) -> None:
    town.new_mail(), town.new_texts()
    code = town.store.recovery_codes.make(session, PASSWORD)[0]
    [mail], [text] = town.new_mail(), town.new_texts()
    assert (mail["Subject"], mail["To"], text.to) == ("You have recovery codes", someone.email, PHONE)
    assert WHAT_A_CODE_DOES in " ".join(mail.get_content().split())
    assert "new recovery codes" not in (mail.get_content() + text.text).lower(), "there were none before"
    town.store.second_step.enter_recovery_code(town.sign_in(someone), code)
    [mail], [text] = town.new_mail(), town.new_texts()
    assert "9 recovery codes are left" in mail.get_content()
    assert WHAT_A_CODE_DOES in " ".join(mail.get_content().split())
    assert "recovery code was used" in text.text
    happened = [event.happening for event in town.store.history.recent(session)]
    assert happened[:3] == [
        Happening.SIGNED_IN,
        Happening.RECOVERY_CODE_USED,
        Happening.RECOVERY_CODES_MADE,
    ]


def test_older_codes_are_told_of_where_there_were_some(town: Town, session: Session) -> None:
    for older in (False, True):
        town.new_mail()
        town.store.recovery_codes.make(session, PASSWORD)
        [mail] = town.new_mail()
        assert ("no longer work" in mail.get_content()) is older


def test_no_code_is_stored_or_told(town: Town, session: Session) -> None:
    codes = [code.reveal() for code in town.store.recovery_codes.make(session, PASSWORD)]
    stored = town.stored()
    told = "".join(mail.get_content() for mail in town.new_mail())
    for code in codes:
        assert code.encode() not in stored
        assert code.replace("-", "").encode() not in stored
        assert code not in told


def test_what_is_left_survives_a_restart(town: Town, someone: Person, session: Session) -> None:
    codes = town.store.recovery_codes.make(session, PASSWORD)
    town.store.second_step.enter_recovery_code(town.sign_in(someone), codes[0])
    town.reopen()
    assert left(town, session) == 9
    used = refused(town.store.second_step.enter_recovery_code, town.sign_in(someone), codes[0])
    assert used.refusal is Refusal.CODE_USED
