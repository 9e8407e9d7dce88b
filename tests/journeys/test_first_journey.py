"""The whole first journey, as a new user makes it."""

from __future__ import annotations

from i18n import LANGUAGES
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.town import Town

PASSWORD, SECOND, THIRD = "Lanterne-2026!", "Chouette-2027?", "Marmotte-2028 :"


@IN_EACH
async def test_a_person_can_join_change_their_password_forget_it_and_come_back(
    town: Town, arrives: Arrival, code: str
) -> None:
    person = await arrives(LANGUAGES[code])

    await person.chooses("create-account")
    await person.answers(username="alexandre", email="Alexandre@example.org", language=code)
    await person.answers(new=PASSWORD, confirmation=PASSWORD)
    assert person.page.name == "confirm-email"
    await person.answers(code=town.code().reveal())
    open_already = {"en": "Your account is open, and you are signed in.", "fr": "Votre compte est ouvert"}
    assert open_already[code] in person.done
    assert {"en": "Account alexandre", "fr": "Compte alexandre"}[code] in person.says()
    assert {"en": "successfully", "fr": "succès"}[code] not in person.says()
    await person.chooses("sign-out")
    assert person.page.name == "welcome"
    assert person.done == {"en": "You have signed out.", "fr": "Vous êtes déconnecté."}[code]

    await sign_in(person, "alexandre@EXAMPLE.org")
    assert person.page.name == "account"
    assert {"en": "successfully", "fr": "succès"}[code] in person.says()

    await person.chooses("settings")
    await person.chooses("change-password")
    await person.answers(current=PASSWORD, new=SECOND, confirmation=SECOND)
    assert {"en": "was changed", "fr": "a été modifié"}[code] in person.done
    await person.leaves()
    await person.chooses("sign-out")
    assert person.page.name == "welcome"
    town.new_mail()

    await person.chooses("forgot-password")
    await person.answers(email="alexandre@example.org")
    assert {"en": "spam", "fr": "indésirable"}[code] in person.says()
    token = town.token().reveal()
    await person.chooses("have-token")
    await person.answers(token=f"macle:reset/{token[:12]} \n {token[12:]}")
    assert person.page.name == "set-password"
    await person.answers(new=THIRD, confirmation=THIRD)
    assert {"en": "was reset", "fr": "a été réinitialisé"}[code] in person.done
    assert person.page.name == "sign-in"
    await person.answers(password=THIRD)
    await person.chooses("activity")
    assert "pts/7" in person.says()
