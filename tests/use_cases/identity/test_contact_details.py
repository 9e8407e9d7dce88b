"""Contact details: kept sealed, changed by one session at a time, and everybody told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from i18n import ENGLISH, FRENCH
from store import ContactDetails, Happening, Refusal, Session
from store.messages.letters.identity import contact_details_changed
from tests.town import PHONE, Person, Town, outcome, refused

DETAILS = ContactDetails("Élodie", "Lenoir", "Les Serrures réunies", city="Lévis", country="CA")


@pytest.fixture
def owner(town: Town) -> Person:
    return town.person(language="fr")


@pytest.fixture
def session(town: Town, owner: Person) -> Session:
    return town.sign_in(owner)


def test_an_account_has_none_at_first(town: Town, owner: Person, session: Session) -> None:
    found = town.store.contact_details.read(session)
    assert (found.details, found.version, found.email) == (ContactDetails(), 0, owner.email)
    assert found.account_number == town.store.account.overview(session).account_number


def test_what_is_saved_is_there_in_every_session_and_after_a_restart(
    town: Town, owner: Person, session: Session
) -> None:
    saved = town.store.contact_details.update(session, DETAILS, 0)
    assert (saved.details, saved.version) == (DETAILS, 1)
    town.reopen()
    found = town.store.contact_details.read(town.sign_in(owner))
    assert (found.details, found.version) == (DETAILS, 1)


def test_one_that_is_emptied_is_gone(town: Town, session: Session) -> None:
    town.store.contact_details.update(session, DETAILS, 0)
    town.store.contact_details.update(session, ContactDetails(), 1)
    found = town.store.contact_details.read(session)
    assert (found.details, found.version) == (ContactDetails(), 2)


def test_another_accounts_are_not_seen(town: Town, session: Session) -> None:
    town.store.contact_details.update(session, DETAILS, 0)
    other = town.sign_in(town.person("dominique"))
    assert town.store.contact_details.read(other).details == ContactDetails()


def test_they_are_nowhere_in_clear(town: Town, session: Session) -> None:
    town.store.contact_details.update(session, DETAILS, 0)
    assert not any(value.encode() in town.stored() for value in ("Lenoir", "Serrures", "Lévis"))


def test_every_address_is_told_which_were_changed_and_not_what_to(
    town: Town, owner: Person, session: Session
) -> None:
    town.add_phone(session)
    town.new_mail(), town.new_texts()
    town.store.contact_details.update(session, DETAILS, 0)
    notice = contact_details_changed(
        ("first_name", "last_name", "company", "city", "country"), town.clock.now
    )
    [letter], [text] = town.new_mail(), town.new_texts()
    said = notice.letter(None, town.clock.now, elsewhere=False).said(FRENCH)
    assert (letter["To"], letter["Subject"], letter.get_content()) == (owner.email, *said)
    assert "Prénom, Nom, Entreprise, Ville et Pays" in letter.get_content()
    assert "modifiez tout de suite votre mot de passe" in letter.get_content()
    assert (text.to, text.text) == (PHONE, notice.text(None).said(FRENCH))
    assert not any(value in letter.get_content() + text.text for value in ("Élodie", "Lenoir", "Lévis"))


def test_the_history_says_so(town: Town, session: Session) -> None:
    town.store.contact_details.update(session, DETAILS, 0)
    assert town.store.history.recent(session)[0].happening is Happening.CONTACT_DETAILS_CHANGED


def test_where_nothing_is_changed_nobody_is_told_and_the_version_stays(town: Town, session: Session) -> None:
    town.store.contact_details.update(session, DETAILS, 0)
    town.new_mail()
    events = town.store.history.recent(session)
    assert town.store.contact_details.update(session, DETAILS, 1).version == 1
    assert town.new_mail() == []
    assert town.store.history.recent(session) == events


def changes(town: Town, session: Session, times: int) -> None:
    for number in range(times):
        version = town.store.contact_details.read(session).version
        town.store.contact_details.update(session, ContactDetails(city=f"Ville {number} {version}"), version)


def test_they_are_changed_ten_times_an_hour_and_then_nobody_is_told_of_more(
    town: Town, session: Session
) -> None:
    changes(town, session, 10)
    town.new_mail()
    found = town.store.contact_details.read(session)
    problem = refused(town.store.contact_details.update, session, DETAILS, found.version)
    assert problem.refusal is Refusal.DETAILS_TOO_OFTEN
    assert problem.until == town.clock.now + timedelta(minutes=6)
    assert town.new_mail() == []
    assert town.store.contact_details.read(session) == found
    town.clock.now = problem.until
    town.store.contact_details.update(session, DETAILS, found.version)


def test_what_changes_nothing_costs_nothing_and_another_account_has_its_own(
    town: Town, session: Session
) -> None:
    changes(town, session, 9)
    found = town.store.contact_details.read(session)
    for _time in range(3):
        town.store.contact_details.update(session, found.details, found.version)
        assert refused(town.store.contact_details.update, session, DETAILS, 1).refusal is (
            Refusal.DETAILS_CHANGED
        )
    changes(town, town.sign_in(town.person("dominique")), 10)
    changes(town, session, 1)


def test_the_second_of_two_sessions_is_told_and_changes_nothing(
    town: Town, owner: Person, session: Session
) -> None:
    other = town.sign_in(owner)
    town.store.contact_details.update(session, DETAILS, 0)
    mine = ContactDetails("Élodie", "Leblanc")
    assert refused(town.store.contact_details.update, other, mine, 0).refusal is Refusal.DETAILS_CHANGED
    assert town.store.contact_details.read(other).details == DETAILS
    town.store.contact_details.update(other, mine, 1)
    assert town.store.contact_details.read(session).details == mine


def test_of_many_at_once_one_is_saved(town: Town, owner: Person) -> None:
    sessions = [town.sign_in(owner) for _ in range(8)]

    def save(number: int) -> Refusal | None:
        details = ContactDetails(city=f"Ville {number}")
        return outcome(town.store.contact_details.update, sessions[number], details, 0)

    with ThreadPoolExecutor(len(sessions)) as pool:
        outcomes = list(pool.map(save, range(len(sessions))))
    assert sorted(map(str, outcomes)) == sorted(["None", *["Refusal.DETAILS_CHANGED"] * 7])
    found = town.store.contact_details.read(sessions[0])
    assert (found.details.city, found.version) == (f"Ville {outcomes.index(None)}", 1)


def test_what_is_wrong_is_told_all_at_once_and_nothing_is_changed(town: Town, session: Session) -> None:
    typed = ContactDetails("R2-D2", city="a\nb", country="Atlantis")
    problem = refused(town.store.contact_details.update, session, typed, 0)
    assert [each.field for each in problem.all] == ["first_name", "city", "country"]
    assert town.store.contact_details.read(session).version == 0


def test_a_number_is_read_in_the_language_of_who_types_it(town: Town) -> None:
    check = town.store.contact_details.check
    assert check(ContactDetails(phone_number="01 42 68 53 00"), FRENCH.code).phone_number == "+33142685300"
    typed = ContactDetails(phone_number="(212) 555-0134")
    assert check(typed, ENGLISH.code).phone_number == "+12125550134"
