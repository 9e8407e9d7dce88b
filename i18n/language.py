"""The languages Macle speaks: sentences by gettext, dates and numbers by Babel."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path

from i18n.harmless import harmless
from i18n.message import Clock, Day, Fact, Message, Spelled
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
        """Return one fact as this language writes it: a number, a moment, a duration, a text, a list."""
        if isinstance(fact, Message | str):
            return self.say(fact)
        # Babel is slow to import, and the first page has no facts.
        from babel import dates, lists, numbers

        match fact:
            case int():
                return numbers.format_decimal(fact, locale=self.code)
            case datetime():
                local = self._local(fact)
                # CLDR's pattern for a date and a time, filled as Babel itself does.
                pattern = str(dates.get_datetime_format("long", locale=self.code)).replace("'", "")
                clock = f"{self.tell(Clock(fact))} {local.tzname()}"
                return pattern.replace("{1}", self.tell(Day(fact))).replace("{0}", clock)
            case Clock(moment):
                return dates.format_time(self._local(moment).time(), "short", locale=self.code)
            case Day(moment):
                day = self._local(moment) if isinstance(moment, datetime) else moment
                return dates.format_date(day, "long", locale=self.code)
            case Spelled(text):
                return ", ".join(spelled(self.code, text))
            case timedelta():
                return dates.format_timedelta(fact, threshold=1.5, locale=self.code)
            case tuple():
                return lists.format_list([self.say(item) for item in fact], "unit", locale=self.code)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


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
