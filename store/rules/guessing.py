"""What zxcvbn knows of passwords: how hard one is to guess, and which are common.

It is loaded when first needed. It is never given words of the person's own, which it would keep for
everyone in the process.
"""

from __future__ import annotations

JUDGED_CHARACTERS = 72


def strength(password: str) -> int:
    """Return how hard `password` is to guess, 0 (very weak) to 4, by its first 72 characters.

    Takes milliseconds, but up to 2 s where many symbols stand for letters: call it off the event loop.
    """
    if not password:
        return 0
    from zxcvbn import zxcvbn

    score: int = zxcvbn(password[:JUDGED_CHARACTERS])["score"]
    return score


def is_common(password: str) -> bool:
    """Tell whether `password`, case ignored, is one of the 30,000 common ones that zxcvbn ships."""
    from zxcvbn.matching import RANKED_DICTIONARIES

    return password.casefold() in RANKED_DICTIONARIES["passwords"]
