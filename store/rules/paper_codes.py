"""The codes that people read off paper or another screen and type: how each kind is made, shown and read."""

from __future__ import annotations

from dataclasses import dataclass

from store.problems import Problem, Refusal
from store.rules import crockford
from store.rules.crockford import ALPHABET


@dataclass(frozen=True)
class PaperCode:
    """A kind of code: so many `characters` of 5 bits, shown in groups of `group`.

    A character that no code holds, such as U, is refused as `foreign` (character), and another number of
    them as `length` (found, expected).
    """

    characters: int
    group: int
    foreign: Refusal
    length: Refusal

    def new(self) -> str:
        """Return a new code, ungrouped."""
        return crockford.new_code(self.characters)

    def grouped(self, code: str) -> str:
        """Return the code as it is shown: `XXXX-XXXX-XXXX-XXXX`."""
        return crockford.grouped(code, self.group)

    def read(self, typed: str, field: str = "code") -> str:
        """Return the code that was typed, ungrouped.

        Case, width and whatever stands between the characters are forgiven; O is read as 0, I and L as 1.
        Raises `Problem` `foreign`, `length` of `field`.
        """
        if len(typed) > self.characters * 16:
            raise Problem(self.length, field, found=len(typed), expected=self.characters)
        code = crockford.forgiven(typed)
        for character in code:
            if character not in ALPHABET:
                raise Problem(self.foreign, field, character=character)
        if len(code) != self.characters:
            raise Problem(self.length, field, found=len(code), expected=self.characters)
        return code


PERSONAL_KEY = PaperCode(16, 4, Refusal.KEY_CHARACTER, Refusal.KEY_LENGTH)
"""Opens a profile when the password no longer does (PRODUCT §4): 80 bits."""

RESET_TOKEN = PaperCode(20, 4, Refusal.TOKEN_CHARACTER, Refusal.TOKEN_LENGTH)
"""Sets a new password (PRODUCT §3): 100 bits."""

NOTICE_CODE = PaperCode(20, 5, Refusal.NOTICE_CHARACTER, Refusal.NOTICE_LENGTH)
"""Undoes a change that a notice told of (PRODUCT §6): 100 bits."""

ACTIVATION_CODE = PaperCode(12, 4, Refusal.ACTIVATION_CHARACTER, Refusal.ACTIVATION_LENGTH)
"""Sets a permanent password (PRODUCT §8): 60 bits."""

RECOVERY_CODE = PaperCode(10, 5, Refusal.RECOVERY_CODE_CHARACTER, Refusal.RECOVERY_CODE_LENGTH)
"""Does the second step once (PRODUCT §6): 50 bits."""


def end_of_link(typed: str) -> str:
    """Return what stands last in a link: a token ends its line as it would end one."""
    parts = [part for part in typed.split("/") if crockford.forgiven(part)]
    return parts[-1] if parts else ""
