"""`macle icu SendResetPasswordEmail`: the seed's answer, the same for everybody, and a message."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.command import complaint
from tests.commands.icu.script import UUID, Asked, answered, icu, kinds_of_events
from tests.messages.mail_server import mail_server
from tests.town import Town

SEND = "SendResetPasswordEmail"


@contextmanager
def statements_that_write() -> Iterator[list[str]]:
    """Gather the statements of this process that change something."""
    written: list[str] = []

    def gather(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(Engine, "before_cursor_execute", gather)
    try:
        yield written
    finally:
        event.remove(Engine, "before_cursor_execute", gather)


def test_the_answer_is_the_seeds_to_the_letter(town: Town) -> None:
    someone = town.person()
    run = icu(town, SEND, "--Email", someone.email)
    request_id = answered(run)["ResponseMetadata"]["RequestId"]
    assert run.stdout == (
        f'{{\n  "Return": true,\n  "ResponseMetadata": {{\n    "RequestId": "{request_id}"\n  }}\n}}\n'
    )


def test_the_token_reaches_the_owner_before_the_command_ends(town: Town) -> None:
    someone = town.person()
    town.new_files()
    answered(icu(town, SEND, "--Email", someone.email))
    assert town.rows("SELECT id FROM outbox") == []
    assert town.store.reset.open(town.token()).owner.email == someone.email


@pytest.mark.more
def test_a_mail_server_that_takes_long_over_a_message_gets_it_once(town: Town) -> None:
    with mail_server() as server:
        server.meanwhile = lambda: threading.Event().wait(2)
        with (town.home / "settings.toml").open("a") as file:
            file.write(f'[mail]\nserver = "localhost"\nport = {server.port}\nsecurity = "none"\n')
            file.write('sender = "macle@example.org"\n')
        answered(icu(town, SEND, "--Email", "nobody@example.org"))
        assert town.rows("SELECT id FROM outbox") == []
        assert len(server.raw) == 1


def test_the_id_of_the_request_is_in_its_event(town: Town) -> None:
    someone = town.person()
    first, second = (
        answered(icu(town, SEND, f"--Email={someone.email}"))["ResponseMetadata"]["RequestId"]
        for _ in range(2)
    )
    assert first != second
    assert [kinds_of_events(town, one) for one in (first, second)] == [["reset-requested"]] * 2
    assert town.store.audit.verify().faults == ()


def test_an_unknown_address_gets_the_answer_of_a_known_one_and_no_event(town: Town) -> None:
    run = icu(town, SEND, "--Email", "nobody@example.org")
    request_id = answered(run)["ResponseMetadata"]["RequestId"]
    assert kinds_of_events(town, request_id) == []
    [mail] = town.new_mail()
    assert mail["To"] == "nobody@example.org"


def test_after_five_requests_the_answer_stays_the_same_and_nothing_is_sent(town: Town, asked: Asked) -> None:
    someone = town.person()
    for _ in range(5):
        answered(asked(SEND, "--Email", someone.email))
    assert len(town.new_mail()) == 5
    assert answered(asked(SEND, "--Email", someone.email))["Return"] is True
    assert town.new_mail() == []


@pytest.mark.parametrize(("language", "words"), [("en", "Reset the password"), ("fr", "Réinitialiser")])
def test_a_stranger_is_written_to_in_the_language_of_the_script(
    town: Town, language: str, words: str
) -> None:
    answered(icu(town, SEND, "--Email", "nobody@example.org", "--lang", language))
    [mail] = town.new_mail()
    assert words in mail["Subject"] + mail.get_content()


@pytest.mark.parametrize(
    ("email", "language", "words"),
    [
        ("nobody", "en", "This is not an email address."),
        ("", "en", "This is not an email address."),
        ("-x", "fr", "Ce n’est pas une adresse"),
        ("-", "en", "This is not an email address."),
        ("--", "en", "This is not an email address."),
        ("--help", "en", "This is not an email address."),
        ("\udcff@example.org", "en", "This is not an email address."),
    ],
)
def test_what_is_no_address_is_refused_in_the_language_of_the_caller(
    asked: Asked, email: str, language: str, words: str
) -> None:
    assert complaint(asked("--lang", language, SEND, "--Email", email)).startswith(words)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("Send",),
        (SEND,),
        (SEND, "--Email"),
        (SEND, "--email", "a@example.org"),
        (SEND, "--Email", "a@example.org", "more"),
        (SEND, "--Email", "a@example.org", "--Phone", "1"),
    ],
)
def test_a_wrong_usage_is_told_apart(asked: Asked, arguments: tuple[str, ...]) -> None:
    assert "--help” to see what can be asked." in complaint(asked(*arguments), status=2)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_request_explains_itself_with_an_example(asked: Asked, language: str) -> None:
    for request in ((), (SEND,), ("ResetAccountPassword",)):
        run = asked(*request, "--help", "--lang", language)
        assert (run.returncode, run.stderr) == (0, "")
        assert not request or f"\n  macle icu {request[0]} --" in run.stdout


def test_a_known_address_costs_the_work_of_an_unknown_one(town: Town, asked: Asked) -> None:
    someone = town.person()
    town.store.audit.link()
    linked = town.rows("SELECT position FROM event_link")
    work = []
    for email in (someone.email, "nobody@example.org"):
        with statements_that_write() as written:
            answered(asked(SEND, "--Email", email))
        work.append(sorted(written))
    assert work[0] == work[1] != []
    assert town.rows("SELECT position FROM event_link") == linked


def test_the_events_of_scripts_are_linked_by_whoever_opens_the_store_next(town: Town, asked: Asked) -> None:
    someone = town.person()
    town.store.audit.link()
    answered(asked(SEND, "--Email", someone.email))
    assert town.store.audit.verify().unlinked == 1
    town.reopen(works_in_background=True)
    town.store.close()
    town.reopen()
    assert (town.store.audit.verify().unlinked, town.store.audit.verify().faults) == (0, ())


def test_an_option_that_is_mistyped_tells_nothing_of_its_value(asked: Asked) -> None:
    said = complaint(asked("ResetAccountPassword", "--Pasword", "my#secret"), status=2)
    assert "Did you mean “--Password”?" in said
    assert "secret" not in said


def test_nothing_is_done_where_the_store_cannot_be_used(town: Town) -> None:
    town.store.close()
    town.database_file.write_text("this is no database, but long enough to be read" * 100)
    said = complaint(icu(town, SEND, "--Email", "a@example.org"))
    assert said.count("\n") == 1
    assert UUID not in said
