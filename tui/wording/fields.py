"""What any field of a page may refuse, in words."""

from __future__ import annotations

from i18n import Message, _, plural
from store import Problem, Refusal
from tui.wording.form import Sentences


def _missing(problem: Problem) -> Message:
    if problem.field == "reason":
        return _("Give a reason.")
    return _("Fill in this field.")


def _too_long(problem: Problem) -> Message:
    limit = problem.facts["limit"]
    return plural(
        "This is too long: at most {count} character.",
        "This is too long: at most {count} characters.",
        limit,
    )


SENTENCES: Sentences = {
    Refusal.MISSING: _missing,
    Refusal.TOO_LONG: _too_long,
    Refusal.UNREADABLE: _(
        "Some of these characters cannot be read. Set your terminal to UTF-8, or type others."
    ),
    Refusal.WEB_ADDRESS: _(
        "A reason holds no web address. Say it without one, and with a space after each full stop."
    ),
    Refusal.REASON_SHORT: _("Say why in a few words."),
    Refusal.TEXT_CHARACTERS: _("This holds characters that cannot be shown. Type it again."),
    Refusal.NOT_TICKED: _("You can go on once this is so."),
    Refusal.NOT_COMPARED: _("Accept only if each line stands so on the document. If one does not, refuse."),
}
