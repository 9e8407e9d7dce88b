"""Whatever is refused is said in words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH, Language
from store import Ending, Happening, Missing, Problem, Refusal, Secret
from store.rules.codes import read_code
from tui.demo.people import PEOPLE
from tui.wording import opening, sentence
from tui.wording.events import happening
from tui.wording.profile import DOCUMENTS

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LATER, TRIES = {"until": NOON}, {"tries_left": 1, "until": None}
FACTS: Mapping[Refusal, tuple[Mapping[str, Any], ...]] = {
    Refusal.TOO_LONG: ({"limit": 256},),
    Refusal.PASSWORD_BREAKS_RULES: ({"policy": "sales-connect", "broken": ["digit", "special"]},),
    Refusal.DOCUMENT_NUMBER: (
        {"kind": "?", "fault": "kind"},
        *(
            {"kind": kind, "fault": fault, "found": found}
            for kind, _name in DOCUMENTS
            for fault, found in (("length", 1), ("length", 14), ("characters", 9), ("check", 9))
        ),
    ),
    Refusal.LANGUAGE_UNKNOWN: ({"codes": ("en", "fr")},),
    Refusal.REPEATED: ({"line": 2},),
    Refusal.REMOVAL_ENDED: tuple({"ending": ending.value} for ending in Ending),
    Refusal.TABLE_FORM: tuple(
        {"fault": fault, "line": 2, "column": "x", "columns": "username", **numbers}
        for fault in ("encoding", "too-large", "quotes", "cells", "twice", "missing", "unknown")
        for numbers in ({"expected": one, "found": 3, "megabytes": 20} for one in (1, 6))
    ),
    Refusal.IMPORT_REFUSED: ({"lines": 1}, {"lines": 2}),
    Refusal.IMPORT_STOPPED: ({"opened": 1}, {"opened": 200}),
    Refusal.NUMBER_FORM: ({"country": ""}, {"country": "FR"}),
    Refusal.DATE_FORM: tuple({"fault": fault} for fault in ("form", "year", "day", "ahead", "long-ago")),
    Refusal.CODE_FORM: ({}, {"found": 1}, {"found": 10}),
    Refusal.KEY_CHARACTER: ({"character": "U"},),
    Refusal.KEY_LENGTH: ({"found": 1, "expected": 16}, {"found": 17, "expected": 16}),
    Refusal.TOKEN_CHARACTER: ({"character": "U"},),
    Refusal.TOKEN_LENGTH: ({"found": 1, "expected": 20}, {"found": 43, "expected": 20}),
    Refusal.ACTIVATION_CHARACTER: ({"character": "U"},),
    Refusal.WRONG_ACTIVATION: ({"tries_left": 1}, {"tries_left": 4}),
    Refusal.RENEWED_TOO_OFTEN: ({"until": NOON},),
    Refusal.DESK_LOCKED: (LATER,),
    Refusal.UNBLOCKED_TOO_OFTEN: ({"until": NOON},),
    Refusal.SLIPS_TOO_MANY: ({"until": NOON},),
    Refusal.DOCUMENTS_TOO_MANY: ({"until": NOON},),
    Refusal.OWN_RESETS_TOO_MANY: ({"until": NOON},),
    Refusal.REMOVALS_TOO_MANY: ({"until": NOON},),
    Refusal.REGISTERED_TOO_MANY: ({"until": NOON},),
    Refusal.RESETS_TOO_MANY: ({"until": NOON},),
    Refusal.ACTIVATION_LENGTH: ({"found": 1, "expected": 12}, {"found": 13, "expected": 12}),
    Refusal.CONTRAST_FORM: tuple({"fault": fault} for fault in ("permanent", "support", "expired", "ahead")),
    Refusal.NOTICE_CHARACTER: ({"character": "U"},),
    Refusal.NOTICE_LENGTH: ({"found": 1, "expected": 20}, {"found": 19, "expected": 20}),
    Refusal.RECOVERY_CODE_CHARACTER: ({"character": "U"},),
    Refusal.RECOVERY_CODE_LENGTH: ({"found": 1, "expected": 10}, {"found": 9, "expected": 10}),
    Refusal.WRONG_KEY: (TRIES, {"tries_left": 4, "until": None}, {"tries_left": 0, **LATER}),
    Refusal.KEY_LOCKED: (LATER,),
    Refusal.WRONG_SIGN_IN: (TRIES, {"tries_left": 0, **LATER}),
    Refusal.WRONG_PASSWORD: (TRIES, {"tries_left": 0, **LATER}),
    Refusal.LOCKED: (LATER,),
    Refusal.WRONG_DOCUMENT: (TRIES, {"tries_left": 0, **LATER}),
    Refusal.DOCUMENT_LOCKED: (LATER,),
    Refusal.PIN_CHARACTER: ({"character": "Ñ"},),
    Refusal.PIN_LENGTH: ({"found": 1}, {"found": 7}),
    Refusal.WRONG_PIN: ({"tries_left": 1}, {"tries_left": 2}),
    Refusal.PIN_TOO_SOON: (LATER,),
    Refusal.PINS_TOO_MANY: (LATER,),
    Refusal.WRONG_CODE: ({}, {"tries_left": 1}, {"tries_left": 4}, {"tries_left": 0, **LATER}),
    Refusal.WRONG_RECOVERY_CODE: ({"tries_left": 1}, {"tries_left": 4}, {"tries_left": 0, **LATER}),
    Refusal.CODE_USED: (TRIES, {"tries_left": 0, **LATER}),
    Refusal.CODE_TRIES_SPENT: ({}, {"tries_left": 0, **LATER}),
    Refusal.CODE_LOCKED: (LATER,),
    Refusal.WRONG_ANSWER: (TRIES, {"tries_left": 0, **LATER}),
    Refusal.ANSWER_LOCKED: (LATER,),
    Refusal.TOKEN_LOCKED: (LATER,),
    Refusal.CODE_TOO_SOON: (LATER,),
    Refusal.DETAILS_TOO_OFTEN: (LATER,),
    Refusal.CODES_TOO_MANY: ({"asked_for": "one-phone"}, {"asked_for": "new-phones"}),
    Refusal.SERVICE_NEEDS: tuple({"missing": missing} for missing in Missing),
    Refusal.FILE_TO_SIGN: tuple(
        {"fault": fault, "path": "/home/lucia/letter.txt"}
        for fault in ("missing", "folder", "special", "unreadable", "large", "changed")
    ),
    Refusal.ACTIVE_PROFILE_NEEDED: tuple(
        {"state": state} for state in ("", "pending", "accepted", "deactivated", "refused", "cancelled")
    ),
    Refusal.REQUEST_UNKNOWN: ({"id": "3f9a"},),
    Refusal.REQUEST_AMBIGUOUS: ({"id": "3f"},),
    Refusal.KEY_DAMAGED: ({"path": "/srv/macle/server.key"},),
    Refusal.ROLE_NOT_SUSPENDED: ({"has_second_step": True}, {"has_second_step": False}),
    Refusal.KEY_MISSING: ({"path": "/srv/macle/server.key"},),
    Refusal.DATABASE_MISSING: ({"path": "/srv/macle/macle.db", "trace": "/srv/macle/server.key"},),
    Refusal.OLDER_COPY: ({"path": "/srv/macle/macle.db"},),
    Refusal.OUTPUT_EXISTS: ({"path": "/srv/macle.db"},),
    Refusal.OUTPUT_NO_ROOM: ({"path": "/srv/macle.db"},),
    Refusal.OUTPUT_UNWRITABLE: ({"path": "/srv/macle.db"},),
    Refusal.INPUT_UNREADABLE: ({"path": "/srv/macle.db"},),
    Refusal.BACKUP_FOREIGN: ({"path": "/srv/macle.db"},),
    Refusal.NO_EXPORT: ({"path": "/srv/events.jsonl"},),
    Refusal.BACKUP_DAMAGED: ({"path": "/srv/macle.db"},),
    Refusal.BACKUP_KEY: ({"path": "/srv/macle.db", "key": "/srv/macle/server.key"},),
    Refusal.STORE_EXISTS: ({"path": "/srv/macle.db"},),
    Refusal.NO_STORE: ({"path": "/srv/macle"},),
    Refusal.HOME_FOREIGN: ({"path": "/srv/macle", "user": "macle"},),
    Refusal.FILE_FOREIGN: ({"path": "/srv/macle/macle.db"},),
    Refusal.FILE_LINK: ({"path": "/srv/macle/macle.db"},),
    Refusal.FILE_OPEN: ({"path": "/etc/macle/mail-password"},),
    Refusal.FILE_WRITABLE: ({"path": "/srv/macle/settings.toml"},),
    Refusal.MAIL_UNREACHABLE: ({"detail": "No route to host"},),
    Refusal.MAIL_CERTIFICATE: ({"detail": "self-signed certificate"},),
    Refusal.MAIL_LOGIN: ({"detail": "535 5.7.8 Bad credentials"},),
    Refusal.MAIL_FILE: ({"detail": "/etc/macle/mail-password"},),
    Refusal.MAIL_ONE_LINE: ({"detail": "/etc/macle/mail-password"},),
    Refusal.MAIL_AUTHORITY: ({"detail": "/etc/macle/ca.pem"},),
    Refusal.MAIL_PASSWORD: ({"detail": "/etc/macle/mail-password"},),
    Refusal.MAIL_RECIPIENT: ({"detail": "550 5.1.1 User unknown"},),
    Refusal.MAIL_REFUSED: ({"detail": "554 5.7.1 Relay access denied"},),
    Refusal.MAIL_LATER: ({"detail": "450 4.7.1 Greylisted"},),
    Refusal.SMS_FAILED: ({"detail": "TypeError, smseagle.py:412"},),
    Refusal.SMS_REFUSED: ({}, {"detail": "401"}),
    Refusal.NO_ROUTE: ({"detail": "printer"},),
    Refusal.FOLDER_OPEN: ({"path": "/srv/macle"},),
    Refusal.SETTINGS_FORM: tuple(
        {
            "fault": fault,
            "file": "settings.toml",
            "key": "policy",
            "allowed": "nist, gckey",
            "longest": "40",
            "line": 3,
        }
        for fault in (
            *["unreadable", "not-toml", "set-twice", "no-recipient"],
            *["unknown-key", "of-other-table", "not-a-number", "not-a-choice", "not-a-table"],
            *[
                "missing-key",
                "not-like",
                "not-a-list",
                "not-encrypted",
                "not-private",
                "of-no-table",
                "without-other",
            ],
            *["not-a-server", "not-a-sender", "not-a-login", "not-a-gateway", "not-a-printer"],
            *["not-an-id", "not-a-name", "not-an-address"],
        )
    ),
}


@pytest.mark.parametrize("refusal", Refusal, ids=lambda refusal: refusal.value)
def test_every_refusal_is_said_in_both_languages(refusal: Refusal) -> None:
    for facts in FACTS.get(refusal, ({},)):
        words = sentence(Problem(refusal, **facts))
        english, french = ENGLISH.say(words), FRENCH.say(words)
        ends = (".", facts.get("path", "."))  # a path is copied: no full stop follows it
        assert english.endswith(ends)
        assert french.endswith(ends)
        assert "{" not in english + french
        assert english != french


@pytest.mark.parametrize(
    ("late", "told"),
    [(timedelta(), "12:00"), (timedelta(microseconds=1), "12:01"), (timedelta(seconds=59), "12:01")],
)
def test_whoever_comes_back_at_the_time_that_was_told_has_waited_long_enough(
    late: timedelta, told: str
) -> None:
    assert replace(FRENCH, zone=UTC).tell(opening(NOON + late)) == told


def test_the_rules_that_a_password_breaks_are_a_list_as_one_says_it() -> None:
    broken = {"policy": "sales-connect", "broken": ["min-length", "digit", "special"]}
    words = sentence(Problem(Refusal.PASSWORD_BREAKS_RULES, "new", **broken))
    assert "at least 9 characters, a digit, and a special character." in ENGLISH.say(words)
    assert "au moins 9 caractères, un chiffre et un caractère spécial." in FRENCH.say(words)


@pytest.mark.parametrize("kind", [kind for kind, _name in DOCUMENTS if kind != "passport"])
@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)
def test_a_wrong_length_wrong_characters_and_a_wrong_check_are_told_apart(
    kind: str, language: Language
) -> None:
    said = {
        language.say(sentence(Problem(Refusal.DOCUMENT_NUMBER, "number", kind=kind, fault=fault, found=8)))
        for fault in ("length", "characters", "check")
    }
    assert len(said) == 3


def test_a_refusal_tells_no_time_that_is_too_early() -> None:
    locked = Problem(Refusal.CODE_LOCKED, "code", until=NOON + timedelta(seconds=30))
    assert "à partir de 12:01" in replace(FRENCH, zone=UTC).say(sentence(locked))


@pytest.mark.parametrize(("language", "words"), [(ENGLISH, "without accents"), (FRENCH, "sans accent")])
def test_whoever_writes_a_name_with_accents_is_told_why_it_is_refused(language: Language, words: str) -> None:
    assert words in language.say(sentence(Problem(Refusal.USERNAME_FORM, "username")))


def test_an_address_to_go_by_is_one_in_the_persons_language() -> None:
    assert "nom@example.com" in FRENCH.say(sentence(Problem(Refusal.EMAIL_FORM, "email")))


@pytest.mark.parametrize("refusal", [Refusal.TOKEN_CHARACTER, Refusal.TOKEN_LENGTH, Refusal.TOKEN_EXPIRED])
def test_who_has_a_token_that_cannot_be_right_is_told_to_ask_for_another(refusal: Refusal) -> None:
    [facts, *_others] = FACTS.get(refusal, ({},))
    words = sentence(Problem(refusal, "token", **facts))
    assert "ask for another" in ENGLISH.say(words)
    assert "demandez" in FRENCH.say(words)


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)
def test_no_cell_of_a_table_has_the_sign_that_parts_cells_where_a_row_is_read_as_a_line(
    language: Language,
) -> None:
    cells = [*map(happening, Happening), *(person.state for person in PEOPLE)]
    assert [said for cell in cells if ";" in (said := language.say(cell))] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (ENGLISH, "8 to 16 characters: letters without accents, digits, dots, dashes or underscores"),
        (
            FRENCH,
            "8 à 16 caractères\u00a0: lettres sans accent, chiffres, points, tirets",
        ),
    ],
)
def test_digits_are_not_heard_to_be_forbidden_in_a_username(language: Language, words: str) -> None:
    assert words in language.say(sentence(Problem(Refusal.USERNAME_FORM, "username")))


@pytest.mark.parametrize(
    ("typed", "english", "french"),
    [
        ("1", "A code has 6 digits; here is 1.", "Un code compte 6 chiffres\u00a0; il y en a 1 ici."),
        (
            "0123456789",
            "A code has 6 digits; here are 10.",
            "Un code compte 6 chiffres\u00a0; il y en a 10 ici.",
        ),
        ("O12345", "A code has digits alone, 6 of them.", "Un code n’a que des chiffres, au nombre de 6."),
    ],
)
def test_what_is_no_code_is_told_by_its_digits_or_its_letters(typed: str, english: str, french: str) -> None:
    with pytest.raises(Problem) as caught:
        read_code(Secret(typed))
    assert ENGLISH.say(sentence(caught.value)) == english
    assert FRENCH.say(sentence(caught.value)) == french
