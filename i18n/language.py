"""The languages Macle speaks: sentences by gettext, dates and numbers by Babel."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Literal

from i18n.harmless import harmless
from i18n.message import Brief, Clock, Country, Day, Fact, Message, Named, Spelled, Zone, _
from i18n.spelling import spelled

CATALOGUES = Path(__file__).parent / "catalogues"
DOMAIN = "macle"


@dataclass(frozen=True)
class Language:
    """One language: its code (ISO 639), its own name, and the time zone to tell times in.

    `zone` None is the zone of the machine.
    """

    code: str
    name: str
    zone: tzinfo | None = field(default=None, compare=False)

    def say(self, text: Message | str) -> str:
        """Return `text` in this language, its facts filled in; a `str` is data and only made harmless."""
        if isinstance(text, str):
            return harmless(text)
        catalogue = _catalogue(self.code)
        if text.plural is None:
            sentence = catalogue.gettext(text.text)
        else:
            sentence = catalogue.ngettext(text.text, text.plural, text.count)
        return sentence.format_map(_Spoken(self, text.facts)) if text.facts else sentence

    def tell(self, fact: Fact) -> str:
        """Return one fact as this language writes it: a number, a moment, a duration, a text, a list.

        A time of day has its zone with it where the clocks are changed before then.
        """
        if isinstance(fact, Message | str):
            return self.say(fact)
        if isinstance(fact, Named):
            return harmless(dict(fact.names)[self.code])
        # Babel is slow to import, and the first page has no facts.
        from babel import Locale, dates, lists, numbers

        match fact:
            case int():
                return numbers.format_decimal(fact, locale=self.code)
            case datetime():
                local = self._local(fact)
                clock = dates.format_time(local.time(), "short", locale=self.code)
                return self.say(_("{day} at {clock}", day=Day(fact), clock=f"{clock} {local.tzname()}"))
            case Clock(moment):
                local = self._local(moment)
                clock = dates.format_time(local.time(), "short", locale=self.code)
                return f"{clock} {local.tzname()}" if self._has_just_changed(moment) else clock
            case Brief(moment, beside):
                local = self._local(moment)
                clock = dates.format_time(local.time(), "short", locale=self.code)
                pattern = str(dates.get_datetime_format("medium", locale=self.code))
                told = pattern.replace("{0}", clock).replace("{1}", self._date(local, "medium"))
                zone = local.tzname()
                return told if zone == self._local(beside).tzname() else f"{told} {zone}"
            case Zone(moment):
                return self._local(moment).tzname() or ""
            case Day(moment):
                day = self._local(moment) if isinstance(moment, datetime) else moment
                return self._date(day, "long")
            case Country(code):
                return str(Locale(self.code).territories[code])
            case Spelled(text):
                return ", ".join(spelled(self.code, text))
            case timedelta():
                return dates.format_timedelta(fact, threshold=1.6, locale=self.code)
            case tuple():
                return lists.format_list([self.say(item) for item in fact], "standard", locale=self.code)

    def _date(self, day: date, length: Literal["medium", "long"]) -> str:
        from babel import dates

        told = dates.format_date(day, length, locale=self.code)
        # CLDR has no ordinals: in French, the first of a month is one, and the only one.
        return told.replace("1 ", "1er ", 1) if self.code == "fr" and day.day == 1 else told

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def _has_just_changed(self, moment: datetime) -> bool:
        """Whether the clocks are changed within the day before `moment`.

        A time of day is told at most a day ahead: its reader looks at a clock of the other offset.
        """
        return self._local(moment).utcoffset() != self._local(moment - timedelta(days=1)).utcoffset()


class _Spoken(Mapping[str, str]):
    """Facts, each told only when the sentence names it."""

    def __init__(self, language: Language, facts: Mapping[str, Fact]) -> None:
        self._language, self._facts = language, facts

    def __getitem__(self, name: str) -> str:
        return self._language.tell(self._facts[name])

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


ENGLISH = Language("en", "English")
FRENCH = Language("fr", "Français")
LANGUAGES: Mapping[str, Language] = {language.code: language for language in (ENGLISH, FRENCH)}


def language_of(code: str) -> Language:
    """Return the language with this code; English for one that Macle does not speak."""
    return LANGUAGES.get(code, ENGLISH)


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Return the language that the locale variables ask for: LC_ALL, then LC_MESSAGES, then LANG (POSIX).

    Before them comes the first of LANGUAGE that Macle speaks, unless they name no language at all: “C”.
    """
    named = (environment.get(variable) for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = _language_in(next(filter(None, named), ""))
    asked = map(_language_in, environment.get("LANGUAGE", "").split(":"))
    if locale in {"c", "posix"}:
        return ENGLISH
    return next((LANGUAGES[code] for code in asked if code in LANGUAGES), language_of(locale))


def _language_in(locale: str) -> str:
    """Return the code of a locale's language: “fr” of “fr_CA.UTF-8@euro”."""
    return re.split(r"[_.@-]", locale, maxsplit=1)[0].lower()


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=code == ENGLISH.code)
