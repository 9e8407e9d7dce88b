"""Phone numbers: read as people write them where they live, kept as E.164, shown by their last digits."""

from __future__ import annotations

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    number_type,
    parse,
    region_code_for_number,
)

from store.problems import Problem, Refusal

_SHOWN_DIGITS = 4
_LONGEST = 40  # characters: more than any way to write a number
_COUNTRIES = {"fr": ("FR", "CA"), "en": ("CA", "GB")}
"""The countries (ISO 3166) of a language, which take no number of each other's for one of theirs."""


def read_number(typed: str, language: str, field: str = "number") -> str:
    """Return the mobile number in `typed` as E.164.

    Without a `+`, its country is the first of the language's in which such a phone can be. Raises `Problem`
    PHONE_FORM for what is no mobile number, or has an extension.
    """
    for country in _COUNTRIES[language]:
        number = _mobile_number(typed, country)
        if number is not None:
            return number
    raise Problem(Refusal.PHONE_FORM, field)


def is_written(typed: str, number: str) -> bool:
    """Tell whether `typed` is all of `number` (E.164), as it is dialled in its own country or with a `+`."""
    country = region_code_for_number(parse(number))
    return country is not None and _mobile_number(typed, country) == number


def written(number: str) -> str:
    """Return an E.164 number as it is written internationally, such as `+1 514-555-0134`."""
    return format_number(parse(number), PhoneNumberFormat.INTERNATIONAL)


def masked(number: str) -> str:
    """Return a number as it is shown: its last four digits."""
    return f"•••• {number[-_SHOWN_DIGITS:]}"


def _mobile_number(typed: str, country: str) -> str | None:
    if len(typed) > _LONGEST:
        return None
    try:
        # It does not know the narrow spaces with which French sets numbers.
        number = parse(" ".join(typed.split()), country)
    except NumberParseException:
        return None
    # North America does not tell mobile numbers from others by their digits.
    mobile = number_type(number) in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
    return format_number(number, PhoneNumberFormat.E164) if mobile and not number.extension else None
