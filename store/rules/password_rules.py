"""The kinds of rule that a password policy is made of."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from store.rules.guessing import is_common, strength

LONGEST_PASSWORD = 256
"""In code points, for every policy."""

_PRODUCT_NAME = "macle"  # as «ma clé» too, once accents and spaces are dropped
_NAME_CHARACTERS = 3

CharacterClass: TypeAlias = Literal["lower", "upper", "digit", "special"]
FOUR_CLASSES: tuple[CharacterClass, ...] = ("lower", "upper", "digit", "special")


@dataclass(frozen=True)
class Owner:
    """Whose password it is; either may be empty while it is not known yet."""

    username: str = ""
    email: str = ""


@dataclass(frozen=True)
class Candidate:
    """A password that somebody proposes, in NFC; `characters` is its length in code points.

    Of one that is over-long, `text` is only the beginning: normalising all of it can take seconds.
    """

    text: str = field(repr=False)
    characters: int

    @classmethod
    def of(cls, typed: str) -> Candidate:
        text = unicodedata.normalize("NFC", typed[: LONGEST_PASSWORD + 1])
        return cls(text, len(typed) if len(typed) > LONGEST_PASSWORD else len(text))


@dataclass(frozen=True)
class Rule(ABC):
    """One rule. Its `code` is stable, and its sentence needs its `facts`."""

    @property
    @abstractmethod
    def code(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, int]:
        """The numbers in the rule, by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}

    @abstractmethod
    def is_met(self, candidate: Candidate, owner: Owner) -> bool: ...


@dataclass(frozen=True)
class MinLength(Rule):
    """At least so many characters."""

    code = "min-length"
    characters: int

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        return candidate.characters >= self.characters


@dataclass(frozen=True)
class MaxLength(Rule):
    """At most so many characters."""

    code = "max-length"
    characters: int = LONGEST_PASSWORD

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        return candidate.characters <= self.characters


@dataclass(frozen=True)
class Contains(Rule):
    """A character of each of these classes; its code names them, as in `upper-and-lower`."""

    classes: tuple[CharacterClass, ...]

    @property
    def code(self) -> str:
        return "-and-".join(self.classes)

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        return _classes(candidate.text).issuperset(self.classes)


@dataclass(frozen=True)
class LongOrVaried(Rule):
    """So many characters of all four classes, or more characters of any."""

    code = "long-or-varied"
    varied_characters: int
    long_characters: int

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        varied = _classes(candidate.text).issuperset(FOUR_CLASSES)
        return candidate.characters >= (self.varied_characters if varied else self.long_characters)


@dataclass(frozen=True)
class MinStrength(Rule):
    """A strength of at least so much, of 4."""

    code = "min-strength"
    strength: int

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        return strength(candidate.text) >= self.strength


@dataclass(frozen=True)
class NoUsernameRun(Rule):
    """Not so many consecutive characters of the username, case ignored."""

    code = "no-username-run"
    characters: int

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        text, name = candidate.text.casefold(), owner.username.casefold()
        starts = range(len(name) - self.characters + 1)
        return not any(name[start : start + self.characters] in text for start in starts)


@dataclass(frozen=True)
class NotCommon(Rule):
    """Not one of the common passwords, case ignored."""

    code = "not-common"

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        return not is_common(candidate.text)


@dataclass(frozen=True)
class NotMadeOfNames(Rule):
    """Not made of the username, the local part of the email, or the name of the product.

    Case, accents, spaces and punctuation set aside, a password is made of names if it has one of them and
    no letter besides them: `Alexandre2026!`, `macle-macle1!`, `Ma clé, Alexandre`. The runs of letters in
    a name are names too (`camille` of `camille-b`). What has fewer than three characters is none: the
    owner of `a@…` may use the letter.
    """

    code = "not-made-of-names"

    def is_met(self, candidate: Candidate, owner: Owner) -> bool:
        local_part = owner.email.rpartition("@")[0]
        names = _names_in(owner.username) | _names_in(local_part) | {_PRODUCT_NAME}
        rest = _letters_and_digits(_plain(candidate.text))
        for name in sorted(names, key=len, reverse=True):
            rest = rest.replace(name, " ")
        return " " not in rest or any(map(str.isalpha, rest))


def _classes(text: str) -> frozenset[CharacterClass | None]:
    return frozenset(map(_class_of, text))


def _class_of(character: str) -> CharacterClass | None:
    """Return the class by Unicode; None for a letter without case, for a mark, which is part of one, and for
    what no password may hold.
    """
    match unicodedata.category(character):
        case "Ll":
            return "lower"
        case "Lu":
            return "upper"
        case "Nd":
            return "digit"
        case "Lt" | "Lm" | "Lo" | "Mn" | "Mc" | "Me" | "Cc" | "Cs":
            return None
        case _:
            return "special"


def _names_in(text: str) -> set[str]:
    plain = _plain(text)
    names = {_letters_and_digits(plain), *re.findall(r"[^\W\d_]+", plain)}
    return {name for name in names if len(name) >= _NAME_CHARACTERS}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))
