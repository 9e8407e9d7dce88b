"""A person's page at the desk: what it shows, what it offers, and what comes of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from i18n import ENGLISH
from store import Happening, ProfileState, Refusal, Removable, Role, ToRemove
from tests.journeys.conftest import idles_past_the_proof
from tests.journeys.desk.conftest import AtDesk
from tests.lost import QUESTIONS, number_of
from tests.town import CONTRAST, DNI, PASSWORD, PHONE, WRONG, Town, refused
from tui.journeys.desk.deeds import costs_of_reset
from tui.scripted import Person

REASON = "Called, and knew it all."


async def opens(town: Town, operator: Person, username: str) -> None:
    """Open somebody's page, from that of the desk."""
    await operator.searches(username)
    [account] = operator.found
    await operator.picks(account)
    assert operator.page.name == "person"


def offered(operator: Person) -> set[str]:
    return {action.name for action in operator.page.choices}


def keys(operator: Person) -> list[str]:
    return [action.key for action in operator.page.choices if action.key]


async def block(town: Town, username: str) -> None:
    for _time in range(5):
        refused(town.store.sign_in.with_password, username, WRONG, "elsewhere")


@pytest.fixture
async def at_person(town: Town, operator: Person) -> Person:
    """An operator before the page of someone with a password and nothing else."""
    town.person("dominique")
    await opens(town, operator, "dominique")
    return operator


async def test_an_expired_password_is_told_with_its_day(town: Town, operator: Person) -> None:
    town.person("dominique")
    town.rows("UPDATE account SET password_set_at = 0 WHERE username = 'dominique'")
    await opens(town, operator, "dominique")
    assert "expired on January 1, 1971" in operator.says()


async def test_it_shows_no_secret_and_no_whole_address(town: Town, operator: Person) -> None:
    someone = town.person("dominique")
    session = town.sign_in(someone)
    town.add_phone(session)
    await opens(town, operator, "dominique")
    assert "•••• 0134" in operator.says()
    assert PHONE not in operator.says()
    assert someone.email not in operator.says()


async def test_methods_have_their_kind_and_those_that_are_shown_alike_their_day(
    town: Town, operator: Person
) -> None:
    session = town.sign_in(town.person("dominique"))
    town.add_phone(session)
    await opens(town, operator, "dominique")
    assert "Second step: Phone •••• 0134\n" in operator.says()
    town.add_phone(session, "+33612340134")
    await operator.chooses("look-again")
    alike = "Phone •••• 0134 (since March 14, 2026)"
    assert f"Second step: {alike}, {alike}\n" in operator.says()


async def test_what_can_be_done_has_a_key_of_its_own_and_what_cannot_is_not_offered(
    at_person: Person,
) -> None:
    assert {"start-reset", "look-again", "events", "back"} <= offered(at_person)
    assert not {"unblock", "hand-out-code"} & offered(at_person)
    assert "State: nothing is blocked" in at_person.says()
    assert len(keys(at_person)) == len(set(keys(at_person)))


async def test_an_account_is_unblocked_with_a_reason_and_its_owner_is_told(
    town: Town, operator: Person
) -> None:
    town.person("dominique")
    await block(town, "dominique")
    await opens(town, operator, "dominique")
    assert re.search(r"password: waits until .+ \(wrong tries\)", operator.says())
    town.new_mail()
    await operator.chooses("unblock")
    assert "forgotten" in operator.says()
    await operator.answers(reason=REASON)
    assert operator.page.name == "person"
    assert "The account is unblocked." in operator.done
    assert "unblock" not in offered(operator)
    [letter] = town.new_mail()
    assert REASON in letter.get_content()
    town.store.sign_in.with_password("dominique", PASSWORD, "elsewhere")


async def test_no_reason_does_nothing(town: Town, operator: Person) -> None:
    town.person("dominique")
    await block(town, "dominique")
    await opens(town, operator, "dominique")
    await operator.chooses("unblock")
    await operator.answers(reason=" ")
    assert operator.page.name == "unblock"
    assert operator.problems["reason"].refusal is Refusal.MISSING
    await operator.leaves()
    assert "unblock" in offered(operator)


async def test_a_reset_that_was_started_is_told_alike_in_both_of_its_messages(
    town: Town, at_person: Person
) -> None:
    town.new_mail()
    await at_person.chooses("start-reset")
    await at_person.answers(reason=REASON)
    letters = [" ".join(letter.get_content().split()) for letter in town.new_mail()]
    assert len(letters) == 2
    for letter in letters:
        assert "The help desk started a reset" in letter or "An operator of the help desk started" in letter
        assert "If you did not ask for this, use the token for nothing" in letter


async def test_a_reset_is_sent_to_its_owner_and_shown_to_nobody_else(town: Town, at_person: Person) -> None:
    town.new_mail()
    await at_person.chooses("start-reset")
    await at_person.answers(reason=REASON)
    assert "on its way" in at_person.done
    letters = town.new_mail()
    assert {letter["To"] for letter in letters} == {"dominique@example.org"}
    assert not any(
        line in at_person.says() for line in letters[0].get_content().split() if line.count("-") == 4
    )


async def test_the_page_of_a_reset_says_what_it_costs_whom(town: Town, operator: Person) -> None:
    town.asks(town.person("dominique"))
    await opens(town, operator, "dominique")
    await operator.chooses("start-reset")
    assert "cancels their request for a verification" in operator.says()
    [(account,)] = town.rows("SELECT number FROM account WHERE username = 'dominique'")
    seen = town.store.people.open(town.operator(), account)
    active = replace(seen.profile, profile=ProfileState.ACTIVE, request=None)
    for person, cost in (
        (replace(seen, profile=active), "personal key"),
        (replace(seen, profile=replace(active, profile=None, request=ProfileState.ACCEPTED)), "undoes"),
        (replace(seen, profile=replace(active, profile=None), has_questions=True), "recovery questions"),
        (replace(seen, profile=replace(active, profile=None), role=Role.OPERATOR), "suspends their rights"),
    ):
        [said] = map(ENGLISH.say, costs_of_reset(person))
        assert cost in said
    assert not [*costs_of_reset(replace(seen, profile=replace(active, profile=None)))]


async def test_all_sessions_of_someone_end(town: Town, operator: Person) -> None:
    session = town.sign_in(town.person("dominique"))
    await opens(town, operator, "dominique")
    assert "1 open" in operator.says()
    await operator.chooses("end-sessions")
    await operator.answers(reason=REASON)
    assert "have ended" in operator.done
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED
    assert "end-sessions" not in offered(operator)


async def test_whoever_was_registered_in_person_has_no_reset_but_a_code(town: Town, operator: Person) -> None:
    town.register()
    await operator.searches(DNI)
    await operator.picks(operator.found[0])
    assert "start-reset" not in offered(operator)
    assert "hand-out-code" in offered(operator)
    assert "set with the activation code" in operator.says()
    assert CONTRAST not in operator.says()


async def test_ones_own_account_is_seen_and_nothing_is_to_be_done(town: Town, operator: Person) -> None:
    await opens(town, operator, "odile-desk")
    assert offered(operator) == {"events", "look-again", "back"}
    assert "This is your own account: another operator acts on it." in operator.says()


async def test_on_a_supervisors_own_account_acts_another_supervisor(town: Town, at_desk: AtDesk) -> None:
    supervisor = await at_desk("omar-desk", Role.SUPERVISOR)
    await opens(town, supervisor, "omar-desk")
    assert "This is your own account: another supervisor acts on it." in supervisor.says()


async def test_a_supervisors_account_is_for_supervisors(town: Town, at_desk: AtDesk) -> None:
    town.operator("omar-desk", Role.SUPERVISOR)
    operator = await at_desk()
    await opens(town, operator, "omar-desk")
    assert offered(operator) == {"events", "look-again", "back"}
    assert "a supervisor’s account" in operator.says()


async def test_looking_again_shows_what_changed_meanwhile(town: Town, at_person: Person) -> None:
    await block(town, "dominique")
    await at_person.chooses("look-again")
    assert "unblock" in offered(at_person)


async def test_what_was_decided_elsewhere_meanwhile_is_said_on_the_page(town: Town, operator: Person) -> None:
    session = town.sign_in(town.person("dominique"))
    await opens(town, operator, "dominique")
    await operator.chooses("end-sessions")
    town.store.sessions.end(session)
    await operator.answers(reason=REASON)
    assert operator.page.name == "end-sessions"
    assert operator.problems[""].refusal is Refusal.NO_SESSIONS


async def test_past_the_proof_the_password_is_asked_for_and_then_goes_on_what_was_sent(
    town: Town, at_person: Person
) -> None:
    await at_person.chooses("start-reset")
    await idles_past_the_proof(town, at_person)
    await at_person.answers(reason=REASON)
    assert at_person.page.name == "confirm-password"
    await at_person.answers(password=PASSWORD.reveal())
    assert at_person.page.name == "person"
    assert "on its way" in at_person.done


async def test_what_is_refused_after_the_password_is_said_where_it_was_asked_for(
    town: Town, operator: Person
) -> None:
    session = town.sign_in(town.person("dominique"))
    await opens(town, operator, "dominique")
    await operator.chooses("end-sessions")
    await idles_past_the_proof(town, operator)
    await operator.answers(reason=REASON)
    town.store.sessions.end(session)
    await operator.answers(password=PASSWORD.reveal())
    assert operator.page.name == "end-sessions"
    assert operator.page.fields[0].value == REASON
    assert "Nobody is signed in to this account" in operator.says()


async def test_the_last_events_are_told_with_who_did_them(town: Town, at_person: Person) -> None:
    await at_person.chooses("start-reset")
    await at_person.answers(reason=REASON)
    await at_person.chooses("events")
    assert "odile-desk" in at_person.says()
    await at_person.leaves()
    assert at_person.page.name == "person"


async def test_opening_it_is_in_both_histories_once(town: Town, at_person: Person) -> None:
    await at_person.chooses("look-again")
    opened = town.rows("SELECT kind FROM event WHERE kind IN (?, ?)", "page-opened", "opened-a-page")
    assert sorted(opened) == [(Happening.OPENED_A_PAGE.value,), (Happening.PAGE_OPENED.value,)]


@pytest.mark.parametrize("action", ["hand-out-code", "ask-removal"])
async def test_a_slip_and_a_removal_are_asked_for_and_the_way_back_leads_to_the_page(
    town: Town, operator: Person, action: str
) -> None:
    account = town.register()
    await operator.searches(DNI)
    await operator.picks(account)
    await operator.chooses(action)
    assert operator.page.name == action
    await operator.leaves()
    assert operator.page.name == "person"


async def test_a_request_that_waits_is_decided_from_the_page(town: Town, operator: Person) -> None:
    town.asks(town.person("dominique"))
    await opens(town, operator, "dominique")
    assert "Verification (waits for a decision): Decide on it" in operator.says()
    await operator.chooses("verification")
    assert operator.page.name == "verification"


async def test_what_is_to_be_removed_is_told_with_its_state(town: Town, operator: Person) -> None:
    someone = town.person("dominique")
    method = town.add_phone(town.sign_in(someone))
    [(account,)] = town.rows("SELECT number FROM account WHERE username = 'dominique'")
    to_remove = ToRemove(Removable.METHOD, method)
    town.store.removals.ask(town.operator(), account, to_remove, "Lost on the train.")
    await opens(town, operator, "dominique")
    assert "Removals (1 waits for a second operator): See the removals" in operator.says()
    [removal] = town.store.removals.of(town.operator(), account)
    town.store.removals.approve(town.operator("omar-desk", Role.SUPERVISOR), removal.id, "Seen.")
    await operator.chooses("look-again")
    assert "Removals (done in 24 hours): See the removals" in operator.says()
    await operator.chooses("removals")
    assert operator.page.name == "removals"


async def test_from_a_page_one_sees_the_removals_of_its_person_alone(town: Town, operator: Person) -> None:
    for name in ("dominique", "camille-b"):
        someone = town.person(name)
        town.store.recovery_questions.set(town.sign_in(someone), QUESTIONS, PASSWORD)
        account = number_of(town, someone)
        town.store.removals.ask(town.operator(), account, ToRemove(Removable.QUESTIONS), "Forgotten.")
    await opens(town, operator, "dominique")
    await operator.chooses("removals")
    assert "Removals of dominique" in operator.says()
    assert "camille-b" not in operator.says()
    [removal] = [row.action.name for row in operator.page.listed]
    await operator.chooses(removal)
    await operator.chooses("withdraw")
    await operator.answers(reason="Remembered.")
    assert "No removal waits" in operator.says()
    assert "Removals of dominique" in operator.says()


async def test_the_screen_is_handed_over_in_the_language_of_its_person(town: Town, operator: Person) -> None:
    town.person("dominique", "fr")
    await opens(town, operator, "dominique")
    await operator.chooses("hand-over")
    assert operator.page.name == "your-turn"
    assert "À vous" in operator.says()


async def test_what_was_done_is_not_what_enter_alone_begins_again(at_person: Person) -> None:
    await at_person.chooses("start-reset")
    await at_person.leaves()
    assert at_person.page.came_from == "start-reset"
    await at_person.chooses("start-reset")
    await at_person.answers(reason=REASON)
    assert at_person.page.came_from == ""
