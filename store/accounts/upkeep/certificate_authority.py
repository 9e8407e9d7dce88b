"""The store's own certificate authority: its certificate, and the list of those revoked (PRODUCT §8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from store.accounts.context import Context
from store.accounts.upkeep import authority
from store.accounts.upkeep.authority import NamedKey
from store.database.tables.profile import Certificate
from store.problems import Problem, Refusal

_NAME = "certificates"


@dataclass(frozen=True)
class CertificateAuthority:
    """For the administrator, who gives both to whoever checks a signature."""

    context: Context

    def certificate(self) -> str:
        """Return its certificate in PEM, made where there is none yet. Raises `Problem` CORRUPT."""
        return key(self.context).public

    def revocation_list(self) -> str:
        """Return the list of revoked certificates in PEM, signed now. Raises `Problem` CORRUPT."""
        # Loads what few need.
        from store.vault import certifying

        own = key(self.context)
        with self.context.database.read() as db:
            is_revoked = col(Certificate.revoked_at).is_not(None)
            rows = db.exec(select(Certificate).where(is_revoked).order_by(col(Certificate.revoked_at))).all()
        revoked = [(row.serial, row.revoked_at) for row in rows if row.revoked_at is not None]
        return certifying.revocation_list(own.content, own.public, revoked, self.context.now())


def key(context: Context) -> NamedKey:
    """Return the authority's private key, and its certificate; see `authority.key`.

    Raises `Problem` CORRUPT also for another certificate: it is not sealed, and whoever has it trusts it.
    """
    from store.vault import certifying

    own = authority.key(context, _NAME, lambda: _new(context))
    if not certifying.is_of(own.content, own.public):
        raise Problem(Refusal.CORRUPT)
    return own


def _new(context: Context) -> NamedKey:
    from store.vault import certifying

    return NamedKey(*certifying.new_authority(context.now()))
