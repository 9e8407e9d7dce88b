"""Numbers, dates, lists and plurals, as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from i18n import (
    ENGLISH,
    FRENCH,
    LANGUAGES,
    Brief,
    Clock,
    Day,
    Fact,
    Language,
    Zone,
    _,
    language_of,
    language_of_locale,
    plural,
)

MOMENT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
IN_UTC = {code: Language(code, language.name, UTC) for code, language in LANGUAGES.items()}


@pytest.mark.parametrize(
    ("fact", "english", "french"),
    [
        (1234567, "1,234,567", "1\u202f234\u202f567"),
        (0, "0", "0"),
        (Clock(MOMENT), "3:09\u202fPM", "15:09"),
        (Day(MOMENT), "March 14, 2026", "14 mars 2026"),
        (MOMENT, "March 14, 2026 at 3:09\u202fPM UTC", "14 mars 2026 à 15:09 UTC"),
        (Day(datetime(2026, 2, 1, tzinfo=UTC)), "February 1, 2026", "1er février 2026"),
        (Day(datetime(2026, 2, 11, tzinfo=UTC)), "February 11, 2026", "11 février 2026"),
        (timedelta(minutes=30), "30 minutes", "30 minutes"),
        (timedelta(days=1), "24 hours", "24\u00a0heures"),
        ("{data}\x1b", "{data}␛", "{data}␛"),
    ],
    ids=range(10),
)
def test_a_fact_is_told_as_the_language_writes_it(fact: Fact, english: str, french: str) -> None:
    assert IN_UTC["en"].tell(fact) == english
    assert IN_UTC["fr"].tell(fact) == french


def test_a_moment_is_told_in_the_readers_own_zone() -> None:
    east = timezone(timedelta(hours=10), "UTC+10")
    assert Language("fr", "Français", east).tell(MOMENT) == "15 mars 2026 à 01:09 UTC+10"
    assert Language("en", "English", east).tell(Day(MOMENT)) == "March 15, 2026"


def test_a_moment_in_a_column_is_told_in_few_characters_and_without_its_zone() -> None:
    first = datetime(2026, 2, 1, 9, 5, tzinfo=UTC)
    assert IN_UTC["en"].tell(Brief(MOMENT, MOMENT)) == "Mar 14, 2026, 3:09\u202fPM"
    assert IN_UTC["fr"].tell(Brief(MOMENT, MOMENT)) == "14 mars 2026, 15:09"
    assert IN_UTC["fr"].tell(Brief(first, MOMENT)) == "1er févr. 2026, 09:05"
    assert IN_UTC["fr"].tell(Zone(MOMENT)) == "UTC"


def test_a_moment_in_a_column_has_its_zone_where_it_is_another_than_that_of_the_column() -> None:
    paris = Language("fr", "Français", ZoneInfo("Europe/Paris"))
    summer = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)
    winter = datetime(2026, 10, 25, 1, 4, tzinfo=UTC)
    assert paris.tell(Brief(summer, winter)) == "25 oct. 2026, 02:59 CEST"
    assert paris.tell(Brief(winter, winter)) == "25 oct. 2026, 02:04"
    assert paris.tell(Zone(winter)) == "CET"


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "02:59"),
        (datetime(2026, 10, 25, 1, 4, tzinfo=UTC), "02:04 CET"),
        (datetime(2026, 10, 25, 13, 4, tzinfo=UTC), "14:04 CET"),
        (datetime(2026, 10, 26, 13, 4, tzinfo=UTC), "14:04"),
        (datetime(2026, 3, 29, 1, 4, tzinfo=UTC), "03:04 CEST"),
    ],
    ids=["before", "hour that comes twice", "same day", "day after", "summer time"],
)
def test_a_time_of_day_has_its_zone_with_it_where_the_clocks_are_changed_before_then(
    moment: datetime, told: str
) -> None:
    assert Language("fr", "Français", ZoneInfo("Europe/Paris")).tell(Clock(moment)) == told


def test_a_list_is_joined_as_the_language_does() -> None:
    items = (_("Back"), _("Cancel"), _("Save"))
    assert ENGLISH.tell(items) == "Back, Cancel, and Save"
    assert FRENCH.tell(items) == "Retour, Annuler et Enregistrer"
    assert ENGLISH.tell(items[:2]) == "Back and Cancel"
    assert ENGLISH.tell(items[:1]) == "Back"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 tries"), (1, "1 try"), (2, "2 tries"), (1000, "1,000 tries")]
)
def test_a_plural_agrees_with_its_number(count: int, words: str) -> None:
    assert ENGLISH.say(plural("{count} try", "{count} tries", count)) == words


def test_the_facts_in_a_sentence_are_data_and_not_markup_or_places() -> None:
    said = ENGLISH.say(_("Hello {name}.", name="{count} [/b] \x1b[2J"))
    assert said == "Hello {count} [/b] ␛[2J."


def test_a_message_inside_a_message_is_said_in_the_same_language() -> None:
    outer = _("{inner}", inner=_("Back"))
    assert FRENCH.say(outer) == FRENCH.say(_("Back"))


@pytest.mark.parametrize(
    ("code", "language"), [("fr", FRENCH), ("en", ENGLISH), ("de", ENGLISH), ("", ENGLISH)]
)
def test_a_language_that_is_not_spoken_becomes_english(code: str, language: Language) -> None:
    assert language_of(code) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_CA.UTF-8"}, FRENCH),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, ENGLISH),
        ({"LANG": "en_US", "LC_ALL": "FR"}, FRENCH),
        ({"LC_ALL": "", "LANG": "fr"}, FRENCH),
        ({"LANG": "C.UTF-8"}, ENGLISH),
        ({}, ENGLISH),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr"}, FRENCH),
        ({"LC_ALL": "en_US.UTF-8", "LANGUAGE": "de:fr_CA:en"}, FRENCH),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en_GB:en"}, ENGLISH),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "de:es"}, FRENCH),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": ""}, FRENCH),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, ENGLISH),
        ({"LC_ALL": "POSIX", "LANGUAGE": "fr"}, ENGLISH),
        ({"LANGUAGE": "fr"}, FRENCH),
        ({"LANG": "fro_FR.UTF-8"}, ENGLISH),
    ],
    ids=range(15),
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: Language) -> None:
    assert language_of_locale(environment) == language
