"""A detached signature of a file, of which only the digest is at hand (CMS, RFC 5652 and 5035).

Loading this costs memory: load it where there is something to sign.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from asn1crypto import cms, tsp
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

_SHA256 = {"algorithm": "sha256"}


def detached_signature(digest: bytes, certificate: bytes, private_key: bytes, signed_at: datetime) -> bytes:
    """Return the signature of what has this SHA-256 `digest`, in DER, with the signer's certificate in it."""
    signer, key = Certificate.load(certificate), load_der_private_key(private_key, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "signing_time", "values": [cms.Time("utc_time", signed_at.replace(microsecond=0))]},
            {"type": "message_digest", "values": [digest]},
            {
                "type": "signing_certificate_v2",
                "values": [
                    tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]})
                ],
            },
        ]
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [_SHA256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [signer],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": {
                        "issuer_and_serial_number": {
                            "issuer": signer.issuer,
                            "serial_number": signer.serial_number,
                        }
                    },
                    "digest_algorithm": _SHA256,
                    "signed_attrs": attributes,
                    "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                    "signature": key.sign(attributes.dump(), ec.ECDSA(SHA256())),
                }
            ],
        }
    )
    signature: bytes = cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()
    return signature
