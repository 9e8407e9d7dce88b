"""Lucía signs the letter among her papers; documents of nobody are there for whoever verifies an identity."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH, Language
from store import Confirmation, Secret, Session
from store.locations import Locations
from store.rules import documents
from tests.demo.conftest import LIGHT, PASSWORD, in_both_languages
from tests.signing import openssl
from tui.demo.desk import TRUSTED, accepted_words, rewritten_words
from tui.demo.messages import received
from tui.demo.people import PEOPLE, SAMPLES
from tui.demo.throwaway import DemoDoor, throw_away_store
from tui.journeys.password.activation import SHEET_TITLE as CODE
from tui.wording.profile import DOCUMENTS

DOCUMENT = "53126478-c"
[LUCIA] = [person for person in PEOPLE if person.username == "lucia-vera"]
_PASSWORD = Secret(PASSWORD)


def code_of_app(door: DemoDoor, session: Session) -> Confirmation:
    [method] = door.open().second_step.ways(session).methods
    [code] = [one.code for one in door.authenticator.codes(door.clock()) if one.account == session.username]
    return Confirmation(method.id, Secret(code))


def signs_in(door: DemoDoor, password: Secret = _PASSWORD) -> Session:
    """Sign Lucía in with her document and a code of her app that is still unused."""
    door.clock.ahead += timedelta(minutes=1)
    store = door.open()
    session = store.sign_in.with_password(DOCUMENT, password, "")
    code = code_of_app(door, session)
    store.second_step.enter(session, code.method_id, code.code)
    door.clock.ahead += timedelta(minutes=1)
    return session


def signs(door: DemoDoor, session: Session) -> tuple[Path, Path]:
    """Sign the letter among her papers, and return it with its signature."""
    store = door.open()
    [letter] = [sheet.path for sheet in door.papers.sheets if sheet.path and sheet.path.suffix == ".txt"]
    ready = store.signature.prepare(session, _PASSWORD, letter, lambda _done, _of_all: None)
    return letter, store.signature.sign(session, ready, code_of_app(door, session))


def is_good(door: DemoDoor, letter: Path, signature: Path) -> bool:
    return openssl(
        *("cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", letter),
        *("-CAfile", door.papers.find(TRUSTED), "-crl_check"),
        *("-attime", str(int(door.clock().timestamp()) + 1)),
    )


def resets(door: DemoDoor, password: Secret) -> None:
    """Set another password for Lucía, with the activation code among her papers."""
    store = door.open()
    [slip] = [sheet for sheet in door.papers.sheets if sheet.owner == LUCIA.username and sheet.title == CODE]
    ticket = store.activation.begin(DOCUMENT, LUCIA.email, Secret(str(slip.code)), "")
    store.outbox.deliver()
    [text] = received(Locations(door.settings.home).sms)
    token = store.activation.confirm(ticket, Secret(str(text.code)), "")
    store.reset.set_password(token, password, password, "")


@pytest.mark.needs("openssl")
@in_both_languages
def test_lucia_signs_in_with_her_document_and_signs_the_letter(language: Language) -> None:
    with throw_away_store(language, hashing=LIGHT, works_in_background=False) as door:
        assert is_good(door, *signs(door, signs_in(door)))


@pytest.mark.more
@pytest.mark.needs("openssl")
def test_once_lucia_verified_her_identity_anew_her_earlier_signature_is_no_longer_good() -> None:
    new = Secret("Chouette-2027?")
    with throw_away_store(ENGLISH, hashing=LIGHT, works_in_background=False) as door:
        signed = signs(door, signs_in(door))
        resets(door, new)
        assert LUCIA.document is not None
        stated, store = LUCIA.document, door.open()
        identity = store.verification.check(
            stated.legal_name, stated.birth_date, stated.kind, stated.number, stated.address
        )
        store.verification.request(signs_in(door, new), identity, new)
        assert is_good(door, *signed)
        assert door.accept_requests() == (accepted_words(LUCIA.username), rewritten_words())
        assert not is_good(door, *signed)
        [sheet] = [sheet for sheet in door.papers.sheets if sheet.title == TRUSTED]
        assert sheet.text == door.papers.find(TRUSTED).read_text().strip()


def test_the_sample_documents_are_one_of_each_kind_and_well_formed() -> None:
    assert [kind for kind, _number in SAMPLES] == [kind for kind, _words in DOCUMENTS]
    for kind, number in SAMPLES:
        assert documents.document_number(kind, number)
