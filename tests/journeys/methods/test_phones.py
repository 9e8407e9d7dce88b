"""Adding phones from the sign-in settings, and the backup that is offered (seed 001)."""

from __future__ import annotations

from datetime import timedelta

from i18n import FRENCH
from store import Refusal
from store.rules.limits import CODE_TRIES
from tests.digits import wrong
from tests.journeys.conftest import Arrival, open_settings
from tests.journeys.methods.phones import add, add_one, change_of, phones, refusal
from tests.signing import at_level
from tests.town import OTHER_PHONE, PHONE, Town
from tui.scripted import Person


async def test_from_the_number_to_the_phone(town: Town, at_settings: Person) -> None:
    person = at_settings
    await person.chooses("add-phone")
    town.new_texts()
    await person.answers(number="(514) 555-0134")
    assert person.page.name == "phone-code"
    assert "+1 514-555-0134" in person.says()
    await person.answers(code=town.sms_code().reveal())
    assert person.page.name == "backup-phone"
    assert "signing in takes a code" in person.says()
    await person.chooses("add-backup")
    town.new_texts()
    await person.answers(number="+33 6 12 34 56 78")
    await person.answers(code=town.sms_code().reveal())
    assert "•••• 5678 was added" in person.done
    assert phones(person.page) == ["•••• 0134, default", "•••• 5678"]


async def test_a_number_that_is_none_is_kept_to_be_mended(at_settings: Person) -> None:
    person = at_settings
    await person.chooses("add-phone")
    await person.answers(number="0142685300")
    assert refusal(person) is Refusal.PHONE_FORM
    assert "with + and the country" in person.says()
    await person.answers(number="0" * 41)
    assert refusal(person) is Refusal.TOO_LONG
    await person.leaves()
    assert person.page.name == "settings"


async def test_back_from_the_code_the_number_can_be_corrected(town: Town, at_settings: Person) -> None:
    person = at_settings
    await person.chooses("add-phone")
    await person.answers(number="514 555-0135")
    await person.leaves()
    assert person.page.name == "add-phone"
    [field] = person.page.fields
    assert field.value == "514 555-0135"
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    town.new_texts()
    await person.answers(number="514 555-0134")
    await person.answers(code=town.sms_code().reveal())
    await person.chooses("skip")
    await person.chooses("go-on")
    assert phones(person.page) == ["•••• 0134, default"]


async def test_cancelled_nothing_is_left(town: Town, at_settings: Person) -> None:
    person = at_settings
    await person.chooses("add-phone")
    await person.answers(number=PHONE)
    await person.leaves()
    await person.leaves()
    assert person.page.name == "settings"
    assert phones(person.page) == []
    assert town.rows("SELECT (SELECT count(*) FROM method) + (SELECT count(*) FROM sent_code)") == [(0,)]


async def test_the_page_says_from_when_another_code_can_be_asked_for(town: Town, at_settings: Person) -> None:
    person = at_settings
    await person.chooses("add-phone")
    await person.answers(number=PHONE)
    town.new_texts()
    [opens_at] = [action.opens_at for action in person.page.choices if action.name == "resend"]
    assert opens_at == town.clock.now + timedelta(seconds=60)
    await person.chooses("resend")
    assert refusal(person, "") is Refusal.CODE_TOO_SOON
    town.clock.advance(seconds=60)
    await person.chooses("resend")
    assert "Another code is on its way" in person.done
    await person.answers(code=town.sms_code().reveal())
    assert person.page.name == "backup-phone"


async def test_a_wrong_code_says_how_many_tries_are_left(town: Town, at_settings: Person) -> None:
    person = at_settings
    await person.chooses("add-phone")
    town.new_texts()
    await person.answers(number=PHONE)
    code = town.sms_code().reveal()
    for nth, tries_left in enumerate(("4 tries are", "3 tries are", "2 tries are", "1 try is")):
        await person.answers(code=wrong(code, nth))
        assert f"{tries_left} left" in person.says()
    await person.answers(code=wrong(code, CODE_TRIES))
    assert person.page.name == "add-phone"
    assert f"{CODE_TRIES} codes for" in person.says()
    assert town.rows("SELECT 1 FROM sent_code") == []
    town.new_texts()
    await person.answers()
    await person.answers(code=town.sms_code().reveal())
    assert person.page.name == "backup-phone"


async def test_who_skips_the_backup_is_told_the_risk_and_what_helps(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, PHONE)
    await person.chooses("skip")
    assert person.page.name == "no-backup"
    for words in (
        "If you lose it, you cannot sign in",
        "create a new account",
        "unless you have kept recovery codes",
    ):
        assert words in person.says()
    assert "authenticator app" in person.says()
    person.speaks(FRENCH)
    assert "vous ne pourrez plus accéder au service" in person.says()
    assert "vous devrez alors créer un nouveau compte" in person.says()
    await person.chooses("add-backup")
    await person.leaves()
    assert person.page.name == "no-backup"
    await person.chooses("go-on")
    assert person.page.name == "settings"


async def test_going_back_from_what_a_backup_spares_one_leads_to_the_backup_again(
    town: Town, at_settings: Person
) -> None:
    await add(at_settings, town, PHONE)
    await at_settings.leaves()
    assert at_settings.page.name == "no-backup"
    await at_settings.leaves()
    assert at_settings.page.name == "backup-phone"
    await at_settings.leaves()
    await at_settings.chooses("go-on")
    assert at_settings.page.name == "settings"


async def test_who_has_one_phone_can_add_an_app_instead(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, PHONE)
    await person.chooses("skip")
    await person.chooses("add-app")
    assert "app" in person.page.name
    await person.leaves()
    assert person.page.name == "no-backup"


async def test_whoever_was_registered_in_person_is_told_who_would_help_without_the_phone(
    town: Town, visitor: Person
) -> None:
    at_level(town, town.person(), advanced=False)
    await open_settings(visitor)
    await add(visitor, town, PHONE)
    await visitor.chooses("skip")
    assert "be helped by whoever runs Macle here" in visitor.says()


async def test_who_has_an_app_is_offered_a_backup_and_told_of_no_risk(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    town.add_app(person.visit.signed_in)
    await add(person, town, PHONE)
    assert person.page.name == "backup-phone"
    assert "as well as your password" not in person.says()
    await person.chooses("skip")
    assert person.page.name == "settings"


async def test_a_third_phone_asks_for_no_backup(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_one(person, town)
    for number in (OTHER_PHONE, "+15145550135"):
        await add(person, town, number)
        assert "was added" in person.done
    assert len(phones(person.page)) == 3


async def test_a_phone_added_in_one_session_is_seen_in_the_other(town: Town, arrives: Arrival) -> None:
    town.person()
    here, there = await arrives(), await arrives()
    for person in (here, there):
        await open_settings(person)
    await add(here, town, PHONE)
    await there.chooses("add-phone")
    await there.answers(number="514.555.0134")
    assert refusal(there) is Refusal.PHONE_TAKEN
    await there.leaves()
    assert phones(there.page) == ["•••• 0134, default"]
    await here.vanishes()
    await there.vanishes()


async def test_a_french_number_is_read_in_french(town: Town, arrives: Arrival) -> None:
    town.person()
    person = await arrives(FRENCH)
    person.speaks(FRENCH)
    await open_settings(person)
    await person.chooses("add-phone")
    assert "Ajouter un numéro de téléphone mobile" in person.says()
    await person.answers(number="06 12 34 56 78")
    assert "+33 6 12 34 56 78" in person.says()


async def test_the_questions_of_the_help_page_are_answered_with_f1(town: Town, at_settings: Person) -> None:
    person = at_settings
    answered: list[str] = []

    def look() -> None:
        answered.extend(FRENCH.say(paragraph) for paragraph in person.page.help)

    await person.chooses("add-phone")
    look()
    await person.leaves()
    await add(person, town, PHONE)
    look()
    await person.chooses("skip")
    look()
    await person.chooses("go-on")
    await person.chooses(change_of(person.page, "0134"))
    look()
    for question in (
        "Que faites-vous avec mes renseignements",
        "Que faire si je n’ai pas de deuxième numéro de téléphone",
        "Que se passe-t-il si je perds mon téléphone ou mon numéro de téléphone",
        "Comment puis-je mettre à jour un numéro de téléphone enregistré",
    ):
        assert any(answer.startswith(question) for answer in answered), question
