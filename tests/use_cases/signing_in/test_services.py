"""Services: what each needs of a session, and opening one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Happening, Missing, Problem, Refusal, Secret, Session
from store.accounts.signing_in.statements import with_statement
from store.rules.limits import STATEMENT_LIFE
from tests.services import LISTED, by_pin, list_services
from tests.signing import at_level
from tests.town import DNI, OTHER_PHONE, PASSWORD, TERMINAL, Person, Town, refused

LEVELS = {"library": 1, "taxes": 2, "registry": 3}


def password_alone(town: Town, account_id: int) -> Session:
    return town.sign_in(_person(town, account_id))


def password_before_the_app(town: Town, account_id: int) -> Session:
    session = password_alone(town, account_id)
    town.add_app(session)
    return session


def both_steps(town: Town, account_id: int) -> Session:
    someone = _person(town, account_id)
    app = town.add_app(town.sign_in(someone))
    return town.pass_by_app(town.sign_in(someone), app)


def pin_alone(town: Town, account_id: int) -> Session:
    return by_pin(town, account_id)


def pin_before_the_app(town: Town, account_id: int) -> Session:
    session = by_pin(town, account_id)
    town.add_app(password_alone(town, account_id))
    return session


def pin_and_app(town: Town, account_id: int) -> Session:
    app = town.add_app(password_alone(town, account_id))
    return town.pass_by_app(by_pin(town, account_id, to_do=True), app)


def _person(town: Town, account_id: int) -> Person:
    [(username, email)] = town.rows("SELECT username, email FROM account WHERE id = ?", account_id)
    return Person(username, email)


Kind = Callable[[Town, int], Session]
AT_LEVEL_2: dict[Kind, Missing | None] = {
    password_alone: Missing.METHOD,
    password_before_the_app: Missing.SECOND_STEP,
    both_steps: None,
    pin_alone: Missing.PASSWORD,
    pin_before_the_app: Missing.SECOND_STEP,
    pin_and_app: None,
}


@pytest.fixture(autouse=True)
def listed(town: Town) -> None:
    list_services(town)


def account(town: Town, registered: str) -> int:
    """Open an account with a username, of someone who was `registered` in person at a level, or not."""
    someone = town.person()
    [(account_id,)] = town.rows("SELECT id FROM account WHERE username = ?", someone.username)
    if registered:
        at_level(town, someone, advanced=registered == "advanced")
    return int(account_id)


def opened(town: Town, session: Session, service: str = "library") -> str:
    return town.store.services.open(session, service).address.reveal()


def claims_of(address: str) -> dict[str, Any]:
    """Return what a statement says, unchecked."""
    token = address.partition("statement=")[2].partition("#")[0]
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def history(town: Town, session: Session) -> list[tuple[Happening, str | None]]:
    return [(one.happening, one.service) for one in town.store.history.recent(session)]


@pytest.mark.parametrize("registered", ["", "basic", "advanced"])
@pytest.mark.parametrize("kind", AT_LEVEL_2, ids=lambda kind: kind.__name__)
def test_each_service_asks_for_exactly_the_step_that_is_missing(
    town: Town, kind: Kind, registered: str
) -> None:
    session = kind(town, account(town, registered))
    at_3 = AT_LEVEL_2[kind] if registered == "advanced" else Missing.REGISTRATION
    expected = {"library": None, "taxes": AT_LEVEL_2[kind], "registry": at_3}
    assert {one.id: one.missing for one in town.store.services.of(session)} == expected
    for service, missing in expected.items():
        if missing is None:
            assert town.store.services.open(session, service)
        else:
            problem = refused(town.store.services.open, session, service)
            assert (problem.refusal, problem.facts) == (Refusal.SERVICE_NEEDS, {"missing": missing})
    went = [(Happening.SERVICE_OPENED, one) for one, missing in expected.items() if missing is None]
    assert [one for one in history(town, session) if one[1]] == went[::-1]


def test_who_has_not_signed_in_sees_names_and_levels(town: Town) -> None:
    services = town.store.services.all()
    assert {one.id: one.level for one in services} == LEVELS
    assert dict(services[0].names) == {"en": "Public library", "fr": "Bibliothèque publique"}
    assert {one.missing for one in services} == {None}


def test_a_code_in_the_open_session_opens_the_service_and_is_not_asked_for_again(
    town: Town, someone: Person
) -> None:
    session = town.sign_in(someone)
    app = town.add_app(session)
    town.pass_by_app(session, app)
    for _ in range(2):
        town.clock.advance(minutes=10)
        town.store.sessions.touch(session)
        opened(town, session, "taxes")
    assert history(town, session)[:3] == [
        (Happening.SERVICE_OPENED, "taxes"),
        (Happening.SERVICE_OPENED, "taxes"),
        (Happening.SECOND_STEP_DONE, None),
    ]
    assert refused(town.pass_by_app, session, app).refusal is Refusal.NOTHING_DUE


def test_a_text_in_the_open_session_does_it_too(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    phone = town.add_phone(session, OTHER_PHONE)
    town.new_texts()
    town.store.second_step.send(session, phone)
    town.store.second_step.enter(session, phone, town.sms_code())
    assert opened(town, session, "taxes")


def test_wrong_codes_in_the_open_session_are_told_as_such_and_do_not_make_sign_ins_wait(
    town: Town, someone: Person
) -> None:
    session = town.sign_in(someone)
    town.add_app(session)
    [app] = town.store.account.overview(session).ways.methods
    problems = [refused(town.store.second_step.enter, session, app.id, Secret("000000")) for _ in range(5)]
    assert problems[-1].facts["until"] is not None
    assert town.store.second_step.opens_at(session) is not None
    assert history(town, session)[0] == (Happening.CONFIRMATION_FAILED, None)
    assert town.store.second_step.opens_at(town.sign_in(someone)) is None


def test_wrong_codes_in_the_open_session_are_counted_with_those_of_other_changes_at_a_known_place_too(
    town: Town, someone: Person
) -> None:
    session = town.store.sign_in.with_password(someone.username, PASSWORD, TERMINAL, "user 1000")
    phone = town.add_phone(session, OTHER_PHONE)
    town.add_app(session)
    [app] = [one for one in town.store.second_step.ways(session).methods if one.id != phone]
    for _ in range(5):
        refused(town.store.second_step.enter, session, app.id, Secret("000000"))
    assert refused(town.store.confirming.send, session, phone).refusal is Refusal.CODE_LOCKED


def test_the_step_is_of_the_session_alone_in_which_it_was_done(town: Town, someone: Person) -> None:
    session, other = town.sign_in(someone), town.sign_in(someone)
    town.pass_by_app(session, town.add_app(session))
    assert refused(town.store.services.open, other, "taxes").facts == {"missing": Missing.SECOND_STEP}


def test_a_service_without_a_statement_has_its_address_as_it_stands(town: Town, session: Session) -> None:
    answered = town.store.services.open(session, "library")
    assert answered.address.reveal() == "https://library.example.org/enter?from=macle"
    assert answered.statement_expires_at is None


def test_a_statement_joins_the_query_that_there_is_and_says_who_came(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    app = town.add_app(session)
    town.clock.advance(minutes=3)
    proved_at = town.clock.now
    town.pass_by_app(session, app)
    town.clock.advance(minutes=3)
    answered = town.store.services.open(session, "taxes")
    address, claims = answered.address.reveal(), claims_of(answered.address.reveal())
    assert address.startswith("https://taxes.example.org/came?lang=en&statement=ey")
    assert address.endswith("#top")
    now = int(town.clock.now.timestamp())
    assert claims.pop("sub")
    assert claims.pop("jti")
    assert claims == {
        "iss": "macle",
        "aud": "taxes",
        "acr": "2",
        "auth_time": int(proved_at.timestamp()),
        "iat": now,
        "nbf": now,
        "exp": now + 60,
    }
    assert answered.statement_expires_at == town.clock.now.replace(microsecond=0) + STATEMENT_LIFE
    assert "taxes" not in repr(answered)


def test_the_issuer_is_what_the_administrator_sets(town: Town, someone: Person) -> None:
    town.reopen(issuer="https://accounts.example.org")
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    address = opened(town, town.sign_in(someone), "taxes")
    assert claims_of(address)["iss"] == "https://accounts.example.org"


def test_a_service_knows_an_account_again_and_no_other_service_knows_it_by_that_name(
    town: Town, someone: Person
) -> None:
    list_services(town, LISTED.replace("level = 2", "level = 1").replace("level = 3", "level = 1"))
    other = town.person("dominique")

    def subject(person: Person, service: str) -> str:
        return str(claims_of(opened(town, town.sign_in(person), service))["sub"])

    seen = {(who.username, at): subject(who, at) for who in (someone, other) for at in ("taxes", "registry")}
    assert len({*seen.values()}) == 4
    town.reopen()
    assert subject(someone, "taxes") == seen["alexandre", "taxes"]
    [(number,)] = town.rows("SELECT number FROM account WHERE username = 'alexandre'")
    assert all(number not in one and DNI not in one for one in seen.values())


def test_each_statement_has_an_id_of_its_own(town: Town, session: Session) -> None:
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    assert len({claims_of(opened(town, session, "taxes"))["jti"] for _ in range(5)}) == 5


def test_a_service_that_is_gone_from_the_list_is_refused(town: Town, session: Session) -> None:
    list_services(town, "")
    assert town.store.services.all() == ()
    assert refused(town.store.services.open, session, "library").refusal is Refusal.SERVICE_GONE


@pytest.mark.parametrize("mode", [0o600, 0o666], ids=["faulty", "open"])
def test_a_list_that_cannot_be_believed_is_refused_without_its_details(
    town: Town, session: Session, mode: int
) -> None:
    list_services(town, "x = 1" if mode == 0o600 else LISTED)
    town.locations.services_file.chmod(mode)
    use_cases: list[tuple[Callable[..., object], tuple[object, ...]]] = [
        (town.store.services.all, ()),
        (town.store.services.of, (session,)),
        (town.store.services.open, (session, "library")),
    ]
    for use_case, arguments in use_cases:
        problem = refused(use_case, *arguments)
        assert (problem.refusal, problem.facts) == (Refusal.SERVICES_UNREADABLE, {})
    assert (Happening.SERVICE_OPENED, "library") not in history(town, session)


def test_no_key_is_made_for_whoever_may_not_open_the_service(town: Town, session: Session) -> None:
    assert refused(town.store.services.open, session, "taxes").refusal is Refusal.SERVICE_NEEDS
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    town.store.sessions.end(session)
    assert refused(town.store.services.open, session, "taxes").refusal is Refusal.SESSION_ENDED
    assert town.rows("SELECT name FROM authority_key WHERE name IN ('statements', 'subjects')") == []


def test_a_damaged_key_is_refused_before_anything_is_noted(town: Town, session: Session) -> None:
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    opened(town, session, "taxes")
    town.rows("UPDATE authority_key SET sealed = substr(sealed, 1, 40) WHERE name = 'statements'")
    before = history(town, session)
    with pytest.raises(Problem) as caught:
        opened(town, session, "taxes")
    assert caught.value.refusal is Refusal.CORRUPT
    assert history(town, session) == before
    assert PASSWORD.reveal() not in repr(caught.value)


def test_the_keys_for_services_are_those_that_sign_whatever_stands_in_the_database(town: Town) -> None:
    keys = town.store.services.keys()
    town.rows("UPDATE authority_key SET public = ?", keys.replace("ES256", "none"))
    assert town.store.services.keys() == keys


def test_neither_a_key_nor_a_statement_lies_open_in_the_store(town: Town, session: Session) -> None:
    list_services(town, LISTED.replace("level = 2", "level = 1"))
    token = opened(town, session, "taxes").partition("statement=")[2].partition("#")[0]
    said = claims_of(opened(town, session, "taxes"))
    stored = town.stored()
    assert b"PRIVATE KEY" not in stored
    assert not [part for part in (*token.split("."), said["sub"], said["jti"]) if part.encode() in stored]


PATHS = st.from_regex(
    r"[a-z0-9/]{0,20}(\?[a-z]{1,5}=[a-z0-9%+]{0,9}(&[a-z=]{0,9})?)?(#[a-z0-9]{0,9})?", fullmatch=True
)


@given(PATHS)
def test_a_statement_leaves_all_else_of_an_address_as_it_stands(path: str) -> None:
    address = f"https://library.example.org/{path}"
    before, after = urlsplit(address), urlsplit(with_statement(address, "a.b-c.d_e"))
    assert after._replace(query=before.query) == before
    kept = f"{before.query}&" if before.query else ""
    assert after.query == f"{kept}statement=a.b-c.d_e"
