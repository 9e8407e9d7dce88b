"""Contact details: each is optional, one line, and has a longest length."""

from __future__ import annotations

from collections.abc import Mapping

from store.problems import Problem, Refusals
from store.rules.countries import read_country
from store.rules.phone import NUMBER_LONGEST, read_any_number
from store.rules.plain_text import person_name, plain_text
from store.rules.unseen import UNSEEN, bare

PHONE_NUMBER = "phone_number"
LONGEST: Mapping[str, int] = {
    "first_name": 100,
    "last_name": 100,
    "company": 100,
    "job_title": 100,
    "address": 200,
    "city": 100,
    "postal_code": 20,
    "state_province": 100,
    "country": 100,
    PHONE_NUMBER: NUMBER_LONGEST,
}
"""How many characters of each may be typed, in the order in which people are asked."""
_NAMES = {"first_name", "last_name"}


def read_details(typed: Mapping[str, str], language: str) -> dict[str, str]:
    """Return contact details as they are kept: the country by its code, the phone as E.164.

    Details that are kept are returned as they are. Raises what `read_detail` and `read_phone` raise, all that
    is wrong at once.
    """
    refusals, read = Refusals(), dict[str, str]()
    for name in LONGEST:
        with refusals:
            read[name] = (
                read_phone(typed, language) if name == PHONE_NUMBER else read_detail(name, typed[name])
            )
    refusals.end()
    return read


def read_detail(name: str, typed: str) -> str:
    """Return one of the details as it is kept; not the phone, whose form depends on the country.

    Raises `Problem` TOO_LONG, TEXT_CHARACTERS; NAME_FORM; COUNTRY_UNKNOWN.
    """
    if not bare(typed, UNSEEN):
        return ""
    if name in _NAMES:
        return person_name(typed, name, LONGEST[name])
    text = plain_text(typed, name, LONGEST[name])
    return read_country(text, name) if name == "country" else text


def read_phone(typed: Mapping[str, str], language: str) -> str:
    """Return the phone as E.164, read as it is written in the country among the details.

    Where the country is refused, a phone of that country cannot be judged: only one that begins with `+`, or
    has no digit, is. Raises `Problem` TOO_LONG, TEXT_CHARACTERS; what
    `phone.read_any_number` raises.
    """
    if not bare(typed[PHONE_NUMBER], UNSEEN):
        return ""
    number = plain_text(typed[PHONE_NUMBER], PHONE_NUMBER, LONGEST[PHONE_NUMBER])
    try:
        country = read_detail("country", typed["country"])
    except Problem:
        if not bare(number).startswith("+") and any(map(str.isdecimal, number)):
            return number
        country = ""
    return read_any_number(number, country, language, PHONE_NUMBER)
