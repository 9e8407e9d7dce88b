"""Choosing recovery questions, and resetting a password with one of them."""

from __future__ import annotations

from i18n import LANGUAGES
from store import Refusal
from tests.journeys.conftest import Arrival, open_settings
from tests.languages import IN_EACH
from tests.town import PASSWORD, Person, Town
from tests.use_cases.password.test_recovery_questions import ANSWERS, OTHERS, choose
from tui import scripted
from tui.journeys.password.recovery_questions import question_words


async def goes_to_choose(visitor: scripted.Person, username: str = "alexandre") -> None:
    """Sign in and go to the first question."""
    await open_settings(visitor, username)
    await visitor.chooses("recovery-questions")
    assert visitor.page.name == "recovery-question-choice"


async def chooses_three(visitor: scripted.Person) -> None:
    for number in ANSWERS:
        await visitor.chooses(f"question-{number}")
    assert visitor.page.name == "recovery-answers"


async def opens_a_token(town: Town, visitor: scripted.Person, someone: Person) -> None:
    """Come to what a token asks, from the welcome page."""
    token = town.reset_token(someone)
    await visitor.chooses("have-token")
    await visitor.answers(token=token.reveal())


def asked(town: Town) -> int:
    [(number,)] = town.rows("SELECT question FROM recovery_answer WHERE asked")
    return int(number)


@IN_EACH
async def test_three_questions_are_chosen_answered_and_saved_with_the_password(
    town: Town, arrives: Arrival, code: str
) -> None:
    town.person(language=code)
    visitor = await arrives(LANGUAGES[code])
    await goes_to_choose(visitor)
    await chooses_three(visitor)
    for number in ANSWERS:
        assert LANGUAGES[code].say(question_words(number)) in visitor.says()
    await visitor.answers(answer_1="Médor", answer_2="École du Puits", answer_3="boulangère")
    await visitor.answers(password=PASSWORD.reveal())
    assert visitor.page.name == "settings"
    assert {"en": "are saved", "fr": "sont enregistrées"}[code] in visitor.done
    assert town.rows("SELECT question FROM recovery_answer ORDER BY question") == [(0,), (4,), (9,)]


async def test_a_question_is_offered_once_and_back_goes_one_question_back(
    town: Town, visitor: scripted.Person
) -> None:
    town.person()
    await goes_to_choose(visitor)
    await visitor.chooses("question-0")
    assert "question-0" not in {action.name for action in visitor.page.choices}
    await visitor.leaves()
    assert "question-0" in {action.name for action in visitor.page.choices}
    await chooses_three(visitor)
    await visitor.leaves()
    assert "question-9" in {action.name for action in visitor.page.choices}
    for _ in range(3):
        await visitor.leaves()
    assert visitor.page.name == "settings"
    assert town.rows("SELECT count(*) FROM recovery_answer") == [(0,)]


async def test_an_answer_that_does_not_do_is_told_beside_it_before_the_password_is_asked_for(
    town: Town, visitor: scripted.Person
) -> None:
    town.person()
    await goes_to_choose(visitor)
    await chooses_three(visitor)
    await visitor.answers(answer_1="Médor", answer_2="ab", answer_3="pain")
    assert visitor.problems["answer_2"].refusal is Refusal.ANSWER_SHORT
    await visitor.answers(answer_1="Médor", answer_2="pain", answer_3="MEDOR")
    assert visitor.problems["answer_3"].refusal is Refusal.ANSWERS_ALIKE
    await visitor.answers(answer_1="Médor", answer_2="pain", answer_3="Puits")
    await visitor.answers(password="Wrong-Guess-1!")
    assert visitor.problems["password"].refusal is Refusal.WRONG_PASSWORD
    await visitor.answers(password=PASSWORD.reveal())
    assert "are saved" in visitor.done


async def test_all_answers_that_do_not_do_are_told_at_once(town: Town, visitor: scripted.Person) -> None:
    town.person()
    await goes_to_choose(visitor)
    await chooses_three(visitor)
    await visitor.answers(answer_1="Médor", answer_2="médor", answer_3="Pa")
    assert {field: problem.refusal for field, problem in visitor.problems.items()} == {
        "answer_2": Refusal.ANSWERS_ALIKE,
        "answer_3": Refusal.ANSWER_SHORT,
    }


async def test_whoever_has_questions_is_told_that_the_new_ones_replace_them(
    town: Town, visitor: scripted.Person
) -> None:
    choose(town, town.person())
    await goes_to_choose(visitor)
    await chooses_three(visitor)
    assert "take the place" in visitor.says()


@IN_EACH
async def test_a_reset_asks_a_question_before_the_new_password(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = town.person(language=code)
    choose(town, someone)
    visitor = await arrives(LANGUAGES[code])
    await opens_a_token(town, visitor, someone)
    assert visitor.page.name == "recovery-question"
    assert LANGUAGES[code].say(question_words(asked(town))) in visitor.says()
    await visitor.answers(answer="not this one")
    assert visitor.problems["answer"].facts["tries_left"] == 4
    await visitor.answers(answer=ANSWERS[asked(town)].upper())
    assert visitor.page.name == "set-password"
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "sign-in"
    assert visitor.done


async def test_what_the_reset_costs_is_told_before_the_question(town: Town, visitor: scripted.Person) -> None:
    someone = town.verified_person()
    choose(town, someone)
    await opens_a_token(town, visitor, someone)
    assert visitor.page.name == "reset-cost"
    await visitor.chooses("submit")
    assert visitor.page.name == "recovery-question"
    await visitor.answers(answer=ANSWERS[asked(town)])
    assert visitor.page.name == "set-password"


async def test_going_back_from_the_question_is_one_page_and_keeps_the_token(
    town: Town, visitor: scripted.Person
) -> None:
    someone = town.person()
    choose(town, someone)
    await opens_a_token(town, visitor, someone)
    await visitor.leaves()
    assert visitor.page.name == "token"
    await visitor.answers()
    assert visitor.page.name == "recovery-question"
    await visitor.answers(answer=ANSWERS[asked(town)])
    assert visitor.page.name == "set-password"


async def test_going_back_from_the_question_leads_to_what_the_reset_costs_where_that_was_told(
    town: Town, visitor: scripted.Person
) -> None:
    someone = town.verified_person()
    choose(town, someone)
    await opens_a_token(town, visitor, someone)
    await visitor.chooses("submit")
    await visitor.leaves()
    assert visitor.page.name == "reset-cost"
    await visitor.chooses("submit")
    assert visitor.page.name == "recovery-question"


async def test_a_key_is_tested_once_the_question_is_answered_and_going_back_leads_to_the_cost(
    town: Town, visitor: scripted.Person
) -> None:
    someone = town.verified_person()
    choose(town, someone)
    await opens_a_token(town, visitor, someone)
    await visitor.chooses("test-key")
    assert visitor.page.name == "recovery-question"
    await visitor.leaves()
    assert visitor.page.name == "reset-cost"
    await visitor.chooses("test-key")
    await visitor.answers(answer=ANSWERS[asked(town)])
    assert visitor.page.name == "test-key"
    await visitor.answers(key=someone.key.reveal())
    assert visitor.page.name == "reset-cost"
    await visitor.chooses("submit")
    assert visitor.page.name == "set-password"


async def test_whoever_forgot_the_answer_is_told_what_they_can_do_and_may_still_remember(
    town: Town, visitor: scripted.Person
) -> None:
    someone = town.person()
    choose(town, someone)
    await opens_a_token(town, visitor, someone)
    await visitor.chooses("forgot-answer")
    assert "the same question is asked until then" in visitor.says()
    await visitor.leaves()
    await visitor.answers(answer=ANSWERS[asked(town)])
    assert visitor.page.name == "set-password"


async def test_questions_chosen_meanwhile_are_asked_instead(town: Town, visitor: scripted.Person) -> None:
    someone = town.person()
    choose(town, someone)
    await opens_a_token(town, visitor, someone)
    stale = asked(town)
    choose(town, someone, OTHERS)
    await visitor.answers(answer=ANSWERS[stale])
    assert visitor.page.name == "recovery-question"
    assert LANGUAGES["en"].say(question_words(asked(town))) in visitor.says()
    await visitor.answers(answer=OTHERS[asked(town)])
    assert visitor.page.name == "set-password"
    choose(town, someone)
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "recovery-question"
    await visitor.answers(answer=ANSWERS[asked(town)])
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "sign-in"
    assert visitor.done
