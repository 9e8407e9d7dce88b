"""The second step of signing in, page by page."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, FRENCH, Language
from store import ProfileState, Secret
from store.accounts import access
from tests.digits import wrong
from tests.journeys.conftest import Arrival, sign_in
from tests.town import OTHER_PHONE, PASSWORD, PHONE, Town
from tests.town import Person as Somebody
from tui.pages import Page
from tui.scripted import Person

TITLES = {"en": "Security code", "fr": "Code de sécurité"}


@pytest.fixture
async def at_phone_page(town: Town, someone: Somebody, visitor: Person) -> Person:
    """Someone who has one phone, before the page that asks for the code sent to it."""
    town.add_phone(town.sign_in(someone))
    town.new_texts()
    await sign_in(visitor)
    return visitor


def labels(person: Person) -> list[str]:
    return [person.visit.language.say(action.label) for action in person.page.choices]


def resend(page: Page) -> object:
    """Return when another code can be asked for."""
    return next(action.opens_at for action in page.choices if action.name == "resend")


async def test_the_code_of_the_app_leads_to_the_account(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    await sign_in(visitor)
    assert visitor.page.name == "second-step-app"
    assert "Aegis" in visitor.says()
    code = town.app_code(app)
    await visitor.answers(code=f"{code[:3]} {code[3:]}")
    assert visitor.page.name == "account"


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=["en", "fr"])
async def test_the_code_is_sent_when_the_page_opens(
    town: Town, someone: Somebody, arrives: Arrival, language: Language
) -> None:
    town.add_phone(town.sign_in(someone))
    town.new_texts()
    visitor = await arrives(language)
    visitor.speaks(language)
    await sign_in(visitor)
    assert visitor.page.name == "second-step-phone"
    assert TITLES[language.code] in visitor.says()
    assert f"•••• {PHONE[-4:]}" in visitor.says()
    assert PHONE not in visitor.says()
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "account"


async def test_the_words_on_the_buttons_are_those_of_the_help_page(at_phone_page: Person) -> None:
    visitor = at_phone_page
    assert labels(visitor)[:4] == [
        "Resend code",
        "Try another method",
        "I don’t have this phone right now",
        "Continue",
    ]
    visitor.speaks(FRENCH)
    assert labels(visitor)[:4] == [
        "Envoyer de nouveau le code",
        "Essayer une autre méthode",
        "Je n’ai pas ce téléphone en ce moment",
        "Continuer",
    ]


async def test_the_page_explains_why_a_code_is_asked_for_and_what_a_lost_phone_means(
    at_phone_page: Person,
) -> None:
    visitor = at_phone_page
    for language, why, lost in (
        (ENGLISH, "Why am I asked for a second step?", "What if I lose my phone"),
        (FRENCH, "Pourquoi me demande-t-on", "Que se passe-t-il si je perds mon téléphone"),
    ):
        explained = " ".join(language.say(paragraph) for paragraph in visitor.page.help)
        assert why in explained
        assert lost in explained


async def test_another_code_is_sent_after_a_minute_and_the_page_tells_when(
    town: Town, at_phone_page: Person
) -> None:
    visitor = at_phone_page
    opens_at = resend(visitor.page)
    town.clock.advance(seconds=59)
    await visitor.chooses("resend")
    assert resend(visitor.page) == opens_at
    first = town.sms_code().reveal()
    town.clock.advance(seconds=1)
    assert town.clock.now == opens_at
    await visitor.chooses("resend")
    assert "Another code is on its way" in visitor.done
    await visitor.answers(code=first)
    assert "4 tries are left" in visitor.says()
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "account"


async def test_another_method_is_chosen_by_its_masked_name(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.sign_in(someone)
    town.add_phone(session)
    town.clock.advance(seconds=1)
    other = town.add_phone(session, OTHER_PHONE)
    town.clock.advance(seconds=1)
    app = town.add_app(session)
    town.store.recovery_codes.make(session, PASSWORD)
    town.new_texts()
    await sign_in(visitor)
    await visitor.chooses("other-method")
    assert labels(visitor) == [
        f"Code by SMS to •••• {OTHER_PHONE[-4:]}",
        "Code of the app “Aegis”",
        "Recovery code (10 left)",
        "Back",
    ]
    await visitor.chooses(other)
    assert {text.to for text in town.new_texts()} == {PHONE, OTHER_PHONE}
    assert OTHER_PHONE[-4:] in visitor.says()
    await visitor.chooses("other-method")
    [app_id] = [action.name for action in visitor.page.choices if "app" in ENGLISH.say(action.label)]
    await visitor.chooses(app_id)
    assert visitor.page.name == "second-step-app"
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "account"


async def test_coming_back_from_the_other_methods_sends_no_other_code(
    town: Town, at_phone_page: Person
) -> None:
    visitor = at_phone_page
    town.clock.advance(minutes=2)
    await visitor.chooses("other-method")
    await visitor.leaves()
    assert visitor.page.name == "second-step-phone"
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "account"


async def test_without_the_phone_the_page_tells_the_other_ways(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.sign_in(someone)
    town.add_phone(session)
    town.add_phone(session, OTHER_PHONE)
    await sign_in(visitor)
    await visitor.chooses("not-here")
    assert labels(visitor) == [f"Code by SMS to •••• {OTHER_PHONE[-4:]}", "Back"]
    assert "come back once it is" in visitor.says()
    assert "create another account" not in visitor.says()


async def test_whoever_has_nothing_else_is_told_so_and_what_is_left_to_do(at_phone_page: Person) -> None:
    visitor = at_phone_page
    await visitor.chooses("not-here")
    assert "the only method of your account" in visitor.says()
    assert "a new SIM card with the same number" in visitor.says()
    assert "Or create another account, with another email address" in visitor.says()
    assert "If none of this" not in visitor.says()
    await visitor.leaves()
    assert visitor.page.name == "second-step-phone"


async def test_a_recovery_code_leads_in_and_what_is_left_is_told(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.sign_in(someone)
    town.add_app(session)
    codes = town.store.recovery_codes.make(session, PASSWORD)
    await sign_in(visitor)
    await visitor.chooses("other-method")
    await visitor.chooses("recovery-codes")
    await visitor.answers(code=codes[3].reveal().lower())
    assert visitor.page.name == "account"
    assert "9 recovery codes left" in visitor.done
    visitor.speaks(FRENCH)
    assert "9 codes de récupération" in visitor.done


async def test_after_five_wrong_codes_the_page_says_until_when_also_when_one_comes_back(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    await sign_in(visitor)
    for nth in range(4):
        await visitor.answers(code=wrong(town.app_code(app), nth))
    assert "1 try is left" in visitor.says()
    await visitor.answers(code=wrong(town.app_code(app), 4))
    assert "from 9:28" in visitor.says()
    await visitor.answers(code=town.app_code(app))
    assert "Too many wrong codes" in visitor.says()
    assert visitor.says().count("Try again from") == 1
    await visitor.leaves()
    await visitor.leaves()
    await sign_in(visitor)
    assert "Too many wrong codes" in visitor.says()
    visitor.speaks(FRENCH)
    assert "à partir de 09:28" in visitor.says()
    town.clock.advance(seconds=30)
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "account"


async def test_a_phone_page_that_is_locked_says_so_and_sends_nothing(
    town: Town, at_phone_page: Person
) -> None:
    visitor = at_phone_page
    code = town.sms_code().reveal()
    for nth in range(5):
        await visitor.answers(code=wrong(code, nth))
    assert visitor.page.name == "second-step-spent"
    assert "is taken from" in visitor.says()
    town.new_texts()
    await visitor.chooses("sign-in")
    assert visitor.page.name == "sign-in"
    await visitor.leaves()
    await sign_in(visitor)
    assert "Too many wrong codes. Try again from" in visitor.says()
    assert "No code was sent" in visitor.says()
    assert town.new_texts() == []
    town.clock.advance(seconds=31)
    await visitor.chooses("resend")
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "account"


async def test_a_phone_that_takes_no_more_codes_is_not_offered_again(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.sign_in(someone)
    town.add_phone(session)
    town.add_phone(session, OTHER_PHONE)
    town.new_texts()
    await sign_in(visitor)
    code = town.sms_code().reveal()
    for nth in range(5):
        await visitor.answers(code=wrong(code, nth))
    for _time in range(2):
        assert visitor.page.name == "second-step-spent"
        await visitor.chooses("other-method")
        assert labels(visitor) == [f"Code by SMS to •••• {OTHER_PHONE[-4:]}", "Back"]
        await visitor.leaves()


async def test_a_phone_that_has_had_its_codes_of_the_hour_says_so(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    phone = town.add_phone(town.sign_in(someone))
    for _ in range(10):
        town.store.second_step.send(town.sign_in(someone), phone)
    await sign_in(visitor)
    assert "Try again in a few minutes" in visitor.says()


async def test_a_method_that_was_removed_meanwhile_starts_the_page_again(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.sign_in(someone)
    town.add_phone(session)
    town.add_app(session)
    await sign_in(visitor)
    assert visitor.page.name == "second-step-phone"
    [phone] = [way.id for way in town.store.second_step.ways(session).methods if way.is_default]
    town.store.phones.delete(session, phone, PHONE, PASSWORD)
    await visitor.answers(code="123456")
    assert visitor.page.name == "second-step-app"
    assert "was deleted meanwhile" in visitor.says()
    visitor.speaks(FRENCH)
    assert "supprimée entre-temps" in visitor.says()


async def test_a_method_removed_while_one_chooses_it_starts_the_page_again(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.sign_in(someone)
    town.add_phone(session)
    other = town.add_phone(session, OTHER_PHONE)
    await sign_in(visitor)
    await visitor.chooses("other-method")
    town.store.phones.delete(session, other, OTHER_PHONE, PASSWORD)
    await visitor.chooses(other)
    assert visitor.page.name == "second-step-phone"
    assert "was deleted meanwhile" in visitor.says()


@pytest.mark.parametrize("leave", ["leaves", "vanishes", "idles", "signs_out"])
async def test_a_half_finished_sign_in_dies_with_its_visit(
    town: Town, someone: Somebody, visitor: Person, leave: str
) -> None:
    town.add_app(town.sign_in(someone))
    before = town.rows("SELECT count(*) FROM session")
    await sign_in(visitor)
    assert town.rows("SELECT count(*) FROM session") != before
    await getattr(visitor, leave)()
    assert town.rows("SELECT count(*) FROM session") == before


async def test_after_twenty_minutes_the_password_is_asked_for_again(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    await sign_in(visitor)
    town.clock.advance(minutes=14)
    await visitor.visit.keep_alive()
    town.clock.advance(minutes=7)
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "session-over"


async def test_a_password_past_its_year_is_replaced_after_the_second_step(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    town.clock.advance(days=366)
    await sign_in(visitor)
    assert visitor.page.name == "second-step-app"
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "password-expired"
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "account"
    assert "Your password was changed" in visitor.done


async def test_an_accepted_profiles_key_is_shown_after_the_second_step(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    session = town.asks(someone)
    app = town.add_app(session)
    town.accept(someone)
    await sign_in(visitor)
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "personal-key"
    assert town.store.profile.status(session).profile is ProfileState.ACTIVE


async def test_what_the_password_opens_is_kept_only_until_the_sign_in_is_complete(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    await sign_in(visitor)
    session, context = visitor.visit.signed_in, visitor.visit.door.open().context
    mark = access.mark_of(context, session.token)
    assert context.opened_passwords.of(1, mark) is not None
    await visitor.answers(code=town.app_code(app))
    assert context.opened_passwords.of(1, mark) is None
    held_in_the_visit = [
        value.reveal() if isinstance(value, Secret) else value for value in vars(session).values()
    ]
    assert held_in_the_visit == [session.token.reveal(), "alexandre", "en"]


async def test_the_accounts_language_is_spoken_from_the_second_step_on(town: Town, visitor: Person) -> None:
    someone = town.person(language="fr")
    town.add_app(town.sign_in(someone))
    await sign_in(visitor)
    assert "Code de sécurité" in visitor.says()


async def test_a_code_that_was_used_is_told_from_a_wrong_one(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    app = town.add_app(town.sign_in(someone))
    elsewhere = town.sign_in(someone)
    [method] = town.store.second_step.ways(elsewhere).methods
    town.store.second_step.enter(elsewhere, method.id, Secret(town.app_code(app)))
    await sign_in(visitor)
    await visitor.answers(code=town.app_code(app))
    assert "used already" in visitor.says()
    visitor.speaks(FRENCH)
    assert "déjà" in visitor.says()
