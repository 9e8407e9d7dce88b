"""All that stands on a page, one under the other: its title, its blocks, its fields, its actions."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widget import Widget

from i18n import Language
from tui.pages import Card, Choice, Field, Listing, LiveChecks, QrCode, Search, Tick
from tui.screens.asked import Asked
from tui.screens.blocks import Fault, Prose, block_widget
from tui.screens.busy import BusyLine
from tui.screens.buttons import Actions
from tui.screens.checks import Checklist
from tui.screens.fields import FieldRow, control_of
from tui.screens.look import Look
from tui.screens.qr import QrBlock
from tui.screens.rows import Rows
from tui.screens.search import SearchBox
from tui.screens.unscrolled import Container, Vertical
from tui.screens.waits import waits_of
from tui.visit import Visit

_MENU_FROM = 4
"""Actions, from which they stand one under the other where nothing else is to be filled in."""


def column_of(asked: Asked, visit: Visit, look: Look) -> Vertical:
    """Return the widgets of the page, with what was typed and refused on it so far."""
    page, language, symbols = asked.page, visit.language, look.symbols
    parts: list[Widget] = [Prose(Content(language.say(page.title)), widget_id="title")]
    parts += _blocks(asked, language, look)
    banner = Fault(asked.errors.get(None), language, symbols, widget_id="banner")
    banner.display = None in asked.errors
    parts.append(banner)
    if page.fields:
        rows = (_row(asked, field, language, look) for field in page.fields)
        fields: Widget = Vertical(*rows, id="fields")
        if asked.judgement is not None:
            fields = Container(fields, Checklist(asked.judgement, language, symbols), id="form")
        parts.append(fields)
    # What can be done with a card stands in a row under it, so that it stays in view.
    carded = any(isinstance(block, Card) for block in page.blocks)
    menu = not page.fields and not carded and len(page.actions) >= _MENU_FROM
    actions = Actions(page.actions, language, symbols, menu=menu)
    parts += [*waits_of(actions, language, visit.now), actions, BusyLine(language, symbols)]
    return Vertical(*parts, id="page", classes="-form" if page.fields else "")


def _blocks(asked: Asked, language: Language, look: Look) -> Iterator[Widget]:
    for block in asked.page.blocks:
        match block:
            case LiveChecks():
                pass  # the rules stand beside the fields
            case Listing():
                yield Rows(block, language, look.symbols)
            case Search():
                assert asked.seeker is not None
                yield SearchBox(asked, asked.seeker, language, look.symbols)
            case QrCode():
                assert asked.modules is not None
                yield QrBlock(asked.modules, language, look)
            case _:
                yield block_widget(block, language, look.symbols)


def _row(asked: Asked, field: Field | Choice | Tick, language: Language, look: Look) -> FieldRow:
    value = asked.values[field.name]
    control = control_of(field, value, language, look.symbols, shown=asked.secrets_shown)
    return FieldRow(field, control, asked.errors.get(field.name), language, look.symbols)
