"""Phone numbers in the numbering plans of their countries, which take a MiB: `phone.py` loads this.

Source: phonenumbers, of which what is general is done here, and what Macle takes for a number there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    normalize_diallable_chars_only,
    normalize_digits_only,
    number_type,
    parse,
    region_code_for_number,
)

from store.rules.unseen import without_unseen

_NOT_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, repr=False)
class Number:
    """What was `typed`, as a number that it can be."""

    typed: str
    meant: PhoneNumber

    @classmethod
    def read(cls, typed: str, country: str | None) -> Number | None:
        """Return what `typed` is in a country (ISO 3166), None for no number; without one, it needs a `+`."""
        try:
            # It does not know the narrow spaces with which French sets numbers.
            return cls(typed, parse(" ".join(without_unseen(typed).split()), country))
        except NumberParseException:
            return None

    @property
    def e164(self) -> str:
        return format_number(self.meant, PhoneNumberFormat.E164)

    @property
    def international(self) -> str:
        return format_number(self.meant, PhoneNumberFormat.INTERNATIONAL)

    @property
    def country(self) -> str:
        """Its country or territory (ISO 3166)."""
        return region_code_for_number(self.meant) or ""

    @property
    def is_mobile(self) -> bool:
        # North America does not tell mobile numbers from others by their digits.
        return number_type(self.meant) in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

    @property
    def is_valid(self) -> bool:
        return is_valid_number(self.meant)

    @property
    def has_extension(self) -> bool:
        return bool(self.meant.extension)

    @property
    def begins_with_country(self) -> bool:
        """Whether what was typed begins with `+`, or with the `00` that stands for it."""
        return normalize_diallable_chars_only(without_unseen(self.typed)).startswith(("+", "00"))

    @property
    def is_dialled(self) -> bool:
        """Whether what was typed has the digits that are dialled in its own country, or from another."""
        digits = normalize_digits_only(self.typed)
        return digits in {normalize_digits_only(self._national), self.e164.removeprefix("+")}

    @property
    def is_grouped(self) -> bool:
        """Whether what was typed is grouped as is usual in its own country."""
        groups, usual = (_NOT_DIGITS.split(text.strip()) for text in (self.typed, self._national))
        return groups == usual

    @property
    def _national(self) -> str:
        return format_number(self.meant, PhoneNumberFormat.NATIONAL)
