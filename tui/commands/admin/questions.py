"""Questions that a task of the administrator asks: at a terminal again where an answer is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from i18n import Language, Message, _
from store import Secret
from store.rules.passwords import POLICIES
from tui.commands.asking import asked, typed, until_right
from tui.commands.usage import complain
from tui.lines import Lines
from tui.wording.password import must_have, rule

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.desk.operators import Operators

T = TypeVar("T")


class Questions:
    """Asks one thing after the other: at a terminal again where an answer is refused, of a pipe once."""

    def __init__(self, lines: Lines, language: Language) -> None:
        self.lines, self.language = lines, language

    def line(self, prompt: Message, usual: str = "") -> str:
        return asked(self.lines, self.language, prompt, usual)

    def new_password(self, operators: Operators, username: str, email: str) -> Secret:
        """Ask for the password of a new account, twice; its rules are told before."""
        if self.lines.terminal:
            policy = POLICIES[operators.context.settings.password_policy]
            complain(self.language, must_have([rule(of) for of in policy.rules]))
        return self.until_right(lambda: self._password(operators, username, email))

    def until_right(self, ask: Callable[[], T]) -> T:
        return until_right(self.lines, self.language, ask)

    def _password(self, operators: Operators, username: str, email: str) -> Secret:
        new, again = typed(self.lines, self.language, _("Password"), _("Confirm the password"))
        operators.check_password(username, email, new, again)
        return new
