"""What each kind of session may do: every use case that takes a session, with sessions of every kind."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from i18n import ENGLISH
from store import Problem, Refusal, Session
from tests.town import IDENTITY, OTHER_PHONE, PASSWORD, PHONE, Town
from tests.use_cases.every import UseCase, use_cases
from tests.use_cases.sessions import (
    at_a_new_password,
    at_the_pin,
    at_the_second_step,
    at_the_second_step_after_a_pin,
    by_pin,
    complete,
    ended,
    no_longer_fresh,
    operators,
    operators_no_longer_fresh,
    operators_without_a_second_step,
    supervisors,
    suspended,
    with_a_second_step,
)

ALWAYS = {"sessions.end"}
AT_ANY_STEP = {"sessions.due", "sessions.touch", "second_step.ways"}
AT_SECOND_STEP = {
    "second_step.enter",
    "second_step.enter_recovery_code",
    "second_step.opens_at",
    "second_step.send",
}
AT_PIN = {
    "one_time_pin.enter",
    "one_time_pin.obtain",
    "one_time_pin.send_by_sms",
    "one_time_pin.standing",
}
BY_PIN = {
    "account.overview",
    "activation.renew",
    "announced_removals.ended_by_coming_back",
    "announced_removals.left_no_second_step",
    "history.recent",
    "services.of",
    "services.open",
    "sessions.needs_proof",
}
"""What a session that a PIN opened may do, besides ending."""
AT_NEW_PASSWORD = {"password.change_expired"}
PAST_SECOND_STEP = {"password.owner"}
TAKE_THE_PASSWORD = {
    "authenticator.remove",
    "email_address.begin",
    "phones.begin_replacing",
    "phones.delete",
    "recovery_codes.make",
    "recovery_questions.set",
}
"""However lately it was typed: for the email, for codes and questions, and for each removal of a method."""
FRESH = {
    "activation.renew",
    "authenticator.begin",
    "authenticator.confirm",
    "default_method.choose",
    "phones.begin",
}
OPERATORS = {
    *(f"decisions.{name}" for name in ("accept", "count", "find", "open", "pending", "refuse")),
    *(f"people.{name}" for name in ("find", "open")),
    *(f"care.{name}" for name in ("end_sessions", "start_reset", "unblock")),
    *(
        f"removals.{name}"
        for name in ("approve", "ask", "can_be_asked", "count", "of", "pending", "withdraw")
    ),
    *(f"registration.{name}" for name in ("admit", "register", "hand_over", "hand_over_to")),
    *(f"registration.refuse_{what}" for what in ("known_document", "known_email", "unknown_document")),
}
SUPERVISORS = {f"supervisors.{name}" for name in ("acts", "busiest", "export", "unblock")}
LOOKING = {
    *(f"decisions.{name}" for name in ("count", "find", "open", "pending")),
    *(f"people.{name}" for name in ("find", "open")),
    *(f"removals.{name}" for name in ("can_be_asked", "count", "of", "pending")),
}
DECIDING = (OPERATORS - LOOKING) | {"supervisors.unblock"}


def test_the_email_codes_questions_and_each_removal_take_the_password(town: Town) -> None:
    for name in TAKE_THE_PASSWORD:
        group, use_case = name.split(".")
        method = getattr(type(getattr(town.store, group)), use_case)
        assert inspect.signature(method).parameters["password"].default is inspect.Parameter.empty, name


def refusal_of(use_case: UseCase, session: Session) -> Refusal | None:
    try:
        use_case(session)
    except Problem as problem:
        return problem.refusal
    return None


def _all_but(refusal: Refusal, *open_to: set[str]) -> Callable[[str], Refusal | None]:
    return lambda name: None if any(name in names for names in open_to) else refusal


def _when_complete(
    name: str,
    *,
    fresh: bool = True,
    rights: Refusal | None = None,
    supervises: bool = False,
    second_step: bool = True,
) -> Refusal | None:
    """What a session whose sign-in is complete is refused: `rights` says why it has none of an operator's.

    Without a `second_step` it may do that later, for a service.
    """
    if name in AT_PIN | AT_NEW_PASSWORD or (name in AT_SECOND_STEP and second_step):
        return Refusal.NOTHING_DUE
    if name in OPERATORS | SUPERVISORS and rights is not None:
        return rights
    if name in SUPERVISORS and not supervises:
        return Refusal.NOT_ALLOWED
    return Refusal.PASSWORD_NEEDED if name in FRESH | DECIDING and not fresh else None


def _when_opened_by_pin(name: str) -> Refusal | None:
    if name in AT_PIN | AT_NEW_PASSWORD:
        return Refusal.NOTHING_DUE
    may = ALWAYS | AT_ANY_STEP | AT_SECOND_STEP | BY_PIN
    return None if name in may else Refusal.PASSWORD_SIGN_IN_NEEDED


KINDS: dict[Callable[[Town, str], Session], Callable[[str], Refusal | None]] = {
    ended: _all_but(Refusal.SESSION_ENDED, ALWAYS),
    at_the_second_step: _all_but(Refusal.SECOND_STEP_DUE, ALWAYS, AT_ANY_STEP, AT_SECOND_STEP),
    at_the_pin: _all_but(Refusal.PIN_DUE, ALWAYS, AT_ANY_STEP - {"second_step.ways"}, AT_PIN),
    by_pin: _when_opened_by_pin,
    at_the_second_step_after_a_pin: _all_but(Refusal.SECOND_STEP_DUE, ALWAYS, AT_ANY_STEP, AT_SECOND_STEP),
    at_a_new_password: lambda name: (
        Refusal.PASSWORD_CHANGE_DUE
        if name not in ALWAYS | AT_ANY_STEP | AT_NEW_PASSWORD | PAST_SECOND_STEP
        else None
    ),
    complete: partial(_when_complete, rights=Refusal.NOT_ALLOWED, second_step=False),
    with_a_second_step: partial(_when_complete, rights=Refusal.NOT_ALLOWED),
    no_longer_fresh: partial(_when_complete, fresh=False, rights=Refusal.NOT_ALLOWED),
    operators: _when_complete,
    operators_no_longer_fresh: partial(_when_complete, fresh=False),
    supervisors: partial(_when_complete, supervises=True),
    operators_without_a_second_step: partial(_when_complete, rights=Refusal.SECOND_STEP_NEEDED),
    suspended: partial(_when_complete, rights=Refusal.ROLE_SUSPENDED),
}
ONLY_OF_RIGHTS = {operators_no_longer_fresh, supervisors, operators_without_a_second_step, suspended}
"""In the rest, these are as persons and operators are."""
GATE = {
    Refusal.SESSION_ENDED,
    Refusal.PIN_DUE,
    Refusal.PASSWORD_SIGN_IN_NEEDED,
    Refusal.SECOND_STEP_DUE,
    Refusal.PASSWORD_CHANGE_DUE,
    Refusal.NOTHING_DUE,
    Refusal.NOT_ALLOWED,
    Refusal.ROLE_SUSPENDED,
    Refusal.SECOND_STEP_NEEDED,
    Refusal.PASSWORD_NEEDED,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_session_does_what_it_may_and_a_refusal_names_the_step_that_is_missing(
    town: Town, kind: Callable[[Town, str], Session]
) -> None:
    found = use_cases(town)
    names = OPERATORS | SUPERVISORS if kind in ONLY_OF_RIGHTS else found.keys()
    expected = {name: KINDS[kind](name) for name in names}
    told: dict[str, Refusal | None] = {}
    session = kind(town, "somebody")
    # What goes ahead comes last: it may end the session.
    for number, name in enumerate(sorted(names, key=lambda name: expected[name] is None)):
        if expected[name] is None and refusal_of(town.store.sessions.touch, session):
            session = kind(town, f"person-{number:02}-a")
        refusal = refusal_of(found[name], session)
        told[name] = refusal if refusal in GATE else None
    assert told == expected


def test_every_use_case_that_is_named_here_is_one(town: Town) -> None:
    named = (
        AT_PIN
        | BY_PIN
        | TAKE_THE_PASSWORD
        | ALWAYS
        | AT_ANY_STEP
        | AT_SECOND_STEP
        | AT_NEW_PASSWORD
        | PAST_SECOND_STEP
        | FRESH
    )
    assert named | OPERATORS | SUPERVISORS <= use_cases(town).keys()


def test_an_operators_rights_are_over_requests_and_over_nothing_else_of_a_persons(town: Town) -> None:
    """With the ids, tickets and names of somebody's own things in their hands."""
    someone = town.person("alexandre")
    session = town.sign_in(someone)
    app = town.add_app(session)
    town.add_phone(session)
    session = town.pass_by_app(town.sign_in(someone), app)
    phone = next(one for one in town.store.account.overview(session).ways.methods if one.kind == "phone")
    town.store.verification.request(session, IDENTITY, PASSWORD)
    operator = town.operator()
    [request] = town.store.decisions.pending(operator)
    of_somebody: dict[str, object] = {
        "method_id": phone.id,
        "request": request.id,
        "username": someone.username,
        "email": someone.email,
        "number": PHONE,
    }
    numbers = count()
    for ticket in (
        town.store.phones.begin(session, OTHER_PHONE, ENGLISH),
        town.store.email_address.begin(session, "alexandre@example.net", PASSWORD),
    ):
        before = everything_of(town, 1)
        for name, use_case in use_cases(town, ticket=ticket, **of_somebody).items():
            if refusal_of(town.store.sessions.touch, operator):
                operator = town.operator(f"operator-{next(numbers):02}")
            if name not in OPERATORS | SUPERVISORS:
                refusal_of(use_case, operator)
        assert everything_of(town, 1) == before


def everything_of(town: Town, account_id: int) -> list[object]:
    """Return all rows of an account."""
    statement = (
        "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND c.name = 'account_id'"
    )
    tables = sorted(name for (name,) in town.rows(statement))
    return [
        town.rows("SELECT * FROM account WHERE id = ?", account_id),
        *(town.rows(f"SELECT * FROM {table} WHERE account_id = ?", account_id) for table in tables),
    ]
