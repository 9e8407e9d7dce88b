"""The route to the printer: each slip goes straight to paper, and never into a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import indent, wrap

from store.messages.message import Outgoing, PrintedSlip
from store.messages.routes.route import Send, WayClosed
from store.printing import print_sheet
from store.problems import Problem, Refusal
from store.rules.limits import SEND_WITHIN
from store.settings import Settings

_WIDTH, _MARGIN = 66, " " * 7
"""Characters of a line, and what is left before it: a sheet has room for some 80."""
_REFUSALS = {
    Refusal.NO_PRINTER: Refusal.SLIP_NO_PRINTER,
    Refusal.PRINT_FAILED: Refusal.SLIP_NOT_PRINTED,
}


@dataclass(frozen=True)
class PrinterRoute:
    """Prints each slip by its title and its text."""

    prints: Callable[[str, str], None]

    @classmethod
    def of(cls, settings: Settings) -> PrinterRoute:
        """Return the route to the printer of the settings, or to what takes its place in them."""

        def prints(title: str, text: str) -> None:
            # A third, as where a printer refuses, the system is asked besides which printers there are.
            print_sheet(title, laid_out(title, text), SEND_WITHIN / 3, settings.printer.name)

        return cls(settings.prints_slips or prints)

    @contextmanager
    def open(self) -> Iterator[Send]:
        """Give what prints slips. It raises `WayClosed` SLIP_NO_PRINTER, SLIP_NOT_PRINTED."""
        yield self._send

    def _send(self, message: Outgoing) -> None:
        assert isinstance(message, PrintedSlip)
        try:
            self.prints(message.title, message.text)
        except Problem as problem:
            raise WayClosed(_REFUSALS[problem.refusal]) from None


def laid_out(title: str, text: str) -> str:
    """Return a sheet with a title and paragraphs, as wide as printers put characters on one.

    A paragraph of one word is a code, which stands out in spaced groups.
    """
    lines = ["", title.upper(), "=" * _WIDTH, ""]
    for paragraph in text.strip().split("\n\n"):
        if len(paragraph.split()) == 1:
            groups = (" ".join(group) for group in paragraph.split("-"))
            lines += ["-" * _WIDTH, "", "    ".join(groups).center(_WIDTH).rstrip(), "", "-" * _WIDTH, ""]
        else:
            lines += [*wrap(paragraph, _WIDTH, break_long_words=False), ""]
    return indent("\n".join(lines), _MARGIN)
