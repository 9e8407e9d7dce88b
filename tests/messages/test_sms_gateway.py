"""Texts leave by a gateway's own HTTP interface, which here answers on loopback."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr'")  # which Apprise looks for
TOKEN = "gate-way-token-0123456789"


@dataclass
class Gateway:
    """What an SMSEagle was asked for, and what it answers: a status, and what it says of the message."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    result: str = "ok"
    location: str = ""
    until: threading.Event | None = None
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
            if asked_of.until is not None:
                asked_of.until.wait(50)
            self._answer()

        def do_GET(self) -> None:
            asked_of.asked.append((self.path, {}))
            self._answer()

        def _answer(self) -> None:
            said = json.dumps({"result": [{"message_id": 1, "status": asked_of.result}]}).encode()
            self.send_response(asked_of.status)
            if asked_of.location:
                self.send_header("Location", asked_of.location)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
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


def send(town: Town, url: str, text: str = "Macle: 123456") -> None:
    with SmsRoute(SmsGateway(url)).open() as by_gateway:
        by_gateway(Sms("0" * 32, town.clock.now, PHONE, text))


def refused(town: Town, url: str) -> Problem:
    with pytest.raises(Problem) as refusal:
        send(town, url)
    for language in (ENGLISH, FRENCH):
        detail = refusal.value.facts.get("detail", "")
        assert language.say(undelivered(f"{refusal.value.refusal.value}: {detail}")).endswith(".")
    return refusal.value


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)
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
    assert town.store.outbox.waiting() == ()


@pytest.mark.parametrize(
    "text", [r"a\nb", "<b>&amp;</b>", ":smile: *bold* {to} @all", "\"quotes\" 'and' more"]
)
def test_nothing_in_a_text_is_read_as_markup(town: Town, text: str) -> None:
    with gateway() as asked_of:
        send(town, asked_of.url, text)
        assert asked_of.texts == [(PHONE, text)]


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_an_error_of_the_gateway_is_a_failure_with_its_number(town: Town, status: int) -> None:
    with gateway(status=status) as asked_of:
        problem = refused(town, asked_of.url)
    assert (problem.refusal, problem.facts["detail"]) == (Refusal.SMS_REFUSED, str(status))


def test_a_message_that_the_gateway_did_not_send_is_a_failure(town: Town) -> None:
    with gateway(result="error-no-credit") as asked_of:
        assert refused(town, asked_of.url).refusal is Refusal.SMS_REFUSED


@pytest.mark.parametrize("status", [301, 302, 307])
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
        assert len(asked_of.asked) == 1
        over.set()
        for thread in threading.enumerate():
            if thread.name == "sms":
                thread.join()
    assert town.store.outbox.state().last_error == "sms-too-slow"


@pytest.mark.parametrize("url", ["nobody://knows/{to}", "smseagle://{to}"])
def test_an_address_that_is_none_is_told(town: Town, url: str) -> None:
    problem = refused(town, url)
    assert isinstance(problem, WayClosed)
    assert problem.refusal is Refusal.SMS_URL


def test_nothing_of_it_is_logged(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    heard: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    listening = Listening()
    logging.getLogger().addHandler(listening)
    try:
        with gateway(status=500) as asked_of:
            refused(town, asked_of.url)
            refused(town, "nobody://knows/{to}")
    finally:
        logging.getLogger().removeHandler(listening)
    assert [said for said in heard if TOKEN in said or PHONE in said or "Macle" in said] == []
    assert capfd.readouterr() == ("", "")


def test_what_apprise_says_of_anything_else_is_heard(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    with gateway(status=500) as asked_of:
        refused(town, asked_of.url)
    logging.getLogger("apprise").warning("of something else")
    assert caplog.messages == ["of something else"]


def test_a_fault_in_apprise_is_told_by_its_place_and_quotes_nothing(town: Town) -> None:
    from apprise import NotifyBase  # warns of what it looks for
    from apprise.manager_plugins import NotificationManager

    def send(*_service: object, **_message: object) -> bool:
        raise TypeError(TOKEN)

    plugins: Any = NotificationManager()  # type: ignore[no-untyped-call]
    plugins.add(
        type("Faulty", (NotifyBase,), {"service_name": "Faulty", "secure_protocol": "faulty", "send": send})
    )
    try:
        problem = refused(town, f"faulty://{TOKEN}/{{to}}")
    finally:
        plugins.remove("faulty")
    assert problem.refusal is Refusal.SMS_FAILED
    assert problem.facts["detail"].startswith("TypeError, test_sms_gateway.py:")
