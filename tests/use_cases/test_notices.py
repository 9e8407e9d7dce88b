"""Notices go to every address of an account, and whoever gets one can answer: this wasn't me."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES, _
from store import Happening, MethodKind, Problem, Refusal, Role, Secret, Stage
from store.accounts import methods
from store.messages import letters
from store.rules.limits import NOTICE_LIFE
from tests.theft import (
    THIEF,
    Theft,
    Told,
    change_email,
    change_password,
    disown,
    person_with_phone_and_questions,
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
    as_told,
    notice_code,
    refused,
)


@pytest.fixture
def owner(town: Town) -> Person:
    return person_with_phone_and_questions(town)


@pytest.mark.parametrize("answered", [1, 2, 3, 4])
def test_an_owner_robbed_of_email_questions_and_phone_gets_back_in_with_any_code_they_got(
    town: Town, owner: Person, answered: int
) -> None:
    before = ways_in(town, owner.username)
    theft = Theft(town, owner)
    code = theft.told[answered - 1].to(PHONE)
    changes = town.store.notices.look(code)
    assert changes[0].happening is Happening.EMAIL_CHANGED
    assert len(changes) == answered
    disown(town, code, changes[0].id)
    assert ways_in(town, owner.username) == before
    assert refused(town.store.sessions.overview, theft.session).refusal is Refusal.SESSION_ENDED
    # The thief's codes undo nothing of this, and their address opens nothing.
    thiefs = [told.to(THIEF) for told in theft.told if told.to(THIEF).reveal() != code.reveal()]
    for later in thiefs:
        assert refused(town.store.notices.disown, later, TERMINAL).refusal is Refusal.NOTICE_USED
    assert ways_in(town, owner.username) == before
    for identifier in (owner.username, owner.email, THIEF):
        refusal = refused(town.store.sign_in.with_password, identifier, PASSWORD, TERMINAL).refusal
        assert refusal is Refusal.WRONG_SIGN_IN
    Told.lately(town)
    town.store.reset.request(THIEF, ENGLISH, TERMINAL)
    [letter] = town.new_mail()
    assert "No account has this address" in letter.get_content()
    # The owner resets the password by the old address, and passes the second step with their own phone.
    session = signed_in(town, reset_with_answer(town, owner))
    overview = town.store.sessions.overview(session)
    assert (overview.email, overview.ways.methods) == (owner.email, (theft.owners_phone,))


def test_whose_code_undid_only_the_last_change_can_still_undo_the_first(town: Town, owner: Person) -> None:
    before = ways_in(town, owner.username)
    theft = Theft(town, owner)
    disown(town, theft.told[3].to(PHONE))
    assert ways_in(town, owner.username)[0] == THIEF
    disown(town, theft.told[0].to(owner.email))
    assert ways_in(town, owner.username) == before


def test_a_thief_who_answers_their_own_notice_undoes_their_own_change_only(town: Town, owner: Person) -> None:
    before = ways_in(town, owner.username)
    theft = Theft(town, owner)
    disown(town, theft.told[1].to(THIEF))
    assert refused(town.sign_in, owner).refusal is Refusal.WRONG_SIGN_IN
    disown(town, theft.told[0].to(PHONE))
    assert ways_in(town, owner.username) == before


def test_a_notice_goes_to_every_address_before_and_after(town: Town, owner: Person) -> None:
    theft = Theft(town, owner)
    assert [set(told.by_address) for told in theft.told] == [
        {owner.email, THIEF, PHONE},
        {THIEF, PHONE},
        {THIEF, PHONE, OTHER_PHONE},
        {THIEF, PHONE, OTHER_PHONE},
    ]
    for told in theft.told:
        assert len({code.reveal() for codes in told.by_address.values() for code in codes}) == 1


def test_all_addresses_are_told_that_a_change_was_undone_and_get_no_code(town: Town, owner: Person) -> None:
    theft = Theft(town, owner)
    disown(town, theft.told[0].to(PHONE))
    told = Told.lately(town)
    assert told.by_address == {owner.email: [], THIEF: [], PHONE: [], OTHER_PHONE: []}


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


@pytest.mark.parametrize(
    "written",
    [
        "{0}-{1}-{2}-{3}",
        "{0}{1}{2}{3}",
        " {0} {1}\n{2} {3}. ",
        "{0}\u2013{1}\u2013{2}\u2013{3}",
    ],
)
def test_a_code_is_forgiven_its_case_its_groups_and_look_alike_letters(town: Town, written: str) -> None:
    someone = town.person()
    change_password(town, someone)
    groups = Told.lately(town).to(someone.email).reveal().split("-")
    typed = written.format(*groups).lower().replace("0", "o").replace("1", "l")
    disown(town, Secret(typed))


def test_a_code_that_nobody_got_is_unknown(town: Town) -> None:
    for code in ("", "0" * 20, "ABCDE-FGHJK-MNPQR-STVWX", "é" * 300, "\x00"):
        problem = refused(town.store.notices.disown, Secret(code), TERMINAL)
        assert answer(problem) == (Refusal.NOTICE_UNKNOWN, "code", {})
        assert refused(town.store.notices.look, Secret(code)).refusal is Refusal.NOTICE_UNKNOWN


def test_a_code_works_once(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    disown(town, code)
    problem = refused(town.store.notices.disown, code, TERMINAL)
    assert answer(problem) == (Refusal.NOTICE_USED, "code", {})
    assert refused(town.store.notices.look, code).refusal is Refusal.NOTICE_USED


def test_looking_at_a_code_changes_nothing(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    [change] = town.store.notices.look(code)
    assert change.happening is Happening.PASSWORD_CHANGED
    town.sign_in(someone, NEW_PASSWORD)
    disown(town, code)


def test_a_code_expires_after_ten_days(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    town.clock.now += NOTICE_LIFE - timedelta(seconds=2)
    town.store.notices.look(code)
    town.clock.advance(seconds=1)
    problem = refused(town.store.notices.disown, code, TERMINAL)
    assert answer(problem) == (Refusal.NOTICE_EXPIRED, "code", {})
    town.sign_in(someone, NEW_PASSWORD)


def test_what_an_expired_notice_remembered_is_destroyed_when_the_store_is_next_opened(town: Town) -> None:
    someone = town.person()
    change_password(town, someone)
    code = Told.lately(town).to(someone.email)
    [(kept,)] = town.rows("SELECT before FROM notice")
    town.clock.now += NOTICE_LIFE
    assert kept in town.stored()
    town.reopen()
    assert kept not in town.stored()
    assert town.rows("SELECT before FROM notice") == [(None,)]
    town.clock.advance(days=-5)
    assert refused(town.store.notices.disown, code, TERMINAL).refusal is Refusal.NOTICE_EXPIRED


def test_what_a_used_and_a_void_notice_remembered_is_destroyed_at_once(town: Town, owner: Person) -> None:
    theft = Theft(town, owner)
    kept = [sealed for (sealed,) in town.rows("SELECT before FROM notice ORDER BY id DESC LIMIT 4")]
    assert all(sealed in town.stored() for sealed in kept)
    disown(town, theft.told[0].to(PHONE))
    assert not any(sealed in town.stored() for sealed in kept)


def test_neither_the_code_nor_what_a_notice_remembers_is_stored_in_clear(town: Town, owner: Person) -> None:
    change_email(town, signed_in(town, owner), "autre@example.org")
    told = Told.lately(town)
    # The messages themselves are gone once they were delivered.
    town.reopen()
    stored = town.stored()
    for spelling in (told.to(PHONE).reveal(), told.to(PHONE).reveal().replace("-", "")):
        assert spelling.encode() not in stored
    assert PHONE.encode() not in stored


def test_no_session_token_or_code_of_before_opens_anything_afterwards(town: Town, owner: Person) -> None:
    session, half = signed_in(town, owner), town.sign_in(owner)
    [phone] = town.store.second_step.ways(half).methods
    change_email(town, session, "autre@example.org")
    code = Told.lately(town).to(PHONE)
    town.store.second_step.send(half, phone.id)
    sms_code = town.sms_code()
    ticket = town.store.email_address.begin(session, "third@example.org")
    email_code = town.code()
    token = town.reset_token(Person("", "autre@example.org"))
    disown(town, code)
    ended = [
        refused(town.store.sessions.overview, session),
        refused(town.store.second_step.enter, half, phone.id, sms_code),
        refused(town.store.email_address.confirm, session, ticket, email_code),
    ]
    assert {problem.refusal for problem in ended} == {Refusal.SESSION_ENDED}
    assert refused(town.store.reset.look, token).refusal is Refusal.TOKEN_EXPIRED
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
    codes = town.store.recovery_codes.make(session)
    Told.lately(town)
    change_email(town, session, "autre@example.org")
    code = Told.lately(town).to(owner.email)
    town.store.second_step.enter_recovery_code(town.sign_in(owner), codes[0])
    newer = town.store.recovery_codes.make(session)
    disown(town, code)
    Told.lately(town)
    half = town.sign_in(reset_with_answer(town, owner))

    def tried(typed: Secret) -> Refusal:
        return refused(town.store.second_step.enter_recovery_code, half, typed).refusal

    assert (tried(codes[0]), tried(newer[0])) == (Refusal.CODE_USED, Refusal.WRONG_CODE)
    assert town.store.second_step.ways(half).recovery_codes == 9
    town.store.second_step.enter_recovery_code(half, codes[1])


def test_a_removed_app_comes_back_and_no_code_that_it_has_given_counts_again(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    town.add_phone(session)
    secret = town.add_app(session)
    Told.lately(town)
    before = town.store.sessions.overview(session).ways
    [app] = [method for method in before.methods if method.kind is MethodKind.APP]
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
    assert town.store.notices.disown(notice_code(letter), TERMINAL) == ()
    changed = town.reset(someone)
    at_second_step = town.sign_in(changed)
    assert at_second_step.stage is Stage.SECOND_STEP
    assert [method.id for method in town.store.second_step.ways(at_second_step).methods] == [phone]


def test_a_phone_in_whose_place_another_was_put_comes_back(town: Town, owner: Person) -> None:
    session = signed_in(town, owner)
    before = ways_in(town, owner.username)
    [phone] = town.store.sessions.overview(session).ways.methods
    ticket = town.store.phones.begin(session, OTHER_PHONE, ENGLISH, phone.id)
    town.store.phones.confirm(session, ticket, town.sms_code())
    told = Told.lately(town)
    assert set(told.by_address) == {owner.email, PHONE, OTHER_PHONE}
    disown(town, told.to(PHONE))
    assert ways_in(town, owner.username) == before
    half = town.sign_in(reset_with_answer(town, owner))
    assert town.store.second_step.ways(half).methods == (phone,)
    with town.store.database.read() as db:
        [row] = methods.rows(db, 1)
        assert methods.opened(town.store.notices.context, row).reveal() == PHONE


def test_a_former_email_is_kept_for_its_owner_as_long_as_a_notice_can_put_it_back(town: Town) -> None:
    someone = town.person()
    change_email(town, town.sign_in(someone), "new@example.org")
    Told.lately(town)
    taker = "taker-of-it"
    ticket = town.store.sign_up.begin(taker, someone.email, PASSWORD, PASSWORD, "fr")
    [letter] = town.new_mail()
    assert letter["To"] == someone.email
    assert letter["Subject"] == FRENCH.say(letters.address_kept().subject)
    assert (
        refused(town.store.sign_up.confirm, ticket, Secret("000000"), TERMINAL).refusal is Refusal.WRONG_CODE
    )
    add = town.store.operators.add
    refusal = refused(add, taker, someone.email, PASSWORD, PASSWORD, "en", Role.OPERATOR)
    assert refusal.refusal is Refusal.EMAIL_TAKEN
    other = town.sign_in(town.person("catherine"))
    town.store.email_address.begin(other, someone.email)
    [letter] = town.new_mail()
    assert letter["Subject"] == ENGLISH.say(letters.address_kept().subject)


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


def test_the_address_that_was_undone_is_free_at_once(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    change_email(town, session, "second@example.org")
    code = Told.lately(town).to(someone.email)
    change_email(town, session, "third@example.org")
    disown(town, code)
    Told.lately(town)
    for number, email in enumerate(("second@example.org", "third@example.org")):
        ticket = town.store.sign_up.begin(f"newcomer-{number}", email, PASSWORD, PASSWORD, "en")
        town.store.sign_up.confirm(ticket, town.code(), TERMINAL)


def test_an_earlier_former_email_can_still_be_put_back_after_a_later_change_was_undone(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    change_email(town, session, "second@example.org")
    first = Told.lately(town).to(someone.email)
    change_email(town, session, "third@example.org")
    disown(town, Told.lately(town).to("second@example.org"))
    assert ways_in(town, someone.username)[0] == "second@example.org"
    disown(town, first)
    assert ways_in(town, someone.username)[:2] == (someone.email, [(someone.email,)])


def test_a_way_back_to_a_former_email_can_be_undone_and_is_then_a_former_one_again(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    change_email(town, session, "second@example.org")
    first = Told.lately(town).to(someone.email)
    change_email(town, session, someone.email)
    disown(town, Told.lately(town).to(someone.email))
    assert ways_in(town, someone.username)[:2] == ("second@example.org", [("second@example.org",)])
    disown(town, first)
    assert ways_in(town, someone.username)[:2] == (someone.email, [(someone.email,)])


def test_only_changes_of_the_same_account_can_be_undone_with_a_code(town: Town) -> None:
    someone, other = town.person(), town.person("catherine")
    for one in (someone, other):
        change_password(town, one)
    told = Told.lately(town)
    [change] = town.store.notices.look(told.to(someone.email))
    problem = refused(town.store.notices.disown, told.to(other.email), TERMINAL, change.id)
    assert problem.refusal is Refusal.NOTICE_UNKNOWN
    assert refused(town.store.notices.disown, told.to(other.email), TERMINAL, 99).refusal is (
        Refusal.NOTICE_UNKNOWN
    )
    town.sign_in(someone, NEW_PASSWORD)
    town.sign_in(other, NEW_PASSWORD)


def test_a_code_undoes_no_later_change_alone(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    change_email(town, session, "second@example.org")
    first = Told.lately(town).to(someone.email)
    change_email(town, session, "third@example.org")
    second = Told.lately(town).to("third@example.org")
    later = town.store.notices.look(second)[-1]
    assert refused(town.store.notices.disown, first, TERMINAL, later.id).refusal is Refusal.NOTICE_UNKNOWN


def test_of_two_who_disown_at_once_one_does(town: Town, owner: Person) -> None:
    code = Theft(town, owner).told[0].to(PHONE)

    def answered(_: int) -> tuple[object, ...]:
        try:
            disown(town, code)
        except Problem as problem:
            return answer(problem)
        return ("done",)

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(answered, range(2)), key=len)
    assert ends == [("done",), (Refusal.NOTICE_USED, "code", {})]
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'disowned'") == [(1,)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_letter_and_a_text_say_in_the_accounts_language_what_to_do_if_it_was_not_you(
    town: Town, code: str
) -> None:
    someone, language = town.person(language=code), LANGUAGES[code]
    ticket = town.store.phones.begin(town.sign_in(someone), PHONE, ENGLISH)
    town.store.phones.confirm(town.sign_in(someone), ticket, town.sms_code())
    [letter], [text] = town.new_mail(), town.new_texts()
    notice = letters.method_added(MethodKind.PHONE, "•••• 0134", town.clock.now)
    told = notice_code(letter)
    assert (letter["Subject"], letter.get_content()) == as_told(notice, letter, town.clock.now, language)
    assert text.text.endswith(f" {told.reveal()}")
    for words in (letter.get_content(), text.text):
        assert language.say(_("This wasn’t me")) in words
