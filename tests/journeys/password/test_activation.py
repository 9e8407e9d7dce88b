"""Someone whom an operator registered sets their permanent password, page by page (seed 002)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from i18n import LANGUAGES
from store import Refusal, Secret
from store.rules.limits import ACTIVATION_TRIES, CODE_RESEND_AFTER, CODE_TRIES, PROOF_LIFE
from tests.digits import wrong
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.one_time_pins import register_app, shown
from tests.registered import Registered, activated, code_in, registered
from tests.theft import HOSTILE_ANSWERS, Told, disown, signed_in
from tests.town import CONTRAST, NEW_PASSWORD, PASSWORD, TERMINAL, Town
from tui.scripted import Person


@pytest.fixture
def ines(town: Town) -> Registered:
    return registered(town)


async def types_the_slip(town: Town, visitor: Person, ines: Registered) -> None:
    await visitor.chooses("activate")
    await visitor.answers(document=ines.document, email=ines.email, code=ines.code.reveal())


async def sets(visitor: Person, password: Secret) -> None:
    await visitor.answers(new=password.reveal(), confirmation=password.reveal())


@IN_EACH
async def test_slip_phone_and_password_lead_to_the_next_code_and_then_to_signing_in(
    town: Town, arrives: Arrival, ines: Registered, code: str
) -> None:
    visitor = await arrives(LANGUAGES[code])
    await types_the_slip(town, visitor, ines)
    assert visitor.page.name == "activation-phone"
    assert "0134" in visitor.says()
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "set-permanent-password"
    await sets(visitor, PASSWORD)
    assert visitor.page.name == "next-activation-code"
    following = code_in(visitor.says())
    await visitor.chooses("copy")
    assert visitor.copied == [following.reveal()]
    await visitor.chooses("keep")
    await visitor.chooses("see-again")
    assert following.reveal() in visitor.says()
    await visitor.chooses("keep")
    await visitor.answers()
    assert visitor.problems["saved"].refusal is Refusal.NOT_TICKED
    await visitor.answers(saved="yes")
    assert visitor.page.name == "sign-in"
    # Their document number is there already.
    await visitor.answers(password=PASSWORD.reveal())
    assert visitor.page.name == "account"
    assert ines.username in visitor.says()
    activated(town, ines, following, NEW_PASSWORD)


@pytest.mark.parametrize("has_terminal", [True, False])
async def test_a_terminal_that_shows_pins_is_spoken_of_to_who_has_one_and_proved_the_phone(
    town: Town, visitor: Person, ines: Registered, has_terminal: bool
) -> None:
    if has_terminal:
        register_app(town)
        town.clock.now += CODE_RESEND_AFTER
        town.new_texts()
    await types_the_slip(town, visitor, ines)
    assert "macle pin" not in visitor.says()
    await visitor.answers(code=town.sms_code().reveal())
    assert ("macle pin" in visitor.says()) is has_terminal
    await sets(visitor, PASSWORD)
    await visitor.chooses("keep")
    await visitor.answers(saved="yes")
    assert "Sign in with your document number" in visitor.says()
    assert ("macle pin" in visitor.says()) is has_terminal


async def test_nobody_signs_out_of_the_page_with_the_code_before_it_is_kept(
    town: Town, visitor: Person, ines: Registered
) -> None:
    await types_the_slip(town, visitor, ines)
    await visitor.answers(code=town.sms_code().reveal())
    await sets(visitor, PASSWORD)
    assert visitor.page.leaving is None
    assert not visitor.visit.signs_out


async def test_all_that_cannot_be_right_is_told_beside_its_field(
    town: Town, visitor: Person, ines: Registered
) -> None:
    await visitor.chooses("activate")
    await visitor.answers(document="12345678A", email="ines", code="7K3M")
    assert {field: problem.refusal for field, problem in visitor.problems.items()} == {
        "document": Refusal.DOCUMENT_NUMBER,
        "email": Refusal.EMAIL_FORM,
        "code": Refusal.ACTIVATION_LENGTH,
    }


async def test_after_five_wrong_codes_the_page_says_what_to_do_next(
    town: Town, visitor: Person, ines: Registered
) -> None:
    await visitor.chooses("activate")
    for number in range(5):
        await visitor.answers(document=ines.document, email=ines.email, code=f"0000-0000-000{number}")
    said = visitor.says()
    assert "one-time PIN" in said
    assert "Renew the activation code" in said


async def test_another_code_comes_by_sms_and_going_back_leads_to_what_was_typed(
    town: Town, visitor: Person, ines: Registered
) -> None:
    await types_the_slip(town, visitor, ines)
    first = town.sms_code()
    town.clock.now += CODE_RESEND_AFTER
    await visitor.chooses("resend")
    second = town.sms_code()
    await visitor.leaves()
    assert visitor.page.name == "activate"
    await visitor.answers()
    assert visitor.page.name == "activation-phone"
    third = town.sms_code()
    for old in {first.reveal(), second.reveal()} - {third.reveal()}:
        await visitor.answers(code=old)
        assert visitor.problems["code"].refusal is Refusal.WRONG_CODE
    await visitor.answers(code=third.reveal())
    assert visitor.page.name == "set-permanent-password"


async def test_who_has_a_verified_profile_is_told_what_it_costs(
    town: Town, visitor: Person, ines: Registered
) -> None:
    later = Registered(ines.document, ines.email, document=ines.document, code=activated(town, ines))
    session = town.asks(later)
    [request] = town.store.decisions.pending(town.operator("olive-desk"))
    town.store.decisions.accept(town.operator("olive-desk"), request.id, "Seen.")
    key = town.store.profile.activate(session, PASSWORD).key
    await types_the_slip(town, visitor, later)
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "reset-cost"
    await visitor.chooses("test-key")
    await visitor.answers(key=key.reveal())
    await visitor.answers()
    assert visitor.page.name == "set-permanent-password"


async def test_the_recovery_question_is_asked_before_the_password(
    town: Town, visitor: Person, ines: Registered
) -> None:
    following = activated(town, ines)
    session = town.store.sign_in.with_password(ines.document, PASSWORD, TERMINAL)
    chosen = tuple((question, Secret(f"answer {question}")) for question in range(3))
    town.store.recovery_questions.set(session, chosen, PASSWORD)
    later = Registered(ines.document, ines.email, document=ines.document, code=following)
    await types_the_slip(town, visitor, later)
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "recovery-question"
    await visitor.leaves()
    assert visitor.page.name == "welcome"


async def test_the_code_is_renewed_from_the_account_page(
    town: Town, visitor: Person, ines: Registered
) -> None:
    activated(town, ines)
    await sign_in(visitor, ines.document)
    await visitor.chooses("renew-code")
    await visitor.answers()
    assert visitor.page.name == "account"
    assert "on its way" in visitor.done
    renewed = [one for one in town.new_mail() if one["Subject"] == "Your new activation code"]
    activated(town, ines, code_in(renewed[-1].get_content()), NEW_PASSWORD)


async def test_who_was_not_registered_has_no_code_to_renew(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor)
    assert "renew-code" not in {action.name for action in visitor.page.choices}


@pytest.mark.parametrize("written", ["12345678z", "12.345.678-Z", " 12345678 Z ", "012345678Z"])
async def test_the_document_number_signs_in_however_it_is_written(
    town: Town, visitor: Person, ines: Registered, written: str
) -> None:
    activated(town, ines)
    await sign_in(visitor, written)
    assert visitor.page.name == "account"


async def protected(town: Town, visitor: Person, ines: Registered) -> None:
    """Go to the question that a thief chose, once the owner has undone what can be undone."""
    code = activated(town, ines)
    session = town.store.sign_in.with_password(ines.document, PASSWORD, TERMINAL)
    town.clock.advance(seconds=1)
    town.add_phone(session)
    town.store.sessions.end(session)
    town.clock.advance(days=30)
    later = replace(ines, code=code)
    session = signed_in(town, replace(later, username=later.document))
    town.new_mail()
    town.store.recovery_questions.set(session, HOSTILE_ANSWERS, PASSWORD)
    disown(town, Told.lately(town).to(ines.email))
    [sent] = [one for one in town.new_mail() if one["Subject"] == "Your new activation code"]
    later = replace(later, code=code_in(sent.get_content()))
    town.new_texts()
    await types_the_slip(town, visitor, later)
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "recovery-question"


async def test_after_too_many_codes_instead_of_the_answer_one_begins_again_with_the_activation_code(
    town: Town, visitor: Person, ines: Registered
) -> None:
    await protected(town, visitor, ines)
    await visitor.chooses("code-instead")
    right = town.sms_code().reveal()
    for nth in range(CODE_TRIES):
        await visitor.answers(code=wrong(right, nth))
    assert visitor.page.name == "second-step-spent"
    assert "forgot-password" not in {action.name for action in visitor.page.choices}
    await visitor.chooses("activate")
    assert visitor.page.name == "activate"


async def test_who_forgot_the_answer_is_told_who_can_help_then(
    town: Town, visitor: Person, ines: Registered
) -> None:
    await protected(town, visitor, ines)
    await visitor.chooses("forgot-answer")
    assert "If none of this helps, only whoever runs Macle here can help you" in visitor.says()


async def test_whose_code_is_blocked_is_led_to_the_ways_to_sign_in_and_renew_it(
    visitor: Person, ines: Registered
) -> None:
    await visitor.chooses("activate")
    for number in range(ACTIVATION_TRIES):
        assert visitor.page.name == "activate"
        await visitor.answers(document=ines.document, email=ines.email, code=f"0000-0000-000{number}")
    assert visitor.page.name == "activation-blocked"
    assert "“Renew the activation code” sends you another one" in visitor.says()
    await visitor.leaves()
    assert (visitor.page.name, visitor.page.fields[0].value) == ("activate", ines.document)
    await visitor.answers(code=ines.code.reveal())
    assert visitor.page.name == "activation-blocked"
    await visitor.chooses("sign-in-with-pin")
    assert visitor.page.name == "pin-document"


async def test_the_paper_with_the_code_names_the_account_and_nothing_that_the_code_is_typed_with(
    town: Town, visitor: Person, ines: Registered, tmp_path: Path
) -> None:
    await types_the_slip(town, visitor, ines)
    await visitor.answers(code=town.sms_code().reveal())
    await sets(visitor, PASSWORD)
    await visitor.chooses("download")
    file = tmp_path / "code.txt"
    await visitor.answers(file=str(file))
    sheet = file.read_text()
    assert f"Account {ines.username}" in sheet
    assert ines.document not in sheet
    assert ines.email not in sheet


async def test_who_came_by_a_pin_a_while_ago_is_told_to_come_by_another_and_asked_for_no_password(
    town: Town, visitor: Person, ines: Registered
) -> None:
    register_app(town)
    await visitor.chooses("sign-in-with-pin")
    await visitor.answers(document=ines.document, contrast=CONTRAST)
    await visitor.answers()
    await visitor.answers(pin=shown(town).pin.reveal())
    for _ in range(2):
        town.clock.now += PROOF_LIFE / 2 + timedelta(seconds=1)
        town.store.sessions.touch(visitor.visit.signed_in)
    await visitor.chooses("renew-code")
    assert visitor.page.name == "renew-activation-code"
    await visitor.answers()
    assert "sign out, then sign in with a new one" in visitor.says()
    await visitor.leaves()
    await visitor.chooses("sign-out")
    assert "sign-in-with-pin" in {action.name for action in visitor.page.choices}
