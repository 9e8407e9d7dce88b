"""Phone numbers: read as people write them where they live, kept as E.164.

Those of the second step are mobile ones, shown by their last digits; one to reach somebody by may be any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from store.problems import Problem, Refusal
from store.rules.unseen import bare

if TYPE_CHECKING:
    from store.rules.numbering import Number

_SHOWN_DIGITS = 4
NUMBER_LONGEST = 40  # characters: more than any way to write a number
_DESK_COUNTRY = "ES"  # which gives the documents that people are registered with
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


def read_number(typed: str, language: str, field: str = "number", registered: str = "") -> str:
    """Return the mobile number in `typed` as E.164.

    Without a `+`, it is looked for in all countries of the language; those where it is dialled just so come
    before those that dial it with another prefix. Of whoever was `registered` with a number (E.164), that one
    is meant wherever it can be, and its country is looked in as well. Raises `Problem` PHONE_COUNTRY
    (numbers, in E.164) where several can be meant, or one abroad alone: the number of a large country that
    was mistyped is often one of a small territory. PHONE_FORM for what is no mobile number, or has an
    extension; PHONE_AFTER_PLUS where it begins with a `+`.
    """
    if registered and is_written(typed, registered):
        return registered
    more = [country_of(registered)] if registered else []
    found = _mobile_numbers(typed, _COUNTRIES[language] + more)
    if not found:
        raise Problem(Refusal.PHONE_AFTER_PLUS if _has_plus(typed) else Refusal.PHONE_FORM, field)
    return _the_one_meant(found, language, field)


def read_number_at_the_desk(typed: str) -> str:
    """Return the mobile number of a person with a Spanish document, given as `phone`, as E.164.

    Without a `+` it is Spanish, whatever the operator's language: read as one of another country, it would
    send a stranger the codes. Raises `Problem` DESK_PHONE_FORM for what is no mobile number;
    PHONE_AFTER_PLUS where it begins with a `+`.
    """
    found = _mobile_numbers(typed, [_DESK_COUNTRY])
    if not found:
        raise Problem(Refusal.PHONE_AFTER_PLUS if _has_plus(typed) else Refusal.DESK_PHONE_FORM, "phone")
    return next(iter(found))


def read_any_number(typed: str, country: str, language: str, field: str = "number") -> str:
    """Return the number in `typed`, mobile or not, as E.164.

    Without a `+`, it is one of `country` (ISO 3166); where that is empty, it is looked for as `read_number`
    does. Raises `Problem` NUMBER_FORM (country) for what is no number, or has an extension; NUMBER_AFTER_PLUS
    where it begins with a `+`; PHONE_COUNTRY as `read_number` does.
    """
    looked_in = [country] if country else _COUNTRIES[language]
    # With a `+`, it is the same number in all of them.
    places = looked_in[:1] if _has_plus(typed) else looked_in
    numbers = (_read(typed, place) for place in places)
    found = {number.e164: number for number in numbers if number and number.is_valid}
    if not found and _has_plus(typed):
        raise Problem(Refusal.NUMBER_AFTER_PLUS, field)
    if not found:
        raise Problem(Refusal.NUMBER_FORM, field, country=country)
    return next(iter(found)) if country else _the_one_meant(found, language, field)


def _the_one_meant(found: Mapping[str, Number], language: str, field: str) -> str:
    """Return which of the numbers is meant that were found, by E.164. Raises `Problem` PHONE_COUNTRY."""
    numbers = [number for number in found.values() if number.is_dialled] or [*found.values()]
    if len(numbers) == 1:
        [number] = numbers
        if number.country in _AT_HOME[language] or number.begins_with_country:
            return number.e164
        numbers = [*found.values()]
    in_turn = sorted(numbers, key=lambda number: (not number.is_grouped, number.e164))
    raise Problem(Refusal.PHONE_COUNTRY, field, numbers=tuple(number.e164 for number in in_turn))


def judge_form(typed: str, language: str) -> None:
    """Refuse what is a mobile number in none of the countries of the language.

    Raises `Problem` PHONE_FORM; PHONE_AFTER_PLUS where it begins with a `+`.
    """
    if not _mobile_numbers(typed, _COUNTRIES[language]):
        raise Problem(Refusal.PHONE_AFTER_PLUS if _has_plus(typed) else Refusal.PHONE_FORM, "number")


def country_of(number: str) -> str:
    """Return the country or territory (ISO 3166) of an E.164 number."""
    return _kept(number).country


def is_written(typed: str, number: str) -> bool:
    """Tell whether `typed` is all of `number` (E.164), as it is dialled in its own country or with a `+`."""
    country = country_of(number)
    return bool(country) and number in _mobile_numbers(typed, [country])


def written(number: str) -> str:
    """Return an E.164 number as it is written internationally, such as `+1 514-555-0134`."""
    return _kept(number).international


def masked(number: str) -> str:
    """Return a number as it is shown: its last four digits."""
    return f"•••• {number[-_SHOWN_DIGITS:]}"


def _has_plus(typed: str) -> bool:
    return bare(typed).startswith("+")


def _mobile_numbers(typed: str, countries: Sequence[str]) -> dict[str, Number]:
    """Return the mobile numbers that `typed` can be in some countries, by E.164."""
    numbers = (_read(typed, country) for country in countries)
    return {number.e164: number for number in numbers if number and number.is_mobile}


def _kept(number: str) -> Number:
    """Return an E.164 number that was read before."""
    read = _read(number)
    assert read is not None
    return read


def _read(typed: str, country: str | None = None) -> Number | None:
    """Return the number in `typed`, None where there is none, or one with an extension."""
    if len(typed) > NUMBER_LONGEST:
        return None
    # A MiB, which a session without a phone does not need.
    from store.rules.numbering import Number

    number = Number.read(typed, country)
    return None if number is None or number.has_extension else number
