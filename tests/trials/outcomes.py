"""How a use case ended."""

from __future__ import annotations

from collections.abc import Callable

from store import Problem

DONE = "done"


def outcome(use_case: Callable[..., object], *arguments: object) -> str:
    """Return `DONE`, or the refusal. Anything else that happens ends the trial."""
    try:
        use_case(*arguments)
    except Problem as problem:
        return problem.refusal.value
    return DONE
