"""Languages: messages, their translations, and text made harmless."""

from i18n.harmless import harmless
from i18n.language import (
    ENGLISH,
    FRENCH,
    LANGUAGES,
    Language,
    language_of,
    language_of_locale,
)
from i18n.message import Brief, Clock, Country, Day, Fact, Message, Named, Spelled, Zone, _, plural, told

__all__ = [
    "ENGLISH",
    "FRENCH",
    "LANGUAGES",
    "Brief",
    "Clock",
    "Country",
    "Day",
    "Fact",
    "Language",
    "Message",
    "Named",
    "Spelled",
    "Zone",
    "_",
    "harmless",
    "language_of",
    "language_of_locale",
    "plural",
    "told",
]
