"""Authenticator apps (PRODUCT §6): added by one code that proves them, removed with the password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import events
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.accounts.methods import confirming, held
from store.accounts.notices import notices
from store.accounts.notices.before import Before
from store.accounts.password import proofs
from store.accounts.signing_in import sessions
from store.messages.letters.methods import method_added, method_removed
from store.problems import Problem, Refusal
from store.rules import codes, totp
from store.rules.limits import MOST_APPS
from store.rules.look_alikes import skeleton
from store.rules.secret import Secret
from store.values import Confirmation, Enrolment, Happening, Method, MethodKind, Session

_APP = MethodKind.APP


@dataclass(frozen=True)
class Authenticator:
    """Nothing of an app is kept before a code has shown that it has the secret."""

    context: Context

    def begin(self, session: Session, name: str) -> Enrolment:
        """Return a new secret for an app of this name; nothing is written.

        Raises `Problem` SESSION_ENDED, PASSWORD_NEEDED; MISSING, TOO_LONG, TEXT_CHARACTERS or
        APP_NAME_MIXED of `name`; APP_NAME_TAKEN by one that looks alike; APPS_FULL.
        """
        chosen = totp.app_name(name)
        with self.context.database.read() as db:
            holder = sessions.require_proof(db, self.context, session)
            _refuse_without_room(db, holder.row.account_id, chosen)
        secret = totp.new_secret()
        return Enrolment(chosen, Secret(secret), Secret(totp.address(secret, shown_name(holder.account))))

    def confirm(self, session: Session, enrolment: Enrolment, code: Secret) -> Method:
        """Make the app a method of the account, by a code that it shows, and return it.

        The code is used up. The first method of an account is its default. Raises `Problem` SESSION_ENDED,
        PASSWORD_NEEDED; CODE_FORM; WRONG_CODE, uncounted: whoever types it has the secret before them;
        APP_NAME_TAKEN or APPS_FULL where another session was faster.
        """
        context, now = self.context, self.context.now()
        name = totp.app_name(enrolment.name)
        steps = totp.steps_of(enrolment.secret.reveal(), codes.read_code(code).reveal(), now)
        with context.database.write() as db:
            holder = sessions.require_proof(db, context, session)
            account_id = holder.row.account_id
            _refuse_without_room(db, account_id, name)
            if not steps:
                raise Problem(Refusal.WRONG_CODE, "code")
            before = Before.of(db, context, holder.account)
            added = held.add(db, context, account_id, _APP, enrolment.secret, name=name, last_step=steps[-1])
            events.record(db, account_id, Happening.METHOD_ADDED, now, holder.row.terminal)
            notices.send(db, context, holder.account, before, method_added(_APP, name, now))
        context.outbox.wake()
        return Method(added.id, _APP, name, added.is_default)

    def remove(
        self,
        session: Session,
        method_id: str,
        password: Secret,
        confirmation: Confirmation | None = None,
    ) -> None:
        """Take an app from the account; after the default method, the oldest that is left becomes it.

        With a `confirmation`, no notice undoes it. Raises `Problem` SESSION_ENDED; METHOD_GONE, ONLY_METHOD,
        which cost no try; WRONG_PASSWORD (tries_left, until), LOCKED (until); what `confirming` raises.
        """
        context = self.context
        with context.database.read() as db:
            account_id = sessions.require(db, context, session).row.account_id
            held.successor(db, held.find(db, account_id, method_id, _APP))
        typed = confirming.read(context, session, confirmation, removed=method_id)
        proof = proofs.prove(context, session, password)
        with context.database.write(destroys=True) as db:
            holder, now = sessions.require(db, context, session), context.now()
            if holder.account.verifier != proof.verifier:
                raise Problem(Refusal.SESSION_ENDED)
            row = held.find(db, account_id, method_id, _APP)
            verdict = confirming.judge(db, context, session, typed)
            if verdict.refused is None:
                before = Before.of(db, context, holder.account)
                held.remove(db, row)
                events.record(db, account_id, Happening.METHOD_REMOVED, now, holder.row.terminal)
                notice = method_removed(_APP, row.name, now)
                notices.send(db, context, holder.account, before, notice, confirmed=verdict.confirmed)
        context.outbox.wake()
        verdict.end()


def _refuse_without_room(db: Transaction, account_id: int, name: str) -> None:
    apps = held.rows(db, account_id, _APP)
    if len(apps) >= MOST_APPS:
        raise Problem(Refusal.APPS_FULL, "name")
    if skeleton(name) in {skeleton(row.name) for row in apps}:
        raise Problem(Refusal.APP_NAME_TAKEN, "name")
