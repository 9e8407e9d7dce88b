"""What may happen in one place only, so that nothing gets past it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

STORE = Path(__file__).parents[2] / "store"


def calls(file: Path) -> Iterator[str]:
    """Yield what a file calls, as it is written there: `name` or `module.name`, and with what: `name(…)`."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            yield ast.unparse(node)


def callers(called: str) -> set[str]:
    """Return the files of the store that call this, by their paths."""
    return {str(file.relative_to(STORE)) for file in STORE.rglob("*.py") if called in calls(file)}


@pytest.mark.parametrize(
    ("called", "only_in"),
    [
        ("Event", set()),
        ("table_of(Event)", {"accounts/events.py"}),
        ("SessionRow", set()),
        ("table_of(SessionRow)", {"accounts/signing_in/sessions.py"}),
        ("ProofRow", {"accounts/signing_in/sessions.py"}),
        ("table_of(ProofRow)", {"accounts/signing_in/sessions.py"}),
        ("table_of(CounterRow)", {"accounts/counters.py"}),
        ("sending.send", {"accounts/change.py"}),
        ("levels.is_fresh", {"accounts/access.py", "accounts/signing_in/sessions.py"}),
        ("levels.level", {"accounts/access.py"}),
    ],
)
def test_one_gate(called: str, only_in: set[str]) -> None:
    assert callers(called) == only_in


def test_an_event_without_a_change_is_of_one_of_these() -> None:
    """Signing in and out, opening a service, a wrong secret, a message that was asked for, an account's
    beginning, undoing, and what ends a removal by itself.

    Undoing tells whom the change that it undoes had reached. All else is a `Change`.
    """
    assert callers("events.record") == {
        "accounts/change.py",
        "accounts/needless_removals.py",
        "accounts/identity/forgotten_username.py",
        "accounts/identity/new_account.py",
        "accounts/notices/disowning.py",
        "accounts/password/activation.py",
        "accounts/password/reset.py",
        "accounts/signing_in/one_time_pin.py",
        "accounts/signing_in/second_step.py",
        "accounts/signing_in/services.py",
        "accounts/signing_in/sessions.py",
        "accounts/signing_in/sign_in.py",
        "accounts/tries.py",
    }
