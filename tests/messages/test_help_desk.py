"""Letters to whoever may not go on alone say where the help desk is, if the settings do; no SMS does."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES, Language
from store import Happening
from store.messages.letters import password
from store.messages.letters.letter import Letter
from store.messages.letters.signing_in import _ALARMS, blocked, wrong_tries
from store.settings import utc_now
from tests.help_desk import DESK, names_the_desk, sends_to_a_desk
from tests.town import Town

NOW = utc_now()
UNDONE_BY_NONE = {
    "activated": password.password_activated(NOW, None),
    "handed over": password.activation_handed_over(NOW, other_contrast=False, advanced=False),
}
LETTERS = {
    "lost code": password.set_with_activation_code("ines"),
    "blocked code": password.activation_blocked("ines", NOW),
    "phone known": wrong_tries(Happening.REGISTERED_PHONE_FAILED, "ines", NOW, in_person=True),
    "papers known": wrong_tries(Happening.ANSWER_FAILED, "ines", NOW, in_person=True),
    **{one.value: blocked(one, "alexandre", NOW, in_person=False) for one in _ALARMS},
    **{name: notice.letter(None, NOW, elsewhere=False) for name, notice in UNDONE_BY_NONE.items()},
}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_a_letter_names_the_desk_whole_or_not_at_all(letter: Letter, language: Language) -> None:
    _subject, body = letter.said(language, DESK)
    assert names_the_desk(body, language.code)
    _subject, body = letter.said(language)
    assert not sends_to_a_desk(body)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_leaves_the_store_names_the_desk_of_its_settings(town: Town, code: str) -> None:
    someone = town.person(language=code)
    town.add_phone(town.sign_in(someone))
    town.reopen(help_desk=DESK)
    town.new_mail()
    town.fails_to_sign_in(someone.username, 5)
    town.rows("UPDATE counter SET failures = 99, opens_at = NULL")
    town.fails_to_sign_in(someone.username)
    letters = [" ".join(letter.get_content().split()) for letter in town.new_mail()]
    assert [letter for letter in letters if names_the_desk(letter, code)]
    assert not any(sends_to_a_desk(text.text) for text in town.new_texts())
