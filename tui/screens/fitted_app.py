"""An application that draws what its terminal can draw, and tells it nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from textual import on
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.reactive import Reactive

from tui.screens.look import INK, Look, Uncoloured
from tui.terminal_type import TerminalType


class FittedApp(App[None], inherit_bindings=False):
    """Wears `look` on a `terminal`."""

    theme: Reactive[str] = Reactive(INK.name)

    def __init__(self, look: Look, terminal: TerminalType) -> None:
        self.look, self.terminal = look, terminal
        super().__init__(ansi_color=look.few_colours)
        # Textual's own goes by TERM and COLORTERM alone.
        self.console = Console(
            color_system=look.colour_system(terminal),
            file=self.console.file,
            force_terminal=True,
            no_color=False,
            highlight=False,
            emoji=False,
            safe_box=False,
            legacy_windows=False,
        )
        self.register_theme(look.theme)
        self.set_reactive(App.theme, look.theme.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(look.symbols.are_ascii, "-ascii", update=False)
        # Nothing moves by itself: steady over SSH, and at the same place for whoever is reading.
        self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        return filters if self.look.paints else [*filters, Uncoloured()]

    def copy_to_clipboard(self, text: str) -> None:
        """Send `text` to the terminal's clipboard, where it has one."""
        if self.terminal.clipboard:
            super().copy_to_clipboard(text)

    @on(Driver.SignalResume)
    def _draw_again(self) -> None:
        """Draw all of the screen: while the process was stopped, others have written there."""
        self.refresh(layout=True)

    def _set_pointer_shape(self, shape: str) -> None:
        if self.terminal.like_xterm:
            super()._set_pointer_shape(shape)
