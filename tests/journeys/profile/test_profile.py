"""Verifying an identity, keeping the personal key, and the two ways back after a reset (seed 000)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from i18n import ENGLISH, FRENCH, LANGUAGES
from store import Refusal
from store.rules.paper_codes import PERSONAL_KEY
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.town import NEW_PASSWORD, PASSWORD, KeyHolder, Town
from tui.paper import SystemPaper
from tui.scripted import Person

_KEY = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")
_ORDINALS = ("first", "second", "third", "last")


class Sheets:
    """A printer that remembers, and the home folder of a test."""

    where = SystemPaper.where

    def __init__(self, home: Path) -> None:
        self.printed: list[str] = []
        self.saved: list[str] = []
        self._home = home

    def print(self, title: str, text: str) -> None:
        self.printed.append(f"{title}\n{text}")

    def free_name(self, name: str) -> str:
        return name

    def find(self, name: str) -> Path:
        return self._home / name

    def save(self, name: str, parts: Iterable[str]) -> Path:
        self.saved.append("".join(parts))
        return self._home / name


def key_on(page: str) -> str:
    """Return the key that a page shows."""
    [key] = _KEY.findall(page)
    return str(key)


async def keep(person: Person, key: str) -> str:
    """Show that the key was kept, from its page on; return what is said of it."""
    await person.chooses("keep")
    assert person.page.name == "key-kept"
    asks = ENGLISH.say(person.page.fields[1].label)
    group = next(index for index, word in enumerate(_ORDINALS) if word in asks)
    await person.answers(saved="yes", characters=key.split("-")[group].lower())
    return person.done


async def reset(town: Town, person: Person, someone: KeyHolder, new: str) -> None:
    """Forget the password, and set a new one with the token; from the welcome page and back to it."""
    town.new_mail()
    await person.chooses("forgot-password")
    await person.answers(email=someone.email)
    await person.chooses("have-token")
    await person.answers(token=town.token().reveal())
    assert person.page.name == "reset-cost"
    await person.chooses("submit")
    await person.answers(new=new, confirmation=new)
    await person.leaves()


async def ask_for_verification(person: Person, password: str) -> None:
    """Fill in the pages, from the first of them to the account page."""
    await person.chooses("submit")
    await person.chooses("dni")
    await person.answers(
        legal_name="Dominique Été", birth_date="31/05/1990", number="12345678-z", address="1, rue du Puits"
    )
    assert "12345678Z" in person.says()
    await person.leaves()
    await person.answers(address="2, rue du Puits")
    assert "Dominique Été" in person.says()
    assert "2, rue du Puits" in person.says()
    await person.answers(password=password)
    assert person.page.name == "account"
    assert "Your request was sent" in person.done


async def test_from_the_request_to_the_personal_key(town: Town, visitor: Person) -> None:
    someone = town.person("dominique")
    await sign_in(visitor, "dominique")
    await visitor.chooses("verify")
    await ask_for_verification(visitor, PASSWORD.reveal())
    assert "waits for an operator" in visitor.says()
    town.accept(someone)
    await visitor.chooses("activity")
    await visitor.leaves()
    await visitor.chooses("get-key")
    await visitor.answers(password=PASSWORD.reveal())
    assert visitor.page.name == "personal-key"
    key = key_on(visitor.says())

    await visitor.chooses("keep")
    await visitor.answers(characters="")
    assert visitor.problems
    await visitor.answers(characters="0000" if "0000" not in key else "1111", saved="yes")
    assert visitor.problems["characters"].refusal is Refusal.NOT_RETYPED
    await visitor.leaves()
    assert "Your profile is active" in await keep(visitor, key)
    assert visitor.page.name == "account"

    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    assert "Dominique Été" in visitor.says()
    await visitor.chooses("see-key")
    assert key_on(visitor.says()) == key


async def test_accepted_while_away_the_key_comes_with_the_next_sign_in(town: Town, visitor: Person) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    town.accept(someone)
    await sign_in(visitor, "dominique")
    assert visitor.page.name == "personal-key"
    await keep(visitor, key_on(visitor.says()))
    assert visitor.page.name == "account"


async def test_a_refusal_is_told_with_its_reason(town: Town, visitor: Person) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    town.store.decisions.refuse(town.operator(), town.request_of(someone), "The photo is not yours.")
    await sign_in(visitor, "dominique")
    assert "The photo is not yours." in visitor.says()
    await visitor.chooses("verify")
    assert visitor.page.name == "verify-before"


@IN_EACH
async def test_with_the_key_the_profile_comes_back_line_by_line(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = town.verified_person(language=code)
    person = await arrives(LANGUAGES[code])
    await reset(town, person, someone, "Chouette-2027?")
    # 1. Sign in with the new password. 2. A message on the account page says what happened.
    await sign_in(person, someone.username, "Chouette-2027?")
    banner = {
        "en": "Your profile was recently deactivated due to a password reset.",
        "fr": "Votre profil a été récemment désactivé en raison d’une réinitialisation du mot de passe.",
    }
    assert banner[code] in person.says()
    # 3. « Réactiver votre profil maintenant ». 4. « J'ai ma clé ».
    labels = {
        "en": ("Reactivate your profile now", "I have my key"),
        "fr": ("Réactiver votre profil maintenant", "J’ai ma clé"),
    }
    assert labels[code][0] in person.says()
    await person.chooses("reactivate")
    assert labels[code][1] in person.says()
    await person.chooses("have-key")
    # 5. The most recent key, however it is typed. 6. The password again.
    await person.answers(key=PERSONAL_KEY.grouped(someone.key.reveal()).lower().replace("-", " "))
    await person.answers(password=PASSWORD.reveal())
    assert person.problems["password"].refusal is Refusal.WRONG_PASSWORD
    assert "no-key" in {way.name for way in person.page.menu}, "the other way is offered on the page"
    await person.answers(password="Chouette-2027?")
    # 7. Keep the new key.
    assert person.page.name == "personal-key"
    new_key = key_on(person.says())
    assert new_key != PERSONAL_KEY.grouped(someone.key.reveal())
    done = {"en": "Your profile is active again", "fr": "Votre profil est de nouveau actif"}
    assert done[code] in await keep(person, new_key)
    assert banner[code] not in person.says()


async def test_without_the_key_the_identity_is_verified_again(town: Town, visitor: Person) -> None:
    someone = town.verified_person()
    await reset(town, visitor, someone, "Chouette-2027?")
    await sign_in(visitor, someone.username, "Chouette-2027?")
    await visitor.chooses("reactivate")
    await visitor.chooses("no-key")
    assert "destroyed" in visitor.says()
    await visitor.leaves()
    assert "recently deactivated" in visitor.says()
    await visitor.chooses("reactivate")
    await visitor.chooses("no-key")
    await visitor.chooses("submit")
    await ask_for_verification(visitor, "Chouette-2027?")
    town.accept(someone)
    await visitor.chooses("activity")
    await visitor.leaves()
    await visitor.chooses("get-key")
    await visitor.answers(password="Chouette-2027?")
    await keep(visitor, key_on(visitor.says()))
    assert "deactivated" not in visitor.says()


async def test_five_wrong_keys_wait_and_the_page_says_so_on_return_too(town: Town, visitor: Person) -> None:
    someone = town.verified_person()
    await reset(town, visitor, someone, "Chouette-2027?")
    await sign_in(visitor, someone.username, "Chouette-2027?")
    await visitor.chooses("reactivate")
    await visitor.chooses("have-key")
    for malformed in ("U" * 16, "0" * 15, "0" * 17):
        await visitor.answers(key=malformed)
        assert visitor.problems["key"].refusal in {Refusal.KEY_CHARACTER, Refusal.KEY_LENGTH}
    for wrong in "01234":
        await visitor.answers(key=wrong * 16)
    assert "Incorrect personal key" in visitor.says()
    await visitor.leaves()
    await visitor.chooses("reactivate")
    await visitor.chooses("have-key")
    assert "Too many wrong keys" in visitor.says()
    await visitor.chooses("no-key")
    assert visitor.page.name == "without-key"


async def test_the_reset_tells_its_cost_and_lets_the_key_be_tested(town: Town, visitor: Person) -> None:
    someone = town.verified_person()
    token = town.reset_token(someone).reveal()
    await visitor.chooses("have-token")
    await visitor.answers(token=token)
    assert "Your profile will be deactivated" in visitor.says()
    assert "Test your key first" in visitor.says()
    await visitor.chooses("test-key")
    await visitor.answers(key="0" * 16)
    assert "Incorrect personal key" in visitor.says()
    await visitor.answers(key=someone.key.reveal())
    assert "This key is right" in visitor.done
    assert "Test your key first" not in visitor.says()
    await visitor.leaves()
    assert town.store.profile.status(town.sign_in(someone)).profile is not None


async def test_a_waiting_request_is_cancelled_by_a_reset_and_the_person_is_told(
    town: Town, visitor: Person
) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    town.reset(someone)
    await sign_in(visitor, "dominique", NEW_PASSWORD.reveal())
    assert "cancelled by the password reset" in visitor.says()
    await visitor.chooses("verify")
    assert visitor.page.name == "verify-before"


async def test_the_key_is_copied_downloaded_printed_and_spelled_out(
    town: Town, visitor: Person, tmp_path: Path
) -> None:
    sheets = Sheets(tmp_path)
    visitor.visit.paper = sheets
    someone = town.verified_person()
    await sign_in(visitor, someone.username)
    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    await visitor.chooses("see-key")
    key = PERSONAL_KEY.grouped(someone.key.reveal())
    await visitor.chooses("copy")
    assert visitor.copied == [key]
    assert "Sent to your terminal" in visitor.done
    await visitor.chooses("download")
    await visitor.answers()
    assert key in sheets.saved[0]
    await visitor.chooses("print")
    assert key in sheets.printed[0]
    visitor.speaks(FRENCH)
    await visitor.chooses("dictate")
    assert len(re.findall(r"[A-ZÀ-Ý][a-zà-ÿ-]+", visitor.says())) >= 16


async def test_a_key_that_was_not_kept_is_asked_for_again(town: Town, visitor: Person) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    town.accept(someone)
    await sign_in(visitor, "dominique")
    await visitor.idles()
    await visitor.chooses("sign-in")
    await visitor.answers(identifier="dominique", password=PASSWORD.reveal())
    assert "not yet shown that you kept" in visitor.says()
    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    await keep(visitor, key_on(visitor.says()))
    assert visitor.page.name == "profile"
    await visitor.leaves()
    assert "not yet shown" not in visitor.says()


async def test_a_key_that_was_replaced_elsewhere_is_not_shown_again(town: Town, visitor: Person) -> None:
    someone = town.verified_person()
    await sign_in(visitor, someone.username)
    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    town.store.profile.replace_key(town.sign_in(someone), PASSWORD)
    await visitor.chooses("see-key")
    assert visitor.page.name == "account"
    assert [said.tone for said in visitor.page.said] == ["error"]


async def test_a_cost_that_changed_meanwhile_is_told_before_the_password_is_set(
    town: Town, visitor: Person
) -> None:
    someone = town.person("dominique")
    town.asks(someone)
    token = town.reset_token(someone).reveal()
    await visitor.chooses("have-token")
    await visitor.answers(token=token)
    assert "will be cancelled" in visitor.says()
    await visitor.chooses("submit")
    town.accept(someone)
    town.store.profile.activate(town.sign_in(someone))
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "reset-cost"
    assert "will be deactivated" in visitor.says()


async def test_from_a_reset_signing_in_is_one_step(town: Town, visitor: Person) -> None:
    token = town.reset_token(town.person())
    await visitor.chooses("have-token")
    await visitor.answers(token=token.reveal())
    await visitor.answers(new="Chouette-2027?", confirmation="Chouette-2027?")
    assert visitor.page.name == "sign-in"
    await visitor.answers(password="Chouette-2027?")
    assert visitor.page.name == "account"


async def test_a_replaced_key_is_shown_before_the_old_one_is_missed(town: Town, visitor: Person) -> None:
    someone = town.verified_person()
    await sign_in(visitor, someone.username)
    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    await visitor.chooses("replace-key")
    await visitor.answers(password=PASSWORD.reveal())
    new_key = key_on(visitor.says())
    assert new_key != PERSONAL_KEY.grouped(someone.key.reveal())
    assert "Your personal key was replaced" in await keep(visitor, new_key)
    assert visitor.page.name == "profile"
    await visitor.chooses("see-key")
    assert key_on(visitor.says()) == new_key


async def test_two_keys_of_one_day_are_told_apart(town: Town, visitor: Person, tmp_path: Path) -> None:
    someone = town.verified_person()
    await sign_in(visitor, someone.username)
    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    before = visitor.says()
    town.clock.advance(minutes=1)
    await visitor.chooses("replace-key")
    await visitor.leaves()
    assert visitor.says() == before
    await visitor.chooses("replace-key")
    await visitor.answers(password=PASSWORD.reveal())
    await visitor.chooses("download")
    assert visitor.page.fields[0].value == f"macle-{someone.username}-{town.clock.now:%Y-%m-%d}.txt"
    await visitor.leaves()
    await keep(visitor, key_on(visitor.says()))
    assert visitor.says() != before


async def test_whose_password_is_no_longer_kept_after_the_second_step_types_it_for_the_key(
    town: Town, visitor: Person
) -> None:
    someone = town.person("dominique")
    session = town.asks(someone)
    town.accept(someone)
    town.add_app(session)
    code = town.store.recovery_codes.make(session, PASSWORD)[0]
    await sign_in(visitor, "dominique")
    await visitor.chooses("other-method")
    await visitor.chooses("recovery-codes")
    visitor.visit.door.open().context.opened_passwords.clear()
    await visitor.answers(code=code.reveal())
    assert visitor.page.name == "get-key"
    assert "9 recovery codes left" in visitor.done
    await visitor.answers(password=someone.password.reveal())
    assert visitor.page.name == "personal-key"
