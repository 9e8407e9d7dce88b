"""What was found wrong costs one try, however often Enter sends it as it is."""

from __future__ import annotations

import pytest

from store import RECOVERY_SHEET, Refusal
from tests.digits import wrong
from tests.journeys.conftest import sign_in
from tests.journeys.methods.phones import refusal
from tests.journeys.owner import Owner
from tests.town import NEW_PASSWORD, PHONE, Town
from tui.scripted import Person

AGAIN = 6
"""How often Enter is pressed on the same: more often than there are tries."""


def failures(town: Town, kind: str) -> int:
    return sum(count for (count,) in town.rows("SELECT failures FROM counter WHERE kind = ?", kind))


@pytest.fixture
async def at_phone_code(town: Town, at_settings: Person) -> Person:
    """Someone before the page that asks for the code which was sent to a new phone."""
    await at_settings.chooses("add-phone")
    town.new_texts()
    await at_settings.answers(number=PHONE)
    return at_settings


async def test_a_wrong_code_of_an_app_costs_one_try(town: Town, visitor: Person) -> None:
    app = town.add_app(town.sign_in(town.person()))
    await sign_in(visitor)
    for _time in range(AGAIN):
        await visitor.answers(code=wrong(town.app_code(app)))
        assert "4 tries are left" in visitor.says()
    assert failures(town, "second-step") == 1
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "account"


async def test_a_code_of_an_app_that_was_used_costs_one_try(town: Town, visitor: Person) -> None:
    someone = town.person()
    app = town.add_app(town.sign_in(someone))
    used = town.app_code(app)
    town.pass_by_app(town.sign_in(someone), app)
    await sign_in(visitor)
    for _time in range(AGAIN):
        await visitor.answers(code=used)
        assert refusal(visitor, "code") is Refusal.CODE_USED
    assert failures(town, "second-step") == 1


async def test_a_wrong_recovery_code_costs_one_try(town: Town, visitor: Person) -> None:
    owner = Owner(town, visitor)
    await sign_in(visitor)
    await visitor.chooses("other-method")
    await visitor.chooses(RECOVERY_SHEET)
    for _time in range(AGAIN):
        await visitor.answers(code="0123456789")
        assert refusal(visitor, "code") is Refusal.WRONG_RECOVERY_CODE
    assert failures(town, "second-step") == 1
    await visitor.answers(code=owner.codes[0].reveal())
    assert visitor.page.name == "account"


@pytest.mark.more
async def test_a_wrong_number_of_a_phone_costs_one_try_of_its_removal(town: Town, visitor: Person) -> None:
    owner = Owner(town, visitor)
    await owner.comes_to_the_settings()
    await owner.chooses_to_delete_the_phone_by(owner.app)
    code = owner.app_code()
    for _time in range(AGAIN):
        await owner.answers(number="+15145550100", confirmation=code)
        assert owner.refusals == {"number": Refusal.PHONE_OTHER}
    await owner.answers(number=PHONE, confirmation=code)
    assert visitor.page.name == "settings"


async def test_a_wrong_code_that_was_sent_costs_one_try_until_another_is_sent(
    town: Town, at_phone_code: Person
) -> None:
    person, not_sent = at_phone_code, wrong(town.sms_code().reveal())
    for _time in range(AGAIN):
        await person.answers(code=not_sent)
        assert "4 tries are left" in person.says()
        await person.chooses("resend")
        assert refusal(person, "") is Refusal.CODE_TOO_SOON
    town.clock.advance(minutes=1)
    await person.chooses("resend")
    assert "newest one works" in person.says()
    # By now it could be the one that was sent.
    await person.answers(code=not_sent)
    assert "3 tries are left" in person.says()
    await person.answers(code=town.sms_code().reveal())
    assert person.page.name == "backup-phone"


async def test_after_another_code_was_sent_for_a_removal_what_is_no_secret_stays(
    town: Town, visitor: Person
) -> None:
    owner = Owner(town, visitor)
    await owner.comes_to_the_settings()
    await owner.chooses_to_delete_the_phone_by(owner.other_phone)
    not_sent = wrong(town.sms_code().reveal())
    await owner.answers(number=PHONE, confirmation=not_sent)
    town.clock.advance(minutes=1)
    await visitor.chooses("resend")
    left = {asked.name: asked.value for asked in visitor.page.fields}
    assert left == {"number": PHONE, "password": "", "confirmation": ""}
    await owner.answers(confirmation=not_sent)
    assert "3 tries are left" in visitor.says()
    await owner.answers(confirmation=town.sms_code().reveal())
    assert visitor.page.name == "settings"


async def test_a_wrong_code_that_has_expired_by_now_is_told_to_have(
    town: Town, at_phone_code: Person
) -> None:
    not_sent = wrong(town.sms_code().reveal())
    await at_phone_code.answers(code=not_sent)
    assert refusal(at_phone_code, "code") is Refusal.WRONG_CODE
    town.clock.advance(minutes=12)
    await at_phone_code.answers(code=not_sent)
    assert refusal(at_phone_code, "code") is Refusal.CODE_EXPIRED


async def test_a_code_of_a_phone_whose_clock_is_ahead_is_right_once_it_is_time(
    town: Town, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(town.person()))
    await sign_in(visitor)
    early = town.app_code(app, 3)
    await visitor.answers(code=early)
    assert refusal(visitor, "code") is Refusal.WRONG_CODE
    town.clock.advance(seconds=90)
    await visitor.answers(code=early)
    assert visitor.page.name == "account"


async def test_whose_session_was_ended_elsewhere_is_told_so_where_they_send_what_was_wrong(
    town: Town, at_phone_code: Person
) -> None:
    not_sent = wrong(town.sms_code().reveal())
    await at_phone_code.answers(code=not_sent)
    town.store.sessions.end(at_phone_code.visit.signed_in)
    town.clock.advance(seconds=30)
    await at_phone_code.answers(code=not_sent)
    assert at_phone_code.visit.session is None


async def test_a_code_that_was_not_judged_is_judged_when_it_is_sent_again(
    town: Town, visitor: Person
) -> None:
    """A wait tells nothing of what was typed, and a right code is right after it."""
    app = town.add_app(town.sign_in(town.person()))
    town.clock.advance(minutes=1)
    await sign_in(visitor)
    for nth in range(5):
        await visitor.answers(code=wrong(town.app_code(app), nth))
    code = town.app_code(app, 1)
    await visitor.answers(code=code)
    assert "Too many wrong codes" in visitor.says()
    town.clock.advance(seconds=30)
    await visitor.answers(code=code)
    assert visitor.page.name == "account"


async def test_after_the_wait_that_it_began_what_was_wrong_is_judged_and_no_past_time_is_told(
    town: Town, visitor: Person
) -> None:
    owner = Owner(town, visitor)
    await owner.comes_to_the_settings()
    await owner.chooses_to_delete_the_phone_by(owner.app)
    code = owner.app_code()
    for nth in range(5):
        await owner.answers(number=PHONE, confirmation=wrong(code, nth))
    assert "Try again from 9:30" in visitor.says()
    town.clock.advance(minutes=3)
    await owner.answers(number=PHONE, confirmation=wrong(code, 4))
    assert "from 9:30" not in visitor.says()


async def test_a_wrong_key_costs_one_try_and_one_that_waited_is_judged(town: Town, visitor: Person) -> None:
    someone = town.verified_person()
    town.reset(someone)
    await sign_in(visitor, someone.username, NEW_PASSWORD.reveal())
    await visitor.chooses("reactivate")
    await visitor.chooses("have-key")
    for _time in range(AGAIN):
        await visitor.answers(key="0" * 16)
    assert failures(town, "personal-key") == 1
    for other in "1234":
        await visitor.answers(key=other * 16)
    await visitor.answers(key=someone.key.reveal())
    assert "Too many wrong keys" in visitor.says()
    town.clock.advance(minutes=10)
    await visitor.visit.keep_alive()
    town.clock.advance(minutes=5)
    await visitor.answers(key=someone.key.reveal())
    assert visitor.page.name == "re-enter-password"
