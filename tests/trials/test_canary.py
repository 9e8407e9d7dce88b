"""Nothing that a person must keep secret is found in clear: not in the data folder, not on the screen."""

from __future__ import annotations

import base64
import dataclasses
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from i18n import ENGLISH
from store import Identity, Refusal, Secret, Session
from store.accounts.password import proving
from store.accounts.profile import personal_keys, sealed_profile
from store.database.sealed_columns import (
    ANSWER_VERIFIER,
    CANDIDATE_VERIFIER,
    CANDIDATE_WRAP,
    KEY_VERIFIER,
    KEY_WRAP,
    PASSWORD_WRAP,
    SIGN_UP_VERIFIER,
    VERIFIER,
)
from store.database.tables.profile import ProfileRow
from store.rules import codes, crockford
from store.rules.paper_codes import PERSONAL_KEY
from store.rules.phone import written
from store.vault.profile import ProfileKey
from tests import one_time_pins
from tests.one_time_pins import HERE, begin, register_app
from tests.sealed import unsealed
from tests.theft import ANSWERS
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Person, Town, notice_code, refused
from tests.trials.canaries import Canaries
from tests.trials.settings_file import write_light_settings

_PROGRAM = Path(__file__).parents[2]
_NUMBER = "+14385550177"
_BIRTH_DATE = "23/11/1987"
_IDENTITY = Identity(
    "Élodie Canary-Zwölfer", date(1987, 11, 23), "dni", "54362315K", "77, chaussée du Canari, 1050 Ixelles"
)


def test_no_secret_of_any_journey_is_kept_in_clear(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    canaries, store = Canaries(), town.store
    first, second, third = map(canaries.password, ("first", "second", "third"))
    guess, astray = map(canaries.password, ("guess", "astray"))

    refused(store.sign_up.begin, "alexandre", "alexandre@example.org", first, guess, "en")
    refused(store.sign_up.begin, astray.reveal(), astray.reveal(), first, first, "en")
    ticket = store.sign_up.begin("alexandre", "alexandre@example.org", first, first, "en")
    canaries.note("ticket", ticket.token)
    refused(store.sign_up.confirm, ticket, canaries.note("wrong code", Secret("271828")), TERMINAL)
    code = canaries.note("code", town.code())
    store.sign_up.confirm(ticket, code, TERMINAL)

    refused(store.sign_in.with_password, "alexandre", guess, TERMINAL)
    refused(store.sign_in.with_password, astray.reveal(), guess, TERMINAL)
    refused(store.sign_in.with_password, f"{astray.reveal()}@example.org", guess, TERMINAL)
    session = store.sign_in.with_password("alexandre", first, TERMINAL)
    canaries.note("session", session.token)
    refused(store.password.change, session, guess, second, second)
    store.password.change(session, first, second, second)

    someone = town.person("dominique")
    refused(store.reset.request, astray.reveal(), ENGLISH, TERMINAL)
    replaced = canaries.note("replaced token", town.reset_token(someone))
    token = canaries.note("token", town.reset_token(someone))
    canaries.note("token as it is kept", Secret(token.reveal().replace("-", "")))
    refused(store.reset.open, replaced)
    refused(store.reset.set_password, token, third, guess, TERMINAL)
    refused(store.reset.set_password, Secret(astray.reveal()), third, third, TERMINAL)
    store.reset.set_password(token, third, third, TERMINAL)
    store.reset.request(someone.email, ENGLISH, TERMINAL)

    mail = b"".join(file.read_bytes() for file in town.locations.mail.iterdir())
    assert canaries.found_in(mail) == {"code", "replaced token", "token"}
    assert canaries.found_below(town.home) == {}
    store.close()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in("".join(capfd.readouterr()).encode()) == set()


def test_a_database_without_its_key_file_yields_no_verifier(town: Town) -> None:
    """Neither the salt nor the tag of any is in a file: nobody can try a password with these alone."""
    dominique = town.verified_person()
    town.store.recovery_questions.set(town.sign_in(dominique), ANSWERS, PASSWORD)
    town.store.sign_up.begin("zoe-waits", "zoe@example.org", PASSWORD, PASSWORD, "fr")
    profile_key = profile_key_of(town, dominique)
    personal_keys.propose(town.store.context, profile_key)
    verifiers = [
        verifier
        for column in (VERIFIER, KEY_VERIFIER, SIGN_UP_VERIFIER, ANSWER_VERIFIER, CANDIDATE_VERIFIER)
        for verifier in unsealed(town, column)
    ]
    assert len(verifiers) >= 2 + 1 + 1 + 3 + 1
    parts = [part for verifier in verifiers for part in verifier.split(b"$")[-2:]]
    in_octets = [base64.b64decode(part + b"=" * (-len(part) % 4)) for part in parts]
    wraps = [wrap for column in (PASSWORD_WRAP, KEY_WRAP, CANDIDATE_WRAP) for wrap in unsealed(town, column)]
    assert len(wraps) >= 3
    stored = town.stored()
    assert b"argon2" not in stored
    assert not any(one in stored for one in (*verifiers, *parts, *in_octets, *wraps))
    assert not any(one.hex().encode() in stored for one in (*in_octets, *wraps))


def profile_key_of(town: Town, someone: Person) -> ProfileKey:
    context = town.store.context
    opened = proving.prove(context, town.sign_in(someone), someone.password)
    with context.database.read() as db:
        row = db.exec(select(ProfileRow)).one()
    return sealed_profile.opened_by_password(context, row, opened.wrapping_key)


def test_nothing_of_a_profile_is_kept_in_clear(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    canaries, store = Canaries(), town.store
    first, second, guess = map(canaries.password, ("first", "second", "guess"))
    wrong = canaries.note("wrong key", Secret(PERSONAL_KEY.new()))
    for name, value in vars(_IDENTITY).items():
        if name != "document_kind":
            canaries.note(name, Secret(str(value)))
    canaries.note("birth date as typed", Secret(_BIRTH_DATE))

    someone = Person("dominique", "dominique@example.org", first)
    ticket = store.sign_up.begin(someone.username, someone.email, first, first, "fr")
    store.sign_up.confirm(ticket, town.code(), TERMINAL)
    refused(
        store.verification.check, _IDENTITY.legal_name, _BIRTH_DATE, "dni", "12345678A", _IDENTITY.address
    )
    session = town.sign_in(someone)
    refused(store.verification.request, session, _IDENTITY, guess)
    store.verification.request(session, _IDENTITY, first)
    assert canaries.found_below(town.home) == {}
    store.decisions.refuse(town.operator(), town.request_of(someone), "The document has expired.")
    store.verification.request(session, _IDENTITY, first)
    town.accept(someone)

    def shown(key: Secret) -> Secret:
        canaries.note(f"key as shown {key.reveal()[:2]}", Secret(PERSONAL_KEY.grouped(key.reveal())))
        return canaries.note(f"key {key.reveal()[:2]}", key)

    shown(store.profile.activate(session, first).key)
    refused(store.profile.open, session, guess)
    key = shown(store.profile.replace_key(session, first).key)
    store.profile.open(session, first)
    assert canaries.found_below(town.home) == {}
    changed = town.reset(someone, second)
    session = town.sign_in(changed)
    refused(store.reactivation.check_key, session, wrong)
    refused(store.reactivation.reactivate, session, key, guess)
    assert canaries.found_below(town.home) == {}
    store.verification.request(session, _IDENTITY, second)
    key = shown(store.reactivation.reactivate(session, key, second).key)
    token = town.reset_token(changed)
    store.reset.test_key(token, key, TERMINAL)
    assert refused(store.reset.test_key, token, wrong, TERMINAL).refusal is Refusal.WRONG_KEY

    town.new_files()
    assert canaries.found_in(b"".join(file.read_bytes() for file in town.locations.mail.iterdir())) == set()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in(town.copy()) == set()
    store.close()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in("".join(capfd.readouterr()).encode()) == set()


def test_no_secret_of_a_second_step_is_kept_in_clear(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    canaries, store = Canaries(), town.store
    someone = town.person()
    session = town.sign_in(someone)
    for form in (_NUMBER, _NUMBER.removeprefix("+1"), written(_NUMBER)):
        canaries.note(f"number {form}", Secret(form))

    enrolment = store.authenticator.begin(session, "Aegis")
    canaries.note("secret of the app", enrolment.secret)
    canaries.note("address of the app", enrolment.address)
    code = canaries.note("code of the app", Secret(town.app_code(enrolment.secret.reveal())))
    store.authenticator.confirm(session, enrolment, code)
    ticket = store.phones.begin(session, _NUMBER, ENGLISH)
    canaries.note("ticket", ticket.token)
    sent = canaries.note("code by SMS", town.sms_code())
    assert canaries.found_below(town.home) == {}
    store.phones.confirm(session, ticket, sent)
    for number, one in enumerate(store.recovery_codes.make(session, PASSWORD)):
        canaries.note(f"recovery code {number}", one)
        canaries.note(f"recovery code {number} as shown", Secret(crockford.grouped(one.reveal(), 5)))
    answers = {0: canaries.password("first"), 3: canaries.password("second"), 5: canaries.password("third")}
    store.recovery_questions.set(session, list(answers.items()), someone.password)
    for letter in town.new_mail():
        shown = canaries.note("code of a notice as shown", notice_code(letter))
        canaries.note("code of a notice", Secret(crockford.forgiven(shown.reveal())))
    address = store.email_address.begin(session, "other@example.org", PASSWORD)
    store.email_address.confirm(session, address, canaries.note("code by email", town.code()))

    at_second_step = town.sign_in(someone)
    refused(store.second_step.enter, at_second_step, _app_of(town, at_second_step), code)
    token = town.reset_token(Person(someone.username, "other@example.org"))
    question = store.reset.open(token).question
    assert question is not None
    store.reset.answer(token, question, answers[question], TERMINAL)
    store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)

    town.new_texts()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in(town.copy()) == set()
    store.close()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in("".join(capfd.readouterr()).encode()) == set()


def _app_of(town: Town, session: Session) -> str:
    [app] = [method for method in town.store.second_step.ways(session).methods if method.kind == "app"]
    return app.id


def test_not_even_a_crash_in_the_middle_of_a_use_case_tells_a_secret(town: Town) -> None:
    canaries = Canaries()
    password, guess = map(canaries.password, ("password", "guess"))
    someone = town.person()
    token = canaries.note("token", town.reset_token(someone))
    town.store.reset.set_password(token, password, password, TERMINAL)
    write_light_settings(town.home)
    town.rows("ALTER TABLE event RENAME TO elsewhere")

    wrong = _run_plain(town.home, "1", someone.username, guess.reveal())
    crashed = _run_plain(town.home, "1", someone.username, password.reveal())

    assert b"give this number" in crashed
    assert b"Traceback" not in crashed
    assert canaries.found_in(wrong + crashed) == set()
    assert town.locations.logs.joinpath("macle.log").exists()
    assert canaries.found_below(town.home) == {}


def _run_plain(home: Path, *lines: str) -> bytes:
    """Return all that `macle plain` writes while these lines are typed."""
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", "plain", "--lang", "en"],
        cwd=_PROGRAM,
        env={**os.environ, "MACLE_HOME": str(home)},
        input="".join(line + "\n" for line in lines).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    ).stdout


def test_nothing_by_which_one_gets_a_pin_is_kept_in_clear(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries, here = Canaries(), dataclasses.replace(HERE, secret=Secret(codes.new_token()))
    canaries.note("datum", Secret("23/11/2037"))
    canaries.note("datum as it is compared", Secret("2037-11-23"))
    canaries.note("phone", Secret(_NUMBER))
    canaries.note("document", Secret("54362315K"))
    canaries.note("terminal", here.secret)
    town.register("54362315K", contrast="23/11/2037", phone=_NUMBER)
    register_app(town, here, "54362315K", "23/11/2037")
    refused(begin, town, "54362315K", "24/11/2037")
    session = begin(town, "54362315K", "23/11/2037")
    town.store.one_time_pin.obtain(session)
    town.store.one_time_pin.enter(session, one_time_pins.shown(town, here).pin)
    town.store.outbox.deliver()
    assert canaries.found_below(town.home) == {}
    said = capfd.readouterr()
    assert not canaries.found_in((said.out + said.err).encode())
