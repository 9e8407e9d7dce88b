"""Changing the password, signed in (PRODUCT §2)."""

from __future__ import annotations

from dataclasses import dataclass

from store.accounts import access, tries
from store.accounts.access import AT_NEW_PASSWORD, PAST_SECOND_STEP
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.password import new_password, proving, reset_tokens
from store.accounts.profile import sealed_profile
from store.accounts.signing_in import sessions
from store.database.sealed_columns import VERIFIER
from store.messages.letters.password import password_changed
from store.problems import Problem, Refusal
from store.rules import passwords
from store.rules.levels import Factor
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from store.rules.secret import Secret
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword


@dataclass(frozen=True)
class Password:
    context: Context

    @property
    def policy(self) -> Policy:
        """The rules for new passwords, as the administrator chose them."""
        return self.context.policy

    def owner(self, session: Session) -> Owner:
        """Return the names the password must not be made of. Raises SESSION_ENDED, SECOND_STEP_DUE."""
        with self.context.database.read() as db:
            return new_password.owner_of(access.require(db, self.context, session, PAST_SECOND_STEP).account)

    def prove(self, session: Session, password: Secret) -> None:
        """Show that the session's holder knows the password, for the sensitive changes of 20 minutes.

        Raises `Problem` SESSION_ENDED; WRONG_PASSWORD (tries_left, until), LOCKED (until).
        """
        proving.prove(self.context, session, password)

    def prove_back(self, session: Session, password: Secret) -> None:
        """Do what `prove` does, at a screen that its holder had handed to somebody else.

        Wrong tries there are counted apart: they make the holder wait, and block nothing.
        """
        proving.prove(self.context, session, password, kind=tries.GIVEN_BACK)

    def change(self, session: Session, current: Secret, new: Secret, confirmation: Secret) -> None:
        """Set a new password; the account's other sessions and its reset token end, this session goes on.
        Blocks of its document and of PINs are lifted: others can bring them about.

        The profile and its personal key cost nothing.

        Raises `Problem`: SESSION_ENDED; PASSWORD_BREAKS_RULES, PASSWORDS_DIFFER, PASSWORD_SAME;
        WRONG_PASSWORD (tries_left, until), LOCKED (until). The new password is judged first, so that a rule
        it breaks costs no try. CORRUPT where the current password no longer opens a profile: a new one would
        lose it, so the old one stays, and no try is counted.
        """
        context = self.context
        with context.database.read() as db:
            holder = access.require(db, context, session)
        chosen = new_password.chosen(context.policy, new, confirmation, new_password.owner_of(holder.account))
        # Of the password that there is, this tells nothing: both were typed here.
        typed = Secret(passwords.normalise(current.reveal(), "current"))
        if typed.reveal() == chosen.reveal():
            raise Problem(Refusal.PASSWORD_SAME, "new")
        self._set(session, proving.prove(context, session, typed, "current"), chosen)

    def change_expired(self, session: Session, new: Secret, confirmation: Secret) -> None:
        """Set a new password in place of one past its life, just used to sign in; then all is open.

        Its personal key and profile cost nothing either. Raises as `change` does, but for the current
        password: SESSION_ENDED 20 minutes after it was entered, PASSWORD_NEEDED where what it opens is not
        kept any more.
        """
        context = self.context
        with context.database.read() as db:
            holder = access.require(db, context, session, AT_NEW_PASSWORD)
        chosen = new_password.chosen(context.policy, new, confirmation, new_password.owner_of(holder.account))
        opened = sessions.just_opened(context, holder)
        same = new_password.is_same(context, holder.account_id, opened.verifier, chosen)
        self._set(session, opened, chosen, same=same)

    def _set(self, session: Session, opened: OpenedPassword, chosen: Secret, *, same: bool = False) -> None:
        """Replace the proven password; what it opened, the chosen one opens, and it no longer does.

        `same` as `new_password.is_same` found it.
        """
        context = self.context
        derived = context.hasher.derive(chosen)
        with changing(context, session, PAST_SECOND_STEP, opened=opened, destroys=True) as change:
            db, account, row = change.db, change.account, change.holder.row
            sealed_profile.rewrap(db, context, change.account_id, opened.wrapping_key, derived.wrapping_key)
            VERIFIER.put(context.keys, account, derived.verifier)
            account.password_set_at = change.now
            db.add(account)
            tries.succeed(db, change.account_id, tries.NEW_PASSWORD)
            for kind in tries.BY_DOCUMENT:
                tries.unblock(db, change.account_id, kind)
            sessions.end_all(db, context, change.account_id, but=row)
            reset_tokens.end(db, change.account_id, reset_tokens.REPLACED)
            sessions.proved(db, context, row, Factor.PASSWORD)
            if change.holder.due is not None:
                renewed = OpenedPassword(derived.wrapping_key, derived.verifier, change.now)
                sessions.keep_opened(db, context, session, renewed)
            change.notify(password_changed(change.now))
            new_password.refuse_same(same)
