"""What a supervisor does for the operators (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from store.accounts import access
from store.accounts.access import DECIDING_SUPERVISOR, SUPERVISOR
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.desk import acts, roles, unblocking
from store.events import Happening
from store.messages.letters.desk import unblocked
from store.problems import Problem, Refusal
from store.rules.plain_text import reason_told
from store.values.desk import Act, ActFilter, Acts, BusyOperator
from store.values.signing_in import Session


@dataclass(frozen=True)
class Supervisors:
    context: Context

    def unblock(self, session: Session, username: str, reason: str) -> None:
        """Lift what blocks or waits after wrong tries at the secrets of an operator; the role stays.

        So an operator who is locked out need not reset the password, which would suspend the role. Raises
        what `reason_told` and `access.require` raise; `Problem` OPERATOR_UNKNOWN;
        SUPERVISOR_NEEDED of one's own account; UNBLOCKED_TOO_OFTEN (until).
        """
        context, why = self.context, reason_told(reason)
        alone_with = access.name_account(context, session) + roles.name_account(context, username)
        with context.database.write(alone_with=alone_with) as db:
            supervisor = access.require(db, context, session, DECIDING_SUPERVISOR)
            account = roles.operator_named(db, context, username)
            if account.id == supervisor.account_id:
                raise Problem(Refusal.SUPERVISOR_NEEDED)
            with changing_account(db, context, account, notifies=False) as change:
                unblocking.lift(change)
                change.note_decision(
                    supervisor, Happening.UNBLOCKED, Happening.UNBLOCKED_AN_OPERATOR, reason=why
                )
                change.write(unblocked(change.now, why))

    def acts(self, session: Session, wanted: ActFilter, before: int | None = None) -> Acts:
        """Return what operators did, the newest first: a page of it, or the page `before` an act.

        Raises what `access.require` raises; `Problem` OPERATOR_UNKNOWN.
        """
        with self.context.database.read() as db:
            access.require(db, self.context, session, SUPERVISOR)
            return acts.page(db, self.context, wanted, before)

    def export(self, session: Session, wanted: ActFilter) -> Iterator[Act]:
        """Note that what operators did is exported, then return it, all that is wanted.

        Raises what `acts` raises, before anything is noted.
        """
        context = self.context
        self.acts(session, wanted)
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            supervisor = access.require(db, context, session, SUPERVISOR)
            with changing_account(db, context, supervisor.account, notifies=False) as change:
                change.note_act(supervisor, Happening.ACTS_EXPORTED)
        return acts.every(context.database, context, wanted)

    def busiest(self, session: Session) -> tuple[BusyOperator, ...]:
        """Return which operators did so much within an hour, lately, that a supervisor should ask why.

        Raises what `access.require` raises.
        """
        with self.context.database.read() as db:
            access.require(db, self.context, session, SUPERVISOR)
            return acts.busiest(db, self.context.now())
