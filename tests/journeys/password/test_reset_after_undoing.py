"""The reset after “This wasn’t me”: a code of a standing method does instead of a thief's answer."""

from __future__ import annotations

import re

import pytest

from i18n import LANGUAGES
from store import RECOVERY_SHEET, Refusal
from store.rules.limits import CODE_TRIES
from tests.digits import wrong
from tests.journeys.conftest import Arrival
from tests.languages import IN_EACH
from tests.theft import HOSTILE_ANSWERS, Told, disown, signed_in
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, PHONE, Person, Town
from tui.scripted import Person as Visitor

NO_CODE = {"en": "no code that does instead", "fr": "aucun code ne peut remplacer la réponse"}
INSTEAD = {"en": "enter a code of your second step instead", "fr": "saisissez plutôt un code"}
STAY = {"en": "The recovery questions stay", "fr": "Les questions de récupération restent"}


def robbed(town: Town, *phones: str, language: str = "en") -> Person:
    """Someone whose account had no questions, until a thief chose some and the owner undid it."""
    someone = town.person(language=language)
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    for number in phones:
        town.add_phone(session, number)
        town.clock.advance(seconds=1)
    town.store.sessions.end(session)
    town.clock.advance(days=30)
    Told.lately(town)
    thief = town.sign_in(someone)
    if phones:
        first = town.store.second_step.ways(thief).methods[0]
        town.store.second_step.send(thief, first.id)
        town.store.second_step.enter(thief, first.id, town.sms_code())
    town.store.recovery_questions.set(thief, HOSTILE_ANSWERS, PASSWORD)
    return someone


async def comes_to_the_question(town: Town, visitor: Visitor, someone: Person) -> None:
    """From the welcome page, with a token."""
    await visitor.chooses("have-token")
    await visitor.answers(token=town.reset_token(someone).reveal())
    assert visitor.page.name == "recovery-question"
    town.new_texts()


async def sets_a_password(visitor: Visitor) -> None:
    assert visitor.page.name == "set-password"
    await visitor.answers(new=NEW_PASSWORD.reveal(), confirmation=NEW_PASSWORD.reveal())
    assert visitor.page.name == "sign-in"
    assert visitor.done


@IN_EACH
async def test_an_owner_gets_past_the_questions_of_a_thief_with_a_code_of_their_phone(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = robbed(town, PHONE, language=code)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("disown")
    await visitor.answers(code=Told.lately(town).to(someone.email).reveal())
    await visitor.chooses("undo")
    assert visitor.page.name == "disowned"
    assert STAY[code] in visitor.says()
    await visitor.leaves()
    await comes_to_the_question(town, visitor, someone)
    assert INSTEAD[code] in visitor.says()
    await visitor.chooses("code-instead")
    assert "•••• 0134" in visitor.says()
    await visitor.answers(code="000000")
    assert visitor.problems["code"].refusal is Refusal.WRONG_CODE
    await visitor.answers(code=town.sms_code().reveal())
    await sets_a_password(visitor)


@IN_EACH
async def test_without_a_method_of_before_the_page_says_so_and_leads_on(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = robbed(town, language=code)
    disown(town, Told.lately(town).to(someone.email))
    visitor = await arrives(LANGUAGES[code])
    await comes_to_the_question(town, visitor, someone)
    assert NO_CODE[code] in visitor.says()
    assert "code-instead" not in {action.name for action in visitor.page.choices}
    await visitor.chooses("forgot-answer")
    assert visitor.page.name == "forgotten-answer"


@pytest.mark.more
async def test_the_answer_does_as_well_for_who_chose_the_question(town: Town, visitor: Visitor) -> None:
    someone = robbed(town, PHONE)
    disown(town, Told.lately(town).to(PHONE))
    await comes_to_the_question(town, visitor, someone)
    await visitor.chooses("code-instead")
    await visitor.leaves()
    assert visitor.page.name == "recovery-question"
    [(question,)] = town.rows("SELECT question FROM recovery_answer WHERE asked")
    await visitor.answers(answer=dict(HOSTILE_ANSWERS)[question].reveal())
    await sets_a_password(visitor)


async def test_questions_of_long_ago_take_no_code_in_their_place(town: Town, visitor: Visitor) -> None:
    someone = robbed(town, PHONE)
    Told.lately(town)
    town.clock.advance(days=30)
    await comes_to_the_question(town, visitor, someone)
    assert "code-instead" not in {action.name for action in visitor.page.choices}
    assert "You chose it to protect your account" in visitor.says()


async def test_another_phone_can_be_tried_and_five_wrong_codes_are_no_dead_end(
    town: Town, visitor: Visitor
) -> None:
    someone = robbed(town, PHONE, OTHER_PHONE)
    disown(town, Told.lately(town).to(PHONE))
    await comes_to_the_question(town, visitor, someone)
    await visitor.chooses("code-instead")
    right = town.sms_code().reveal()
    for nth in range(CODE_TRIES):
        await visitor.answers(code=wrong(right, nth))
    assert visitor.page.name == "second-step-spent"
    assert "until you begin again" in visitor.says()
    assert re.search(r"is taken from .* on", visitor.says())
    await visitor.chooses("other-method")
    [other] = [action.name for action in visitor.page.choices if not action.leaves]
    town.clock.advance(minutes=1)
    await visitor.chooses(other)
    assert "•••• 5678" in visitor.says()
    await visitor.answers(code=town.sms_code().reveal())
    await sets_a_password(visitor)


async def test_five_wrong_codes_lead_to_another_token_too(town: Town, visitor: Visitor) -> None:
    someone = robbed(town, PHONE)
    disown(town, Told.lately(town).to(PHONE))
    await comes_to_the_question(town, visitor, someone)
    await visitor.chooses("code-instead")
    right = town.sms_code().reveal()
    for nth in range(CODE_TRIES):
        await visitor.answers(code=wrong(right, nth))
    await visitor.chooses("forgot-password")
    assert visitor.page.name == "forgot-password"


@pytest.mark.more
async def test_a_recovery_code_of_before_does_as_well(town: Town, visitor: Visitor) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    town.add_phone(session)
    codes = town.store.recovery_codes.make(session, PASSWORD)
    town.clock.advance(days=30)
    thief = signed_in(town, someone)
    Told.lately(town)
    town.store.recovery_questions.set(thief, HOSTILE_ANSWERS, PASSWORD)
    disown(town, Told.lately(town).to(PHONE))
    await comes_to_the_question(town, visitor, someone)
    await visitor.chooses("code-instead")
    await visitor.chooses("other-method")
    await visitor.chooses(RECOVERY_SHEET)
    await visitor.answers(code=codes[0].reveal())
    await sets_a_password(visitor)
