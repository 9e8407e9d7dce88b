"""Notices go to every address of an account, those of its own with a code to answer: this wasn't me."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from i18n import ENGLISH, LANGUAGES, _
from store import Happening, Problem, Refusal, Secret
from store.messages.letters.methods import phone_added
from store.rules.limits import NOTICE_LIFE
from tests.languages import IN_EACH
from tests.lost import code_in
from tests.theft import THIEF, Theft, Told, change_email, change_password, disown, signed_in, told_of_email
from tests.town import (
    NEW_PASSWORD,
    OTHER_PHONE,
    PHONE,
    TERMINAL,
    Person,
    Town,
    answer,
    as_told,
    notice_code,
    refused,
)


def test_a_notice_goes_to_every_address_before_and_after(town: Town, owner: Person) -> None:
    theft = Theft(town, owner)
    assert [set(told.by_address) for told in theft.told] == [
        {owner.email, THIEF, PHONE},
        {THIEF, PHONE},
        {THIEF, PHONE, OTHER_PHONE},
        {THIEF, PHONE, OTHER_PHONE},
    ]
    for told in theft.told:
        by_email, by_sms = (
            {code.reveal() for to, codes in told.by_address.items() if ("@" in to) is email for code in codes}
            for email in (True, False)
        )
        assert len(by_email) <= 1
        assert len(by_sms) == 1
        assert not by_email & by_sms


@IN_EACH
def test_a_letter_and_a_text_say_in_the_accounts_language_what_to_do_if_it_was_not_you(
    town: Town, code: str
) -> None:
    someone, language = town.person(language=code), LANGUAGES[code]
    ticket = town.store.phones.begin(town.sign_in(someone), PHONE, ENGLISH)
    town.store.phones.confirm(town.sign_in(someone), ticket, town.sms_code())
    [letter], [text] = town.new_mail(), town.new_texts()
    notice = phone_added("•••• 0134", town.clock.now)
    told = notice_code(letter)
    assert (letter["Subject"], letter.get_content()) == as_told(notice, letter, town.clock.now, language)
    told_by_sms = code_in([text], PHONE)
    assert text.text.endswith(f" {told_by_sms.reveal()}")
    assert told_by_sms.reveal() != told.reveal()
    words = language.say(_("This wasn’t me"))
    assert words in letter.get_content()
    assert words.replace("’", "'") in text.text


@pytest.mark.parametrize(
    "written",
    [
        "{0}-{1}-{2}-{3}",
        "{0}{1}{2}{3}",
        " {0} {1}\n{2} {3}. ",
        "{0}\u2013{1}\u2013{2}\u2013{3}",
    ],
)
def test_a_code_is_forgiven_its_case_its_groups_and_look_alike_letters(town: Town, written: str) -> None:
    someone = town.person()
    change_password(town, someone)
    groups = Told.lately(town).to(someone.email).reveal().split("-")
    typed = written.format(*groups).lower().replace("0", "o").replace("1", "l")
    disown(town, Secret(typed))


def test_a_code_that_nobody_got_is_unknown(town: Town) -> None:
    for code in ("0" * 20, "ABCDE-FGHJK-MNPQR-STVWX"):
        problem = refused(town.store.disowning.disown, Secret(code), TERMINAL)
        assert answer(problem) == (Refusal.NOTICE_UNKNOWN, "code", {})
        assert refused(town.store.disowning.changes, Secret(code)).refusal is Refusal.NOTICE_UNKNOWN


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", Refusal.NOTICE_LENGTH),
        ("0" * 19, Refusal.NOTICE_LENGTH),
        ("é" * 400, Refusal.NOTICE_LENGTH),
        ("u" * 20, Refusal.NOTICE_CHARACTER),
        ("\x00", Refusal.NOTICE_CHARACTER),
    ],
)
def test_what_no_code_can_be_is_told_by_name(town: Town, typed: str, refusal: Refusal) -> None:
    assert refused(town.store.disowning.disown, Secret(typed), TERMINAL).refusal is refusal
    assert refused(town.store.disowning.changes, Secret(typed)).refusal is refusal


def test_a_code_works_once(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    disown(town, code)
    problem = refused(town.store.disowning.disown, code, TERMINAL)
    assert answer(problem) == (Refusal.NOTICE_USED, "code", {})
    assert refused(town.store.disowning.changes, code).refusal is Refusal.NOTICE_USED


def test_of_two_who_disown_at_once_one_does(town: Town, owner: Person) -> None:
    code = Theft(town, owner).told[0].to(PHONE)

    def answered(_: int) -> tuple[object, ...]:
        try:
            disown(town, code)
        except Problem as problem:
            return answer(problem)
        return ("done",)

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(answered, range(2)), key=len)
    assert ends == [("done",), (Refusal.NOTICE_USED, "code", {})]
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'disowned'") == [(1,)]


def test_looking_at_a_code_changes_nothing(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    [change] = town.store.disowning.changes(code)
    assert change.happening is Happening.PASSWORD_CHANGED
    town.sign_in(someone, NEW_PASSWORD)
    disown(town, code)


def test_only_changes_of_the_same_account_can_be_undone_with_a_code(town: Town) -> None:
    someone, other = town.person(), town.person("catherine")
    for one in (someone, other):
        change_password(town, one)
    told = Told.lately(town)
    [change] = town.store.disowning.changes(told.to(someone.email))
    problem = refused(town.store.disowning.disown, told.to(other.email), TERMINAL, change.id)
    assert problem.refusal is Refusal.NOTICE_UNKNOWN
    assert refused(town.store.disowning.disown, told.to(other.email), TERMINAL, 99).refusal is (
        Refusal.NOTICE_UNKNOWN
    )
    town.sign_in(someone, NEW_PASSWORD)
    town.sign_in(other, NEW_PASSWORD)


def test_a_code_undoes_no_later_change_alone(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    first = told_of_email(town, session, "second@example.org", PHONE)
    second = told_of_email(town, session, "third@example.org", PHONE)
    later = town.store.disowning.changes(second)[-1]
    assert refused(town.store.disowning.disown, first, TERMINAL, later.id).refusal is Refusal.NOTICE_UNKNOWN


def test_a_code_expires_after_ten_days(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    town.clock.now += NOTICE_LIFE - timedelta(seconds=2)
    town.store.disowning.changes(code)
    town.clock.advance(seconds=1)
    problem = refused(town.store.disowning.disown, code, TERMINAL)
    assert answer(problem) == (Refusal.NOTICE_EXPIRED, "code", {})
    town.sign_in(someone, NEW_PASSWORD)


def test_what_an_expired_notice_remembered_is_destroyed_when_the_store_is_next_opened(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    [(kept,)] = town.rows("SELECT before FROM notice")
    town.clock.now += NOTICE_LIFE
    assert kept in town.stored()
    town.reopen()
    assert kept not in town.stored()
    assert town.rows("SELECT before FROM notice") == [(None,)]
    town.clock.advance(days=-5)
    assert refused(town.store.disowning.disown, code, TERMINAL).refusal is Refusal.NOTICE_EXPIRED


def test_what_a_used_and_a_void_notice_remembered_is_destroyed_at_once(town: Town, owner: Person) -> None:
    theft = Theft(town, owner)
    kept = [sealed for (sealed,) in town.rows("SELECT before FROM notice ORDER BY id DESC LIMIT 4")]
    assert all(sealed in town.stored() for sealed in kept)
    disown(town, theft.told[0].to(PHONE))
    assert not any(sealed in town.stored() for sealed in kept)


def test_neither_the_code_nor_what_a_notice_remembers_is_stored_in_clear(town: Town, owner: Person) -> None:
    change_email(town, signed_in(town, owner), "autre@example.org")
    told = Told.lately(town)
    # The messages themselves are gone once they were delivered.
    town.reopen()
    stored = town.stored()
    for spelling in (told.to(PHONE).reveal(), told.to(PHONE).reveal().replace("-", "")):
        assert spelling.encode() not in stored
    assert PHONE.encode() not in stored
