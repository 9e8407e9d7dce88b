"""What leaves the screen for a file or a printer, in words."""

from __future__ import annotations

from i18n import _
from store import Refusal
from tui.wording.form import Sentences

SENTENCES: Sentences = {
    Refusal.FILE_EXISTS: _("There is a file of this name already. Choose another name."),
    Refusal.FILE_UNWRITABLE: _("The file cannot be written there. Choose another place."),
    Refusal.STOPPED: _("You stopped it: nothing was signed."),
    Refusal.NO_PRINTER: _("There is no printer."),
    Refusal.PRINT_FAILED: _("The printer did not take it."),
}
