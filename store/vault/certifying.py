"""Certificates: the authority's own, those it issues to people, and the list of those it revoked (RFC 5280).

Keys are of the curve P-256. Loading this costs memory: load it where there is something to certify.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from store.rules.limits import AUTHORITY_LIFE, CERTIFICATE_LIFE, CLOCKS_APART, REVOCATION_LIST_LIFE

_LONGEST_NAME = 64
"""Bytes of a common name in UTF-8, as the library counts; RFC 5280, appendix A, has so many characters."""
_SIGNS_FOR_A_PERSON = {"digital_signature": True, "content_commitment": True}
_SIGNS_FOR_THE_AUTHORITY = {"key_cert_sign": True, "crl_sign": True}


@dataclass(frozen=True, repr=False)
class Issued:
    """A certificate in DER, its private key in DER (PKCS #8), its serial number in hexadecimal."""

    serial: str
    certificate: bytes
    private_key: bytes
    expires_at: datetime


def new_authority(now: datetime) -> tuple[bytes, str]:
    """Return the private key of a new authority in DER, and its certificate, signed by itself, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Macle {token_hex(8)}")
    certificate = (
        _certificate(name, name, key.public_key(), now, now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(**_SIGNS_FOR_THE_AUTHORITY), critical=True)
        .sign(key, SHA256())
    )
    return _written(key), certificate.public_bytes(Encoding.PEM).decode()


def is_of(authority_key: bytes, authority: str) -> bool:
    """Tell whether a certificate is the authority's own: of its key, and signed with it."""
    try:
        certificate = _read(authority)
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return certificate.public_key() == _signer(authority_key).public_key()


def issue(authority_key: bytes, authority: str, name: str, now: datetime) -> Issued:
    """Issue a certificate to a person of this `name`, for a new key of their own.

    It expires with the authority at the latest. Of a name that is too long for a certificate it has the
    beginning.
    """
    key, by = ec.generate_private_key(ec.SECP256R1()), _read(authority)
    expires_at = min(now + CERTIFICATE_LIFE, by.not_valid_after_utc)
    certificate = (
        _certificate(_name(_beginning(name)), by.subject, key.public_key(), now, expires_at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(**_SIGNS_FOR_A_PERSON), critical=True)
        .add_extension(_authority_identifier(by), critical=False)
        .sign(_signer(authority_key), SHA256())
    )
    return Issued(
        f"{certificate.serial_number:x}", certificate.public_bytes(Encoding.DER), _written(key), expires_at
    )


def revocation_list(
    authority_key: bytes, authority: str, revoked: Iterable[tuple[str, datetime]], now: datetime
) -> str:
    """Return the list of revoked certificates in PEM, signed now: their serial numbers, and since when."""
    by = _read(authority)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.subject)
        .last_update(now - CLOCKS_APART)
        .next_update(now + REVOCATION_LIST_LIFE)
        .add_extension(_authority_identifier(by), critical=False)
        # A later list has a greater number.
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for serial, since in revoked:
        one = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(since)
        builder = builder.add_revoked_certificate(one.build())
    return builder.sign(_signer(authority_key), SHA256()).public_bytes(Encoding.PEM).decode()


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_APART)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _beginning(name: str) -> str:
    """Return as much of a name as a certificate has room for, in whole characters."""
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore")


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_usage(**allowed: bool) -> x509.KeyUsage:
    usages = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**{**usages, **allowed})


def _authority_identifier(by: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = by.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _read(authority: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.encode())


def _signer(key: bytes) -> ec.EllipticCurvePrivateKey:
    signer = load_der_private_key(key, password=None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    return signer


def _written(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
