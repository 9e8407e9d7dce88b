"""What is written to people registered in person: no email sets their password, the activation code does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from i18n import ENGLISH
from store import Happening, Secret
from store.messages.letters.letter import Letter
from store.messages.letters.signing_in import _ALARMS, blocked, wrong_tries
from store.settings import utc_now
from tests.registered import Registered, activated, registered
from tests.town import TERMINAL, Town, refused


@pytest.fixture
def ines(town: Town) -> Registered:
    someone = registered(town)
    activated(town, someone)
    town.new_mail()
    return someone


def the_letter(town: Town) -> str:
    [letter] = town.new_mail()
    return str(letter.get_content())


def leads_to_the_activation(letter: str) -> bool:
    return "“Activate my password”" in letter and "Forgot password" not in letter


def test_of_wrong_tries_and_of_a_block(town: Town, ines: Registered) -> None:
    town.fails_to_sign_in(ines.document, 5)
    assert leads_to_the_activation(the_letter(town))
    town.rows("UPDATE counter SET failures = 99, opens_at = NULL")
    town.fails_to_sign_in(ines.document)
    assert leads_to_the_activation(the_letter(town))


@pytest.mark.parametrize("failed", _ALARMS)
@pytest.mark.parametrize("letter", [wrong_tries, blocked])
def test_whatever_was_tried_wrong_they_are_led_to_no_reset(
    letter: Callable[..., Letter], failed: Happening
) -> None:
    _subject, body = letter(failed, "ines", utc_now(), in_person=True).said(ENGLISH)
    assert "Forgot password" not in body


def test_of_an_accepted_verification(town: Town, ines: Registered) -> None:
    town.asks(replace(ines, username=ines.email))
    town.new_mail()
    [(request,)] = town.rows("SELECT id FROM profile")
    town.store.decisions.accept(town.operator("olive-desk"), request, "Seen.")
    assert leads_to_the_activation(the_letter(town))


def test_of_a_block_of_the_code_no_pin_is_promised(town: Town, ines: Registered) -> None:
    for number in range(5):
        code = Secret(f"0000-0000-000{number}")
        refused(town.store.activation.begin, ines.document, ines.email, code, TERMINAL)
    letter = the_letter(town)
    assert "only whoever runs Macle here can give you another" in letter
    assert "If you can still sign in" in letter
