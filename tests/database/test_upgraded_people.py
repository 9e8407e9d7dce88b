"""Whoever had an account in a store of an earlier schema goes on after the upgrade where they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH
from store import ActFilter, Happening, ProfileState, Refusal, Role, Secret, Session, Step
from tests.database.earlier_stores import EARLIER, EarlierStore
from tests.town import (
    IDENTITY,
    NEW_PASSWORD,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TERMINAL,
    KeyHolder,
    Person,
    Town,
    refused,
)

ALEXANDRE = Person("alexandre", "alexandre@example.org")
LEA = Person("lea-notice", "lea-notice@example.org")
LOU = Person("lou-phone", "lou-phone@example.org")
MAXIME = Person("maxime-app", "maxime-app@example.org")
ODILE = Person("odile-desk", "odile-desk@example.org")
TIBO = Person("tibo-waits", "tibo-waits@example.org")


def those(with_what: str) -> pytest.MarkDecorator:
    """Run a test on each earlier store of which something of this kind is known."""
    stores = {revision: each for revision, each in EARLIER.items() if getattr(each, with_what)}
    return pytest.mark.parametrize("earlier", stores.values(), ids=stores)


@pytest.fixture
def town(earlier: EarlierStore, tmp_path: Path) -> Iterator[Town]:
    """The store, upgraded at the moment at which it was left."""
    town = earlier.open(earlier.make(tmp_path))
    yield town
    town.store.close()


def texted(town: Town, number: str) -> Secret:
    """Return the code in the text that waits for a phone."""
    [text] = [text.text for text in town.new_texts() if text.to == number]
    return Secret(text.rsplit(" ", 1)[-1])


def at_the_desk(town: Town, app: str) -> Session:
    """Sign the operator in, who adds an app first where none was needed."""
    if not app:
        app = town.add_app(town.sign_in(ODILE))
    return town.pass_by_app(town.sign_in(ODILE), app)


def opens(town: Town, session: Session, someone: KeyHolder) -> bool:
    """Tell whether someone's profile shows their identity, and the personal key that they hold."""
    opened = town.store.profile.open(session, someone.password)
    return (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, someone.key.reveal())


@those("people")
def test_people_sign_in_as_before(earlier: EarlierStore, town: Town) -> None:
    for someone in earlier.people:
        session = town.sign_in(someone)
        overview = town.store.account.overview(session)
        assert town.due(session) is None
        assert overview.email == someone.email
        assert overview.profile.profile is None


@those("signed_in")
def test_who_was_signed_in_still_is(earlier: EarlierStore, town: Town) -> None:
    for session in earlier.signed_in:
        assert town.store.account.overview(session).username == session.username


@those("token")
def test_a_long_token_that_was_sent_is_refused_and_another_works(earlier: EarlierStore, town: Town) -> None:
    assert earlier.token is not None
    token, owner = earlier.token
    problem = refused(town.store.reset.open, token)
    assert problem.field == "token"
    assert problem.refusal in {Refusal.TOKEN_CHARACTER, Refusal.TOKEN_LENGTH}
    town.sign_in(town.reset(owner), NEW_PASSWORD)


@those("counted")
def test_failures_stay_counted(earlier: EarlierStore, town: Town) -> None:
    for name, tries_left in earlier.counted.items():
        assert town.fails_to_sign_in(name).facts["tries_left"] == tries_left


@those("waiting")
def test_who_had_to_wait_still_has_to(town: Town) -> None:
    waits = refused(town.sign_in, TIBO)
    assert waits.refusal is Refusal.LOCKED
    assert timedelta() < waits.until - town.clock.now < timedelta(seconds=30)
    town.clock.now = waits.until
    town.sign_in(TIBO)


@those("sign_up")
def test_waiting_messages_arrive_and_the_sign_up_goes_on(earlier: EarlierStore, town: Town) -> None:
    assert earlier.sign_up is not None
    ticket, newcomer = earlier.sign_up
    letters = {str(letter["To"]): letter.get_content() for letter in town.new_mail()}
    if earlier.revision == "0001":
        assert sorted(letters) == ["alexandre@example.org", "sacha@example.org", "stranger@example.org"]
    [code] = [line for line in letters[newcomer.email].splitlines() if line.isdecimal()]
    town.store.sign_up.confirm(ticket, Secret(code), TERMINAL)
    town.sign_in(newcomer)


@those("sign_up")
def test_a_sign_up_that_waited_gets_another_code_in_place_of_the_one_before(
    earlier: EarlierStore, town: Town
) -> None:
    assert earlier.sign_up is not None
    ticket, newcomer = earlier.sign_up
    town.new_mail()
    town.clock.advance(seconds=60)
    town.store.sign_up.send_again(ticket)
    code = town.code()
    wrong = Secret(f"{(int(code.reveal()) + 1) % 10**6:06}")
    problem = refused(town.store.sign_up.confirm, ticket, wrong, TERMINAL)
    assert (problem.refusal, problem.facts) == (Refusal.WRONG_CODE, {"tries_left": 4 - earlier.wrong_codes})
    town.store.sign_up.confirm(ticket, code, TERMINAL)
    town.sign_in(newcomer)
    assert town.rows("SELECT 1 FROM sign_up") == []


@those("waiting")
def test_a_phone_that_waited_for_its_code_is_added(earlier: EarlierStore, town: Town) -> None:
    assert earlier.waiting is not None
    session = earlier.signed_in[0]
    town.store.phones.confirm(session, earlier.waiting.phone, texted(town, OTHER_PHONE))
    [phone] = town.store.account.overview(session).ways.methods
    assert (phone.kind, phone.name) == ("phone", f"•••• {OTHER_PHONE[-4:]}")


@those("waiting")
def test_a_sign_in_at_its_second_step_goes_on(earlier: EarlierStore, town: Town) -> None:
    assert earlier.waiting is not None
    half, phone = earlier.waiting.second_step, earlier.waiting.phone_of_lou
    town.store.second_step.enter(half, phone, texted(town, PHONE))
    assert town.store.account.overview(half).username == LOU.username


@those("second_step")
def test_an_app_and_a_recovery_code_still_do_the_second_step(earlier: EarlierStore, town: Town) -> None:
    assert earlier.second_step is not None
    half = town.sign_in(MAXIME)
    assert town.due(half) is Step.SECOND_STEP
    session = town.pass_by_app(half, earlier.second_step.app)
    ways = town.store.account.overview(session).ways
    assert (ways.methods[0].name, ways.recovery_codes) == ("Aegis", 9)
    code = earlier.second_step.recovery_code
    session = town.sign_in(MAXIME)
    town.store.second_step.enter_recovery_code(session, code)
    assert town.store.account.overview(session).ways.recovery_codes == 8
    refusal = refused(town.store.second_step.enter_recovery_code, town.sign_in(MAXIME), code).refusal
    assert refusal is Refusal.CODE_USED


@those("second_step")
def test_a_reset_asks_the_recovery_question_of_before(earlier: EarlierStore, town: Town) -> None:
    assert earlier.second_step is not None
    token = town.reset_token(MAXIME)
    question = town.store.reset.open(token).question
    assert question is not None
    town.store.reset.answer(token, question, earlier.second_step.answers[question], TERMINAL)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert town.due(town.sign_in(MAXIME, NEW_PASSWORD)) is Step.SECOND_STEP


@those("waiting")
def test_the_code_of_a_notice_still_undoes_what_it_tells_of(earlier: EarlierStore, town: Town) -> None:
    assert earlier.waiting is not None
    undone = town.store.disowning.disown(earlier.waiting.notice, TERMINAL)
    assert [change.happening for change in undone.changes] == [Happening.EMAIL_CHANGED]
    session = town.sign_in(town.reset(LEA), NEW_PASSWORD)
    assert town.store.account.overview(session).email == LEA.email


@those("profiles")
def test_every_profile_opens_as_before(earlier: EarlierStore, town: Town) -> None:
    assert earlier.profiles is not None
    dominique, camille = earlier.profiles.active, earlier.profiles.deactivated
    assert opens(town, town.sign_in(dominique), dominique)
    session = town.sign_in(camille)
    assert town.store.profile.status(session).profile is ProfileState.DEACTIVATED
    camille = town.reactivate(camille)
    assert opens(town, session, camille)


@those("profiles")
def test_who_was_signed_in_opens_their_profile(earlier: EarlierStore, town: Town) -> None:
    assert earlier.profiles is not None
    assert opens(town, earlier.signed_in[-1], earlier.profiles.active)


@those("profiles")
def test_requests_for_a_profile_go_on(earlier: EarlierStore, town: Town) -> None:
    profiles = earlier.profiles
    assert profiles is not None
    town.store.profile.activate(town.sign_in(profiles.accepted))
    operator = at_the_desk(town, profiles.app)
    [waiting] = town.store.decisions.pending(operator)
    assert waiting.username == profiles.pending.username
    assert town.store.decisions.open(operator, waiting.id) == IDENTITY
    town.store.decisions.accept(operator, waiting.id, "Seen.")
    session = town.sign_in(profiles.pending)
    town.store.profile.activate(session)
    assert town.store.profile.status(session).profile is ProfileState.ACTIVE


@those("place")
def test_an_operator_who_was_signed_in_with_both_steps_goes_on(earlier: EarlierStore, town: Town) -> None:
    assert earlier.profiles is not None
    assert earlier.profiles.at_the_desk is not None
    [waiting] = town.store.decisions.pending(earlier.profiles.at_the_desk)
    assert town.store.decisions.open(earlier.profiles.at_the_desk, waiting.id) == IDENTITY


@those("place")
def test_where_one_was_signed_in_nobody_else_makes_one_wait(earlier: EarlierStore, town: Town) -> None:
    assert town.fails_to_sign_in("alexandre", 6).refusal is Refusal.LOCKED
    town.store.sign_in.with_password("alexandre", PASSWORD, TERMINAL, earlier.place)


@those("document")
def test_a_document_number_signs_in_as_before(earlier: EarlierStore, town: Town) -> None:
    assert earlier.document is not None
    number, owner = earlier.document
    session = town.store.sign_in.with_password(number, owner.password, TERMINAL)
    assert session.username == owner.username


@pytest.mark.parametrize("earlier", [EARLIER["0007"]])
def test_a_suspended_role_a_disowned_account_and_one_without_a_password_stay_so(town: Town) -> None:
    suspended = {one.username: one.suspended for one in town.store.operators.everyone()}
    assert suspended == {"odile-desk": False, "olga-reset": True}
    ana = Person("ana-disowned", "ana-disowned@example.org")
    assert refused(town.sign_in, ana).refusal is Refusal.WRONG_SIGN_IN
    town.sign_in(town.reset(ana))
    # A passport's, of someone who was registered with nothing else.
    problem = refused(town.store.sign_in.with_password, "AB123456", PASSWORD, TERMINAL)
    assert problem.refusal is Refusal.WRONG_SIGN_IN


@pytest.mark.parametrize("earlier", [EARLIER["0001"]])
def test_who_had_an_account_may_have_a_profile_now(town: Town) -> None:
    check = town.store.verification.check
    identity = check("Alexandre Dupont", "31/05/1990", "dni", "12345678Z", "1 rue Haute, Lyon")
    session = town.sign_in(ALEXANDRE)
    town.store.verification.request(session, identity, PASSWORD)
    assert town.store.profile.status(session).request is ProfileState.PENDING


@those("people")
def test_a_person_of_before_is_no_operator(town: Town) -> None:
    assert refused(town.store.decisions.pending, town.sign_in(ALEXANDRE)).refusal is Refusal.NOT_ALLOWED


@pytest.mark.parametrize("earlier", [EARLIER["0002"]])
def test_who_was_signed_in_is_asked_for_the_password_before_a_sensitive_change(
    earlier: EarlierStore, town: Town
) -> None:
    [session] = earlier.signed_in
    assert refused(town.store.phones.begin, session, PHONE, ENGLISH).refusal is Refusal.PASSWORD_NEEDED
    town.store.password.prove(session, PASSWORD)
    phone = town.add_phone(session)
    assert earlier.profiles is not None
    half = town.sign_in(earlier.profiles.active)
    assert town.due(half) is Step.SECOND_STEP
    town.store.second_step.send(half, phone)
    town.store.second_step.enter(half, phone, town.sms_code())


@those("slips")
def test_who_was_registered_sets_the_password_with_what_is_on_the_slip(
    town: Town, earlier: EarlierStore
) -> None:
    for email, (document, code) in earlier.slips.items():
        town.new_texts()
        ticket = town.store.activation.begin(document, email, code, TERMINAL)
        token = town.store.activation.confirm(ticket, town.sms_code(), TERMINAL)
        town.store.reset.set_password(token, PASSWORD, PASSWORD, TERMINAL)
        assert town.store.sign_in.with_password(document, PASSWORD, TERMINAL)


@those("slips")
def test_what_operators_did_before_is_told_to_supervisors(town: Town) -> None:
    found = town.store.supervisors.acts(town.operator("omar-desk", Role.SUPERVISOR), ActFilter()).acts
    registered = [act.operator for act in found if act.happening is Happening.REGISTERED]
    assert registered == ["oscar-desk", "oscar-desk"]
