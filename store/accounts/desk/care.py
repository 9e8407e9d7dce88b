"""What an operator does for a person who is there or calls (PRODUCT §10): no secret passes their hands.

Of everything every address of the account is told, and it is in both histories with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from store.accounts import access, quotas, tries
from store.accounts.access import DECIDING_OPERATOR, Holder
from store.accounts.change import Change, changing_account
from store.accounts.context import Context
from store.accounts.desk import hindrances, unblocking, whose
from store.accounts.identity import registered
from store.accounts.password import reset_tokens
from store.accounts.signing_in import sessions
from store.events import Happening
from store.messages.letters.desk import account_unblocked, reset_started, sessions_ended
from store.problems import Problem, Refusal
from store.rules.limits import LETTERS_BY_ADDRESS_AN_HOUR, RESETS_BY_ONE_AN_HOUR
from store.rules.plain_text import reason_told
from store.values.desk import TriedSecret
from store.values.signing_in import Session

_STARTED_RESETS, _RESETS_BY_ONE = "started reset", "started reset by operator"


@dataclass(frozen=True)
class Care:
    """Each of these raises what `access.require` raises; what `reason_told` raises; `Problem`
    ACCOUNT_UNKNOWN; NOT_ALLOWED for one's own account, and for a supervisor's
    unless one is one; CORRUPT where a method of the account is damaged.
    """

    context: Context

    def unblock(self, session: Session, account: str, reason: str) -> None:
        """Lift what blocks or waits after wrong tries at the secrets of an account; see `unblocking.lift`.

        Raises `Problem` NOT_BLOCKED where nothing does; UNBLOCKED_TOO_OFTEN (until) past the quota of a day.
        """
        with self._changing(session, account, reason) as (operator, change, why):
            hindered = hindrances.of(change.db, self.context, [change.account_id])[change.account_id]
            # A wait for the personal key is short, and goes by itself.
            if all(one.secret is TriedSecret.PERSONAL_KEY for one in hindered):
                raise Problem(Refusal.NOT_BLOCKED)
            unblocking.lift(change)
            notice = account_unblocked(change.now, why)
            change.tell_decision(operator, notice, Happening.UNBLOCKED_AN_ACCOUNT, reason=why)

    def end_sessions(self, session: Session, account: str, reason: str) -> None:
        """End all sessions of an account. Raises `Problem` NO_SESSIONS where there is none."""
        with self._changing(session, account, reason) as (operator, change, why):
            if not sessions.alive(change.db, self.context, change.account_id):
                raise Problem(Refusal.NO_SESSIONS)
            sessions.end_all(change.db, self.context, change.account_id)
            notice = sessions_ended(change.now, why)
            change.tell_decision(operator, notice, Happening.ENDED_SESSIONS, reason=why)

    def start_reset(self, session: Session, account: str, reason: str) -> None:
        """Send a token to the address of an account, as if its owner had asked for it.

        Raises `Problem` ACTIVATION_CODE_NEEDED for whoever was registered in person, whom a mailbox alone
        gives no password; NO_EMAIL where there is no address; RESETS_TOO_MANY (until) past the quota
        of the account, OWN_RESETS_TOO_MANY (until) past that of the operator.
        """
        with self._changing(session, account, reason) as (operator, change, why):
            db, of_account = change.db, tries.of_account(change.account_id)
            if registered.find(db, change.account_id) is not None:
                raise Problem(Refusal.ACTIVATION_CODE_NEEDED)
            if change.account.email is None:
                raise Problem(Refusal.NO_EMAIL)
            of_operator, most = tries.of_account(operator.account_id), RESETS_BY_ONE_AN_HOUR
            if not quotas.allowed(db, _RESETS_BY_ONE, of_operator, change.now, most):
                until = quotas.allowed_at(db, _RESETS_BY_ONE, of_operator, most)
                raise Problem(Refusal.OWN_RESETS_TOO_MANY, until=until)
            an_hour = LETTERS_BY_ADDRESS_AN_HOUR
            if not quotas.allowed(db, _STARTED_RESETS, of_account, change.now, an_hour):
                until = quotas.allowed_at(db, _STARTED_RESETS, of_account, an_hour)
                raise Problem(Refusal.RESETS_TOO_MANY, until=until)
            reset_tokens.replace(db, change.account_id)
            change.write(reset_tokens.make(db, self.context, change.account, change.now, at_desk=True))
            notice = reset_started(change.now, why)
            change.tell_decision(operator, notice, Happening.STARTED_A_RESET, reason=why)

    @contextmanager
    def _changing(self, session: Session, account: str, reason: str) -> Iterator[tuple[Holder, Change, str]]:
        """Change the account with this ID for the operator who holds a session, and for the reason given."""
        context, why = self.context, reason_told(reason)
        alone_with = access.name_account(context, session) + whose.name_account(account)
        with context.database.write(alone_with=alone_with) as db:
            operator = access.require(db, context, session, DECIDING_OPERATOR)
            person = whose.person_for(db, operator, account)
            with changing_account(db, context, person) as change:
                yield operator, change, why
