"""Keeping what is shown: copied, downloaded or printed (PRODUCT §4, §6, seed 000)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from i18n import Message, _
from store import Problem, Refusal
from store.accounts.store import Store
from tui.pages import CANCEL, Action, Answers, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

COPY = Action("copy", _("Copy"))
DOWNLOAD = Action("download", _("Download"))
PRINT = Action("print", _("Print"))


@dataclass(frozen=True, repr=False)
class Sheet:
    """What a person keeps: `text` for the clipboard, `paper` for the printer or the `file` of that name."""

    title: str
    text: str
    paper: str
    file: str


def ways_to_keep(visit: Visit) -> tuple[Action, ...]:
    """Return the actions of a page that shows a sheet, those the place allows; `keep` carries them out."""
    place = visit.surroundings
    allowed = {COPY: visit.copier is not None, DOWNLOAD: place.saves, PRINT: place.prints}
    return tuple(way for way, is_allowed in allowed.items() if is_allowed)


async def keep(visit: Visit, sheet: Sheet, way: str) -> None:
    """Keep a sheet in the way of that action's name; the next page says what came of it."""
    match way:
        case COPY.name if visit.copier is not None:
            visit.copier(sheet.text)
            sent = _("Sent to your terminal. Paste it somewhere safe to see whether it arrived.")
            visit.say(Paragraph(sent, "success"))
        case DOWNLOAD.name if visit.surroundings.saves:
            await _download(visit, sheet)
        case PRINT.name if visit.surroundings.prints:
            visit.say(await _print(visit, sheet))
        case _:
            raise ValueError(f"the place does not allow {way}")


async def _download(visit: Visit, sheet: Sheet) -> None:
    def save(_store: Store, answers: Answers) -> str:
        return str(visit.paper.save(answers["file"], [sheet.paper]))

    file = await visit.look(lambda _store: visit.paper.free_name(sheet.file))
    with suppress(WentBack):
        path = await visit.perform(download_page(file, visit.paper.where), save)
        visit.say(Paragraph(_("Saved in {path}. Only you can read the file.", path=path), "success"))


async def _print(visit: Visit, sheet: Sheet) -> Paragraph:
    try:
        await visit.look(lambda _store: visit.paper.print(sheet.title, sheet.paper))
    except Problem as problem:
        return Paragraph(_not_printed(problem, another_way=len(ways_to_keep(visit)) > 1), "warning")
    return Paragraph(_("Sent to the printer. Take the sheet before you go on."), "success")


def _not_printed(problem: Problem, *, another_way: bool) -> Message:
    if problem.refusal is Refusal.NO_PRINTER:
        if another_way:
            return _("There is no printer. Choose another way, or write it down.")
        return _("There is no printer. Write it down.")
    if another_way:
        return _("The printer did not take it. Choose another way, or write it down.")
    return _("The printer did not take it. Write it down.")


def download_page(file: str, where: Message) -> Page:
    return Page(
        "download",
        _("Download"),
        (Paragraph(_("It is written to a file that only you can read.")),),
        (
            Field(
                "file",
                _("Name of the file"),
                hint=where,
                value=file,
            ),
        ),
        (submit(_("Save")), CANCEL),
        help=(
            _("The file is on the machine that Macle runs on. Over a network, that is not where you sit."),
            _("Whoever reads the file can use what is in it. Move it somewhere safe, apart from your phone."),
        ),
    )
