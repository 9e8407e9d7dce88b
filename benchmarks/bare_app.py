"""The least that Textual can show of such a page: a header, a label, an input, a button and a footer."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Button, Footer, Header, Input, Label


class BareApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("Username")
        yield Input()
        yield Button("Continue")
        yield Footer()


if __name__ == "__main__":
    BareApp().run()
