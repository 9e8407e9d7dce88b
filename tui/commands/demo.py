"""`macle demo`: everything with invented people, in a store that is thrown away."""

from __future__ import annotations

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.usage import Parser


def _add_arguments(parser: Parser, _language: Language) -> None:
    parser.add_argument("--plain", action="store_true")


def _demonstrate(call: Call) -> int:
    from tui.demo import run_demo

    plain = call.options.plain or not call.on_screen
    return run_demo(call.language, call.language_fixed, call.terminal, plain)


DEMO = Command(
    "demo",
    _("try everything with invented people, in a store that is thrown away (--plain: as line prompts)"),
    run=_demonstrate,
    add_arguments=_add_arguments,
)
