"""The keys of the pages: bound, named in the last line and explained by F1 from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

from i18n import Message, _
from tui.pages import Page, Text, Tick


@dataclass(frozen=True)
class Key:
    """A key, or several that belong together: what stands on it, what it is for, what each of its names does.

    `does` maps Textual’s name of a key to an action; the first is what a click on the key’s name in the
    last line does. It is empty where a widget has the keys to itself. One that is `at_once` acts before the
    widget in focus gets it. Where the last line has no room for all, one that is `left_out_first` is not
    named. The last line says `short` in place of `cap`, and F1 says `in_ascii` where no other characters
    are drawn; both are `cap` where they are empty. F1 explains it on pages that it is `of_use` on.
    """

    cap: Text
    explained: Message
    does: Mapping[str, str]
    at_once: bool = False
    left_out_first: bool = False
    short: Text = ""
    in_ascii: Text = ""
    of_use: Callable[[Page], bool] = lambda _page: True

    @property
    def action(self) -> str:
        """What a click on its name does; empty where a widget has the keys to itself."""
        return next(iter(self.does.values()), "")


def bindings(keys: Iterable[Key]) -> list[Binding]:
    """Return what Textual binds for `keys`."""
    return [
        Binding(name, action, show=False, priority=key.at_once)
        for key in keys
        for name, action in key.does.items()
    ]


# At once, not when the field in focus gets round to it: of keys that arrive together, as over a slow line,
# those after Tab or Enter would still go into the field before it, and be seen.
MOVE = Key(
    "Tab  ↑ ↓",
    _("go from one field or button to the next"),
    {
        "tab": "app.focus_next",
        "shift+tab": "app.focus_previous",
        "down": "screen.move(1)",
        "up": "screen.move(-1)",
    },
    at_once=True,
    in_ascii=_("Tab  Up  Down"),
)
GO_ON = Key(
    _("Enter key"),
    _("go to the next empty field, send the page, or press the button"),
    {"enter": "screen.go_on"},
    at_once=True,
)
GO_ON_AGAIN = Key(
    _("Enter again"),
    _("after a refusal, what was wrong is not tried again as it is"),
    {},
    of_use=lambda page: bool(page.fields),
)
SCROLL = Key(
    _("PgUp  PgDn"),
    _("see what is above or below"),
    {"pagedown": "screen.scroll(1)", "pageup": "screen.scroll(-1)"},
    at_once=True,
)
ENDS = Key(
    _("Home  End"),
    _("go to the beginning or the end of what is typed, of a list or of the page"),
    {"home": "screen.go_to_end(0)", "end": "screen.go_to_end(-1)"},
    at_once=True,
)
LETTERS = Key(
    "A-Z",
    _("in a list, go to the next line that begins with this letter"),
    {},
    of_use=lambda page: bool(page.menu),
)
ROWS = Key(
    _("Enter key"),
    _("in a search, go to the rows that are found; there, open the one that the arrows chose"),
    {},
    of_use=lambda page: page.search is not None,
)
TICK = Key(
    _("Space"),
    _("tick the box or clear it; Enter ticks it too, and then goes on"),
    {},
    of_use=lambda page: any(isinstance(field, Tick) for field in page.fields),
)
HELP = Key("F1", _("explain the page and the keys"), {"f1": "app.help"})
LANGUAGE = Key(
    "F2", _("change the language; nothing typed is lost"), {"f2": "app.switch_language"}, at_once=True
)
SECRETS = Key(
    "F3",
    _("show or hide what you type in a secret field"),
    {"f3": "screen.show_secrets"},
    left_out_first=True,
    of_use=lambda page: bool(page.secrets),
)
GO_BACK = Key("Esc", _("go back"), {"escape": "screen.back"}, of_use=lambda page: page.leaving is not None)
SIGN_OUT = Key("F9", _("sign out, from any page of your account"), {"f9": "app.sign_out"}, at_once=True)
QUIT = Key("Ctrl+Q", _("quit"), {"ctrl+q": "app.leave"}, at_once=True, short="^Q")


def keys_of(page: Page) -> tuple[Key, ...]:
    """Return the keys by which the actions of `page` are chosen; the screen has them to itself."""
    return tuple(Key(action.cap, action.label, {}) for action in page.choices if action.key)


OF_PAGES = (MOVE, GO_ON, SCROLL, ENDS, HELP, SECRETS, GO_BACK)
OF_THE_APPLICATION = (LANGUAGE, SIGN_OUT, QUIT)
EXPLAINED = (
    *(MOVE, LETTERS, ROWS, TICK, GO_ON, GO_ON_AGAIN, SCROLL, ENDS),
    *(HELP, LANGUAGE, SECRETS, GO_BACK, SIGN_OUT, QUIT),
)
"""In the order in which F1 tells them."""
