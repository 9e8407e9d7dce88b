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


@dataclass(frozen=True)
class PrinterRoute:
    """Prints each slip."""

    prints: Callable[[PrintedSlip], None]

    @classmethod
    def of(cls, settings: Settings) -> PrinterRoute:
        """Return the route to the printer of the settings, or to what takes its place in them."""

        def prints(slip: PrintedSlip) -> None:
            if settings.prints_slips is not None:
                settings.prints_slips(slip.title, slip.text)
                return
            # A third, as where a printer refuses, the system is asked besides which printers there are.
            print_sheet(slip.title, laid_out(slip), SEND_WITHIN / 3, settings.printer.name)

        return cls(prints)

    @contextmanager
    def open(self) -> Iterator[Send]:
        """Give what prints slips. It raises `WayClosed` SLIP_NO_PRINTER, SLIP_NOT_PRINTED."""
        yield self._send

    def _send(self, message: Outgoing) -> None:
        assert isinstance(message, PrintedSlip)
        try:
            self.prints(message)
        except Problem as problem:
            raise WayClosed(_REFUSALS[problem.refusal]) from None


_REFUSALS = {
    Refusal.NO_PRINTER: Refusal.SLIP_NO_PRINTER,
    Refusal.PRINT_FAILED: Refusal.SLIP_NOT_PRINTED,
}


def laid_out(slip: PrintedSlip) -> str:
    """Return the sheet, as wide as printers put characters on one, with the code in spaced groups."""
    lines = ["", slip.title.upper(), "=" * _WIDTH, ""]
    for paragraph in slip.text.strip().split("\n\n"):
        if paragraph == slip.code:
            groups = (" ".join(group) for group in paragraph.split("-"))
            lines += ["-" * _WIDTH, "", "    ".join(groups).center(_WIDTH).rstrip(), "", "-" * _WIDTH, ""]
        else:
            lines += [*wrap(paragraph, _WIDTH, break_long_words=False), ""]
    return indent("\n".join(lines), _MARGIN)
