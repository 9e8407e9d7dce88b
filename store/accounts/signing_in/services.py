"""Services: which there are, what each needs of a session, and opening one (PRODUCT §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session as Transaction

from store.accounts import access, events
from store.accounts.access import SIGNED_IN_ANYHOW, Holder
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity import registered
from store.accounts.methods import held
from store.events import Happening
from store.problems import Problem, Refusal
from store.rules import levels
from store.rules.secret import Secret
from store.settings.services import Service, read_services
from store.values.identity import RegisteredLevel
from store.values.signing_in import ListedService, Missing, OpenedService, Session

if TYPE_CHECKING:
    from store.accounts.signing_in.statements import Signer

_SECOND_STEP, _ADVANCED = 2, 3
"""The levels from which on a service needs a second step, and an advanced registration as well."""


@dataclass(frozen=True)
class Services:
    """What an account gives access to. The list is read anew each time, so that a change of it counts."""

    context: Context

    def all(self) -> tuple[ListedService, ...]:
        """Return what is listed, for who has not signed in. Raises `Problem` SERVICES_UNREADABLE."""
        return tuple(ListedService(one.id, one.names, one.level) for one in self._read())

    def of(self, session: Session) -> tuple[ListedService, ...]:
        """Return what is listed, each with what it needs and this session lacks.

        Raises `Problem` SESSION_ENDED, SERVICES_UNREADABLE.
        """
        listed = self._read()
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session, SIGNED_IN_ANYHOW)
            return tuple(
                ListedService(one.id, one.names, one.level, _missing(db, self.context, holder, one.level))
                for one in listed
            )

    def open(self, session: Session, service_id: str) -> OpenedService:
        """Open a service, and return where to go on; with a statement of who came, where it gets one.

        Raises `Problem` SESSION_ENDED, SERVICES_UNREADABLE; SERVICE_GONE where it is no longer listed;
        SERVICE_NEEDS with what is `missing`; CORRUPT where a key of statements is damaged.
        """
        context = self.context
        service = next((one for one in self._read() if one.id == service_id), None)
        with context.database.read() as db:
            _holder, service = self._who_may_open(db, session, service)
        # Its keys may have to be made, which is done for nobody else.
        signer = self._signer() if service.statement else None
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            holder, service = self._who_may_open(db, session, service)
            now, about = context.now(), About(service=service.id)
            events.record(
                db,
                context,
                holder.account_id,
                Happening.SERVICE_OPENED,
                happened_at=now,
                terminal=holder.terminal,
                about=about,
            )
            number, proved_at = holder.account.number, levels.proved_at(holder.evidence)
        if signer is None:
            return OpenedService(Secret(service.address), None)
        return signer.opened(service, number, proved_at)

    def _who_may_open(
        self, db: Transaction, session: Session, service: Service | None
    ) -> tuple[Holder, Service]:
        """Return who opens the service, and which it is. Raises what `open` raises of both."""
        holder = access.require(db, self.context, session, SIGNED_IN_ANYHOW)
        if service is None:
            raise Problem(Refusal.SERVICE_GONE)
        missing = _missing(db, self.context, holder, service.level)
        if missing is not None:
            raise Problem(Refusal.SERVICE_NEEDS, missing=missing)
        return holder, service

    def keys(self) -> str:
        """Return the public keys that statements are checked with: a JWK set (RFC 7517), as JSON.

        Raises `Problem` CORRUPT.
        """
        return self._signer().public_keys()

    def _signer(self) -> Signer:
        """Return what signs statements; its keys are made where there are none. Raises `Problem` CORRUPT."""
        # The library for tokens takes 13 MiB, for which most sessions have no use.
        from store.accounts.signing_in.statements import signer

        return signer(self.context)

    def _read(self) -> tuple[Service, ...]:
        try:
            return read_services(self.context.settings.home)
        except Problem:
            # What is wrong with the file is for the administrator, who asks for it.
            raise Problem(Refusal.SERVICES_UNREADABLE) from None


def _missing(db: Transaction, context: Context, holder: Holder, level: int) -> Missing | None:
    """Return what comes first of what a service of that level needs: that which nothing here can give."""
    if (
        level >= _ADVANCED
        and registered.level(db, context, holder.account_id) is not RegisteredLevel.ADVANCED
    ):
        return Missing.REGISTRATION
    if level < _SECOND_STEP or holder.level >= _SECOND_STEP:
        return None
    if held.has_any(db, holder.account_id):
        return Missing.SECOND_STEP
    return Missing.PASSWORD if levels.is_by_pin(holder.evidence) else Missing.METHOD
