"""A value that must not be seen by accident."""

from __future__ import annotations


class Secret:
    """A password, code or token on its way to where it is used.

    Its repr and str hide it, it cannot be pickled, and only `reveal` gives the text.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not pickled")
