"""What histories and letters call a removal: by what was lost; another registered phone is no removal."""

from __future__ import annotations

import re

import pytest

from i18n import ENGLISH, LANGUAGES, Language
from store import ActFilter, Happening, Removable, ToRemove
from tests.journeys.conftest import Arrival, sign_in
from tests.journeys.desk.conftest import LedTo
from tests.lost import Lost
from tests.town import Town
from tui.journeys.desk.person import person
from tui.journeys.desk.supervising import acts_page, as_csv
from tui.journeys.methods.words import changed
from tui.pages import Table
from tui.wording.events import happening

_ANOTHER_PHONE = ToRemove(Removable.REGISTERED_PHONE, phone="612345678")
_ALL = {"operator": "", "kind": "", "days": ""}
"""What is chosen where all is to be shown."""
_OF_A_REMOVAL = [one for one in Happening if re.search(r"removal(-|$)", one.value)]


@pytest.fixture
def lost(town: Town) -> Lost:
    return Lost(town)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("event", _OF_A_REMOVAL, ids=lambda event: event.value)
def test_each_event_has_words_for_each_thing(event: Happening, language: Language) -> None:
    kinds = ("app", "phone", "recovery-codes", "questions", "registered-phone")
    said = {language.say(changed(event, kind) or happening(event, kind)) for kind in (*kinds, None)}
    assert len(said) == len(kinds) + 1
    another = language.say(happening(event, "registered-phone")).lower()
    assert "remov" not in another
    assert "suppression" not in another


async def test_the_desk_says_what_was_lost(lost: Lost, led_to: LedTo) -> None:
    lost.approved()
    operator = await led_to(lambda visit: person(visit, lost.account))
    await operator.chooses("events")
    assert "Removal approved at the help desk (phone)" in operator.says()


async def test_the_person_reads_what_was_to_be_removed(town: Town, lost: Lost, arrives: Arrival) -> None:
    lost.approved()
    town.clock.advance(minutes=1)
    maxime = await arrives()
    await sign_in(maxime, "maxime-tr")
    await maxime.answers(code=town.sms_code().reveal())
    await maxime.chooses("activity")
    assert "Removal approved at the help desk (phone)" in maxime.says()
    assert "Removal ended: no longer needed (phone)" in maxime.says()


async def test_whoever_is_left_without_a_second_step_reads_it_until_there_is_one(
    town: Town, lost: Lost, arrives: Arrival
) -> None:
    lost.approved()
    lost.over()
    maxime = await arrives()
    await sign_in(maxime, "maxime-tr")
    assert "only your password protects your account now" in maxime.says()
    session = town.sign_in(lost.person)
    town.add_phone(session)
    assert not town.store.announced_removals.left_no_second_step(session)


def test_supervisors_read_what_was_lost_on_their_page_and_in_the_file(town: Town, lost: Lost) -> None:
    lost.account = town.register()
    lost.asked(_ANOTHER_PHONE)
    acts = lost.store.supervisors.acts(
        lost.second, ActFilter(happenings=frozenset({Happening.REMOVAL_ASKED}))
    )
    said = "Another registered phone asked for at the help desk"
    assert said in "".join(as_csv(acts.acts, ENGLISH))
    [table] = [
        block
        for block in acts_page(acts, (), town.clock.now, _ALL, has_newer=False, saves=True).blocks
        if isinstance(block, Table)
    ]
    assert [ENGLISH.say(row[2]).startswith(said) for row in table.rows] == [True]


def test_letters_of_another_registered_phone_speak_of_no_removal(town: Town, lost: Lost) -> None:
    lost.account = town.register()
    town.new_mail()
    removal = lost.approved(_ANOTHER_PHONE)
    lost.store.removals.withdraw(lost.first, removal, "A mistake.")
    letters = town.new_mail()
    assert "The phone that you were registered with stays" in {letter["Subject"] for letter in letters}
    told = " ".join(f"{letter['Subject']} {letter.get_content()}" for letter in letters)
    assert "remove" not in told + " ".join(text.text for text in town.new_texts())
