"""How the answers to recovery questions are read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES
from store import Problem, Refusal, Secret
from store.rules.questions import CHOSEN, QUESTIONS, read_answer
from tests.town import refused
from tui.journeys.password.recovery_questions import question_words


def read(typed: str) -> str:
    return read_answer(Secret(typed)).reveal()


@pytest.mark.parametrize(
    "typed",
    [
        "Île d'Orléans",
        "ile d’orleans",
        " ÎLE  D'ORLÉANS ",
        "I\u0302le-d-Orle\u0301ans",
        "ｉｌｅ ｄ'ｏｒｌéａｎｓ",
    ],
)
def test_case_accents_spaces_and_other_signs_do_not_matter(typed: str) -> None:
    assert read(typed) == "iledorleans"


@pytest.mark.parametrize(
    ("typed", "same"), [("Sœur", "soeur"), ("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("１２３", "123")]
)
def test_an_answer_is_the_same_on_another_keyboard(typed: str, same: str) -> None:
    assert read(typed) == read(same)


@pytest.mark.parametrize(("one", "other"), [("Rex I", "Rex II"), ("Max1", "Max2"), ("кот", "kot")])
def test_letters_and_digits_tell_answers_apart(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize("typed", ["", "ab", "a b", "é-è", "...!?", "   ", "\u0301\u0302\u0303\u0304"])
def test_under_three_letters_or_digits_it_is_too_short(typed: str) -> None:
    assert refused(read_answer, Secret(typed)).refusal is Refusal.ANSWER_SHORT


@pytest.mark.parametrize("typed", ["Rex\x00", "Rex\x1b[2J", "Rex\ud800", "Rex\nMax"])
def test_what_cannot_be_shown_is_refused(typed: str) -> None:
    assert refused(read_answer, Secret(typed)).refusal is Refusal.TEXT_CHARACTERS


def test_its_length_is_judged_before_anything_else_is_done_with_it() -> None:
    assert read("\ufdfa" * 100)
    problem = refused(read_answer, Secret("\u0301" * 1_000_000), "answer_2")
    assert (problem.refusal, problem.field, problem.facts) == (
        Refusal.TOO_LONG,
        "answer_2",
        {"limit": 100},
    )


@given(st.text(max_size=120))
def test_whatever_is_typed_it_is_read_or_refused_and_reading_it_again_changes_nothing(typed: str) -> None:
    with suppress(Problem):
        answer = read(typed)
        answer.encode()
        assert len(answer) > 100 or read(answer) == answer


@pytest.mark.parametrize("code", LANGUAGES)
def test_there_are_sixteen_questions_of_which_no_two_are_alike(code: str) -> None:
    words = [LANGUAGES[code].say(question_words(number)) for number in QUESTIONS]
    assert len(set(words)) == 16
    assert CHOSEN == 3
