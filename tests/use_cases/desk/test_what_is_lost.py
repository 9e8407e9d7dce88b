"""What was lost undoes nothing of its own removal, by no code that came to it before or meanwhile."""

from __future__ import annotations

import pytest

from store import Happening, Refusal, Removable, Secret, ToRemove
from tests.lost import QUESTIONS, Lost, came_back, code_in, number_of, with_code
from tests.registered import activated, registered
from tests.theft import Told, change_email
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, PHONE, TERMINAL, Person, Town, refused

METHOD, CODES, ASKED = Removable.METHOD, Removable.RECOVERY_CODES, Removable.QUESTIONS
NEW_PHONE = "+14185550177"
NEW_EMAIL = "new-address@example.org"
THIEF = "thief"


@pytest.fixture
def lost(town: Town) -> Lost:
    return Lost(town)


def method_with(town: Town, kind: str) -> ToRemove:
    [(method,)] = town.rows("SELECT id FROM method WHERE account_id = 1 AND kind = ?", kind)
    return ToRemove(METHOD, str(method))


def code_on_the_phone(lost: Lost) -> Secret:
    """Have a change told to the phone, two days before it is removed, and return the code that came to it."""
    town = lost.town
    session = came_back(lost)
    town.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    code = code_in(town.new_texts(), PHONE)
    town.clock.advance(days=2)
    town.new_mail()
    return code


def test_no_code_that_a_lost_phone_got_before_brings_it_back_or_takes_the_new_one(lost: Lost) -> None:
    town, code = lost.town, code_on_the_phone(lost)
    lost.approved()
    lost.over()
    added = town.add_phone(town.sign_in(lost.person), NEW_PHONE)
    assert refused(lost.store.disowning.disown, code, THIEF).refusal is Refusal.NOTICE_LOST
    assert lost.methods() == [added]


def test_nor_does_one_take_back_the_email_address(lost: Lost) -> None:
    """The code that undoes such an undoing would go to that address alone."""
    town, store = lost.town, lost.store
    session = came_back(lost)
    town.new_texts()
    change_email(town, session, NEW_EMAIL)
    code = code_in(town.new_texts(), PHONE)
    town.clock.advance(days=2)
    lost.approved()
    lost.over()
    for typed in (store.disowning.changes, lambda code: store.disowning.disown(code, THIEF)):
        assert refused(typed, code).refusal is Refusal.NOTICE_LOST
    assert town.rows("SELECT email, reset_due FROM account WHERE id = 1") == [(NEW_EMAIL, 0)]


def test_the_owner_at_the_email_of_before_undoes_its_change_after_the_removal_too(lost: Lost) -> None:
    """Their code is another one than the phone's, which stays removed."""
    town = lost.town
    session = came_back(lost)
    Told.lately(town)
    change_email(town, session, NEW_EMAIL)
    told = Told.lately(town)
    lost.approved()
    lost.over()
    assert refused(lost.store.disowning.disown, told.to(PHONE), THIEF).refusal is Refusal.NOTICE_LOST
    disowned = lost.store.disowning.disown(told.to(lost.person.email), TERMINAL)
    assert [change.happening for change in disowned.changes] == [Happening.EMAIL_CHANGED]
    assert town.rows("SELECT email FROM account WHERE id = 1") == [(lost.person.email,)]
    assert lost.methods() == []


def test_a_phone_that_got_no_code_takes_none_with_it(lost: Lost) -> None:
    """A thief adds one of theirs, and has its owner lose it."""
    town = lost.town
    session = came_back(lost)
    young = town.add_phone(session, OTHER_PHONE)
    Told.lately(town)
    change_email(town, session, NEW_EMAIL)
    told = Told.lately(town)
    assert told.to(PHONE).reveal() != told.to(lost.person.email).reveal()
    assert told.by_address[OTHER_PHONE] == []
    lost.approved(ToRemove(METHOD, young))
    lost.over()
    for code in (told.to(PHONE), told.to(lost.person.email)):
        assert lost.store.disowning.changes(code)[-1].happening is Happening.EMAIL_CHANGED


def test_of_two_phones_the_lost_one_takes_the_code_that_came_to_both(lost: Lost) -> None:
    town = lost.town
    other = town.add_phone(came_back(lost), OTHER_PHONE)
    town.clock.advance(days=11)
    session = came_back(lost)
    Told.lately(town)
    lost.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    told = Told.lately(town)
    assert told.to(PHONE).reveal() == told.to(OTHER_PHONE).reveal()
    lost.approved(ToRemove(METHOD, other))
    lost.over()
    for number in (PHONE, OTHER_PHONE):
        refusal = refused(lost.store.disowning.changes, told.to(number)).refusal
        assert refusal is Refusal.NOTICE_LOST
    lost.store.disowning.disown(told.to(lost.person.email), TERMINAL)
    assert lost.methods() == [lost.phone]


def test_what_the_lost_phone_was_not_sent_works_after_its_removal(lost: Lost) -> None:
    town = lost.town
    session = came_back(lost)
    lost.approved()
    town.clock.advance(minutes=1)
    town.new_mail()
    lost.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    code = lost.code()
    lost.over()
    lost.store.disowning.disown(code, TERMINAL)


def test_none_works_that_came_to_the_phone_of_a_registration_once_another_has_its_place(town: Town) -> None:
    lost, ines = Lost(town), registered(town)
    activated(town, ines)
    lost.person = Person(ines.email, ines.email)
    lost.account = number_of(town, lost.person)
    lost.phone = town.add_phone(town.sign_in(lost.person), PHONE)
    town.clock.advance(days=11)
    code = code_on_the_phone(lost)
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345679"))
    lost.over()
    assert refused(lost.store.disowning.disown, code, THIEF).refusal is Refusal.NOTICE_LOST


def test_without_a_code_on_it_another_phone_of_the_registration_takes_none(town: Town) -> None:
    """Its end is told without a code: the one that the owner has is all that helps against a thief."""
    lost, ines = Lost(town), registered(town)
    activated(town, ines)
    lost.person = Person(ines.email, ines.email)
    lost.account = number_of(town, lost.person)
    session = town.sign_in(lost.person)
    town.new_mail()
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    code = lost.code()
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345679"))
    lost.over()
    lost.store.disowning.disown(code, TERMINAL)


def test_as_long_as_the_phone_stays_none_brings_back_the_sheet_or_the_questions(lost: Lost) -> None:
    town = lost.town
    session = came_back(lost)
    app = town.add_app(session)
    lost.store.recovery_codes.make(session, PASSWORD)
    lost.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    town.clock.advance(days=11)
    session = town.pass_by_app(town.sign_in(lost.person), app)
    town.new_texts()
    lost.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    lost.person = Person(lost.person.username, lost.person.email, NEW_PASSWORD)
    code = code_in(town.new_texts(), PHONE)
    for what in (ToRemove(CODES), ToRemove(ASKED)):
        lost.approved(what)
    lost.over()
    lost.store.disowning.disown(code, THIEF)
    assert town.rows("SELECT count(*) FROM recovery_code") == [(0,)]
    assert town.rows("SELECT count(*) FROM recovery_answer") == [(0,)]


def test_what_somebody_else_changed_before_is_undone_by_the_code_of_the_end(lost: Lost) -> None:
    town = lost.town
    session = came_back(lost)
    app = town.add_app(session)
    town.clock.advance(days=11)
    session = town.pass_by_app(town.sign_in(lost.person), app)
    town.new_texts()
    strange = town.add_phone(session, OTHER_PHONE)
    lost.approved()
    town.new_mail()
    lost.over()
    assert strange in lost.methods()
    code = lost.code()
    first, _removal = lost.store.disowning.changes(code)
    lost.store.disowning.disown(code, TERMINAL, since=first.id)
    assert strange not in lost.methods()


def test_the_code_of_the_end_undoes_the_removal_and_what_came_before_it(lost: Lost) -> None:
    """Whoever asked for it was somebody else, who had put a phone of theirs there before."""
    town = lost.town
    strange = town.add_phone(came_back(lost), OTHER_PHONE)
    lost.approved()
    town.new_mail()
    lost.over()
    assert lost.methods() == [strange]
    code = lost.code()
    first, last = lost.store.disowning.changes(code)
    assert (first.happening, last.happening) == (Happening.METHOD_ADDED, Happening.METHOD_REMOVED)
    lost.store.disowning.disown(code, TERMINAL, since=first.id)
    assert lost.methods() == [lost.phone]


def test_a_lost_phone_that_comes_back_by_that_code_gets_none_of_its_own(lost: Lost) -> None:
    """Else it could undo the undoing. It has been there for longer than the email, which gets the code."""
    town, email = lost.town, Person(lost.person.username, NEW_EMAIL)
    change_email(town, came_back(lost), NEW_EMAIL)
    lost.person = email
    town.clock.advance(days=11)
    strange = town.add_phone(came_back(lost), OTHER_PHONE)
    lost.approved()
    Told.lately(town)
    lost.over()
    code = Told.lately(town).to(NEW_EMAIL)
    lost.store.disowning.disown(code, TERMINAL)
    assert {lost.phone, strange} == set(lost.methods())
    told = Told.lately(town).by_address
    assert {to for to, codes in told.items() if codes} == {NEW_EMAIL}
    assert PHONE in told


def test_once_that_code_was_used_an_earlier_one_takes_nothing_away_again(lost: Lost) -> None:
    town, earlier = lost.town, code_on_the_phone(lost)
    lost.approved()
    town.new_mail()
    lost.over()
    lost.store.disowning.disown(lost.code(), TERMINAL)
    assert refused(lost.store.disowning.disown, earlier, THIEF).refusal is Refusal.NOTICE_LOST
    assert lost.methods() == [lost.phone]


def test_no_code_of_before_ends_the_removal_and_no_notice_gives_the_lost_phone_another(lost: Lost) -> None:
    town, code = lost.town, code_on_the_phone(lost)
    session = came_back(lost)
    lost.approved()
    town.new_texts()
    lost.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    lost.person = Person(lost.person.username, lost.person.email, NEW_PASSWORD)
    lost.store.disowning.disown(code, THIEF)
    texts = town.new_texts()
    assert PHONE in {text.to for text in texts}
    assert with_code(texts) == set()
    assert len(lost.pending()) == 1
    lost.over()
    assert lost.methods() == []


def test_while_only_asked_for_the_phone_still_gets_the_codes_of_notices(lost: Lost) -> None:
    """Else one operator alone could keep them from its owner."""
    session = came_back(lost)
    lost.asked()
    lost.store.recovery_questions.set(session, QUESTIONS, PASSWORD)
    assert with_code(lost.town.new_texts()) == {PHONE}


@pytest.mark.parametrize("other", ["app", pytest.param("sheet", marks=pytest.mark.more)])
@pytest.mark.parametrize("hours", [pytest.param(0, marks=pytest.mark.more), 1])
@pytest.mark.parametrize("phone_first", [True, False])
def test_of_two_things_lost_together_no_message_gives_the_phone_a_code_for_the_other(
    town: Town, other: str, hours: int, *, phone_first: bool
) -> None:
    lost = Lost(town)
    session = came_back(lost)
    town.add_app(session)
    lost.store.recovery_codes.make(session, PASSWORD)
    town.clock.advance(days=11)
    town.new_texts()
    wanted = [ToRemove(METHOD, lost.phone), method_with(town, "app") if other == "app" else ToRemove(CODES)]
    removals = [lost.asked(one).id for one in (wanted if phone_first else reversed(wanted))]
    for removal in removals:
        lost.store.removals.approve(lost.second, removal, "Seen.")
        town.clock.advance(hours=hours)
    texts = town.new_texts()
    assert PHONE in {text.to for text in texts}
    assert with_code(texts) == set()
    for _ in removals:
        lost.over()
        assert with_code(town.new_texts()) == set()
    assert lost.pending() == ()
    assert lost.phone not in lost.methods()


def test_what_was_approved_before_the_phone_was_asked_for_ends_without_a_code_for_it(town: Town) -> None:
    lost = Lost(town)
    town.add_app(came_back(lost))
    town.clock.advance(days=11)
    lost.approved(method_with(town, "app"))
    lost.approved()
    town.new_texts()
    lost.over()
    assert with_code(town.new_texts()) == set()
    assert lost.methods() == []


def test_the_phone_of_a_registration_that_is_lost_gets_no_code_as_a_method_either(town: Town) -> None:
    lost, ines = Lost(town), registered(town)
    activated(town, ines)
    lost.person = Person(ines.email, ines.email)
    lost.account = number_of(town, lost.person)
    session = town.sign_in(lost.person)
    lost.phone = town.add_phone(session, PHONE)
    method = ToRemove(METHOD, town.add_phone(came_back(lost), OTHER_PHONE))
    town.clock.advance(days=11)
    lost.approved(ToRemove(Removable.REGISTERED_PHONE, phone="612345679"))
    town.new_texts()
    lost.approved(ToRemove(METHOD, method.method_id))
    texts = town.new_texts()
    assert {text.to for text in texts} == {PHONE, OTHER_PHONE}
    assert with_code(texts) == set()


def test_with_no_address_of_long_but_the_lost_phone_the_email_gets_the_code_that_cancels(lost: Lost) -> None:
    town = lost.town
    change_email(town, came_back(lost), NEW_EMAIL)
    town.clock.advance(days=3)
    lost.person = Person(lost.person.username, NEW_EMAIL)
    town.new_mail()
    town.new_texts()
    lost.approved()
    assert with_code(town.new_texts()) == set()
    lost.store.announced_removals.cancel(lost.code(), TERMINAL)
    assert lost.pending() == ()


def test_of_the_sheet_that_goes_first_the_phone_that_was_asked_for_gets_no_code_at_the_end(
    town: Town,
) -> None:
    lost = Lost(town)
    lost.store.recovery_codes.make(came_back(lost), PASSWORD)
    town.clock.advance(days=11)
    phone = lost.asked().id
    lost.approved(ToRemove(CODES))
    town.new_texts()
    lost.over()
    texts = town.new_texts()
    assert {text.to for text in texts} == {PHONE}
    assert with_code(texts) == set()
    lost.store.removals.approve(lost.second, phone, "Seen.")
    lost.over()
    assert lost.methods() == []
