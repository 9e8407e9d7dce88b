"""Phone numbers: read as people write them where they live, kept as E.164.

Those of the second step are mobile ones, shown by their last digits; one to reach somebody by may be any.
"""

from __future__ import annotations

import re
from collections.abc import Set

from store.problems import Problem, Refusal
from store.rules.unseen import bare, without_unseen

_SHOWN_DIGITS = 4
_NOT_DIGITS = re.compile(r"\D+")
NUMBER_LONGEST = 40  # characters: more than any way to write a number
_AT_HOME = {"fr": {"FR", "CA"}, "en": {"CA", "US", "GB", "GG", "JE", "IM"}}
"""The countries and territories (ISO 3166) whose numbers need no `+`, by language."""
_COUNTRIES = {
    "fr": ["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "CA", "BE", "CH", "LU"],
    "en": ["CA", "US", "GB", "GG", "JE", "IM", "IE", "AU", "NZ"],
}
"""Those in which a number without a `+` is looked for.

Not those in which each number of France or of Britain could be one as well (Algeria, Morocco, Monaco; India):
everyone would be asked which is meant.
"""


def read_number(typed: str, language: str, field: str = "number") -> str:
    """Return the mobile number in `typed` as E.164.

    Without a `+`, it is looked for in all countries of the language; those where it is dialled just so come
    before those that dial it with another prefix. Raises `Problem` PHONE_COUNTRY (numbers, in E.164) where
    several can be meant, or one abroad alone: the number of a large country that was mistyped is often one of
    a small territory. PHONE_FORM for what is no mobile number, or has an extension.
    """
    found = _mobile_numbers(typed, language)
    if not found:
        raise Problem(Refusal.PHONE_FORM, field)
    return _the_one_meant(typed, found, language, field)


def read_any_number(typed: str, country: str, language: str, field: str = "number") -> str:
    """Return the number in `typed`, mobile or not, as E.164.

    Without a `+`, it is one of `country` (ISO 3166); where that is empty, it is looked for as `read_number`
    does. Raises `Problem` NUMBER_FORM (country) for what is no number, or has an extension, and PHONE_COUNTRY
    as `read_number` does.
    """
    looked_in = [country] if country else _COUNTRIES[language]
    # With a `+`, it is the same number in all of them.
    places = looked_in[:1] if bare(typed).startswith("+") else looked_in
    found = {number for place in places if (number := _number(typed, place, mobile=False))}
    if not found:
        raise Problem(Refusal.NUMBER_FORM, field, country=country)
    return found.pop() if country else _the_one_meant(typed, found, language, field)


def _the_one_meant(typed: str, found: Set[str], language: str, field: str) -> str:
    """Return which of the numbers that `typed` can be is meant. Raises `Problem` PHONE_COUNTRY (numbers)."""
    numbers = [number for number in found if _is_dialled(typed, number)] or [*found]
    if len(numbers) == 1:
        [number] = numbers
        if country_of(number) in _AT_HOME[language] or _begins_with_country(typed):
            return number
        numbers = [*found]
    in_turn = sorted(numbers, key=lambda number: (not _is_grouped(typed, number), number))
    raise Problem(Refusal.PHONE_COUNTRY, field, numbers=tuple(in_turn))


def judge_form(typed: str, language: str) -> None:
    """Raise `Problem` PHONE_FORM for what is a mobile number in none of the countries of the language."""
    if not _mobile_numbers(typed, language):
        raise Problem(Refusal.PHONE_FORM, "number")


def country_of(number: str) -> str:
    """Return the country or territory (ISO 3166) of an E.164 number."""
    from phonenumbers import parse, region_code_for_number

    return region_code_for_number(parse(number)) or ""


def is_written(typed: str, number: str) -> bool:
    """Tell whether `typed` is all of `number` (E.164), as it is dialled in its own country or with a `+`."""
    country = country_of(number)
    return bool(country) and _mobile_number(typed, country) == number


def written(number: str) -> str:
    """Return an E.164 number as it is written internationally, such as `+1 514-555-0134`."""
    from phonenumbers import PhoneNumberFormat, format_number, parse

    return format_number(parse(number), PhoneNumberFormat.INTERNATIONAL)


def masked(number: str) -> str:
    """Return a number as it is shown: its last four digits."""
    return f"•••• {number[-_SHOWN_DIGITS:]}"


def _mobile_numbers(typed: str, language: str) -> set[str]:
    return {number for country in _COUNTRIES[language] if (number := _mobile_number(typed, country))}


def _begins_with_country(typed: str) -> bool:
    """Tell whether `typed` begins with `+`, or with the `00` that stands for it."""
    from phonenumbers import normalize_diallable_chars_only

    digits = normalize_diallable_chars_only(without_unseen(typed))
    return digits.startswith(("+", "00"))


def _is_dialled(typed: str, number: str) -> bool:
    """Tell whether `typed` has the digits that are dialled in the number’s own country, or from another."""
    from phonenumbers import normalize_digits_only

    digits = normalize_digits_only(typed)
    return digits in {normalize_digits_only(_national(number)), number.removeprefix("+")}


def _is_grouped(typed: str, number: str) -> bool:
    """Tell whether `typed` is grouped as is usual in the number’s own country."""
    groups, usual = (_NOT_DIGITS.split(text.strip()) for text in (typed, _national(number)))
    return groups == usual


def _national(number: str) -> str:
    from phonenumbers import PhoneNumberFormat, format_number, parse

    return format_number(parse(number), PhoneNumberFormat.NATIONAL)


def _mobile_number(typed: str, country: str) -> str | None:
    return _number(typed, country, mobile=True)


def _number(typed: str, country: str, *, mobile: bool) -> str | None:
    if len(typed) > NUMBER_LONGEST:
        return None
    # A MiB, which a session without a phone does not need.
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        PhoneNumberType,
        format_number,
        is_valid_number,
        number_type,
        parse,
    )

    try:
        # It does not know the narrow spaces with which French sets numbers.
        number = parse(" ".join(without_unseen(typed).split()), country)
    except NumberParseException:
        return None
    # North America does not tell mobile numbers from others by their digits.
    mobiles = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
    accepted = number_type(number) in mobiles if mobile else is_valid_number(number)
    return format_number(number, PhoneNumberFormat.E164) if accepted and not number.extension else None
