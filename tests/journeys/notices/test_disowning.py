"""“This wasn’t me”: whoever got a message about a change that was not theirs gets their account back."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from store import Refusal
from tests.journeys.conftest import Arrival, open_settings
from tests.languages import IN_EACH
from tests.registered import activated, registered
from tests.theft import (
    ANSWERS,
    HOSTILE_ANSWERS,
    THIEF,
    Theft,
    Told,
    change_email,
    change_password,
    disown,
    person_with_phone_and_questions,
    reset_with_answer,
    signed_in,
)
from tests.town import NEW_PASSWORD, PASSWORD, PHONE, TERMINAL, Town, notice_code
from tui.scripted import Person

RESETS = {
    "en": "Resets of the password are not listed",
    "fr": "Les réinitialisations du mot de passe n’y figurent pas",
}

WHO_HELPS = {
    "en": "only whoever runs Macle here can help you",
    "fr": "seul l’organisme responsable de Macle peut vous aider",
}


@IN_EACH
async def test_an_owner_robbed_of_everything_sets_a_new_password_from_the_welcome_page(
    town: Town, arrives: Arrival, code: str
) -> None:
    owner = person_with_phone_and_questions(town, code)
    theft = Theft(town, owner)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("disown")
    await visitor.answers(code=theft.told[-1].to(PHONE).reveal())
    assert visitor.page.name == "first-change"
    *later, first = [row.action.name for row in visitor.page.listed]
    assert len(later) == 3
    assert RESETS[code] in visitor.says()
    await visitor.chooses(first)
    assert visitor.page.name == "disowned"
    # Who holds a code is not told more of the account than its notice said.
    for unsaid in (owner.email, THIEF, PHONE[-4:]):
        assert unsaid not in visitor.says()
    Told.lately(town)
    await visitor.chooses("forgot-password")
    await visitor.answers(email=owner.email)
    await visitor.chooses("have-token")
    await visitor.answers(token=town.token().reveal())
    [(question,)] = town.rows("SELECT question FROM recovery_answer WHERE asked")
    await visitor.answers(answer=dict(ANSWERS)[question].reveal())
    await visitor.answers(new=NEW_PASSWORD.reveal(), confirmation=NEW_PASSWORD.reveal())
    assert visitor.page.name == "sign-in"
    assert visitor.done


ONLY = {
    "en": ("Password changed", "nobody can sign in before you have set a new password"),
    "fr": ("Modification du mot de passe", "personne ne pourra se connecter avant"),
}


@IN_EACH
async def test_a_single_change_is_shown_with_what_follows_before_it_is_undone(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone, visitor = town.person(language=code), await arrives(LANGUAGES[code])
    change_password(town, someone)
    await visitor.chooses("disown")
    await visitor.answers(code=Told.lately(town).to(someone.email).reveal())
    assert visitor.page.name == "only-change"
    for words in ONLY[code]:
        assert words in visitor.says()
    await visitor.leaves()
    town.sign_in(someone, NEW_PASSWORD)
    # The code is still there.
    await visitor.chooses("submit")
    await visitor.chooses("undo")
    assert visitor.page.name == "disowned"
    await visitor.chooses("forgot-password")
    assert visitor.page.name == "forgot-password"


async def test_whoever_is_signed_in_meanwhile_is_put_out_at_their_next_action(
    town: Town, visitor: Person, arrives: Arrival
) -> None:
    someone, thief = town.person(), await arrives()
    await open_settings(thief)
    await thief.chooses("change-password")
    new = NEW_PASSWORD.reveal()
    await thief.answers(current=PASSWORD.reveal(), new=new, confirmation=new)
    await visitor.chooses("disown")
    await visitor.answers(code=Told.lately(town).to(someone.email).reveal())
    await visitor.chooses("undo")
    await thief.leaves()
    assert thief.page.name == "session-over"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("", Refusal.MISSING),
        ("12345-ABCDE", Refusal.NOTICE_LENGTH),
        ("U" * 20, Refusal.NOTICE_CHARACTER),
        ("A" * 20, Refusal.NOTICE_UNKNOWN),
        ("A" * 101, Refusal.TOO_LONG),
    ],
)
async def test_a_code_that_is_none_is_told_beside_its_field(
    town: Town, visitor: Person, code: str, refusal: Refusal
) -> None:
    await visitor.chooses("disown")
    await visitor.answers(code=code)
    assert visitor.problems["code"].refusal is refusal


async def test_a_used_a_void_and_an_expired_code_each_say_so(town: Town, visitor: Person) -> None:
    someone = town.person()
    change_password(town, someone)
    used = Told.lately(town).to(someone.email)
    town.reset(someone, PASSWORD)
    void = Told.lately(town).to(someone.email)
    await visitor.chooses("disown")
    await visitor.answers(code=used.reveal())
    await visitor.chooses("undo")
    await visitor.leaves()
    await visitor.chooses("disown")
    for ended in (used, void):
        await visitor.answers(code=ended.reveal())
        assert "used already" in visitor.says()
    Told.lately(town)
    town.reset(someone)
    expired = Told.lately(town).to(someone.email)
    town.clock.advance(days=10)
    await visitor.answers(code=expired.reveal())
    assert "has expired" in visitor.says()


async def test_going_back_from_the_choice_undoes_nothing(town: Town, visitor: Person) -> None:
    theft = Theft(town, person_with_phone_and_questions(town))
    await visitor.chooses("disown")
    await visitor.answers(code=theft.told[-1].to(PHONE).reveal())
    await visitor.leaves()
    # The code is still there.
    await visitor.chooses("submit")
    assert visitor.page.name == "first-change"
    await visitor.leaves()
    await visitor.leaves()
    assert visitor.page.name == "welcome"
    town.store.account.overview(theft.session)


async def test_the_last_page_says_of_a_first_second_step_that_it_stays(town: Town, visitor: Person) -> None:
    town.add_phone(town.sign_in(town.person()))
    [letter] = town.new_mail()
    await visitor.chooses("disown")
    await visitor.answers(code=notice_code(letter).reveal())
    await visitor.chooses("undo")
    assert visitor.page.name == "disowned"
    assert "The second step stays as it is" in visitor.says()
    assert "was undone" not in visitor.says()
    assert "before the change" not in visitor.says()
    told_by_f1 = " ".join(map(visitor.visit.language.say, visitor.page.help))
    assert "as it was before" not in told_by_f1


@pytest.mark.parametrize(
    ("code", "undoing"), [("en", "Undoing with a code"), ("fr", "Annulation par un code")]
)
async def test_an_undoing_that_was_not_theirs_is_in_the_list_and_is_undone(
    town: Town, arrives: Arrival, code: str, undoing: str
) -> None:
    owner = person_with_phone_and_questions(town, code)
    change_email(town, signed_in(town, owner), "alexandre@new.example.org")
    disown(town, Told.lately(town).to(PHONE))
    Told.lately(town)
    reset_with_answer(town, owner)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("disown")
    await visitor.answers(code=Told.lately(town).to(PHONE).reveal())
    assert visitor.page.name == "first-change"
    assert undoing in visitor.says()
    await visitor.chooses(visitor.page.listed[-1].action.name)
    assert visitor.page.name == "disowned"
    assert undoing in visitor.says()


async def test_the_page_says_where_to_look_if_a_message_has_no_code(visitor: Person) -> None:
    await visitor.chooses("disown")
    assert (
        "If it has none, look in the mailbox, or on the phone, that your account has had longest"
        in visitor.says()
    )
    told_by_f1 = " ".join(map(visitor.visit.language.say, visitor.page.help))
    assert "Only an email address or a phone that your account has had for 10 days" in told_by_f1
    assert "confirmed with a code of another method stays" in told_by_f1


@IN_EACH
async def test_whoever_was_registered_goes_on_with_the_activation_code_that_is_sent(
    town: Town, arrives: Arrival, code: str
) -> None:
    ines = registered(town)
    town.rows("UPDATE account SET language = ? WHERE email = ?", code, ines.email)
    activated(town, ines)
    town.clock.advance(days=30)
    Told.lately(town)
    session = town.store.sign_in.with_password(ines.document, PASSWORD, TERMINAL)
    town.store.recovery_questions.set(session, HOSTILE_ANSWERS, PASSWORD)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("disown")
    await visitor.answers(code=Told.lately(town).to(ines.email).reveal())
    await visitor.chooses("undo")
    assert WHO_HELPS[code] in visitor.says()
    letters = "\n".join(" ".join(letter.get_content().split()) for letter in town.new_mail())
    assert [forgot for forgot in ("“Forgot password”", "« Mot de passe oublié »") if forgot in letters] == []
    await visitor.chooses("activate")
    assert visitor.page.name == "activate"
