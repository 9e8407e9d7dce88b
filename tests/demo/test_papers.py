"""Profiles and personal keys in the demo: the help page's steps, with the papers beside the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from i18n import ENGLISH, Language
from store import Problem, Secret, Session
from tests.demo.conftest import PASSWORD, Demo, Visitor, in_both_languages
from tests.demo.test_throwaway import COMMAND
from tests.town import IDENTITY
from tui.demo.desk import DECIDES, accepted_words
from tui.demo.inbox import Envelope
from tui.demo.people import PEOPLE, Card

WIDE = (140, 40)
OF_CAMILLE = 3
"""Her key among the papers at first, below what was laid there last."""


SaidTo: TypeAlias = Callable[[Sequence[str]], str]


@pytest.fixture
def said_to(tmp_path: Path, temporary_folder: Path) -> SaidTo:
    """What the demo at line prompts says to whoever types some lines."""

    def says(lines: Sequence[str]) -> str:
        return subprocess.run(
            [sys.executable, *COMMAND, "--plain"],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(temporary_folder)},
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    return says


async def presses(visitor: Visitor, action: str, page: str) -> None:
    await visitor.takes(action)
    await visitor.comes_to(page)


async def says_who_they_are(visitor: Visitor) -> None:
    """Verify one's identity, from the page before it to the account page, which says that it was sent."""
    await presses(visitor, "submit", "verify-document")
    await presses(visitor, IDENTITY.document_kind, "verify-identity")
    await visitor.fills_in(
        legal_name=IDENTITY.legal_name,
        birth_date="17/05/1990",
        number=IDENTITY.document_number,
        address=IDENTITY.address,
    )
    await visitor.comes_to("verify-confirm")
    await visitor.fills_in(password=PASSWORD)
    await visitor.comes_to("account")
    assert visitor.words("Said")


async def is_accepted(visitor: Visitor, username: str, language: Language = ENGLISH) -> None:
    """Wait until the operator is said to have accepted the request, and the mail has come."""
    await visitor.sees(lambda: language.say(accepted_words(username)) in visitor.words("#desk"))
    await visitor.sees(lambda: f"{username}@example.org" in visitor.words("#mailbox"))


async def verifies_and_gets_key(visitor: Visitor, username: str, language: Language) -> None:
    """Verify one's identity, and go on to the key once the operator has accepted."""
    await says_who_they_are(visitor)
    await is_accepted(visitor, username, language)
    await presses(visitor, "activity", "activity")
    await presses(visitor, "back", "account")
    await presses(visitor, "get-key", "get-key")
    await visitor.fills_in(password=PASSWORD)
    await visitor.comes_to("personal-key")


async def takes_key_from_papers(visitor: Visitor, index: int = 0) -> str:
    """Go to the papers, take the key of the sheet there, and return it."""
    code = visitor.devices.papers.items[index].code
    assert code is not None
    visitor.screen.set_focus(None)
    await visitor.presses("f4")
    if visitor.focused is not visitor.devices.papers:
        await visitor.presses("tab")
    await visitor.sees(
        lambda: visitor.focused is visitor.devices.papers and not visitor.devices.papers.folded
    )
    await visitor.presses(*["down"] * index, "enter")
    return code


@in_both_languages
async def test_camille_reactivates_her_profile_with_the_key_among_the_papers(
    demo: Demo, language: Language
) -> None:
    async with demo(language=language) as visitor:
        await visitor.signs_in("camille-b")
        await visitor.comes_to("account")
        await visitor.sees(lambda: visitor.devices.papers.items)
        await presses(visitor, "reactivate", "have-key-or-not")
        await presses(visitor, "have-key", "enter-key")
        key = await takes_key_from_papers(visitor, OF_CAMILLE)
        await visitor.sees(lambda: visitor.typed("key") == key)
        await visitor.presses("enter")
        await visitor.comes_to("re-enter-password")
        await visitor.fills_in(password=PASSWORD)
        await visitor.comes_to("personal-key")
        lay_there = len(visitor.devices.papers.items)
        await presses(visitor, "print", "personal-key")
        await visitor.sees(lambda: len(visitor.devices.papers.items) == lay_there + 1)
        assert visitor.devices.papers.items[0].code not in {None, key}


@pytest.mark.more
async def test_a_click_on_a_folded_sheet_opens_it_and_another_takes_its_key(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("camille-b")
        await visitor.comes_to("account")
        await visitor.sees(lambda: visitor.devices.papers.items)
        key = visitor.devices.papers.items[OF_CAMILLE].code
        assert key is not None
        assert "camille-b" in visitor.words("#papers")
        assert key not in visitor.words("#papers")
        await presses(visitor, "reactivate", "have-key-or-not")
        await presses(visitor, "have-key", "enter-key")
        await visitor.pilot.click(visitor.screen.query("#papers Envelope")[OF_CAMILLE])
        await visitor.sees(lambda: key in visitor.words("#papers"))
        assert visitor.devices.mailbox.folded
        await visitor.pilot.click(visitor.screen.query("#papers Envelope")[OF_CAMILLE])
        await visitor.sees(lambda: visitor.typed("key") == key)


@pytest.mark.more
@in_both_languages
async def test_sacha_whose_key_is_lost_verifies_again_and_gets_another(
    demo: Demo, language: Language
) -> None:
    async with demo(WIDE, language) as visitor:
        await visitor.signs_in("sacha-roy")
        await visitor.comes_to("account")
        await presses(visitor, "reactivate", "have-key-or-not")
        await presses(visitor, "have-key", "enter-key")
        await presses(visitor, "no-key", "without-key")
        await presses(visitor, "submit", "verify-before")
        await verifies_and_gets_key(visitor, "sacha-roy", language)


async def test_dominique_opens_her_profile_and_keeps_her_key_on_paper_and_in_a_file(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("dominique")
        await visitor.comes_to("second-step-app")
        await visitor.takes_the_code()
        await visitor.presses("enter")
        await visitor.comes_to("account")
        await presses(visitor, "profile", "open-profile")
        await visitor.fills_in(password=PASSWORD)
        await visitor.comes_to("profile")
        assert "Dominique Tremblay" in visitor.words()
        await presses(visitor, "see-key", "personal-key")
        await presses(visitor, "print", "personal-key")
        await visitor.sees(lambda: visitor.devices.papers.items[0].lead == "dominique")
        await presses(visitor, "download", "download")
        await visitor.fills_in(file="/somewhere/else/my-key.txt")
        await visitor.comes_to("personal-key")
        await visitor.sees(lambda: visitor.devices.papers.items[0].title == "my-key.txt")
        printed, saved = visitor.devices.papers.items[1], visitor.devices.papers.items[0]
        assert printed.code == saved.code != visitor.devices.papers.items[2].code
        assert "my-key.txt" in visitor.words("#papers")
        [file] = visitor.door.settings.home.rglob("my-key.txt")
        assert saved.code is not None
        assert saved.code in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
        assert str(file) in visitor.words("#papers")


@in_both_languages
async def test_a_request_is_accepted_at_once_and_the_person_gets_their_key(
    demo: Demo, language: Language
) -> None:
    async with demo(WIDE, language) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await presses(visitor, "verify", "verify-before")
        await verifies_and_gets_key(visitor, "alexandre", language)


async def test_that_a_request_was_accepted_is_not_said_once_its_person_has_signed_out(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await presses(visitor, "verify", "verify-before")
        await says_who_they_are(visitor)
        await is_accepted(visitor, "alexandre")
        await visitor.presses("f9")
        await visitor.comes_to("welcome")
        assert visitor.words("#desk").strip() == ""


@pytest.mark.more
async def test_a_request_is_accepted_a_year_later_too(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.door.inhabited)
        await visitor.takes("one-year")
        await visitor.signs_in("alexandre")
        await visitor.comes_to("password-expired")
        await visitor.fills_in(new="Chouette-2027?", confirmation="Chouette-2027?")
        await visitor.comes_to("account")
        store = visitor.door.open()
        session = store.sign_in.with_password("alexandre", Secret("Chouette-2027?"), "")
        store.verification.request(session, IDENTITY, Secret("Chouette-2027?"))
        await is_accepted(visitor, "alexandre")
        assert store.sign_in.with_password(DECIDES, Secret(PASSWORD), "")


async def test_what_the_operator_wrote_anew_is_shown_where_it_lay(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        door, store, papers = visitor.door, visitor.door.open(), visitor.devices.papers
        door.papers.file("lucia-vera", "list.pem", ["before"], door.clock())
        await visitor.sees(lambda: "list.pem" in [item.title for item in papers.items])
        lay_there = len(papers.items)
        assert door.papers.rewrite("lucia-vera", "list.pem", "anew", door.clock(), by=DECIDES)
        session = store.sign_in.with_password("alexandre", Secret(PASSWORD), "")
        store.verification.request(session, IDENTITY, Secret(PASSWORD))
        await is_accepted(visitor, "alexandre")
        assert len(papers.items) == lay_there
        [shown] = [item for item in papers.items if item.title == "list.pem"]
        assert shown.text == "anew"


def operator_signs_in(visitor: Visitor) -> Session:
    """Sign in the operator who accepts requests, with a code of their app, the one that is still unused."""
    store, door = visitor.door.open(), visitor.door
    session = store.sign_in.with_password(DECIDES, Secret(PASSWORD), "")
    method, *_others = store.second_step.ways(session).methods
    for ahead in (0, 30):
        [shown] = door._desk.app.codes(door.clock() + timedelta(seconds=ahead))
        with suppress(Problem):
            store.second_step.enter(session, method.id, Secret(shown.code))
            return session
    raise AssertionError


async def test_the_operator_does_not_accept_her_own_request(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        store = visitor.door.open()
        theirs = store.sign_in.with_password("alexandre", Secret(PASSWORD), "")
        for session in (operator_signs_in(visitor), theirs):
            store.verification.request(session, IDENTITY, Secret(PASSWORD))
        await is_accepted(visitor, "alexandre")
        operator = operator_signs_in(visitor)
        assert [request.username for request in store.decisions.pending(operator)] == [DECIDES]


async def test_requests_wait_once_someone_took_the_operators_password(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        store = visitor.door.open()
        new = Secret("Chouette-2027?")
        await visitor.devices.look()
        operator = operator_signs_in(visitor)
        store.password.change(operator, Secret(PASSWORD), new, new)
        session = store.sign_in.with_password("alexandre", Secret(PASSWORD), "")
        store.verification.request(session, IDENTITY, Secret(PASSWORD))
        for _look in range(10):
            await visitor.devices.look()
        assert len(store.decisions.pending(operator)) == 1
        assert store.sign_in.with_password(DECIDES, new, "")


async def test_mail_leaves_whoever_reads_papers_where_they_are(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.devices.papers.items)
        await visitor.presses("f4", "tab")
        await visitor.sees(lambda: visitor.devices.mailbox.folded)
        visitor.door.open().reset.request("alexandre@example.org", ENGLISH, "")
        await visitor.sees(lambda: visitor.devices.mailbox.query(Envelope))
        assert visitor.devices.mailbox.folded
        await visitor.presses("f4")
        visitor.door.open().reset.request("alexandre@example.org", ENGLISH, "")
        await visitor.sees(lambda: not visitor.devices.mailbox.folded)
        assert visitor.devices.papers.folded


@pytest.mark.more
def test_a_plain_demo_prints_papers_and_says_that_a_request_was_accepted(said_to: SaidTo) -> None:
    verify = ["1", IDENTITY.legal_name, "17/05/1990", IDENTITY.document_number, IDENTITY.address]
    lines = ["1", "camille-b", PASSWORD, "6", "1", "alexandre", PASSWORD, "1", "1", *verify, PASSWORD]
    said = said_to([*lines, "", "/quit"])
    assert "Among the papers: Macle personal key" in said, said
    waits = said.index("Your request was sent")
    accepted = said.index(ENGLISH.say(accepted_words("alexandre")))
    assert waits < accepted < said.index("New message: Your identity has been verified")


@pytest.mark.more
def test_a_plain_demo_prints_what_lucia_signs_once_she_has_given_her_document(said_to: SaidTo) -> None:
    said = said_to(["1", card_of("lucia-vera").number, PASSWORD, "/back", "/quit"])
    for title in ("letter.txt", "trusted.pem", "Macle activation code"):
        assert f"Among the papers: {title}\n" in said, said
    assert "Authenticator app of lucia-vera: " in said


def test_a_plain_demo_says_where_a_file_is_and_prints_the_lines_of_a_sheet_as_they_are(
    said_to: SaidTo, temporary_folder: Path
) -> None:
    card = card_of("lucia-vera")
    said = said_to(["1", card.number, PASSWORD, "/back", "/quit"])
    assert re.search(rf"^{temporary_folder}/\S+/papers/trusted\.pem$", said, re.MULTILINE), said
    assert "BEGIN CERTIFICATE" not in said
    assert f"Document number: {card.number}\nGood until (contrast datum): {card.contrast}\n" in said


@pytest.mark.more
def test_a_plain_demo_prints_no_papers_of_others_where_ines_activates_her_password(said_to: SaidTo) -> None:
    said = said_to(["6", "/back", "/quit"])
    assert "Among the papers: Macle activation code\n" in said, said
    assert card_of("ines-gomez").number in said
    assert "trusted.pem" not in said


@pytest.mark.more
@in_both_languages
async def test_ines_sets_her_password_with_the_slip_and_the_code_on_her_phone(
    demo: Demo, language: Language
) -> None:
    async with demo(WIDE, language) as visitor:
        await visitor.takes("activate")
        await visitor.comes_to("activate")
        await visitor.sees(lambda: visitor.devices.papers.items)
        assert card_of("ines-gomez").number in visitor.devices.papers.items[0].text
        slip = visitor.devices.papers.items[1].code
        await visitor.fills_in(
            document=card_of("ines-gomez").number, email="ines-gomez@example.org", code=str(slip)
        )
        await visitor.comes_to("activation-phone")
        await visitor.sees(lambda: visitor.devices.phone.items)
        await visitor.fills_in(code=str(visitor.devices.phone.items[0].code))
        await visitor.comes_to("set-permanent-password")
        await visitor.fills_in(new=PASSWORD, confirmation=PASSWORD)
        await visitor.comes_to("next-activation-code")
        await presses(visitor, "print", "next-activation-code")
        await visitor.sees(lambda: visitor.devices.papers.items[0].code not in {None, slip})
        assert visitor.devices.papers.items[0].lead == "ines-gomez"


def card_of(username: str) -> Card:
    [card] = [person.card for person in PEOPLE if person.username == username]
    assert card is not None
    return card
