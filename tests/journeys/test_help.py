"""Each page that asks for something has a word about itself, besides the list of keys."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from i18n import ENGLISH, _
from store import Identity, OpenedReset, ProfileStatus
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES
from tui.journeys import endings
from tui.journeys.methods import recovery_codes
from tui.journeys.password import activation, password, recovery_questions, reset, resetting
from tui.journeys.password.new_password import password_checks
from tui.journeys.profile import keep, personal_key, profile, reactivation, verification
from tui.pages import Page, Paragraph
from tui.paper import SystemPaper
from tui.surroundings import OWN_TERMINAL

_THEN = datetime(2026, 3, 14, 12, tzinfo=UTC)
_OWNER = Owner("alexandre", "alexandre@example.org")
_POLICY = POLICIES["sales-connect"]
_CHECKS = password_checks(_POLICY, _OWNER)
_STATUS = ProfileStatus(None, None, None, None)
_IDENTITY = Identity("Camille Été", date(1990, 5, 31), "dni", "12345678Z", "1, rue du Puits, Montréal")
_PAGES = (
    endings.session_over_page(OWN_TERMINAL, idle=True),
    keep.download_page("macle-codes.txt", SystemPaper.where),
    password.confirm_page(),
    password.expired_page(_CHECKS),
    personal_key.kept_page(_("Type the first group of four characters")),
    profile.get_key_page(),
    profile.open_profile_page(),
    profile.replace_key_page(),
    reactivation.re_enter_password_page(),
    reactivation.without_key_page(),
    recovery_codes.kept_page(),
    recovery_questions.confirm_page(),
    resetting.cost_page(_("Your profile will be deactivated."), has_profile=True, tested=False),
    resetting.test_key_page(None),
    reset.set_password_page(_POLICY, OpenedReset(_OWNER, _THEN, _STATUS, None)),
    activation.set_password_page(_POLICY, OpenedReset(_OWNER, _THEN, _STATUS, is_first=True)),
    activation.kept_page(),
    activation.renewal_page(),
    reset.set_password_page(_POLICY, OpenedReset(_OWNER, _THEN, _STATUS, invites=True)),
    verification.document_page(),
    verification.confirm_page(_IDENTITY),
)


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_a_page_that_asks_something_says_what_for(page: Page) -> None:
    assert page.help


@pytest.mark.parametrize("replaces", [False, True])
def test_the_rules_of_an_answer_stand_beside_it(replaces: bool) -> None:
    page = recovery_questions.answers_page((3, 7, 11), replaces)
    said = [ENGLISH.say(block.text) for block in page.blocks if isinstance(block, Paragraph)]
    assert any("at least 3 letters or digits" in one for one in said)
