"""Whoever cannot go on alone reads where the help desk is; where there is none, nobody is sent to one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from i18n import LANGUAGES, Language, _
from store.messages.letters import help_desk
from store.messages.letters.help_desk import Matter
from store.settings import HelpDesk, Where
from tests.help_desk import DESK, names_the_desk, sends_to_a_desk
from tui.help_desk import with_matters
from tui.pages import Page
from tui.reading import block_lines

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
MATTERS = {name: one for name, one in vars(help_desk).items() if isinstance(one, Matter)}


def on_a_page(matter: Matter, desk: HelpDesk, language: Language) -> str:
    page = with_matters(Page("stuck", _("Help"), matter=matter), desk)
    return "\n".join(block_lines(page, language, NOON))


def in_the_help(matter: Matter, desk: HelpDesk, language: Language) -> str:
    page = with_matters(Page("stuck", _("Help"), matter_of_help=matter), desk)
    assert page.blocks == ()
    return "\n".join(map(language.say, page.help))


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS)
@pytest.mark.parametrize("said", [on_a_page, in_the_help])
def test_a_matter_for_the_desk_is_said_with_its_place_hours_and_contact_or_not_at_all(
    said: object, matter: Matter, language: Language
) -> None:
    assert callable(said)
    there = said(matter, DESK, language)
    assert sends_to_a_desk(there)
    assert names_the_desk(there, language.code)
    nowhere = said(matter, HelpDesk(), language)
    assert not sends_to_a_desk(nowhere)
    assert nowhere.strip() == ("" if matter.alone is None else language.say(matter.alone))


def test_what_the_administrator_wrote_steers_no_terminal() -> None:
    hostile = Where(place="\x1b[2Jhere", hours="[/b]", contact="\u202e4321")
    for language in LANGUAGES.values():
        desk = HelpDesk(en=hostile, fr=hostile)
        for said in (on_a_page, in_the_help):
            words = said(help_desk.LOST_CODE, desk, language)
            assert not {"\x1b", "\u202e"} & set(words)
            assert "[/b]" in words
