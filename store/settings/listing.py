"""Every setting that the file can hold, as it is declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_type_hints

from store.settings import Choices
from store.settings.setting import Setting


@dataclass(frozen=True)
class Declared:
    """One setting: where it stands in the file, its type, its default, and what is said of it."""

    path: tuple[str, ...]
    kind: Any
    default: object
    setting: Setting

    @property
    def key(self) -> str:
        return ".".join(self.path)

    @property
    def allowed(self) -> str:
        """What it may be, in no language."""
        if self.kind is bool:
            return "true, false"
        if isinstance(self.setting.example, tuple):
            return written(self.setting.example)
        if self.kind is str:
            return self.setting.example
        if self.kind is not int:
            return ", ".join(get_args(self.kind))
        people, trials = self.setting.least, self.setting.least_in_trials
        allowed = f"{people}…{self.setting.most}"
        return allowed if trials is None else f"{allowed} (for_trials = true: {trials}…{self.setting.most})"


def written(value: object) -> str:
    """Return a value as TOML has it: what JSON writes of texts, their lists, numbers and truth is TOML."""
    return json.dumps(value, ensure_ascii=False)


def declared(table: Any = Choices, path: tuple[str, ...] = ()) -> Iterator[Declared]:
    """Give each setting of a table and of those within it, in the order in which they are declared."""
    hints = get_type_hints(table, include_extras=True)
    for field in fields(table):
        hint, below = hints[field.name], (*path, field.name)
        if is_dataclass(hint):
            yield from declared(hint, below)
        else:
            kind, setting = get_args(hint)
            yield Declared(below, kind, field.default, setting)
