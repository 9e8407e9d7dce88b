"""The second step in the demo: codes from the authenticator app and the phone, taken into the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from i18n import Language, _
from store import Challenge, Secret
from store.rules import totp
from store.values.methods import Method
from tests.demo.conftest import PASSWORD, Demo, Visitor, in_both_languages
from tests.demo.test_throwaway import COMMAND
from tui.demo.authenticator import Authenticator
from tui.demo.messages import received
from tui.journeys.methods.confirming import confirmed_page
from tui.journeys.methods.method_codes import Sending, code_page
from tui.journeys.methods.phone import delete_page
from tui.pages import Page, QrCode

WIDE, NARROW = (140, 40), (80, 24)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
THEN = datetime(2026, 3, 14, 9, 26, 50, tzinfo=UTC)
at_both_sizes = pytest.mark.parametrize("size", [NARROW, pytest.param(WIDE, marks=pytest.mark.more)])


def page_of(address: str) -> Page:
    return Page("app-setup", _("Set up the app"), (QrCode(Secret(address)),))


async def clicks(visitor: Visitor, what: str) -> None:
    """Click on a message, or a code of the app, once it is to be seen."""
    await visitor.sees(lambda: visitor.screen.query(what) and visitor.screen.query(what).first().region)
    await visitor.pilot.click(what)


async def comes_to_the_code(visitor: Visitor, username: str, page: str) -> None:
    await visitor.signs_in(username)
    await visitor.comes_to(page)


async def chooses_a_phone(visitor: Visitor) -> None:
    """From the page of the app's code, have one sent to a phone."""
    await visitor.takes("other-method")
    await visitor.comes_to("second-step-methods")
    assert visitor.screen.page is not None
    await visitor.takes(visitor.screen.page.choices[1].name)
    await visitor.comes_to("second-step-phone")
    await visitor.sees(lambda: visitor.devices.phone.items)


@in_both_languages
@at_both_sizes
async def test_dominique_signs_in_with_the_code_that_her_app_shows(
    demo: Demo, size: tuple[int, int], language: Language
) -> None:
    async with demo(size, language) as visitor:
        await comes_to_the_code(visitor, "dominique", "second-step-app")
        await visitor.sees(lambda: visitor.devices.app_codes.codes)
        code = await visitor.takes_the_code()
        assert re.fullmatch(r"\d{6}", code)
        await visitor.presses("enter")
        await visitor.comes_to("account")


@pytest.mark.more
async def test_dominique_signs_in_with_a_code_sent_to_her_phone(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await comes_to_the_code(visitor, "dominique", "second-step-app")
        await chooses_a_phone(visitor)
        code = await visitor.takes_the_code()
        assert visitor.devices.phone.items[0].code == code
        await visitor.presses("enter")
        await visitor.comes_to("account")


async def test_maxime_signs_in_with_his_only_phone_and_is_told_what_he_risks(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await comes_to_the_code(visitor, "maxime-tr", "second-step-phone")
        await visitor.sees(lambda: visitor.devices.phone.items)
        await clicks(visitor, "#phone Envelope")
        await visitor.sees(lambda: visitor.typed("code") != "")
        await visitor.presses("enter")
        await visitor.comes_to("account")
        await visitor.takes("settings")
        await visitor.comes_to("settings")
        assert "One phone, no backup" in visitor.words()


@pytest.mark.more
@in_both_languages
@at_both_sizes
async def test_the_app_scans_the_page_that_sets_it_up_and_its_codes_then_sign_in(
    demo: Demo, size: tuple[int, int], language: Language
) -> None:
    async with demo(size, language) as visitor:
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        for action in ("settings", "add-app"):
            await visitor.takes(action)
            await visitor.comes_to(action)
        await visitor.fills_in(name="Mobile")
        await visitor.comes_to("app-setup")
        await visitor.sees(lambda: visitor.devices.app_codes.codes[0].account == "alexandre")
        code = await visitor.takes_the_code()
        await visitor.presses("enter")
        await visitor.comes_to("settings")
        visitor.door.clock.ahead += timedelta(seconds=60)
        for action, page in (("back", "account"), ("sign-out", "welcome")):
            await visitor.takes(action)
            await visitor.comes_to(page)
        await comes_to_the_code(visitor, "alexandre", "second-step-app")
        await visitor.sees(lambda: visitor.devices.app_codes.codes[0].code != code)
        await visitor.takes_the_code()
        await visitor.presses("enter")
        await visitor.comes_to("account")


async def comes_to_delete_the_backup(visitor: Visitor) -> str:
    """Sign dominique in with the app, and go to where she chooses what confirms that her phone goes.

    Return the code that the app gave.
    """
    await comes_to_the_code(visitor, "dominique", "second-step-app")
    code = await visitor.takes_the_code()
    await visitor.presses("enter")
    await visitor.comes_to("account")
    await visitor.takes("settings")
    await visitor.comes_to("settings")
    assert visitor.screen.page is not None
    await visitor.takes(visitor.screen.page.listed[-4].action.name)
    await visitor.comes_to("change-phone")
    await visitor.takes("delete")
    await visitor.comes_to("confirm-with")
    return code


@pytest.mark.more
@in_both_languages
@at_both_sizes
async def test_dominique_deletes_a_phone_confirmed_by_the_code_that_her_app_shows(
    demo: Demo, size: tuple[int, int], language: Language
) -> None:
    async with demo(size, language) as visitor:
        used = await comes_to_delete_the_backup(visitor)
        visitor.door.clock.ahead += timedelta(seconds=30)
        await visitor.sees(lambda: visitor.devices.app_codes.codes[0].code != used)
        app, _first_phone = visitor.screen.page.choices[:2] if visitor.screen.page else ()
        await visitor.takes(app.name)
        await visitor.comes_to("delete-phone")
        await visitor.takes_the_code("confirmation")
        await visitor.fills_in(number="+1 581 555 0142", password=PASSWORD)
        await visitor.comes_to("settings")
        said = {"en": "no message can undo it", "fr": "aucun message ne peut"}[language.code]
        assert said in visitor.words("Said")


@pytest.mark.more
async def test_the_code_sent_to_her_other_phone_is_taken_into_the_field_that_waits_for_it(demo: Demo) -> None:
    async with demo(NARROW) as visitor:
        await comes_to_delete_the_backup(visitor)
        assert visitor.screen.page is not None
        await visitor.takes(visitor.screen.page.choices[1].name)
        await visitor.comes_to("delete-phone")
        await visitor.sees(lambda: visitor.devices.phone.items)
        assert await visitor.takes_the_code("confirmation") == visitor.devices.phone.items[0].code
        await visitor.fills_in(number="+1 581 555 0142", password=PASSWORD)
        await visitor.comes_to("settings")
        assert "gets no more codes" in visitor.words("Said")


async def test_a_click_on_a_code_of_the_app_puts_it_into_the_page(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await comes_to_the_code(visitor, "dominique", "second-step-app")
        await clicks(visitor, "#authenticator Columns")
        await visitor.sees(lambda: re.fullmatch(r"\d{6}", visitor.typed("code")))


async def test_the_app_goes_with_the_demos_clock(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.devices.app_codes.codes)
        await visitor.takes("one-year")
        await comes_to_the_code(visitor, "dominique", "second-step-app")
        await visitor.takes_the_code()
        await visitor.presses("enter")
        await visitor.comes_to("password-expired")


@pytest.mark.more
async def test_a_page_that_takes_no_code_says_so_at_the_app(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await clicks(visitor, "#authenticator Columns")
        await visitor.sees(
            lambda: "No field of this page takes this code." in visitor.words("#authenticator")
        )


@in_both_languages
async def test_the_answers_for_dominiques_reset_are_among_her_papers(demo: Demo, language: Language) -> None:
    async with demo(WIDE, language) as visitor:
        token = await visitor.asks_for_a_reset("dominique@example.org")
        await visitor.takes("have-token")
        await visitor.comes_to("token")
        await visitor.fills_in(token=token)
        await visitor.comes_to("reset-cost")
        await visitor.takes("submit")
        await visitor.comes_to("recovery-question")
        assert visitor.screen.page is not None
        question = language.say(visitor.screen.page.fields[0].label)
        sheet = next(item for item in visitor.devices.papers.items if question in item.text)
        [line] = [line for line in sheet.text.splitlines() if line.startswith(question)]
        await visitor.fills_in(answer=line.removeprefix(question).strip())
        await visitor.comes_to("set-password")


async def test_the_notice_of_a_new_phone_holds_its_code_in_the_mailbox_and_none_on_that_phone(
    demo: Demo,
) -> None:
    async with demo(WIDE) as visitor:
        await visitor.sees(lambda: visitor.door.inhabited)
        store = visitor.door.open()
        session = store.sign_in.with_password("alexandre", Secret(PASSWORD), "")
        ticket = store.phones.begin(session, "+1 418 555 0123", visitor.app.visit.language)
        await visitor.sees(lambda: visitor.devices.phone.items)
        code = visitor.devices.phone.items[0].code
        assert code is not None
        store.phones.confirm(session, ticket, Secret(code))
        await visitor.sees(lambda: len(visitor.devices.phone.items) == 2)
        assert visitor.devices.phone.items[0].code is None
        await visitor.sees(lambda: visitor.devices.mailbox.items)
        disowning = visitor.devices.mailbox.items[0].code
        assert disowning is not None
        assert re.fullmatch(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}", disowning)


def test_the_app_learns_an_account_from_the_page_that_shows_its_address() -> None:
    app = Authenticator()
    assert app.codes(THEN) == ()
    address = totp.address(SECRET, "alexandre")
    for _time in range(2):
        assert app.look_at(page_of(address))
    assert not app.look_at(page_of("https://example.org"))
    [shown] = app.codes(THEN)
    assert (shown.account, shown.seconds_left) == ("alexandre", 10)
    assert totp.steps_of(SECRET, shown.code, THEN)
    [later] = app.codes(THEN + timedelta(seconds=11))
    assert later.code != shown.code
    assert later.seconds_left == 29


def test_the_app_knows_the_page_that_asks_for_its_code() -> None:
    app = Authenticator()
    mobile = Method("", "app", Challenge.SHOWN, "Mobile", is_default=True, added_at=THEN)
    phone = Method("", "phone", Challenge.SENT, "•••• 0134", is_default=True, added_at=THEN)
    assert app.look_at(code_page(mobile))
    assert app.look_at(confirmed_page(delete_page(phone), mobile, Sending()))
    assert not app.look_at(code_page(phone))
    assert not app.look_at(confirmed_page(delete_page(mobile), phone, Sending()))


def test_a_text_message_of_a_line_holds_its_code_as_the_last_word(tmp_path: Path) -> None:
    for number, text in enumerate(("Your code: 123456", "No code 123456 here", "Ask 1-800-555 1234567")):
        (tmp_path / f"20260314T092653.00000{number}Z-x.txt").write_text(f"+15145550134\n\n{text}\n")
    assert [message.code for message in received(tmp_path)] == ["123456", None, None]


@pytest.mark.more
def test_a_plain_demo_prints_the_apps_code_where_it_is_asked_for_and_the_texts_to_phones(
    tmp_path: Path, temporary_folder: Path
) -> None:
    lines = ["1", "dominique", PASSWORD, "/3", "000000", "/1", "1", "/back", "/quit"]
    done = subprocess.run(
        [sys.executable, *COMMAND, "--plain"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(temporary_folder)},
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout
    assert re.search(r"Authenticator app of dominique: \d{6}, for \d+ seconds? more, then \d{6}\.", said), (
        said
    )
    assert said.count("Authenticator app of dominique") == 3, (
        "once on the page, once to who looks again, once after the wrong code"
    )
    assert "4 tries are left" in done.stderr
    assert said.count("Among the papers: My recovery questions") == 1
    assert re.search(r"New SMS.*To: \+14185550134.*: \d{6}\n", said, re.DOTALL), said


@pytest.mark.more
@pytest.mark.terminal
def test_a_plain_demo_prints_the_paper_with_the_answer_that_a_reset_asks_for(
    tmp_path: Path, temporary_folder: Path
) -> None:
    demo = pexpect.spawn(
        sys.executable,
        [*COMMAND, "--plain"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(temporary_folder)},
        encoding="utf-8",
        timeout=120,
    )
    for prompt, typed in (("Your choice", "2"), ("Email address:", "dominique@example.org")):
        demo.expect(prompt)
        demo.sendline(typed)
    demo.expect(r"macle:reset/(\S{24})")
    assert demo.match
    token = demo.match[1]
    for prompt, typed in (("Your choice", "1"), (r"do\): ", token), ("Your choice", "")):
        demo.expect(prompt)
        demo.sendline(typed)
    demo.expect("My recovery questions")
    demo.expect("Answer your recovery question")
    answers = dict(re.findall(r"(What was[^?]*\?) (\S+)", demo.before or ""))
    assert len(answers) == 3
    demo.expect(r"(What was[^?]*\?) ")
    assert demo.match
    demo.sendline(answers[demo.match[1]])
    demo.expect("Set a new password")
    demo.close(force=True)


@pytest.mark.more
@pytest.mark.terminal
def test_a_plain_demo_deletes_a_phone_confirmed_by_a_code_sent_to_the_other(
    tmp_path: Path, temporary_folder: Path
) -> None:
    demo = pexpect.spawn(
        sys.executable,
        [*COMMAND, "--plain"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(temporary_folder)},
        encoding="utf-8",
        timeout=120,
    )
    for prompt, typed in (
        ("Your choice", "1"),
        ("Username", "dominique"),
        ("Password", PASSWORD),
        (r"app of dominique: (\d{6})", None),
        (r"3\. Sign-in settings.*Your choice", "3"),
        (r"6\. Phones \(the number ending in 0142\): Change.*Your choice", "6"),
        (r"3\. Delete.*Your choice", "3"),
        (r"2\. Code by SMS to the number ending in 0134.*Your choice", "2"),
        (r"To: \+14185550134.*: (\d{6})", ""),
        ("Phone number: ", "+1 581 555 0142"),
        ("Password: ", PASSWORD),
    ):
        demo.expect(prompt)
        if demo.match and demo.match.groups():
            code = demo.match[1]
        if typed != "":
            demo.sendline(code if typed is None else typed)
    demo.expect(r"Security code \(sent by SMS to the number ending in 0134; good until")
    demo.sendline("000000" if code != "000000" else "000001")
    demo.expect("This code is not right")
    # The number that was typed stays: only the code is asked for.
    demo.expect("Security code")
    demo.sendline(code)
    demo.expect("gets no more codes")
    demo.expect("no message can undo it")
    demo.close(force=True)


async def test_lucias_code_is_the_one_that_f4_leads_to_and_the_page_names_her(demo: Demo) -> None:
    async with demo(WIDE) as visitor:
        await visitor.signs_in("53126478C")
        await visitor.comes_to("second-step-app")
        await visitor.sees(lambda: visitor.devices.app_codes.codes)
        code = await visitor.takes_the_code()
        shown = {one.account: one.code for one in visitor.devices.app_codes.codes}
        assert shown["lucia-vera"] == code
        await visitor.presses("enter")
        await visitor.comes_to("account")
        assert visitor.screen.page is not None
        assert "lucia-vera" in visitor.screen.page.where
