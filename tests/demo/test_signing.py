"""Lucía signs the letter among her papers; documents of nobody are there for whoever verifies an identity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import Language
from store import Confirmation, Secret, Session
from store.rules import documents
from tests.demo.conftest import LIGHT, PASSWORD, in_both_languages
from tests.signing import openssl
from tui.demo.people import SAMPLES
from tui.demo.throwaway import DemoDoor, throw_away_store
from tui.wording.profile import DOCUMENTS

DOCUMENT = "53126478-c"


def code_of_app(door: DemoDoor, session: Session) -> Confirmation:
    [method] = door.open().second_step.ways(session).methods
    [code] = [one.code for one in door.authenticator.codes(door.clock()) if one.account == session.username]
    return Confirmation(method.id, Secret(code))


@pytest.mark.needs("openssl")
@in_both_languages
def test_lucia_signs_in_with_her_document_and_signs_the_letter(language: Language) -> None:
    with throw_away_store(language, hashing=LIGHT, works_in_background=False) as door:
        store = door.open()
        session = store.sign_in.with_password(DOCUMENT, Secret(PASSWORD), "")
        code = code_of_app(door, session)
        store.second_step.enter(session, code.method_id, code.code)
        [letter] = [
            door.papers.find(sheet.title)
            for sheet in door.papers.sheets
            if isinstance(sheet.title, str) and sheet.title.endswith(".txt")
        ]
        ready = store.signature.prepare(session, Secret(PASSWORD), letter, lambda _done, _of_all: None)
        door.clock.ahead += timedelta(minutes=1)
        signature = store.signature.sign(session, ready, code_of_app(door, session))
        authority = door.papers.find("trusted.pem")
        assert openssl(
            *("cms", "-verify", "-binary", "-inform", "DER", "-in", signature),
            *(
                "-content",
                letter,
                "-CAfile",
                authority,
                "-crl_check",
                "-attime",
                str(int(door.clock().timestamp()) + 1),
            ),
        )


def test_the_sample_documents_are_one_of_each_kind_and_well_formed() -> None:
    assert [kind for kind, _number in SAMPLES] == [kind for kind, _words in DOCUMENTS]
    for kind, number in SAMPLES:
        assert documents.document_number(kind, number)
