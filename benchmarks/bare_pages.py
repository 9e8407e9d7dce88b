"""What Textual itself takes to change a page: from a menu to a form, of stock widgets, by recomposing.

The pages have the texts, inputs and buttons of Macle's welcome and sign-in pages, one for one, and no more:
no rows around the fields, and for header and footer a line each, which stays as it is.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import reactive
from textual.widgets import Button, Input, Static

MENU = ("Sign in", "Forgot password", "Forgot username", "I have a token", "Create an account",
        "This wasn’t me", "Privacy notice", "I sign in through my bank", "Quit")  # fmt: skip


class BarePages(App[None]):
    CSS = """
    #above, #below { height: 1; }
    Static, Horizontal { height: auto; }
    VerticalScroll { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "menu", show=False)]

    def compose(self) -> ComposeResult:
        yield Static("Macle", id="above")
        yield BarePage()
        yield Static("F1 Help  F2 Français  ^Q Quit", id="below")

    async def on_mount(self) -> None:
        self.query(Button).first().focus()

    @on(Button.Pressed)
    def open_form(self) -> None:
        self.query_one(BarePage).form = True

    def action_menu(self) -> None:
        self.query_one(BarePage).form = False


class BarePage(VerticalScroll, can_focus=False):
    form = reactive(False, recompose=True)

    def compose(self) -> ComposeResult:
        if self.form:
            yield Static("Sign in")
            yield Static("")
            for label in ("Username, email or document number", "Password"):
                yield Static(label)
                yield Input(password=label == "Password", compact=True)
                yield Static("")
            with Horizontal():
                for label in ("Sign in", "Forgot password", "Back"):
                    yield Button(label, compact=True)
        else:
            yield Static("Welcome to Macle")
            yield Static("Keep hold of your account. What would you like to do?")
            yield Static("")
            yield Static("")
            for label in MENU:
                yield Button(label, compact=True)
        yield Static("")

    async def recompose(self) -> None:
        await super().recompose()
        self.query("Input, Button").first().focus()


if __name__ == "__main__":
    BarePages().run()
