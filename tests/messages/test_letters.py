"""Every letter and text that carries a secret which expires is of use until then, whichever are added."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, get_type_hints

import pytest

from i18n import LANGUAGES, Language
from store import Happening, Removable, Role, Secret
from store.messages import letters
from store.messages.letters.identity import forgotten_username, no_username
from store.messages.letters.letter import Letter, Notice, Text
from store.messages.letters.password import renewed_code
from store.messages.letters.signing_in import _ALARMS

THEN = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
UNTIL = THEN + timedelta(minutes=10)
CODE = Secret("123456")
NEVER_EXPIRES = {forgotten_username, no_username, renewed_code}
"""What a username is stays true."""
VALUES: dict[object, object] = {
    Secret: CODE,
    str: "alexandre",
    tuple[str, ...]: ("first_name", "phone_number"),
    int: 10,
    bool: True,
    datetime: THEN,
    Happening: next(iter(_ALARMS)),
    Role: Role.SUPERVISOR,
    Removable: Removable.METHOD,
}


def written(letter: Callable[..., Any]) -> Letter | Text | Notice:
    """Write a letter with any values; a code in it expires at `UNTIL`."""
    hints = get_type_hints(letter)
    values = {name: VALUES.get(hints[name]) for name in inspect.signature(letter).parameters}
    if "expires_at" in values:
        values["expires_at"] = UNTIL
    found: Letter | Text | Notice = letter(**values)
    return found


def all_letters() -> Iterator[Callable[..., Any]]:
    for module in pkgutil.iter_modules(letters.__path__, f"{letters.__name__}."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            told = get_type_hints(function).get("return")
            if (
                function.__module__ == module.name
                and not name.startswith("_")
                and told in {Letter, Text, Notice}
            ):
                yield function


ALL = {function.__name__: function for function in all_letters()}


def carries_a_secret(letter: Letter | Text) -> bool:
    parts = letter.paragraphs if isinstance(letter, Letter) else letter.sentences
    return any(isinstance(part, Secret) for part in parts)


@pytest.mark.parametrize("letter", ALL.values(), ids=ALL)
def test_what_carries_a_secret_is_of_use_until_that_expires_and_all_else_always(
    letter: Callable[..., Any],
) -> None:
    found = written(letter)
    if not isinstance(found, Notice):
        expires = carries_a_secret(found) and letter not in NEVER_EXPIRES
        assert found.of_use_until == (UNTIL if expires else None)


@pytest.mark.parametrize("code", [CODE, None], ids=["with a code", "without"])
@pytest.mark.parametrize("letter", ALL.values(), ids=ALL)
def test_word_of_a_change_is_always_of_use_also_once_its_code_has_expired(
    letter: Callable[..., Any], code: Secret | None
) -> None:
    found = written(letter)
    if isinstance(found, Notice):
        email, text = found.letter(code, UNTIL), found.text(code)
        assert (email.of_use_until, text.of_use_until) == (None, None)
        assert carries_a_secret(email) == carries_a_secret(text) == (code is not None)


def test_all_the_letters_are_found() -> None:
    """Or the tests above would say nothing."""
    kinds = {type(written(letter)) for letter in ALL.values()}
    assert kinds == {Letter, Text, Notice}
    assert {"reset_token", "confirmation_code", "new_address_code", "security_code"} <= set(ALL)
    assert len(ALL) > 25


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("name", [name for name in ALL if not isinstance(written(ALL[name]), Letter)])
def test_a_text_has_the_apostrophes_quotes_and_spaces_of_an_sms(name: str, language: Language) -> None:
    found = written(ALL[name])
    text = found.text(CODE) if isinstance(found, Notice) else found
    assert isinstance(text, Text)
    assert not set(text.said(language)) & set("’“”«»…\u00a0\u202f")
