"""Texts leave by a gateway's own HTTP interface, which here answers on loopback."""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal, Secret
from store.database.alone import EVERYTHING
from store.messages.letters.methods import phone_added, security_code
from store.messages.message import Sms
from store.messages.routes import sms
from store.messages.routes.route import WayClosed
from store.messages.routes.sms import SmsRoute
from store.settings import SmsGateway
from tests.messages.other_routes import outbox_by_kind
from tests.town import PHONE, Town
from tui.wording import undelivered

SHORT = "+687751234"
"""A number of New Caledonia, which Apprise finds too short for a number."""
TOKEN = "gate-way-token-0123456789"


@dataclass
class Gateway:
    """What an SMSEagle was asked for, and what it answers: a status, and what it says of the message."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    result: str = "ok"
    location: str = ""
    until: threading.Event | None = None
    meanwhile: Callable[[], object] = lambda: None
    unfolds: bool = False
    port: int = 0

    @property
    def url(self) -> str:
        return f"smseagle://{TOKEN}@127.0.0.1:{self.port}/{{to}}"

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(asked["params"]["to"], asked["params"]["message"]) for _path, asked in self.asked]


@contextmanager
def gateway(**answer: Any) -> Iterator[Gateway]:
    asked_of = Gateway(**answer)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked_of.asked.append((self.path, json.loads(body)))
            asked_of.meanwhile()
            if asked_of.until is not None:
                asked_of.until.wait(50)
            self._answer()

        def do_GET(self) -> None:
            asked_of.asked.append((self.path, {}))
            self._answer()

        def _answer(self) -> None:
            said = json.dumps({"result": [{"message_id": 1, "status": asked_of.result}]}).encode()
            self.send_response(asked_of.status)
            if asked_of.unfolds:
                self.send_header("Content-Encoding", "gzip")
                said = gzip.compress(b" " * (1 << 20)) * 600 + gzip.compress(said)
            if asked_of.location:
                self.send_header("Location", asked_of.location)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            with suppress(OSError):  # of who did not wait for all of it
                self.wfile.write(said)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        asked_of.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield asked_of
        finally:
            server.shutdown()
            thread.join()


def send(town: Town, url: str, text: str = "Macle: 123456", number: str = PHONE) -> None:
    with SmsRoute(SmsGateway(url)).open() as by_gateway:
        by_gateway(Sms("0" * 32, town.clock.now, number, text))


def refused(town: Town, url: str, number: str = PHONE) -> Problem:
    with pytest.raises(Problem) as refusal:
        send(town, url, number=number)
    for language in (ENGLISH, FRENCH):
        detail = refusal.value.facts.get("detail", "")
        assert language.say(undelivered(f"{refusal.value.refusal.value}: {detail}")).endswith(".")
    return refusal.value


@pytest.mark.parametrize(
    "language", [pytest.param(ENGLISH, marks=pytest.mark.more), FRENCH], ids=lambda language: language.code
)
def test_the_number_and_the_text_arrive_as_they_are(town: Town, language: Any) -> None:
    texts = (
        security_code(Secret("123456"), 10, town.clock.now + timedelta(minutes=10)),
        phone_added("•••• 0134", town.clock.now).text(Secret("ABCDE-FGHJK-MNPQR-STVWX")),
    )
    with gateway() as asked_of:
        for text in texts:
            with town.store.database.write(alone_with=EVERYTHING) as db:
                town.store.outbox.queue(db, text, PHONE, language, None)
            assert outbox_by_kind(town, sms=SmsRoute(SmsGateway(asked_of.url))).deliver() == 1
        assert asked_of.texts == [(PHONE, text.said(language)) for text in texts]
        assert {path for path, _asked in asked_of.asked} == {"/jsonrpc/sms"}
    assert town.store.waiting.messages() == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r"a\nb", marks=pytest.mark.more),
        "<b>&amp;</b>",
        ":smile: *bold* {to} @all",
        "\"quotes\" 'and' more",
    ],
)
def test_nothing_in_a_text_is_read_as_markup(town: Town, text: str) -> None:
    with gateway() as asked_of:
        send(town, asked_of.url, text)
        assert asked_of.texts == [(PHONE, text)]


@pytest.mark.parametrize(
    "status",
    [
        401,
        pytest.param(404, marks=pytest.mark.more),
        pytest.param(500, marks=pytest.mark.more),
        pytest.param(503, marks=pytest.mark.more),
    ],
)
def test_an_error_of_the_gateway_is_a_failure_with_its_number(town: Town, status: int) -> None:
    with gateway(status=status) as asked_of:
        problem = refused(town, asked_of.url)
    assert (problem.refusal, problem.facts["detail"]) == (Refusal.SMS_REFUSED, str(status))


def test_a_message_that_the_gateway_did_not_send_is_a_failure(town: Town) -> None:
    with gateway(result="error-no-credit") as asked_of:
        assert refused(town, asked_of.url).refusal is Refusal.SMS_REFUSED


@pytest.mark.parametrize(
    "status", [pytest.param(301, marks=pytest.mark.more), pytest.param(302, marks=pytest.mark.more), 307]
)
def test_a_redirect_is_a_failure_and_not_followed(town: Town, status: int) -> None:
    with gateway() as elsewhere, gateway(status=status) as asked_of:
        asked_of.location = f"http://127.0.0.1:{elsewhere.port}/jsonrpc/sms"
        assert refused(town, asked_of.url).refusal is Refusal.SMS_REFUSED
        assert elsewhere.asked == []


def test_a_gateway_that_is_not_there_is_a_failure_once_for_all_that_waits(town: Town) -> None:
    with gateway() as gone:
        url = gone.url
    problem = refused(town, url)
    assert isinstance(problem, WayClosed)
    assert problem.refusal is Refusal.SMS_REFUSED


def test_a_gateway_that_hangs_is_waited_for_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "SEND_WITHIN", timedelta(seconds=0.2))
    for _time in range(3):
        with town.store.database.write(alone_with=EVERYTHING) as db:
            text = security_code(Secret("123456"), 10, town.clock.now + timedelta(hours=1))
            town.store.outbox.queue(db, text, PHONE, ENGLISH, None)
    over = threading.Event()
    with gateway(until=over) as asked_of:
        assert outbox_by_kind(town, sms=SmsRoute(SmsGateway(asked_of.url))).deliver() == 0
        over.set()
        assert len(asked_of.asked) <= 1  # none where the limit came first
    assert [message.tries for message in town.store.waiting.messages()] == [1, 1, 1]
    assert town.store.waiting.state().last_error == "sms-too-slow"


@pytest.mark.parametrize("url", ["nobody://knows/{to}", "smseagle://{to}"])
def test_an_address_that_is_none_is_told(town: Town, url: str) -> None:
    problem = refused(town, url)
    assert isinstance(problem, WayClosed)
    assert problem.refusal is Refusal.SMS_URL


def test_nothing_of_it_is_let_out(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    with gateway(status=500) as asked_of:
        refused(town, asked_of.url)
        refused(town, "nobody://knows/{to}")
    assert capfd.readouterr() == ("", "")


def test_nothing_of_it_is_told_to_who_looks_at_the_processes(town: Town) -> None:
    seen: list[bytes] = []

    def look() -> None:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if b"gateway.py" in (line := (process / "cmdline").read_bytes()):
                    seen.append(line)

    with gateway(meanwhile=look) as asked_of:
        send(town, asked_of.url)
    assert seen
    assert not any(secret in line for line in seen for secret in (TOKEN.encode(), PHONE.encode(), b"123456"))


@pytest.mark.parametrize(
    "url",
    [
        f"twilio://AC{'a' * 32}:{'b' * 32}@+15145550100/{{to}}",
        "vonage://AAAAAAAA:bbbbbbbbbbbbbbbb@15145550100/{to}",
        f"sinch://{'a' * 32}:{'b' * 32}@+15145550100/{{to}}",
        "voipms://password:me@example.org/15145550100/{to}",
        "smseagle://token@localhost/{to}/+15145550100",
    ],
    ids=lambda url: url.partition(":")[0],
)
def test_a_service_that_would_send_to_another_number_is_not_asked(town: Town, url: str) -> None:
    problem = refused(town, url, SHORT)
    assert not isinstance(problem, WayClosed)
    assert problem.refusal is Refusal.SMS_NUMBER


@pytest.mark.parametrize(
    "url",
    [
        "json://localhost/{to}",
        "form://localhost/{to}",
        "freemobile://user:password@localhost/{to}",
        "mailto://user:password@example.org/{to}",
    ],
    ids=lambda url: url.partition(":")[0],
)
def test_a_service_whose_recipients_are_no_numbers_is_told_as_such(town: Town, url: str) -> None:
    problem = refused(town, url)
    assert isinstance(problem, WayClosed)
    assert problem.refusal is Refusal.SMS_SERVICE


def test_a_number_that_a_service_does_not_know_keeps_no_other_from_its_text(town: Town) -> None:
    for number in (SHORT, PHONE):
        with town.store.database.write(alone_with=EVERYTHING) as db:
            text = security_code(Secret("123456"), 10, town.clock.now + timedelta(hours=1))
            town.store.outbox.queue(db, text, number, ENGLISH, None)
        town.clock.advance(seconds=1)
    with gateway() as asked_of:
        url = f"signal://127.0.0.1:{asked_of.port}/15145550100/{{to}}"
        assert outbox_by_kind(town, sms=SmsRoute(SmsGateway(url))).deliver() == 1
        assert [asked["recipients"] for _path, asked in asked_of.asked] == [[PHONE]]
    assert [message.last_error for message in town.store.waiting.messages()] == ["sms-number"]


def test_an_answer_that_unfolds_without_end_is_a_fault_that_is_told_by_its_place(town: Town) -> None:
    with gateway(unfolds=True) as asked_of:
        problem = refused(town, asked_of.url)
    assert problem.refusal is Refusal.SMS_FAILED
    assert re.fullmatch(r"MemoryError, \w+\.py:\d+", problem.facts["detail"])
