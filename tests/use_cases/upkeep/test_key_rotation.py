"""Another server key takes the place of the one in use, and nobody notices."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import event
from sqlalchemy.engine import Engine

from i18n import ENGLISH
from store import CodeTicket, ContactDetails, Refusal, Removable, Role, Secret, Session, ToRemove, open_store
from store.accounts.identity import naming
from store.database.alone import EVERYTHING
from store.database.port import Database
from store.database.sealed_columns import (
    AUTHORITY_KEY,
    CANDIDATE_VERIFIER,
    CANDIDATE_WRAP,
    METHOD,
    NOTICE_AFTER,
    NUMBER_OF_DOCUMENT,
    ONE_TIME_PIN,
    PASSWORD_WRAP,
    SEALED_COLUMNS,
    VERIFIER,
)
from store.database.sqlite_driver import sqlite3
from store.rules import identifiers
from store.vault.keyring import KeyRing
from tests.messages.other_routes import Broken, outbox_with
from tests.registered import Registered, activated, registered
from tests.rotation import rotate
from tests.sealed import unsealed
from tests.services import LISTED, list_services
from tests.theft import ANSWERS
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, KeyHolder, Person, Town, refused

DNI = "12345678Z"
OF_REGISTERED = {AUTHORITY_KEY, ONE_TIME_PIN}
DETAILS = ContactDetails("Lou", company="Les Serrures réunies", country="CA")
PLACE = "uid 1000"


@dataclass(frozen=True)
class Secrets:
    """What people hold in their hands when the key is replaced."""

    active: KeyHolder
    deactivated: KeyHolder
    session: Session
    app: str
    recovery_code: Secret
    token: Secret
    sign_up: tuple[CodeTicket, Secret]
    phone: tuple[CodeTicket, Secret]
    registered: Registered


@pytest.fixture
def secrets(town: Town) -> Secrets:
    """People in the middle of all sorts of things, one column of whose is sealed for each that can be."""
    ines = registered(town, "87654321X", "ines@example.org", phone="+33612345678")
    other_phone = ToRemove(Removable.REGISTERED_PHONE, phone="+34655555555")
    town.store.removals.ask(town.operator(), ines.username, other_phone, "Lost it.")
    active, deactivated = town.verified_person(), town.reset(town.verified_person("camille-b"))
    town.asks(town.person("noel-attend"))
    refused_one = town.person("sacha-roy")
    town.asks(refused_one)
    town.store.decisions.refuse(town.operator(), town.request_of(refused_one), "The document has expired.")
    lou = town.sign_in(town.person("lou-phone"))
    town.store.recovery_questions.set(lou, ANSWERS, PASSWORD)
    town.store.contact_details.update(lou, DETAILS, 0)
    app = town.add_app(lou)
    code = town.store.recovery_codes.make(lou, PASSWORD)[0]
    context = town.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        account = naming.holder_of(db, context, identifiers.lookup("lou-phone"))
        assert account is not None
        assert account.id is not None
        lookup = identifiers.lookup(DNI)
        naming.add_identifier(db, context, account.id, naming.DOCUMENT_NUMBER, lookup, context.now())
    phone = town.store.phones.begin(lou, "+1 514 555 0188", ENGLISH)
    phone_code = town.sms_code()
    town.new_mail()
    sign_up = town.store.sign_up.begin("zoe-waits", "zoe@example.org", PASSWORD, PASSWORD, "fr")
    sign_up_code = town.code()
    token = town.reset_token(active)
    for _ in range(3):
        town.fails_to_sign_in("nobody-here")
    town.store.sign_in.with_password("dominique", PASSWORD, TERMINAL, PLACE)
    town.store.forgotten_username.request("dominique@example.org", ENGLISH, TERMINAL)
    outbox_with(town, Broken()).deliver()
    town.clock.advance(minutes=2)
    sent = (sign_up, sign_up_code), (phone, phone_code)
    return Secrets(active, deactivated, lou, app, code, token, *sent, ines)


def versions(town: Town) -> set[int]:
    """Return the versions of all the keys that something is sealed under."""
    return {
        sealed[0]
        for column in SEALED_COLUMNS
        for (sealed,) in town.rows(f"SELECT {column.column} FROM {column.table}")
        if sealed is not None
    }


def everything_works(town: Town, secrets: Secrets) -> None:
    """Use all that people hold in their hands."""
    store, lou = town.store, secrets.session
    opened = store.profile.open(town.sign_in(secrets.active), PASSWORD)
    assert opened.personal_key.key.reveal() == secrets.active.key.reveal()
    store.reactivation.check_key(town.sign_in(secrets.deactivated), secrets.deactivated.key)
    assert store.account.overview(lou).ways.recovery_codes == 10
    assert store.contact_details.read(lou).details == DETAILS
    session = store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    [app] = [method for method in store.second_step.ways(session).methods if method.kind == "app"]
    store.second_step.enter(session, app.id, Secret(town.app_code(secrets.app, 1)))
    session = town.sign_in(Person("lou-phone", "lou-phone@example.org"))
    store.second_step.enter_recovery_code(session, secrets.recovery_code)
    store.phones.confirm(lou, *secrets.phone)
    store.sign_up.confirm(*secrets.sign_up, TERMINAL)
    town.sign_in(Person("zoe-waits", "zoe@example.org"))
    store.sign_in.with_password("dominique", PASSWORD, TERMINAL, PLACE)
    assert town.rows("SELECT count(*) FROM known_place") == [(1,)]
    assert town.fails_to_sign_in("nobody-here").facts["tries_left"] == 1
    [request] = store.decisions.pending(town.operator())
    assert store.decisions.open(town.operator(), request.id) is not None
    second = town.operator("omar-desk", Role.SUPERVISOR)
    [removal] = store.removals.pending(second)
    assert store.removals.open(second, removal.id).other_phone == "+34 655 55 55 55"
    store.reset.set_password(secrets.token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    town.sign_in(secrets.active, NEW_PASSWORD)
    activated(town, secrets.registered)
    store.sign_in.with_password(secrets.registered.document, PASSWORD, TERMINAL)
    assert store.outbox.deliver()
    assert town.rows("SELECT count(*) FROM outbox") == [(0,)]


@pytest.mark.more
def test_there_is_something_in_every_sealed_column(town: Town, secrets: Secrets) -> None:
    """Or the tests below would say nothing of it."""
    empty = {column for column in SEALED_COLUMNS if not unsealed(town, column)}
    # Of keys that are being made, and of changes that were confirmed with a code.
    assert empty == {CANDIDATE_VERIFIER, CANDIDATE_WRAP, NOTICE_AFTER} | OF_REGISTERED


def test_after_a_rotation_everything_works_and_the_old_key_is_gone(town: Town, secrets: Secrets) -> None:
    rotate(town)
    assert versions(town) == {2}
    assert KeyRing.load(town.locations.server_key).versions == {2}
    town.reopen()
    everything_works(town, secrets)


def test_a_service_knows_people_and_checks_statements_as_before(town: Town) -> None:
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    session = town.sign_in(town.person())
    keys = KeySet.import_key_set(json.loads(town.store.services.keys()))

    def who() -> str:
        address = town.store.services.open(session, "taxes").address.reveal()
        [statement] = parse_qs(urlsplit(address).query)["statement"]
        return str(jwt.decode(statement, keys, algorithms=["ES256"]).claims["sub"])

    before = who()
    rotate(town)
    assert who() == before
    town.reopen()
    assert who() == before
    assert {row[0][0] for row in town.rows("SELECT sealed FROM authority_key")} == {2}


@pytest.mark.more
def test_a_program_that_runs_since_before_goes_on_and_seals_under_the_new_key(
    town: Town, secrets: Secrets
) -> None:
    another = open_store(town.settings)
    for one in another.key_rotation.add(), *another.key_rotation.use():
        assert one
    another.key_rotation.retire()
    another.close()
    everything_works(town, secrets)
    assert versions(town) == {2}


def test_what_a_program_of_the_new_key_writes_another_that_runs_since_before_finds(town: Town) -> None:
    another = open_store(town.settings)
    rotate(town)
    someone = town.person()
    token = town.reset_token(someone)
    another.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    another.close()
    town.sign_in(someone, NEW_PASSWORD)


@pytest.mark.more
def test_a_key_that_was_only_added_changes_nothing_yet(town: Town, secrets: Secrets) -> None:
    assert town.store.key_rotation.add() == town.store.key_rotation.add() == 2
    town.reopen()
    everything_works(town, secrets)
    assert versions(town) == {1}


@pytest.mark.parametrize(
    "portions",
    [
        pytest.param(0, marks=pytest.mark.more),
        1,
        pytest.param(len(SEALED_COLUMNS) // 2, marks=pytest.mark.more),
    ],
)
def test_a_rotation_that_was_stopped_goes_on(town: Town, secrets: Secrets, portions: int) -> None:
    town.store.key_rotation.add()
    for _portion in islice(town.store.key_rotation.use(), portions):
        pass
    town.reopen()
    assert KeyRing.load(town.locations.server_key).versions == {1, 2}
    rotate(town)
    assert KeyRing.load(town.locations.server_key).versions == versions(town) == {2 + (portions > 0)}
    everything_works(town, secrets)


@pytest.mark.more
def test_many_rotations_leave_everything_as_it_was(town: Town, secrets: Secrets) -> None:
    for _ in range(3):
        rotate(town)
    assert KeyRing.load(town.locations.server_key).versions == {4}
    everything_works(town, secrets)


def test_the_mark_of_a_document_number_is_made_by_the_newest_key(town: Town, secrets: Secrets) -> None:
    of_document = "SELECT lookup FROM identifier WHERE kind = 'document-number'"
    before = town.rows(of_document)
    rotate(town)
    assert town.rows(of_document) != before
    numbers = {identifiers.lookup(number).encode() for number in (DNI, secrets.registered.document)}
    assert set(unsealed(town, NUMBER_OF_DOCUMENT)) == numbers


def test_a_value_that_is_damaged_stays_and_holds_nothing_up(town: Town, secrets: Secrets) -> None:
    town.rows("UPDATE profile SET password_wrap = ? WHERE state = 'active'", b"\x01" + bytes(60))
    town.store.key_rotation.add()
    told = {one.column: one for one in town.store.key_rotation.use()}
    assert (told[PASSWORD_WRAP].damaged, told[VERIFIER].damaged) == (1, 0)
    town.store.key_rotation.retire()
    assert versions(town) == {1, 2}
    town.sign_in(secrets.active)
    assert unsealed(town, METHOD)


def test_more_rows_than_go_into_one_transaction_are_all_sealed_anew(
    town: Town, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.accounts.upkeep.key_rotation._AT_ONCE", 2)
    rotate(town)
    assert versions(town) == {2}
    everything_works(town, secrets)


def test_a_key_that_comes_in_use_while_the_older_ones_are_dropped_loses_nothing(
    town: Town, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = open_store(town.settings)
    database, begun = town.store.database, list[int]()
    destroy = type(database)._destroy_traces

    def meanwhile(self: Database, *, destroys: bool) -> None:
        destroy(self, destroys=destroys)
        if destroys and not begun:
            begun.append(another.key_rotation.add())
            next(another.key_rotation.use())

    monkeypatch.setattr(type(database), "_destroy_traces", meanwhile)
    rotate(town)
    another.close()
    assert (begun, versions(town)) == ([3], {3})
    assert KeyRing.load(town.locations.server_key).versions == {3}
    everything_works(town, secrets)


def test_a_key_that_waits_to_be_used_is_neither_used_nor_dropped_with_the_older_ones(town: Town) -> None:
    rotate(town)
    town.store.key_rotation.add()
    town.store.key_rotation.retire()
    assert KeyRing.load(town.locations.server_key).versions == {2, 3}
    assert town.rows("SELECT value FROM fact WHERE name = 'key-in-use'") == [("2",)]


def test_a_rotation_whose_commit_fails_is_none(town: Town) -> None:
    town.store.key_rotation.add()
    town.rows("CREATE TRIGGER no BEFORE INSERT ON mark_key BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(sqlite3.Error):
        next(town.store.key_rotation.use())
    town.rows("DROP TRIGGER no")
    assert (town.store.context.keys.in_use, town.store.context.mark_keys.newest) == (1, 1)
    rotate(town)
    town.sign_in(town.person())


def test_the_answer_to_nobodys_name_asks_the_database_as_often_after_many_rotations(town: Town) -> None:
    """By its time, no answer tells nobody's name from an account's."""
    town.person("dominique")

    def asked(name: str) -> int:
        statements = list[str]()

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            town.store.sign_in._claim(name, TERMINAL, PLACE)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len(statements)

    assert asked("dominique") == asked("nobody-here")
    for _ in range(3):
        rotate(town)
    assert asked("dominique") == asked("nobody-here")


def test_a_key_file_from_before_the_rotation_is_refused(town: Town) -> None:
    before = town.locations.server_key.read_bytes()
    rotate(town)
    town.store.close()
    town.locations.server_key.unlink()
    town.locations.server_key.write_bytes(before)
    assert refused(open_store, town.settings).refusal is Refusal.KEY_FOREIGN


@pytest.mark.parametrize("value", ["", "two", "²", "-1", "1.5"])
def test_a_damaged_note_of_the_key_in_use_is_told_as_damage(town: Town, value: str) -> None:
    town.rows("UPDATE fact SET value = ? WHERE name = 'key-in-use'", value)
    assert refused(open_store, town.settings).refusal is Refusal.CORRUPT


@pytest.mark.more
def test_a_rotation_that_is_killed_at_any_moment_leaves_everything_open(town: Town, secrets: Secrets) -> None:
    town.store.close()
    killed = 0
    for statement in range(1, 400, 23):
        child = os.fork()
        if not child:
            die_at(statement, lambda: rotate(Town(town.home, clock=town.clock, uptime=town.clock.uptime)))
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        store = open_store(town.settings)
        store.profile.open(store.sign_in.with_password("dominique", PASSWORD, TERMINAL), PASSWORD)
        store.close()
    assert killed > 5
    town.reopen()
    rotate(town)
    everything_works(town, secrets)
    assert len(versions(town)) == 1


def die_at(number: int, work: Callable[[], None]) -> None:
    """Work in a forked process until so many statements were run, and then be killed."""
    left: Iterator[int] = iter(range(number, 0, -1))

    def count(*_arguments: object) -> None:
        if next(left, 0) <= 1:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, count)
    work()
    os._exit(0)
