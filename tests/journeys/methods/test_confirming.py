"""Removing something, confirmed with a code of another method: no message brings it back."""

from __future__ import annotations

import re

import pytest

from i18n import LANGUAGES
from store import RECOVERY_SHEET, Refusal, Secret
from store.rules.limits import CODE_TRIES
from tests.digits import wrong
from tests.journeys.conftest import Arrival
from tests.journeys.owner import Owner
from tests.languages import IN_EACH
from tests.theft import Told
from tests.town import OTHER_PHONE, PASSWORD, PHONE, TERMINAL, WRONG, Town, refused
from tui.scripted import Person

NEW_NUMBER = "+15145550199"
CONFIRM = {"en": "Confirm with a code", "fr": "Confirmer par un code"}
WITHOUT = {"en": "If you go on without", "fr": "Si vous continuez sans code"}
NO_MESSAGE = {"en": "no message can undo it", "fr": "aucun message ne peut l’annuler"}
NEEDED_FOR_THE_REMOVAL = {
    "delete-phone": {"number": PHONE},
    "replace-phone": {"number": NEW_NUMBER},
    "delete-app": {},
    "change-email": {"email": "alexandre@new.example.org"},
    "make-recovery-codes": {},
}
LEADS_TO = {
    "delete-phone": "settings",
    "replace-phone": "phone-code",
    "delete-app": "settings",
    "change-email": "email-code",
    "make-recovery-codes": "new-recovery-codes",
}


@pytest.fixture
async def owner(town: Town, visitor: Person) -> Owner:
    owner = Owner(town, visitor)
    await owner.comes_to_the_settings()
    return owner


def methods_left(owner: Owner) -> set[str]:
    return {row[0] for row in owner.town.rows("SELECT id FROM method")}


@IN_EACH
@pytest.mark.parametrize("page", LEADS_TO)
async def test_each_removal_is_confirmed_on_its_own_page_with_a_code_of_another_phone(
    town: Town, arrives: Arrival, page: str, code: str
) -> None:
    owner = Owner(town, await arrives(LANGUAGES[code]))
    person = owner.person
    await owner.comes_to_the_settings()
    await owner.comes_to_the_removal(page)
    assert CONFIRM[code] in person.says()
    assert WITHOUT[code] in person.says()
    offered = {action.name for action in person.page.choices}
    gone = {"delete-app": owner.app, "make-recovery-codes": RECOVERY_SHEET}.get(page)
    if page.endswith("phone"):
        gone = owner.phone
    assert offered == {owner.app, owner.phone, owner.other_phone, RECOVERY_SHEET, "without-code", "back"} - {
        gone
    }
    town.new_texts()
    await person.chooses(owner.other_phone)
    assert person.page.name == page
    assert "•••• 5678" in person.says()
    await owner.answers(**NEEDED_FOR_THE_REMOVAL[page], confirmation=town.sms_code().reveal())
    assert not person.problems
    assert person.page.name == LEADS_TO[page]


@IN_EACH
async def test_whoever_has_the_lost_phone_cannot_bring_it_back_and_the_page_says_so(
    town: Town, arrives: Arrival, code: str
) -> None:
    owner = Owner(town, await arrives(LANGUAGES[code]))
    await owner.comes_to_the_settings()
    await owner.chooses_to_delete_the_phone_by(owner.app)
    Told.lately(town)
    await owner.answers(number=PHONE, confirmation=owner.app_code())
    assert owner.person.page.name == "settings"
    assert NO_MESSAGE[code] in owner.person.says()
    told = Told.lately(town)
    assert told.by_address[PHONE] == []
    # Whoever got a code can close the account, and undoes nothing.
    town.store.disowning.disown(told.to(OTHER_PHONE), TERMINAL)
    assert methods_left(owner) == {owner.app, owner.other_phone}


async def test_who_goes_on_without_a_code_removes_as_before_and_a_message_can_undo_it(
    town: Town, owner: Owner
) -> None:
    await owner.comes_to_the_removal("delete-phone")
    await owner.person.chooses("without-code")
    assert [asked.name for asked in owner.person.page.fields] == ["number", "password"]
    Told.lately(town)
    await owner.answers(number=PHONE)
    assert "gets no more codes" in owner.person.done
    assert NO_MESSAGE["en"] not in owner.person.says()
    town.store.disowning.disown(Told.lately(town).to(PHONE), TERMINAL)
    assert methods_left(owner) == {owner.app, owner.phone, owner.other_phone}


async def test_new_recovery_codes_are_made_without_a_code_and_with_the_password(owner: Owner) -> None:
    await owner.comes_to_the_removal("make-recovery-codes")
    await owner.person.chooses("without-code")
    assert [asked.name for asked in owner.person.page.fields] == ["password"]
    await owner.answers()
    assert owner.person.page.name == "new-recovery-codes"


@pytest.mark.more
async def test_a_recovery_code_confirms_and_is_used_up(town: Town, owner: Owner) -> None:
    await owner.chooses_to_delete_the_phone_by(RECOVERY_SHEET)
    await owner.answers(number=PHONE, confirmation="12345")
    assert owner.refusals == {"confirmation": Refusal.RECOVERY_CODE_LENGTH}
    await owner.answers(confirmation=owner.codes[0].reveal())
    assert "gets no more codes" in owner.person.done
    assert town.store.account.overview(owner.person.visit.signed_in).ways.recovery_codes == 9


async def test_what_was_typed_rightly_stays_when_something_else_is_refused(owner: Owner) -> None:
    await owner.chooses_to_delete_the_phone_by(owner.app)
    code = owner.app_code()
    await owner.answers(number=OTHER_PHONE, confirmation=code)
    assert owner.refusals == {"number": Refusal.PHONE_OTHER}
    await owner.answers(number=PHONE, confirmation="12345")
    assert owner.refusals == {"confirmation": Refusal.CODE_FORM}
    await owner.answers(confirmation="")
    assert owner.refusals == {"confirmation": Refusal.MISSING}
    # Neither refusal has used the code up.
    await owner.answers(confirmation=code)
    assert "gets no more codes" in owner.person.done


async def test_another_code_and_another_method_leave_the_number_that_was_typed(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    await owner.chooses_to_delete_the_phone_by(owner.other_phone)
    first = town.sms_code().reveal()
    # Too soon for another: the page stays, and so does the code.
    await person.answers("resend", number=PHONE)
    assert town.new_texts() == []
    town.clock.advance(minutes=1)
    await person.chooses("resend")
    assert "only the newest one works" in person.done
    await owner.answers(confirmation=first)
    assert owner.refusals == {"confirmation": Refusal.WRONG_CODE}
    await person.chooses("other-method")
    assert person.page.name == "confirm-with"
    await person.leaves()
    assert person.page.name == "delete-phone"
    await person.chooses("other-method")
    await person.chooses(owner.app)
    await owner.answers(confirmation=owner.app_code())
    assert "gets no more codes" in person.done


async def test_no_secret_is_carried_from_one_way_to_another(owner: Owner) -> None:
    await owner.comes_to_the_removal("make-recovery-codes")
    await owner.person.chooses(owner.app)
    await owner.answers("other-method")
    await owner.person.chooses("without-code")
    assert [(asked.name, asked.value) for asked in owner.person.page.fields] == [("password", "")]


async def test_going_back_leads_to_where_one_was(owner: Owner) -> None:
    await owner.comes_to_the_removal("delete-phone")
    await owner.person.leaves()
    assert owner.person.page.name == "change-phone"
    await owner.person.chooses("delete")
    await owner.person.chooses(owner.app)
    await owner.person.leaves()
    assert owner.person.page.name == "confirm-with"
    await owner.person.leaves()
    assert owner.person.page.name == "change-phone"


async def test_who_corrects_the_new_number_confirms_with_the_same_phone_again(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    await owner.comes_to_the_removal("replace-phone")
    await person.chooses(owner.other_phone)
    await owner.answers(number="+15145550198", confirmation=town.sms_code().reveal())
    assert person.page.name == "phone-code"
    town.new_texts()
    await person.leaves()
    assert person.page.name == "replace-phone"
    await owner.answers(number=NEW_NUMBER, confirmation=town.sms_code().reveal())
    Told.lately(town)


@pytest.mark.more
async def test_a_replaced_phone_cannot_come_back_and_the_page_says_so(town: Town, owner: Owner) -> None:
    person = owner.person
    await owner.comes_to_the_removal("replace-phone")
    await person.chooses(owner.app)
    town.new_texts()
    await owner.answers(number=NEW_NUMBER, confirmation=owner.app_code())
    await person.answers(code=town.sms_code().reveal())
    assert "has taken the place of" in person.done
    assert NO_MESSAGE["en"] in person.says()
    assert Told.lately(town).by_address[PHONE] == []


@pytest.mark.more
async def test_a_changed_email_address_cannot_come_back_and_the_page_says_so(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    await owner.comes_to_the_removal("change-email")
    await person.chooses(owner.app)
    town.new_mail()
    await owner.answers(email="alexandre@new.example.org", confirmation=owner.app_code())
    await person.answers(code=town.code().reveal())
    assert "messages go to alexandre@new.example.org" in person.done
    assert "no message can put alexandre@example.org back" in person.says()
    assert Told.lately(town).by_address["alexandre@example.org"] == []


async def test_a_wrong_password_costs_no_code(owner: Owner) -> None:
    await owner.comes_to_the_removal("delete-app")
    await owner.person.chooses(RECOVERY_SHEET)
    code = owner.codes[1].reveal()
    await owner.answers(password=WRONG.reveal(), confirmation=code)
    assert owner.refusals == {"password": Refusal.WRONG_PASSWORD}
    await owner.answers()
    assert "no longer sign you in" in owner.person.done


@pytest.mark.parametrize("page", LEADS_TO)
async def test_each_removal_takes_the_password_however_lately_it_was_typed(
    town: Town, owner: Owner, page: str
) -> None:
    await owner.comes_to_the_removal(page)
    await owner.person.chooses(owner.other_phone)
    code = town.sms_code().reveal()
    await owner.answers(**NEEDED_FOR_THE_REMOVAL[page], password="", confirmation=code)
    assert owner.refusals == {"password": Refusal.MISSING}
    await owner.answers(password=WRONG.reveal())
    assert owner.refusals == {"password": Refusal.WRONG_PASSWORD}
    await owner.answers()
    assert owner.person.page.name == LEADS_TO[page]


async def test_after_five_wrong_codes_the_phone_is_offered_no_more_and_there_is_a_way_on(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    await owner.chooses_to_delete_the_phone_by(owner.other_phone)
    right = town.sms_code().reveal()
    await owner.answers(number=PHONE)
    for nth in range(CODE_TRIES):
        await owner.answers(confirmation=wrong(right, nth))
    assert person.page.name == "confirm-with"
    assert f"{CODE_TRIES} codes of this phone were wrong" in person.says()
    assert owner.other_phone not in {action.name for action in person.page.choices}
    # While the wait runs, a right one is not told from a wrong one, and is not used up.
    await person.chooses(RECOVERY_SHEET)
    await owner.answers(confirmation=owner.codes[2].reveal())
    assert owner.refusals == {"confirmation": Refusal.CODE_LOCKED}
    assert re.search(r"Try again from .* on", person.says())


async def test_while_a_wait_runs_no_code_is_sent_and_the_page_says_from_when_on(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    await owner.chooses_to_delete_the_phone_by(owner.app)
    await owner.answers(number=PHONE)
    for nth in range(5):
        await owner.answers(confirmation=wrong(town.app_code(owner.app_secret), nth))
    await person.chooses("other-method")
    town.new_texts()
    await person.chooses(owner.other_phone)
    assert person.page.name == "delete-phone"
    assert re.search("No code was sent: too many were wrong. From .* on, choose “Resend code”", person.says())
    assert town.new_texts() == []
    town.clock.advance(minutes=1)
    await person.chooses("resend")
    await owner.answers(confirmation=town.sms_code().reveal())
    assert "gets no more codes" in person.done


@pytest.mark.more
async def test_past_ten_codes_in_an_hour_the_page_says_so_and_another_method_confirms(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    await owner.chooses_to_delete_the_phone_by(owner.other_phone)
    for _time in range(15):
        town.clock.advance(minutes=1)
        await person.visit.keep_alive()
        await person.chooses("resend")
        if "Too many codes were sent to this phone" in person.says():
            break
    else:
        pytest.fail("as many codes are sent as one asks for")
    await person.chooses("other-method")
    await person.chooses(owner.app)
    await owner.answers(number=PHONE, confirmation=owner.app_code())
    assert "gets no more codes" in person.done


async def test_going_back_from_a_removal_is_one_page_and_keeps_what_was_typed(owner: Owner) -> None:
    person = owner.person
    await owner.chooses_to_delete_the_phone_by(owner.app)
    await owner.answers(number=PHONE, confirmation="000000")
    await person.leaves()
    assert person.page.name == "confirm-with"
    assert person.page.came_from == owner.app
    await person.chooses("without-code")
    assert person.page.name == "delete-phone"
    await person.leaves()
    assert person.page.name == "confirm-with"
    await person.chooses(owner.app)
    await owner.answers(confirmation=owner.app_code())
    assert "gets no more codes" in person.done, "the number that was typed is still there"


async def test_a_method_that_another_session_removed_is_said_to_be_gone(town: Town, owner: Owner) -> None:
    person, store, session = owner.person, town.store, owner.person.visit.signed_in
    await owner.comes_to_the_removal("delete-phone")
    store.phones.delete(session, owner.other_phone, OTHER_PHONE, PASSWORD)
    await person.chooses(owner.other_phone)
    assert person.page.name == "confirm-with"
    assert "deleted meanwhile" in person.says()
    await person.chooses(owner.app)
    assert person.page.name == "delete-phone"


@pytest.mark.more
async def test_an_app_removed_while_its_code_is_typed_leads_back_to_the_choice(
    town: Town, owner: Owner
) -> None:
    person, store, session = owner.person, town.store, owner.person.visit.signed_in
    await owner.chooses_to_delete_the_phone_by(owner.app)
    store.authenticator.remove(session, owner.app, PASSWORD)
    await owner.answers(number=PHONE, confirmation=owner.app_code())
    assert person.page.name == "confirm-with"
    assert "deleted meanwhile" in person.says()
    await person.chooses("without-code")
    await owner.answers()
    assert "gets no more codes" in person.done, "the number that was typed is still there"


@pytest.mark.more
async def test_who_goes_back_to_an_app_that_was_removed_meanwhile_chooses_another(
    town: Town, owner: Owner
) -> None:
    person, session = owner.person, owner.person.visit.signed_in
    await owner.chooses_to_delete_the_phone_by(owner.app)
    town.store.authenticator.remove(session, owner.app, PASSWORD)
    await person.chooses("other-method")
    await person.leaves()
    assert person.page.name == "confirm-with"
    assert "deleted meanwhile" in person.says()


@pytest.mark.more
async def test_a_phone_removed_while_its_removal_is_confirmed_is_told_on_the_page(
    town: Town, owner: Owner
) -> None:
    person, session = owner.person, owner.person.visit.signed_in
    await owner.chooses_to_delete_the_phone_by(owner.app)
    town.store.phones.delete(session, owner.phone, PHONE, PASSWORD)
    await owner.answers(number=PHONE, confirmation=owner.app_code())
    assert person.page.name == "delete-phone"
    assert owner.refusals == {"": Refusal.METHOD_GONE}


async def test_what_was_added_lately_confirms_nothing_and_the_removal_is_as_ever(
    town: Town, at_settings: Person
) -> None:
    session = at_settings.visit.signed_in
    for number in (PHONE, OTHER_PHONE):
        town.add_phone(session, number)
    [phone, _other] = town.store.account.overview(session).ways.methods
    assert phone.kind == "phone"
    await at_settings.chooses("change-email")
    assert at_settings.page.name == "change-email"
    assert [asked.name for asked in at_settings.page.fields] == ["email", "password"]


async def test_a_code_that_was_sent_to_confirm_signs_nobody_in(town: Town, owner: Owner) -> None:
    await owner.chooses_to_delete_the_phone_by(owner.other_phone)
    code = town.sms_code()
    [row] = town.rows("SELECT username FROM account")
    half = town.store.sign_in.with_password(row[0], PASSWORD, TERMINAL)
    problem = refused(town.store.second_step.enter, half, owner.other_phone, Secret(code.reveal()))
    assert problem.refusal is Refusal.CODE_EXPIRED
