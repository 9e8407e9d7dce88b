"""What people do at the prompts of a real terminal, and all that stands on it."""

from __future__ import annotations

from typing import Any

PASSWORD = "Lanterne-2026!"


class Transcript:
    """All that the program, or the terminal itself, wrote to the screen."""

    text = ""

    def write(self, piece: str) -> None:
        self.text += piece

    def flush(self) -> None:
        pass


def go_to_name(child: Any) -> None:
    child.expect(r"Your choice \[1\]: ")
    child.sendline("1")
    child.expect("Username, email or document number: ")


def go_to_password(child: Any) -> None:
    go_to_name(child)
    child.sendline("alexandre")
    child.expect("Password: ")


def sign_in(child: Any) -> None:
    go_to_password(child)
    child.sendline(PASSWORD)
    child.expect("signed in")
    child.expect(r"Your choice \[1\]: ")
