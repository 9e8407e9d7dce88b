"""Signing a file: what OpenSSL says of it, and what becomes of the certificate with the profile."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms

from store import Confirmation, Happening, Problem, ProfileState, Refusal, Secret
from store.accounts.change import changing
from store.accounts.profile import certificates
from store.rules.limits import CERTIFICATE_LIFE, PROOF_LIFE
from tests.rotation import rotate
from tests.signing import Desk, Verifier, at_level, opened_certificate, opened_profile, openssl, silent
from tests.town import IDENTITY, PASSWORD, WRONG, KeyHolder, Town, refused

pytestmark = pytest.mark.needs("openssl")


def happened(desk: Desk) -> list[Happening]:
    return [event.happening for page in desk.town.history(desk.session) for event in page]


# The signature


def test_openssl_accepts_the_signature_and_refuses_it_once_a_byte_has_changed(
    lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    signature = desk.sign(lucia, file)
    assert signature == file.with_name("report.pdf.p7s")
    assert signature.stat().st_mode & 0o777 == 0o600
    assert verifier.accepts(file, signature)
    changed = bytearray(file.read_bytes())
    changed[-1] ^= 1
    file.write_bytes(changed)
    assert not verifier.accepts(file, signature)


def test_openssl_accepts_it_with_the_list_of_revoked_certificates(
    lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    assert verifier.accepts(file, desk.sign(lucia, file), asks_list=True)


def test_openssl_accepts_it_by_a_clock_that_is_a_little_behind(
    lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    signature = desk.sign(lucia, file)
    assert verifier.accepts(file, signature, asks_list=True, behind=timedelta(minutes=9))


def test_another_authority_vouches_for_nothing(
    lucia: KeyHolder, desk: Desk, file: Path, tmp_path: Path
) -> None:
    other = Town(tmp_path / "other")
    with closing(other.store):
        assert not Verifier(other, tmp_path).accepts(file, desk.sign(lucia, file))


def test_an_empty_file_can_be_signed(
    lucia: KeyHolder, desk: Desk, verifier: Verifier, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert verifier.accepts(empty, desk.sign(lucia, empty))


def test_another_signature_gets_another_name(lucia: KeyHolder, desk: Desk, file: Path) -> None:
    names = [desk.sign(lucia, file).name for _ in range(3)]
    assert names == ["report.pdf.p7s", "report.pdf-2.p7s", "report.pdf-3.p7s"]
    assert sorted(path.name for path in file.parent.iterdir()) == sorted(["report.pdf", *names])


def test_the_signature_names_who_signed_and_when(
    town: Town, lucia: KeyHolder, desk: Desk, file: Path
) -> None:
    [told] = cms.ContentInfo.load(desk.sign(lucia, file).read_bytes())["content"]["signer_infos"]
    attributes = {one["type"].native: one["values"][0].native for one in told["signed_attrs"]}
    assert attributes["signing_time"] == town.clock.now.replace(microsecond=0)
    [certificate] = cms.ContentInfo.load(file.with_name("report.pdf.p7s").read_bytes())["content"][
        "certificates"
    ]
    assert certificate.chosen.subject.native == {"common_name": "Dominique Tremblay"}


@pytest.mark.parametrize("name", ["a" * 60, "é" * 60, "x" + "Ω" * 60, "漢" * 60])
def test_of_a_name_too_long_for_it_the_certificate_has_the_beginning(
    town: Town, verifier: Verifier, file: Path, name: str
) -> None:
    someone = town.verify(at_level(town, town.person("a-long-name")), replace(IDENTITY, legal_name=name))
    signature = Desk.of(town, someone).sign(someone, file)
    assert verifier.accepts(file, signature)
    [certificate] = cms.ContentInfo.load(signature.read_bytes())["content"]["certificates"]
    named = certificate.chosen.subject.native["common_name"]
    assert name.startswith(named)
    assert len(named.encode()) > 60 or named == name


def test_the_history_tells_of_certificate_and_signature(
    town: Town, lucia: KeyHolder, desk: Desk, file: Path
) -> None:
    desk.sign(lucia, file)
    told = happened(desk)
    assert told.count(Happening.CERTIFICATE_MADE) == told.count(Happening.SIGNED_A_FILE) == 1


# What is needed


def test_only_the_advanced_level_gets_a_certificate(town: Town) -> None:
    town.verified_person()
    town.verify(at_level(town, town.person("basic-one"), advanced=False))
    assert town.rows("SELECT * FROM certificate") == []


def test_without_the_advanced_level_nothing_is_signed(town: Town, file: Path) -> None:
    nobody = town.verified_person()
    basic = town.verify(at_level(town, town.person("basic-one"), advanced=False))
    for someone in (nobody, basic):
        session = town.sign_in(someone)
        for use_case in (town.store.signature.ways, town.store.signature.opens_at):
            assert refused(use_case, session).refusal is Refusal.ADVANCED_LEVEL_NEEDED
        problem = refused(town.store.signature.prepare, session, PASSWORD, file, silent)
        assert problem.refusal is Refusal.ADVANCED_LEVEL_NEEDED


def test_without_an_active_profile_nothing_is_signed_and_its_state_is_told(town: Town) -> None:
    someone = at_level(town, town.person("lucia-vera"))
    session = town.sign_in(someone)
    states = []

    def tells() -> None:
        problem = refused(town.store.signature.ways, session)
        assert problem.refusal is Refusal.ACTIVE_PROFILE_NEEDED
        states.append(problem.facts["state"])

    tells()
    town.asks(someone)
    tells()
    town.accept(someone)
    tells()
    session = town.sign_in(someone)
    key = town.store.profile.activate(session).key
    assert refused(town.store.signature.ways, session).refusal is Refusal.METHOD_TO_SIGN_NEEDED
    someone = town.reset(KeyHolder(someone.username, someone.email, key=key))
    session = town.sign_in(someone)
    tells()
    wanted = ("pending", "accepted", ProfileState.DEACTIVATED.value)
    assert states == ["", *wanted]


def test_a_wrong_password_signs_nothing(lucia: KeyHolder, desk: Desk, file: Path) -> None:
    signature = desk.town.store.signature
    assert refused(signature.prepare, desk.session, WRONG, file, silent).refusal is Refusal.WRONG_PASSWORD


def test_a_wrong_code_signs_nothing_and_counts(town: Town, lucia: KeyHolder, desk: Desk, file: Path) -> None:
    signature = town.store.signature
    ready = signature.prepare(desk.session, lucia.password, file, silent)
    method = desk.code.method_id
    problem = refused(signature.sign, desk.session, ready, Confirmation(method, Secret("000000")))
    assert (problem.refusal, problem.field, problem.facts["tries_left"]) == (Refusal.WRONG_CODE, "code", 4)
    assert [path.name for path in file.parent.iterdir()] == ["report.pdf"]
    assert Happening.CONFIRMATION_FAILED in happened(desk)


def test_a_code_signs_one_file(town: Town, lucia: KeyHolder, desk: Desk, file: Path) -> None:
    signature = town.store.signature
    ready, code = signature.prepare(desk.session, lucia.password, file, silent), desk.code
    signature.sign(desk.session, ready, code)
    assert refused(signature.sign, desk.session, ready, code).refusal is Refusal.CODE_USED


def test_a_phone_gets_a_code_that_signs_and_does_nothing_else(
    town: Town, lucia: KeyHolder, verifier: Verifier, file: Path
) -> None:
    session = town.sign_in(lucia)
    phone, signature = town.add_phone(session), town.store.signature
    town.clock.advance(minutes=2)
    town.new_texts()
    ready = signature.prepare(session, lucia.password, file, silent)
    signature.send(session, phone)
    code = Confirmation(phone, town.sms_code())
    problem = refused(town.store.phones.delete, session, phone, "", lucia.password, code)
    assert problem.refusal is not None
    assert verifier.accepts(file, signature.sign(session, ready, code))


def test_a_recovery_code_signs_once(town: Town, lucia: KeyHolder, desk: Desk, file: Path) -> None:
    sheet = town.store.recovery_codes.make(desk.session, lucia.password)
    signature = town.store.signature
    ready = signature.prepare(desk.session, lucia.password, file, silent)
    code = Confirmation("recovery-codes", sheet[0])
    signature.sign(desk.session, ready, code)
    assert refused(signature.sign, desk.session, ready, code).refusal is Refusal.CODE_USED


def test_after_twenty_minutes_the_password_is_typed_again(
    town: Town, lucia: KeyHolder, desk: Desk, file: Path
) -> None:
    signature = town.store.signature
    ready = signature.prepare(desk.session, lucia.password, file, silent)
    for _ in range(3):
        town.clock.advance(minutes=PROOF_LIFE.total_seconds() / 120)
        town.store.sessions.touch(desk.session)
    assert refused(signature.sign, desk.session, ready, desk.code).refusal is Refusal.PASSWORD_NEEDED


# The certificate and the profile


def test_it_waits_through_a_reset_and_works_again_once_the_profile_is_back(
    town: Town, lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    before = town.rows("SELECT serial FROM certificate")
    lucia = town.reset(lucia)
    desk.session = town.pass_by_app(town.sign_in(lucia), desk.app)
    town.store.reactivation.reactivate(desk.session, lucia.key, lucia.password)
    assert verifier.accepts(file, desk.sign(lucia, file), asks_list=True)
    assert town.rows("SELECT serial FROM certificate") == before


def test_a_new_verification_revokes_it_and_the_person_is_told(
    town: Town, lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    signature = desk.sign(lucia, file)
    lucia = town.reset(lucia)
    session = town.pass_by_app(town.sign_in(lucia), desk.app)
    town.store.verification.request(session, IDENTITY, lucia.password)
    assert verifier.accepts(file, signature, asks_list=True)
    town.new_mail()
    town.accept(lucia)
    [letter] = [one for one in town.new_mail() if one["To"] == lucia.email]
    assert "is revoked" in letter.get_content()
    assert not verifier.accepts(file, signature, asks_list=True)
    town.clock.advance(minutes=1)
    assert town.rows("SELECT certificate, private_key FROM certificate") == [(None, None)]
    session = town.pass_by_app(town.sign_in(lucia), desk.app)
    town.store.profile.activate(session)
    desk.session = session
    assert verifier.accepts(file, desk.sign(lucia, file), asks_list=True)
    assert Happening.CERTIFICATE_REVOKED in happened(desk)


def test_a_request_that_is_refused_or_cancelled_revokes_nothing(
    town: Town, lucia: KeyHolder, desk: Desk
) -> None:
    lucia = town.reset(lucia)
    session = town.pass_by_app(town.sign_in(lucia), desk.app)
    for _ in range(2):
        town.store.verification.request(session, IDENTITY, lucia.password)
        request = town.request_of(lucia)
        if _ == 0:
            town.store.decisions.refuse(town.operator(), request, "Not the person.")
    town.store.reactivation.reactivate(session, lucia.key, lucia.password)
    assert town.rows("SELECT count(*) FROM certificate WHERE revoked_at IS NULL") == [(1,)]


def test_one_that_has_expired_is_followed_by_another(
    town: Town, lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    town.clock.advance(days=CERTIFICATE_LIFE.days + 1)
    town.reopen(password_life_days=0)
    desk.session = town.pass_by_app(town.sign_in(lucia), desk.app)
    assert verifier.accepts(file, desk.sign(lucia, file))
    assert town.rows("SELECT count(*) FROM certificate") == [(2,)]


def test_who_was_active_before_gets_it_with_the_first_signature(
    town: Town, verifier: Verifier, file: Path
) -> None:
    someone = town.verified_person("lucia-vera")
    at_level(town, someone)
    desk = Desk.of(town, someone)
    assert verifier.accepts(file, desk.sign(someone, file))


def test_of_two_that_are_made_at_once_one_is_kept_and_the_other_signs_nothing(town: Town) -> None:
    someone = at_level(town, town.verified_person("lucia-vera"))
    session, context = town.sign_in(someone), town.store.context
    profile_key = opened_profile(town, session, someone.password)
    first, second = (certificates.make_missing(context, profile_key) for _ in range(2))
    with changing(context, session, notifies=False) as change:
        certificates.keep(change, first)
    with pytest.raises(Problem) as caught, changing(context, session, notifies=False) as change:
        certificates.keep(change, second)
    assert caught.value.refusal is Refusal.PROFILE_CHANGED
    assert town.rows("SELECT count(*) FROM certificate") == [(1,)]


# The authority


def test_the_authority_stays_the_same_through_rotation_and_restore(
    town: Town, lucia: KeyHolder, desk: Desk, verifier: Verifier, file: Path
) -> None:
    signature, authority = desk.sign(lucia, file), town.store.certificates.certificate()
    rotate(town)
    town.reopen()
    assert town.store.certificates.certificate() == authority
    town.restore(town.copy())
    assert town.store.certificates.certificate() == authority
    desk.session = town.pass_by_app(town.sign_in(lucia), desk.app)
    for signed in (signature, desk.sign(lucia, file)):
        assert verifier.accepts(file, signed, asks_list=True)


def test_openssl_finds_authority_and_list_sound(town: Town, tmp_path: Path) -> None:
    authority, revoked = tmp_path / "authority.pem", tmp_path / "revoked.pem"
    authority.write_text(town.store.certificates.certificate())
    revoked.write_text(town.store.certificates.revocation_list())
    at = ("-attime", str(int(town.clock.now.timestamp()) + 1))
    assert openssl("verify", *at, "-x509_strict", "-CAfile", authority, authority)
    assert openssl("crl", "-in", revoked, "-CAfile", authority, "-noout")


def test_a_certificate_that_somebody_put_in_the_authoritys_place_is_refused(
    town: Town, tmp_path: Path
) -> None:
    own, other = town.store.certificates, Town(tmp_path / "other")
    own.certificate()
    with closing(other.store):
        for put_there in (other.store.certificates.certificate(), "nothing"):
            town.rows("UPDATE authority_key SET public = ? WHERE name = 'certificates'", put_there)
            for use_case in (own.certificate, own.revocation_list):
                assert refused(use_case).refusal is Refusal.CORRUPT


def test_no_private_key_is_in_the_database_in_clear(town: Town, lucia: KeyHolder, desk: Desk) -> None:
    own = opened_certificate(town, desk.session, lucia.password)
    kept = town.stored()
    assert own.private_key not in kept
    assert own.certificate not in kept
    assert b"Dominique" not in kept
