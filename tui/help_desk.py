"""What a page says of the help desk: as the settings have it, and nowhere else (PRODUCT §10)."""

from __future__ import annotations

from dataclasses import replace

from store.messages.letters.help_desk import CONTACT, HOURS, PLACE, Matter, where
from store.settings import HelpDesk
from tui.pages import Block, Facts, Page, Paragraph


def with_matters(page: Page, desk: HelpDesk) -> Page:
    """Return a page with what it and its help say of a `desk`, or where there is none, of what is left."""
    if page.matter is None and page.matter_of_help is None:
        return page
    said = () if page.matter is None else _blocks(page.matter, desk)
    explained = () if page.matter_of_help is None else page.matter_of_help.said(desk)
    return replace(page, blocks=(*page.blocks, *said), help=(*page.help, *explained))


def _blocks(matter: Matter, desk: HelpDesk) -> tuple[Block, ...]:
    if not desk.is_known:
        return () if matter.alone is None else (Paragraph(matter.alone, "quiet"),)
    names = PLACE, HOURS, CONTACT
    return Paragraph(matter.at_the_desk), Facts(tuple(zip(names, where(desk), strict=True)))
