"""Journeys that are loaded when they are chosen: a visit carries only what it came to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

Journey = Callable[..., Awaitable[Any]]


def later(module: str, name: str) -> Journey:
    """Return the journey of that module and name; it takes and returns what that one does."""

    async def journey(*arguments: Any) -> Any:
        return await getattr(import_module(f"tui.journeys.{module}"), name)(*arguments)

    return journey
