"""A first file of settings: each with its sentence, set where it was chosen, else a remark."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby

from i18n import Language, Message, _
from store.settings.lines import KeyPath
from store.settings.listing import Declared, declared, written

_WIDTH = 78
_HEADING = _(
    "Settings of Macle. A line that begins with # counts for nothing: remove that sign where you want another"
    " value than the one that stands there. “macle admin settings” shows what counts."
)


def file_of_settings(chosen: Mapping[KeyPath, object], language: Language) -> str:
    """Return a file in which what was `chosen` is set; the rest are remarks, with defaults or examples."""
    lines = [*_remark(language.say(_HEADING))]
    # In TOML, whatever stands below the head of a table is in the table.
    every = sorted(declared(), key=lambda one: len(one.path) > 1)
    for table, settings in groupby(every, key=lambda one: one.path[:-1]):
        lines += _table(table, [*settings], chosen, language)
    return "\n".join(lines) + "\n"


def _table(
    table: KeyPath, settings: list[Declared], chosen: Mapping[KeyPath, object], language: Language
) -> Iterator[str]:
    if table:
        is_set = any(one.path in chosen for one in settings)
        yield ""
        yield f"{'' if is_set else '# '}[{'.'.join(table)}]"
    for one in settings:
        yield ""
        yield from _remark(language.say(Message(one.setting.sentence)))
        if not one.setting.example:
            yield from _remark(one.allowed)
        set_to = f"{one.path[-1]} = {written(chosen.get(one.path, one.setting.example or one.default))}"
        yield set_to if one.path in chosen else f"# {set_to}"


def _remark(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )
