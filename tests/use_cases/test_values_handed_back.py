"""Whatever hands a use case its values, and whatever judged them before: the store judges them itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from i18n import ENGLISH, Language
from store import (
    CodeTicket,
    Enrolment,
    Identity,
    PersonalKey,
    ProfileState,
    ProfileStatus,
    Refusal,
    Role,
    Secret,
    Session,
)
from store.rules.limits import CODE_LIFE
from tests.town import (
    IDENTITY,
    NEW_PASSWORD,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TERMINAL,
    Person,
    Town,
    notice_code,
    refused,
    ticket_of,
)

HUGE, CONTROLS = "x" * 300_000, "a\x1b[2J\x00b"
NASTY: tuple[Any, ...] = (HUGE, CONTROLS, "\udcff", "", " ", None, 7, -1, 10**30, 1.5, True, b"x", ["x"], {})
"""Over-long, unprintable, and of every wrong type."""


def rows(town: Town) -> list[object]:
    """Return all that is stored but what counts tries and requests, and the moment of the last one."""
    counted = {"counter", "request", "session"}
    tables = {name for (name,) in town.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return [(table, town.rows(f"SELECT * FROM {table}")) for table in sorted(tables - counted)]


def does_nothing(town: Town, use_case: Callable[..., object], *arguments: object) -> None:
    """Fail unless a use case refuses, or breaks, and has written nothing."""
    written = rows(town)
    try:
        use_case(*arguments)
    except Exception:
        assert rows(town) == written
    else:
        pytest.fail(f"it took {str(arguments)[:200]}")


# A request for verification


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"legal_name": HUGE}, Refusal.TOO_LONG, "legal_name"),
        ({"legal_name": CONTROLS}, Refusal.TEXT_CHARACTERS, "legal_name"),
        ({"legal_name": " "}, Refusal.MISSING, "legal_name"),
        ({"birth_date": date(2026, 3, 15)}, Refusal.DATE_FORM, "birth_date"),
        ({"birth_date": date(1899, 1, 1)}, Refusal.DATE_FORM, "birth_date"),
        ({"birth_date": datetime(1990, 5, 17, tzinfo=UTC)}, Refusal.DATE_FORM, "birth_date"),
        ({"birth_date": HUGE}, Refusal.DATE_FORM, "birth_date"),
        ({"birth_date": None}, Refusal.DATE_FORM, "birth_date"),
        ({"document_kind": HUGE}, Refusal.DOCUMENT_NUMBER, "number"),
        ({"document_kind": None}, Refusal.DOCUMENT_NUMBER, "number"),
        ({"document_number": HUGE}, Refusal.DOCUMENT_NUMBER, "number"),
        ({"document_number": "12345678A"}, Refusal.DOCUMENT_NUMBER, "number"),
        ({"address": HUGE}, Refusal.TOO_LONG, "address"),
        ({"address": "12, \u202erue"}, Refusal.TEXT_CHARACTERS, "address"),
    ],
    ids=range(14),
)
def test_an_identity_that_no_page_has_judged_is_judged(
    town: Town, session: Session, changed: dict[str, Any], refusal: Refusal, field: str
) -> None:
    identity = replace(IDENTITY, **changed)
    problem = refused(town.store.verification.request, session, identity, PASSWORD)
    assert (problem.refusal, problem.field) == (refusal, field)
    assert town.rows("SELECT 1 FROM profile") == []


def test_nothing_nasty_is_ever_part_of_an_identity(town: Town, session: Session) -> None:
    for field in vars(IDENTITY):
        for value in NASTY:
            identity = replace(IDENTITY, **{field: value})
            does_nothing(town, town.store.verification.request, session, identity, PASSWORD)


def test_an_identity_is_kept_in_the_form_that_is_compared_whoever_made_it(
    town: Town, session: Session
) -> None:
    typed = Identity(
        " Dominique Tremblay ", date(1990, 5, 17), "dni", "12.345.678-z", " 12, rue de la Clé, Québec"
    )
    town.store.verification.request(session, typed, PASSWORD)
    [request] = town.store.decisions.pending(town.operator())
    assert town.store.decisions.open(town.operator(), request.id) == IDENTITY


@pytest.mark.more
def test_nothing_nasty_is_a_decision(town: Town) -> None:
    town.asks(town.person("dominique"))
    operator, request = town.operator(), town.request_of(Person("dominique", ""))
    verifications = town.store.decisions
    for value in NASTY:
        does_nothing(town, verifications.accept, operator, value)
        does_nothing(town, verifications.refuse, operator, value, "Not so.")
        does_nothing(town, verifications.refuse, operator, request, value)


# The second step


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "A",
        "AAAA",
        "A" * 31,
        "A" * 33,
        "a" * 32,
        "A" * 31 + "1",
        "A" * 31 + "\n",
        HUGE,
        CONTROLS,
        "\udcff" * 32,
    ],
    ids=range(11),
)
def test_an_app_is_proved_by_a_secret_of_ours_alone(town: Town, session: Session, secret: str) -> None:
    enrolment = replace(town.store.authenticator.begin(session, "Aegis"), secret=Secret(secret))
    for code in ("000000", "328482"):
        problem = refused(town.store.authenticator.confirm, session, enrolment, Secret(code))
        assert (problem.refusal, problem.field) == (Refusal.WRONG_CODE, "code")
    assert town.rows("SELECT 1 FROM method") == []


def test_a_short_secret_proves_nothing_also_with_its_own_code(town: Town, session: Session) -> None:
    weak = "JBSWY3DPEHPK3PXPJBSWY3DP"
    enrolment = Enrolment("Aegis", Secret(weak), Secret(""))
    problem = refused(town.store.authenticator.confirm, session, enrolment, Secret(town.app_code(weak)))
    assert problem.refusal is Refusal.WRONG_CODE


@pytest.mark.more
def test_nothing_nasty_is_a_method(town: Town, someone: Person) -> None:
    session, store = town.sign_in(someone), town.store
    made = store.authenticator.begin(session, "Aegis")
    code = Secret(town.app_code(made.secret.reveal()))
    phone = town.add_phone(session)
    waiting = town.sign_in(someone)
    for value in NASTY:
        does_nothing(town, store.authenticator.begin, session, value)
        does_nothing(town, store.authenticator.confirm, session, replace(made, name=value), code)
        does_nothing(town, store.authenticator.confirm, session, value, code)
        does_nothing(town, store.authenticator.remove, session, value, PASSWORD)
        does_nothing(town, store.phones.begin, session, value, ENGLISH)
        does_nothing(town, store.phones.delete, session, value, PHONE, PASSWORD)
        does_nothing(town, store.phones.delete, session, phone, value, PASSWORD)
        if value:  # else no phone's place is to be taken
            does_nothing(town, store.phones.begin_replacing, session, value, OTHER_PHONE, ENGLISH, PASSWORD)
        does_nothing(town, store.default_method.choose, session, value)
        does_nothing(town, store.second_step.send, waiting, value)
        does_nothing(town, store.second_step.enter, waiting, value, Secret("271828"))


@pytest.mark.more
def test_nothing_nasty_is_a_ticket(town: Town, session: Session) -> None:
    store, code = town.store, Secret("271828")
    for value in NASTY:
        for ticket in (value, ticket_of(value), ticket_of(Secret(str(value)))):
            for wait in (store.phones, store.email_address):
                does_nothing(town, wait.confirm, session, ticket, code)
                does_nothing(town, wait.send_again, session, ticket)
            does_nothing(town, store.sign_up.confirm, ticket, code, TERMINAL)
            does_nothing(town, store.sign_up.send_again, ticket)


def test_what_a_ticket_says_of_its_address_is_written_nowhere(town: Town, session: Session) -> None:
    ticket = town.store.email_address.begin(session, "new@example.org", PASSWORD)
    code = town.code()
    forged = CodeTicket(
        ticket.token, replace(ticket.sent, address=HUGE, expires_at=datetime.max.replace(tzinfo=UTC))
    )
    town.clock.advance(minutes=1)
    town.store.email_address.send_again(session, forged)
    code = town.code()
    town.clock.now += CODE_LIFE
    assert refused(town.store.email_address.confirm, session, forged, code).refusal is Refusal.CODE_EXPIRED
    assert HUGE[:1000] not in str(rows(town))


# The profile and the reset


@pytest.mark.more
def test_nothing_nasty_is_a_key_that_is_handed_back(town: Town) -> None:
    holder = town.verified_person()
    session, profile = town.sign_in(holder), town.store.profile
    for value in NASTY:
        for key in (value, PersonalKey(holder.key, town.clock.now, value)):
            does_nothing(town, profile.check_current, session, key)
            does_nothing(town, profile.note_kept, session, key)


@pytest.mark.more
def test_nothing_nasty_is_what_one_was_told_that_a_reset_costs(town: Town) -> None:
    token, set_password = town.reset_token(town.verified_person()), town.store.reset.set_password
    for value in NASTY:
        for told in (value or HUGE, ProfileStatus(value, ProfileState.ACTIVE, None, None)):
            does_nothing(town, set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL, told)


def test_nothing_nasty_is_a_notice_or_an_earlier_change(town: Town, session: Session) -> None:
    town.new_mail()
    town.add_app(session)
    [letter] = town.new_mail()
    [(number,)] = town.rows("SELECT id FROM notice")
    for value in (*NASTY, 0, 10**9):
        does_nothing(town, town.store.disowning.disown, Secret(str(value)), TERMINAL)
        if value is not None and value != number:
            does_nothing(town, town.store.disowning.disown, notice_code(letter), TERMINAL, value)


def test_nothing_nasty_is_a_recovery_question(town: Town, session: Session) -> None:
    answers = [(2, Secret("Caramel")), (3, Secret("Saint-Roch"))]
    for value in (*NASTY, 2, 16, 10**9):
        if value not in (1, 7):  # numbers of questions
            set_questions = town.store.recovery_questions.set
            does_nothing(town, set_questions, session, [(value, Secret("Pataud")), *answers], PASSWORD)


# Accounts and what is noted of them


def test_only_an_operators_role_is_given(town: Town) -> None:
    names = ("odile-desk", "odile@example.org", PASSWORD, PASSWORD, "en")
    for value in (*NASTY, Role.PERSON, "supervisor"):
        does_nothing(town, town.store.operators.add, *names, value)


@pytest.mark.parametrize("value", [HUGE, CONTROLS, "", None, 7, "de", "../fr", "FR"], ids=range(8))
def test_an_account_speaks_a_language_that_there_is(town: Town, value: Any) -> None:
    add = town.store.operators.add
    add("odile-desk", "odile@example.org", PASSWORD, PASSWORD, value, Role.OPERATOR)
    ticket = town.store.sign_up.begin("alexandre", "alexandre@example.org", PASSWORD, PASSWORD, value)
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)
    assert town.rows("SELECT DISTINCT language FROM account") == [("en",)]


@pytest.mark.parametrize("code", [HUGE, CONTROLS, "../../etc", "de"], ids=range(4))
def test_a_language_that_there_is_not_writes_nothing(town: Town, session: Session, code: str) -> None:
    unknown = Language(code, "?")
    does_nothing(town, town.store.phones.begin, session, "0612345678", unknown)
    does_nothing(town, town.store.reset.request, "nobody@example.org", unknown, TERMINAL)
    does_nothing(town, town.store.forgotten_username.request, "nobody@example.org", unknown, TERMINAL)


@pytest.mark.parametrize("terminal", [HUGE, CONTROLS, "\udcff", "\u202e"], ids=range(4))
def test_the_name_of_a_terminal_is_kept_short_and_harmless(
    town: Town, someone: Person, terminal: str
) -> None:
    session = town.store.sign_in.with_password(someone.username, PASSWORD, terminal)
    town.store.sessions.end(session)
    town.store.reset.request(someone.email, ENGLISH, terminal)
    kept = [name for table in ("event", "session") for (name,) in town.rows(f"SELECT terminal FROM {table}")]
    for name in kept:
        assert len(name) <= 4 * 200
        assert name.isprintable() or not name


@pytest.mark.more
def test_nothing_nasty_is_an_operator_or_a_reason(town: Town) -> None:
    town.operator()
    town.reset(Person("odile-desk", "odile-desk@example.org"))
    supervisor = town.operator("omar-desk", Role.SUPERVISOR)
    operators, supervisors = town.store.operators, town.store.supervisors
    for value in NASTY:
        does_nothing(town, operators.give_back, value, "Back.")
        does_nothing(town, operators.give_back, "odile-desk", value)
        does_nothing(town, supervisors.unblock, supervisor, value, "Back.")
        does_nothing(town, supervisors.unblock, supervisor, "odile-desk", value)


def test_a_session_is_what_its_token_says_whatever_else_is_made_of_it(town: Town, session: Session) -> None:
    town.operator()
    forged = replace(session, username="odile-desk", language=HUGE)
    assert town.store.account.overview(forged).username == "alexandre"
    assert refused(town.store.decisions.pending, forged).refusal is Refusal.NOT_ALLOWED
