"""What the help tells besides the commands: the variables that Macle heeds, and its exit statuses."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping, Sequence

from i18n import Language, Message, _

DONE, REFUSED, WRONG_USAGE, NOTHING_TO_DO, FAULTS_FOUND, WARNED = range(6)
INTERRUPTED, NOBODY_READS = 130, 141
OF_FEW = NOTHING_TO_DO, FAULTS_FOUND, WARNED
"""What few commands end with."""

STATUSES = {
    str(DONE): _("done"),
    str(REFUSED): _("refused, or something went wrong: a sentence says what"),
    str(WRONG_USAGE): _("the command line cannot be understood, or something is missing"),
    str(NOTHING_TO_DO): _("there was nothing to do"),
    str(FAULTS_FOUND): _("faults were found"),
    str(WARNED): _("there are warnings, and no fault"),
    "128+N": _("ended by the signal N: 130 by Ctrl+C, 129 when the terminal was closed"),
}
VARIABLES = {
    "MACLE_HOME": _("the data folder, a full path; else ~/.local/share/macle, or as XDG_DATA_HOME says"),
    "MACLE_STATE": _(
        "the folder to leave out of backups; else ~/.local/state/macle, or as XDG_STATE_HOME says"
    ),
    "LANGUAGE, LC_ALL, LC_MESSAGES, LANG": _("the language, where neither --lang nor the account says it"),
    "TERM": _("the kind of terminal: “dumb” gives line prompts"),
    "COLORTERM, NO_COLOR": _("whether there are 16 million colours, or none"),
    "TZ": _("the time zone in which times are told"),
    "LPDEST, PRINTER, CUPS_SERVER": _("the printer, and its server, for what is printed"),
    "SSH_CONNECTION": _("from where the person came: their history tells it"),
}
_IN_EXAMPLES = (
    _("She left."),
    _("It was her."),
    _("Blurred"),
    _("Typos"),
    _("the disk failed"),
    _("people.csv"),
    _("password.txt"),
    _("you@example.org"),
)
"""What stands in examples in the person's language."""
_INDENT, _COLUMN = 2, 24
"""Where argparse puts names and what it says of them."""


def example(lines: Sequence[str], language: Language) -> str:
    """Return what one could type, as a part of the help; nothing where there is no line of it."""
    if not lines:
        return ""
    shown = (f"{' ' * _INDENT}{in_example(line, language)}" for line in lines)
    return "\n".join(("", language.say(_("{label}:", label=_("Example"))), *shown)) + "\n"


def in_example(line: str, language: Language) -> str:
    """Return a line of an example with its words in a language."""
    for words in _IN_EXAMPLES:
        line = line.replace(words.text, language.say(words))
    return line


def statuses(language: Language, own: Sequence[int] = OF_FEW) -> str:
    """Return what the exit statuses mean, as a part of the help: those of every command, and its `own`."""
    others = {str(status) for status in OF_FEW if status not in own}
    rows = {status: meaning for status, meaning in STATUSES.items() if status not in others}
    return _part(_("Exit statuses"), rows, language)


def variables(language: Language) -> str:
    """Return which variables of the environment are heeded, as a part of the help."""
    return _part(_("Environment variables"), VARIABLES, language)


def _part(title: Message, rows: Mapping[str, Message], language: Language) -> str:
    width = max(shutil.get_terminal_size().columns - 2, _COLUMN * 2)
    lines = ["", language.say(_("{label}:", label=title))]
    for name, meaning in rows.items():
        head = f"{' ' * _INDENT}{name}"
        if len(head) > _COLUMN - 2:
            lines.append(head)
            head = ""
        lines.append(
            textwrap.fill(
                language.say(meaning),
                width,
                initial_indent=head.ljust(_COLUMN),
                subsequent_indent=" " * _COLUMN,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines) + "\n"
