"""The digits of a code: as people write them, and wrong ones."""

from __future__ import annotations

from collections.abc import Callable

from store import Secret

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WRITINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "with a space": lambda code: f"{code[:3]} {code[3:]}",
    "with other spaces": lambda code: f"\u00a0{code[:3]}\u202f{code[3:]}\n",
    "full width": lambda code: code.translate(FULL_WIDTH),
}


def wrong(code: str, nth: int = 0) -> str:
    """Return six other digits: the first ones, or others for another `nth`."""
    return f"{(int(code) + 1 + nth) % 10**6:06}"


def wrong_code(code: Secret) -> Secret:
    """Return another code than the one that was sent."""
    return Secret(wrong(code.reveal()))
