"""Personal information, page by page."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from store import ContactDetails, Refusal, Session
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.town import PHONE, Person, Town
from tui.pages import Field
from tui.scripted import Person as Visitor

DETAILS = ContactDetails("Camille", "Été", "Les Serrures réunies", country="FR", phone_number="+33142685300")
ELSEWHERE = ContactDetails("Camille", "Été", city="Lévis", country="CA", phone_number="+33142685300")


@pytest.fixture
def elsewhere(town: Town) -> Session:
    """Another session of someone whose details are kept."""
    session = town.sign_in(town.person())
    town.store.contact_details.update(session, DETAILS, 0)
    return session


async def goes_to_the_form(visitor: Visitor) -> None:
    await sign_in(visitor)
    await visitor.chooses("personal-information")
    await visitor.chooses("update")
    assert visitor.page.name == "update-information"


def on_page(visitor: Visitor) -> dict[str, str]:
    """Return what stands in the fields of the page."""
    return {field.name: field.value for field in visitor.page.fields}


def hints(visitor: Visitor) -> dict[str, str]:
    """Return what is said below the fields of the page."""
    say = visitor.visit.language.say
    return {
        field.name: say(field.hint)
        for field in visitor.page.fields
        if isinstance(field, Field) and field.hint
    }


@IN_EACH
async def test_what_is_typed_is_listed_then_saved_then_said_where_one_comes_back(
    town: Town, arrives: Arrival, code: str
) -> None:
    someone = town.person()
    visitor = await arrives(LANGUAGES[code])
    await goes_to_the_form(visitor)
    await visitor.answers(first_name="Camille", country="france", phone_number="01 42 68 53 00")
    assert visitor.page.name == "information-changes"
    assert "+33 1 42 68 53 00" in visitor.says()
    assert town.store.contact_details.read(town.sign_in(someone)).version == 0
    await visitor.answers()
    assert visitor.page.name == "personal-information"
    assert visitor.done
    assert "+33 1 42 68 53 00" in visitor.says()
    kept = town.store.contact_details.read(town.sign_in(someone))
    assert kept.details == ContactDetails("Camille", country="FR", phone_number="+33142685300")


async def test_the_form_has_what_is_kept_and_the_account_id_which_is_no_field(
    town: Town, elsewhere: Session, visitor: Visitor
) -> None:
    await goes_to_the_form(visitor)
    typed = {"first_name": "Camille", "country": "France", "phone_number": "+33 1 42 68 53 00", "city": ""}
    assert typed.items() <= on_page(visitor).items()
    assert town.store.contact_details.read(elsewhere).account_number in visitor.says()


async def test_back_from_the_list_keeps_what_was_typed_and_saves_nothing(
    town: Town, elsewhere: Session, visitor: Visitor
) -> None:
    await goes_to_the_form(visitor)
    await visitor.answers(city="Lévis", country="canada")
    await visitor.leaves()
    assert visitor.page.name == "update-information"
    assert {"city": "Lévis", "country": "canada"}.items() <= on_page(visitor).items()
    await visitor.leaves()
    assert (visitor.page.name, visitor.done) == ("personal-information", "")
    assert town.store.contact_details.read(elsewhere).details == DETAILS


async def test_where_nothing_is_changed_that_is_said_and_no_message_is_sent(
    town: Town, elsewhere: Session, visitor: Visitor
) -> None:
    town.new_mail()
    await goes_to_the_form(visitor)
    await visitor.answers(country="FR", phone_number="0142685300")
    assert visitor.page.name == "personal-information"
    assert "Nothing was changed" in visitor.says()
    assert town.new_mail() == []


async def test_past_the_quota_one_is_told_when_to_try_again_and_what_was_typed_stays(
    town: Town, elsewhere: Session, visitor: Visitor
) -> None:
    for version in range(1, 10):
        town.store.contact_details.update(elsewhere, ContactDetails(city=f"Ville {version}"), version)
    await goes_to_the_form(visitor)
    await visitor.answers(city="Lévis")
    await visitor.answers()
    assert visitor.page.name == "information-changes"
    assert visitor.problems[""].refusal is Refusal.DETAILS_TOO_OFTEN
    town.clock.now = visitor.problems[""].until
    await visitor.answers()
    assert visitor.page.name == "personal-information"
    assert town.store.contact_details.read(elsewhere).details.city == "Lévis"


async def test_all_that_is_wrong_is_told_at_once_beside_its_field(town: Town, visitor: Visitor) -> None:
    town.person()
    await goes_to_the_form(visitor)
    await visitor.answers(first_name="R2-D2", postal_code="1" * 21, country="France", phone_number="12")
    assert {name: problem.refusal for name, problem in visitor.problems.items()} == {
        "first_name": Refusal.NAME_FORM,
        "postal_code": Refusal.TOO_LONG,
        "phone_number": Refusal.NUMBER_FORM,
    }
    await visitor.answers(first_name="Camille", postal_code="75001", country="Atlantis")
    assert {name: problem.refusal for name, problem in visitor.problems.items()} == {
        "country": Refusal.COUNTRY_UNKNOWN
    }
    await visitor.answers(country="France")
    assert {name: problem.refusal for name, problem in visitor.problems.items()} == {
        "phone_number": Refusal.NUMBER_FORM
    }
    assert "France" in visitor.says()


async def test_what_another_session_saved_meanwhile_stands_beside_what_was_typed(
    town: Town, elsewhere: Session, visitor: Visitor
) -> None:
    await goes_to_the_form(visitor)
    await visitor.answers(country="Belgique", phone_number="+32 2 555 12 12")
    town.store.contact_details.update(elsewhere, ELSEWHERE, 1)
    await visitor.answers()
    assert visitor.page.name == "update-information"
    assert "changed elsewhere meanwhile" in visitor.says()
    # What was typed here stays, what was saved there is told; what was not touched here is what is saved now.
    assert {
        "country": "Belgique",
        "phone_number": "+32 2 555 12 12",
        "city": "Lévis",
        "company": "",
    }.items() <= on_page(visitor).items()
    assert {name: hint for name, hint in hints(visitor).items() if "lsewhere" in hint} == {
        "country": "Saved elsewhere meanwhile: Canada",
        "city": "Saved elsewhere meanwhile: Lévis",
        "company": "Elsewhere, this was emptied meanwhile.",
    }
    assert town.store.contact_details.read(elsewhere).details == ELSEWHERE
    await visitor.answers()
    await visitor.answers()
    assert visitor.page.name == "personal-information"
    kept = town.store.contact_details.read(elsewhere)
    assert kept.details == ContactDetails(
        "Camille", "Été", city="Lévis", country="BE", phone_number="+3225551212"
    )
    assert kept.version == 3


async def test_the_email_and_the_phones_that_sign_in_are_changed_from_there_by_their_own_ways(
    town: Town, visitor: Visitor
) -> None:
    session = town.sign_in(town.person())
    await sign_in(visitor)
    phone = town.add_phone(session)
    town.add_app(session)
    await visitor.chooses("personal-information")
    assert PHONE[-4:] in visitor.says()
    assert "Aegis" not in visitor.says()
    await visitor.chooses(f"change-{phone}")
    assert visitor.page.name == "change-phone"
    await visitor.leaves()
    await visitor.chooses("change-email")
    assert visitor.page.name in {"change-email", "confirm-with"}
    await visitor.leaves()
    assert visitor.page.name == "personal-information"


async def test_a_session_that_ended_meanwhile_saves_nothing(
    town: Town, elsewhere: Session, visitor: Visitor
) -> None:
    await goes_to_the_form(visitor)
    await visitor.answers(city="Lévis")
    someone = town.reset(Person("alexandre", "alexandre@example.org"))
    await visitor.answers()
    assert visitor.page.name == "session-over"
    assert town.store.contact_details.read(town.sign_in(someone)).details == DETAILS
