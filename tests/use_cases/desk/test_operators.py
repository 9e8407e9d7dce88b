"""An operator's rights: who has them, with what, and how they are lost and come back."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from i18n import LANGUAGES
from store import ActFilter, Happening, Operator, ProfileState, Refusal, Role, Secret, Session
from store.accounts.desk.decisions import Decisions
from store.accounts.desk.supervisors import Supervisors
from store.messages.letters.desk import role_given_back, role_suspended, unblocked
from tests.languages import IN_EACH
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, WRONG, Person, Town, notice_code, outcome, refused
from tests.use_cases.profile.verifying import request_state

REASON = "She showed her badge; the guesses came from elsewhere."
YEAR = 365
UseCase = Callable[[Session], object]

ODILE = Person("odile-desk", "odile-desk@example.org")
OMAR = Person("omar-desk", "omar-desk@example.org")
OLIVE = Person("olive-desk", "olive-desk@example.org")


def operators_use_cases(town: Town) -> dict[str, UseCase]:
    """Return all that only operators may do, ready to be done by whoever holds a session."""
    request = town.request_of(Person("dominique", "dominique@example.org"))
    verifications, supervisors = town.store.decisions, town.store.supervisors
    return {
        "count": verifications.count,
        "pending": verifications.pending,
        "find": lambda session: verifications.find(session, request),
        "open": lambda session: verifications.open(session, request),
        "accept": lambda session: verifications.accept(session, request, REASON),
        "refuse": lambda session: verifications.refuse(session, request, REASON),
        "unblock": lambda session: supervisors.unblock(session, OLIVE.username, REASON),
        "acts": lambda session: supervisors.acts(session, ActFilter()),
        "export": lambda session: supervisors.export(session, ActFilter()),
        "busiest": supervisors.busiest,
    }


DECISIONS = {"accept", "refuse", "unblock"}


@pytest.fixture
def asking(town: Town) -> Session:
    """Someone whose request waits; Odile, Omar and Olive have accounts."""
    session = town.asks(town.person("dominique"))
    town.operator(OLIVE.username)
    town.operator(OMAR.username, Role.SUPERVISOR)
    return session


def persons(town: Town) -> Session:
    """A person's session, with a second step."""
    someone = town.person("camille-b")
    app = town.add_app(town.sign_in(someone))
    return town.pass_by_app(town.sign_in(someone), app)


def without_second_step(town: Town) -> Session:
    someone = Person("oscar-desk", "oscar-desk@example.org")
    town.store.operators.add(someone.username, someone.email, PASSWORD, PASSWORD, "en", Role.SUPERVISOR)
    return town.sign_in(someone)


def without_second_step_while_it_is_set_up(town: Town) -> Session:
    session = without_second_step(town)
    town.add_app(session)
    return session


def at_the_second_step(town: Town) -> Session:
    return town.sign_in(OMAR)


def suspended(town: Town) -> Session:
    town.reset(OMAR)
    town.clock.advance(minutes=2)
    session = town.sign_in(OMAR, NEW_PASSWORD)
    return town.pass_by_app(session, town.app_of(OMAR.username))


def past_the_passwords_life(town: Town) -> Session:
    town.rows(
        "UPDATE account SET password_set_at = password_set_at - ? WHERE username = ?",
        (YEAR + 1) * 24 * 3600 * 1_000_000,
        OMAR.username,
    )
    return town.operator_at(TERMINAL, OMAR.username)


def ended(town: Town) -> Session:
    session = town.operator(OMAR.username)
    town.store.sessions.end(session)
    return session


@pytest.mark.parametrize(
    ("holder", "refusal"),
    [
        (persons, Refusal.NOT_ALLOWED),
        (without_second_step, Refusal.SECOND_STEP_NEEDED),
        (without_second_step_while_it_is_set_up, Refusal.SECOND_STEP_NEEDED),
        (at_the_second_step, Refusal.SECOND_STEP_DUE),
        (suspended, Refusal.ROLE_SUSPENDED),
        (past_the_passwords_life, Refusal.PASSWORD_CHANGE_DUE),
        (ended, Refusal.SESSION_ENDED),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_a_session_without_an_operators_rights_does_nothing_of_theirs(
    town: Town, asking: Session, holder: Callable[[Town], Session], refusal: Refusal
) -> None:
    use_cases = operators_use_cases(town)
    session = holder(town)
    written = everything(town)
    for use_case in use_cases.values():
        assert refused(use_case, session).refusal is refusal
    assert everything(town) == written
    assert request_state(town, asking) is ProfileState.PENDING


@pytest.mark.parametrize("use_case", ["pending", "accept", "refuse", "unblock"])
def test_a_supervisor_with_a_second_step_does_all_that_operators_do(
    town: Town, asking: Session, use_case: str
) -> None:
    assert outcome(operators_use_cases(town)[use_case], town.operator(OMAR.username)) is None


@pytest.mark.parametrize(
    "use_case",
    ["accept", "unblock", *(pytest.param(one, marks=pytest.mark.more) for one in ("pending", "refuse"))],
)
def test_a_decision_takes_a_password_typed_in_the_last_20_minutes(
    town: Town, asking: Session, use_case: str
) -> None:
    do, session = operators_use_cases(town)[use_case], town.operator(OMAR.username)
    for minutes in (10, 10):
        town.clock.advance(minutes=minutes)
        town.store.sessions.touch(session)
    town.clock.advance(seconds=1)
    assert outcome(do, session) is (Refusal.PASSWORD_NEEDED if use_case in DECISIONS else None)
    town.store.password.prove(session, PASSWORD)
    assert outcome(do, session) is None


def test_an_operator_is_no_supervisor(town: Town, asking: Session) -> None:
    do = operators_use_cases(town)["unblock"]
    assert outcome(do, town.operator()) is Refusal.NOT_ALLOWED


def test_no_use_case_of_operators_is_left_out_here(town: Town, asking: Session) -> None:
    public = {
        name
        for use_cases in (Decisions, Supervisors)
        for name, _ in inspect.getmembers(use_cases, inspect.isfunction)
        if not name.startswith("_")
    }
    assert public == operators_use_cases(town).keys()


def test_each_way_to_do_the_second_step_gives_an_operator_their_rights(town: Town) -> None:
    town.operator()
    first = town.operator()
    phone = town.add_phone(first)
    code, *_others = town.store.recovery_codes.make(first, PASSWORD)
    town.new_texts()
    at_phone = town.sign_in(ODILE)
    town.store.second_step.send(at_phone, phone)
    town.store.second_step.enter(at_phone, phone, town.sms_code())
    with_recovery_code = town.sign_in(ODILE)
    town.store.second_step.enter_recovery_code(with_recovery_code, code)
    for session in (at_phone, with_recovery_code):
        assert town.store.decisions.pending(session) == ()
    proofs = town.rows("SELECT DISTINCT means FROM session_proof WHERE factor = 'second-step'")
    assert {means for (means,) in proofs} == {"app", "phone", "recovery-code"}


# A reset takes the rights away


def resets(town: Town, someone: Person) -> Session:
    """Reset the password by the mailbox, and sign in with both steps."""
    town.reset(someone)
    town.clock.advance(minutes=2)
    return town.pass_by_app(town.sign_in(someone, NEW_PASSWORD), town.app_of(someone.username))


def test_a_mailbox_alone_gives_nobody_the_rights_of_an_operator(town: Town, asking: Session) -> None:
    someone = Person("oscar-desk", "oscar-desk@example.org")
    town.store.operators.add(someone.username, someone.email, PASSWORD, PASSWORD, "en", Role.OPERATOR)
    thief = town.reset(someone)
    app = town.add_app(town.sign_in(thief))
    session = town.pass_by_app(town.sign_in(thief), app)
    assert refused(town.store.decisions.pending, session).refusal is Refusal.ROLE_SUSPENDED


def test_a_reset_is_in_an_operators_history_once_and_in_nobody_elses(town: Town, asking: Session) -> None:
    session = resets(town, OLIVE)
    town.reset(Person("dominique", "dominique@example.org"))
    kinds = [event.happening for event in town.store.history.recent(session)]
    assert kinds.count(Happening.ROLE_SUSPENDED) == 1
    assert town.rows("SELECT username FROM account WHERE role_suspended") == [(OLIVE.username,)]


@IN_EACH
def test_an_operator_whose_rights_are_suspended_is_told_and_a_person_is_not(town: Town, code: str) -> None:
    town.operator()
    someone = town.person("dominique")
    town.rows("UPDATE account SET language = ?", code)
    expected = role_suspended().said(LANGUAGES[code])
    for reset, tells in ((ODILE, True), (someone, False)):
        town.reset(reset)
        told = [
            (mail["Subject"], mail.get_content()) for mail in town.new_mail() if mail["To"] == reset.email
        ]
        assert (expected in told) == tells


def test_rights_that_are_suspended_stay_so_through_another_reset(town: Town, asking: Session) -> None:
    town.reset(OLIVE)
    town.reset(OLIVE, PASSWORD)
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'role-suspended'") == [(1,)]
    assert [one.suspended for one in town.store.operators.everyone() if one.username == OLIVE.username] == [
        True
    ]


def test_an_operator_who_says_it_was_not_them_loses_their_rights_by_the_reset_that_follows(
    town: Town, asking: Session
) -> None:
    session = town.operator()
    town.new_mail()
    town.store.password.change(session, PASSWORD, WRONG, WRONG)
    [letter] = town.new_mail()
    town.store.disowning.disown(notice_code(letter), TERMINAL)
    assert refused(town.sign_in, ODILE, WRONG).refusal is Refusal.WRONG_SIGN_IN
    assert refused(town.store.decisions.pending, resets(town, ODILE)).refusal is Refusal.ROLE_SUSPENDED


def test_a_change_of_the_password_by_who_knows_it_costs_no_rights(town: Town, asking: Session) -> None:
    session = town.operator()
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert outcome(operators_use_cases(town)["accept"], session) is None


# A supervisor unblocks


def block(town: Town, someone: Person) -> None:
    """Guess wrong until no password is right any more."""
    town.fails_to_sign_in(someone.username)
    town.passes_over_failures()
    town.fails_to_sign_in(someone.username)
    town.clock.advance(hours=1)


@IN_EACH
def test_a_supervisor_unblocks_an_operator_who_keeps_their_rights(
    town: Town, asking: Session, code: str
) -> None:
    town.rows("UPDATE account SET language = ? WHERE username = ?", code, OLIVE.username)
    block(town, OLIVE)
    assert refused(town.sign_in, OLIVE).refusal is Refusal.WRONG_SIGN_IN
    town.clock.advance(hours=1)
    town.new_mail()
    supervisor = town.operator(OMAR.username)
    town.store.supervisors.unblock(supervisor, OLIVE.username, f" {REASON} ")
    letter = next(mail for mail in town.new_mail() if mail["To"] == OLIVE.email)
    expected = unblocked(town.clock.now, REASON).said(LANGUAGES[code])
    assert (letter["Subject"], letter.get_content()) == expected
    assert town.store.decisions.pending(town.operator(OLIVE.username))
    assert town.rows(
        "SELECT whose.username, event.kind, actor.username, reason FROM event"
        " JOIN account whose ON whose.id = account_id LEFT JOIN account actor ON actor.id = actor_id"
        " WHERE event.kind LIKE 'unblocked%' ORDER BY event.id"
    ) == [
        (OLIVE.username, "unblocked", OMAR.username, REASON),
        (OMAR.username, "unblocked-an-operator", None, REASON),
    ]


def test_a_supervisor_lifts_the_wait_after_wrong_codes(town: Town, asking: Session) -> None:
    town.operator()
    session = town.sign_in(ODILE)
    method = town.store.second_step.ways(session).methods[0].id
    for _ in range(5):
        refused(town.store.second_step.enter, session, method, Secret("000000"))
    assert town.store.second_step.opens_at(session) is not None
    town.store.supervisors.unblock(town.operator(OMAR.username), ODILE.username, REASON)
    assert town.store.second_step.opens_at(session) is None


def test_nobody_unblocks_themselves(town: Town, asking: Session) -> None:
    session = town.operator(OMAR.username)
    for name in (OMAR.username, OMAR.email, " OMAR-desk "):
        problem = refused(town.store.supervisors.unblock, session, name, REASON)
        assert problem.refusal is Refusal.SUPERVISOR_NEEDED


@pytest.mark.parametrize(
    "name", ["dominique", "dominique@example.org", "nobody-here", "", "\x1b[2J", "é" * 9999]
)
def test_a_supervisor_unblocks_operators_alone_and_learns_of_nobody_else(
    town: Town, asking: Session, name: str
) -> None:
    problem = refused(town.store.supervisors.unblock, town.operator(OMAR.username), name, REASON)
    assert problem.refusal is Refusal.OPERATOR_UNKNOWN


def test_who_is_unblocked_while_suspended_stays_suspended(town: Town, asking: Session) -> None:
    session = resets(town, OLIVE)
    town.store.supervisors.unblock(town.operator(OMAR.username), OLIVE.username, REASON)
    assert refused(town.store.decisions.pending, session).refusal is Refusal.ROLE_SUSPENDED


# The administrator gives the rights back


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR])
@IN_EACH
def test_rights_are_given_back_with_a_reason_to_whoever_signs_in_from_then_on(
    town: Town, role: Role, code: str
) -> None:
    town.operator(role=role)
    town.rows("UPDATE account SET language = ?", code)
    open_until_then = resets(town, ODILE)
    town.new_mail()
    town.store.operators.give_back(ODILE.username, f" {REASON}\n")
    [letter] = town.new_mail()
    expected = role_given_back(town.clock.now, REASON).said(LANGUAGES[code])
    assert (letter["To"], letter["Subject"], letter.get_content()) == (ODILE.email, *expected)
    assert refused(town.store.decisions.pending, open_until_then).refusal is Refusal.SESSION_ENDED
    town.clock.advance(minutes=2)
    session = town.pass_by_app(town.sign_in(ODILE, NEW_PASSWORD), town.app_of(ODILE.username))
    assert town.store.decisions.pending(session) == ()
    assert town.rows("SELECT kind, actor_id, reason FROM event WHERE reason != ''") == [
        ("role-given-back", None, REASON)
    ]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        (ODILE.username, Refusal.ROLE_NOT_SUSPENDED),
        ("dominique", Refusal.OPERATOR_UNKNOWN),
        ("nobody-here", Refusal.OPERATOR_UNKNOWN),
        ("\x00" * 9999, Refusal.OPERATOR_UNKNOWN),
    ],
)
def test_nothing_is_given_back_to_who_lost_nothing(town: Town, name: str, refusal: Refusal) -> None:
    town.operator()
    town.person("dominique")
    assert refused(town.store.operators.give_back, name, REASON).refusal is refusal


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", Refusal.MISSING),
        (" \n", Refusal.MISSING),
        ("x" * 201, Refusal.TOO_LONG),
        ("yes\x1b[2J", Refusal.TEXT_CHARACTERS),
    ],
    ids=range(4),
)
def test_nobody_is_unblocked_or_gets_rights_back_without_a_reason_that_can_be_read(
    town: Town, asking: Session, reason: str, refusal: Refusal
) -> None:
    town.reset(OLIVE)
    session, written = town.operator(OMAR.username), everything(town)
    for problem in (
        refused(town.store.supervisors.unblock, session, OLIVE.username, reason),
        refused(town.store.operators.give_back, OLIVE.username, reason),
    ):
        assert (problem.refusal, problem.field) == (refusal, "reason")
    assert everything(town) == written


def test_the_list_says_who_has_what_rights(town: Town, asking: Session) -> None:
    town.operator()
    town.reset(ODILE)
    without_second_step(town)
    assert town.store.operators.everyone() == (
        Operator(ODILE.username, Role.OPERATOR, suspended=True, has_second_step=True),
        Operator(OLIVE.username, Role.OPERATOR, suspended=False, has_second_step=True),
        Operator(OMAR.username, Role.SUPERVISOR, suspended=False, has_second_step=True),
        Operator("oscar-desk", Role.SUPERVISOR, suspended=False, has_second_step=False),
    )


def everything(town: Town) -> list[object]:
    """Return all rows of the store."""
    tables = [name for (name,) in town.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return [(table, town.rows(f"SELECT * FROM {table}")) for table in sorted(tables)]
