"""Answering a notice with its code: all that came since is put back, and whoever made it is kept out."""

from __future__ import annotations

import pytest

from i18n import ENGLISH
from store import Disowned, Happening, Refusal, Secret, Step
from store.accounts.methods import held
from tests.theft import (
    THIEF,
    Theft,
    Told,
    change_email,
    change_password,
    disown,
    reset_with_answer,
    signed_in,
    ways_in,
)
from tests.town import (
    NEW_PASSWORD,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TERMINAL,
    Person,
    Town,
    answer,
    notice_code,
    refused,
)


@pytest.mark.parametrize(
    "answered", [1, pytest.param(2, marks=pytest.mark.more), pytest.param(3, marks=pytest.mark.more), 4]
)
def test_an_owner_robbed_of_email_questions_and_phone_gets_back_in_with_any_code_they_got(
    town: Town, owner: Person, answered: int
) -> None:
    before = ways_in(town, owner.username)
    theft = Theft(town, owner)
    code = theft.told[answered - 1].to(PHONE)
    changes = town.store.disowning.changes(code)
    assert changes[0].happening is Happening.EMAIL_CHANGED
    assert len(changes) == answered
    assert changes[-1].kind == (None if answered < 3 else "phone")
    disown(town, code, changes[0].id)
    assert ways_in(town, owner.username) == before
    assert refused(town.store.account.overview, theft.session).refusal is Refusal.SESSION_ENDED
    # The thief got no code, and their address opens nothing.
    assert all(told.by_address[THIEF] == [] for told in theft.told)
    for identifier in (owner.username, owner.email, THIEF):
        refusal = refused(town.store.sign_in.with_password, identifier, PASSWORD, TERMINAL).refusal
        assert refusal is Refusal.WRONG_SIGN_IN
    Told.lately(town)
    town.store.reset.request(THIEF, ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert "No account has this address" in letter.get_content()
    # The owner resets the password by the old address, and passes the second step with their own phone.
    session = signed_in(town, reset_with_answer(town, owner))
    overview = town.store.account.overview(session)
    assert (overview.email, overview.ways.methods) == (owner.email, (theft.owners_phone,))


def test_whose_code_undid_only_the_last_change_can_still_undo_the_first(town: Town, owner: Person) -> None:
    before = ways_in(town, owner.username)
    theft = Theft(town, owner)
    disown(town, theft.told[3].to(PHONE))
    assert ways_in(town, owner.username)[0] == THIEF
    disown(town, theft.told[0].to(owner.email))
    assert ways_in(town, owner.username) == before


def test_all_addresses_are_told_of_an_undoing_and_the_longest_standing_gets_the_code_that_reverses_it(
    town: Town, owner: Person
) -> None:
    theft = Theft(town, owner)
    stolen = ways_in(town, owner.username)
    disown(town, theft.told[0].to(PHONE))
    told = Told.lately(town)
    assert set(told.by_address) == {owner.email, THIEF, PHONE, OTHER_PHONE}
    assert [address for address, codes in told.by_address.items() if codes] == [owner.email]
    [change] = town.store.disowning.changes(told.to(owner.email))
    assert change.happening is Happening.DISOWNED
    disown(town, told.to(owner.email))
    assert ways_in(town, owner.username) == stolen
    assert refused(town.sign_in, owner).refusal is Refusal.WRONG_SIGN_IN


def test_the_history_says_that_a_change_was_undone(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    disown(town, Told.lately(town).to(someone.email))
    town.reset(someone, Secret("Hirondelle-2028+"))
    session = town.sign_in(someone, Secret("Hirondelle-2028+"))
    happened = [event.happening for event in town.store.history.recent(session)]
    assert happened[1:5] == [
        Happening.PASSWORD_RESET,
        Happening.RESET_REQUESTED,
        Happening.DISOWNED,
        Happening.PASSWORD_CHANGED,
    ]


def test_the_history_tells_each_change_that_was_undone_and_of_which_kind(town: Town, owner: Person) -> None:
    theft = Theft(town, owner)
    disown(town, theft.told[0].to(PHONE))
    session = signed_in(town, reset_with_answer(town, owner))
    history = [line for page in town.history(session) for line in page]
    [at] = [place for place, line in enumerate(history) if line.happening is Happening.DISOWNED]
    undone = history[at + 1 : at + 5]
    assert {line.happening for line in undone} == {Happening.UNDONE}
    assert [(line.undone, line.kind) for line in undone] == [
        (Happening.METHOD_REMOVED, "phone"),
        (Happening.METHOD_ADDED, "phone"),
        (Happening.QUESTIONS_SET, None),
        (Happening.EMAIL_CHANGED, None),
    ]


def test_recovery_codes_that_stay_are_not_said_to_be_undone(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.add_app(session)
    code = Told.lately(town).to(someone.email)
    town.store.recovery_codes.make(session, PASSWORD)
    before = ways_in(town, someone.username)
    done = town.store.disowning.disown(code, TERMINAL)
    assert ways_in(town, someone.username) == before
    assert done == Disowned((), second_step_stays=True, questions_stay=False)


def test_no_session_token_or_code_of_before_opens_anything_afterwards(town: Town, owner: Person) -> None:
    session, half = signed_in(town, owner), town.sign_in(owner)
    [phone] = town.store.second_step.ways(half).methods
    change_email(town, session, "autre@example.org")
    code = Told.lately(town).to(PHONE)
    town.store.second_step.send(half, phone.id)
    sms_code = town.sms_code()
    ticket = town.store.email_address.begin(session, "third@example.org", PASSWORD)
    email_code = town.code()
    token = town.reset_token(Person("", "autre@example.org"))
    disown(town, code)
    ended = [
        refused(town.store.account.overview, session),
        refused(town.store.second_step.enter, half, phone.id, sms_code),
        refused(town.store.email_address.confirm, session, ticket, email_code),
    ]
    assert {problem.refusal for problem in ended} == {Refusal.SESSION_ENDED}
    assert refused(town.store.reset.open, token).refusal is Refusal.TOKEN_EXPIRED
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]


def test_a_block_looks_like_any_wrong_sign_in_and_like_a_stranger(town: Town) -> None:
    someone, other = town.person(), town.person("catherine")
    change_password(town, someone)
    disown(town, Told.lately(town).to(someone.email))
    for _try in range(7):
        blocked, wrong, nobody = (
            answer(refused(town.store.sign_in.with_password, name, NEW_PASSWORD, TERMINAL))
            for name in (someone.username, other.username, "nobody-here")
        )
        assert blocked == wrong == nobody
        town.clock.advance(hours=1)


def test_a_reset_lifts_the_block(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    disown(town, Told.lately(town).to(someone.email))
    town.reopen()
    assert refused(town.sign_in, someone, NEW_PASSWORD).refusal is Refusal.WRONG_SIGN_IN
    town.sign_in(town.reset(someone, Secret("Hirondelle-2028+")))


def test_a_sign_in_under_way_while_a_change_is_disowned_does_not_get_in(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    hasher = town.store.sign_in.context.hasher
    whole = type(hasher).open

    def interrupted(self: object, verifier: str, typed: Secret) -> object:
        monkeypatch.undo()
        disown(town, code)
        return whole(hasher, verifier, typed)

    monkeypatch.setattr(type(hasher), "open", interrupted)
    assert refused(town.sign_in, someone, NEW_PASSWORD).refusal is Refusal.WRONG_SIGN_IN
    assert town.rows("SELECT count(*) FROM session") == [(0,)]


def test_a_disowned_change_forgives_no_wrong_code_of_the_second_step(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    change_email(town, session, "autre@example.org")
    half = town.sign_in(owner)
    [phone] = town.store.second_step.ways(half).methods
    town.store.second_step.send(half, phone.id)
    refused(town.store.second_step.enter, half, phone.id, Secret("000000"))
    counted = town.rows("SELECT failures FROM counter WHERE kind = 'second-step'")
    disown(town, Told.lately(town).to(owner.email))
    assert town.rows("SELECT failures FROM counter WHERE kind = 'second-step'") == counted == [(1,)]


def test_recovery_codes_made_since_are_void_and_those_of_before_work_again_but_for_used_ones(
    town: Town, owner: Person
) -> None:
    session = signed_in(town, owner)
    codes = town.store.recovery_codes.make(session, PASSWORD)
    Told.lately(town)
    change_email(town, session, "autre@example.org")
    code = Told.lately(town).to(owner.email)
    town.store.second_step.enter_recovery_code(town.sign_in(owner), codes[0])
    newer = town.store.recovery_codes.make(session, PASSWORD)
    disown(town, code)
    Told.lately(town)
    half = town.sign_in(reset_with_answer(town, owner))

    def tried(typed: Secret) -> Refusal:
        return refused(town.store.second_step.enter_recovery_code, half, typed).refusal

    assert (tried(codes[0]), tried(newer[0])) == (Refusal.CODE_USED, Refusal.WRONG_RECOVERY_CODE)
    assert town.store.second_step.ways(half).recovery_codes == 9
    town.store.second_step.enter_recovery_code(half, codes[1])


def test_a_removed_app_comes_back_and_no_code_that_it_has_given_counts_again(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.add_phone(session)
    secret = town.add_app(session)
    Told.lately(town)
    before = town.store.account.overview(session).ways
    [app] = [method for method in before.methods if method.kind == "app"]
    used = Secret(town.app_code(secret))
    town.store.second_step.enter(town.sign_in(someone), app.id, used)
    town.store.authenticator.remove(session, app.id, PASSWORD)
    disown(town, Told.lately(town).to(someone.email))
    half = town.sign_in(town.reset(someone))
    assert set(town.store.second_step.ways(half).methods) == set(before.methods)
    refusal = refused(town.store.second_step.enter, half, app.id, used).refusal
    assert refusal is Refusal.CODE_USED
    town.clock.advance(minutes=1)
    town.store.second_step.enter(half, app.id, Secret(town.app_code(secret)))


def test_a_mailbox_alone_does_not_take_the_second_step_away(town: Town) -> None:
    someone = town.person()
    phone = town.add_phone(town.sign_in(someone))
    [letter] = town.new_mail()
    done = town.store.disowning.disown(notice_code(letter), TERMINAL)
    assert done == Disowned((), second_step_stays=True, questions_stay=False)
    [letter] = town.new_mail()
    assert "was undone" not in letter.get_content()
    changed = town.reset(someone)
    at_second_step = town.sign_in(changed)
    assert town.due(at_second_step) is Step.SECOND_STEP
    assert [method.id for method in town.store.second_step.ways(at_second_step).methods] == [phone]


def test_a_phone_in_whose_place_another_was_put_comes_back(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    before = ways_in(town, owner.username)
    [phone] = town.store.account.overview(session).ways.methods
    ticket = town.store.phones.begin_replacing(session, phone.id, OTHER_PHONE, ENGLISH, PASSWORD)
    town.store.phones.confirm(session, ticket, town.sms_code())
    told = Told.lately(town)
    assert set(told.by_address) == {owner.email, PHONE, OTHER_PHONE}
    disown(town, told.to(PHONE))
    assert ways_in(town, owner.username) == before
    half = town.sign_in(reset_with_answer(town, owner))
    assert town.store.second_step.ways(half).methods == (phone,)
    with town.store.database.read() as db:
        [row] = held.rows(db, 1)
        assert held.opened(town.store.disowning.context, row).reveal() == PHONE
