"""What its owner removed, and confirmed with a code of another standing method, nothing brings back."""

from __future__ import annotations

import pytest

from i18n import ENGLISH
from store import Confirmation, Refusal, Secret, Session
from store.values.methods import RECOVERY_SHEET
from tests.theft import Told, change_email, disown, signed_in, ways_in
from tests.town import OTHER_PHONE, PASSWORD, PHONE, Person, Town, refused


class Careful:
    """Someone with a phone, another phone, an app and recovery codes, all standing, who is signed in."""

    def __init__(self, town: Town) -> None:
        self.town, self.someone = town, town.person()
        session = town.sign_in(self.someone)
        self.phone = town.add_phone(session)
        self.other_phone = town.add_phone(session, OTHER_PHONE)
        self.secret = town.add_app(session)
        ways = town.store.account.overview(session).ways
        [self.app] = [method.id for method in ways.methods if method.name == "Aegis"]
        self.codes = town.store.recovery_codes.make(session, PASSWORD)
        town.clock.advance(days=30)
        self.session = self.signed_in()
        Told.lately(town)

    def signed_in(self) -> Session:
        session = self.town.sign_in(self.someone)
        self.town.store.second_step.enter(session, self.app, self.app_code())
        return session

    def app_code(self) -> Secret:
        self.town.clock.advance(minutes=2)
        return Secret(self.town.app_code(self.secret))

    def by_app(self) -> Confirmation:
        return Confirmation(self.app, self.app_code())


@pytest.fixture
def careful(town: Town) -> Careful:
    return Careful(town)


def test_a_lost_telephone_cannot_undo_its_own_removal(town: Town, careful: Careful) -> None:
    town.store.phones.delete(careful.session, careful.phone, PHONE, PASSWORD, careful.by_app())
    told = Told.lately(town)
    assert (told.by_address[PHONE], len(told.by_address[OTHER_PHONE])) == ([], 1)
    left = ways_in(town, careful.someone.username)
    disown(town, told.to(OTHER_PHONE))
    assert ways_in(town, careful.someone.username) == left


def test_what_the_session_proved_before_confirms_nothing(town: Town, careful: Careful) -> None:
    town.store.phones.delete(careful.session, careful.phone, PHONE, PASSWORD)
    before = ways_in(town, careful.someone.username)
    disown(town, Told.lately(town).to(PHONE))
    assert ways_in(town, careful.someone.username) != before


def test_no_earlier_notice_brings_it_back_either(town: Town, careful: Careful) -> None:
    change_email(town, careful.session, "second@example.org")
    earlier = Told.lately(town).to(PHONE)
    town.store.phones.delete(careful.session, careful.phone, PHONE, PASSWORD, careful.by_app())
    methods = ways_in(town, careful.someone.username)[2]
    disown(town, earlier)
    email, *_rest = ways_in(town, careful.someone.username)
    assert (email, ways_in(town, careful.someone.username)[2]) == (careful.someone.email, methods)


def test_a_leaked_sheet_of_recovery_codes_cannot_undo_its_own_removal(town: Town, careful: Careful) -> None:
    change_email(town, careful.session, "second@example.org")
    earlier = Told.lately(town).to(PHONE)
    made = town.store.recovery_codes.make(careful.session, PASSWORD, careful.by_app())
    told = Told.lately(town)
    disown(town, told.to(PHONE))
    disown(town, earlier)
    someone = town.reset(careful.someone)
    half = town.sign_in(someone)
    enter = town.store.second_step.enter_recovery_code
    assert refused(enter, half, careful.codes[3]).refusal is Refusal.WRONG_RECOVERY_CODE
    enter(half, made[3])


def test_a_former_mailbox_cannot_undo_a_confirmed_change_of_address(town: Town, careful: Careful) -> None:
    ticket = town.store.email_address.begin(careful.session, "second@example.org", PASSWORD, careful.by_app())
    town.store.email_address.confirm(careful.session, ticket, town.code())
    told = Told.lately(town)
    assert (told.by_address[careful.someone.email], len(told.by_address[PHONE])) == ([], 1)
    disown(town, told.to(PHONE))
    assert ways_in(town, careful.someone.username)[0] == "second@example.org"


def test_a_phone_that_was_replaced_and_an_app_that_was_removed_do_not_come_back(
    town: Town, careful: Careful
) -> None:
    begin = town.store.phones.begin_replacing
    ticket = begin(careful.session, careful.phone, "+15145550199", ENGLISH, PASSWORD, careful.by_app())
    town.store.phones.confirm(careful.session, ticket, town.sms_code())
    assert Told.lately(town).by_address[PHONE] == []
    town.store.confirming.send(careful.session, careful.other_phone)
    by_phone = Confirmation(careful.other_phone, town.sms_code())
    town.store.authenticator.remove(careful.session, careful.app, PASSWORD, by_phone)
    left = ways_in(town, careful.someone.username)
    disown(town, Told.lately(town).to(OTHER_PHONE))
    assert ways_in(town, careful.someone.username) == left


def test_a_recovery_code_confirms_and_is_used_up(town: Town, careful: Careful) -> None:
    confirmation = Confirmation(RECOVERY_SHEET, careful.codes[0])
    town.store.phones.delete(careful.session, careful.phone, PHONE, PASSWORD, confirmation)
    assert Told.lately(town).by_address[PHONE] is not None
    delete = town.store.phones.delete
    problem = refused(delete, careful.session, careful.other_phone, OTHER_PHONE, PASSWORD, confirmation)
    assert (problem.refusal, problem.field) == (Refusal.CODE_USED, "confirmation")


def test_only_another_standing_method_confirms(town: Town, careful: Careful) -> None:
    store = town.store
    newer = town.add_app(careful.session, "Newer")
    ways = store.confirming.ways(careful.session, careful.phone)
    assert {method.id for method in ways.methods} == {careful.other_phone, careful.app}
    assert store.confirming.ways(careful.session, RECOVERY_SHEET).recovery_codes == 0
    every = store.account.overview(careful.session).ways.methods
    [newer_id] = [method.id for method in every if method.name == "Newer"]
    town.clock.advance(minutes=2)
    for confirmation in (
        Confirmation(newer_id, Secret(town.app_code(newer))),
        Confirmation(careful.phone, Secret("123456")),
        Confirmation("nothing", Secret("123456")),
    ):
        problem = refused(store.phones.delete, careful.session, careful.phone, PHONE, PASSWORD, confirmation)
        assert (problem.refusal, problem.field) == (Refusal.METHOD_GONE, "confirmation")
    made = store.recovery_codes.make(careful.session, PASSWORD)
    by_new_sheet = Confirmation(RECOVERY_SHEET, made[0])
    problem = refused(store.phones.delete, careful.session, careful.phone, PHONE, PASSWORD, by_new_sheet)
    assert problem.refusal is Refusal.METHOD_GONE
    assert careful.phone in {method.id for method in store.account.overview(careful.session).ways.methods}


def test_a_wrong_code_removes_nothing_counts_and_leads_to_waits(town: Town, careful: Careful) -> None:
    delete, wrong = town.store.phones.delete, Confirmation(careful.app, Secret("000000"))
    left = [
        refused(delete, careful.session, careful.phone, PHONE, PASSWORD, wrong).facts["tries_left"]
        for _try in range(4)
    ]
    assert left == [4, 3, 2, 1]
    refused(delete, careful.session, careful.phone, PHONE, PASSWORD, wrong)
    right = Confirmation(careful.app, Secret(town.app_code(careful.secret, 1)))
    problem = refused(delete, careful.session, careful.phone, PHONE, PASSWORD, right)
    assert problem.refusal is Refusal.CODE_LOCKED
    assert careful.phone in {
        method.id for method in town.store.account.overview(careful.session).ways.methods
    }
    # Signing in has a counter of its own.
    careful.signed_in()


def test_what_else_is_wrong_is_told_before_a_code_is_used_up(town: Town, careful: Careful) -> None:
    store, confirmation = town.store, careful.by_app()
    problem = refused(
        store.phones.delete, careful.session, careful.phone, "+15145550000", PASSWORD, confirmation
    )
    assert problem.refusal is Refusal.PHONE_OTHER
    problem = refused(store.email_address.begin, careful.session, "no address", PASSWORD, confirmation)
    assert problem.refusal is Refusal.EMAIL_FORM
    begin = store.phones.begin_replacing
    problem = refused(begin, careful.session, careful.phone, OTHER_PHONE, ENGLISH, PASSWORD, confirmation)
    assert problem.refusal is Refusal.PHONE_TAKEN
    store.phones.delete(careful.session, careful.phone, PHONE, PASSWORD, confirmation)


def test_a_number_cannot_be_guessed_beside_a_wrong_code(town: Town, careful: Careful) -> None:
    delete, wrong = town.store.phones.delete, Confirmation(careful.app, Secret("000000"))
    answers = [
        refused(delete, careful.session, careful.phone, f"+1514555{number:04}", PASSWORD, wrong).refusal
        for number in range(6)
    ]
    assert answers == [*[Refusal.PHONE_OTHER] * 5, Refusal.CODE_LOCKED]
    problem = refused(delete, careful.session, careful.phone, PHONE, PASSWORD, wrong)
    assert problem.refusal is Refusal.CODE_LOCKED


def test_a_code_that_was_sent_to_sign_in_confirms_nothing(town: Town, careful: Careful) -> None:
    half = town.sign_in(careful.someone)
    town.store.second_step.send(half, careful.other_phone)
    to_sign_in = Confirmation(careful.other_phone, town.sms_code())
    delete = town.store.phones.delete
    problem = refused(delete, careful.session, careful.phone, PHONE, PASSWORD, to_sign_in)
    assert problem.refusal is Refusal.CODE_EXPIRED


def test_someone_who_has_nothing_else_standing_has_nothing_to_confirm_with(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    [phone] = town.store.account.overview(session).ways.methods
    ways = town.store.confirming.ways(session, phone.id)
    assert (ways.methods, ways.recovery_codes) == ((), 0)


def test_a_lost_telephone_does_not_come_back_as_the_only_method_either(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    lost = town.add_phone(session)
    codes = town.store.recovery_codes.make(session, PASSWORD)
    town.clock.advance(days=30)
    session = town.sign_in(someone)
    town.store.second_step.enter_recovery_code(session, codes[0])
    Told.lately(town)
    town.add_app(session)
    earlier = Told.lately(town).to(PHONE)
    town.store.phones.delete(session, lost, PHONE, PASSWORD, Confirmation(RECOVERY_SHEET, codes[1]))
    kept = ways_in(town, someone.username)[2]
    disown(town, earlier)
    assert ways_in(town, someone.username)[2] == kept


def test_a_code_is_not_used_up_where_the_change_is_refused_after_all(town: Town, careful: Careful) -> None:
    begin, number = town.store.phones.begin_replacing, "+15145550199"
    for _time in range(10):
        begin(careful.session, careful.phone, number, ENGLISH, PASSWORD)
    by_sheet = Confirmation(RECOVERY_SHEET, careful.codes[0])
    problem = refused(begin, careful.session, careful.phone, number, ENGLISH, PASSWORD, by_sheet)
    assert problem.refusal is Refusal.CODES_TOO_MANY
    town.store.phones.delete(careful.session, careful.phone, PHONE, PASSWORD, by_sheet)


def test_the_number_of_a_phone_is_not_told_for_nothing(town: Town, careful: Careful) -> None:
    begin, delete = town.store.phones.begin_replacing, town.store.phones.delete
    malformed = Confirmation(careful.app, Secret("x"))
    answers = {
        refused(delete, careful.session, careful.phone, number, PASSWORD, malformed).refusal
        for number in (PHONE, "+15145550000")
    }
    assert answers == {Refusal.CODE_FORM}
    answers = {
        refused(begin, careful.session, "no-such-method", number, ENGLISH, PASSWORD).refusal
        for number in (PHONE, "+15145550000")
    }
    assert answers == {Refusal.METHOD_GONE}
