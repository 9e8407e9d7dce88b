"""People of the advanced level who sign files, and OpenSSL, which judges what they signed."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from store import Confirmation, ProfileState, Secret, Session
from store.accounts import access
from store.accounts.identity import naming, registered
from store.accounts.password import proving
from store.accounts.profile import certificates, sealed_profile
from store.accounts.profile.certificates import Opened
from store.database import alone
from store.rules import identifiers
from store.vault.profile import ProfileKey
from tests.town import CONTRAST, IDENTITY, PHONE, KeyHolder, Person, Town


@dataclass
class Verifier:
    """Someone with the authority's certificate, and with its list of revoked ones if they wish."""

    town: Town
    folder: Path

    def accepts(
        self, file: Path, signature: Path, *, asks_list: bool = False, behind: timedelta = timedelta()
    ) -> bool:
        """Tell whether OpenSSL finds the signature of a file good, by a clock so far `behind` the town's."""
        certificates = self.folder / "authority.pem"
        certificates.write_text(self.town.store.certificates.certificate())
        if asks_list:
            certificates.write_text(certificates.read_text() + self.town.store.certificates.revocation_list())
        return openssl(
            *("cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", file),
            *("-CAfile", certificates, "-attime", str(int((self.town.clock.now - behind).timestamp()) + 1)),
            *(["-crl_check"] if asks_list else []),
        )


def silent(_done: int, _of_all: int) -> None:
    """Be told how far, and say nothing."""


def openssl(*arguments: str | Path) -> bool:
    """Run OpenSSL, and tell whether it says yes."""
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def at_level(town: Town, someone: Person, *, advanced: bool = True) -> Person:
    """Have someone be registered at a level."""
    [(account_id,)] = town.rows("SELECT id FROM account WHERE username = ?", someone.username)
    context = town.store.context
    number = identifiers.lookup(IDENTITY.document_number)
    alone_with = alone.account(account_id) + naming.identifier(context, number)
    with context.database.write(alone_with=alone_with) as db:
        naming.add_identifier(db, context, account_id, naming.DOCUMENT_NUMBER, number, context.now())
        registered.keep(db, context, account_id, CONTRAST, PHONE, advanced=advanced)
    return someone


def signer(town: Town, username: str = "lucia-vera") -> KeyHolder:
    """Open an account of the advanced level, with an active profile."""
    return town.verify(at_level(town, town.person(username)))


def opened_profile(town: Town, session: Session, password: Secret) -> ProfileKey:
    """Return the key of the active profile of whoever holds a session, by their password."""
    context = town.store.context
    with context.database.read() as db:
        account_id = access.require(db, context, session).account_id
        row = sealed_profile.find(db, account_id, ProfileState.ACTIVE)
    assert row is not None
    wrapping_key = proving.prove(context, session, password).wrapping_key
    return sealed_profile.opened_by_password(context, row, wrapping_key)


def opened_certificate(town: Town, session: Session, password: Secret) -> Opened:
    """Return what they sign with."""
    return certificates.opened(town.store.context, opened_profile(town, session, password), None)


@dataclass
class Desk:
    """Someone signed in, with an app, who signs files."""

    town: Town
    session: Session
    app: str

    @classmethod
    def of(cls, town: Town, someone: Person) -> Desk:
        """Sign someone in, and give them an app."""
        session = town.sign_in(someone)
        return cls(town, session, town.add_app(session))

    @property
    def code(self) -> Confirmation:
        """The next code of the app that works."""
        [method] = self.town.store.signature.ways(self.session).methods
        self.town.clock.advance(minutes=1)
        return Confirmation(method.id, Secret(self.town.app_code(self.app)))

    def sign(self, someone: Person, file: Path) -> Path:
        """Sign a file with password and code, and return the signature."""
        signature = self.town.store.signature
        ready = signature.prepare(self.session, someone.password, file, lambda _done, _of_all: None)
        return signature.sign(self.session, ready, self.code)
