"""What a supervisor does for the operators (PRODUCT §10)."""

from __future__ import annotations

from dataclasses import dataclass

from store.accounts import access, tries
from store.accounts.access import DECIDING_SUPERVISOR
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.desk import roles
from store.events import Happening
from store.messages.letters.desk import unblocked
from store.problems import Problem, Refusal
from store.rules.plain_text import plain_text
from store.values.signing_in import Session


@dataclass(frozen=True)
class Supervisors:
    context: Context

    def unblock(self, session: Session, username: str, reason: str) -> None:
        """Forget an operator's wrong passwords and codes, and with them a wait or a block; the role stays.

        So an operator who is locked out need not reset the password, which would suspend the role. Raises
        `Problem` MISSING, TOO_LONG, TEXT_CHARACTERS of `reason`; what `access.require` raises;
        OPERATOR_UNKNOWN; SUPERVISOR_NEEDED of one's own account.
        """
        context, why = self.context, plain_text(reason, "reason")
        alone_with = access.name_account(context, session) + roles.name_account(context, username)
        with context.database.write(alone_with=alone_with) as db:
            supervisor = access.require(db, context, session, DECIDING_SUPERVISOR)
            account = roles.operator_named(db, context, username)
            if account.id == supervisor.account_id:
                raise Problem(Refusal.SUPERVISOR_NEEDED)
            with changing_account(db, context, account, notifies=False) as change:
                tries.forget(db, change.account_id, tries.SECOND_STEP, *tries.ENDED_BY_RESET)
                change.note_decision(
                    supervisor, Happening.UNBLOCKED, Happening.UNBLOCKED_AN_OPERATOR, reason=why
                )
                change.write(unblocked(change.now, why))
