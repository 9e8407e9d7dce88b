"""An operator registers people who are there with their document (PRODUCT §8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH, Language
from store import HandedOver, Happening, ProfileState, Refusal, RegisteredLevel, Role, Secret, ToRegister
from store.messages.letters.password import activation_slip
from store.rules.limits import FIRST_ACTIVATION_LIFE, REGISTERED_AN_HOUR
from tests.one_time_pins import HERE, begin, register_app, signed_in
from tests.registered import activated, code_in, registered, token_for
from tests.town import CONTRAST, DNI, PASSWORD, PHONE, TERMINAL, Town, answer, outcome, refused

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
NIE, OTHER_CODE = "X1234567L", Secret("0000-0000-0000")


def register(town: Town, reason: str = "Came in person.", **others: Any) -> str:
    usual = {"document": DNI, "contrast": CONTRAST, "email": "ines@example.org", "phone": PHONE}
    person = ToRegister(**{**usual, "advanced": False, **others})
    return town.store.registration.register(town.operator(), person, FRENCH, reason)


def test_the_slip_is_printed_in_the_persons_language_and_is_in_no_folder(town: Town) -> None:
    number = register(town)
    before = len(town.new_mail())
    [slip] = town.slips
    assert f"Feuille {number}" in slip
    assert town.new_texts() == []
    assert before == len(town.new_mail()) + before
    folders = (town.locations.mail, town.locations.sms)
    assert not any("activation" in file.read_text() for folder in folders for file in folder.iterdir())


def test_an_operator_registers_so_many_an_hour(town: Town) -> None:
    numbers = [f"{number:08}{_LETTERS[number % 23]}" for number in range(1, REGISTERED_AN_HOUR + 2)]
    *allowed, one_more = ({"document": number, "email": f"{number}@example.org"} for number in numbers)
    for person in allowed:
        register(town, **person)
    problem = refused(lambda: register(town, **one_more))
    assert problem.refusal is Refusal.REGISTERED_TOO_MANY
    # Nor does any answer tell who is registered: the number is not even looked up.
    for known in (allowed[0], {**allowed[0], "email": one_more["email"]}):
        assert outcome(lambda one: register(town, **one), known) is Refusal.REGISTERED_TOO_MANY
    begin, operator = town.store.registration.refuse_known_document, town.operator()
    for document in (numbers[0], numbers[-1]):
        assert outcome(begin, operator, document) is Refusal.REGISTERED_TOO_MANY
    assert problem.until is not None
    town.clock.now = problem.until
    register(town, **one_more)


def test_the_slip_says_until_when_its_code_works(town: Town) -> None:
    someone = registered(town)
    slip = activation_slip("000000", someone.code, someone.username, town.clock.now + FIRST_ACTIVATION_LIFE)
    assert slip.of_use_until == town.clock.now + timedelta(days=30)


@pytest.mark.parametrize("advanced", [False, True])
def test_the_level_is_kept(town: Town, advanced: bool) -> None:
    someone = registered(town, advanced=advanced)
    activated(town, someone)
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    level = RegisteredLevel.ADVANCED if advanced else RegisteredLevel.BASIC
    overview = town.store.account.overview(session)
    assert (overview.registered, overview.username) == (level, None)


def test_both_histories_tell_of_it(town: Town) -> None:
    activated(town, registered(town))
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    assert Happening.REGISTERED in {event.happening for event in town.store.history.recent(session)}
    of_operator = town.store.history.recent(town.operator())
    assert Happening.REGISTERED_A_PERSON in {event.happening for event in of_operator}


def test_all_that_is_wrong_is_told_at_once(town: Town) -> None:
    problem = refused(
        lambda: register(town, " ", document="12345678A", contrast="01/01/9999", email="i", phone="1")
    )
    assert [(one.refusal, one.field) for one in problem.all] == [
        (Refusal.DOCUMENT_NUMBER, "document"),
        (Refusal.DATE_FORM, "issued"),
        (Refusal.EMAIL_FORM, "email"),
        (Refusal.DESK_PHONE_FORM, "phone"),
        (Refusal.MISSING, "reason"),
    ]


def test_a_known_document_and_a_known_email_are_refused_at_once(town: Town) -> None:
    register(town)
    problem = refused(lambda: register(town, document="12.345.678-z", email="INES@example.org"))
    assert [one.refusal for one in problem.all] == [Refusal.DOCUMENT_TAKEN, Refusal.EMAIL_TAKEN]


def test_an_nie_goes_with_its_support_number(town: Town) -> None:
    refusal = outcome(lambda: register(town, document=NIE, contrast=CONTRAST))
    assert refusal is Refusal.CONTRAST_FORM
    register(town, document="x-1234567-l", contrast="e 1234567")


def test_an_expired_dni_is_refused_and_one_that_expires_today_is_taken(town: Town) -> None:
    problem = refused(lambda: register(town, contrast="13/03/2026"))
    assert answer(problem) == (Refusal.CONTRAST_FORM, "contrast", {"fault": "expired"})
    register(town, contrast="14/03/2026")


def test_a_permanent_dni_goes_with_its_issue_date(town: Town) -> None:
    for issued, fault in (("01/01/9999", "permanent"), ("15/03/2026", "ahead")):
        problem = refused(lambda issued=issued: register(town, contrast="01-01-9999", issued=issued))
        assert answer(problem) == (Refusal.CONTRAST_FORM, "issued", {"fault": fault})
    register(town, contrast="01-01-9999", issued="17/05/2011")
    begin(town, contrast="17/05/2011")


def test_a_known_document_and_a_known_email_are_refused_as_soon_as_they_are_typed(town: Town) -> None:
    register(town)
    desk, session = town.store.registration, town.operator()
    assert outcome(desk.refuse_known_document, session, "12.345.678-z") is Refusal.DOCUMENT_TAKEN
    assert outcome(desk.refuse_known_email, session, "INES@example.org") is Refusal.EMAIL_TAKEN
    desk.refuse_known_document(session, NIE)
    desk.refuse_known_email(session, "another@example.org")
    anybody = town.sign_in(town.person())
    assert outcome(desk.refuse_known_document, anybody, DNI) is Refusal.NOT_ALLOWED
    assert outcome(desk.refuse_known_email, anybody, "ines@example.org") is Refusal.NOT_ALLOWED


def test_neither_number_nor_datum_nor_phone_is_in_the_database_in_clear(town: Town) -> None:
    register(town)
    stored = town.stored()
    for text in (DNI, "2031-05-17", PHONE):
        assert text.encode() not in stored


def test_only_an_operator_registers_anybody(town: Town) -> None:
    session = town.sign_in(town.person())
    person = ToRegister(DNI, CONTRAST, "ines@example.org", PHONE, advanced=False)
    assert (
        outcome(town.store.registration.register, session, person, FRENCH, "Not so.") is Refusal.NOT_ALLOWED
    )
    supervisor = town.operator("omar-desk", Role.SUPERVISOR)
    assert town.store.registration.register(supervisor, person, FRENCH, "Yes.")


def test_who_has_not_activated_yet_has_an_account_without_a_profile(town: Town) -> None:
    activated(town, registered(town))
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    assert town.store.profile.status(session).profile is not ProfileState.ACTIVE


def hand_over(town: Town, document: str = DNI) -> HandedOver:
    return town.store.registration.hand_over(town.operator(), document, "Lost the slip.")


def test_another_code_is_handed_over_in_person_and_the_one_before_is_dead(town: Town) -> None:
    someone = registered(town)
    for _ in range(5):
        refused(lambda: token_for(town, someone, OTHER_CODE))
    handed_over = hand_over(town, "12.345.678-z")
    assert handed_over.email == "i•••@example.org"
    town.new_mail()
    [slip] = town.slips
    assert f"Slip {handed_over.slip}" in slip
    assert outcome(token_for, town, someone) is Refusal.WRONG_ACTIVATION
    activated(town, someone, code_in(slip))


def test_a_code_handed_over_lifts_the_block_of_the_phone(town: Town) -> None:
    someone = registered(town)
    town.rows("INSERT INTO counter SELECT 'account:' || id, 'registered-phone', 100, NULL, 0 FROM account")
    assert outcome(token_for, town, someone) is Refusal.WRONG_CODE
    hand_over(town)
    town.new_mail()
    activated(town, someone, code_in(town.slips[-1]))


def test_both_histories_tell_of_a_code_handed_over_and_so_does_every_address(town: Town) -> None:
    someone = registered(town)
    hand_over(town)
    [letter] = [letter for letter in town.new_mail() if letter["To"] == someone.email]
    assert letter["Subject"] == "An activation code was handed over"
    [text] = town.new_texts()
    assert (text.to, "handed over in person" in text.text) == (PHONE, True)
    activated(town, someone, code_in(town.slips[-1]))
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    happened = {event.happening for event in town.store.history.recent(session)}
    assert Happening.ACTIVATION_HANDED_OVER in happened
    assert Happening.REGISTERED_PHONE_REPLACED not in happened
    of_operator = {event.happening for event in town.store.history.recent(town.operator())}
    assert Happening.HANDED_OVER_A_CODE in of_operator


@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
@pytest.mark.parametrize(
    ("typed", "to"),
    [("612345678", "+34612345678"), ("+33 6 12 34 56 78", "+33612345678"), ("06 12 34 56 78", None)],
)
def test_a_phone_is_spanish_without_a_plus_whatever_the_operator_speaks(
    town: Town, language: Language, typed: str, to: str | None
) -> None:
    person = ToRegister(DNI, CONTRAST, "ines@example.org", typed, advanced=False)
    done = outcome(town.store.registration.register, town.operator(), person, language, "Came.")
    if to is None:
        assert done is Refusal.DESK_PHONE_FORM
    else:
        town.new_texts()
        town.store.activation.begin(DNI, person.email, code_in(town.slips[-1]), TERMINAL)
        assert [text.to for text in town.new_texts()] == [to]


def test_a_code_handed_over_ends_nothing_else(town: Town) -> None:
    registered(town)
    register_app(town)
    session = signed_in(town)
    hand_over(town)
    assert town.store.sessions.due(session) is None
    assert town.store.pin_app.shown(HERE.secret)


def test_a_basic_person_is_registered_at_the_advanced_level(town: Town) -> None:
    someone = registered(town)
    session = town.operator()
    town.store.registration.hand_over(session, DNI, "To sign.", advanced=True)
    [letter] = [letter for letter in town.new_mail() if letter["To"] == someone.email]
    assert "advanced level" in letter.get_content()
    activated(town, someone, code_in(town.slips[-1]))
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    assert town.store.account.overview(session).registered is RegisteredLevel.ADVANCED
    assert Happening.LEVEL_RAISED in {event.happening for event in town.store.history.recent(session)}


def test_the_level_that_is_registered_already_is_told_to_nobody(town: Town) -> None:
    someone = registered(town, advanced=True)
    town.new_mail()
    town.store.registration.hand_over(town.operator(), DNI, "To sign.", advanced=True)
    [letter] = [letter for letter in town.new_mail() if letter["To"] == someone.email]
    assert "advanced level" not in letter.get_content()


def test_the_contrast_datum_of_a_renewed_document_takes_the_place_of_the_one_before(town: Town) -> None:
    someone = registered(town)
    desk, session = town.store.registration, town.operator()
    desk.hand_over(session, DNI, "Renewed.", contrast="18/05/2036")
    [letter] = [letter for letter in town.new_mail() if letter["To"] == someone.email]
    assert "another contrast datum" in letter.get_content()
    [text] = town.new_texts()
    assert (text.to, "another contrast datum" in text.text) == (PHONE, True)
    assert outcome(begin, town) is Refusal.WRONG_DOCUMENT
    begin(town, contrast="18/05/2036")
    of_operator = {event.happening for event in town.store.history.recent(session)}
    assert Happening.REPLACED_A_REGISTERED_CONTRAST in of_operator
    activated(town, someone, code_in(town.slips[-1]))
    own = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    assert Happening.REGISTERED_CONTRAST_REPLACED in {
        event.happening for event in town.store.history.recent(own)
    }


def test_the_contrast_datum_stays_where_none_is_given_or_the_same(town: Town) -> None:
    someone = registered(town)
    hand_over(town)
    town.store.registration.hand_over(town.operator(), DNI, "Lost.", contrast=CONTRAST)
    letters = [letter.get_content() for letter in town.new_mail() if letter["To"] == someone.email]
    assert not any("another contrast datum" in letter for letter in letters)
    begin(town)


def test_another_contrast_datum_is_refused_as_at_the_registration(town: Town) -> None:
    registered(town)
    desk, session = town.store.registration, town.operator()
    problem = refused(lambda: desk.hand_over(session, DNI, "Lost.", contrast="13/03/2026"))
    assert answer(problem) == (Refusal.CONTRAST_FORM, "contrast", {"fault": "expired"})
    desk.hand_over(session, DNI, "Renewed.", contrast="01/01/9999", issued="17/05/2011")
    begin(town, contrast="17/05/2011")


def test_nobody_raises_a_level_in_the_database(town: Town) -> None:
    activated(town, registered(town))
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    columns = {row[1] for row in town.rows("PRAGMA table_info(registration)")}
    assert columns == {"account_id", "contrast", "sealed", "registered_at"}
    town.rows("UPDATE registration SET sealed = X'00'")
    assert outcome(town.store.account.overview, session) is Refusal.CORRUPT


def test_a_code_is_handed_over_only_to_who_was_registered(town: Town) -> None:
    assert outcome(hand_over, town) is Refusal.DOCUMENT_UNKNOWN
    problem = refused(hand_over, town, "12345678A")
    assert (problem.refusal, problem.field) == (Refusal.DOCUMENT_NUMBER, "document")
    assert town.slips == []


def test_only_an_operator_hands_codes_over(town: Town) -> None:
    registered(town)
    session = town.sign_in(town.person())
    refusal = outcome(town.store.registration.hand_over, session, DNI, "Not so.")
    assert refusal is Refusal.NOT_ALLOWED
