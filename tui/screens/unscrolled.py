"""Widgets whose content never scrolls and, of containers, that have no border: quick to lay out and to draw.

Textual lays the screen out again whenever the size of a widget's content has changed, since scroll bars may
depend on it: so after the first layout of each widget that does not say, as these do, that nothing does.
"""

from __future__ import annotations

from rich.style import Style
from textual import containers, widgets
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget


class Unscrolled:
    """Stands before Textual's class among the bases of a widget. What has a new size is drawn anyhow."""

    virtual_size: Reactive[Size] = Reactive(Size(), repaint=False)


def _background(widget: Widget, crop: Region) -> list[Strip]:
    """Return the lines of a container without a border: one, drawn once, where Textual draws each anew."""
    background = widget.background_colors[1]
    line = Strip.blank(crop.width, Style.from_color(bgcolor=background.rich_color))
    for line_filter in widget.get_line_filters():
        line = line.apply_filter(line_filter, background)
    return [line] * crop.height


class Center(Unscrolled, containers.Center):
    render_lines = _background


class Container(Unscrolled, containers.Container):
    render_lines = _background


class Horizontal(Unscrolled, containers.Horizontal):
    render_lines = _background


class Right(Unscrolled, containers.Right):
    render_lines = _background


class Vertical(Unscrolled, containers.Vertical):
    render_lines = _background


class Static(Unscrolled, widgets.Static):
    pass
