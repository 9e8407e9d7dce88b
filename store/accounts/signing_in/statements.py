"""Statements: who came to a service and at which level, signed, good for a minute (RFC 7519, PRODUCT §8)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from hmac import digest
from secrets import token_bytes, token_urlsafe
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from store.accounts.context import Context
from store.accounts.upkeep import authority
from store.accounts.upkeep.authority import NamedKey
from store.rules.limits import STATEMENT_LIFE
from store.rules.secret import Secret
from store.settings.services import Service
from store.values.signing_in import OpenedService

_ALGORITHM = "ES256"
_ID_BYTES = 16


@dataclass(frozen=True, repr=False)
class Signer:
    """Signs statements with a `key`; of the `secret` are made the names by which services know people."""

    context: Context
    key: bytes
    secret: bytes

    def opened(self, service: Service, number: str, proved_at: datetime) -> OpenedService:
        """Return the address of a service with a statement that the owner of an account came.

        `proved_at` is when the newest proof of their session was made.
        """
        now = self.context.now().replace(microsecond=0)
        expires_at = now + STATEMENT_LIFE
        claims = {
            "iss": self.context.settings.issuer,
            "aud": service.id,
            "sub": self._subject(service, number),
            "acr": str(service.level),
            "auth_time": int(proved_at.timestamp()),
            "iat": now,
            "nbf": now,
            "exp": expires_at,
            "jti": token_urlsafe(_ID_BYTES),
        }
        named = {"kid": self._public["kid"]}
        token = jwt.encode(claims, self.key, _ALGORITHM, headers=named)
        return OpenedService(Secret(with_statement(service.address, token)), expires_at)

    def public_keys(self) -> str:
        """Return the keys that statements are checked with, as a JWK set."""
        return json.dumps({"keys": [self._public]}, indent=2)

    @cached_property
    def _public(self) -> dict[str, str]:
        """The public half as a JWK that is named by its thumbprint (RFC 7638)."""
        key = serialization.load_pem_private_key(self.key, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        needed = {name: public[name] for name in ("crv", "kty", "x", "y")}
        thumbprint = sha256(json.dumps(needed, separators=(",", ":"), sort_keys=True).encode()).digest()
        return {**needed, "alg": _ALGORITHM, "use": "sig", "kid": _base64(thumbprint)}

    def _subject(self, service: Service, number: str) -> str:
        """Return the name by which one service knows an account (OpenID Connect Core §8.1)."""
        return _base64(digest(self.secret, f"{service.id}:{number}".encode(), "sha256"))


def signer(context: Context) -> Signer:
    """Return what signs statements; its keys are made where there are none. Raises `Problem` CORRUPT."""
    secret = authority.key(context, "subjects", lambda: NamedKey(token_bytes(32)))
    return Signer(context, authority.key(context, "statements", _new_key).content, secret.content)


def with_statement(address: str, token: str) -> str:
    """Return an address with a statement in its query, all else as it stands."""
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, f"statement={token}")))
    return parts._replace(query=query).geturl()


def _new_key() -> NamedKey:
    """Return a new key of P-256."""
    content = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return NamedKey(content)


def _base64(content: bytes) -> str:
    """Return bytes as JOSE writes them (RFC 7515 §2)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()
