"""A notice without a code sends nobody to look for one where no message has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from i18n import LANGUAGES
from store import Confirmation, Secret
from store.messages.letters.letter import Notice
from store.messages.letters.password import password_changed, password_reset
from tests.languages import IN_EACH
from tests.theft import Told, change_password, disown
from tests.town import OTHER_PHONE, PASSWORD, PHONE, WHAT_A_CODE_DOES, Town

ELSEWHERE = {"en": "at your other addresses and phones", "fr": "à vos autres adresses"}
MAILBOX = {"en": "change the password of your mailbox", "fr": "le mot de passe de votre messagerie"}
FORGOT = {"en": "choose “Forgot password”", "fr": "choisissez «\u00a0Mot de passe oublié\u00a0»"}
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ALONE = {"en": "change your password at once", "fr": "modifiez tout de suite votre mot de passe"}


def letters_that_came(town: Town) -> dict[str, str]:
    return {str(letter["To"]): letter.get_content() for letter in town.new_mail()}


@IN_EACH
def test_a_new_address_is_told_that_others_have_a_code(town: Town, code: str) -> None:
    someone = town.person(language=code)
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    ticket = town.store.email_address.begin(session, "new@example.org", PASSWORD)
    town.store.email_address.confirm(session, ticket, town.code())
    came = letters_that_came(town)
    assert ELSEWHERE[code] in came["new@example.org"]
    assert ELSEWHERE[code] not in came[someone.email]
    assert ALONE[code] not in came["new@example.org"]


@IN_EACH
def test_after_a_confirmed_change_of_the_only_address_no_message_has_a_code_nor_says_so(
    town: Town, code: str
) -> None:
    someone = town.person(language=code)
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    secret = town.add_app(session)
    town.store.sessions.end(session)
    town.clock.advance(days=30)
    session = town.sign_in(someone)
    [app] = town.store.second_step.ways(session).methods
    assert app.kind == "app"
    town.store.second_step.enter(session, app.id, Secret(town.app_code(secret, -1)))
    Told.lately(town)
    typed = Confirmation(app.id, Secret(town.app_code(secret)))
    ticket = town.store.email_address.begin(session, "new@example.org", PASSWORD, typed)
    town.store.email_address.confirm(session, ticket, town.code())
    came = letters_that_came(town)
    assert came.keys() == {someone.email, "new@example.org"}
    for letter in came.values():
        assert ELSEWHERE[code] not in letter
        assert ALONE[code] in letter


@IN_EACH
def test_closing_an_account_without_undoing_anything_gives_nobody_a_code_and_asks_nobody_to_sign_in(
    town: Town, code: str
) -> None:
    someone = town.person(language=code)
    change_password(town, someone)
    disown(town, Told.lately(town).to(someone.email))
    [letter] = letters_that_came(town).values()
    assert ELSEWHERE[code] not in letter
    assert ALONE[code] not in letter
    assert MAILBOX[code] in letter


@IN_EACH
@pytest.mark.parametrize("notice", [password_changed(NOON), password_reset(NOON, None)])
def test_whose_password_someone_else_has_chosen_is_told_to_reset_it_and_not_to_change_it(
    notice: Notice, code: str
) -> None:
    _subject, letter = notice.letter(None, NOON, elsewhere=False).said(LANGUAGES[code])
    assert ALONE[code] not in letter
    assert letter.count(FORGOT[code]) == 1


def test_a_removal_that_is_confirmed_can_still_close_the_account_and_says_what_every_code_does(
    town: Town,
) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    phones = [town.add_phone(session, number) for number in (PHONE, OTHER_PHONE)]
    town.new_mail(), town.new_texts()
    town.store.confirming.send(session, phones[1])
    code = Confirmation(phones[1], town.sms_code())
    town.store.phones.delete(session, phones[0], PHONE, PASSWORD, code)
    [letter] = letters_that_came(town).values()
    assert WHAT_A_CODE_DOES in " ".join(letter.split())
    assert {text.to for text in town.new_texts() if "This wasn" in text.text} == {OTHER_PHONE}
