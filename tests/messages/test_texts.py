"""An SMS is one part of 160 characters, whatever it tells, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH, Language, Message, _
from store import Secret
from store.messages.gsm import PART, gsm_text, length
from store.messages.letters.letter import ALWAYS, Letter, Notice, Text
from store.rules.paper_codes import NOTICE_CODE
from tests.messages.test_letters import ALL, VALUES, written

LONGEST = {int: 100, str: "a" * 30}
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038 §6.2.1."""
EXTENSION = "^{}\\[~]|€"
BOTH = pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)


def texts(letter: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Text]:
    """Give each text that a letter can be, with long facts, with a code and without."""
    for kind, value in LONGEST.items():
        monkeypatch.setitem(VALUES, kind, value)
    for flag in (True, False):
        monkeypatch.setitem(VALUES, bool, flag)
        match written(letter):
            case Text() as text:
                yield text
            case Notice() as notice:
                yield notice.text(Secret(NOTICE_CODE.grouped("W" * 20)))
                yield notice.text(None)
            case Letter():
                pass


@BOTH
@pytest.mark.parametrize("letter", ALL.values(), ids=ALL)
def test_every_text_is_one_part_in_the_alphabet_of_sms(
    letter: Callable[..., Any], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in texts(letter, monkeypatch):
        said = text.said(language)
        octets = length(said)
        assert octets is not None, said
        assert octets <= PART, (octets, said)


@BOTH
@pytest.mark.parametrize("letter", ALL.values(), ids=ALL)
def test_no_letter_of_a_text_loses_its_accent(
    letter: Callable[..., Any], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in texts(letter, monkeypatch):
        words = [language.say(one) for one in text.sentences if isinstance(one, Message)]
        for letters in re.findall(r"[^\W\d_]+", " ".join(words)):
            assert gsm_text(letters) == letters


@pytest.mark.parametrize("sign", BASIC)
def test_what_is_in_the_alphabet_stays_and_counts_once(sign: str) -> None:
    assert (gsm_text(sign), length(sign)) == (sign, 1)


@pytest.mark.parametrize("sign", EXTENSION)
def test_what_is_in_its_extension_stays_and_counts_twice(sign: str) -> None:
    assert (gsm_text(sign), length(sign)) == (sign, 2)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("ç ê ô û ï É", "c e o u i É"),
        ("e\u0301", "é"),
        ("l’été", "l'été"),
        ("«\u00a0oui\u00a0» …", '"oui" ...'),
        ("cœur Œuvre", "coeur OEuvre"),
        ("10–12 — oui", "10-12 - oui"),
        ("例 •", "? ?"),
    ],
)
def test_all_else_becomes_the_nearest_that_there_is(typed: str, left: str) -> None:
    assert length(typed) is None
    assert gsm_text(typed) == left


def test_a_text_of_old_is_still_what_its_sentences_say() -> None:
    assert Text((_("Back"), Secret("123456")), ALWAYS).said(FRENCH) == "Retour 123456"
