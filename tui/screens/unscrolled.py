"""Widgets whose content never scrolls: when they come, the screen is laid out once.

Textual lays it out again whenever the size of a widget's content has changed, since scroll bars may depend on
it: so after the first layout of each widget that does not say, as these do, that nothing depends on it.
"""

from __future__ import annotations

from textual import containers, widgets
from textual.geometry import Size
from textual.reactive import Reactive


class Unscrolled:
    """Stands before Textual's class among the bases of a widget. What has a new size is drawn anyhow."""

    virtual_size: Reactive[Size] = Reactive(Size(), repaint=False)


class Center(Unscrolled, containers.Center):
    pass


class Container(Unscrolled, containers.Container):
    pass


class Horizontal(Unscrolled, containers.Horizontal):
    pass


class Right(Unscrolled, containers.Right):
    pass


class Vertical(Unscrolled, containers.Vertical):
    pass


class Static(Unscrolled, widgets.Static):
    pass
