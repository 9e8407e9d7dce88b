"""Changing the password, signed in (PRODUCT §2)."""

from __future__ import annotations

from dataclasses import dataclass

from i18n import language_of
from store.accounts import events, new_password, reset_tokens, sessions, tries
from store.accounts.context import Context
from store.database.tables import Account
from store.messages import letters
from store.problems import Problem, Refusal
from store.rules import passwords, throttle
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from store.rules.secret import Secret
from store.values import Happening, Session, Stage


@dataclass(frozen=True)
class Password:
    context: Context

    @property
    def policy(self) -> Policy:
        """The rules for new passwords, as the administrator chose them."""
        return self.context.policy

    def owner(self, session: Session) -> Owner:
        """Return the names that the account's password must not be made of. Raises SESSION_ENDED."""
        with self.context.database.read() as db:
            return new_password.owner_of(
                sessions.require(db, self.context, session, stages=frozenset(Stage)).account
            )

    def change(self, session: Session, current: Secret, new: Secret, confirmation: Secret) -> None:
        """Set a new password; the account's other sessions and its reset token end, this one goes on.

        Raises `Problem`: SESSION_ENDED; PASSWORD_BREAKS_RULES, PASSWORDS_DIFFER, PASSWORD_SAME;
        WRONG_PASSWORD (tries_left, until), LOCKED (until). The new password is judged first, so that a rule
        it breaks costs no try.
        """
        context = self.context
        with context.database.read() as db:
            holder = sessions.require(db, context, session)
        chosen = new_password.chosen(context.policy, new, confirmation, new_password.owner_of(holder.account))
        typed = Secret(passwords.normalise(current.reveal(), "current"))
        if typed.reveal() == chosen.reveal():
            raise Problem(Refusal.PASSWORD_SAME, "new")
        with context.database.write() as db:
            account_id = holder.row.account_id
            before, after = tries.claim_of_account(db, context, account_id, tries.PASSWORD)
        if not context.hasher.matches(holder.account.verifier, typed) or throttle.is_blocked(before):
            tries.note_wrong(context, account_id, before, after, holder.row.terminal)
            raise tries.wrong(Refusal.WRONG_PASSWORD, "current", after)
        self._set(session, holder.account, chosen)

    def change_expired(self, session: Session, new: Secret, confirmation: Secret) -> Session:
        """Set a new password in place of one past its life, just used to sign in; then all is open.

        Raises as `change` does, but for the current password.
        """
        context = self.context
        with context.database.read() as db:
            holder = sessions.require(db, context, session, stages=frozenset({Stage.PASSWORD_DUE}))
        chosen = new_password.chosen(context.policy, new, confirmation, new_password.owner_of(holder.account))
        new_password.refuse_same(context, holder.account, chosen)
        self._set(session, holder.account, chosen)
        return Session(session.token, session.username, session.language, Stage.FULL)

    def _set(self, session: Session, account: Account, chosen: Secret) -> None:
        context = self.context
        verifier = context.hasher.make(chosen)
        with context.database.write() as db:
            holder = sessions.require(db, context, session, stages=frozenset(Stage))
            if holder.account.verifier != account.verifier:
                raise Problem(Refusal.SESSION_ENDED)
            now = context.now()
            holder.account.verifier, holder.account.password_set_at = verifier, now
            db.add(holder.account)
            assert account.id is not None
            tries.succeed(db, account.id, tries.PASSWORD)
            sessions.end_all(db, account.id, but=holder.row)
            reset_tokens.end(db, account.id, reset_tokens.REPLACED)
            sessions.promote(db, holder)
            events.record(db, account.id, Happening.PASSWORD_CHANGED, now, holder.row.terminal)
            letter, language = letters.password_changed(now), language_of(account.language)
            context.outbox.queue(db, letter, account.email, language, account.id)
        context.outbox.wake()
