"""An email address that was changed: it stays its account's as long as a notice can put it back."""

from __future__ import annotations

from i18n import ENGLISH, FRENCH
from store import Refusal, Role, Secret
from store.messages.letters.identity import address_kept
from store.rules.limits import NOTICE_LIFE
from tests.theft import Told, change_email, change_password, disown, signed_in, told_of_email, ways_in
from tests.town import PASSWORD, PHONE, TERMINAL, Person, Town, refused


def test_a_former_email_is_kept_for_its_owner_as_long_as_a_notice_can_put_it_back(town: Town) -> None:
    someone = town.person()
    change_email(town, town.sign_in(someone), "new@example.org")
    Told.lately(town)
    taker = "taker-of-it"
    ticket = town.store.sign_up.begin(taker, someone.email, PASSWORD, PASSWORD, "fr")
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    assert letter["Subject"] == FRENCH.say(address_kept().subject)
    assert (
        refused(town.store.sign_up.confirm, ticket, Secret("000000"), TERMINAL).refusal is Refusal.WRONG_CODE
    )
    add = town.store.operators.add
    refusal = refused(add, taker, someone.email, PASSWORD, PASSWORD, "en", Role.OPERATOR)
    assert refusal.refusal is Refusal.EMAIL_TAKEN
    other = town.sign_in(town.person("catherine"))
    town.store.email_address.begin(other, someone.email, PASSWORD)
    [letter] = town.new_mail()
    assert letter["Subject"] == ENGLISH.say(address_kept().subject)


def test_a_former_email_is_free_once_no_notice_can_put_it_back(town: Town) -> None:
    someone = town.person()
    change_email(town, town.sign_in(someone), "new@example.org")
    Told.lately(town)
    town.clock.now += NOTICE_LIFE
    # Younger notices remember the new address only.
    change_password(town, someone)
    Told.lately(town)
    ticket = town.store.sign_up.begin("newcomer", someone.email, PASSWORD, PASSWORD, "en")
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)
    town.sign_in(Person(someone.email, someone.email))


def test_the_address_that_was_undone_is_kept_as_long_as_the_undoing_can_be_undone(
    town: Town, owner: Person
) -> None:
    session = signed_in(town, owner)
    change_email(town, session, "second@example.org")
    disown(town, Told.lately(town).to(owner.email))
    Told.lately(town)
    newcomer = ("newcomer", "second@example.org", PASSWORD, PASSWORD, "en")
    town.store.sign_up.begin(*newcomer)
    [letter] = town.new_mail()
    assert letter["Subject"] == ENGLISH.say(address_kept().subject)
    town.clock.now += NOTICE_LIFE
    ticket = town.store.sign_up.begin(*newcomer)
    town.store.sign_up.confirm(ticket, town.code(), TERMINAL)


def test_an_earlier_former_email_can_still_be_put_back_after_a_later_change_was_undone(
    town: Town, owner: Person
) -> None:
    session = signed_in(town, owner)
    first = told_of_email(town, session, "second@example.org", owner.email)
    disown(town, told_of_email(town, session, "third@example.org", PHONE))
    assert ways_in(town, owner.username)[0] == "second@example.org"
    disown(town, first)
    assert ways_in(town, owner.username)[:2] == (owner.email, [(owner.email,)])


def test_a_way_back_to_a_former_email_can_be_undone_and_is_then_a_former_one_again(
    town: Town, owner: Person
) -> None:
    session = signed_in(town, owner)
    first = told_of_email(town, session, "second@example.org", owner.email)
    disown(town, told_of_email(town, session, owner.email, PHONE))
    assert ways_in(town, owner.username)[:2] == ("second@example.org", [("second@example.org",)])
    disown(town, first)
    assert ways_in(town, owner.username)[:2] == (owner.email, [(owner.email,)])
