"""The outbox: written with what it tells of, sealed, delivered at least once."""

from __future__ import annotations

import dataclasses
import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email import message_from_string
from email.policy import default as email_policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from i18n import ENGLISH, FRENCH, _, harmless
from store import Problem, Refusal, Secret
from store.database.alone import EVERYTHING
from store.database.sqlite_driver import sqlite3
from store.messages.internet_message import internet_message
from store.messages.letters.letter import ALWAYS, Text
from store.messages.letters.password import no_account_to_reset, reset_token
from store.messages.message import Email, Sender, Sms
from store.messages.outbox import Outbox
from store.messages.routes import declared_routes
from store.messages.routes.files import FileRoute
from store.rules import identifiers
from store.rules.limits import MESSAGE_LEASE
from tests.messages.other_routes import Broken, Watched, outbox_with
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, TOKEN, Town

SENDER = Sender("Macle", "macle@example.org")
EVERY_FILE = "**/*"
FRAGMENT = st.text("aé例Σ0.!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=3) | st.sampled_from(
    ["=?utf-8?q?", "=?utf-8?b?", "=?utf-7?q?", "?=", "=0A", "=40", "=2C", "=22", "Cg==", "+2AA-"]
)


def on_disk(town: Town) -> bytes:
    """Return the bytes of every file of the data folder but for the messages that left."""
    files = (path for path in town.home.glob(EVERY_FILE) if path.is_file())
    left = {town.locations.mail, town.locations.sms}
    return b"\0".join(file.read_bytes() for file in files if file.parent not in left)


def test_what_waits_is_sealed_wherever_one_looks(town: Town) -> None:
    someone = town.person()
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    town.store.sign_up.begin("dominique", "dominique@example.com", PASSWORD, PASSWORD, "en")
    waiting = on_disk(town)
    assert (town.database_file.with_name("macle.db-wal")).stat().st_size > 0
    secrets = {
        found
        for letter in town.new_mail()
        for found in re.findall(rf"^(?:\d{{6}}|.*/{TOKEN})$", letter.get_content(), re.MULTILINE)
    }
    assert len(secrets) == 2
    shown = [found.rpartition("/")[2] for found in secrets]
    kept = [found.replace("-", "") for found in shown]
    for secret in (*shown, *kept, PASSWORD.reveal(), "Reset the password"):
        assert secret.encode() not in waiting


def test_no_password_token_or_code_is_on_disk_after_a_whole_journey(town: Town) -> None:
    """A short form of the canary: everything but the messages that left is searched."""
    ticket = town.store.sign_up.begin("dominique", "dominique@example.org", PASSWORD, PASSWORD, "en")
    code = town.code()
    town.store.sign_up.confirm(ticket, code, TERMINAL)
    session = town.store.sign_in.with_password("dominique", PASSWORD, TERMINAL)
    town.fails_to_sign_in(PASSWORD.reveal())
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    town.new_mail()
    town.store.reset.request("dominique@example.org", ENGLISH, TERMINAL)
    token = town.token()
    town.store.reset.set_password(token, PASSWORD, PASSWORD, TERMINAL)
    before_closing = on_disk(town)
    town.reopen()
    for bytes_ in (before_closing, on_disk(town)):
        for secret in (PASSWORD, NEW_PASSWORD, token, session.token, ticket.token):
            assert secret.reveal().encode() not in bytes_
        assert not re.search(rb"(?<!\d)" + code.reveal().encode() + rb"(?!\d)", bytes_)


def test_what_cannot_be_delivered_waits_longer_each_time_and_is_not_lost(town: Town) -> None:
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    route = Broken(failures=9)
    outbox = outbox_with(town, route)
    pauses = []
    while not route.sent:
        outbox.deliver()
        [due] = [at for (at,) in town.rows("SELECT next_try_at FROM outbox")] or [None]
        if due is not None:
            pauses.append(due - _microseconds(town))
            assert outbox.deliver() == 0
            town.clock.advance(microseconds=pauses[-1])
    assert len(pauses) == 9
    assert pauses == sorted(pauses)
    assert pauses[0] == 60_000_000
    assert pauses[-1] == 3600_000_000
    assert town.rows("SELECT count(*) FROM outbox") == [(0,)]


def _microseconds(town: Town) -> int:
    return int(town.clock.now.timestamp()) * 1_000_000


def test_a_failing_mail_server_changes_nothing_that_anyone_can_see(town: Town) -> None:
    someone = town.person()
    outbox = outbox_with(town, Broken())
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    assert outbox.deliver() == 0
    town.sign_in(someone)
    town.clock.advance(minutes=1)
    assert town.store.outbox.deliver() == 1


def test_a_message_that_no_longer_opens_does_not_keep_the_others(town: Town) -> None:
    for name in ("first", "second", "third"):
        town.store.reset.request(f"{name}@example.org", ENGLISH, TERMINAL)
        town.clock.advance(seconds=1)
    [(first,)] = town.rows("SELECT id FROM outbox ORDER BY written_at LIMIT 1")
    town.rows("UPDATE outbox SET sealed = x'00' WHERE id = ?", first)
    assert {letter["To"] for letter in town.new_mail()} == {"second@example.org", "third@example.org"}
    assert town.rows("SELECT id FROM outbox") == [(first,)]


def test_a_message_moved_to_another_row_or_account_does_not_open(town: Town) -> None:
    someone = town.person()
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    strangers, own = (row for (row,) in town.rows("SELECT sealed FROM outbox ORDER BY account"))
    town.rows("UPDATE outbox SET sealed = CASE account WHEN '' THEN ? ELSE ? END", own, strangers)
    assert town.new_mail() == []
    town.rows("UPDATE outbox SET sealed = CASE account WHEN '' THEN ? ELSE ? END", strangers, own)
    town.rows("UPDATE outbox SET account = '99', next_try_at = 0 WHERE account = ''")
    town.rows("UPDATE outbox SET next_try_at = 0")
    [letter] = town.new_mail()
    assert letter["To"] == someone.email


def test_what_is_being_sent_is_sent_by_nobody_else(town: Town) -> None:
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    others: list[int] = []
    route = Watched(lambda: others.append(town.store.outbox.deliver()))
    assert outbox_with(town, route).deliver() == 1
    assert others == [0]
    assert town.new_mail() == []


def test_who_is_slow_does_not_count_the_tries_of_others_away(town: Town) -> None:
    for name in ("first", "second"):
        town.store.reset.request(f"{name}@example.org", ENGLISH, TERMINAL)
        town.clock.advance(seconds=1)

    tries: list[int] = []

    def another_tries_the_second() -> None:
        tries.append(town.store.waiting.messages()[-1].tries)
        outbox_with(town, Broken()).deliver()
        town.clock.advance(hours=1)

    slow = Watched(another_tries_the_second)
    assert outbox_with(town, slow).deliver() == 2
    assert tries == [0, 2]


def test_many_who_deliver_at_once_send_each_message_once(town: Town) -> None:
    for number in range(30):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    together = threading.Barrier(4)
    route = Watched(lambda: None)

    def deliver() -> int:
        outbox = outbox_with(town, route)
        together.wait(50)
        return outbox.deliver()

    with ThreadPoolExecutor(4) as people:
        delivered = [people.submit(deliver) for _ in range(4)]
        assert sum(one.result() for one in delivered) == 30
    assert len({message.to for message in route.sent}) == len(route.sent) == 30


KILLED = """
import os, signal, sys
from pathlib import Path
from store.messages.routes.files import FileRoute
from tests.town import Town

def die(self, message):
    deliver(self, message)
    os.kill(os.getpid(), signal.SIGKILL)

deliver, FileRoute.send = FileRoute.send, die
Town(Path(sys.argv[1])).store.outbox.deliver()
"""


@pytest.mark.more
def test_a_message_whose_sender_was_killed_is_sent_again_under_the_same_name(town: Town) -> None:
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(town.home)], check=False, timeout=50)
    assert killed.returncode == -signal.SIGKILL
    [before] = town.locations.mail.iterdir()
    before.unlink()
    assert town.store.outbox.deliver() == 0
    town.clock.now += MESSAGE_LEASE
    assert town.new_files() == [before]
    assert town.rows("SELECT count(*) FROM outbox") == [(0,)]


def test_a_message_is_whole_under_its_name_and_for_its_owner_alone(town: Town) -> None:
    old = os.umask(0)
    try:
        FileRoute.of(town.settings).send(
            Email("0" * 32, town.clock.now, "a@example.org", "Hello", "Hello.\n")
        )
        FileRoute.of(town.settings).send(Sms("1" * 32, town.clock.now, "+33 6 39 98 00 01", "Your code"))
    finally:
        os.umask(old)
    [mail], [sms] = town.locations.mail.iterdir(), town.locations.sms.iterdir()
    assert (mail.suffix, sms.suffix) == (".eml", ".txt")
    assert {oct(file.stat().st_mode) for file in (mail, sms)} == {"0o100600"}
    assert {oct(folder.stat().st_mode) for folder in (mail.parent, sms.parent)} == {"0o40700"}


def test_an_sms_is_its_number_a_blank_line_and_its_text(town: Town) -> None:
    with town.store.database.write(alone_with=EVERYTHING) as db:
        town.store.outbox.queue(db, Text((_("Back"),), ALWAYS), "+33 6 39 98 00 01", FRENCH, None)
    assert b"39 98" not in on_disk(town)
    assert town.store.outbox.deliver() == 1
    [file] = town.locations.sms.iterdir()
    assert file.read_text() == f"+33 6 39 98 00 01\n\n{FRENCH.say(_('Back'))}\n"


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"], ids=range(7))
@pytest.mark.parametrize("field", ["to", "subject"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_nothing_in_a_message_can_add_a_header(
    town: Town, line_break: str, field: str, ascii_only: bool
) -> None:
    values = {"to": "a@example.org", "subject": "Hello"}
    values[field] += f"{line_break}Bcc: everybody@example.org"
    try:
        email = Email("0" * 32, town.clock.now, body="Hello.\n", **values)
        sent = internet_message(email, SENDER, ascii_only=ascii_only).as_bytes()
    except ValueError:
        return
    assert not re.search(rb"^Bcc:", sent, re.MULTILINE | re.IGNORECASE)


def test_the_names_of_people_cannot_break_a_letter(town: Town) -> None:
    name = "\x1b]52;c;eA==\x07\r\n.\r\nBcc: everybody@example.org\u202e"
    subject, body = reset_token(Secret("T" * 20), name, town.clock.now).said(ENGLISH)
    assert subject.isprintable()
    assert all(line == harmless(line) for line in body.split("\n"))
    assert not re.search(r"^Bcc:", body, re.MULTILINE)


@pytest.mark.parametrize(
    "address",
    [
        "o'neil+{x}|?=@example.org",
        "é@exämple.org",
        "用户@例え.jp",
        "x" * 64 + "@example.org",
        "a.b-c_d@x.test",
    ],
)
def test_any_address_that_is_accepted_can_be_written_to(town: Town, address: str) -> None:
    town.store.reset.request(address, ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert str(letter["To"]) == address


@given(
    st.lists(FRAGMENT, min_size=1, max_size=8).map("".join),
    st.sampled_from(["example.org", "exämple.org", "例え.jp", "XN--BCHER-KVA.fr", "x.test"]),
)
def test_a_message_goes_to_the_very_address_that_was_accepted(local_part: str, domain: str) -> None:
    try:
        address = identifiers.email(f"{local_part}@{domain}").address
    except Problem:
        assume(False)
    email = Email("0" * 32, datetime.now(UTC), address, "Hello", "Hello.\n")
    sent = internet_message(email, SENDER, ascii_only=False).as_bytes()
    # Its header is UTF-8 (RFC 6532), which Python reads from text alone.
    [to] = message_from_string(sent.decode(), policy=email_policy)["To"].addresses
    assert f"{to.username}@{to.domain}" == address


def test_a_message_that_fails_in_an_unforeseen_way_does_not_keep_the_others(town: Town) -> None:
    """One that was queued to an address that no header can hold, before such addresses were refused."""
    with town.store.database.write(alone_with=EVERYTHING) as db:
        poisoned = "=?utf-8?q?a=0Ab?=@example.org"
        town.store.outbox.queue(db, no_account_to_reset(), poisoned, ENGLISH, None)
    town.clock.advance(seconds=1)
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    for _round in range(3):
        assert [letter["To"] for letter in town.new_mail()] == ["nobody@example.org"]
        town.clock.advance(hours=1)
        town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    assert town.rows("SELECT tries FROM outbox WHERE tries > 0") == [(3,)]


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("fault", [ValueError, sqlite3.OperationalError, Problem(Refusal.BUSY)], ids=str)
def test_a_round_that_fails_in_an_unforeseen_way_is_not_the_last(
    tmp_path: Path, fault: Exception | type[Exception]
) -> None:
    """Whatever the store cannot do in one round, the next one delivers what waits."""
    town = Town(tmp_path / "data")
    context = town.store.context
    failed = threading.Event()

    class Ailing(Outbox):
        def deliver(self, *args: Any, **kwargs: Any) -> int:
            if failed.is_set():
                return super().deliver(*args, **kwargs)
            failed.set()
            raise fault

    settings = dataclasses.replace(context.settings, works_in_background=True)
    outbox = Ailing(context.database, context.keys, declared_routes(settings), settings)
    with context.database.write(alone_with=EVERYTHING) as db:
        outbox.queue(db, no_account_to_reset(), "nobody@example.org", ENGLISH, None)
    assert failed.wait(50)
    outbox.close()
    assert len(list(town.locations.mail.iterdir())) == 1
    town.store.close()


@pytest.mark.parametrize(
    "damage", ["written_at = 9223372036854775807", "sealed = 'text'", "account = CAST(x'ff' AS TEXT)"]
)
def test_a_damaged_message_keeps_no_other_from_leaving(town: Town, damage: str) -> None:
    for name in ("nobody", "no-one"):
        town.store.reset.request(f"{name}@example.org", ENGLISH, TERMINAL)
    town.rows(f"UPDATE outbox SET {damage} WHERE id = (SELECT min(id) FROM outbox)")
    assert town.store.outbox.deliver() == 1
    assert town.rows("SELECT count(*) FROM outbox") == [(1,)]


def test_a_waiting_message_survives_a_restart(town: Town) -> None:
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    town.reopen()
    town.clock.advance(hours=23)
    assert len(town.new_mail()) == 1
