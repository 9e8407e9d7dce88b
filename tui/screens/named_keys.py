"""Which keys the last line of a page names, and what each of them does there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from i18n import _
from tui.screens.asked import Asked
from tui.screens.frame import Words
from tui.screens.keys import GO_BACK, HELP, LANGUAGE, QUIT, SECRETS, SIGN_OUT, Key
from tui.visit import Visit

NamedKeys: TypeAlias = Sequence[tuple[Key, Words]]

_HELP, _BACK, _QUIT, _SIGN_OUT = (_("Help"), "?"), _("Back"), _("Quit"), _("Sign out")
_SHOW, _HIDE = (_("Show what I type"), _("Show")), (_("Hide what I type"), _("Hide"))


def named_keys(visit: Visit, asked: Asked, beside: NamedKeys) -> tuple[NamedKeys, NamedKeys]:
    """Return the keys of a page and of what stands `beside` it; then those named only where there is room."""
    language = visit.next_language
    keys: list[tuple[Key, Words]] = [(HELP, _HELP), (LANGUAGE, (language.name, language.code.upper()))]
    if SECRETS.of_use(asked.page):
        keys.append((SECRETS, _HIDE if asked.secrets_shown else _SHOW))
    keys += beside
    if GO_BACK.of_use(asked.page):
        keys.append((GO_BACK, _BACK))
    quits = [(QUIT, _QUIT)] if visit.surroundings.quits else []
    # The way out: one who is signed in signs out first.
    out, besides = ([(SIGN_OUT, _SIGN_OUT)], quits) if visit.signs_out else (quits, [])
    return [*keys, *out], besides
