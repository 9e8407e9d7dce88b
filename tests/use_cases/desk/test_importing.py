"""Accounts in bulk: the file checked whole, nobody imported twice, each owner invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from i18n import ENGLISH, FRENCH
from store import ContactDetails, Happening, ImportState, LineFault, Newcomer, Refusal, Secret
from store.accounts.desk.importing import Import
from store.messages.letters.password import first_password_set, invitation, no_account_to_reset
from store.rules.limits import ENDED_KEPT, INVITATION_LIFE
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town, as_told, refused

LOU = Newcomer(2, "lou-noel", "lou@example.org", "fr", "Lou", "Noël", "01 42 68 53 00")
SAM = Newcomer(3, "sam-keys", "sam@example.org", "en")
PEOPLE = [LOU, SAM]


def owner(someone: Newcomer, password: Secret = NEW_PASSWORD) -> Person:
    return Person(someone.username, someone.email, password)


def check(town: Town, *people: Newcomer, again: bool = False) -> Import:
    return town.store.importing.check(people, ENGLISH, invite_again=again)


def bring_in(town: Town, *people: Newcomer, again: bool = False) -> ImportState:
    """Import people, and return what was done in the end."""
    checked = check(town, *people, again=again)
    assert checked.faults == ()
    done = list(town.store.importing.carry_out(checked, invite_again=again))[-1]
    assert done == checked.expected
    return done


def faults(town: Town, *people: Newcomer) -> list[tuple[int, str | None, Refusal]]:
    def told(fault: LineFault) -> tuple[int, str | None, Refusal]:
        return fault.line, fault.problem.field, fault.problem.refusal

    before = town.rows("SELECT count(*) FROM account")
    checked = check(town, *people)
    assert list(town.store.importing.carry_out(checked)) == []
    assert town.rows("SELECT count(*) FROM account") == before
    return [told(fault) for fault in checked.faults]


def tokens(town: Town) -> dict[str, Secret]:
    """Return the token that came to each address."""
    return {
        str(letter["To"]): Secret(
            next(line for line in letter.get_content().splitlines() if line.startswith("macle:reset/"))
        )
        for letter in town.new_mail()
    }


def test_each_gets_an_invitation_in_their_language_and_no_password_opens_the_account(town: Town) -> None:
    assert bring_in(town, *PEOPLE) == ImportState(2, 0, 0)
    letters = {str(letter["To"]): letter for letter in town.new_mail()}
    assert set(letters) == {LOU.email, SAM.email}
    until = town.clock.now + INVITATION_LIFE
    for someone, language in ((LOU, FRENCH), (SAM, ENGLISH)):
        subject, _body = invitation(Secret(""), "", until).said(language)
        assert letters[someone.email]["Subject"] == subject
        assert language.tell(until) in letters[someone.email].get_content()
        assert someone.username in letters[someone.email].get_content()
        for guess in (PASSWORD, Secret("")):
            problem = refused(town.store.sign_in.with_password, someone.username, guess, TERMINAL)
            assert problem.refusal is Refusal.WRONG_SIGN_IN


def test_an_invitation_says_by_what_macle_is_opened_where_that_is_set(town: Town) -> None:
    town.reopen(opened_by="ssh macle@accounts.example.org")
    bring_in(town, *PEOPLE)
    for letter in town.new_mail():
        assert ": ssh macle@accounts.example.org" in letter.get_content()


def test_the_token_sets_the_first_password_once_and_the_details_are_there(town: Town) -> None:
    bring_in(town, *PEOPLE)
    token = tokens(town)[LOU.email]
    opened = town.store.reset.open(token)
    assert (opened.invites, opened.owner.username) == (True, LOU.username)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    [letter] = town.new_mail()
    told = as_told(first_password_set(town.clock.now), letter, town.clock.now, FRENCH)
    assert (letter["Subject"], letter.get_content()) == told
    session = town.sign_in(owner(LOU))
    details = town.store.contact_details.read(session).details
    assert details == ContactDetails("Lou", "Noël", phone_number="+33142685300")
    assert town.store.account.overview(session).ways.methods == ()
    happened = [event.happening for event in town.store.history.recent(session)]
    assert happened[-3:] == [Happening.FIRST_PASSWORD_SET, Happening.INVITED, Happening.ACCOUNT_CREATED]
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_USED


def test_a_password_that_breaks_a_rule_does_not_burn_the_invitation(town: Town) -> None:
    bring_in(town, SAM)
    token, short = tokens(town)[SAM.email], Secret("short")
    problem = refused(town.store.reset.set_password, token, short, short, TERMINAL)
    assert problem.refusal is Refusal.PASSWORD_BREAKS_RULES
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    town.sign_in(owner(SAM))


def test_after_fourteen_days_it_has_expired_and_who_forgot_it_gets_another(town: Town) -> None:
    bring_in(town, SAM)
    token = tokens(town)[SAM.email]
    town.clock.advance(days=13)
    assert town.store.reset.open(token).invites
    town.clock.advance(days=1)
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED
    # Nothing that is deleted with time makes the account one that no mailbox opens.
    town.clock.advance(days=(ENDED_KEPT + timedelta(days=2)).days)
    town.reopen()
    town.reopen()
    town.store.reset.request(SAM.email, FRENCH, TERMINAL)
    another = tokens(town)[SAM.email]
    town.clock.advance(days=13)
    assert town.store.reset.open(another).invites
    town.store.reset.set_password(another, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    town.sign_in(owner(SAM))


def test_once_the_password_is_set_a_token_resets_it_as_any_others(town: Town) -> None:
    bring_in(town, SAM)
    town.store.reset.set_password(tokens(town)[SAM.email], NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    token = town.reset_token(owner(SAM))
    assert not town.store.reset.open(token).invites
    town.clock.advance(minutes=30)
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED


def test_an_account_of_someone_registered_in_person_still_gets_its_first_password_from_no_mailbox(
    town: Town,
) -> None:
    town.person("dominique")
    town.rows("UPDATE account SET verifier = NULL")
    town.new_mail()
    town.store.reset.request("dominique@example.org", ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert letter["Subject"] == ENGLISH.say(no_account_to_reset().subject)
    assert bring_in(town, Newcomer(2, "dominique", "dominique@example.org"), again=True).invited_again == 0


def test_imported_again_nobody_is_there_twice_and_nobody_is_written_to(town: Town) -> None:
    bring_in(town, LOU)
    town.new_mail()
    assert bring_in(town, LOU, SAM) == ImportState(1, 1, 0)
    assert set(tokens(town)) == {SAM.email}
    assert bring_in(town, LOU, SAM) == ImportState(0, 2, 0)
    assert town.new_mail() == []
    assert town.rows("SELECT count(*) FROM account") == [(2,)]


def test_those_alone_are_invited_again_who_have_not_set_a_password(town: Town) -> None:
    bring_in(town, *PEOPLE)
    first = tokens(town)
    town.store.reset.set_password(first[LOU.email], NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    town.new_mail()
    assert bring_in(town, *PEOPLE, again=True) == ImportState(0, 2, 1)
    second = tokens(town)
    assert set(second) == {SAM.email}
    assert refused(town.store.reset.open, first[SAM.email]).refusal is Refusal.TOKEN_EXPIRED
    assert town.store.reset.open(second[SAM.email]).invites


def test_whoever_opened_an_invitation_cannot_use_it_once_another_was_sent(town: Town) -> None:
    bring_in(town, SAM)
    first = tokens(town)[SAM.email]
    town.store.reset.open(first)
    bring_in(town, SAM, again=True)
    problem = refused(town.store.reset.set_password, first, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert problem.refusal is Refusal.TOKEN_EXPIRED
    assert town.store.reset.open(tokens(town)[SAM.email]).invites


def test_one_that_was_opened_stays_whoever_asks_for_a_token(town: Town) -> None:
    bring_in(town, SAM)
    first = tokens(town)[SAM.email]
    town.store.reset.open(first)
    town.store.reset.request(SAM.email, ENGLISH, TERMINAL)
    assert town.store.reset.open(first).invites


@pytest.mark.more
def test_cut_off_in_the_middle_it_goes_on_with_the_rest(town: Town) -> None:
    people = [Newcomer(line, f"user-a{line:04d}", f"u{line}@example.org") for line in range(2, 252)]
    portions = town.store.importing.carry_out(check(town, *people))
    done = next(portions)
    town.reopen()
    assert 0 < done.opened < len(people)
    assert bring_in(town, *people) == ImportState(len(people) - done.opened, done.opened, 0)
    assert len(tokens(town)) == len(people)
    assert town.rows("SELECT count(*), count(DISTINCT number) FROM account") == [(250, 250)]
    assert town.rows("SELECT count(*) FROM reset_token WHERE ended = ''") == [(250,)]


def test_who_takes_a_name_after_the_check_keeps_it_and_the_line_is_told(town: Town) -> None:
    checked = check(town, LOU, SAM)
    town.person(SAM.username)
    problem = refused(lambda: list(town.store.importing.carry_out(checked)))
    assert (problem.refusal, problem.facts["line"]) == (Refusal.USERNAME_TAKEN, SAM.line)
    assert town.rows("SELECT username FROM account") == [(SAM.username,)]


def test_every_fault_of_every_line_is_told_at_once_and_nothing_is_written(town: Town) -> None:
    town.person("alexandre")
    found = faults(
        town,
        LOU,
        Newcomer(3, "short", "no address", "de", "R2-D2", "x" * 101, "12"),
        Newcomer(4, "LOU-NOEL", "Lou@Example.org"),
        Newcomer(5, "alexandre", "other@example.org"),
        Newcomer(6, "someone-else", "alexandre@example.org"),
        Newcomer(7, "control-s", "c@example.org", "", "a\x1bb"),
    )
    assert found == [
        (3, "username", Refusal.USERNAME_FORM),
        (3, "email", Refusal.EMAIL_FORM),
        (3, "language", Refusal.LANGUAGE_UNKNOWN),
        (3, "first_name", Refusal.NAME_FORM),
        (3, "last_name", Refusal.TOO_LONG),
        (3, "phone", Refusal.NUMBER_FORM),
        (4, "username", Refusal.REPEATED),
        (4, "email", Refusal.REPEATED),
        (5, "username", Refusal.USERNAME_TAKEN),
        (6, "email", Refusal.EMAIL_TAKEN),
        (7, "first_name", Refusal.TEXT_CHARACTERS),
    ]


def test_what_a_line_with_a_fault_has_is_found_again_in_others(town: Town) -> None:
    town.person("alexandre")
    found = faults(
        town,
        replace(LOU, phone="12"),
        replace(SAM, line=3, email=LOU.email),
        replace(SAM, line=4, username=LOU.username),
        Newcomer(5, "short", "other@example.org"),
        Newcomer(6, "another-one", "other@example.org"),
        Newcomer(7, "alexandre", "a@example.org", phone="12"),
    )
    assert found == [
        (2, "phone", Refusal.NUMBER_FORM),
        (3, "email", Refusal.REPEATED),
        (4, "username", Refusal.REPEATED),
        (5, "username", Refusal.USERNAME_FORM),
        (6, "email", Refusal.REPEATED),
        (7, "phone", Refusal.NUMBER_FORM),
        (7, "username", Refusal.USERNAME_TAKEN),
    ]


def test_a_name_and_an_address_of_two_accounts_are_both_told(town: Town) -> None:
    bring_in(town, LOU, SAM)
    assert faults(town, replace(LOU, email=SAM.email)) == [
        (2, "username", Refusal.USERNAME_TAKEN),
        (2, "email", Refusal.EMAIL_TAKEN),
    ]


@pytest.mark.parametrize("typed", ["", " FR ", "En"])
def test_a_language_is_read_as_people_write_it(town: Town, typed: str) -> None:
    bring_in(town, replace(SAM, language=typed))
    expected = typed.strip().casefold() or ENGLISH.code
    assert town.rows("SELECT language FROM account") == [(expected,)]
