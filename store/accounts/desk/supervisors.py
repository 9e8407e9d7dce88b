"""What a supervisor does for the operators (PRODUCT §10)."""

from __future__ import annotations

from dataclasses import dataclass

from i18n import language_of
from store.accounts import events, tries
from store.accounts.context import Context
from store.accounts.desk import roles
from store.messages.letters.desk import unblocked
from store.problems import Problem, Refusal
from store.rules.plain_text import plain_text
from store.values import Happening, Session


@dataclass(frozen=True)
class Supervisors:
    context: Context

    def unblock(self, session: Session, username: str, reason: str) -> None:
        """Forget an operator's wrong passwords and codes, and with them a wait or a block; the role stays.

        So that who was locked out need not reset the password, which would cost them the role. Raises
        `Problem` MISSING, TOO_LONG, TEXT_CHARACTERS of `reason`; what `roles.require_operator` raises of who
        decides; OPERATOR_UNKNOWN; SUPERVISOR_NEEDED of one's own account.
        """
        context, now = self.context, self.context.now()
        why = plain_text(reason, "reason")
        with context.database.write() as db:
            supervisor = roles.require_operator(db, context, session, roles.SUPERVISORS, decides=True).row
            account = roles.operator_named(db, context, username)
            assert account.id is not None
            if account.id == supervisor.account_id:
                raise Problem(Refusal.SUPERVISOR_NEEDED)
            tries.forget(db, account.id, tries.SECOND_STEP, *tries.ENDED_BY_RESET)
            actor, befell, did = supervisor.account_id, Happening.UNBLOCKED, Happening.UNBLOCKED_AN_OPERATOR
            events.record(db, account.id, befell, now, "", actor, why)
            events.record(db, actor, did, now, supervisor.terminal, reason=why)
            letter, language = unblocked(now, why), language_of(account.language)
            context.outbox.queue(db, letter, account.email, language, account.id)
        context.outbox.wake()
